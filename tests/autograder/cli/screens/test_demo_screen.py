"""What `autograder demo` says."""

from pathlib import Path

import pytest

from autograder.cli.screens.demo_screen import announce_demo, list_demo_places


def test_demo_says_that_nobodys_work_is_in_it():
    """Folder and size, and that ids are invented."""
    text = announce_demo(Path("trial"), 5)

    assert text.startswith("trial/ is a course with a simulated class: 5 submissions")
    assert "No student's work is in it" in text


@pytest.mark.parametrize(
    "activation, told", [(None, []), (Path("bin/activate"), ["  source bin/activate"])]
)
def test_places_are_pages_and_commands(activation, told):
    """Two students' pages of each assignment, then what to type; `source` if needed."""
    text = list_demo_places(Path("trial"), ["one", "two"], activation)

    assert text.splitlines() == [
        "",
        "Open in a browser:",
        "  trial/feedback/s001/one/one.html",
        "  trial/feedback/s002/one/one.html",
        "  trial/feedback/s001/two/two.html",
        "  trial/feedback/s002/two/two.html",
        "Then:",
        *told,
        "  autograder show two s002 --course-dir trial",
        "  cd trial && jupyter lab    and there: Nbgrader, Formgrader",
    ]
