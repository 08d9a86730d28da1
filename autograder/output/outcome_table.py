"""Tell what each hidden test of an exercise came to, beside it in formgrader. Pure.

A table for people who grade: verdict, what is true of right code, why not, weight. It
says what the Report says. Every text in it is coded (`inert_html`).
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from autograder.common.text import count_noun, make_sentence, make_visible
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Verdict
from autograder.output.inert_html import character_references
from autograder.report import ExerciseResult, Outcome

_SIGNS = {
    Verdict.PASSED: "✓",
    Verdict.BLOCKED: "–",
    Verdict.GRADER_ERROR: "!",
}


def outcome_table(result: ExerciseResult) -> str:
    """Give an exercise's outcomes as HTML: verdict, rubric, why not, weight."""
    told = [f"<div>{_head(result)}</div>"]
    if wording.exercise_state(result) is ExerciseState.EMPTY:
        told.append(
            _sentence_block(
                wording.explain_outcome(wording.failed_outcomes(result.outcomes)[0])
            )
        )
    else:
        rows = "".join(map(_table_row, _group_alike(result.outcomes)))
        told.append(f'<table style="{_TABLE}">{_HEADINGS}{rows}</table>')
    told += [
        _sentence_block(f"looks like: {wording.mistake_name(one)}")
        for one in result.diagnosis
    ]
    told += [_sentence_block(note) for note in result.notes]
    # MathJax leaves both classes alone, each of its versions one of them.
    return (
        '<div class="tex2jax_ignore mathjax_ignore" style="font-size: 14px; '
        f'line-height: 1.4; margin: 4px 0 12px">{"".join(told)}</div>'
    )


_TABLE = "width: 100%; margin: 6px 0; border-collapse: collapse; font-size: 14px"
_CELL = "text-align: left; vertical-align: top; padding: 4px 12px 4px 0; "
_SMALL = "color: #595959; font-weight: normal; font-size: 12px; "
_RIGHT = "text-align: right; padding-right: 0"
_HEADINGS = (
    f'<tr><th style="{_CELL}{_SMALL}width: 8em">verdict</th>'
    f'<th style="{_CELL}{_SMALL}">hidden test</th>'
    f'<th style="{_CELL}{_SMALL}{_RIGHT}">weight</th></tr>'
)
_COLOURS = {
    Verdict.PASSED: "#1a7f37",
    Verdict.BLOCKED: "#7a5600",
    Verdict.GRADER_ERROR: "#7a5600",
}
"""each on white at 4.5 to 1 or more; all others are red"""


def _head(result: ExerciseResult) -> str:
    name, score = _prose(result.name), _prose(wording.format_score(result))
    passed = len(wording.passed_outcomes(result.outcomes))
    tests = count_noun(len(result.outcomes), "hidden test")
    return f"<strong>{name}</strong> {score} &#183; {passed} of {tests} passed"


def _group_alike(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Put the cases of one test that came to the same into one row."""
    groups: dict[tuple[str, Verdict], list[Outcome]] = {}
    for outcome in outcomes:
        key = (wording.rubric_sentence(outcome), outcome.verdict)
        groups.setdefault(key, []).append(outcome)
    return list(groups.values())


def _table_row(group: Sequence[Outcome]) -> str:
    first = group[0]
    rubric = _prose(wording.rubric_sentence(first))
    sign = _SIGNS.get(first.verdict, "✗")
    verdict = _prose(f"{sign} {wording.VERDICT_WORDS[first.verdict]}")
    colour = _COLOURS.get(first.verdict, "#b3261e")
    why, reason = "", wording.explain_outcome(first)
    if reason and not _needed_test(first):
        why = f"<br>{_prose(reason)}"
    weight = wording.format_points(sum(one.weight for one in group))
    # `background: none`, since the notebook's style sheet stripes rows of tables.
    return (
        '<tr style="border-top: 1px solid #d9dde3; background: none">'
        f'<td style="{_CELL}white-space: nowrap; color: {colour}">{verdict}</td>'
        f'<td style="{_CELL}overflow-wrap: anywhere">{rubric}'
        f' <span style="{_SMALL}">{_prose(_name_tests(group))}</span>{why}</td>'
        f'<td style="{_CELL}{_RIGHT}">{weight}</td></tr>'
    )


def _name_tests(group: Sequence[Outcome]) -> str:
    """Name the test, how many cases of it these are, and what it waits for."""
    name = group[0].test.split("[")[0]
    if len(group) > 1:
        name += f" ({len(group)} cases)"
    if needed := _needed_test(group[0]):
        name += f", waits for {needed}"
    return name


def _needed_test(outcome: Outcome) -> str:
    """Name the test that a blocked one waits for."""
    found = wording.NEEDED_TEST.search(outcome.message)
    if found is None or outcome.verdict is not Verdict.BLOCKED:
        return ""
    return found[1]


def _sentence_block(text: str) -> str:
    return f"<div>{_prose(make_sentence(text))}</div>"


@lru_cache(maxsize=1024)
def _prose(text: str) -> str:
    """Code a sentence; what stands in backticks is shown as code.

    Most sentences are of our own and come again with each submission.
    """
    pieces = make_visible(text, 600).split("`")
    if len(pieces) % 2 == 0:  # a backtick has no partner
        return character_references("`".join(pieces))
    pieces = [character_references(piece) for piece in pieces]
    pieces[1::2] = [f"<code>{piece}</code>" for piece in pieces[1::2]]
    return "".join(pieces)


# ------------------------------------------------------------------ as text


def outcome_lines(result: ExerciseResult) -> list[str]:
    """List an exercise's outcomes as text: the score, then a line for each test."""
    told = [f"{result.name}  {wording.format_score(result)}"]
    if wording.exercise_state(result) is ExerciseState.EMPTY:
        told.append(
            make_visible(
                wording.explain_outcome(wording.failed_outcomes(result.outcomes)[0])
            )
        )
    else:
        for outcome in result.outcomes:
            sign = _SIGNS.get(outcome.verdict, "✗")
            told.append(f"{sign} {make_visible(wording.rubric_sentence(outcome))}")
            told += [f"    {line}" for line in _reason(outcome, result.outcomes)]
    return told + [f"note: {make_visible(note)}" for note in result.notes]


def _reason(outcome: Outcome, outcomes: Sequence[Outcome]) -> Iterator[str]:
    if outcome.verdict is Verdict.BLOCKED:
        yield make_visible(make_sentence(wording.blocked_reason(outcome, outcomes)))
    elif outcome.verdict is not Verdict.PASSED:
        yield make_visible(wording.explain_outcome(outcome))
