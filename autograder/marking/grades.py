"""What a course's students have, by assignment and in total: Reports, marks and rules.

A person's mark wins over the automatic one. What nobody has judged yet (our own fault,
a written question, a submission that was tampered with) is never counted as zero: it
is shown as not final, and the total is of what is final.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from autograder.courses.course import Assignment, Course
from autograder.courses.courserules import YEARS, CourseRules
from autograder.courses.ids import odd_name
from autograder.courses.matching import StudentFinder
from autograder.courses.reports import read_report, reported
from autograder.courses.roster import Student
from autograder.courses.rules import Part, dropped, exact, penalty, total
from autograder.errors import UserError
from autograder.model import Exercise, Kind, Verdict
from autograder.report import ExerciseResult, Report
from autograder.scoring import passed_share
from autograder.submissions import intake
from autograder.text import closest, visible

if TYPE_CHECKING:
    from autograder.views.overlay import Mark

_T = TypeVar("_T")


class State(StrEnum):
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


FROZEN = {"suspicious": State.SUSPICIOUS, "unreadable": State.UNREADABLE}
"""Reports, by their status, of which no point counts that no person gave"""

COUNTED = (State.FINAL, State.MISSING)
DECIDED = (*COUNTED, State.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What a student has for one exercise."""

    name: str
    score: Fraction | None
    """None while nobody has decided"""
    max_score: Fraction
    extra: Fraction
    by_person: bool
    comment: str
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a student has for one assignment."""

    assignment: str
    state: State
    max_score: Fraction
    exercises: tuple[Points, ...] = ()
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
        scores = (one.score or Fraction(0) for one in self.exercises)
        extras = (one.extra for one in self.exercises)
        return sum(scores, Fraction(0)) + sum(extras, Fraction(0))

    @property
    def points(self) -> Fraction:
        """Points so far, after lateness."""
        return self.earned * (1 - self.penalty)

    @property
    def final(self) -> bool:
        """Tell whether nobody has to look at it any more."""
        return self.state in DECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One student's term."""

    student: Student
    grades: tuple[Grade, ...]
    """in the assignments' order"""
    total: Fraction | None
    """share of all that counts and is final; None when nothing is"""
    listed: bool = True
    """on the roster, or there is none"""

    @property
    def final(self) -> bool:
        """Tell whether the total stands."""
        return all(one.final for one in self.grades)

    def grade(self, assignment: str) -> Grade:
        """Give the grade of one assignment."""
        return next(one for one in self.grades if one.assignment == assignment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """A course's grades."""

    rules: CourseRules
    titles: Mapping[str, str]
    """of the assignments, in their order"""
    exercises: Mapping[str, Sequence[Exercise]]
    rows: tuple[Row, ...]
    """by the students' ids"""
    has_roster: bool

    @property
    def max_scores(self) -> Mapping[str, Fraction]:
        """Give the points that there are, without extra credit, by assignment."""
        return {
            name: sum((one.points for one in every), Fraction(0))
            for name, every in self.exercises.items()
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
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
        return sum((one.points for one in self.exercises), Fraction(0))

    @property
    def students(self) -> set[str]:
        """Who did something for it."""
        return set(self.reports) | set(self.marks) | self.handed_in

    def of_roster(self, finder: StudentFinder) -> "Work":
        """Give the same by the roster's ids; folders may be called otherwise."""
        spelled: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.students):
            spelled[finder.id_of(name)].append(name)
        chosen = {one: self._counting(names) for one, names in spelled.items()}
        first = {one: names[0] for one, names in chosen.items()}
        return replace(
            self,
            reports=_renamed(self.reports, first),
            marks=_renamed(self.marks, first),
            handed_in=frozenset(
                one for one, name in first.items() if name in self.handed_in
            ),
            unclear=self._maybe_theirs(finder, spelled)
            | {
                one: intake.two_folders(names)
                for one, names in chosen.items()
                if names[1:]
            },
        )

    def _counting(self, names: Sequence[str]) -> Sequence[str]:
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

    def _maybe_theirs(
        self, finder: StudentFinder, spelled: Collection[str]
    ) -> dict[str, str]:
        """Say of whom nothing is there what may be theirs: it is no 0 before a look."""
        found: dict[str, str] = {}
        for folder in sorted(self.students | set(self.closed)):
            known = finder.find_by_id(folder)
            for one in [known] if known else finder.list_likely(folder):
                if one.id not in spelled:
                    found.setdefault(one.id, self._maybe(folder, one.id))
        return found

    def _maybe(self, folder: str, student: str) -> str:
        shown = f"`submitted/{visible(folder, 60)}`"
        if folder in self.closed:
            return f"{shown} may be theirs and is left out: {self.closed[folder]}"
        return f"{shown} may be theirs: then rename it to `{student}` and grade again"


def collect(course: Course, *, now: datetime) -> Grades:
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
    return add_up(
        course.student_rules,
        [_work(assignment) for assignment in assignments],
        titles={one.name: one.title for one in assignments},
        listed=listed,
        now=now,
    )


def moment(course: Course, text: str | None) -> datetime:
    """Read a moment on the course's clocks, such as `2026-03-01 23:59`; now if None."""
    if text is None:
        return datetime.now(UTC)
    try:
        read = datetime.fromisoformat(text)
        if read.year not in YEARS:
            raise ValueError(text)  # noqa: TRY301 - the same to who wrote it
    except ValueError:
        raise UserError(
            f"`{text}` is no date", hint="such as 2026-03-01 or '2026-03-01 23:59'"
        ) from None
    return course.rules.placed(read) or read


def _renamed(found: Mapping[str, _T], names: Mapping[str, str]) -> dict[str, _T]:
    """Give what is filed under some names by the ids that these stand for."""
    return {one: found[name] for one, name in names.items() if name in found}


def is_released(assignment: Assignment) -> bool:
    """Tell whether students have it: only then there is something to count."""
    return assignment.release_notebook.is_file()


def add_up(
    rules: CourseRules,
    works: Sequence[Work],
    *,
    titles: Mapping[str, str],
    listed: Mapping[str, Student] | None,
    now: datetime,
) -> Grades:
    """Make the grades of what is known."""
    finder = StudentFinder(listed)
    works = [work.of_roster(finder) for work in works]
    known = set(listed or {}).union(*(work.students for work in works))
    rows = []
    for student in sorted(known):
        given = [grade(rules, work, student, now=now) for work in works]
        rows.append(
            _row(
                rules,
                (listed or {}).get(student) or Student(id=student),
                given,
                listed=listed is None or student in listed,
            )
        )
    return Grades(
        rules=rules,
        titles=titles,
        exercises={work.name: work.exercises for work in works},
        rows=tuple(rows),
        has_roster=listed is not None,
    )


# ------------------------------------------------------------------ one assignment


def grade(rules: CourseRules, work: Work, student: str, *, now: datetime) -> Grade:
    """Say what a student has for one assignment."""
    due = _due(rules, work, student)
    blank = Grade(
        assignment=work.name, state=State.OPEN, max_score=work.max_score, due=due
    )
    if student in work.unclear:
        return replace(blank, state=State.WAITING, why=work.unclear[student])
    report = work.reports.get(student)
    marks = work.marks.get(student, {})
    if report is None and not marks:
        return _without_report(blank, work, student, now)
    judged = _judged(blank, work, report, marks)
    return _late(judged, rules, report)


def _due(rules: CourseRules, work: Work, student: str) -> datetime | None:
    return work.due and rules.own_due(work.due, student, work.name)


def _without_report(blank: Grade, work: Work, student: str, now: datetime) -> Grade:
    if student in work.reports:
        why = f"its Report cannot be read: `autograder grade {work.name}`"
        return replace(blank, state=State.NOT_GRADED, why=why)
    if student in work.handed_in:
        why = f"handed in, not graded yet: `autograder grade {work.name}`"
        return replace(blank, state=State.NOT_GRADED, why=why)
    if blank.due is None:  # with no date, it is over when others are graded
        return replace(blank, state=State.MISSING if work.reports else State.OPEN)
    over = blank.due.astimezone(UTC) < now.astimezone(UTC)
    return replace(blank, state=State.MISSING if over else State.OPEN)


def _judged(
    blank: Grade, work: Work, report: Report | None, marks: "Mapping[str, Mark]"
) -> Grade:
    results = {one.name: one for one in report.exercises} if report else {}
    frozen = FROZEN.get(report.status) if report else None
    exercises = tuple(
        _points(one, results.get(one.name), marks.get(one.name), frozen)
        for one in work.exercises
    )
    state = _worst(one.state for one in exercises)
    waiting = [one.name for one in exercises if one.state is not State.FINAL]
    return replace(
        blank, state=state, exercises=exercises, why=_why(state, waiting, report)
    )


def _worst(states: Iterable[State]) -> State:
    found = set(states)
    order = (State.SUSPICIOUS, State.UNREADABLE, State.NOT_GRADED, State.WAITING)
    return next((one for one in order if one in found), State.FINAL)


def _why(state: State, waiting: Sequence[str], report: Report | None) -> str:
    if state is State.FINAL:
        return ""
    named = ", ".join(waiting)
    if state is State.SUSPICIOUS and report:
        return f"{report.tampering}; a person must decide: {named}"
    if state is State.UNREADABLE and report:
        return f"{report.unreadable}; a person must decide"
    if report is None:
        return f"there is no Report, only marks; open: {named}"
    if state is State.NOT_GRADED:
        return f"our fault, no points lost: {named}"
    return f"a person must read: {named}"


def _points(
    exercise: Exercise,
    result: ExerciseResult | None,
    mark: "Mark | None",
    frozen: State | None,
) -> Points:
    state = _state(result, mark, frozen)
    return Points(
        name=exercise.name,
        score=_score(exercise, result, mark, state),
        max_score=exercise.points,
        extra=_extra(result, mark, frozen=frozen is not None),
        by_person=bool(mark and mark.manual),
        comment=mark.comment if mark else "",
        state=state,
    )


def _state(
    result: ExerciseResult | None, mark: "Mark | None", frozen: State | None
) -> State:
    if mark and mark.manual:
        return State.WAITING if mark.again else State.FINAL
    if result is None:
        return State.NOT_GRADED
    if frozen is State.UNREADABLE:
        return frozen
    if result.kind is Kind.WRITTEN:
        decided = mark is not None and mark.score is not None
        return State.FINAL if decided else State.WAITING
    if frozen:
        return frozen
    ours = result.verdict is Verdict.GRADER_ERROR
    return State.NOT_GRADED if ours else State.FINAL


def _score(
    exercise: Exercise,
    result: ExerciseResult | None,
    mark: "Mark | None",
    state: State,
) -> Fraction | None:
    person = mark is not None and (mark.manual or exercise.kind is Kind.WRITTEN)
    if mark is not None and person:
        return None if mark.score is None else exact(mark.score)
    if state is not State.FINAL or result is None or result.score is None:
        return None
    best = Fraction(str(result.max_score))
    return exact(result.score, best * passed_share(result.outcomes))


def _extra(
    result: ExerciseResult | None, mark: "Mark | None", *, frozen: bool
) -> Fraction:
    """Give the extra credit: what the gradebook says, else what the Report does."""
    candidate = Fraction(0)
    if result is not None:
        best = Fraction(str(result.max_extra_credit))
        candidate = best * passed_share(result.outcomes)
    if mark is not None:
        return exact(mark.extra_credit, candidate)
    if result is None or frozen or result.verdict is Verdict.GRADER_ERROR:
        return Fraction(0)
    return exact(result.extra_credit, candidate)


def _late(judged: Grade, rules: CourseRules, report: Report | None) -> Grade:
    submitted = _when(report, rules.timezone)
    if submitted is None or judged.due is None:
        return replace(judged, submitted=submitted)
    days = rules.days_late(submitted, judged.due)
    return replace(
        judged,
        submitted=submitted,
        days_late=days,
        penalty=penalty(rules.late.policy, days),
    )


def _when(report: Report | None, zone: tzinfo) -> datetime | None:
    """Give when work came in; a Report may come from anywhere, so anything is there."""
    try:
        moment = datetime.fromisoformat(
            (report and report.submission.submitted_at) or ""
        )
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


# ------------------------------------------------------------------ one student


def _row(
    rules: CourseRules, student: Student, grades: Sequence[Grade], *, listed: bool
) -> Row:
    parts = [
        Part(
            name=one.assignment,
            share=one.points / one.max_score,
            weight=rules.weights.get(one.assignment, Fraction(1)),
            droppable=rules.droppable(one.assignment),
        )
        for one in grades
        if one.state in COUNTED and one.max_score
    ]
    without = dropped(parts, rules.drop_lowest)
    return Row(
        student=student,
        grades=tuple(replace(one, dropped=one.assignment in without) for one in grades),
        total=total(parts, without),
        listed=listed,
    )


# ------------------------------------------------------------------ reading


def _work(assignment: Assignment) -> Work:
    from autograder.marking.marks import (
        manual_marks,  # sqlalchemy and traitlets come with it
    )

    return Work(
        name=assignment.name,
        exercises=assignment.exercises,
        due=assignment.due,
        reports={
            student: read_report(assignment, student)
            for student in reported(assignment)
        },
        marks=manual_marks(assignment),
        handed_in=_handed_in(assignment),
        closed={one.folder: one.reason for one in intake.refused(assignment)},
    )


def _handed_in(assignment: Assignment) -> frozenset[str]:
    """Name who handed in, and whose submission we do not open: it is not missing."""
    left_out = intake.refused(assignment)
    closed = (one.folder for one in left_out if not one.is_misplaced)
    unopened = {student for student in closed if not odd_name(student)}
    try:
        return frozenset(unopened.union(intake.students(assignment)))
    except UserError:  # nobody did
        return frozenset(unopened)


def _refuse_strangers(rules: CourseRules, listed: Mapping[str, Student]) -> None:
    """Refuse an extension of somebody who is not on the roster: a slip of the pen."""
    from autograder.courses.courseyaml import FILE

    for student in rules.extensions:
        if student not in listed:
            shown = visible(student, 60)
            raise UserError(
                f"`{FILE}`: `extensions` names `{shown}`, who is not on the roster",
                hint=closest(student, listed) or "is an id of the roster meant?",
            )
