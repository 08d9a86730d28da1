"""Reading a course directory."""

import stat
from datetime import UTC, datetime

import pytest

from autograder.common.errors import UserError
from autograder.course.course import Course
from autograder.model import Kind
from tests import minicourse


def test_exercises_come_in_the_notebook_order(assignment):
    """Names, kinds, points, bonus and lecture rows are read off the release."""
    read = [
        (one.name, one.kind, float(one.points), float(one.bonus), one.lecture)
        for one in assignment.exercises
    ]

    assert read == [
        ("total", Kind.CODE, 4.0, 0.0, ("L7",)),
        ("mean", Kind.CODE, 2.0, 0.0, ()),
        ("spread", Kind.CODE, 0.0, 1.0, ()),
        ("why", Kind.WRITTEN, 2.5, 0.0, ()),
    ]


def test_limits_of_the_assignment_replace_defaults(assignment):
    """assignment.yaml sets limits by name; the others stay."""
    assert assignment.limits.call_cpu == 1.0
    assert assignment.limits.frame_bytes == 64 << 20


def test_folder_without_course_is_refused(tmp_path):
    """A folder without source/ is no course, and the message says what to do."""
    with pytest.raises(UserError, match="it has no folder `source`") as caught:
        Course.find(tmp_path)

    assert "--course-dir" in caught.value.hint


def test_unknown_assignment_gets_a_suggestion(assignment):
    """A slip of the pen is met with the name that was meant."""
    with pytest.raises(UserError, match="no assignment `sum` in source/") as caught:
        assignment.course.assignment("sum")

    assert caught.value.hint == "did you mean `sums`?"


def test_unknown_exercise_gets_a_suggestion(assignment):
    """The same for exercises."""
    with pytest.raises(UserError) as caught:
        assignment.exercise("totall")

    assert caught.value.hint == "did you mean `total`?"


@pytest.mark.parametrize(
    "text,said",
    [
        ("title: [", "is not valid YAML"),
        ("titel: Sums", "`title`: Field required"),
        ("title: Sums\ndeu: 2026-01-01", "`deu`"),
        ("title: Sums\nlimits: {call_cpuu: 3}", "no limit `call_cpuu`; did you mean"),
        ("title: Sums\nlimits: {call_cpu: -3}", "must be above 0"),
        (
            "title: Sums\ndue: 2026-03-01T23:59:00",
            "`due`: needs an offset",
        ),
        ("title: Sums\ndue: 20260301", "needs a date and a time: such as"),
        ("title: Sums\ndue: 20260301235900", "needs a date and a time: such as"),
        ("title: Sums\ndue: 9999-12-31T23:59:00-05:00", "is in no year of a course"),
        (
            "title: Sums\ndue: 2026-03-01 5:00 PM",
            "not `2026-03-01 5:00 PM` a date looks",
        ),
        ("title: Sums\ndue: 1 March 2026 17:00", "2026-03-01 23:59 +0800; hours go"),
        ("title: Sums\ndue: 2026-03-01", "needs a date and a time"),
        ("just text", "AssignmentConfig"),
    ],
)
def test_wrong_yaml_is_explained(assignment, text, said):
    """A mistake in assignment.yaml is named with its place."""
    path = assignment.course.root / "source" / "sums" / "assignment.yaml"
    path.write_text(text)

    with pytest.raises(UserError) as caught:
        assignment.course.assignment("sums")

    assert said in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-01T17:00:00-05:00",
        "2026-03-01 17:00 -0500",
        "2026-03-01 17:00:00 -0500",
        "2026-03-01 17:00 -05:00",
        "2026-03-01T17:00-05",
        "2026-03-01  22:00:00Z",
        "2026-3-1 22:00 UTC",
        "'2026-03-01 17:00:00.0 -5'",
    ],
)
def test_date_is_read_alike_in_both_files(assignment, written):
    """However its offset is written, a moment is the same in either file."""
    root = assignment.course.root
    (root / "course.yaml").write_text(f"assignments: {{sums: {{due: {written}}}}}")
    path = root / "source" / "sums" / "assignment.yaml"
    path.write_text(f"title: Sums\ndue: {written}")
    moment = datetime(2026, 3, 1, 22, tzinfo=UTC)
    both = Course.find(root).assignment("sums")

    assert moment == both.config.due
    assert moment == both.course.rules.due("sums") == both.due


@pytest.mark.parametrize("written", ["2026-03-01 5:00 PM", "1.3.2026 17:00", "soon"])
def test_date_of_another_shape_gets_a_hint_in_both_files(assignment, written):
    """It says what a date looks like, and quotes what was written."""
    root = assignment.course.root
    (root / "source" / "sums" / "assignment.yaml").write_text("title: Sums")
    (root / "course.yaml").write_text(f"assignments: {{sums: {{due: {written}}}}}")
    with pytest.raises(UserError, match=f"not `{written}`") as ours:
        _ = Course.find(root).rules
    (root / "course.yaml").unlink()
    path = root / "source" / "sums" / "assignment.yaml"
    path.write_text(f"title: Sums\ndue: {written}")
    with pytest.raises(UserError, match=f"not `{written}`") as own:
        Course.find(root).assignment("sums")

    assert ours.value.hint == own.value.hint
    assert "a date looks like this: 2026-03-01 23:59" in own.value.hint


def test_yaml_naming_no_exercise_is_refused(assignment):
    """A bonus for an exercise that does not exist is a mistake, not a wish."""
    path = assignment.course.root / "source" / "sums" / "assignment.yaml"
    path.write_text("title: Sums\nbonus: {spred: 1}")

    with pytest.raises(UserError, match="names no exercise `spred`") as caught:
        _ = assignment.course.assignment("sums").exercises

    assert caught.value.hint == "did you mean `spread`?"


def test_unreleased_assignment_says_how_to_release(assignment):
    """Grading needs a release."""
    assignment.release_notebook.unlink()

    with pytest.raises(UserError, match="is not released") as caught:
        _ = assignment.exercises

    assert caught.value.hint == "autograder release sums"


def test_suite_hash_changes_with_what_decides_scores(assignment):
    """Hidden tests, reference and release are in the hash; submissions are not."""
    before = assignment.suite_hash
    minicourse.hand_in(assignment, "s1", minicourse.solved())
    again = assignment.course.assignment("sums").suite_hash
    path = assignment.hidden / "test_total.py"
    path.write_text(path.read_text() + "\n")

    assert before == again
    assert before != assignment.course.assignment("sums").suite_hash


def test_secret_is_made_once_and_kept_private(assignment):
    """The secret is random, stays the same, and only its owner may read it."""
    course = assignment.course
    secret = course.secret()

    path = course.root / ".autograder" / "secret"
    assert secret == course.secret()
    assert len(secret) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_assignments_are_ordered_by_due_date(assignment):
    """Those due first come first; the name decides among equals."""
    root = assignment.course.root
    for name, text in {
        "early": "title: Early\ndue: 2026-01-01T00:00:00+08:00",
        "undated": "title: Undated",
    }.items():
        (root / "source" / name).mkdir()
        (root / "source" / name / "assignment.yaml").write_text(text)

    assert assignment.course.names() == ["early", "sums", "undated"]


def test_suite_hash_follows_the_references_that_it_imports_from(assignment):
    """An earlier reference decides scores where it is imported, and only there."""
    course, before = assignment.course, assignment.suite_hash
    earlier = course.root / "solutions/earlier/reference.py"
    earlier.parent.mkdir()
    earlier.write_text("def one():\n    return 1\n")
    unused = course.assignment("sums").suite_hash
    line = "from solutions.earlier.reference import one\n"
    assignment.reference.write_text(line + assignment.reference.read_text())
    used = course.assignment("sums").suite_hash
    earlier.write_text("def one():\n    return 2\n")

    assert unused == before
    assert len({unused, used, course.assignment("sums").suite_hash}) == 3
