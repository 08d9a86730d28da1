"""A course with a roster, and a way to collect into it."""

import pytest

from autograder.tools.lms import collect
from tests import downloads


@pytest.fixture
def rostered(assignment):
    """Give the small course with its roster."""
    root = assignment.course.root
    (root / "roster.csv").write_text(downloads.ROSTER)
    (root / "course.yaml").write_text(
        "roster: roster.csv\ntimezone: Asia/Singapore\nextensions:\n  s003: 9 days\n"
    )
    return assignment


@pytest.fixture
def collected(rostered, tmp_path):
    """Collect a zip of files."""

    def collected(files, name="submissions.zip", **more):
        data = files if isinstance(files, bytes) else downloads.zip_of(files, **more)
        path = downloads.write(tmp_path / "downloads", data, name)
        return collect.collect_download(rostered, path)

    return collected


@pytest.fixture
def handed_in(rostered):
    """Give what lies in `submitted/` of a student."""

    def handed_in(student):
        folder = rostered.course.submitted / student / rostered.name
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    return handed_in
