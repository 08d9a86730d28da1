"""What a summary says of many Reports, added up one by one. Pure.

A class of thousands is summed up without holding its Reports: a BatchSummary keeps a
number or a short text of each. Reports add up in any order to the same, so it does not
matter where and in which order submissions were graded.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.course.policy import AttemptChoice
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Report
from autograder.submissions.intake import UNDATED_NOTE


@dataclass(slots=True)
class ExerciseStats:
    """What one exercise came to, over all Reports that were graded."""

    results: int = 0
    lost: int = 0
    """how many did not get all its points"""
    causes: Counter[str] = field(default_factory=Counter)
    """what failed first, by how often; numbers are left out"""
    likes: Counter[str] = field(default_factory=Counter)
    """the known mistakes that it looked like"""

    def add_result(self, result: ExerciseResult) -> None:
        """Count one result in."""
        self.results += 1
        written = (
            result.kind is Kind.WRITTEN
        )  # a person knows what is often wrong there
        self.lost += not written and wording.exercise_state(result) in (
            ExerciseState.LOST,
            ExerciseState.EMPTY,
        )
        if cause := _name_cause(wording.failed_outcomes(result.outcomes)):
            self.causes[cause] += 1
        self.likes.update(map(wording.mistake_name, result.diagnosis))


@dataclass(slots=True)
class BatchSummary:
    """Reports, added up."""

    assignment: str = ""
    scores: list[float] = field(default_factory=list)
    """of what was graded, in no order"""
    max_score: float = 0.0
    not_graded: list[str] = field(default_factory=list)
    """students whose Reports our own fault left open"""
    ours: list[tuple[str, str, str]] = field(default_factory=list)
    """student, exercise and message of our faults"""
    submitted: dict[str, str] = field(default_factory=dict)
    """when each student handed in, where that is known"""
    exercises: dict[str, ExerciseStats] = field(default_factory=dict)
    suspicious: list[tuple[str, str]] = field(default_factory=list)
    """students whose points wait for a person, and what was found"""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """students of whom nothing could be graded, and why"""
    choices: list[AttemptChoice] = field(default_factory=list)
    """which attempt counts of those who have several, where the best does"""
    undated: list[str] = field(default_factory=list)
    """students whose work is taken for in time, since nothing says when it came"""
    gone: list[str] = field(default_factory=list)
    """students with a Report from before and no submission any more"""

    def __len__(self) -> int:
        waiting = len(self.suspicious) + len(self.unreadable)
        return len(self.scores) + len(self.not_graded) + waiting

    @property
    def needs_a_person(self) -> bool:
        """Tell whether somebody must look."""
        return bool(self.not_graded or self.suspicious or self.unreadable)

    def add_report(self, report: Report) -> None:
        """Count one Report in."""
        self.assignment = report.assignment
        if report.submission.submitted_at:
            self.submitted[report.student] = report.submission.submitted_at
        if UNDATED_NOTE in report.notes:
            self.undated.append(report.student)
        if report.status == "suspicious":
            self.suspicious.append((report.student, report.tampering))
        elif report.status == "unreadable":
            self.unreadable.append((report.student, report.unreadable))
        elif report.status == "not_graded":
            self.not_graded.append(report.student)
            self.ours += _name_faults(report)
        else:
            self._add_points(report)

    def _add_points(self, report: Report) -> None:
        self.scores.append(report.score)
        self.max_score = max(self.max_score, report.max_score)
        for result in report.exercises:
            self.exercises.setdefault(result.name, ExerciseStats()).add_result(result)


def _name_faults(report: Report) -> list[tuple[str, str, str]]:
    """Give student, exercise and message of what we could not judge, one each."""
    return [
        (report.student, exercise.name, outcome.message or "no reason given")
        for exercise in report.exercises
        for outcome in wording.ungraded_outcomes(exercise.outcomes)[:1]
    ]


def _name_cause(failed: Sequence[Outcome]) -> str:
    """Name a failure so that equal ones count together: numbers are left out."""
    if not failed:
        return ""
    first = failed[0]  # what failed behind it may follow from it
    if first.verdict is not Verdict.WRONG or not first.message:
        return wording.VERDICT_WORDS[first.verdict]
    # Each submission has draws of its own, so each wrong answer has its own numbers.
    return re.sub(r",? by up to .*$|\b\d[\d.]*(e[-+]?\d+)?%?", "…", first.message)
