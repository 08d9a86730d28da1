"""Course totals: what counts, what waits, what lateness costs."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text as sql

from autograder.cli.screens import grade_screen
from autograder.course import nbgrader_settings
from autograder.course.course import Course
from autograder.course.report_store import report_path
from autograder.gradebook import course_grades as grading
from autograder.gradebook.course_grades import GradeState
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.tables import open_engine
from autograder.model import Verdict
from autograder.output.gradebook_entry import make_entry
from autograder.tools.lms.export import ExportFormat, export_grades
from tests import minicourse
from tests.coursegrades import (
    DUE,
    NOW,
    exercises,
    grades,
    handed_in,
    listed,
    mark,
    work,
)
from tests.graded import graded, with_answer
from tests.sample_reports import HOSTILE, HOSTILE_REPORT, exercise, outcome, written

HALF = (outcome(), outcome(Verdict.WRONG))
OURS = (outcome(), outcome(Verdict.GRADER_ERROR))
TWO_DAYS_LATE = "2026-11-08T12:00:00+00:00"
TENTH = "late: {penalty_per_day: 10}"


def one(found, student="s1", name="losses"):
    """Give one student's grade of one assignment."""
    row = next(row for row in found.rows if row.student.id == student)
    return row.grade(name)


def test_report_and_persons_mark_make_the_points():
    """Code by the hidden suite, the written question by a person."""
    grade = one(grades(work(handed_in("s1"))))

    assert grade.state is GradeState.FINAL
    assert (grade.points, grade.max_score) == (10, 10)


def test_persons_mark_wins_over_the_automatic_one():
    """Be it higher or lower."""
    marks = {"s1": {"softmax": mark(1.5), "why": mark(4)}}
    grade = one(grades(work(handed_in("s1"), marks=marks)))

    assert grade.points == Fraction("5.5")
    assert [points.by_person for points in grade.exercises] == [True, True]


def test_automatic_points_are_exact():
    """Two of three tests of 4 points are eight thirds, from the Report's float."""
    third = exercise("softmax", 4, [*HALF, outcome()])
    report = handed_in("s1", third, written("why", 4))

    assert one(grades(work(report))).exercises[0].score == Fraction(8, 3)


def test_written_question_that_nobody_read_is_not_final():
    """Its points so far are shown, and it is in no total."""
    found = grades(work(handed_in("s1"), marks={"s1": {"why": mark(None)}}))
    grade = one(found)

    assert grade.state is GradeState.WAITING
    assert grade.why == "a person must read: why"
    assert grade.points == 6
    assert found.rows[0].total is None


def test_blank_written_answer_is_zero():
    """The gradebook has an automatic 0 for it: nobody needs to read nothing."""
    marks = {"s1": {"why": mark(0.0, manual=False)}}
    grade = one(grades(work(handed_in("s1"), marks=marks)))

    assert (grade.state, grade.points) == (GradeState.FINAL, 6)


def test_answer_that_changed_since_it_was_marked_waits_again():
    """The mark was for another answer."""
    marks = {"s1": {"why": mark(4, again=True)}}
    grade = one(grades(work(handed_in("s1"), marks=marks)))

    assert (grade.state, grade.points) == (GradeState.WAITING, 10)


def test_our_fault_is_not_final_and_no_zero():
    """An exercise that we could not grade is in no total."""
    report = handed_in("s1", exercise("softmax", 6, OURS), written("why", 4))
    found = grades(work(report))

    assert one(found).state is GradeState.NOT_GRADED
    assert one(found).why == "our fault, no points lost: softmax"
    assert one(found).exercises[0].score is None
    assert found.rows[0].total is None


def test_our_fault_is_settled_by_a_persons_mark():
    """What a person gave stands, whatever fell over."""
    report = handed_in("s1", exercise("softmax", 6, OURS), written("why", 4))
    marks = {"s1": {"softmax": mark(5), "why": mark(4)}}
    grade = one(grades(work(report, marks=marks)))

    assert (grade.state, grade.points) == (GradeState.FINAL, 9)


def frozen():
    return handed_in(
        "s1",
        exercise("softmax", 6),
        written("why", 4),
        status="suspicious",
        tampering="a case that nothing honest passes was passed",
    )


def test_tampered_submission_waits_for_a_person():
    """Its own points count for nothing, and for no zero either."""
    found = grades(work(frozen()))

    assert one(found).state is GradeState.SUSPICIOUS
    assert one(found).why.startswith("a case that nothing honest passes was passed")
    assert one(found).exercises[0].score is None
    assert found.rows[0].total is None


def unread():
    lost = outcome(Verdict.MISSING, message="there was no notebook")
    return handed_in(
        "s1",
        exercise("softmax", 6, [lost]),
        written("why", 4),
        status="unreadable",
        unreadable="the file is empty: save it again",
    )


def test_what_could_not_be_read_waits_for_a_person_in_every_export():
    """An empty file is no 0 that nobody looked at, until all of it has a mark."""
    found = grades(work(unread(), marks={"s1": {"softmax": mark(5)}}))
    grade, row = one(found), found.rows[0]
    sheet = export_grades(found, "losses", ExportFormat.CANVAS)
    told = json.loads(export_grades(found, "losses", ExportFormat.JSON).text)[
        "students"
    ][0]

    assert grade.state is GradeState.UNREADABLE
    assert grade.why.startswith("the file is empty: save it again")
    assert (row.total, row.final) == (None, False)
    assert [("s1", grade.why)] == [*sheet.left_out]
    assert (told["state"], told["final"]) == ("unreadable", False)
    assert {None, 5.0} >= {one["score"] for one in told["exercises"]}


def test_what_could_not_be_read_is_final_once_a_person_marked_all_of_it():
    """A person decides what it is worth."""
    marks = {"s1": {"softmax": mark(5), "why": mark(4)}}
    grade = one(grades(work(unread(), marks=marks)))

    assert (grade.state, grade.points) == (GradeState.FINAL, 9)


def test_tampered_submission_is_final_once_a_person_marked_all_of_it():
    """Then it is that person's decision."""
    marks = {"s1": {"softmax": mark(0), "why": mark(0)}}
    found = grades(work(frozen(), marks=marks))

    assert one(found).state is GradeState.FINAL
    assert found.rows[0].total == 0


def test_extra_credit_counts_and_may_pass_the_maximum():
    """It adds to the points, not to the maximum."""
    bonus = exercise("adam", 0, HALF, max_extra_credit=3.0, extra_credit=1.5)
    report = handed_in("s1", exercise("softmax", 6), written("why", 4), bonus)
    found = grades(work(report, exercises=exercises(bonus=True)))

    assert (one(found).points, one(found).max_score) == (Fraction("11.5"), 10)
    assert found.rows[0].total == Fraction(115, 100)


def test_extra_credit_of_a_person_counts():
    """There is a field for it in formgrader, beside each score."""
    marks = {"s1": {"softmax": mark(6, extra_credit=2.0), "why": mark(4)}}

    assert one(grades(work(handed_in("s1"), marks=marks))).points == 12


def test_lateness_costs_a_share_of_all_that_was_earned():
    """Two days at a tenth cost a fifth, also of what a person gave."""
    grade = one(grades(work(handed_in("s1", at=TWO_DAYS_LATE)), rules=TENTH))

    assert (grade.days_late, grade.penalty) == (2, Fraction(1, 5))
    assert (grade.earned, grade.points) == (10, 8)


def test_extension_takes_lateness_away():
    """For the student who has it, and nobody else."""
    reports = [handed_in(student, at=TWO_DAYS_LATE) for student in ("s1", "s2")]
    rules = f"{TENTH}\nextensions: {{s1: {{losses: 2 days}}}}"
    found = grades(work(*reports), rules=rules)

    assert [one(found, student).days_late for student in ("s1", "s2")] == [0, 2]
    assert one(found).due == datetime(2026, 11, 8, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize("at", [None, "", "yesterday", HOSTILE])
def test_work_of_unknown_time_is_not_late(at):
    """A Report that tells no time costs nothing and breaks nothing."""
    grade = one(grades(work(handed_in("s1", at=at)), rules=TENTH))

    assert (grade.submitted, grade.days_late, grade.points) == (None, 0, 10)


def test_time_without_an_offset_is_on_the_courses_clocks():
    """Noon in Singapore is four hours past midnight in UTC."""
    report = handed_in("s1", at="2026-11-07T12:00:00")
    late = one(grades(work(report), rules="timezone: UTC"))
    in_time = one(grades(work(report), rules="timezone: Pacific/Kiritimati"))

    assert late.days_late == 1
    assert in_time.days_late == 0


def test_extra_credit_that_nobody_decided_is_none():
    """Neither our fault nor tampering earns any."""
    bonus = {"max_extra_credit": 3.0, "extra_credit": 3.0}
    fault = handed_in("s1", exercise("adam", 0, OURS, **bonus))
    report = handed_in("s2", exercise("adam", 0, **bonus))
    frozen_ = report.model_copy(update={"status": "suspicious", "student": "s3"})
    marks = {student: {} for student in ("s1", "s2", "s3")}
    found = grades(
        work(fault, report, frozen_, marks=marks, exercises=exercises(bonus=True))
    )

    earned = [one(found, student).earned for student in marks]
    assert earned == [0, 3, 0]


def test_assignment_of_no_points_is_in_no_total():
    """A share of nothing is nothing."""
    nothing = work(handed_in("s1"), name="one_hot", exercises=())

    assert grades(nothing, work(handed_in("s1"))).rows[0].total == 1


def test_missing_work_is_zero_once_it_was_due():
    """It is said to be missing, and it counts."""
    found = grades(work(handed_in("s1")), students=listed("id,name,email\ns2,B,\n"))
    row = next(row for row in found.rows if row.student.id == "s2")

    assert row.grades[0].state is GradeState.MISSING
    assert (row.total, row.final) == (0, True)


def test_missing_work_does_not_count_before_it_is_due():
    """Nor before the end of an extension."""
    students = listed("id,name,email\ns2,B,\n")
    rules = "extensions: {s2: 2027-06-01 10:00}"
    early = grades(
        work(handed_in("s1")), students=students, now=datetime(2026, 11, 1, tzinfo=UTC)
    )
    extended = grades(work(handed_in("s1")), students=students, rules=rules)

    for found in (early, extended):
        assert one(found, "s2").state is GradeState.OPEN
        assert next(r for r in found.rows if r.student.id == "s2").total is None


def test_missing_work_counts_from_the_moment_after_it_was_due():
    """At the last moment there is still time."""
    students = listed("id,name,email\ns2,B,\n")
    moments = (DUE, DUE + timedelta(seconds=1))
    states = [
        one(grades(work(), students=students, now=now), "s2").state for now in moments
    ]

    assert states == [GradeState.OPEN, GradeState.MISSING]


def test_without_a_due_date_it_is_over_when_others_are_graded():
    """An assignment that nobody has a Report for does not count yet."""
    students = listed("id,name,email\ns2,B,\n")

    assert one(grades(work(due=None), students=students), "s2").state is GradeState.OPEN
    others = grades(work(handed_in("s1"), due=None), students=students)
    assert one(others, "s2").state is GradeState.MISSING


def test_work_that_is_not_graded_yet_is_not_missing():
    """It was handed in; grading it is ours to do."""
    found = grades(work(handed_in("s1"), others=["s2"]))

    assert one(found, "s2").state is GradeState.NOT_GRADED
    assert "`autograder grade losses`" in one(found, "s2").why


def test_report_that_cannot_be_read_is_not_missing():
    """A Report of another version is there, and says nothing."""
    found = grades(work(reports={"s1": None}))

    assert one(found).state is GradeState.NOT_GRADED
    assert "cannot be read" in one(found).why


def test_report_without_a_gradebook_waits_for_a_person():
    """A gradebook that is gone takes nobody's points, and gives none."""
    grade = one(grades(work(handed_in("s1"), marks={"s1": {}})))

    assert (grade.state, grade.why) == (GradeState.WAITING, "a person must read: why")
    assert grade.points == 6


def test_marks_without_a_report_are_final_when_a_person_gave_them_all():
    """Work on paper, marked in formgrader, is a grade."""
    marks = {
        "s1": {"softmax": mark(5), "why": mark(3)},
        "s2": {"softmax": mark(6, manual=False), "why": mark(3)},
    }
    found = grades(work(marks=marks))

    assert (one(found).state, one(found).points) == (GradeState.FINAL, 8)
    assert one(found, "s2").state is GradeState.NOT_GRADED
    assert one(found, "s2").why == "there is no Report, only marks; open: softmax"


def test_exercise_that_the_report_lacks_is_not_graded():
    """A Report from before the exercise was added cannot speak of it."""
    report = handed_in("s1", written("why", 4))

    assert one(grades(work(report))).why == "our fault, no points lost: softmax"


def test_hostile_report_is_counted_like_any_other():
    """Names, times and messages of a Report are only shown."""
    found = grades(work(HOSTILE_REPORT.model_copy(update={"student": "s1"})))

    assert one(found).state is GradeState.FINAL or one(found).why
    assert "\x1b" not in grade_screen.grades_screen(found).plain


def two(second=None, **fields):
    """Give grades of two assignments: 10 of 10, and the second's Report."""
    works = [work(handed_in("s1"), name="one_hot")]
    works.append(work(*([second] if second else []), name="losses"))
    return grades(*works, **fields)


def half(student="s1"):
    return handed_in(student, exercise("softmax", 6, HALF), written("why", 4))


def test_total_is_the_mean_where_nothing_is_weighted():
    """10 of 10 and 7 of 10 are 85 %."""
    assert two(half()).rows[0].total == Fraction(85, 100)


def test_weights_decide_what_counts_how_much():
    """At 1 to 3 they are 77.5 %."""
    rules = "assignments: {one_hot: {weight: 1}, losses: {weight: 3}}"

    assert two(half(), rules=rules).rows[0].total == Fraction(775, 1000)


def test_lowest_is_dropped_and_said_to_be():
    """The total is of what is left."""
    row = two(half(), rules="drop_lowest: 1").rows[0]

    assert [grade.dropped for grade in row.grades] == [False, True]
    assert row.total == 1


def test_what_may_not_be_dropped_stays():
    """`droppable: false` keeps the lowest; the next one goes."""
    rules = "drop_lowest: 1\nassignments: {losses: {droppable: false}}"
    row = two(half(), rules=rules).rows[0]

    assert [grade.dropped for grade in row.grades] == [True, False]
    assert row.total == Fraction(7, 10)


def test_total_is_so_far_while_something_is_not_final():
    """What is final counts; the rest is named."""
    waiting = handed_in("s1", exercise("softmax", 6, OURS), written("why", 4))
    row = two(waiting, rules="drop_lowest: 1").rows[0]

    assert (row.total, row.final) == (1, False)
    assert not any(grade.dropped for grade in row.grades)


def test_same_grades_whatever_order_they_were_read_in():
    """Students are sorted by id."""
    reports = [handed_in(student) for student in ("s3", "s1", "s2")]
    found = grades(work(*reports), students=listed("id,name,email\ns0,A,\n"))
    again = grades(work(*reversed(reports)), students=listed("id,name,email\ns0,A,\n"))

    assert [row.student.id for row in found.rows] == ["s0", "s1", "s2", "s3"]
    assert grade_screen.write_totals(found) == grade_screen.write_totals(again)
    assert (
        grade_screen.grades_screen(found).data == grade_screen.grades_screen(again).data
    )


# ------------------------------------------------------------------ what is shown


def test_screen_names_what_is_not_final():
    """The table, then who waits for what, then who is not on the roster."""
    reports = [handed_in("s1", at=TWO_DAYS_LATE), handed_in("s2")]
    found = grades(
        work(*reports, marks={"s2": {"why": mark(None)}}),
        rules=f"title: Classification\nterm: Winter\n{TENTH}",
        students=listed("id,name,email\ns1,Ada,\ns3,Cy,\n"),
    )
    text = grade_screen.grades_screen(found).plain

    assert text.startswith("Classification Winter · 3 students\n")
    assert "✓ s1       Ada  8 / 10, 2 days late, −20 %  80 %" in text
    assert "! s2            6 / 10 so far               – so far" in text
    assert "– s3       Cy   missing                     0 %" in text
    assert "s2  losses  waits for a person: a person must read: why" in text
    assert "not on the roster: s2" in text


def test_screen_shows_weights_and_drops():
    """What was dropped is in brackets."""
    rules = "drop_lowest: 1\nassignments: {one_hot: {weight: 1}, losses: {weight: 2.5}}"
    text = grade_screen.grades_screen(two(half(), rules=rules)).plain

    assert "weights one_hot 1, losses 2.5 · the lowest 1 dropped" in text
    assert "(7 / 10 dropped)  100 %" in text


def test_screen_of_nobody_says_so():
    """A course that has not begun has no grades."""
    assert "no student yet" in grade_screen.grades_screen(grades(work())).plain


def test_long_list_is_cut():
    """A class that nobody has read yet does not fill the screen."""
    reports = [handed_in(f"s{number:02d}") for number in range(25)]
    marks = {report.student: {"why": mark(None)} for report in reports}
    text = grade_screen.grades_screen(grades(work(*reports, marks=marks))).plain

    assert "not final, and not in the total: 25" in text
    assert "and 5 more; --json names all" in text


def test_csv_has_a_row_for_each_student():
    """No number stands where there is no final one; formulas are harmless."""
    found = grades(
        work(
            handed_in("s1", at=TWO_DAYS_LATE),
            handed_in("s2"),
            marks={"s2": {"why": mark(None)}},
        ),
        rules=TENTH,
        students=listed("id,name,email\ns1,=cmd(),a@x.edu\n"),
    )
    rows = list(csv.DictReader(io.StringIO(grade_screen.write_totals(found))))

    assert rows[0]["name"] == "'=cmd()"
    assert (rows[0]["losses"], rows[0]["losses_max"]) == ("8", "10")
    assert (rows[0]["losses_days_late"], rows[0]["losses_penalty_percent"]) == (
        "2",
        "20",
    )
    assert (rows[0]["total_percent"], rows[0]["final"]) == ("80", "yes")
    assert (rows[1]["losses"], rows[1]["losses_state"]) == ("", "waits for a person")
    assert (rows[1]["total_percent"], rows[1]["final"]) == ("", "no")


# ------------------------------------------------------------------ from a course


@pytest.fixture
def course(assignment):
    """Give a course of three graded students, one late and one marked by a person."""
    with Gradebook(assignment) as gradebook:
        for student, late, verdicts in (
            ("s1", False, {}),
            ("s2", True, {"total": Verdict.WRONG}),
            ("s3", False, {"mean": Verdict.GRADER_ERROR}),
        ):
            minicourse.hand_in(assignment, student, minicourse.solved())
            made = graded(assignment, student, with_answer("because"), **verdicts)
            day = 2 if late else 1
            submission = made.report.submission.model_copy(
                update={"submitted_at": f"2026-03-0{day}T12:00:00+08:00"}
            )
            report = made.report.model_copy(update={"submission": submission})
            gradebook.record(make_entry(assignment, made))
            path = report_path(assignment.report_store, student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report.to_json())
    root = assignment.course.root
    (root / "roster.csv").write_text(
        "id,name,email\ns1,Ada Lovelace,ada@x.edu\ns2,Grace Hopper,g@x.edu\n"
        "s3,+Cy,c@x.edu\ns4,Di,d@x.edu\n"
    )
    (root / "course.yaml").write_text(
        "timezone: Asia/Singapore\nroster: roster.csv\nlate: {penalty_per_day: 50}\n"
    )
    return Course.find(root)


def give(course, student, exercise_, score):
    """Give a score as formgrader does."""
    engine = open_engine(nbgrader_settings.find_database(course.root), create=False)
    with engine.begin() as connection:
        connection.execute(
            sql(
                "UPDATE grade SET manual_score = :score, needs_manual_grade = 0 "
                "WHERE cell_id IN (SELECT id FROM base_cell WHERE name = :cell) "
                "AND notebook_id IN (SELECT n.id FROM submitted_notebook n JOIN "
                "submitted_assignment a ON a.id = n.assignment_id "
                "WHERE a.student_id = :student)"
            ),
            {"score": score, "cell": exercise_, "student": student},
        )
    engine.dispose()


def test_course_is_collected_from_reports_gradebook_and_rules(course):
    """Total 4, mean 2, the written question 2.5, one point of extra credit."""
    give(course, "s1", "why", 2)
    give(course, "s2", "why", 0)
    found = grading.collect_grades(course, now=NOW)
    points = {row.student.id: row.grades[0] for row in found.rows}

    assert list(points) == ["s1", "s2", "s3", "s4"]
    assert (points["s1"].points, points["s1"].max_score) == (9, Fraction("8.5"))
    earned = Fraction(4, 3) + 2 + 1  # a third of `total`, and `mean`, and `spread`
    assert points["s2"].earned == earned
    assert (points["s2"].days_late, points["s2"].points) == (1, earned / 2)
    assert points["s3"].state is GradeState.NOT_GRADED
    assert points["s4"].state is GradeState.MISSING


def test_assignment_that_is_not_released_does_not_count(course):
    """Nobody has it, so nobody misses it."""
    folder = course.root / "source" / "later"
    folder.mkdir()
    (folder / "assignment.yaml").write_text("title: Later\n")
    found = grading.collect_grades(Course.find(course.root), now=NOW)

    assert list(found.titles) == ["sums"]


def test_persons_score_in_the_gradebook_wins(course):
    """What was given in formgrader stands above the Report."""
    give(course, "s1", "total", 0.5)
    give(course, "s1", "why", 2.5)
    found = grading.collect_grades(course, now=NOW)

    assert found.rows[0].grades[0].points == Fraction("0.5") + 2 + Fraction("2.5") + 1


def test_extension_of_a_stranger_is_refused(run, course):
    """A misspelt id would silently give nobody more time."""
    path = course.root / "course.yaml"
    path.write_text(path.read_text() + "extensions: {s11: 1 day}\n")
    code, _, err = run("grades", "--course-dir", course.root)

    assert code == 2
    assert "`extensions` names `s11`, who is not on the roster" in err
    assert "did you mean `s1`?" in err


def test_grades_prints_the_table(run, course):
    """`autograder grades` shows each student in a row."""
    code, out, _ = run("grades", "--course-dir", course.root)

    assert code == 0
    assert "Ada Lovelace" in out
    assert "1 day late, −50 %" in out
    assert "s3  sums  not graded: our fault, no points lost: mean" in out
    assert "s4" in out
    assert "missing" in out


def test_grades_prints_json_alone(run, course):
    """`--json` is data with numbers to 0.01."""
    give(course, "s2", "why", 1)
    code, out, _ = run("grades", "--course-dir", course.root, "--json")
    students = json.loads(out)["students"]

    assert code == 0
    assert students[1]["grades"][0]["points"] == 2.67  # (4/3 + 2 + 1 + 1) / 2
    assert students[1]["total_percent"] == 31.37
    assert [one["final"] for one in students] == [False, True, False, True]


def test_missing_work_is_not_due_yet_before_its_day(run, course):
    """`--as-of` says for when."""
    _, out, _ = run(
        *("grades", "--course-dir", course.root, "--json"),
        *("--as-of", "2026-02-01 10:00"),
    )

    assert json.loads(out)["students"][3]["grades"][0]["state"] == "not due yet"


@pytest.mark.parametrize("text", ["soon", "0001-01-01", "9999-12-31 23:59-12:00"])
def test_moment_that_is_none_is_refused(run, course, text):
    """`--as-of` takes a date, and one that time zones do not lead out of."""
    code, _, err = run("grades", "--course-dir", course.root, "--as-of", text)

    assert code == 2
    assert f"`{text}` is no date" in err


def test_file_is_written_and_not_replaced(run, course, tmp_path):
    """`--to` writes CSV; a file that is there stays unless one says `--force`."""
    path = tmp_path / "totals.csv"
    command = ("grades", "--course-dir", course.root, "--to", path)
    first, _, _ = run(*command)
    written_ = path.read_text()
    path.write_text("mine")
    second, _, err = run(*command)

    assert first == 0
    assert written_.startswith("student,name,email,sums,sums_max,")
    assert (second, path.read_text()) == (2, "mine")
    assert "--force replaces it" in err
    assert run(*command, "--force")[0] == 0
    assert written_ == path.read_text()


def test_broken_rules_stop_the_command(run, course):
    """A mistake in course.yaml is told with its line."""
    (course.root / "course.yaml").write_text("title: A\nlatte: {}\n")
    code, _, err = run("grades", "--course-dir", course.root)

    assert code == 2
    assert "error: `course.yaml`, line 2: no key `latte`" in err
    assert "hint: did you mean `late`?" in err


def test_who_handed_in_what_we_do_not_open_is_not_missing(assignment):
    """Neither a closed folder nor a link is 0 points; an odd name is nobody's."""
    course = assignment.course
    minicourse.hand_in(assignment, "elsewhere", minicourse.solved())
    minicourse.hand_in(assignment, "a|b", minicourse.solved())
    (course.submitted / "elsewhere").rename(course.root / "elsewhere")
    (course.submitted / "s1").symlink_to(course.root / "elsewhere")
    found = grading.collect_grades(course, now=datetime(2027, 1, 1, tzinfo=UTC))

    assert [row.student.id for row in found.rows] == ["s1"]
    assert one(found, name="sums").state is GradeState.NOT_GRADED
