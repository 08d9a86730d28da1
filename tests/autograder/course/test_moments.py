"""Moments as people, nbgrader and Reports write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from autograder.common.errors import UserError
from autograder.course.moments import (
    place_on_clocks,
    read_moment_option,
    read_nbgrader_time,
    read_report_time,
)

SINGAPORE = ZoneInfo("Asia/Singapore")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=SINGAPORE)),
        ("2026-03-01 23:59", datetime(2026, 3, 1, 23, 59, tzinfo=SINGAPORE)),
        ("2026-03-01T12:00Z", datetime(2026, 3, 1, 12, tzinfo=UTC)),
    ],
)
def test_an_option_is_on_the_courses_clocks(text, expected):
    """But for an offset that it says itself."""
    assert expected == read_moment_option(text, SINGAPORE)


@pytest.mark.parametrize("text", ["", "soon", "0001-01-01", "9999-12-31 23:59-12:00"])
def test_an_option_that_is_no_moment_is_refused(text):
    """A year that time zones lead out of is none either."""
    with pytest.raises(UserError, match="is no date"):
        read_moment_option(text, SINGAPORE)


@pytest.mark.parametrize(
    "stamp, expected",
    [
        ("2026-03-01T12:00:00+00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00", datetime(2026, 3, 1, 12, tzinfo=SINGAPORE)),
        ("", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_reports_time_is_read_whoever_wrote_it(stamp, expected):
    """Nothing in it raises."""
    assert expected == read_report_time(stamp, SINGAPORE)


@pytest.mark.parametrize(
    "text, hour",
    [
        ("2026-11-22 09:00:00", 9),
        ("2026-11-22 09:00:00+02:00", 7),
        ("2026-11-22 09:00:00.000000 UTC", 9),
        ("2026-11-22 09:00:00 Europe/Prague", 8),
        ("2026-11-22 09:00:00 Nowhere/Town", None),
        ("some day", None),
        ("soon", None),
        ("", None),
    ],
)
def test_nbgraders_time_is_in_utc_without_saying_so(text, hour):
    """Its database has no offsets."""
    expected = None if hour is None else datetime(2026, 11, 22, hour)

    assert expected == read_nbgrader_time(text)


def test_a_moment_with_an_offset_stays():
    """Only what says no offset is placed."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)

    assert place_on_clocks(moment, SINGAPORE).utcoffset() == timedelta(0)
    assert place_on_clocks(moment.replace(tzinfo=None), SINGAPORE).utcoffset()
