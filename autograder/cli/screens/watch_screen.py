"""What `autograder watch` prints: a line for each submission, and a sum at the end."""

from datetime import datetime

from autograder.cli.screens.report_list import LOSING, describe_losses, report_tone
from autograder.common.terminal import Screen, join_lines, screen_line, signed_line
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording
from autograder.tools.lms.watch import GradedArrival, LeftOutArrival, WatchResult


def event_screen(event: GradedArrival | LeftOutArrival, at: datetime) -> Screen:
    """Tell of one submission, in one line."""
    if isinstance(event, LeftOutArrival):
        return _left_out(event, at)
    return _graded(event, at)


def _left_out(event: LeftOutArrival, at: datetime) -> Screen:
    what, why = make_visible(event.what, 100), make_visible(event.why, 200)
    told = f"{_clock(at)}  left out: {what}: {why}"
    data = {"at": _moment(at), "left_out": event.what, "why": event.why}
    return Screen(signed_line("bad", told), data)


def _graded(event: GradedArrival, at: datetime) -> Screen:
    report = event.report
    parts = [
        _clock(at),
        make_visible(report.assignment, 40),
        make_visible(report.student, 40),
        wording.format_total(report),
        "late" * event.late,
        describe_losses(report),
    ]
    data = {
        "at": _moment(at),
        "assignment": report.assignment,
        "student": report.student,
        "status": report.status,
        "score": report.score,
        "max_score": report.max_score,
        "extra_credit": report.extra_credit,
        "late": event.late,
        "lost": [
            {"exercise": result.name, "verdict": result.verdict}
            for result in report.exercises
            if wording.exercise_state(result) in LOSING
        ],
    }
    return Screen(
        signed_line(report_tone(report), "  ".join(filter(None, parts))), data
    )


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M:%S")


def _moment(at: datetime) -> str:
    # For programs, with the offset; people know where they are.
    return at.astimezone().isoformat(timespec="seconds")


def totals_screen(done: WatchResult) -> Screen:
    """Sum up what was done."""
    counts = {
        "as before": done.unchanged,
        "not graded: our fault": done.not_graded,
        "suspicious": done.suspicious,
        "unreadable": done.unreadable,
        "left out": len(done.left_out),
        "still arriving": done.arriving,
    }
    told = [f"{count_noun(done.graded, 'submission')} graded"]
    told += [f"{number} {what}" for what, number in counts.items() if number]
    return Screen(join_lines([screen_line(f"  {', '.join(told)}")]))
