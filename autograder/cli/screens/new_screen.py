"""What `autograder new` says of the assignment that it made. Pure."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from autograder.tools.authoring.new_course import NewAssignment

PURPOSES = (
    ("assignments/*/*.ipynb", "what students get; release writes it"),
    ("source/*/assignment.yaml", "title, due date, limits"),
    ("source/*/*.ipynb", "the notebook: texts and visible checks"),
    ("source/setup.py", "the first cell of every notebook"),
    ("solutions/*/reference.py", "the answers"),
    ("solutions/*/probes.py", "what a student is shown: yours, expected"),
    ("solutions/*/accepted/*", "other right answers"),
    ("solutions/*/misconceptions/*", "wrong answers, with what to say"),
    ("tests/hidden/*/draws.py", "fresh inputs"),
    ("tests/hidden/*/test_*.py", "the hidden suite"),
    ("nbgrader_config.py", "for nbgrader and its formgrader"),
    ("pytest.ini", "so that `pytest tests/hidden` runs the hidden suites"),
)
"""what a file is for; of others their names say it"""


def announce_assignment(made: NewAssignment, folder: Path | None = None) -> str:
    """Say what was made, and what to do next in `folder`; None: where we are."""
    return "\n".join(_told(made, folder))


def _told(made: NewAssignment, folder: Path | None) -> Iterator[str]:
    option = "" if folder is None else f" --course-dir {shlex.quote(str(folder))}"
    started = f"`{made.root}` is a course now. " * made.started
    yield f"{started}Made:"
    width = max(len(str(path)) for path in made.files)
    for path in sorted(made.files):
        yield f"  {path!s:<{width}}  {_purpose(path)}".rstrip()
    yield ""
    yield "All of it is an example that works. Write over it, then:"
    yield f"  autograder release {made.name}{option}"
    yield f"  autograder certify {made.name}{option}"


def _purpose(path: Path) -> str:
    return next((purpose for form, purpose in PURPOSES if path.match(form)), "")
