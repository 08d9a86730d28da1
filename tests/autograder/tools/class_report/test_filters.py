"""Filters of lists: what is chosen, and what an unknown name is told."""

import pytest

from autograder.batch.rebuild import GradebookContents
from autograder.batch.regrade import RegradeResult
from autograder.batch.report_diff import ExerciseChange, ReportChange
from autograder.cli.screens import mark_screen, report_list
from autograder.common.errors import UserError
from autograder.course.lateness import Lateness
from autograder.course.report_store import report_path
from autograder.model import Verdict
from autograder.output.apply_marks import Mark
from autograder.tools.class_report import filters, overview
from autograder.tools.class_report.candidates import Candidate
from autograder.tools.class_report.filters import ListFilter
from tests import coursegrades, minicourse
from tests.graded import report

CAME = "2026-02-27T10:00:00+08:00"


def write(assignment, made):
    """Put a Report on the disk."""
    path = report_path(assignment.report_store, made.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(made.to_json())


def at(made, moment):
    """Give the Report of work that came at another moment."""
    submission = made.submission.model_copy(update={"submitted_at": moment})
    return made.model_copy(update={"submission": submission})


@pytest.fixture
def reports(assignment):
    """Write four Reports: right, wrong, slow and late, not graded."""
    write(assignment, at(report(assignment, "s1", {}), CAME))
    write(assignment, at(report(assignment, "s2", {"total": Verdict.WRONG}), CAME))
    slow = report(assignment, "s3", {"total": Verdict.WRONG, "mean": Verdict.TIMED_OUT})
    write(assignment, at(slow, "2026-03-02T00:00:00+08:00"))
    write(
        assignment, at(report(assignment, "s4", {"mean": Verdict.GRADER_ERROR}), CAME)
    )
    return assignment


def chosen(assignment, **asked):
    """Name the students and exercises that a filter gives."""
    found = filters.filter_reports(assignment, ListFilter.of(assignment, **asked))
    return {one.student: [it.name for it in one.exercises] for one in found}


EVERY = ["total", "mean", "spread", "why"]


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, {"s1": EVERY, "s2": EVERY, "s3": EVERY, "s4": EVERY}),
        ({"students": ["s2"]}, {"s2": EVERY}),
        ({"students": ["s3", "s1", "s3"]}, {"s1": EVERY, "s3": EVERY}),
        ({"verdicts": [Verdict.WRONG]}, {"s2": ["total"], "s3": ["total"]}),
        (
            {"verdicts": [Verdict.WRONG, Verdict.TIMED_OUT]},
            {"s2": ["total"], "s3": ["total", "mean"]},
        ),
        (
            {"exercises": ["mean"], "verdicts": [Verdict.PASSED]},
            {"s1": ["mean"], "s2": ["mean"]},
        ),
        ({"exercises": ["mean", "why"], "students": ["s1"]}, {"s1": ["mean", "why"]}),
        ({"statuses": ["not_graded"]}, {"s4": EVERY}),
        ({"late": True}, {"s3": EVERY}),
        ({"late": True, "verdicts": [Verdict.PASSED]}, {"s3": ["spread"]}),
        ({"late": True, "statuses": ["not_graded"]}, {}),
    ],
)
def test_reports_are_chosen_by_all_filters_at_once(reports, asked, found):
    """Of a Report that is shown, the exercises that fit are."""
    assert chosen(reports, **asked) == found


def test_points_stay_those_of_the_whole(reports):
    """A filter counts nothing anew."""
    asked = ListFilter.of(reports, students=["s2"], exercises=["mean"])
    (found,) = filters.filter_reports(reports, asked)

    assert (found.score, found.max_score) == (pytest.approx(2 + 4 / 3), 6.0)


def test_extension_makes_late_work_timely(reports):
    """Late means: after the student's own due date."""
    (reports.course.root / "course.yaml").write_text(
        "title: A\nextensions: {s3: 2 days}\n"
    )

    assert chosen(reports, late=True) == {}


def test_unreadable_report_is_not_shown_and_told(reports):
    """A Report of another version is graded again."""
    report_path(reports.report_store, "s1").write_text("{}")
    lost = filters.list_unreadable(reports, ListFilter())
    text = report_list.reports_screen([], [], lost).plain

    assert list(chosen(reports)) == ["s2", "s3", "s4"]
    assert text.splitlines()[1:] == ["  ! s1  its Report cannot be read: grade"]
    assert filters.list_unreadable(reports, ListFilter(students=("s2",))) == []


def test_nothing_is_late_without_a_date(reports):
    """Without a due date there is no late work."""
    path = reports.course.root / "source/sums/assignment.yaml"
    text = path.read_text()
    path.write_text("\n".join(it for it in text.splitlines() if "due" not in it))
    assignment = reports.course.assignment("sums")

    assert chosen(assignment, late=True) == {}


@pytest.mark.parametrize(
    "asked, message, hint",
    [
        ({"students": ["s11"]}, "no report of `s11`", "did you mean `s1`?"),
        (
            {"students": ["s12"]},
            "no report of `s12`",
            "near it are `s1`, `s2`",
        ),
        (
            {"students": ["S"]},
            "no report of `S`",
            "`S` is in 4 names: `s1`, `s2`, `s3`, `s4`",
        ),
        (
            {"students": ["xyz"]},
            "no report of `xyz`",
            "autograder grade sums --student xyz",
        ),
        ({"exercises": ["totl"]}, "no exercise `totl`", "did you mean `total`?"),
    ],
)
def test_unknown_name_is_refused(reports, asked, message, hint):
    """A slip of the pen is no empty list."""
    with pytest.raises(UserError, match=message) as refused:
        chosen(reports, **asked)

    assert refused.value.hint == hint


def test_list_names_what_was_lost(reports):
    """One row a Report: whose, points, late, and what it is about."""
    found = filters.filter_reports(reports, ListFilter())
    late = [Lateness.of_report(reports, report).is_late for report in found]
    text = report_list.reports_screen(found, late).plain

    assert text.splitlines() == [
        "4 Reports of sums",
        "  ✓ s1  6 / 6 +1",
        "  ✗ s2  3.33 / 6 +1        total wrong",
        "  ✗ s3  2 / 6 +1     late  total wrong, mean too slow",
        "  ! s4  6 / 6 +1           not graded: our fault",
    ]


def test_empty_list_says_so(reports):
    """Nothing is like that: a sentence for people, an empty list for programs."""
    screen = report_list.reports_screen([], [])

    assert screen.plain == "no Report is like that"
    assert screen.data == []


# ------------------------------------------------------------------ marks


MARKS = {
    "s1": {
        "why": Mark(score=None, manual=False, extra_credit=0.0, comment=""),
        "total": Mark(score=4.0, manual=False, extra_credit=0.0, comment=""),
    },
    "s2": {
        "why": Mark(score=1.5, manual=True, extra_credit=0.0, comment="short"),
        "mean": Mark(score=1.0, manual=True, extra_credit=0.0, comment="", again=True),
    },
}


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, ["s1 total", "s1 why", "s2 mean", "s2 why"]),
        ({"statuses": ["waiting"]}, ["s1 why", "s2 mean"]),
        ({"statuses": ["by_person"]}, ["s2 why"]),
        ({"statuses": ["automatic", "by_person"]}, ["s1 total", "s2 why"]),
        ({"students": ["s2"], "exercises": ["why"]}, ["s2 why"]),
    ],
)
def test_marks_are_chosen(assignment, asked, found):
    """By student, then in the notebook's order."""
    rows = mark_screen.choose_marks(
        MARKS, ListFilter.of(assignment, **asked), assignment
    )

    assert [f"{one.student} {one.exercise}" for one in rows] == found


def test_marks_are_listed_where_they_were_asked_for(assignment):
    """The counts stay; JSON has the marks in any case."""
    held = GradebookContents(
        assignment="sums", students=2, reports=2, manual=2, waiting=2
    )
    rows = mark_screen.choose_marks(MARKS, ListFilter(statuses=["waiting"]), assignment)
    plain = mark_screen.marks_screen(held, rows, listed=False)
    listed = mark_screen.marks_screen(held, rows, listed=True)

    assert "why" not in plain.plain
    assert "  ! s1  why   – / 2.5  waiting" in listed.plain
    assert plain.data["marks"] == listed.data["marks"]
    assert plain.data["waiting"] == 2
    assert plain.data["marks"][0]["status"] == "waiting"


def test_unknown_student_has_no_marks(assignment):
    """Who is not in the gradebook is asked about."""
    with pytest.raises(UserError, match="no mark of `s22`"):
        mark_screen.choose_marks(MARKS, ListFilter(students=["s22"]), assignment)


# ------------------------------------------------------------------ other lists


def candidate(exercise, *students):
    """Make a pattern that some share."""
    return Candidate(
        exercise=exercise, pattern="p", students=students, failed=(), code=""
    )


def test_candidates_are_chosen(assignment):
    """By exercise, and by who gave the answer."""
    found = [candidate("total", "s1", "s2"), candidate("mean", "s2", "s3")]
    by_exercise = ListFilter.of(assignment, exercises=["mean"])
    by_student = ListFilter.of(assignment, students=["s1"])

    assert filters.filter_candidates(found, by_exercise, assignment) == found[1:]
    assert filters.filter_candidates(found, by_student, assignment) == found[:1]
    with pytest.raises(UserError, match="no unexplained wrong answer of `s4`"):
        filters.filter_candidates(found, ListFilter(students=["s4"]), assignment)


def changed(student, *exercises):
    """Make a change of some exercises."""
    moved = tuple(
        ExerciseChange(
            name=name,
            before=1.0,
            after=2.0,
            max_before=2.0,
            max_after=2.0,
            stands=None,
            weights=False,
            tests=(),
        )
        for name in exercises
    )
    return ReportChange(
        student=student,
        before=1.0,
        after=2.0,
        status_before="graded",
        status_after="graded",
        exercises=moved,
    )


def test_changes_are_chosen(assignment):
    """By student, and by the exercises that moved."""
    changes = (changed("s1", "total"), changed("s2", "mean", "total"))
    seen = RegradeResult(assignment="sums", before=(), after="x", changes=changes)

    def names(**asked):
        narrowed = filters.filter_regrade(
            seen, ListFilter.of(assignment, **asked), assignment
        )
        return [one.student for one in narrowed.changes]

    assert names() == ["s1", "s2"]
    assert names(students=["s2"]) == ["s2"]
    assert names(exercises=["mean"]) == ["s2"]
    assert names(exercises=["total"], students=["s1"]) == ["s1"]
    assert names(exercises=["spread"]) == []


def test_assignments_are_chosen(assignment):
    """By name, and by what there is of each."""
    course = assignment.course

    def statuses():
        return overview.describe_assignments(course)[0].statuses

    assert statuses() == {"released"}
    minicourse.hand_in(assignment, "s1", minicourse.solved())
    assert statuses() == {"released", "ungraded"}
    write(assignment, report(assignment, "s1", {}))
    assert statuses() == {"released", "graded"}
    write(assignment, report(assignment, "s1", {"mean": Verdict.GRADER_ERROR}))
    assert statuses() == {"released", "not_graded"}
    assert len(overview.describe_assignments(course, ["sums"], ["not_graded"])) == 1
    (course.root / "source/more").mkdir()
    (course.root / "source/more/assignment.yaml").write_text("title: More\n")
    assert [row.name for row in overview.describe_assignments(course, ["more"])] == [
        "more"
    ]
    assert [
        row.name for row in overview.describe_assignments(course, (), ["unreleased"])
    ] == ["more"]
    assert overview.describe_assignments(course, [], ["ungraded", "suspicious"]) == []
    with pytest.raises(UserError, match="no assignment `summs`"):
        overview.describe_assignments(course, ["summs"])


@pytest.fixture
def term():
    """Give two assignments: one on time and one late, one missing, one unread."""
    late = "2026-11-08T20:00:00+00:00"
    handed_in = coursegrades.handed_in
    return coursegrades.grades(
        coursegrades.work(handed_in("s001"), handed_in("s002"), name="one_hot"),
        coursegrades.work(
            handed_in("s001", at=late),
            name="losses",
            others=["s003"],
        ),
    )


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, ["s001", "s002", "s003"]),
        ({"students": ["s002"]}, ["s002"]),
        ({"late": True}, ["s001"]),
        ({"late": True, "assignments": ["one_hot"]}, []),
        ({"statuses": ["missing"]}, ["s002", "s003"]),
        ({"statuses": ["missing"], "assignments": ["losses"]}, ["s002"]),
        ({"statuses": ["not_graded"]}, ["s003"]),
        ({"statuses": ["final"], "late": True}, ["s001"]),
    ],
)
def test_grades_are_chosen(term, asked, found):
    """A student is shown where one grade fits all that was asked."""
    chosen_ = filters.filter_grades(term, **asked)

    assert [row.student.id for row in chosen_.rows] == found


def test_only_the_assignments_asked_for_are_columns(term):
    """The total stays that of the term."""
    narrowed = filters.filter_grades(term, assignments=["losses"])

    assert list(narrowed.titles) == ["losses"]
    assert list(narrowed.max_scores) == ["losses"]
    assert [len(row.grades) for row in narrowed.rows] == [1, 1, 1]
    assert [row.total for row in narrowed.rows] == [row.total for row in term.rows]


@pytest.mark.parametrize(
    "asked, message, hint",
    [
        ({"students": ["s01"]}, "no student `s01`", "did you mean `s001`?"),
        (
            {"assignments": ["training"]},
            "no released assignment `training`",
            "there are: `losses`, `one_hot`",
        ),
    ],
)
def test_unknown_name_has_no_grades(term, asked, message, hint):
    """Who and what there is, is said."""
    with pytest.raises(UserError, match=message) as refused:
        filters.filter_grades(term, **asked)

    assert refused.value.hint == hint
