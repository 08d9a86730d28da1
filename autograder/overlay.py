"""Lay the marks that a person gave over a Report, for whoever reads the result. Pure.

A Report itself is never changed by a mark: it says what grading found.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from autograder.model import Kind
from autograder.report import ExerciseResult, Report

if TYPE_CHECKING:  # it brings the database's imports with it
    from autograder.marks import Mark


def with_marks(report: Report, marks: Mapping[str, "Mark"]) -> Report:
    """Give the Report with a person's scores in place of its own.

    Written questions that have a mark count in its totals. Where points are frozen,
    only what a person gave counts.

    Args:
        report: what grading came to.
        marks: by exercise.
    """
    frozen = report.status == "suspicious"
    exercises = [_marked(one, marks.get(one.name)) for one in report.exercises]
    counted = [one for one in exercises if one.score is not None]
    earned = [one for one in counted if not frozen or _is_given(one, marks)]
    return report.model_copy(
        update={
            "exercises": tuple(exercises),
            "score": _sum([one.score or 0.0 for one in earned]),
            "max_score": _sum([one.max_score for one in counted]),
            "extra_credit": _sum([one.extra_credit for one in earned]),
        }
    )


def _marked(result: ExerciseResult, mark: "Mark | None") -> ExerciseResult:
    if mark is None:
        return result
    decided = mark.manual or result.kind is Kind.WRITTEN
    return result.model_copy(
        update={
            "score": mark.score if decided else result.score,
            "extra_credit": mark.extra_credit or result.extra_credit,
        }
    )


def _is_given(result: ExerciseResult, marks: Mapping[str, "Mark"]) -> bool:
    return result.name in marks and marks[result.name].manual


def _sum(points: Sequence[float]) -> float:
    return round(sum(points), 9)
