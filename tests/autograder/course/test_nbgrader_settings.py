"""Reading nbgrader_config.py."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autograder.course import nbgrader_settings

ROOT = Path(__file__).resolve().parents[3]


def test_the_database_lies_in_the_course_when_nothing_is_configured(tmp_path):
    """Without a configuration nbgrader's defaults hold."""
    found = nbgrader_settings.find_database(tmp_path)

    assert found.file == tmp_path / "gradebook.db"
    assert found.course_id == "default_course"


def test_the_database_lies_beside_it_when_our_configuration_is_read(tmp_path):
    """The repository's own file names the folder that it stands in."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)

    found = nbgrader_settings.find_database(tmp_path)

    assert found.file == tmp_path / "gradebook.db"
    assert found.course_id == "classification"
    assert (tmp_path / "exchange").is_dir()


ODD = "a [b]:: $HOME ~ %20 ?x=1#y q\"' é"


@pytest.mark.parametrize("configured", [True, False])
def test_the_database_lies_in_the_course_whatever_its_path(tmp_path, configured):
    """SQLAlchemy and traitlets have meanings of their own for some signs in it."""
    folder = tmp_path / ODD
    folder.mkdir()
    if configured:
        shutil.copy(ROOT / "nbgrader_config.py", folder)
    found = nbgrader_settings.find_database(folder)
    engine = create_engine(found.url)
    with engine.begin() as connection:
        connection.execute(text("create table grades (points int)"))
    engine.dispose()

    assert found.file == folder / "gradebook.db"
    assert found.file.is_file()


@pytest.mark.parametrize("configured", [True, False])
def test_the_database_is_elsewhere_when_the_environment_says_so(
    tmp_path, monkeypatch, configured
):
    """AUTOGRADER_DB wins over the default, with and without a configuration."""
    monkeypatch.setenv("AUTOGRADER_DB", "postgresql+psycopg2://host/grades")
    if configured:
        shutil.copy(ROOT / "nbgrader_config.py", tmp_path)

    found = nbgrader_settings.find_database(tmp_path)

    assert found.url == "postgresql+psycopg2://host/grades"
    assert found.file is None


def test_nbgrader_runs_no_submission_when_our_configuration_is_read(tmp_path):
    """It reads none either, and what it writes for students and offices is ours."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)

    found = nbgrader_settings.read_config(tmp_path)

    assert found.Autograde.exporter_class == "autograder.hooks.trusted.Unread"
    assert found.Autograde.sanitize_preprocessors == []
    assert found.Autograde.autograde_preprocessors == [
        "autograder.hooks.trusted.TrustedGrader",
        "autograder.hooks.trusted.LatePenalties",
    ]
    assert (
        found.GenerateFeedback.exporter_class == "autograder.hooks.trusted.FeedbackPage"
    )
    assert found.ExportApp.plugin_class == "autograder.hooks.trusted.CsvExport"
