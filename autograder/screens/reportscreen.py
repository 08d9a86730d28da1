"""One Report on the terminal: each exercise in a row, and below it what went wrong."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from autograder import wording
from autograder.model import Verdict
from autograder.report import ExerciseResult, Outcome, Probe, Report
from autograder.terminal import (
    Screen,
    Tone,
    indent_line,
    join_lines,
    pad_cell,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible
from autograder.views.sidebyside import AlignedLines, plain_lines, side_by_side
from autograder.wording import ExerciseState

NAME_WIDTH = 40


def report(one: Report, attempts: Sequence[str] = ()) -> Screen:
    """Show one Report: each exercise in a row, and below it what went wrong.

    Args:
        one: the student's.
        attempts: which of the student's attempts it is about, in words.
    """
    return Screen(_told(one, attempts), one.model_dump(mode="json", by_alias=True))


def _told(report: Report, attempts: Sequence[str]) -> Text:
    parts = [wording.report_title(report), report.student]
    head = " · ".join(make_visible(part, 100) for part in parts)
    lines = [
        screen_line(
            f"{head} · {wording.format_total(report)}{_beyond(report)}", style="bold"
        )
    ]
    if report.tampering:
        lines.append(signed_line("bad", f"suspicious: {report.tampering}"))
        lines.append(screen_line(f"      {wording.FROZEN_SENTENCE}"))
    if report.unreadable:
        lines.append(
            signed_line("bad", f"unreadable: {make_visible(report.unreadable)}")
        )
    if report.status == "not_graded":
        lines.append(signed_line("note", wording.NOT_OURS_TO_TAKE))
    lines += [screen_line(f"  {make_visible(one)}") for one in attempts]
    lines += [signed_line("note", make_visible(note)) for note in report.notes]
    shown = report.exercises
    names = max((cell_len(_name(one)) for one in shown), default=0)
    scores = max((len(wording.format_score(one)) for one in shown), default=0)
    for one in shown:
        name, score = (
            pad_cell(_name(one), names),
            wording.format_score(one).rjust(scores),
        )
        row = f"{name}  {score}   {_tests(one)}"
        lines.append(signed_line(TONES[wording.exercise_state(one)], row.rstrip()))
        lines += map(indent_line, _details(one))
    return join_lines(lines)


TONES: dict[ExerciseState, Tone] = {
    ExerciseState.RIGHT: "good",
    ExerciseState.LOST: "bad",
    ExerciseState.EMPTY: "skip",
    ExerciseState.UNREAD: "skip",
    ExerciseState.OURS: "note",
}


def _beyond(report: Report) -> str:
    extra = (
        f" +{wording.format_points(report.extra_credit)} extra"
        if report.extra_credit
        else ""
    )
    return extra + (" (not final)" if report.status != "graded" else "")


def _name(result: ExerciseResult) -> str:
    return make_visible(result.name, NAME_WIDTH)


def _tests(result: ExerciseResult) -> str:
    state = wording.exercise_state(result)
    if state is ExerciseState.EMPTY:
        return wording.VERDICT_WORDS[result.verdict or Verdict.NOT_ATTEMPTED]
    if state in (ExerciseState.UNREAD, ExerciseState.OURS):
        return state.value
    tests = count_noun(len(result.outcomes), "test")
    return (
        tests
        if state is ExerciseState.RIGHT
        else f"{len(wording.passed_outcomes(result.outcomes))} of {tests}"
    )


def _details(result: ExerciseResult) -> list[Text]:
    lines: list[Text] = []
    if wording.exercise_state(result) is ExerciseState.LOST:
        for one, more in wording.group_alike(wording.failed_outcomes(result.outcomes)):
            lines += _failure(one, more)
        lines += shown_probe(result.probe) if result.probe else []
        lines += [screen_line(f"    {said}") for said in _likeness(result)]
        lines += _waiting(result)
    lines += [
        signed_line("note", f"{_rubric(one)}   our fault: {make_visible(one.message)}")
        for one in wording.ungraded_outcomes(result.outcomes)
    ]
    if wording.exercise_state(result) is ExerciseState.EMPTY:
        lines += [
            screen_line(f"    {wording.explain_outcome(one)}")
            for one in _reasons(result)
        ]
    return lines + [signed_line("note", make_visible(note)) for note in result.notes]


def _likeness(result: ExerciseResult) -> list[str]:
    """Say which known mistake it looks like, or else how the values differ."""
    if result.diagnosis:
        return [
            f"looks like: {wording.mistake_name(one)}. {make_visible(one.hint)}"
            for one in result.diagnosis
        ]
    remarks = result.probe.remarks if result.probe else ()
    return [f"yours: {make_visible(one)}" for one in remarks]


def _waiting(result: ExerciseResult) -> list[Text]:
    lines = []
    for cause, tests in wording.group_blocked(result.outcomes).items():
        alone = len(tests) == 1
        what = f"{_rubric(tests[0])}  " if alone else f"{len(tests)} tests"
        lines.append(signed_line("skip", f"{what} not run: {make_visible(cause)}"))
    return lines


def _failure(outcome: Outcome, more: int) -> list[Text]:
    why = make_visible(outcome.message) or wording.explain_outcome(outcome)
    said = [screen_line(f"    {why}", style="dim")] if why else []
    word = wording.VERDICT_WORDS[outcome.verdict]
    times = f"  ({more + 1} times)" if more else ""
    return [signed_line("bad", f"{word}: {_rubric(outcome)}{times}"), *said]


def _reasons(result: ExerciseResult) -> list[Outcome]:
    failed = wording.failed_outcomes(result.outcomes)[:1]
    return [one for one in failed if one.verdict is not Verdict.NOT_ATTEMPTED]


def _rubric(outcome: Outcome) -> str:
    return make_visible(wording.rubric_sentence(outcome))


def shown_probe(probe: Probe) -> list[Text]:
    """Show yours and the expected value, numbers under each other."""
    yours, expected = (
        make_visible(text, 2000, lines=True) for text in (probe.yours, probe.expected)
    )
    left, right = side_by_side(yours, expected)
    call = screen_line(f"    {make_visible(probe.call, 200)}")
    return [call, *_labelled("yours", left), *_labelled("expected", right)]


def _labelled(label: str, lines: AlignedLines) -> list[Text]:
    labels = [label, *[""] * len(lines)]
    return [
        screen_line(f"      {name:<10}{row}")
        for name, row in zip(labels, plain_lines(lines), strict=False)
    ]
