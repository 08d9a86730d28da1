"""What `list`, `release` and `doctor` show: a line for each thing there is. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from autograder import wording
from autograder.screens.reportscreen import NAME_WIDTH
from autograder.screens.summaryscreen import MAX_LISTED
from autograder.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible

if TYPE_CHECKING:  # they bring nbgrader's or the sandbox's imports with them
    from autograder.authoring.release import ReleaseResult
    from autograder.classroom.overview import AssignmentOverview
    from autograder.sandbox.findings import MachineFinding


def listing(rows: Sequence["AssignmentOverview"], *, filtered: bool = False) -> Screen:
    """List assignments: what was released, handed in and graded.

    Args:
        rows: one for each that is shown.
        filtered: some may have been left out, as somebody asked.
    """
    if not rows:
        told = "is like that" if filtered else "yet"
        return Screen(screen_line(f"no assignment in source/ {told}"), [])
    table = align_columns([_cells(row) for row in rows])
    lines = map(signed_line, map(_progress, rows), table)
    return Screen(join_lines(lines), [asdict(row) for row in rows])


def _progress(row: "AssignmentOverview") -> Tone:
    if row.suspicious:
        return "bad"
    if row.not_graded or row.unreadable:
        return "note"
    done = row.released and row.graded == row.submitted and row.submitted
    return "good" if done else "skip"


def _cells(row: "AssignmentOverview") -> tuple[str, ...]:
    handed_in = f"{row.graded} of {count_noun(row.submitted, 'submission')} graded"
    ours = f", {row.not_graded} not graded: our fault" if row.not_graded else ""
    if row.unreadable:
        ours = f", {row.unreadable} unreadable{ours}"
    if row.suspicious:
        names = ", ".join(make_visible(one, 30) for one in row.suspicious[:MAX_LISTED])
        ours = f", suspicious, see first: {names}{ours}"
    tests = f"{count_noun(row.exercises, 'exercise')}, {row.written} written"
    return (
        make_visible(row.name, NAME_WIDTH),
        f"due {row.due}" if row.due else "no due date",
        f"{tests}, {wording.format_points(row.max_score)} points"
        if row.released
        else "",
        handed_in + ours if row.released else "not released",
    )


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
        lines += [screen_line(f"      {path}") for path in changed]
    if check and any(not one.up_to_date for one in results):
        lines += [screen_line(), screen_line("hint: `autograder release` writes them")]
    return Screen(join_lines(lines), [asdict(one) for one in results])


def _released(name: str, changed: Sequence[str], *, check: bool) -> Text:
    if not changed:
        return signed_line("good", f"{name}  up to date")
    if check:
        return signed_line("bad", f"{name}  out of date")
    return signed_line("good", f"{name}  written")


def doctor(findings: Sequence["MachineFinding"]) -> Screen:
    """Show what the machine can do, and what to do about what it cannot."""
    lines: list[Text] = []
    for one in findings:
        text = f"{one.name}: {one.detail}" if one.detail else one.name
        lines.append(signed_line(_severity(one), text))
        if one.remedy:
            lines.append(screen_line(f"    fix: {one.remedy}"))
    fatal = sum(one.fatal and not one.ok for one in findings)
    told = (
        f"this machine cannot grade: {count_noun(fatal, 'problem')} to fix"
        if fatal
        else "this machine can grade"
    )
    lines += [screen_line(), screen_line(told, style="bold")]
    return Screen(join_lines(lines), [asdict(one) for one in findings])


def _severity(finding: "MachineFinding") -> Tone:
    if finding.ok:
        return "good"
    return "bad" if finding.fatal else "note"
