"""One Report on the terminal: each exercise in a row, and below it what went wrong."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from autograder import words
from autograder.model import Verdict
from autograder.report import ExerciseResult, Outcome, Probe, Report
from autograder.terminal import Screen, Tone, indented, joined, line, marked, padded
from autograder.views.sidebyside import AlignedLines, plain_lines, side_by_side
from autograder.words import State, visible

NAME_WIDTH = 40


def report(one: Report, attempts: Sequence[str] = ()) -> Screen:
    """Show one Report: each exercise in a row, and below it what went wrong.

    Args:
        one: the student's.
        attempts: which of the student's attempts it is about, in words.
    """
    return Screen(_told(one, attempts), one.model_dump(mode="json", by_alias=True))


def _told(report: Report, attempts: Sequence[str]) -> Text:
    parts = [words.title(report), report.student]
    head = " · ".join(visible(part, 100) for part in parts)
    lines = [line(f"{head} · {words.total(report)}{_beyond(report)}", style="bold")]
    if report.tampering:
        lines.append(marked("bad", f"suspicious: {report.tampering}"))
        lines.append(line(f"      {words.FROZEN}"))
    if report.unreadable:
        lines.append(marked("bad", f"unreadable: {visible(report.unreadable)}"))
    if report.status == "not_graded":
        lines.append(marked("note", words.NOT_OURS_TO_TAKE))
    lines += [line(f"  {visible(one)}") for one in attempts]
    lines += [marked("note", visible(note)) for note in report.notes]
    shown = report.exercises
    names = max((cell_len(_name(one)) for one in shown), default=0)
    scores = max((len(words.score(one)) for one in shown), default=0)
    for one in shown:
        name, score = padded(_name(one), names), words.score(one).rjust(scores)
        row = f"{name}  {score}   {_tests(one)}"
        lines.append(marked(TONES[words.state(one)], row.rstrip()))
        lines += map(indented, _details(one))
    return joined(lines)


TONES: dict[State, Tone] = {
    State.RIGHT: "good",
    State.LOST: "bad",
    State.EMPTY: "skip",
    State.UNREAD: "skip",
    State.OURS: "note",
}


def _beyond(report: Report) -> str:
    extra = (
        f" +{words.points(report.extra_credit)} extra" if report.extra_credit else ""
    )
    return extra + (" (not final)" if report.status != "graded" else "")


def _name(result: ExerciseResult) -> str:
    return visible(result.name, NAME_WIDTH)


def _tests(result: ExerciseResult) -> str:
    state = words.state(result)
    if state is State.EMPTY:
        return words.VERDICTS[result.verdict or Verdict.NOT_ATTEMPTED]
    if state in (State.UNREAD, State.OURS):
        return state.value
    tests = words.count(len(result.outcomes), "test")
    return (
        tests
        if state is State.RIGHT
        else f"{len(words.passes(result.outcomes))} of {tests}"
    )


def _details(result: ExerciseResult) -> list[Text]:
    lines: list[Text] = []
    if words.state(result) is State.LOST:
        for one, more in words.once(words.failures(result.outcomes)):
            lines += _failure(one, more)
        lines += shown_probe(result.probe) if result.probe else []
        lines += [line(f"    {said}") for said in _likeness(result)]
        lines += _waiting(result)
    lines += [
        marked("note", f"{_rubric(one)}   our fault: {visible(one.message)}")
        for one in words.ours(result.outcomes)
    ]
    if words.state(result) is State.EMPTY:
        lines += [line(f"    {words.meaning(one)}") for one in _reasons(result)]
    return lines + [marked("note", visible(note)) for note in result.notes]


def _likeness(result: ExerciseResult) -> list[str]:
    """Say which known mistake it looks like, or else how the values differ."""
    if result.diagnosis:
        return [
            f"looks like: {words.mistake(one)}. {visible(one.hint)}"
            for one in result.diagnosis
        ]
    remarks = result.probe.remarks if result.probe else ()
    return [f"yours: {visible(one)}" for one in remarks]


def _waiting(result: ExerciseResult) -> list[Text]:
    lines = []
    for cause, tests in words.waiting(result.outcomes).items():
        alone = len(tests) == 1
        what = f"{_rubric(tests[0])}  " if alone else f"{len(tests)} tests"
        lines.append(marked("skip", f"{what} not run: {visible(cause)}"))
    return lines


def _failure(outcome: Outcome, more: int) -> list[Text]:
    why = visible(outcome.message) or words.meaning(outcome)
    said = [line(f"    {why}", style="dim")] if why else []
    word = words.VERDICTS[outcome.verdict]
    times = f"  ({more + 1} times)" if more else ""
    return [marked("bad", f"{word}: {_rubric(outcome)}{times}"), *said]


def _reasons(result: ExerciseResult) -> list[Outcome]:
    failed = words.failures(result.outcomes)[:1]
    return [one for one in failed if one.verdict is not Verdict.NOT_ATTEMPTED]


def _rubric(outcome: Outcome) -> str:
    return visible(words.rubric(outcome))


def shown_probe(probe: Probe) -> list[Text]:
    """Show yours and the expected value, numbers under each other."""
    yours, expected = (
        visible(text, 2000, lines=True) for text in (probe.yours, probe.expected)
    )
    left, right = side_by_side(yours, expected)
    call = line(f"    {visible(probe.call, 200)}")
    return [call, *_labelled("yours", left), *_labelled("expected", right)]


def _labelled(label: str, lines: AlignedLines) -> list[Text]:
    labels = [label, *[""] * len(lines)]
    return [
        line(f"      {name:<10}{row}")
        for name, row in zip(labels, plain_lines(lines), strict=False)
    ]
