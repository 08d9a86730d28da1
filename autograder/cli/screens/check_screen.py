"""What a student reads on the terminal: visible checks, and the receipt of a zip."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from autograder.cli.screens.report_screen import probe_lines
from autograder.common.terminal import (
    Screen,
    Tone,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import make_visible
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Report
from autograder.tools.student import self_check
from autograder.tools.student.submit import HandInZip

_TONES: dict[ExerciseState, Tone] = {
    ExerciseState.RIGHT: "good",
    ExerciseState.LOST: "bad",
    ExerciseState.EMPTY: "skip",
    ExerciseState.UNREAD: "skip",
    ExerciseState.OURS: "note",
}
_TOLD = 2000


def checks_screen(report: Report, page: Path | None = None) -> Screen:
    """Show what visible checks found: a line for each exercise, and what is next."""
    lines = [screen_line(_head(report), style="bold")]
    lines += [signed_line("note", make_visible(note)) for note in report.notes]
    for result in report.exercises:
        lines += _exercise(result)
    lines += [screen_line(), *_verdict(report)]
    if page is not None:
        lines.append(screen_line(str(page)))
    return Screen(join_lines(lines), report.model_dump(mode="json", by_alias=True))


def receipt_screen(done: HandInZip, report: Report | None) -> Screen:
    """Show the receipt, and what to know before uploading the zip."""
    receipt = done.receipt
    rows = {
        "assignment": receipt.assignment,
        "student": receipt.student,
        "packed at": receipt.packed_at,
        "notebook": f"SHA-256 {receipt.sha256}",
        "zip": f"SHA-256 {done.sha256}",
    }
    lines = [screen_line(str(done.path), style="bold")]
    lines += [
        screen_line(f"  {name:<12}{make_visible(value)}")
        for name, value in rows.items()
    ]
    lines.append(screen_line())
    if report is not None:
        lines += _verdict(report)
    lines.append(
        screen_line("Nothing was sent: upload the zip where your course wants it.")
    )
    data = {**asdict(receipt), "zip": str(done.path), "zip_sha256": done.sha256}
    return Screen(join_lines(lines), data)


def _head(report: Report) -> str:
    asked = [result for result in report.exercises if result.kind is not Kind.WRITTEN]
    green = sum(
        wording.exercise_state(result) is ExerciseState.RIGHT for result in asked
    )
    title = make_visible(wording.report_title(report), 100)
    return f"{title} · visible checks of {green} of {len(asked)} exercises pass"


def _exercise(result: ExerciseResult) -> Iterator[Text]:
    yield signed_line(
        _tone(result), f"{make_visible(result.name, 60)}   {_aside(result)}".rstrip()
    )
    for outcome in result.outcomes:
        message = make_visible(outcome.message, _TOLD, lines=True)
        for row in message.splitlines():
            yield screen_line(f"      {row}")
    told = {outcome.message for outcome in result.outcomes}
    for note in result.notes:
        if note not in told:
            yield screen_line(f"      {make_visible(note)}")
    if result.probe:
        yield from probe_lines(result.probe)


def _tone(result: ExerciseResult) -> Tone:
    if result.verdict is Verdict.MISSING:  # it is not blank: something is wrong
        return "bad"
    return _TONES[wording.exercise_state(result)]


def _aside(result: ExerciseResult) -> str:
    state = wording.exercise_state(result)
    if state is ExerciseState.UNREAD:
        return state.value
    if result.kind is Kind.WRITTEN and state is ExerciseState.EMPTY:
        return "its answer cell is blank"
    return ""


def _verdict(report: Report) -> list[Text]:
    """Say what the visible checks are worth, and which questions are blank."""
    lines = _checks_verdict(report)
    blank = [
        make_visible(result.name, 60) for result in self_check.blank_questions(report)
    ]
    if blank:
        told = f"written questions without an answer: {', '.join(blank)}"
        lines.append(signed_line("skip", told))
    return lines


def _checks_verdict(report: Report) -> list[Text]:
    if self_check.all_checks_pass(report):
        return [signed_line("good", self_check.DECIDES)]
    names = [
        make_visible(result.name, 60) for result in self_check.open_exercises(report)
    ]
    told = f"visible checks to do: {', '.join(names)}"
    return [signed_line("skip", told), screen_line("    hidden tests decide the grade")]
