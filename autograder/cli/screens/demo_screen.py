"""What `autograder demo` says: what it made, and where to look. Pure."""

from collections.abc import Iterator, Sequence
from pathlib import Path


def announce_demo(folder: Path, size: int) -> str:
    """Say what was made, and that no person's work is in it."""
    return (
        f"{folder}/ is a course with a simulated class: {size} submissions of each\n"
        "assignment, made of known right and wrong answers and of broken files.\n"
        "No student's work is in it; the ids and names are invented."
    )


def list_demo_places(
    folder: Path, names: Sequence[str], activation: Path | None
) -> str:
    """Name what to look at, once the class is graded.

    Args:
        folder: the demo's course.
        names: its assignments.
        activation: what puts our commands on the path; None where they are.
    """
    return "\n".join(_places(folder, names, activation))


def _places(
    folder: Path, names: Sequence[str], activation: Path | None
) -> Iterator[str]:
    yield ""
    yield "Open in a browser:"
    for name in names:
        # The reference, and the first who made a mistake.
        for student in ("s001", "s002"):
            yield f"  {folder}/feedback/{student}/{name}/{name}.html"
    yield "Then:"
    if activation is not None:
        yield f"  source {activation}"
    yield f"  autograder show {names[-1]} s002 --course-dir {folder}"
    yield f"  cd {folder} && jupyter lab    and there: Nbgrader, Formgrader"
