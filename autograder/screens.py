"""What the terminal shows, as pure functions of values; `show` alone prints.

A sign carries each meaning and a word follows it; colour only repeats it.
"""

import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from autograder import words
from autograder.model import Verdict
from autograder.report import ExerciseResult, Outcome, Report
from autograder.reportscreen import NAME_WIDTH, report
from autograder.terminal import (
    Screen,
    Tone,
    columns,
    fitted,
    indented,
    joined,
    line,
    marked,
)
from autograder.words import State, visible

__all__ = ["as_json", "doctor", "listing", "releases", "report", "show", "summary"]

if TYPE_CHECKING:  # they bring nbgrader's or the sandbox's imports with them
    from autograder.doctor import Finding
    from autograder.overview import Row
    from autograder.release import ReleaseResult

MAX_LISTED = 10
"""submissions named before the rest is counted"""
MAX_OFTEN = 5


def show(screen: Screen, *, as_json: bool = False) -> None:
    """Print a screen to stdout, in colour where a terminal wants it."""
    if as_json:
        sys.stdout.write(_json(screen.data))
        return
    console = Console(highlight=False)
    console.print(fitted(screen.text, console.encoding), soft_wrap=True)


def as_json(reports: Sequence[Report]) -> str:
    """Write Reports as one JSON list."""
    return _json(_plain_reports(reports)).rstrip("\n")


def _json(data: object) -> str:
    return json.dumps(data, indent=1, default=str) + "\n"


def _plain_reports(reports: Sequence[Report]) -> list[object]:
    return [one.model_dump(mode="json", by_alias=True) for one in reports]


# ------------------------------------------------------------------ grade


def summary(
    reports: Sequence[Report],
    *,
    unchanged: int = 0,
    late: int | None = None,
    places: Sequence[str] = (),
    suite: str = "",
) -> Screen:
    """Sum up a run of `grade`.

    Args:
        reports: of all submissions of the run, unchanged ones and our failures too.
        unchanged: how many of them were graded before and not again.
        late: how many came late; None when there is no due date.
        places: what was written, in the user's words: files and folders.
        suite: which hidden suite it was, and whether it is certified.
    """
    graded = [one for one in reports if one.status == "graded"]
    failed = [one for one in reports if one.status == "not_graded"]
    lines = [
        _counted("graded", len(graded) - unchanged, _statistics(graded)),
        *([_counted("unchanged", unchanged)] if unchanged else []),
        *([] if late is None else [_counted("late", late)]),
        *_not_graded(failed),
        *_often_wrong(graded),
        *([line(f"  graded by   {suite}")] if suite else []),
        *([line(), line("  ".join(places))] if places else []),
        *_hints(failed, nothing_new=len(reports) == unchanged),
    ]
    return Screen(joined(lines), _plain_reports(reports))


def _counted(label: str, number: int, more: str = "") -> Text:
    return line(f"  {label:<11}{number:>5}" + (f"   {more}" if more else ""))


def _statistics(graded: Sequence[Report]) -> str:
    if not graded:
        return ""
    scores = [one.score for one in graded]
    best = words.points(max(one.max_score for one in graded))
    return (
        f"mean {words.points(statistics.fmean(scores))} / {best}"
        f"   median {words.points(statistics.median(scores))}"
        f"   lowest {words.points(min(scores))}"
    )


def _not_graded(failed: Sequence[Report]) -> list[Text]:
    if not failed:
        return []
    head = _counted("not graded", len(failed), "our fault, no points lost:")
    found = [
        (one.student, exercise.name, outcome.message or "no reason given")
        for one in failed
        for exercise in one.exercises
        for outcome in words.ours(exercise.outcomes)[:1]
    ]
    cells = [
        (visible(student, 30), visible(name, 40), visible(message, 100))
        for student, name, message in found
    ]
    table = columns(cells[:MAX_LISTED])
    lines = [head, *(indented(marked("note", row)) for row in table)]
    if len(cells) > MAX_LISTED:
        lines.append(line(f"        and {len(cells) - MAX_LISTED} more"))
    return lines


def _often_wrong(graded: Sequence[Report]) -> list[Text]:
    """Name the exercises that cost most people points, and what most of them saw."""
    seen: dict[str, list[ExerciseResult]] = {}
    for exercise in (one for whole in graded for one in whole.exercises):
        seen.setdefault(exercise.name, []).append(exercise)
    shares = [(_share_lost(results), name) for name, results in seen.items()]
    worst = sorted((-share, name) for share, name in shares if share > 0)[:MAX_OFTEN]
    rows = [
        (visible(name, NAME_WIDTH), f"{-share:.0%}".rjust(4), _commonest(seen[name]))
        for share, name in worst
    ]
    heads = ["  often wrong  ", *[" " * 15] * len(rows)]
    return [line(head + row) for head, row in zip(heads, columns(rows), strict=False)]


def _share_lost(results: Sequence[ExerciseResult]) -> float:
    lost = [one for one in results if words.state(one) in (State.LOST, State.EMPTY)]
    return len(lost) / len(results)


def _commonest(results: Iterable[ExerciseResult]) -> str:
    causes = Counter(
        cause for one in results if (cause := _cause(words.failures(one.outcomes)))
    )
    told = [f"{visible(text, 70)} ({number})" for text, number in causes.most_common(2)]
    return f"mostly: {', '.join(told)}" if told else ""


def _cause(failed: Sequence[Outcome]) -> str:
    """Name a failure so that equal ones count together: numbers are left out."""
    if not failed:
        return ""
    first = failed[0]
    if first.verdict is not Verdict.WRONG or not first.message:
        return words.VERDICTS[first.verdict]
    return re.sub(r",? by up to .*$|\b\d[\d.]*(e[-+]?\d+)?%?", "…", first.message)


def _hints(failed: Sequence[Report], *, nothing_new: bool) -> list[Text]:
    if failed:
        hint = (
            "`autograder doctor` looks for the cause; then "
            f"`autograder grade {failed[0].assignment}` grades "
            f"{words.count(len(failed), 'submission')} again"
        )
    elif nothing_new:
        hint = "nothing is new; `--force` grades unchanged submissions again"
    else:
        return []
    return [line(), line(f"hint: {hint}")]


# ------------------------------------------------------------------ list


def listing(rows: Sequence["Row"]) -> Screen:
    """List assignments: what was released, handed in and graded."""
    if not rows:
        return Screen(line("no assignment in source/ yet"), [])
    table = columns([_cells(row) for row in rows])
    lines = map(marked, map(_progress, rows), table)
    return Screen(joined(lines), [asdict(row) for row in rows])


def _progress(row: "Row") -> Tone:
    if row.not_graded:
        return "note"
    done = row.released and row.graded == row.submitted and row.submitted
    return "good" if done else "skip"


def _cells(row: "Row") -> tuple[str, ...]:
    handed_in = f"{row.graded} of {words.count(row.submitted, 'submission')} graded"
    ours = f", {row.not_graded} not graded: our fault" if row.not_graded else ""
    tests = f"{words.count(row.exercises, 'exercise')}, {row.written} written"
    return (
        visible(row.name, NAME_WIDTH),
        f"due {row.due}" if row.due else "no due date",
        f"{tests}, {words.points(row.max_score)} points" if row.released else "",
        handed_in + ours if row.released else "not released",
    )


# ------------------------------------------------------------------ release, doctor


def releases(results: Sequence["ReleaseResult"], *, check: bool = False) -> Screen:
    """Tell what a release wrote, or what `--check` found out of date."""
    lines: list[Text] = []
    for one in results:
        changed = [
            "/".join(path.parts[-3:])
            for path, differs in (
                (one.source, one.source_changed),
                (one.release, one.release_changed),
            )
            if differs
        ]
        lines.append(_released(one.name, changed, check=check))
        lines += [line(f"      {path}") for path in changed]
    if check and any(not one.up_to_date for one in results):
        lines += [line(), line("hint: `autograder release` writes them")]
    return Screen(joined(lines), [asdict(one) for one in results])


def _released(name: str, changed: Sequence[str], *, check: bool) -> Text:
    if not changed:
        return marked("good", f"{name}  up to date")
    if check:
        return marked("bad", f"{name}  out of date")
    return marked("good", f"{name}  written")


def doctor(findings: Sequence["Finding"]) -> Screen:
    """Show what the machine can do, and what to do about what it cannot."""
    lines: list[Text] = []
    for one in findings:
        text = f"{one.name}: {one.detail}" if one.detail else one.name
        lines.append(marked(_severity(one), text))
        if one.remedy:
            lines.append(line(f"    fix: {one.remedy}"))
    fatal = sum(one.fatal and not one.ok for one in findings)
    told = (
        f"this machine cannot grade: {words.count(fatal, 'problem')} to fix"
        if fatal
        else "this machine can grade"
    )
    lines += [line(), line(told, style="bold")]
    return Screen(joined(lines), [asdict(one) for one in findings])


def _severity(finding: "Finding") -> Tone:
    if finding.ok:
        return "good"
    return "bad" if finding.fatal else "note"
