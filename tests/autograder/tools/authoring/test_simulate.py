"""The simulated class: big enough, odd enough, and safe to make again."""

import json

import pytest

from autograder.common.errors import UserError
from autograder.course.course import Course
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.restored_notebook import restore_answers
from autograder.tools.authoring import demo, simulate


def test_class_has_every_oddity(assignment):
    """Right and wrong answers, broken files, a loop, a crash, renamed things."""
    made = simulate.simulated_class(assignment, 24)
    about = " / ".join(one.about for one in made)

    assert len({one.student for one in made}) == len(made)
    for oddity in ("reference", "unattempted", "truncated", "loop", "crash", "renamed"):
        assert oddity in about


def test_first_is_right_and_the_same_every_time(assignment):
    """Nothing is random, and s001 is the reference."""
    first, *_ = made = simulate.simulated_class(assignment, 12)

    assert (first.student, first.about) == ("s001", "the reference")
    assert made == simulate.simulated_class(assignment, 12)


def test_written_questions_are_answered(assignment):
    """A TA finds something to mark in formgrader."""
    first, *_ = simulate.simulated_class(assignment, 1)
    restored = restore_answers(
        parse_notebook(first.data), assignment.release, assignment.exercises
    )

    assert restored.code.answers["why"].attempted


def test_demo_is_a_course_of_its_own(assignment, tmp_path):
    """The folder holds the content and the class, and nothing is written elsewhere."""
    (assignment.course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = tmp_path / "made"
    course = demo.build_demo(assignment.course, folder, 3)

    assert course.names() == ["sums"]
    assert len(list((folder / "submitted").iterdir())) == 3
    assert not (assignment.course.root / "submitted").exists()


def test_demo_can_be_made_again_but_empties_nothing_else(assignment, tmp_path):
    """An earlier demo is replaced; somebody's folder is left alone."""
    (assignment.course.root / "nbgrader_config.py").write_text("c = get_config()\n")
    folder = tmp_path / "made"
    demo.build_demo(assignment.course, folder, 2)
    demo.build_demo(assignment.course, folder, 2)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")

    assert Course.find(folder).names() == ["sums"]
    with pytest.raises(UserError, match="was not made by `autograder demo`"):
        demo.build_demo(assignment.course, mine, 2)
    assert (mine / "thesis.txt").read_text() == "mine"


def test_submissions_are_notebooks_unless_they_are_broken_on_purpose(assignment):
    """What is not meant to be broken can be read."""
    made = simulate.simulated_class(assignment, 24)
    broken = {"a truncated file", "an empty file", "no cells"}

    for one in made:
        if one.about not in broken:
            assert json.loads(one.data)["cells"], one.about


@pytest.mark.parametrize("found, name", [("/bin/autograder", None), (None, "activate")])
def test_activation_is_named_where_our_commands_are_not_on_the_path(
    monkeypatch, found, name
):
    """A newcomer has run `make`, and nothing is on the path yet."""
    monkeypatch.setattr(demo.shutil, "which", lambda _: found)
    script = demo.find_activation()

    assert name == (script.name if script else None)
