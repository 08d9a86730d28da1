"""What somebody asked to see of a list: the filters that every list-like verb shares.

Filters choose, they never count anew: points and totals stay those of the whole. An
unknown name is an error with a suggestion and never an empty list.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.common.errors import UserError
from autograder.common.text import list_few_names, make_visible, suggest_names
from autograder.course.course import Assignment
from autograder.course.lateness import Lateness
from autograder.course.report_store import read_report, reported_students
from autograder.course.student_finder import StudentFinder
from autograder.model import Verdict
from autograder.report import ExerciseResult, Report

if TYPE_CHECKING:  # they bring sqlalchemy or the sandbox with them
    from autograder.batch.regrade import RegradeResult
    from autograder.batch.report_diff import ReportChange
    from autograder.gradebook.course_grades import (
        AssignmentGrade,
        CourseGrades,
        StudentGrades,
    )
    from autograder.tools.class_report.candidates import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What a list should show; where nothing is said, everything."""

    students: Collection[str] = ()
    exercises: Collection[str] = ()
    verdicts: Collection[Verdict] = ()
    """of a whole exercise: its first failure's, or PASSED"""
    statuses: Collection[str] = ()
    late: bool = False

    @classmethod
    def of(  # noqa: PLR0913 - as many as there are filters
        cls,
        assignment: Assignment,
        *,
        students: Iterable[str] | None = None,
        exercises: Iterable[str] | None = None,
        verdicts: Iterable[Verdict] | None = None,
        statuses: Iterable[str] | None = None,
        late: bool = False,
    ) -> "ListFilter":
        """Take what a command was given.

        Raises:
            UserError: the assignment has no such exercise.
        """
        return cls(
            students=_as_filed(assignment, students or ()),
            exercises=[assignment.exercise(name).name for name in exercises or ()],
            verdicts=tuple(verdicts or ()),
            statuses=tuple(statuses or ()),
            late=late,
        )


def _as_filed(assignment: Assignment, students: Iterable[str]) -> tuple[str, ...]:
    """Give ids as Reports are filed under them: as the folders are called."""
    finder, known = (
        assignment.course.student_finder,
        reported_students(assignment.report_store),
    )
    return tuple(
        spelled
        for said in students
        for spelled in finder.list_spellings(said, known) or [said]
    )


def filter_reports(assignment: Assignment, asked: ListFilter) -> list[Report]:
    """Read the Reports asked for; of each, keep only the exercises asked for.

    Raises:
        UserError: one of the students has no Report.
    """
    known = reported_students(assignment.report_store)
    require_known(asked.students, known, "report", assignment)
    chosen = []
    for student in sorted(set(asked.students)) or known:
        report = read_report(assignment.report_store, student)
        if report is None:
            continue
        kept = tuple(result for result in report.exercises if _is_asked(result, asked))
        if kept and _is_asked_report(report, asked, assignment):
            # Unchecked: the total stays that of all exercises.
            chosen.append(report.model_copy(update={"exercises": kept}))
    return chosen


def list_unreadable(assignment: Assignment, asked: ListFilter) -> list[str]:
    """Name whose Report this version does not understand, of those asked for."""
    return [
        student
        for student in sorted(set(asked.students))
        or reported_students(assignment.report_store)
        if read_report(assignment.report_store, student) is None
    ]


def _is_asked(result: ExerciseResult, asked: ListFilter) -> bool:
    named = not asked.exercises or result.name in asked.exercises
    return named and (not asked.verdicts or result.verdict in asked.verdicts)


def _is_asked_report(report: Report, asked: ListFilter, assignment: Assignment) -> bool:
    stands = not asked.statuses or report.status in asked.statuses
    return stands and (not asked.late or Lateness.of_report(assignment, report).is_late)


def filter_candidates(
    found: Sequence["Candidate"], asked: ListFilter, assignment: Assignment
) -> list["Candidate"]:
    """Choose wrong answers by exercise and by who gave them."""
    known = {student for candidate in found for student in candidate.students}
    require_known(asked.students, known, "unexplained wrong answer", assignment)
    return [
        candidate
        for candidate in found
        if (not asked.exercises or candidate.exercise in asked.exercises)
        and (not asked.students or set(asked.students) & set(candidate.students))
    ]


def filter_regrade(
    seen: "RegradeResult", asked: ListFilter, assignment: Assignment
) -> "RegradeResult":
    """Choose what is shown of a regrade: by student and by the exercises that move."""
    known = [change.student for change in seen.changes]
    require_known(asked.students, known, "regraded submission", assignment)
    chosen = (change for change in seen.changes if _is_asked_change(change, asked))
    return replace(seen, changes=tuple(chosen))


def _is_asked_change(change: "ReportChange", asked: ListFilter) -> bool:
    moved = {exercise.name for exercise in change.exercises}
    return (not asked.students or change.student in asked.students) and (
        not asked.exercises or bool(moved & set(asked.exercises))
    )


def filter_grades(
    found: "CourseGrades",
    *,
    students: Collection[str] = (),
    assignments: Collection[str] = (),
    statuses: Collection[str] = (),
    late: bool = False,
) -> "CourseGrades":
    """Choose students and assignments; each total stays that of the whole term.

    Args:
        found: everybody's grades.
        students: ids; all of them when empty.
        assignments: names; all of them when empty.
        statuses: names of `grades.GradeState`; a student with one of these is shown.
        late: only students with something late.

    Raises:
        UserError: there is no such student or assignment.
    """
    known = {row.student.id: row.student for row in found.rows}
    # Without a roster an id is itself: then case and login stand for nobody else.
    finder = StudentFinder(known if found.has_roster else None)
    students = [finder.id_of(student) for student in students]
    _require(students, known, "student")
    _require(assignments, found.titles, "released assignment")
    wanted = [name for name in found.titles if not assignments or name in assignments]
    rows = [
        replace(row, grades=tuple(row.grade(name) for name in wanted))
        for row in found.rows
        if not students or row.student.id in students
    ]
    return replace(
        found,
        titles={name: found.titles[name] for name in wanted},
        exercises={name: found.exercises[name] for name in wanted},
        rows=tuple(row for row in rows if _is_asked_row(row, statuses, late=late)),
    )


def _is_asked_row(
    row: "StudentGrades", statuses: Collection[str], *, late: bool
) -> bool:
    if not statuses and not late:
        return True
    return any(_is_asked_grade(grade, statuses, late=late) for grade in row.grades)


def _is_asked_grade(
    grade: "AssignmentGrade", statuses: Collection[str], *, late: bool
) -> bool:
    named = not statuses or grade.state.name.lower() in statuses
    return named and (not late or grade.days_late > 0)


# ------------------------------------------------------------------ unknown names


def require_known(
    asked: Iterable[str], known: Collection[str], what: str, assignment: Assignment
) -> None:
    """Refuse a student of whom there is nothing.

    Raises:
        UserError: with who was meant, or how to have it made.
    """
    for student in asked:
        if student not in known:
            shown = make_visible(student, 80)
            raise UserError(
                f"no {what} of `{shown}` for `{assignment.name}`",
                hint=suggest_names(student, known)
                or f"autograder grade {assignment.name} --student {shown}",
            )


def _require(asked: Iterable[str], known: Collection[str], what: str) -> None:
    for name in asked:
        if name not in known:
            raise UserError(
                f"no {what} `{make_visible(name, 80)}`",
                hint=suggest_names(name, known)
                or f"there are: {list_few_names(sorted(known))}",
            )
