"""Many Reports on the terminal, a row each: what `autograder show NAME` lists."""

from collections.abc import Sequence

from autograder import wording
from autograder.model import Kind
from autograder.report import Report
from autograder.screens.reportscreen import NAME_WIDTH
from autograder.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible
from autograder.wording import ExerciseState

MAX_NAMED = 4
"""exercises named in a row"""


def listing(
    reports: Sequence[Report], late: Sequence[bool], unreadable: Sequence[str] = ()
) -> Screen:
    """List Reports: whose, how many points, and which exercises lost some.

    Args:
        reports: what is shown, some of their exercises perhaps left out.
        late: for each, whether it came late.
        unreadable: students whose Report this version does not understand.
    """
    data = [one.model_dump(mode="json", by_alias=True) for one in reports]
    more = [
        signed_line(
            "note", f"{make_visible(one, NAME_WIDTH)}  its Report cannot be read: grade"
        )
        for one in unreadable
    ]
    if not reports:
        return Screen(join_lines([screen_line("no Report is like that"), *more]), data)
    cells = [_cells(one, is_late=it) for one, it in zip(reports, late, strict=True)]
    rows = map(signed_line, map(tone, reports), align_columns(cells))
    told = f"{count_noun(len(reports), 'Report')} of {reports[0].assignment}"
    return Screen(join_lines([screen_line(told, style="bold"), *rows, *more]), data)


def tone(report: Report) -> Tone:
    """Give the sign of a Report in a list."""
    if report.status == "suspicious":
        return "bad"
    if report.status in ("not_graded", "unreadable"):
        return "note"
    return "bad" if _lost(report) else "good"


def _cells(report: Report, *, is_late: bool) -> tuple[str, ...]:
    extra = wording.format_points(report.extra_credit)
    return (
        make_visible(report.student, NAME_WIDTH),
        wording.format_total(report) + (f" +{extra}" if report.extra_credit else ""),
        "late" if is_late else "",
        lost(report),
    )


def lost(report: Report) -> str:
    """Say in one line what a Report is about."""
    if report.status == "suspicious":
        return f"suspicious: {make_visible(report.tampering, 100)}"
    if report.status == "unreadable":
        return f"unreadable: {make_visible(report.unreadable, 100)}"
    found = _lost(report)
    told = ", ".join(found[:MAX_NAMED])
    if found[MAX_NAMED:]:
        told += f" and {len(found) - MAX_NAMED} more"
    ours = "not graded: our fault" if report.status == "not_graded" else ""
    return "; ".join(part for part in (ours, told) if part)


def _lost(report: Report) -> list[str]:
    return [
        f"{make_visible(one.name, NAME_WIDTH)} {wording.VERDICT_WORDS[one.verdict]}"
        for one in report.exercises
        if one.verdict
        and one.kind is not Kind.WRITTEN
        and wording.exercise_state(one) in (ExerciseState.LOST, ExerciseState.EMPTY)
    ]
