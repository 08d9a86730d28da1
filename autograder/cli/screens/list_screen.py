"""What `list`, `release` and `doctor` show: a line for each thing there is. Pure."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.cli.screens.report_screen import NAME_WIDTH
from autograder.cli.screens.summary_screen import MAX_LISTED
from autograder.common.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.grading import wording

if TYPE_CHECKING:  # they bring nbgrader's or the sandbox's imports with them
    from autograder.sandbox.host.self_test import MachineFinding
    from autograder.tools.authoring.release import ReleaseResult
    from autograder.tools.class_report.overview import AssignmentOverview


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
        return Screen(screen_line(told), [])
    table = align_columns([_cells(row) for row in rows])
    lines = map(signed_line, map(_progress, rows), table)
    return Screen(join_lines(lines), [asdict(row) for row in rows])


def _progress(row: "AssignmentOverview") -> Tone:
    if row.suspicious:
        return "bad"
    if row.not_graded or row.unreadable:
        return "note"
    if row.released and row.graded == row.submitted and row.submitted:
        return "good"
    return "skip"


def _cells(row: "AssignmentOverview") -> tuple[str, ...]:
    name, due = make_visible(row.name, NAME_WIDTH), "no due date"
    if row.due:
        due = f"due {row.due}"
    if not row.released:
        return name, due, "", "not released"
    tests = f"{count_noun(row.exercises, 'exercise')}, {row.written} written"
    points = wording.format_points(row.max_score)
    return name, due, f"{tests}, {points} points", _handed_in(row)


def _handed_in(row: "AssignmentOverview") -> str:
    told = [f"{row.graded} of {count_noun(row.submitted, 'submission')} graded"]
    # What needs a person most stands first.
    if row.suspicious:
        names = ", ".join(
            make_visible(student, 30) for student in row.suspicious[:MAX_LISTED]
        )
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
    for release in results:
        changed = [
            "/".join(path.parts[-3:])
            for path, differs in (
                (release.source, release.source_changed),
                (release.release, release.release_changed),
            )
            if differs
        ]
        lines.append(_released(release.name, changed, check=check))
        lines += [screen_line(f"      {path}") for path in changed]
    if check and any(not release.up_to_date for release in results):
        lines += [screen_line(), screen_line("hint: `autograder release` writes them")]
    return Screen(join_lines(lines), [asdict(release) for release in results])


def _released(name: str, changed: Sequence[str], *, check: bool) -> Text:
    if not changed:
        return signed_line("good", f"{name}  up to date")
    if check:
        return signed_line("bad", f"{name}  out of date")
    return signed_line("good", f"{name}  written")


def findings_screen(findings: Sequence["MachineFinding"]) -> Screen:
    """Show what the machine can do, and what to do about what it cannot."""
    lines: list[Text] = []
    for finding in findings:
        text = ": ".join(filter(None, [finding.name, finding.detail]))
        lines.append(signed_line(_severity(finding), text))
        if finding.remedy:
            lines.append(screen_line(f"    fix: {finding.remedy}"))
    fatal = sum(finding.fatal and not finding.ok for finding in findings)
    told = "this machine can grade"
    if fatal:
        told = f"this machine cannot grade: {count_noun(fatal, 'problem')} to fix"
    lines += [screen_line(), screen_line(told, style="bold")]
    return Screen(join_lines(lines), [asdict(finding) for finding in findings])


def _severity(finding: "MachineFinding") -> Tone:
    if finding.ok:
        return "good"
    if finding.fatal:
        return "bad"
    return "note"
