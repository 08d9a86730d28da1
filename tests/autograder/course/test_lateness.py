"""How late work is: one answer for everybody who asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from autograder.course.config_reader import parse_course_rules
from autograder.course.course import Course
from autograder.course.lateness import Lateness
from tests import minicourse
from tests.graded import report

DUE = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
RULES = parse_course_rules("late: {penalty_per_day: 10, grace: 1 hour}", [])
COURSE = """\
timezone: Asia/Singapore
late: {penalty_per_day: 10, grace: 1 hour}
roster: roster.csv
assignments: {sums: {due: 2026-03-01 23:59}}
extensions: {s001: {sums: 2 days}}
"""


@pytest.fixture
def ruled(tmp_path):
    """Give an assignment with a rule for lateness, and an extension for one student."""
    minicourse.write_course(tmp_path)
    source = tmp_path / "source" / "sums" / "assignment.yaml"
    lines = source.read_text().splitlines(keepends=True)
    source.write_text("".join(one for one in lines if not one.startswith("due:")))
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "roster.csv").write_text("id,name,email,login\ns001,Ada,,ada\n")
    return Course.find(tmp_path).assignment("sums")


@pytest.mark.parametrize(
    "hours, days, is_late",
    [(-1, 0, False), (0, 0, False), (1, 0, False), (1.01, 1, True), (24, 1, True)],
)
def test_work_is_late_when_the_grace_is_over(hours, days, is_late):
    """The last second of it is in time; behind it, days are counted."""
    lateness = Lateness.by_rules(RULES, DUE, DUE + timedelta(hours=hours))

    assert (lateness.is_late, lateness.days) == (is_late, days)
    assert lateness.cost == Fraction(days, 10)


def test_overdue_is_counted_from_the_end_of_the_grace():
    """Three hours after the due date are two too many."""
    lateness = Lateness.by_rules(RULES, DUE, DUE + timedelta(hours=3))

    assert lateness.overdue == timedelta(hours=2)
    assert (lateness.due, lateness.submitted) == (DUE, DUE + timedelta(hours=3))


@pytest.mark.parametrize("known", [{"due": DUE}, {"submitted": DUE}, {}])
def test_nothing_is_late_when_one_of_the_moments_is_not_known(known):
    """Neither work that nobody dated nor work that was never due."""
    lateness = Lateness.by_rules(RULES, known.get("due"), known.get("submitted"))

    assert lateness == Lateness(**known)
    assert (lateness.is_late, lateness.cost) == (False, 0)


@pytest.mark.parametrize("year", [1, 9999])
def test_a_year_out_of_the_calendar_breaks_nothing(year):
    """A Report that somebody made may name one."""
    lateness = Lateness.by_rules(RULES, DUE, datetime(year, 12, 31, tzinfo=UTC))

    assert lateness.is_late == (year == 9999)
    assert lateness.cost == (year == 9999)


@pytest.mark.parametrize(
    "student, is_late", [("s001", False), ("ADA", False), ("s002", True)]
)
def test_an_extension_is_found_by_any_spelling(ruled, student, is_late):
    """Who is who is asked of the roster."""
    came = datetime(2026, 3, 2, 20, tzinfo=UTC)

    assert Lateness.of(ruled, student, came).is_late == is_late


@pytest.mark.parametrize(
    "stamp, is_late",
    [
        ("2026-03-01T15:59:00+00:00", False),
        ("2026-03-02T00:59:00", False),
        ("2026-03-02T01:00:00", True),
        ("2026-03-01T17:00:00+00:00", True),
        ("yesterday", False),
        (None, False),
    ],
)
def test_a_report_is_late_by_the_moment_that_it_names(ruled, stamp, is_late):
    """Without an offset that is on the course's clocks; no moment is in time."""
    made = report(ruled, "s002", {})
    made = made.model_copy(
        update={
            "submission": made.submission.model_copy(update={"submitted_at": stamp})
        }
    )

    assert Lateness.of_report(ruled, made).is_late == is_late
    assert Lateness.of_stamp(ruled, "s002", stamp).is_late == is_late


def test_hours_of_grace_are_hours_when_clocks_change():
    """Four hours after half past eleven, in the night that has an hour less."""
    rules = parse_course_rules("timezone: Europe/Berlin\nlate: {grace: 4 hours}", [])
    due = datetime(2026, 3, 28, 23, 30, tzinfo=rules.timezone)
    last = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)

    assert not Lateness.by_rules(rules, due, last).is_late
    assert Lateness.by_rules(rules, due, last + timedelta(seconds=1)).days == 1


def test_lateness_is_a_value():
    """It is told apart by what it says."""
    late = Lateness.by_rules(RULES, DUE, DUE + timedelta(days=2))

    assert late == replace(late)
    assert late != Lateness()
