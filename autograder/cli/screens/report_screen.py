"""One Report on the terminal: each exercise in a row, and below it what went wrong."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from autograder.common.terminal import (
    Screen,
    Tone,
    indent_line,
    join_lines,
    pad_cell,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Verdict
from autograder.output.aligned_values import AlignedLines, align_values, plain_lines
from autograder.report import ExerciseResult, Outcome, Probe, Report

NAME_WIDTH = 40


def report_screen(report: Report, attempts: Sequence[str] = ()) -> Screen:
    """Show one Report: each exercise in a row, and below it what went wrong.

    Args:
        report: the student's.
        attempts: which of the student's attempts it is about, in words.
    """
    data = report.model_dump(mode="json", by_alias=True)
    return Screen(_told(report, attempts), data)


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
    lines += [screen_line(f"  {make_visible(attempt)}") for attempt in attempts]
    lines += [signed_line("note", make_visible(note)) for note in report.notes]
    shown = report.exercises
    # By the width on a screen: a Chinese name takes two places a sign.
    names = max((cell_len(_name(result)) for result in shown), default=0)
    scores = max((len(wording.format_score(result)) for result in shown), default=0)
    for result in shown:
        name, score = (
            pad_cell(_name(result), names),
            wording.format_score(result).rjust(scores),
        )
        row = f"{name}  {score}   {_tests(result)}"
        lines.append(signed_line(TONES[wording.exercise_state(result)], row.rstrip()))
        lines += map(indent_line, _details(result))
    return join_lines(lines)


TONES: dict[ExerciseState, Tone] = {
    ExerciseState.RIGHT: "good",
    ExerciseState.LOST: "bad",
    ExerciseState.EMPTY: "skip",
    ExerciseState.UNREAD: "skip",
    ExerciseState.OURS: "note",
}


def _beyond(report: Report) -> str:
    told = ""
    if report.extra_credit:
        told += f" +{wording.format_points(report.extra_credit)} extra"
    if report.status != "graded":
        told += " (not final)"
    return told


def _name(result: ExerciseResult) -> str:
    return make_visible(result.name, NAME_WIDTH)


def _tests(result: ExerciseResult) -> str:
    state = wording.exercise_state(result)
    if state is ExerciseState.EMPTY:
        return wording.VERDICT_WORDS[result.verdict or Verdict.NOT_ATTEMPTED]
    if state in (ExerciseState.UNREAD, ExerciseState.OURS):
        return state.value
    tests = count_noun(len(result.outcomes), "test")
    if state is ExerciseState.RIGHT:
        return tests
    return f"{len(wording.passed_outcomes(result.outcomes))} of {tests}"


def _details(result: ExerciseResult) -> list[Text]:
    lines: list[Text] = []
    if wording.exercise_state(result) is ExerciseState.LOST:
        for outcome, more in wording.group_alike(
            wording.failed_outcomes(result.outcomes)
        ):
            lines += _failure(outcome, more)
        if result.probe is not None:
            lines += probe_lines(result.probe)
        lines += [screen_line(f"    {said}") for said in _likeness(result)]
        lines += _waiting(result)
    lines += [
        signed_line(
            "note", f"{_rubric(outcome)}   our fault: {make_visible(outcome.message)}"
        )
        for outcome in wording.ungraded_outcomes(result.outcomes)
    ]
    if wording.exercise_state(result) is ExerciseState.EMPTY:
        lines += [
            screen_line(f"    {wording.explain_outcome(outcome)}")
            for outcome in _reasons(result)
        ]
    return lines + [signed_line("note", make_visible(note)) for note in result.notes]


def _likeness(result: ExerciseResult) -> list[str]:
    """Say which known mistake it looks like, or else how the values differ."""
    if result.diagnosis:
        return [
            f"looks like: {wording.mistake_name(mistake)}. {make_visible(mistake.hint)}"
            for mistake in result.diagnosis
        ]
    if result.probe is None:
        return []
    return [f"yours: {make_visible(remark)}" for remark in result.probe.remarks]


def _waiting(result: ExerciseResult) -> list[Text]:
    lines = []
    for cause, tests in wording.group_blocked(result.outcomes).items():
        what = f"{len(tests)} tests"
        if len(tests) == 1:
            what = f"{_rubric(tests[0])}  "
        lines.append(signed_line("skip", f"{what} not run: {make_visible(cause)}"))
    return lines


def _failure(outcome: Outcome, more: int) -> list[Text]:
    told = f"{wording.VERDICT_WORDS[outcome.verdict]}: {_rubric(outcome)}"
    if more:
        told += f"  ({more + 1} times)"
    lines = [signed_line("bad", told)]
    if why := make_visible(outcome.message) or wording.explain_outcome(outcome):
        lines.append(screen_line(f"    {why}", style="dim"))
    return lines


def _reasons(result: ExerciseResult) -> list[Outcome]:
    failed = wording.failed_outcomes(result.outcomes)[:1]
    return [
        outcome for outcome in failed if outcome.verdict is not Verdict.NOT_ATTEMPTED
    ]


def _rubric(outcome: Outcome) -> str:
    return make_visible(wording.rubric_sentence(outcome))


def probe_lines(probe: Probe) -> list[Text]:
    """Show yours and the expected value, numbers under each other."""
    yours, expected = (
        make_visible(text, 2000, lines=True) for text in (probe.yours, probe.expected)
    )
    left, right = align_values(yours, expected)
    call = screen_line(f"    {make_visible(probe.call, 200)}")
    return [call, *_labelled("yours", left), *_labelled("expected", right)]


def _labelled(label: str, lines: AlignedLines) -> list[Text]:
    labels = [label, *[""] * len(lines)]
    return [
        screen_line(f"      {name:<10}{row}")
        for name, row in zip(labels, plain_lines(lines), strict=False)
    ]
