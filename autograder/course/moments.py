"""Read a moment as people, nbgrader and our own Reports write it. Pure.

How a learning system writes moments is its own, and is read in `lms`.
"""

import contextlib
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from autograder.common.errors import UserError

YEARS = range(1970, 3000)
"""beyond, grace and time zones lead out of the calendar"""

MOMENT_HINT = (
    "a date looks like this: 2026-03-01 23:59, and with an offset 2026-03-01 23:59 "
    "+0800; hours go from 0 to 23"
)

_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:T|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?"
    r"(?:\s*(?:(Z|UTC)|([+-])(\d\d?)(?::?(\d\d))?))?",
    re.ASCII | re.IGNORECASE,
)


def read_moment(text: object) -> datetime:
    """Read a date and a time as people write them in either of the course's files.

    Raises:
        ValueError: it is none, a date alone included: that would be its first minute.
    """
    found = _MOMENT.fullmatch(str(text).strip())
    moment = found and _moment_of(*found.groups())
    if not moment:
        raise ValueError(
            f"needs a date and a time such as `2026-03-01 23:59`, and not `{text}`"
        )
    if moment.year not in YEARS:
        raise ValueError(
            "is in no year of a course: needs a date and a time such as "
            f"`2026-03-01 23:59`, and not `{text}`"
        )
    return moment


def read_moment_option(text: str, zone: tzinfo) -> datetime:
    """Read what a person typed behind an option; a date alone is its first minute.

    Args:
        text: such as `2026-03-01` or `2026-03-01 23:59`.
        zone: on whose clocks a moment without an offset is.

    Raises:
        UserError: it is no moment, or one that no course can have.
    """
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(text)
        if moment.year in YEARS:
            return place_on_clocks(moment, zone)
    raise UserError(
        f"`{text}` is no date", hint="such as 2026-03-01 or '2026-03-01 23:59'"
    )


def read_report_time(stamp: str | None, zone: tzinfo) -> datetime | None:
    """Read when a Report says that work came in; None where it says no moment.

    Our intake writes an offset. A Report may come from anywhere: without one, the
    moment is on the clocks of `zone`.
    """
    try:
        return place_on_clocks(datetime.fromisoformat(stamp or ""), zone)
    except ValueError:
        return None


def read_nbgrader_time(text: str) -> datetime | None:
    """Read a `timestamp.txt` as nbgrader does: in UTC, which its database leaves out.

    Returns:
        a moment without an offset; None where there is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        # nbgrader writes `2026-11-22 09:00:00 Europe/Prague`: a name, no offset.
        local, _, zone = text.rpartition(" ")
        return _in_named_zone(local, zone)
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def place_on_clocks(moment: datetime, zone: tzinfo) -> datetime:
    """Put a moment without an offset on the clocks of a zone."""
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=zone)


def _moment_of(*parts: str | None) -> datetime | None:
    """Put the parts of a written moment together; None when there is no such day."""
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    # The 30th of February, or an offset of 24 hours.
    with contextlib.suppress(ValueError):
        zone = _offset(*parts[6:])
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    return None


def _offset(
    zulu: str | None, sign: str | None, hours: str | None, minutes: str | None
) -> timezone | None:
    if zulu:
        return UTC
    if not sign:
        return None
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if sign == "-":
        size = -size
    return timezone(size)


def _in_named_zone(text: str, zone: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    # A student's file names anything: `..` (ValueError), a folder of zones (OSError).
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None)
