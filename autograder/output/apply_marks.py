"""Lay the marks that a person gave over a Report, for whoever reads the result. Pure.

A Report itself is never changed by a mark: it says what grading found.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from autograder.common.digests import sha256_hex
from autograder.model import Kind, Verdict
from autograder.report import FROZEN_STATUSES, ExerciseResult, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What the gradebook holds of one exercise of one submission."""

    score: float | None
    """a person's, else the automatic one; None while a person is waited for"""
    manual: bool
    """a person gave it"""
    extra_credit: float
    comment: str
    """a person's; empty when there is none"""
    again: bool = False
    """its answer changed since a person gave the score"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatenessCost:
    """What handing in late costs."""

    points: float
    """0 when it costs nothing"""
    why: str = ""
    """how late it is and what the rule says: `2 days late, 20 % of the points`"""


def marks_digest(marks: Mapping[str, Mark], late: LatenessCost | None) -> str:
    """Hash all that a page shows beside its Report."""
    given = sorted((name, *astuple(mark)) for name, mark in marks.items())
    cost = () if late is None else astuple(late)
    return sha256_hex(json.dumps([given, cost]))[:16]


def with_marks(report: Report, marks: Mapping[str, Mark]) -> Report:
    """Give the Report with a person's scores in place of its own.

    Written questions that have a mark count in its totals. Where points are frozen,
    only what a person gave counts.

    Args:
        report: what grading came to.
        marks: by exercise.
    """
    exercises = [_with_mark(one, marks.get(one.name)) for one in report.exercises]
    counted = [one for one in exercises if one.score is not None]
    earned = counted
    if report.status in FROZEN_STATUSES:
        earned = [one for one in counted if _is_given(one, marks)]
    return report.model_copy(
        update={
            "exercises": tuple(exercises),
            "score": _sum([one.score or 0.0 for one in earned]),
            "max_score": _sum([one.max_score for one in counted]),
            "extra_credit": _sum([one.extra_credit for one in earned]),
        }
    )


def _with_mark(result: ExerciseResult, mark: Mark | None) -> ExerciseResult:
    if mark is None:
        return result
    update: dict[str, object] = {"extra_credit": mark.extra_credit}
    written = result.kind is Kind.WRITTEN
    if mark.again:  # a person read another answer than this one
        update["score"] = None
    elif mark.manual or written:
        update["score"] = mark.score
    if written and mark.score is not None and not mark.manual:
        # Only what was left blank is decided without a person.
        update["verdict"] = Verdict.NOT_ATTEMPTED
    return result.model_copy(update=update)


def _is_given(result: ExerciseResult, marks: Mapping[str, Mark]) -> bool:
    return result.name in marks and marks[result.name].manual


def _sum(points: Sequence[float]) -> float:
    return round(sum(points), 9)  # of floats: what is left at the end is no point
