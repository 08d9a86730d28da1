"""What the terminal shows of a regrade: who changes, by how much, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from autograder import wording
from autograder.model import Verdict
from autograder.runs.difference import ExerciseChange, ReportChange, TestChange
from autograder.runs.regrade import RegradeResult
from autograder.terminal import (
    Screen,
    Tone,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible

MAX_STUDENTS = 25
MAX_TESTS = 6
MAX_CAUSES = 6


def screen(seen: RegradeResult) -> Screen:
    """Show a preview, or the last change."""
    changed = seen.changed
    lines = [
        screen_line(_head(seen), style="bold"),
        screen_line(),
        *_counts(seen),
        *_causes(changed),
        screen_line(),
    ]
    for one in changed[:MAX_STUDENTS]:
        lines += _student(one, published=seen.published)
    if changed[MAX_STUDENTS:]:
        lines.append(
            screen_line(f"  and {len(changed) - MAX_STUDENTS} more: see --json")
        )
    return Screen(join_lines([*lines, *_ending(seen)]), _plain(seen))


def _plain(seen: RegradeResult) -> dict[str, object]:
    changes = [{**asdict(one), "by": one.by} for one in seen.changed]
    return {**asdict(seen), "changes": changes, "compared": len(seen.changes)}


def _head(seen: RegradeResult) -> str:
    old = ", ".join(suite[:7] for suite in seen.before) or "nothing"
    verb = "regraded" if seen.published else "regrade"
    return f"{verb} {seen.assignment} · suite {old} → {seen.after[:7]}"


def _counts(seen: RegradeResult) -> list[Text]:
    known = [one for one in seen.changes if one.before is not None]
    up, down = (sum(sign * one.by > 0 for one in known) for sign in (1, -1))
    told = [
        f"{up} up, {down} down, {len(known) - up - down} with as many points as before"
    ]
    if len(seen.changes) > len(known):
        told.append(f"{len(seen.changes) - len(known)} for the first time")
    if seen.not_graded:
        told.append(f"{len(seen.not_graded)} not graded: our fault, not published")
    head = screen_line(
        f"  {count_noun(len(seen.changes), 'submission')}: {'; '.join(told)}"
    )
    faults = [
        signed_line("note", f"{fault[:300]}") for fault in seen.faults[:MAX_CAUSES]
    ]
    return [head, *map(indent_line, faults)]


def _causes(changed: list[ReportChange]) -> list[Text]:
    """Name the tests that change most submissions."""
    seen = Counter(
        (exercise.name, test.test.partition("[")[0], *_moved(test))
        for one in changed
        for exercise in one.exercises
        for test in {
            (it.test.partition("[")[0], *_moved(it)): it for it in exercise.tests
        }.values()
    )
    return [
        screen_line(f"  {number:>4} × {name} / {make_visible(test, 60)}: {old} → {new}")
        for (name, test, old, new), number in seen.most_common(MAX_CAUSES)
    ]


def _student(one: ReportChange, *, published: bool) -> Iterator[Text]:
    tone: Tone = "good" if one.by > 0 else "bad" if one.by < 0 else "note"
    yield signed_line(
        tone, f"{make_visible(one.student, 40)}  {_points(one)}{_status(one)}"
    )
    for exercise in one.exercises:
        yield indent_line(screen_line(f"  {exercise.name}  {_exercise(exercise)}"))
        for test in exercise.tests[:MAX_TESTS]:
            old, new = _moved(test)
            told = f"      {make_visible(test.test, 60)}: {old} → {new}  {test.rubric}"
            yield indent_line(screen_line(told))
        if exercise.tests[MAX_TESTS:]:
            more = len(exercise.tests) - MAX_TESTS
            yield indent_line(screen_line(f"      and {count_noun(more, 'more test')}"))
        if exercise.weights and not exercise.tests:
            yield indent_line(screen_line("      the tests weigh something else"))


def _points(one: ReportChange) -> str:
    after = wording.format_points(one.after)
    if one.before is None:
        return f"{after}, graded for the first time"
    sign = "+" if one.by > 0 else "−" if one.by < 0 else "±"
    moved = f"{sign}{wording.format_points(abs(one.by))}"
    return f"{wording.format_points(one.before)} → {after}  ({moved})"


def _status(one: ReportChange) -> str:
    if one.status_before == one.status_after or not one.status_before:
        return ""
    old, new = (it.replace("_", " ") for it in (one.status_before, one.status_after))
    return f"  {old} → {new}"


def _exercise(one: ExerciseChange) -> str:
    old, new = (
        "–" if it is None else wording.format_points(it)
        for it in (one.before, one.after)
    )
    best = wording.format_points(one.max_after)
    if one.max_before != one.max_after:
        best = f"{best}, and not of {wording.format_points(one.max_before)}"
    told = f"{old} → {new} of {best}"
    if one.stands is not None:
        told += f"; a person gave {wording.format_points(one.stands)}, and that stands"
    return told


def _moved(test: TestChange) -> tuple[str, str]:
    return _word(test.before, "new"), _word(test.after, "gone")


def _word(verdict: Verdict | None, nothing: str) -> str:
    return nothing if verdict is None else wording.VERDICT_WORDS[verdict]


def _ending(seen: RegradeResult) -> list[Text]:
    name = seen.assignment
    if seen.published:
        where = f"the Reports from before are in {seen.kept}/"
        return [
            screen_line(),
            screen_line(where if seen.kept else "no Report was replaced"),
        ]
    if not seen.changes:
        return []
    hint = f"`autograder regrade {name} --publish` makes it so; nothing is changed yet"
    return [screen_line(), screen_line(f"hint: {hint}")]
