"""What a Report is called in front of people: points, verdicts, where things stand.

Pure. Pages and terminal screens share these words, so that both say the same.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from autograder.common.text import make_sentence, make_visible
from autograder.model import Cell, Kind, Verdict
from autograder.report import Diagnosis, ExerciseResult, Outcome, Report


def format_points(value: float) -> str:
    """Write points to 0.01, without trailing zeros: 7, 7.5, 2.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def format_score(result: ExerciseResult) -> str:
    """Write what an exercise earned of what: `7 / 10`, `– / 2.5`, `+2 of 3 extra`."""
    if result.score is None:
        return f"– / {format_points(result.max_score)}"
    plain = f"{format_points(result.score)} / {format_points(result.max_score)}"
    if not result.max_extra_credit:
        return plain
    earned = format_points(result.extra_credit)
    extra = f"+{earned} of {format_points(result.max_extra_credit)} extra"
    if not result.max_score:  # `0 / 0` says nothing
        return extra
    return f"{plain}, {extra}"


def format_total(report: Report) -> str:
    """Write a submission's points: `31 / 40`."""
    return f"{format_points(report.score)} / {format_points(report.max_score)}"


def report_title(report: Report) -> str:
    """Give the assignment's title, or its name when it has none."""
    return report.title or report.assignment


VERDICT_WORDS = {
    Verdict.PASSED: "passed",
    Verdict.WRONG: "wrong",
    Verdict.RAISED: "error",
    Verdict.TIMED_OUT: "too slow",
    Verdict.OUT_OF_MEMORY: "out of memory",
    Verdict.DIED: "crashed",
    Verdict.MISSING: "not found",
    Verdict.NOT_ATTEMPTED: "not attempted",
    Verdict.BLOCKED: "not run",
    Verdict.GRADER_ERROR: "not graded",
}
"""one or two words beside a sign"""

NOT_OURS_TO_TAKE = "We could not grade this; nothing was deducted."

FROZEN_SENTENCE = "No point of it counts until a person has looked at it."

VERDICT_SENTENCES = {
    Verdict.RAISED: "Your code raised an error.",
    Verdict.TIMED_OUT: "Your code took too long and was stopped.",
    Verdict.OUT_OF_MEMORY: "Your code asked for more memory than it may use.",
    Verdict.DIED: "Your code ended the Python process that ran it.",
    Verdict.MISSING: "No function of this name was found.",
    Verdict.NOT_ATTEMPTED: "No answer yet.",
    Verdict.GRADER_ERROR: NOT_OURS_TO_TAKE,
}
"""what to say when an outcome has no message of its own"""


def explain_outcome(outcome: Outcome) -> str:
    """Say what went wrong in one sentence; never our own fault's details."""
    # Those would name paths and machines of ours on a student's page.
    if outcome.verdict is Verdict.GRADER_ERROR or not outcome.message:
        return VERDICT_SENTENCES.get(outcome.verdict, "")
    return make_sentence(outcome.message)


def rubric_sentence(outcome: Outcome) -> str:
    """Give the sentence that is true of right code, made of the name if need be."""
    name = outcome.test.removeprefix("test_").replace("_", " ")
    return outcome.rubric or make_sentence(name)


def mistake_name(diagnosis: Diagnosis) -> str:
    """Name a known mistake in words: `gradient_of_the_sum` → "gradient of the sum"."""
    name = diagnosis.misconception.replace("_", " ")
    return name if diagnosis.likeness == 1 else f"much like {name}"


def overwritten_remarks(exercise: str, taken: Iterable[tuple[str, Cell]]) -> list[str]:
    """Say which cells took away names that an exercise uses.

    Args:
        exercise: whose function it is.
        taken: the names, and the cell that overwrote or deleted each.
    """
    return [
        f"a later cell (`{_line_about(name, cell.source)}`) overwrote "
        f"`{make_visible(name, 60)}`: `{exercise}` was judged with what it was before"
        for name, cell in taken
    ]


def _line_about(name: str, source: str) -> str:
    """Quote the line of a cell that binds a name, or mentions it, or the first."""
    lines = [line.strip() for line in source.splitlines() if line.strip()] or [""]
    word = rf"\b{re.escape(name)}\b"
    # By patterns: a cell with a magic or a mistake in it has no syntax tree.
    for wanted in (rf"{word}[^=(]*=(?!=)", rf"(def|class|del)\b.*{word}", word):
        matching = [line for line in lines if re.search(wanted, line)]
        if matching:
            return _quoted(matching[0])
    return _quoted(lines[0])


def _quoted(line: str) -> str:
    # The sentence around it has backticks of its own.
    return make_visible(line.replace("`", "'"), 60)


class ExerciseState(StrEnum):
    """What an exercise came to for a reader: where it stands on a page."""

    RIGHT = "right"
    LOST = "lost points"
    EMPTY = "not attempted"
    """nothing was handed in for it: not attempted, or not found"""
    UNREAD = "a person will read this"
    OURS = "not graded"


NEEDED_TEST = re.compile(r"needs `(test_\w+)`")
"""how a suite names the test that a blocked one waits for"""

NOTHING_THERE = {Verdict.MISSING, Verdict.NOT_ATTEMPTED}
NOT_LOST = (Verdict.PASSED, Verdict.GRADER_ERROR)


def exercise_state(result: ExerciseResult) -> ExerciseState:
    """Tell how to speak of an exercise."""
    if result.kind is Kind.WRITTEN:
        blank = result.verdict is Verdict.NOT_ATTEMPTED
        return ExerciseState.EMPTY if blank else ExerciseState.UNREAD
    causes = {outcome.verdict for outcome in failed_outcomes(result.outcomes)}
    if result.verdict is Verdict.GRADER_ERROR and not causes:
        return ExerciseState.OURS
    if result.verdict is Verdict.PASSED:
        return ExerciseState.RIGHT
    # Where tests are silent, the exercise's own verdict says it.
    causes = causes or {result.verdict or Verdict.WRONG}
    if causes <= NOTHING_THERE and not passed_outcomes(result.outcomes):
        return ExerciseState.EMPTY
    return ExerciseState.LOST


def failed_outcomes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Give what failed by itself, in the suite's order: root causes first."""
    aside = (*NOT_LOST, Verdict.BLOCKED)
    return [outcome for outcome in outcomes if outcome.verdict not in aside]


def group_alike(outcomes: Iterable[Outcome]) -> list[tuple[Outcome, int]]:
    """Give one outcome for each rubric and verdict, and how many more are like it.

    A parametrised test fails in many cases; a reader wants to hear of it once.
    """
    alike: dict[tuple[str, Verdict], list[Outcome]] = {}
    for outcome in outcomes:
        alike.setdefault((rubric_sentence(outcome), outcome.verdict), []).append(
            outcome
        )
    return [(group[0], len(group) - 1) for group in alike.values()]


def group_blocked(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Give what was not run, by what it waits for."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.verdict is Verdict.BLOCKED:
            groups.setdefault(blocked_reason(outcome, outcomes), []).append(outcome)
    return groups


def blocked_reason(outcome: Outcome, outcomes: Sequence[Outcome]) -> str:
    """Say what a blocked test waits for; a failed test is named by its rubric."""
    needed = NEEDED_TEST.search(outcome.message)
    causes = [
        cause
        for cause in outcomes
        # `test_values[3]` is a case of the `test_values` that is needed.
        if needed and cause.test.split("[")[0] == needed[1]
    ]
    causes = failed_outcomes(causes) or causes
    if not causes:
        reason = outcome.message.removeprefix("not run: ")
        return reason or "something else failed first"
    return f"needs “{rubric_sentence(causes[0])}”"


def passed_outcomes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Give what passed."""
    return [outcome for outcome in outcomes if outcome.verdict is Verdict.PASSED]


def ungraded_outcomes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Give what our own fault left undecided."""
    return [outcome for outcome in outcomes if outcome.verdict is Verdict.GRADER_ERROR]
