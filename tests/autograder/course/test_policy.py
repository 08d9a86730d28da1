"""The course's rules as arithmetic: lateness, penalties, drops, totals."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.policy import (
    Extension,
    GradeComponent,
    LatePolicy,
    average_shares,
    choose_dropped,
    days_after,
    days_late,
    exact_fraction,
    extend_due,
    format_hundredths,
    late_penalty,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    *("Europe/Berlin", "America/New_York", "Asia/Singapore", "Australia/Lord_Howe"),
    *("America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "UTC"),
]
DUE = datetime(2026, 11, 6, 23, 59, tzinfo=BERLIN)


def at(text, zone=BERLIN):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    "submitted, expected",
    [
        ("2026-11-01 08:00:00", 0),
        ("2026-11-06 23:59:00", 0),
        ("2026-11-06 23:59:01", 1),
        ("2026-11-07 23:59:00", 1),
        ("2026-11-07 23:59:01", 2),
        ("2026-11-16 12:00:00", 10),
    ],
)
def test_day_begins_a_moment_after_the_hour_it_was_due(submitted, expected):
    """A day that has begun counts; the last moment of it is still that day."""
    assert expected == days_late(at(submitted), DUE, BERLIN)


@pytest.mark.parametrize(
    "submitted, expected",
    [
        ("2026-11-07 00:29:00", 0),
        ("2026-11-07 00:29:01", 1),
        ("2026-11-08 00:29:00", 1),
        ("2026-11-08 00:29:01", 2),
    ],
)
def test_grace_is_given_on_each_day(submitted, expected):
    """Half an hour after any day's end still belongs to that day."""
    grace = timedelta(minutes=30)

    assert expected == days_late(at(submitted), DUE, BERLIN, grace)


@pytest.mark.parametrize(
    "due, submitted, hours",
    [
        ("2026-03-28 12:00", "2026-03-29 12:00", 23),
        ("2026-10-24 12:00", "2026-10-25 12:00", 25),
    ],
)
def test_day_is_one_of_the_calendar_when_clocks_change(due, submitted, hours):
    """The same hour of the next day is one day later, be it 23 hours or 25."""
    due, submitted = at(due), at(submitted)
    elapsed = submitted.astimezone(UTC) - due.astimezone(UTC)

    assert timedelta(hours=hours) == elapsed
    assert days_late(submitted, due, BERLIN) == 1
    assert days_late(submitted + timedelta(seconds=1), due, BERLIN) == 2


def test_hour_that_comes_twice_is_told_apart():
    """In the second 02:30 of a night, what was due in the first is late."""
    first = at("2026-10-25 02:30")
    second = first.replace(fold=1)

    assert days_late(second, first, BERLIN) == 1
    assert days_late(first, second, BERLIN) == 0


def test_day_that_ends_in_an_hour_that_comes_twice_ends_in_the_first():
    """A day later than 02:30 is the first 02:30 of that night."""
    due = at("2026-10-24 02:30")
    first = at("2026-10-25 02:30")

    assert days_late(first, due, BERLIN) == 1
    assert days_late(first.replace(fold=1), due, BERLIN) == 2
    assert days_late(first.replace(fold=1), due.replace(fold=1), BERLIN) == 2


def test_offset_of_the_submission_does_not_matter():
    """A moment is a moment, whatever clock it was read from."""
    singapore = timezone(timedelta(hours=8))
    submitted = DUE.astimezone(singapore)

    assert days_late(submitted, DUE, BERLIN) == 0
    assert days_late(submitted + timedelta(seconds=1), DUE, BERLIN) == 1


moments = st.datetimes(min_value=datetime(2012, 1, 1), max_value=datetime(2035, 1, 1))
zones = st.sampled_from(ZONES).map(ZoneInfo)
lengths = st.timedeltas(min_value=-timedelta(days=3), max_value=timedelta(days=60))
graces = st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=5))


@given(moments, zones, lengths, graces)
def test_days_late_is_the_first_day_that_reaches(due, zone, length, grace):
    """The count is the smallest with which the work would have been in time."""
    due = due.replace(tzinfo=UTC).astimezone(zone)
    submitted = due.astimezone(UTC) + length

    days = days_late(submitted, due, zone, grace)

    assert submitted <= days_after(due, days, zone).astimezone(UTC) + grace
    if days:
        before = days_after(due, days - 1, zone).astimezone(UTC) + grace
        assert submitted > before


@given(moments, zones, lengths, st.timedeltas(timedelta(0), timedelta(days=9)), graces)
def test_later_work_is_never_less_late(due, zone, length, more, grace):
    """Handing in later cannot cost less."""
    due = due.replace(tzinfo=UTC).astimezone(zone)
    submitted = due.astimezone(UTC) + length
    days = days_late(submitted, due, zone, grace)

    assert days <= days_late(submitted + more, due, zone, grace)


@given(moments, zones, st.integers(0, 400))
def test_days_after_keeps_the_hour_where_there_is_such_an_hour(due, zone, days):
    """The clock on the wall shows the same; only skipped hours are moved."""
    due = due.replace(tzinfo=UTC).astimezone(zone)
    later = days_after(due, days, zone)
    wall = due.replace(tzinfo=None, fold=0) + timedelta(days=days)

    assert wall == later.replace(tzinfo=None, fold=0)
    back = later.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    assert abs(back - wall) <= timedelta(days=1)  # Apia once skipped a whole day


shares = st.fractions(min_value=0, max_value=1)
policies = st.builds(
    LatePolicy,
    per_day=shares,
    cap_days=st.none() | st.integers(0, 20),
    cap=st.none() | shares,
    accept_days=st.none() | st.integers(0, 20),
)


@given(policies, st.integers(0, 100))
def test_penalty_is_a_share_that_grows(policy, days):
    """It is from 0 to 1, nothing for work in time, and a day more costs no less."""
    assert late_penalty(policy, 0) == 0
    assert 0 <= late_penalty(policy, days) <= 1
    assert late_penalty(policy, days) <= late_penalty(policy, days + 1)


@given(policies, st.integers(0, 100))
def test_caps_hold_until_work_is_not_accepted(policy, days):
    """No cap is passed, and work beyond the last day earns nothing."""
    cost = late_penalty(policy, days)
    if policy.accept_days is not None and days > policy.accept_days:
        assert cost == 1
        return
    assert cost <= policy.per_day * days
    assert policy.cap is None or cost <= policy.cap
    assert policy.cap_days is None or cost <= policy.per_day * policy.cap_days


def test_penalty_is_exact():
    """A tenth for each of three days is three tenths, and not 0.30000000000000004."""
    policy = LatePolicy(per_day=Fraction(1, 10))

    assert Fraction(3, 10) == late_penalty(policy, 3)


@pytest.mark.parametrize(
    "policy, days, expected",
    [
        (LatePolicy(), 9, "0"),
        (LatePolicy(per_day=Fraction(1, 10)), 20, "100"),
        (LatePolicy(per_day=Fraction(1, 10), cap_days=2), 5, "20"),
        (LatePolicy(per_day=Fraction(1, 10), cap=Fraction(1, 4)), 5, "25"),
        (LatePolicy(per_day=Fraction(1, 10), accept_days=3), 3, "30"),
        (LatePolicy(per_day=Fraction(1, 10), cap_days=1, accept_days=3), 4, "100"),
    ],
)
def test_policies_cost_what_they_say(policy, days, expected):
    """Each key of the policy does its one thing."""
    assert expected == format_hundredths(late_penalty(policy, days) * 100)


def test_extension_moves_the_due_date():
    """Days are of the calendar, hours are elapsed, a moment stands for itself."""
    due = at("2026-10-24 12:00")
    own = at("2026-12-24 12:00")

    assert due == extend_due(due, None, BERLIN)
    assert at("2026-10-25 12:00") == extend_due(due, Extension(days=1), BERLIN)
    day = Extension(time=timedelta(hours=24))
    assert at("2026-10-25 11:00") == extend_due(due, day, BERLIN)
    assert own == extend_due(due, Extension(until=own), BERLIN)


# ------------------------------------------------------------------ totals


def part(name, share, weight=1, **fields):
    return GradeComponent(
        name=name, share=Fraction(share), weight=Fraction(weight), **fields
    )


parts = st.lists(
    st.builds(part, st.just(""), shares, st.integers(0, 5), droppable=st.booleans()),
    max_size=8,
).map(
    lambda made: [
        part(f"a{place}", one.share, one.weight, droppable=one.droppable)
        for place, one in enumerate(made)
    ]
)


@given(parts, st.integers(0, 10))
def test_dropped_are_the_lowest_and_never_all(every, lowest):
    """What goes is no better than what stays, and something always stays."""
    gone = choose_dropped(every, lowest)
    counts = [one for one in every if one.weight]
    stays = [one.share for one in counts if one.name not in gone and one.droppable]
    goes = [one.share for one in counts if one.name in gone]

    assert len(goes) == len(gone)
    assert all(one.droppable for one in counts if one.name in gone)
    assert not goes or not stays or max(goes) <= min(stays)
    droppable = sum(one.droppable for one in counts)
    assert len(gone) == min(lowest, droppable, max(len(counts) - 1, 0))


@given(parts)
def test_total_lies_between_the_lowest_and_the_highest_share(every):
    """A weighted mean of shares is a share."""
    made = average_shares(every)
    counted = [one.share for one in every if one.weight]

    assert (made is None) == (not counted)
    if made is not None:
        assert min(counted) <= made <= max(counted)


def test_total_is_weighted_and_exact():
    """A third at weight 1 and a half at weight 2 are four ninths."""
    every = [part("a", "1/3"), part("b", "1/2", 2)]

    assert Fraction(4, 9) == average_shares(every)
    assert Fraction(1, 2) == average_shares(every, frozenset({"a"}))


def test_what_has_no_weight_is_not_what_is_dropped():
    """It costs nobody anything, so to drop it would help nobody."""
    every = [part("a", 0, 0), part("b", "1/2"), part("c", 1)]

    assert frozenset({"b"}) == choose_dropped(every, 1)
    assert frozenset() == choose_dropped([part("a", 1, 0), part("b", "1/2")], 1)


def test_heavier_of_two_equal_ones_is_dropped():
    """That is better for the student; of equally heavy ones the later goes."""
    every = [part("a", 0), part("b", 0, 3), part("c", 1)]

    assert frozenset({"b"}) == choose_dropped(every, 1)
    assert frozenset({"b"}) == choose_dropped(
        [part("a", 0), part("b", 0), part("c", 1)], 1
    )


@pytest.mark.parametrize(
    "value, expected",
    [
        ("0", "0"),
        ("7", "7"),
        ("100", "100"),
        ("15/2", "7.5"),
        ("8/3", "2.67"),
        ("1/200", "0.01"),
        ("199/200", "1"),
        ("201/200", "1.01"),
        ("1/201", "0"),
        ("-1/3", "-0.33"),
        ("-1/300", "0"),
    ],
)
def test_numbers_are_shown_to_a_hundredth(value, expected):
    """Halves go up, zeros at the end go away."""
    assert expected == format_hundredths(Fraction(value))


@given(st.fractions(min_value=0, max_value=1000))
def test_shown_is_the_nearest_hundredth(value):
    """What is shown is off by half a hundredth at most."""
    assert abs(Fraction(format_hundredths(value)) - value) <= Fraction(1, 200)


def test_float_is_the_fraction_that_made_it():
    """A float that was rounded from a known fraction is that fraction again."""
    third = Fraction(8, 3)

    assert third == exact_fraction(float(third), third)
    assert Fraction(5, 2) == exact_fraction(2.5, third)
    assert Fraction(1, 10) == exact_fraction(0.1)
