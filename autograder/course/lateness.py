"""How late one student's work came, and what that costs: asked here by everybody.

`grade`, `grades`, every list, the page, the class report and the choice of the best
attempt mean the same by "late": after the student's own due date, the extension and
the course's grace included.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from autograder.course.config import CourseRules
from autograder.course.course import Assignment
from autograder.course.moments import YEARS, read_report_time
from autograder.course.policy import days_late, late_penalty
from autograder.report import Report

_NO_TIME = timedelta(0)
_LAST_MOMENT = datetime(YEARS.stop, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How late work came; in time, as long as nothing else is said."""

    submitted: datetime | None = None
    """when it came, with its offset; None where nobody knows"""
    due: datetime | None = None
    """when it was due, with its offset, the extension included and the grace not"""
    overdue: timedelta = _NO_TIME
    """how long after the last moment that was in time, the grace included"""
    days: int = 0
    """of the calendar, that have begun since then"""
    cost: Fraction = Fraction(0)
    """share of what the work earned that this costs, from 0 to 1"""

    @property
    def is_late(self) -> bool:
        """Tell whether it came after the due date and the grace."""
        return self.overdue > _NO_TIME

    @classmethod
    def of(
        cls, assignment: Assignment, student: str, submitted: datetime | None
    ) -> "Lateness":
        """Judge work that came at a moment.

        Args:
            assignment: whose rules and due date hold.
            student: by any spelling of their id.
            submitted: with its offset; None where nobody knows, and that is in time.
        """
        due = assignment.own_due(student)
        return cls.by_rules(assignment.course.rules, due, submitted)

    @classmethod
    def of_stamp(
        cls, assignment: Assignment, student: str, stamp: str | None
    ) -> "Lateness":
        """Judge work by the text that its Report has as `submitted_at`."""
        zone = assignment.course.rules.timezone
        return cls.of(assignment, student, read_report_time(stamp, zone))

    @classmethod
    def of_report(cls, assignment: Assignment, report: Report) -> "Lateness":
        """Judge the work that a Report is about."""
        return cls.of_stamp(assignment, report.student, report.submission.submitted_at)

    @classmethod
    def by_rules(
        cls, rules: CourseRules, due: datetime | None, submitted: datetime | None
    ) -> "Lateness":
        """Judge by a due date that has the student's extension in it."""
        if due is None or submitted is None:
            return cls(submitted=submitted, due=due)
        # In UTC: where clocks change, hours of grace are hours all the same.
        last = due.astimezone(UTC) + rules.late.grace
        if submitted <= last:
            return cls(submitted=submitted, due=due)
        # A Report made by hand may name a year that days lead out of.
        counted = min(submitted, _LAST_MOMENT)
        days = days_late(counted, due, rules.timezone, rules.late.grace)
        return cls(
            submitted=submitted,
            due=due,
            overdue=submitted - last,
            days=days,
            cost=late_penalty(rules.late.policy, days),
        )
