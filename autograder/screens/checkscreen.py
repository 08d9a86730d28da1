"""What a student reads on the terminal: visible checks, and the receipt of a zip."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from autograder import wording
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Report
from autograder.screens.reportscreen import shown_probe
from autograder.students import selfcheck
from autograder.students.submit import Packed
from autograder.terminal import Screen, Tone, join_lines, screen_line, signed_line
from autograder.text import make_visible
from autograder.wording import ExerciseState

_TONES: dict[ExerciseState, Tone] = {
    ExerciseState.RIGHT: "good",
    ExerciseState.LOST: "bad",
    ExerciseState.EMPTY: "skip",
    ExerciseState.UNREAD: "skip",
    ExerciseState.OURS: "note",
}
_TOLD = 2000


def checked(report: Report, page: Path | None = None) -> Screen:
    """Show what visible checks found: a line for each exercise, and what is next."""
    lines = [screen_line(_head(report), style="bold")]
    lines += [signed_line("note", make_visible(note)) for note in report.notes]
    for one in report.exercises:
        lines += _exercise(one)
    lines += [screen_line(), *_verdict(report)]
    lines += [screen_line(str(page))] if page else []
    return Screen(join_lines(lines), report.model_dump(mode="json", by_alias=True))


def packed(done: Packed, report: Report | None) -> Screen:
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
    lines += [screen_line(), *([] if report is None else _verdict(report))]
    lines.append(
        screen_line("Nothing was sent: upload the zip where your course wants it.")
    )
    data = {**asdict(receipt), "zip": str(done.path), "zip_sha256": done.sha256}
    return Screen(join_lines(lines), data)


def _head(report: Report) -> str:
    asked = [one for one in report.exercises if one.kind is not Kind.WRITTEN]
    green = sum(wording.exercise_state(one) is ExerciseState.RIGHT for one in asked)
    title = make_visible(wording.report_title(report), 100)
    return f"{title} · visible checks of {green} of {len(asked)} exercises pass"


def _exercise(result: ExerciseResult) -> Iterator[Text]:
    state = wording.exercise_state(result)
    aside = {ExerciseState.UNREAD: "a person will read this"}.get(state, "")
    if result.kind is Kind.WRITTEN and state is ExerciseState.EMPTY:
        aside = "its answer cell is blank"
    name = make_visible(result.name, 60)
    is_lost = result.verdict is Verdict.MISSING  # it is not blank: something is wrong
    yield signed_line("bad" if is_lost else _TONES[state], f"{name}   {aside}".rstrip())
    for outcome in result.outcomes:
        message = make_visible(outcome.message, _TOLD, lines=True)
        for row in message.splitlines():
            yield screen_line(f"      {row}")
    told = {outcome.message for outcome in result.outcomes}
    for note in result.notes:
        if note not in told:
            yield screen_line(f"      {make_visible(note)}")
    if result.probe:
        yield from shown_probe(result.probe)


def _verdict(report: Report) -> list[Text]:
    """Say what the visible checks are worth, and which questions are blank."""
    blank = [make_visible(one.name, 60) for one in selfcheck.left_blank(report)]
    told = f"written questions without an answer: {', '.join(blank)}"
    return [*_checks_verdict(report), *([signed_line("skip", told)] if blank else [])]


def _checks_verdict(report: Report) -> list[Text]:
    if selfcheck.is_green(report):
        return [signed_line("good", selfcheck.DECIDES)]
    names = [make_visible(one.name, 60) for one in selfcheck.to_do(report)]
    told = f"visible checks to do: {', '.join(names)}"
    return [signed_line("skip", told), screen_line("    hidden tests decide the grade")]
