"""What `autograder debug` says before it opens its prompt. Pure."""

import inspect
from types import SimpleNamespace
from typing import Any

from rich.text import Text

from autograder.common.terminal import (
    Screen,
    Tone,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording
from autograder.grading.public_example import describe_call, format_value
from autograder.grading.student_calls import StudentCall
from autograder.model import Verdict
from autograder.tools.debug.debug import NoFailure
from autograder.tools.debug.failure_replay import ReplayedFailure

MAX_NAMED = 6
SHOWN = ("student", "reference", "rng", "record")
MAX_VALUE = 4000


def failure_screen(found: ReplayedFailure) -> Screen:
    """Tell which test fails, where, and what it last asked for."""
    outcome = found.outcome
    head = (
        f"{make_visible(found.student, 80)} · {found.test.exercise}::{found.test.name}"
    )
    lines = [
        *_skipped(found.skipped),
        screen_line(head, style="bold"),
        *_verdict(found),
        screen_line(f"    {found.place}"),
        *(screen_line(f"      {row}") for row in found.source.splitlines()),
    ]
    if found.call:
        lines += _call(found.call, found.names["reference"])
    lines.append(screen_line())
    if found.replaced:
        names = ", ".join(f"`{exercise}`" for exercise in found.replaced)
        told = f"judged with right versions of {names}: at the prompt they are not"
        lines.append(signed_line("note", told))
    if found.others:
        named = ", ".join(found.others[:MAX_NAMED])
        if found.others[MAX_NAMED:]:
            named += f", {len(found.others) - MAX_NAMED} more"
        lines.append(screen_line(f"  fail, too: {named}"))
    lines.append(screen_line(f"  names: {', '.join(_named(found))}"))
    return Screen(join_lines(lines), outcome.model_dump(mode="json"))


def no_failure_screen(found: NoFailure) -> Screen:
    """Say that there is nothing to look at."""
    who = make_visible(found.student, 80)
    lines = _skipped(found.skipped)
    if found.passed:
        told = f"{who} · {found.assignment}: {count_noun(found.passed, 'hidden test')}"
        lines.append(signed_line("good", f"{told} asked, all pass"))
    elif found.skipped:
        lines.append(
            screen_line(f"{who} · {found.assignment}: no test was run to look at")
        )
    if found.skipped:
        hint = f"`autograder show {found.assignment} {who}` shows the Report"
        lines += [screen_line(), screen_line(f"hint: {hint}")]
    return Screen(join_lines(lines))


def _skipped(skipped: tuple[str, ...]) -> list[Text]:
    return [signed_line("skip", make_visible(reason)) for reason in skipped]


def _verdict(found: ReplayedFailure) -> list[Text]:
    outcome = found.outcome
    verdict = wording.VERDICT_WORDS[outcome.verdict]
    passed = outcome.verdict is Verdict.PASSED
    tone: Tone = "bad"
    if passed:
        tone = "good"
    rubric = make_visible(wording.rubric_sentence(outcome))
    lines = [signed_line(tone, f"{verdict}: {rubric}")]
    if said := make_visible(outcome.message):
        lines.append(screen_line(f"    {said}"))
    if found.blocked:
        lines.append(signed_line("skip", f"graded: {make_visible(found.blocked)}"))
    elif passed:
        told = "it failed when it was graded: what the code keeps between calls?"
        lines.append(signed_line("note", told))
    return lines


def _call(call: StudentCall, reference: SimpleNamespace) -> list[Text]:
    shown = [
        (name, _argument(value))
        for name, value in [*_arguments(call, reference), *call.kwargs.items()]
    ]
    shown.append(("gave", _result(call)))
    width = max(len(name) for name, _ in shown) + 2
    lines = [screen_line(f"    last call: {_described(call, reference)}")]
    for name, text in shown:
        lines += _labelled(name.ljust(width), text)
    return lines


def _argument(value: Any) -> str:
    # A test may pass a function, as to `numerical_gradient`.
    if callable(value):
        return "a function"
    return format_value(value)


def _result(call: StudentCall) -> str:
    if call.fault:
        return str(call.fault)
    return format_value(call.value)


def _described(call: StudentCall, reference: SimpleNamespace) -> str:
    if not hasattr(reference, call.name):  # a helper of the student's own
        return f"{call.name}(…)"
    return describe_call(call, reference)


def _arguments(call: StudentCall, reference: SimpleNamespace) -> list[tuple[str, Any]]:
    """Name the arguments as the reference does; Any: tests pass what they like."""
    # A test may call a helper of the student's that the reference does not have.
    known: list[str] = []
    if hasattr(reference, call.name):
        known = list(inspect.signature(getattr(reference, call.name)).parameters)
    unnamed = [f"{place}." for place in range(len(known) + 1, len(call.args) + 1)]
    return list(zip([*known, *unnamed], call.args, strict=False))


def _labelled(label: str, text: str) -> list[Text]:
    """Write a value beside its label, the rest of it below."""
    first, *rest = make_visible(text, MAX_VALUE, lines=True).split("\n")
    below = " " * len(label)
    return [
        screen_line(f"      {label}{first}"),
        *(screen_line(f"      {below}{row}") for row in rest),
    ]


def _named(found: ReplayedFailure) -> list[str]:
    """Name what is worth typing: not the test module's imports."""
    module = set(found.test.run.__globals__)
    rest = [name for name in found.names if name not in {*module, *SHOWN, "np"}]
    return [*SHOWN, *sorted(rest)]
