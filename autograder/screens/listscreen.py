"""What `list`, `release` and `doctor` show: a line for each thing there is. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from autograder import wording
from autograder.screens.reportscreen import NAME_WIDTH
from autograder.screens.summaryscreen import MAX_LISTED
from autograder.terminal import Screen, Tone, columns, joined, line, marked
from autograder.text import count, visible

if TYPE_CHECKING:  # they bring nbgrader's or the sandbox's imports with them
    from autograder.authoring.release import ReleaseResult
    from autograder.classroom.overview import AssignmentOverview
    from autograder.sandbox.findings import MachineFinding


def assignments_screen(
    rows: Sequence["AssignmentOverview"], *, filtered: bool = False
) -> Screen:
    """List assignments: what was released, handed in and graded.

    Args:
        rows: one for each that is shown.
        filtered: some may have been left out, as somebody asked.
    """
    if not rows:
        told = "no assignment in source/ yet"
        if filtered:
            told = "no assignment in source/ is like that"
        return Screen(line(told), [])
    table = columns([_cells(row) for row in rows])
    lines = map(marked, map(_progress, rows), table)
    return Screen(joined(lines), [asdict(row) for row in rows])


def _progress(row: "AssignmentOverview") -> Tone:
    if row.suspicious:
        return "bad"
    if row.not_graded or row.unreadable:
        return "note"
    if row.released and row.graded == row.submitted and row.submitted:
        return "good"
    return "skip"


def _cells(row: "AssignmentOverview") -> tuple[str, ...]:
    name, due = visible(row.name, NAME_WIDTH), "no due date"
    if row.due:
        due = f"due {row.due}"
    if not row.released:
        return name, due, "", "not released"
    tests = f"{count(row.exercises, 'exercise')}, {row.written} written"
    points = wording.format_points(row.max_score)
    return name, due, f"{tests}, {points} points", _handed_in(row)


def _handed_in(row: "AssignmentOverview") -> str:
    told = [f"{row.graded} of {count(row.submitted, 'submission')} graded"]
    if row.suspicious:
        names = ", ".join(visible(one, 30) for one in row.suspicious[:MAX_LISTED])
        told.append(f"suspicious, see first: {names}")
    if row.unreadable:
        told.append(f"{row.unreadable} unreadable")
    if row.not_graded:
        told.append(f"{row.not_graded} not graded: our fault")
    return ", ".join(told)


def releases_screen(
    results: Sequence["ReleaseResult"], *, check: bool = False
) -> Screen:
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


def findings_screen(findings: Sequence["MachineFinding"]) -> Screen:
    """Show what the machine can do, and what to do about what it cannot."""
    lines: list[Text] = []
    for one in findings:
        text = ": ".join(filter(None, [one.name, one.detail]))
        lines.append(marked(_severity(one), text))
        if one.remedy:
            lines.append(line(f"    fix: {one.remedy}"))
    fatal = sum(one.fatal and not one.ok for one in findings)
    told = "this machine can grade"
    if fatal:
        told = f"this machine cannot grade: {count(fatal, 'problem')} to fix"
    lines += [line(), line(told, style="bold")]
    return Screen(joined(lines), [asdict(one) for one in findings])


def _severity(finding: "MachineFinding") -> Tone:
    if finding.ok:
        return "good"
    if finding.fatal:
        return "bad"
    return "note"
