"""What the shell offers behind Tab: assignments, students, exercises.

Only folders are listed: a key press may not wait for a library to be imported. A name
that a shell could take for anything but a word is never offered: who names a folder in
`submitted/` may be a student.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import typer

_WORD = re.compile(r"\w[\w.@+=,-]{0,99}")


def complete_assignments(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the course's assignments."""
    found = _root(ctx).glob("source/*/assignment.yaml")
    return _fit((path.parent.name for path in found), incomplete)


def complete_students(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer who handed the named assignment in, or has a Report of it.

    Behind an option nothing is known yet of what else stands in the line: then everyone
    is offered.
    """
    root, name = _root(ctx), _named(ctx)
    submitted = root / "submitted"
    found = {
        student
        for student in _listed(submitted)
        if (submitted / student / name).is_dir()
    }
    # Without an assignment in the line, Reports of any.
    found |= {path.stem for path in root.glob(f"reports/{name or '*'}/*.json")}
    return _fit(found, incomplete)


def complete_exercises(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the exercises that the named assignment has hidden tests for."""
    found = (_root(ctx) / "tests" / "hidden").glob(f"{_named(ctx) or '*'}/test_*.py")
    return _fit((path.stem.removeprefix("test_") for path in found), incomplete)


def _root(ctx: typer.Context) -> Path:
    # The options behind the cursor are not read yet: then it is where we are.
    return Path(ctx.params.get("course_dir") or ".")


def _named(ctx: typer.Context) -> str:
    """Give the assignment that the command names so far; empty when there is none."""
    name = str(ctx.params.get("name") or "")
    if not _WORD.fullmatch(name):
        return ""
    return name


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _fit(names: Iterable[str], incomplete: str) -> list[str]:
    return sorted(
        {
            name
            for name in names
            if name.startswith(incomplete) and _WORD.fullmatch(name)
        }
    )
