"""What a summary says of many Reports, added up one by one. Pure.

A class of thousands is summed up without holding its Reports: a Tally keeps a number or
a short text of each. Tallies add up in any order to the same, so it does not matter
where and in which order submissions were graded.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from autograder import wording
from autograder.courses.rules import Choice
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Report
from autograder.submissions.intake import UNDATED_NOTE
from autograder.wording import ExerciseState


@dataclass(slots=True)
class Seen:
    """What one exercise came to, over all Reports that were graded."""

    results: int = 0
    lost: int = 0
    """how many did not get all its points"""
    causes: Counter[str] = field(default_factory=Counter)
    """what failed first, by how often; numbers are left out"""
    likes: Counter[str] = field(default_factory=Counter)
    """the known mistakes that it looked like"""


@dataclass(slots=True)
class Tally:
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
    exercises: dict[str, Seen] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """folders that are no submission we can carry, each with its reason"""
    suspicious: list[tuple[str, str]] = field(default_factory=list)
    """students whose points wait for a person, and what was found"""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """students of whom nothing could be graded, and why"""
    choices: list[Choice] = field(default_factory=list)
    """which attempt counts of those who have several, where the best does"""
    undated: list[str] = field(default_factory=list)
    """students whose work is taken for in time, since nothing says when it came"""
    gone: list[str] = field(default_factory=list)
    """students with a Report from before and no submission any more"""

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Self:
        """Add up Reports."""
        tally = cls()
        for report in reports:
            tally.add(report)
        return tally

    def __len__(self) -> int:
        waiting = len(self.suspicious) + len(self.unreadable)
        return len(self.scores) + len(self.not_graded) + waiting

    @property
    def needs_a_person(self) -> bool:
        """Tell whether somebody must look."""
        waiting = self.suspicious or self.unreadable or self.refused
        return bool(self.not_graded or waiting)

    def add(self, report: Report) -> None:
        """Count one Report in."""
        self.assignment = report.assignment
        if report.submission.submitted_at:
            self.submitted[report.student] = report.submission.submitted_at
        if UNDATED_NOTE in report.notes:
            self.undated.append(report.student)
        if report.status == "suspicious":
            self.suspicious.append((report.student, report.tampering))
            return
        if report.status == "unreadable":
            self.unreadable.append((report.student, report.unreadable))
            return
        if report.status == "not_graded":
            self.not_graded.append(report.student)
            self.ours += [
                (report.student, exercise.name, outcome.message or "no reason given")
                for exercise in report.exercises
                for outcome in wording.ungraded_outcomes(exercise.outcomes)[:1]
            ]
            return
        self.scores.append(report.score)
        self.max_score = max(self.max_score, report.max_score)
        for exercise in report.exercises:
            _see(self.exercises.setdefault(exercise.name, Seen()), exercise)

    def merge(self, other: "Tally") -> None:
        """Count in what another Tally has."""
        self.assignment = self.assignment or other.assignment
        self.scores += other.scores
        self.max_score = max(self.max_score, other.max_score)
        self.not_graded += other.not_graded
        self.ours += other.ours
        self.submitted |= other.submitted
        self.refused += other.refused
        self.suspicious += other.suspicious
        self.unreadable += other.unreadable
        self.choices += other.choices
        self.undated += other.undated
        self.gone += other.gone
        for name, theirs in other.exercises.items():
            seen = self.exercises.setdefault(name, Seen())
            seen.results += theirs.results
            seen.lost += theirs.lost
            seen.causes.update(theirs.causes)
            seen.likes.update(theirs.likes)


def _see(seen: Seen, result: ExerciseResult) -> None:
    seen.results += 1
    written = result.kind is Kind.WRITTEN  # a person knows what is often wrong there
    seen.lost += not written and wording.exercise_state(result) in (
        ExerciseState.LOST,
        ExerciseState.EMPTY,
    )
    if cause := _cause(wording.failed_outcomes(result.outcomes)):
        seen.causes[cause] += 1
    seen.likes.update(map(wording.mistake_name, result.diagnosis))


def _cause(failed: Sequence[Outcome]) -> str:
    """Name a failure so that equal ones count together: numbers are left out."""
    if not failed:
        return ""
    first = failed[0]
    if first.verdict is not Verdict.WRONG or not first.message:
        return wording.VERDICT_WORDS[first.verdict]
    return re.sub(r",? by up to .*$|\b\d[\d.]*(e[-+]?\d+)?%?", "…", first.message)
