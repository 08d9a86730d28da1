"""What the terminal shows of a regrade: who changes, by how much, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from autograder.batch.regrade import RegradeResult
from autograder.batch.report_diff import ExerciseChange, ReportChange, TestChange
from autograder.common.terminal import (
    Screen,
    Tone,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording
from autograder.model import Verdict

MAX_STUDENTS = 25
MAX_TESTS = 6
MAX_CAUSES = 6


def regrade_screen(seen: RegradeResult) -> Screen:
    """Show a preview, or the last change."""
    changed = seen.changed
    lines = [
        screen_line(_head(seen), style="bold"),
        screen_line(),
        *_counts(seen),
        *_causes(changed),
        screen_line(),
    ]
    for change in changed[:MAX_STUDENTS]:
        lines += _student(change, published=seen.published)
    if changed[MAX_STUDENTS:]:
        lines.append(
            screen_line(f"  and {len(changed) - MAX_STUDENTS} more: see --json")
        )
    return Screen(join_lines([*lines, *_ending(seen)]), _plain(seen))


def _plain(seen: RegradeResult) -> dict[str, object]:
    changes = [{**asdict(change), "by": change.by} for change in seen.changed]
    return {**asdict(seen), "changes": changes, "compared": len(seen.changes)}


def _head(seen: RegradeResult) -> str:
    verb = "regrade"
    if seen.published:
        verb = "regraded"
    old = ", ".join(suite[:7] for suite in seen.before) or "nothing"
    return f"{verb} {seen.assignment} · suite {old} → {seen.after[:7]}"


def _counts(seen: RegradeResult) -> list[Text]:
    known = [change for change in seen.changes if change.before is not None]
    up, down = (sum(sign * change.by > 0 for change in known) for sign in (1, -1))
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
    # One fault may be as long as a traceback.
    faults = [
        signed_line("note", f"{fault[:300]}") for fault in seen.faults[:MAX_CAUSES]
    ]
    return [head, *map(indent_line, faults)]


def _causes(changed: list[ReportChange]) -> list[Text]:
    """Name the tests that change most submissions."""
    seen = Counter(
        (exercise.name, *moved)
        for change in changed
        for exercise in change.exercises
        # The cases of a parametrised test count once for each submission.
        for moved in dict.fromkeys(map(_moved_test, exercise.tests))
    )
    return [
        screen_line(f"  {number:>4} × {name} / {make_visible(test, 60)}: {old} → {new}")
        for (name, test, old, new), number in seen.most_common(MAX_CAUSES)
    ]


def _moved_test(test: TestChange) -> tuple[str, str, str]:
    return test.test.partition("[")[0], *_moved(test)


def _student(change: ReportChange, *, published: bool) -> Iterator[Text]:
    yield signed_line(
        _tone(change),
        f"{make_visible(change.student, 40)}  {_points(change)}{_status(change)}",
    )
    for exercise in change.exercises:
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


def _tone(change: ReportChange) -> Tone:
    if change.by > 0:
        return "good"
    if change.by < 0:
        return "bad"
    return "note"


_SIGNS: dict[Tone, str] = {"good": "+", "bad": "−", "note": "±"}


def _points(change: ReportChange) -> str:
    after = wording.format_points(change.after)
    if change.before is None:
        return f"{after}, graded for the first time"
    moved = f"{_SIGNS[_tone(change)]}{wording.format_points(abs(change.by))}"
    return f"{wording.format_points(change.before)} → {after}  ({moved})"


def _status(change: ReportChange) -> str:
    if change.status_before == change.status_after or not change.status_before:
        return ""
    return f"  {change.status_before} → {change.status_after}".replace("_", " ")


def _exercise(exercise: ExerciseChange) -> str:
    old, new = _score(exercise.before), _score(exercise.after)
    best = wording.format_points(exercise.max_after)
    if exercise.max_before != exercise.max_after:
        best = f"{best}, and not of {wording.format_points(exercise.max_before)}"
    told = f"{old} → {new} of {best}"
    if exercise.stands is not None:
        told += (
            f"; a person gave {wording.format_points(exercise.stands)}, and that stands"
        )
    return told


def _score(points: float | None) -> str:
    if points is None:
        return "–"
    return wording.format_points(points)


def _moved(test: TestChange) -> tuple[str, str]:
    return _word(test.before, "new"), _word(test.after, "gone")


def _word(verdict: Verdict | None, nothing: str) -> str:
    if verdict is None:
        return nothing
    return wording.VERDICT_WORDS[verdict]


def _ending(seen: RegradeResult) -> list[Text]:
    if seen.published and seen.kept:
        return [
            screen_line(),
            screen_line(f"the Reports from before are in {seen.kept}/"),
        ]
    if seen.published:
        return [screen_line(), screen_line("no Report was replaced")]
    if not seen.changes:
        return []
    publish = f"`autograder regrade {seen.assignment} --publish` makes it so"
    return [screen_line(), screen_line(f"hint: {publish}; nothing is changed yet")]
