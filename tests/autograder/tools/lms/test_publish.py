"""What students get is the release and how to start, and nothing else."""

import io
import json
import zipfile

import pytest

from autograder.common.errors import UserError
from autograder.tools.lms import publish
from tests import minicourse


@pytest.fixture
def made(assignment, tmp_path):
    path = tmp_path / "out" / "students.zip"

    def made():
        publish.publish_release(assignment.course, ["sums"], path)
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return made


def test_the_zip_holds_the_release_how_to_start_and_what_is_needed(assignment, made):
    """Three files for one assignment; the notebook byte for byte."""
    files = made()

    assert set(files) == {"README.md", "requirements.txt", "sums/sums.ipynb"}
    assert files["sums/sums.ipynb"] == assignment.release_notebook.read_bytes()
    assert files["requirements.txt"].decode().splitlines() == [
        "matplotlib>=3.9",
        "numpy>=2.0",
        "scikit-learn>=1.5",
    ]
    assert "3 exercises, 1 written question, 8.5 points, due 2026-03-01" in (
        files["README.md"].decode()
    )


def test_data_beside_the_notebook_goes_with_it(assignment, made):
    """A notebook may read a file."""
    (assignment.release_notebook.parent / "points.csv").write_text("1,2\n")

    assert made()["sums/points.csv"] == b"1,2\n"


def test_a_release_that_shows_an_answer_is_not_published(assignment, tmp_path):
    """Somebody wrote into assignments/ by hand: it is looked through once more."""
    notebook = minicourse.released()
    notebook["cells"].append(
        minicourse.cell(source="def total(values):\n    return float(np.sum(values))")
    )
    assignment.release_notebook.write_text(json.dumps(notebook))

    with pytest.raises(UserError, match="give answers away"):
        publish.publish_release(assignment.course, ["sums"], tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("name", ["solved.ipynb", "reference.py", ".env", "a/b.ipynb"])
def test_what_a_release_never_writes_is_not_published(assignment, tmp_path, name):
    """A second notebook or a module in assignments/ was left there by somebody."""
    path = assignment.release_notebook.parent / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")

    with pytest.raises(UserError, match="no part of the release"):
        publish.publish_release(assignment.course, ["sums"], tmp_path / "a.zip")


def test_a_link_into_the_solutions_is_not_followed(assignment, tmp_path):
    """What looks like data may be the reference."""
    path = assignment.release_notebook.parent / "data.csv"
    path.symlink_to(assignment.reference)

    with pytest.raises(UserError, match="it is a link"):
        publish.publish_release(assignment.course, ["sums"], tmp_path / "a.zip")


def test_an_assignment_that_is_not_released_is_not_published(assignment, tmp_path):
    """Nothing is made of source/."""
    assignment.release_notebook.unlink()

    with pytest.raises(UserError, match="not released"):
        publish.publish_release(assignment.course, ["sums"], tmp_path / "a.zip")


def test_the_same_release_gives_the_same_bytes(assignment, tmp_path):
    """A zip that differs means that something in it does."""
    one, two = tmp_path / "1.zip", tmp_path / "2.zip"
    for path in (one, two):
        publish.publish_release(assignment.course, ["sums", "sums"], path)

    assert one.read_bytes() == two.read_bytes()
