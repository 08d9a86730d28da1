"""Grades of made-up students, for the tests of totals and exports."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from autograder.course import config_reader, roster
from autograder.course.roster import RosterEntry
from autograder.gradebook.course_grades import (
    AssignmentRecords,
    CourseGrades,
    add_up_grades,
)
from autograder.gradebook.marks import Mark
from autograder.model import Exercise, Kind
from autograder.report import ExerciseResult, GradedFile, Report
from tests import sample_reports as sample

DUE = datetime(2026, 11, 6, 23, 59, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
IN_TIME = "2026-11-06T20:00:00+00:00"
TITLES = {"one_hot": "One-hot", "losses": "Losses"}

ROSTER = """\
id,name,email,section,login,canvas_id
s001,Ada Lovelace,ada@x.edu,A,,77
s002,"Hopper, Grace",grace@x.edu,B,ghopper,
s003,=1+1,three@x.edu,A,,
"""


def listed(text: str = ROSTER) -> Mapping[str, RosterEntry]:
    """Give the students of a roster."""
    return roster.parse_roster(text)


def exercises(*, bonus: bool = False) -> tuple[Exercise, ...]:
    """Give `softmax` of 6 points and the written question `why` of 4."""
    made = [_asked("softmax", Kind.CODE, 6), _asked("why", Kind.WRITTEN, 4)]
    if bonus:
        made.append(_asked("adam", Kind.CODE, 0, bonus=3))
    return tuple(made)


def _asked(name: str, kind: Kind, points: int, bonus: int = 0) -> Exercise:
    return Exercise(
        name=name,
        notebook="n",
        kind=kind,
        points=Fraction(points),
        bonus=Fraction(bonus),
    )


def handed_in(
    student: str, *results: ExerciseResult, at: str | None = IN_TIME, **fields: object
) -> Report:
    """Give a Report; without results, of `softmax` right and `why` written."""
    every = results or (sample.exercise("softmax", 6), sample.written("why", 4))
    submission = GradedFile(file="n.ipynb", sha256="00", submitted_at=at)
    return sample.report(*every, student=student, submission=submission, **fields)


def mark(score: float | None, *, manual: bool = True, **fields: object) -> Mark:
    """Give what the gradebook holds of one exercise."""
    given = manual and score is not None
    parts = {"score": score, "manual": given, "extra_credit": 0.0, "comment": ""}
    return Mark(**{**parts, **fields})  # type: ignore[arg-type]


def work(
    *reports: Report,
    name: str = "losses",
    marks: Mapping[str, Mapping[str, Mark]] | None = None,
    due: datetime | None = DUE,
    others: Iterable[str] = (),
    **fields: object,
) -> AssignmentRecords:
    """Give what is known of one assignment; whose Report is there has `why` marked."""
    given = {one.student: {"why": mark(4)} for one in reports}
    parts = {
        "name": name,
        "exercises": exercises(),
        "due": due,
        "reports": {one.student: one for one in reports},
        "marks": {**given, **(marks or {})},
        "handed_in": frozenset([*(one.student for one in reports), *others]),
    }
    return AssignmentRecords(**{**parts, **fields})  # type: ignore[arg-type]


def grades(
    *works: AssignmentRecords,
    rules: str = "",
    students: Mapping[str, RosterEntry] | None = None,
    now: datetime = NOW,
    titles: Mapping[str, str] = TITLES,
) -> CourseGrades:
    """Add up works by the rules of a course.yaml."""
    names = [one.name for one in works]
    return add_up_grades(
        config_reader.parse_course_rules(rules, names),
        works,
        titles={name: titles.get(name, name) for name in names},
        listed=students,
        now=now,
    )
