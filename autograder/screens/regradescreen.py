"""What the terminal shows of a regrade: who changes, by how much, and why."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from autograder import wording
from autograder.model import Verdict
from autograder.runs.difference import Change, ExerciseChange, TestChange
from autograder.runs.regrade import Regrade
from autograder.terminal import Screen, Tone, indented, joined, line, marked
from autograder.text import count, visible

MAX_STUDENTS = 25
MAX_TESTS = 6
MAX_CAUSES = 6


def regrade_screen(seen: Regrade) -> Screen:
    """Show a preview, or the last change."""
    changed = seen.changed
    lines = [
        line(_head(seen), style="bold"),
        line(),
        *_counts(seen),
        *_causes(changed),
        line(),
    ]
    for one in changed[:MAX_STUDENTS]:
        lines += _student(one, published=seen.published)
    if changed[MAX_STUDENTS:]:
        lines.append(line(f"  and {len(changed) - MAX_STUDENTS} more: see --json"))
    return Screen(joined([*lines, *_ending(seen)]), _plain(seen))


def _plain(seen: Regrade) -> dict[str, object]:
    changes = [{**asdict(one), "by": one.by} for one in seen.changed]
    return {**asdict(seen), "changes": changes, "compared": len(seen.changes)}


def _head(seen: Regrade) -> str:
    verb = "regrade"
    if seen.published:
        verb = "regraded"
    old = ", ".join(suite[:7] for suite in seen.before) or "nothing"
    return f"{verb} {seen.assignment} · suite {old} → {seen.after[:7]}"


def _counts(seen: Regrade) -> list[Text]:
    known = [one for one in seen.changes if one.before is not None]
    up, down = (sum(sign * one.by > 0 for one in known) for sign in (1, -1))
    told = [
        f"{up} up, {down} down, {len(known) - up - down} with as many points as before"
    ]
    if len(seen.changes) > len(known):
        told.append(f"{len(seen.changes) - len(known)} for the first time")
    if seen.not_graded:
        told.append(f"{len(seen.not_graded)} not graded: our fault, not published")
    head = line(f"  {count(len(seen.changes), 'submission')}: {'; '.join(told)}")
    faults = [marked("note", f"{fault[:300]}") for fault in seen.faults[:MAX_CAUSES]]
    return [head, *map(indented, faults)]


def _causes(changed: list[Change]) -> list[Text]:
    """Name the tests that change most submissions."""
    seen = Counter(
        (exercise.name, *moved)
        for change in changed
        for exercise in change.exercises
        # The cases of a parametrised test count once for each submission.
        for moved in dict.fromkeys(map(_moved_test, exercise.tests))
    )
    return [
        line(f"  {number:>4} × {name} / {visible(test, 60)}: {old} → {new}")
        for (name, test, old, new), number in seen.most_common(MAX_CAUSES)
    ]


def _moved_test(test: TestChange) -> tuple[str, str, str]:
    return test.test.partition("[")[0], *_moved(test)


def _student(one: Change, *, published: bool) -> Iterator[Text]:
    yield marked(
        _tone(one), f"{visible(one.student, 40)}  {_points(one)}{_status(one)}"
    )
    for exercise in one.exercises:
        yield indented(line(f"  {exercise.name}  {_exercise(exercise)}"))
        for test in exercise.tests[:MAX_TESTS]:
            old, new = _moved(test)
            told = f"      {visible(test.test, 60)}: {old} → {new}  {test.rubric}"
            yield indented(line(told))
        if exercise.tests[MAX_TESTS:]:
            more = len(exercise.tests) - MAX_TESTS
            yield indented(line(f"      and {count(more, 'more test')}"))
        if exercise.weights and not exercise.tests:
            yield indented(line("      the tests weigh something else"))


def _tone(one: Change) -> Tone:
    if one.by > 0:
        return "good"
    if one.by < 0:
        return "bad"
    return "note"


_SIGNS: dict[Tone, str] = {"good": "+", "bad": "−", "note": "±"}


def _points(one: Change) -> str:
    after = wording.format_points(one.after)
    if one.before is None:
        return f"{after}, graded for the first time"
    moved = f"{_SIGNS[_tone(one)]}{wording.format_points(abs(one.by))}"
    return f"{wording.format_points(one.before)} → {after}  ({moved})"


def _status(one: Change) -> str:
    if one.status_before == one.status_after or not one.status_before:
        return ""
    return f"  {one.status_before} → {one.status_after}".replace("_", " ")


def _exercise(one: ExerciseChange) -> str:
    old, new = _score(one.before), _score(one.after)
    best = wording.format_points(one.max_after)
    if one.max_before != one.max_after:
        best = f"{best}, and not of {wording.format_points(one.max_before)}"
    told = f"{old} → {new} of {best}"
    if one.stands is not None:
        told += f"; a person gave {wording.format_points(one.stands)}, and that stands"
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


def _ending(seen: Regrade) -> list[Text]:
    if seen.published and seen.kept:
        return [line(), line(f"the Reports from before are in {seen.kept}/")]
    if seen.published:
        return [line(), line("no Report was replaced")]
    if not seen.changes:
        return []
    publish = f"`autograder regrade {seen.assignment} --publish` makes it so"
    return [line(), line(f"hint: {publish}; nothing is changed yet")]
