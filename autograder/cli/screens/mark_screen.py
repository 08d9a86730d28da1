"""What the gradebook holds of one assignment, mark by mark, for people and programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.text import Text

from autograder.batch.rebuild import GradebookContents
from autograder.cli.screens.summary_screen import gradebook_screen
from autograder.common.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.course.course import Assignment
from autograder.grading import wording
from autograder.output.apply_marks import Mark
from autograder.tools.class_report.filters import ListFilter, require_known

MAX_COMMENT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """One mark of one student."""

    student: str
    exercise: str
    score: float | None
    """None while a person is waited for"""
    max_score: float
    extra_credit: float
    status: str
    """`automatic`, `by_person`, or `waiting` for one"""
    comment: str


def choose_marks(
    marks: Mapping[str, Mapping[str, Mark]], asked: ListFilter, assignment: Assignment
) -> list[MarkRow]:
    """Choose marks, by student and then in the notebook's order.

    Raises:
        UserError: one of the students has none.
    """
    require_known(asked.students, marks, "mark", assignment)
    every = [
        _row(assignment, student, name, mark)
        for student, given in sorted(marks.items())
        for name, mark in given.items()
        if not asked.students or student in asked.students
    ]
    order = [exercise.name for exercise in assignment.exercises]
    return sorted(
        (
            mark
            for mark in every
            if (not asked.exercises or mark.exercise in asked.exercises)
            and (not asked.statuses or mark.status in asked.statuses)
        ),
        key=lambda mark: (mark.student, order.index(mark.exercise)),
    )


def _row(assignment: Assignment, student: str, name: str, mark: Mark) -> MarkRow:
    return MarkRow(
        student=student,
        exercise=name,
        score=mark.score,
        max_score=float(assignment.exercise(name).points),
        extra_credit=mark.extra_credit,
        status=_status(mark),
        comment=mark.comment,
    )


def _status(mark: Mark) -> str:
    if mark.score is None or mark.again:
        return "waiting"
    if mark.manual:
        return "by_person"
    return "automatic"


def marks_screen(
    held: GradebookContents, found: Sequence[MarkRow], *, listed: bool
) -> Screen:
    """Show the counts, and the marks themselves where they were asked for.

    Args:
        held: what there is in all.
        found: the marks that were asked for; JSON has them in any case.
        listed: name them on the terminal.
    """
    counts = gradebook_screen(held)
    data = {**asdict(held), "marks": [asdict(mark) for mark in found]}
    if not listed:
        return Screen(counts.text, data)
    told = screen_line(count_noun(len(found), "mark"), style="bold")
    return Screen(join_lines([counts.text, screen_line(), told, *_rows(found)]), data)


def _rows(found: Sequence[MarkRow]) -> list[Text]:
    if not found:
        return []
    cells = [
        (
            make_visible(mark.student, 30),
            make_visible(mark.exercise, 40),
            f"{_points(mark.score)} / {wording.format_points(mark.max_score)}",
            mark.status.replace("_", " "),
            make_visible(mark.comment, MAX_COMMENT),
        )
        for mark in found
    ]
    return [
        signed_line(_tone(mark), text)
        for mark, text in zip(found, align_columns(cells), strict=True)
    ]


def _tone(row: MarkRow) -> Tone:
    if row.status == "waiting":
        return "note"
    return "good"


def _points(score: float | None) -> str:
    if score is None:
        return "–"
    return wording.format_points(score)
