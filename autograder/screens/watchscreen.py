"""What `autograder watch` prints: a line for each submission, and a sum at the end."""

from datetime import datetime

from autograder import wording
from autograder.lms.watch import Came, Done, LeftOut
from autograder.screens.reportlist import lost, tone
from autograder.terminal import Screen, join_lines, screen_line, signed_line
from autograder.text import count_noun, make_visible
from autograder.wording import ExerciseState


def event(one: Came | LeftOut, at: datetime) -> Screen:
    """Tell of one submission, in one line."""
    clock = at.strftime("%H:%M:%S")
    when = at.astimezone().isoformat(timespec="seconds")
    if isinstance(one, LeftOut):
        what, why = make_visible(one.what, 100), make_visible(one.why, 200)
        told = f"{clock}  left out: {what}: {why}"
        return Screen(
            signed_line("bad", told), {"at": when, "left_out": one.what, "why": one.why}
        )
    report = one.report
    parts = [
        clock,
        make_visible(report.assignment, 40),
        make_visible(report.student, 40),
        wording.format_total(report),
        *(["late"] if one.late else []),
        lost(report),
    ]
    data = {
        "at": when,
        "assignment": report.assignment,
        "student": report.student,
        "status": report.status,
        "score": report.score,
        "max_score": report.max_score,
        "extra_credit": report.extra_credit,
        "late": one.late,
        "lost": [
            {"exercise": it.name, "verdict": it.verdict}
            for it in report.exercises
            if wording.exercise_state(it) in (ExerciseState.LOST, ExerciseState.EMPTY)
        ],
    }
    return Screen(signed_line(tone(report), "  ".join(filter(None, parts))), data)


def ended(done: Done) -> Screen:
    """Sum up what was done."""
    told = [
        f"{count_noun(done.graded, 'submission')} graded",
        *([f"{done.unchanged} as before"] if done.unchanged else []),
        *([f"{done.not_graded} not graded: our fault"] if done.not_graded else []),
        *([f"{done.suspicious} suspicious"] if done.suspicious else []),
        *([f"{done.unreadable} unreadable"] if done.unreadable else []),
        *([f"{len(done.left_out)} left out"] if done.left_out else []),
        *([f"{done.arriving} still arriving"] if done.arriving else []),
    ]
    return Screen(join_lines([screen_line(f"  {', '.join(told)}")]))
