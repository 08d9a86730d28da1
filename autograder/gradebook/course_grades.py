"""A course's grades: by assignment, and in total.

A person's mark wins over the automatic one. What nobody has judged yet (our own fault,
a written question, a submission that was tampered with) is never counted as zero: it
is shown as not final, and the total is of what is final.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from autograder.common.errors import UserError
from autograder.common.text import make_visible, suggest_closest
from autograder.course.config import CourseRules
from autograder.course.config_reader import FILE
from autograder.course.course import Assignment, Course
from autograder.course.lateness import Lateness
from autograder.course.moments import read_report_time
from autograder.course.policy import (
    GradeComponent,
    average_shares,
    choose_dropped,
    exact_fraction,
)
from autograder.course.report_store import read_report, reported_students
from autograder.course.roster import RosterEntry
from autograder.course.student_finder import StudentFinder
from autograder.course.student_ids import invalid_id_reason
from autograder.model import Exercise, Kind, Verdict
from autograder.report import ExerciseResult, Report
from autograder.submissions import intake

if TYPE_CHECKING:
    from autograder.output.apply_marks import Mark

_T = TypeVar("_T")


class GradeState(StrEnum):
    """How far a student's assignment is decided."""

    FINAL = "final"
    MISSING = "missing"
    """it was due and nothing came: 0 points"""
    OPEN = "not due yet"
    """nothing came and nothing had to: it does not count"""
    WAITING = "waits for a person"
    SUSPICIOUS = "suspicious"
    """tampered with: its points wait for a person"""
    UNREADABLE = "unreadable"
    """no notebook that could be graded: a person decides"""
    NOT_GRADED = "not graded"
    """handed in, and not graded yet or not wholly: our fault, not the student's"""


FROZEN = {"suspicious": GradeState.SUSPICIOUS, "unreadable": GradeState.UNREADABLE}
"""Reports, by their status, of which no point counts that no person gave"""

COUNTED = (GradeState.FINAL, GradeState.MISSING)
DECIDED = (*COUNTED, GradeState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseGrade:
    """What a student has for one exercise."""

    name: str
    score: Fraction | None
    """None while nobody has decided"""
    max_score: Fraction
    extra: Fraction
    by_person: bool
    comment: str
    state: GradeState


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentGrade:
    """What a student has for one assignment."""

    assignment: str
    state: GradeState
    max_score: Fraction
    exercises: tuple[ExerciseGrade, ...] = ()
    due: datetime | None = None
    """with the student's extension"""
    submitted: datetime | None = None
    days_late: int = 0
    penalty: Fraction = Fraction(0)
    """share of what was earned that lateness costs"""
    dropped: bool = False
    why: str = ""
    """what it waits for, when it is not final"""

    @property
    def earned(self) -> Fraction:
        """Points so far, extra credit with them, before lateness."""
        return earned_points(self.exercises)

    @property
    def points(self) -> Fraction:
        """Points so far, after lateness."""
        return self.earned * (1 - self.penalty)

    @property
    def final(self) -> bool:
        """Tell whether nobody has to look at it any more."""
        return self.state in DECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentGrades:
    """One student's term."""

    student: RosterEntry
    grades: tuple[AssignmentGrade, ...]
    """in the assignments' order"""
    total: Fraction | None
    """share of all that counts and is final; None when nothing is"""
    listed: bool = True
    """on the roster, or there is none"""

    @property
    def final(self) -> bool:
        """Tell whether the total stands."""
        return all(grade.final for grade in self.grades)

    def grade(self, assignment: str) -> AssignmentGrade:
        """Give the grade of one assignment."""
        return next(grade for grade in self.grades if grade.assignment == assignment)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseGrades:
    """A course's grades."""

    rules: CourseRules
    titles: Mapping[str, str]
    """of the assignments, in their order"""
    exercises: Mapping[str, Sequence[Exercise]]
    rows: tuple[StudentGrades, ...]
    """by the students' ids"""
    has_roster: bool

    @property
    def max_scores(self) -> Mapping[str, Fraction]:
        """Give the points that there are, without extra credit, by assignment."""
        return {
            name: sum((exercise.points for exercise in exercises), Fraction(0))
            for name, exercises in self.exercises.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRecords:
    """All that is known of one assignment."""

    name: str
    exercises: Sequence[Exercise]
    due: datetime | None
    reports: Mapping[str, Report | None]
    """by student; None when a Report cannot be read"""
    marks: "Mapping[str, Mapping[str, Mark]]"
    handed_in: frozenset[str]
    closed: Mapping[str, str] = field(default_factory=dict)
    """folders that are left out, each with the reason"""
    unclear: Mapping[str, str] = field(default_factory=dict)
    """why a person must say which work is a student's"""

    @property
    def max_score(self) -> Fraction:
        """Points that there are, without extra credit."""
        return sum((exercise.points for exercise in self.exercises), Fraction(0))

    @property
    def students(self) -> set[str]:
        """Who did something for it."""
        return set(self.reports) | set(self.marks) | self.handed_in

    def of_roster(self, finder: StudentFinder) -> "AssignmentRecords":
        """Give the same by the roster's ids; folders may be called otherwise."""
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.students):
            spellings[finder.id_of(name)].append(name)
        in_use = {
            student: self._spellings_in_use(names)
            for student, names in spellings.items()
        }
        # Of several the first is read, and `unclear` keeps it from counting.
        folders = {student: names[0] for student, names in in_use.items()}
        several = {
            student: intake.two_folders(names)
            for student, names in in_use.items()
            if names[1:]
        }
        return replace(
            self,
            reports=_by_student(self.reports, folders),
            marks=_by_student(self.marks, folders),
            handed_in=frozenset(
                student
                for student, folder in folders.items()
                if folder in self.handed_in
            ),
            unclear={**self._unclear_students(finder, spellings), **several},
        )

    def _spellings_in_use(self, names: Sequence[str]) -> Sequence[str]:
        """Choose of a student's spellings those that lie there or that people marked.

        What is left of an earlier spelling, once its folder is renamed, is no second.
        """
        marked = [
            name
            for name in names
            if name in self.handed_in
            or any(mark.manual for mark in self.marks.get(name, {}).values())
        ]
        return marked or names

    def _unclear_students(
        self, finder: StudentFinder, there: Collection[str]
    ) -> dict[str, str]:
        """Say of whom nothing is there what may be theirs: it is no 0 before a look."""
        reasons: dict[str, str] = {}
        for folder in sorted(self.students | set(self.closed)):
            for entry in finder.list_possible(folder):
                if entry.id not in there:
                    reasons.setdefault(entry.id, self._maybe_theirs(folder, entry.id))
        return reasons

    def _maybe_theirs(self, folder: str, student: str) -> str:
        shown = f"`submitted/{make_visible(folder, 60)}`"
        if folder in self.closed:
            return f"{shown} may be theirs and is left out: {self.closed[folder]}"
        return f"{shown} may be theirs: then rename it to `{student}` and grade again"


def collect_grades(course: Course, *, now: datetime) -> CourseGrades:
    """Read everything that a course's grades are made of, and add it up.

    Args:
        course: its released assignments count.
        now: when missing work is missing and not just not due yet, with its offset.

    Raises:
        UserError: course.yaml or the roster says something wrong.
    """
    names = [name for name in course.names() if is_released(course.assignment(name))]
    assignments = [course.assignment(name) for name in names]
    listed = course.student_finder.listed
    if listed is not None:
        _refuse_strangers(course.student_rules, listed)
    return add_up_grades(
        course.student_rules,
        [_read_records(assignment) for assignment in assignments],
        titles={assignment.name: assignment.title for assignment in assignments},
        listed=listed,
        now=now,
    )


def _by_student(filed: Mapping[str, _T], folders: Mapping[str, str]) -> dict[str, _T]:
    """Give what is filed by folder by the student whose folder it is."""
    return {
        student: filed[folder] for student, folder in folders.items() if folder in filed
    }


def is_released(assignment: Assignment) -> bool:
    """Tell whether students have it: only then there is something to count."""
    return assignment.release_notebook.is_file()


def add_up_grades(
    rules: CourseRules,
    all_records: Sequence[AssignmentRecords],
    *,
    titles: Mapping[str, str],
    listed: Mapping[str, RosterEntry] | None,
    now: datetime,
) -> CourseGrades:
    """Make the grades of what is known."""
    finder = StudentFinder(listed)
    all_records = [records.of_roster(finder) for records in all_records]
    known = set(listed or {}).union(*(records.students for records in all_records))
    rows = []
    for student in sorted(known):
        grades = [
            grade_records(rules, records, student, now=now) for records in all_records
        ]
        entry = (listed or {}).get(student) or RosterEntry(id=student)
        is_listed = listed is None or student in listed
        rows.append(_add_up_student(rules, entry, grades, listed=is_listed))
    return CourseGrades(
        rules=rules,
        titles=titles,
        exercises={records.name: records.exercises for records in all_records},
        rows=tuple(rows),
        has_roster=listed is not None,
    )


# ------------------------------------------------------------------ one assignment


def grade_records(
    rules: CourseRules, records: AssignmentRecords, student: str, *, now: datetime
) -> AssignmentGrade:
    """Say what a student has for one assignment."""
    due = records.due and rules.own_due(records.due, student, records.name)
    blank = AssignmentGrade(
        assignment=records.name,
        state=GradeState.OPEN,
        max_score=records.max_score,
        due=due,
    )
    if student in records.unclear:
        return replace(blank, state=GradeState.WAITING, why=records.unclear[student])
    report = records.reports.get(student)
    marks = records.marks.get(student, {})
    if report is None and not marks:
        return _without_report(blank, records, student, now)
    return _judged(blank, rules, records, report, marks)


def _without_report(
    blank: AssignmentGrade, records: AssignmentRecords, student: str, now: datetime
) -> AssignmentGrade:
    if student in records.reports:
        why = f"its Report cannot be read: `autograder grade {records.name}`"
        return replace(blank, state=GradeState.NOT_GRADED, why=why)
    if student in records.handed_in:
        why = f"handed in, not graded yet: `autograder grade {records.name}`"
        return replace(blank, state=GradeState.NOT_GRADED, why=why)
    if _is_over(blank.due, records, now):
        return replace(blank, state=GradeState.MISSING)
    return blank


def _is_over(due: datetime | None, records: AssignmentRecords, now: datetime) -> bool:
    """Tell whether nothing may come any more."""
    if due is None:  # with no date, it is over when others are graded
        return bool(records.reports)
    return due.astimezone(UTC) < now.astimezone(UTC)


def _judged(
    blank: AssignmentGrade,
    rules: CourseRules,
    records: AssignmentRecords,
    report: Report | None,
    marks: "Mapping[str, Mark]",
) -> AssignmentGrade:
    exercises = judge_exercises(records.exercises, report, marks)
    submitted = None
    if report is not None:
        submitted = read_report_time(report.submission.submitted_at, rules.timezone)
    lateness = Lateness.by_rules(rules, blank.due, submitted)
    state = _worst_state(exercise.state for exercise in exercises)
    return replace(
        blank,
        state=state,
        exercises=exercises,
        why=_why_open(state, exercises, report),
        submitted=submitted,
        days_late=lateness.days,
        penalty=lateness.cost,
    )


def judge_exercises(
    exercises: Sequence[Exercise], report: Report | None, marks: "Mapping[str, Mark]"
) -> tuple[ExerciseGrade, ...]:
    """Say what a student has for each exercise, by a Report and by people's marks."""
    results = {}
    frozen = None
    if report is not None:
        results = {result.name: result for result in report.exercises}
        frozen = FROZEN.get(report.status)
    return tuple(
        _points(exercise, results.get(exercise.name), marks.get(exercise.name), frozen)
        for exercise in exercises
    )


def earned_points(exercises: Sequence[ExerciseGrade]) -> Fraction:
    """Add up the points so far, extra credit with them, before lateness."""
    return sum(
        ((points.score or Fraction(0)) + points.extra for points in exercises),
        Fraction(0),
    )


def _worst_state(states: Iterable[GradeState]) -> GradeState:
    # What only a person can decide stands before what grading again can.
    found = set(states)
    order = (
        GradeState.SUSPICIOUS,
        GradeState.UNREADABLE,
        GradeState.NOT_GRADED,
        GradeState.WAITING,
    )
    return next((state for state in order if state in found), GradeState.FINAL)


def _why_open(
    state: GradeState, exercises: Sequence[ExerciseGrade], report: Report | None
) -> str:
    if state is GradeState.FINAL:
        return ""
    named = ", ".join(
        points.name for points in exercises if points.state is not GradeState.FINAL
    )
    if state is GradeState.SUSPICIOUS and report:
        return f"{report.tampering}; a person must decide: {named}"
    if state is GradeState.UNREADABLE and report:
        return f"{report.unreadable}; a person must decide"
    if report is None:
        return f"there is no Report, only marks; open: {named}"
    if state is GradeState.NOT_GRADED:
        return f"our fault, no points lost: {named}"
    return f"a person must read: {named}"


def _points(
    exercise: Exercise,
    result: ExerciseResult | None,
    mark: "Mark | None",
    frozen: GradeState | None,
) -> ExerciseGrade:
    state = _state(result, mark, frozen)
    return ExerciseGrade(
        name=exercise.name,
        score=_score(exercise, result, mark, state),
        max_score=exercise.points,
        extra=_extra(result, mark, frozen=frozen is not None),
        by_person=bool(mark and mark.manual),
        comment=mark.comment if mark else "",
        state=state,
    )


def _state(
    result: ExerciseResult | None, mark: "Mark | None", frozen: GradeState | None
) -> GradeState:
    if mark and mark.manual:
        return GradeState.WAITING if mark.again else GradeState.FINAL
    if result is None:
        return GradeState.NOT_GRADED
    return _state_without_person(result, mark, frozen)


def _state_without_person(
    result: ExerciseResult, mark: "Mark | None", frozen: GradeState | None
) -> GradeState:
    if frozen is GradeState.UNREADABLE:
        return frozen
    if result.kind is Kind.WRITTEN:
        # What was left blank has a 0 in the gradebook that no person gave.
        decided = mark is not None and mark.score is not None
        return GradeState.FINAL if decided else GradeState.WAITING
    if frozen:
        return frozen
    if result.verdict is Verdict.GRADER_ERROR:
        return GradeState.NOT_GRADED
    return GradeState.FINAL


def _score(
    exercise: Exercise,
    result: ExerciseResult | None,
    mark: "Mark | None",
    state: GradeState,
) -> Fraction | None:
    # Of code, the gradebook's automatic score is only a copy: the Report's is exact.
    if mark is not None and (mark.manual or exercise.kind is Kind.WRITTEN):
        return None if mark.score is None else exact_fraction(mark.score)
    if state is not GradeState.FINAL or result is None or result.score is None:
        return None
    return exact_fraction(result.score, result.exact.score)


def _extra(
    result: ExerciseResult | None, mark: "Mark | None", *, frozen: bool
) -> Fraction:
    """Give the extra credit: what the gradebook says, else what the Report does."""
    candidate = Fraction(0)
    if result is not None:
        candidate = result.exact.extra_credit
    # The gradebook holds a float: the fraction that it was, unless a person changed it.
    if mark is not None:
        return exact_fraction(mark.extra_credit, candidate)
    if result is None or frozen or result.verdict is Verdict.GRADER_ERROR:
        return Fraction(0)
    return exact_fraction(result.extra_credit, candidate)


# ------------------------------------------------------------------ one student


def _add_up_student(
    rules: CourseRules,
    student: RosterEntry,
    grades: Sequence[AssignmentGrade],
    *,
    listed: bool,
) -> StudentGrades:
    parts = [
        GradeComponent(
            name=grade.assignment,
            share=grade.points / grade.max_score,
            weight=rules.weights.get(grade.assignment, Fraction(1)),
            droppable=rules.droppable(grade.assignment),
        )
        for grade in grades
        # Without points there is no share that could be averaged.
        if grade.state in COUNTED and grade.max_score
    ]
    without = choose_dropped(parts, rules.drop_lowest)
    return StudentGrades(
        student=student,
        grades=tuple(
            replace(grade, dropped=grade.assignment in without) for grade in grades
        ),
        total=average_shares(parts, without),
        listed=listed,
    )


# ------------------------------------------------------------------ reading


def _read_records(assignment: Assignment) -> AssignmentRecords:
    # Here: sqlalchemy and traitlets come with it, half a second for who reads no marks.
    from autograder.gradebook.marks import read_marks

    return AssignmentRecords(
        name=assignment.name,
        exercises=assignment.exercises,
        due=assignment.due,
        reports={
            student: read_report(assignment.report_store, student)
            for student in reported_students(assignment.report_store)
        },
        marks=read_marks(assignment),
        handed_in=_handed_in(assignment),
        closed={
            refused.folder: refused.reason
            for refused in intake.refused_folders(assignment)
        },
    )


def _handed_in(assignment: Assignment) -> frozenset[str]:
    """Name who handed in, and whose submission we do not open: it is not missing."""
    closed = (
        refused.folder
        for refused in intake.refused_folders(assignment)
        if not refused.is_misplaced
    )
    unopened = {student for student in closed if not invalid_id_reason(student)}
    try:
        return frozenset(unopened.union(intake.submitting_students(assignment)))
    except UserError:  # nobody did
        return frozenset(unopened)


def _refuse_strangers(rules: CourseRules, listed: Mapping[str, RosterEntry]) -> None:
    """Refuse an extension of somebody who is not on the roster: a slip of the pen."""
    for student in rules.extensions:
        if student not in listed:
            shown = make_visible(student, 60)
            raise UserError(
                f"`{FILE}`: `extensions` names `{shown}`, who is not on the roster",
                hint=suggest_closest(student, listed)
                or "is an id of the roster meant?",
            )
