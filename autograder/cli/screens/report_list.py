"""Many Reports on the terminal, a row each: what `autograder show NAME` lists."""

from collections.abc import Sequence

from autograder.cli.screens.report_screen import NAME_WIDTH
from autograder.common.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind
from autograder.report import Report

MAX_NAMED = 4
"""exercises named in a row"""
LOSING = (ExerciseState.LOST, ExerciseState.EMPTY)
"""where points are gone"""


def reports_screen(
    reports: Sequence[Report], late: Sequence[bool], unreadable: Sequence[str] = ()
) -> Screen:
    """List Reports: whose, how many points, and which exercises lost some.

    Args:
        reports: what is shown, some of their exercises perhaps left out.
        late: for each, whether it came late.
        unreadable: students whose Report this version does not understand.
    """
    data = [report.model_dump(mode="json", by_alias=True) for report in reports]
    more = [
        signed_line(
            "note",
            f"{make_visible(student, NAME_WIDTH)}  its Report cannot be read: grade",
        )
        for student in unreadable
    ]
    if not reports:
        return Screen(join_lines([screen_line("no Report is like that"), *more]), data)
    cells = [
        _cells(report, is_late=is_late)
        for report, is_late in zip(reports, late, strict=True)
    ]
    rows = map(signed_line, map(report_tone, reports), align_columns(cells))
    told = f"{count_noun(len(reports), 'Report')} of {reports[0].assignment}"
    return Screen(join_lines([screen_line(told, style="bold"), *rows, *more]), data)


def report_tone(report: Report) -> Tone:
    """Give the sign of a Report in a list."""
    if report.status == "suspicious":
        return "bad"
    if report.status in ("not_graded", "unreadable"):
        return "note"
    if _lost(report):
        return "bad"
    return "good"


def _cells(report: Report, *, is_late: bool) -> tuple[str, ...]:
    points = wording.format_total(report)
    if report.extra_credit:
        points += f" +{wording.format_points(report.extra_credit)}"
    return (
        make_visible(report.student, NAME_WIDTH),
        points,
        "late" * is_late,
        describe_losses(report),
    )


def describe_losses(report: Report) -> str:
    """Say in one line what a Report is about."""
    if report.status == "suspicious":
        return f"suspicious: {make_visible(report.tampering, 100)}"
    if report.status == "unreadable":
        return f"unreadable: {make_visible(report.unreadable, 100)}"
    # A fault of ours does not hide what the student lost beside it.
    found = _lost(report)
    told = ", ".join(found[:MAX_NAMED])
    if found[MAX_NAMED:]:
        told += f" and {len(found) - MAX_NAMED} more"
    if report.status == "not_graded":
        return "; ".join(filter(None, ["not graded: our fault", told]))
    return told


def _lost(report: Report) -> list[str]:
    words = wording.VERDICT_WORDS
    return [
        f"{make_visible(result.name, NAME_WIDTH)} {words[result.verdict]}"
        for result in report.exercises
        if result.verdict
        and result.kind is not Kind.WRITTEN
        and wording.exercise_state(result) in LOSING
    ]
