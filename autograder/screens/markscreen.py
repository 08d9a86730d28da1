"""What the gradebook holds of one assignment, mark by mark, for people and programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from autograder import wording
from autograder.classroom.filters import Asked, require_known
from autograder.courses.course import Assignment
from autograder.runs.rebuild import GradebookContents
from autograder.screens.summaryscreen import gradebook
from autograder.terminal import (
    Screen,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible
from autograder.views.overlay import Mark

MAX_COMMENT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
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


def rows(
    marks: Mapping[str, Mapping[str, Mark]], asked: Asked, assignment: Assignment
) -> list[Row]:
    """Choose marks, by student and then in the notebook's order.

    Raises:
        UserError: one of the students has none.
    """
    require_known(asked.students, marks, "mark", assignment)
    every = [
        _row(assignment, student, name, mark)
        for student, its in sorted(marks.items())
        for name, mark in its.items()
        if not asked.students or student in asked.students
    ]
    order = [one.name for one in assignment.exercises]
    return sorted(
        (
            one
            for one in every
            if (not asked.exercises or one.exercise in asked.exercises)
            and (not asked.statuses or one.status in asked.statuses)
        ),
        key=lambda one: (one.student, order.index(one.exercise)),
    )


def _row(assignment: Assignment, student: str, name: str, mark: Mark) -> Row:
    waits = mark.score is None or mark.again
    return Row(
        student=student,
        exercise=name,
        score=mark.score,
        max_score=float(assignment.exercise(name).points),
        extra_credit=mark.extra_credit,
        status="waiting" if waits else "by_person" if mark.manual else "automatic",
        comment=mark.comment,
    )


def screen(held: GradebookContents, found: Sequence[Row], *, listed: bool) -> Screen:
    """Show the counts, and the marks themselves where they were asked for.

    Args:
        held: what there is in all.
        found: the marks that were asked for; JSON has them in any case.
        listed: name them on the terminal.
    """
    counts = gradebook(held)
    data = {**asdict(held), "marks": [asdict(one) for one in found]}
    if not listed:
        return Screen(counts.text, data)
    cells = [
        (
            make_visible(one.student, 30),
            make_visible(one.exercise, 40),
            f"{_points(one.score)} / {wording.format_points(one.max_score)}",
            one.status.replace("_", " "),
            make_visible(one.comment, MAX_COMMENT),
        )
        for one in found
    ]
    lines = [
        signed_line("note" if one.status == "waiting" else "good", text)
        for one, text in zip(found, align_columns(cells) if cells else [], strict=True)
    ]
    told = screen_line(count_noun(len(found), "mark"), style="bold")
    return Screen(join_lines([counts.text, screen_line(), told, *lines]), data)


def _points(score: float | None) -> str:
    return "–" if score is None else wording.format_points(score)
