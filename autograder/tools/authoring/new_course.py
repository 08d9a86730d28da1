"""Make the skeleton of an assignment, for an instructor who begins one.

Theory of operation. `skeleton/` holds two trees of templates, each file named as what
it becomes and `.txt`. `course/` is written where something is missing, so that an empty
folder becomes a course; `assignment/` is written for the new name. In paths and texts
ASSIGNMENT, EXERCISE, TITLE and COURSE are replaced: a path with EXERCISE in it gives a
file for each exercise, a Python file one function for each. The notebook is written as
cells below lines that begin with `%%`; `_notebook` says what such a line may hold.
Then the assignment is released, which proves the skeleton; if that is refused, nothing
of the assignment stays.
"""

import builtins
import json
import keyword
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.course import source_notebook
from autograder.course.course import Course
from autograder.model import Notebook
from autograder.tools.authoring import release

EXAMPLE = "running_mean"
"""the exercise of an assignment whose exercises were not named"""

PLACES = ("source", "assignments", "solutions", "tests/hidden")
"""folders that hold one of each assignment's own"""

RESERVED = frozenset(
    {
        *("setup", "given", "sys", "np", "plt", "checking", "showing", "expect"),
        *("BLUE", "ORANGE", "BLACK", "found", "spike", "width"),
    }
)
"""what the notebook uses for itself"""

_PYTEST_FILES = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
"""where a course that is more than a course may have pytest's settings already"""

_SKELETON = Path(__file__).parent / "skeleton"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PLACEHOLDER = re.compile("ASSIGNMENT|EXERCISE|TITLE|COURSE")


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """A new assignment."""

    name: str
    root: Path
    """the course's folder"""
    started: bool
    """the folder became a course only now"""
    files: tuple[Path, ...]
    """what was written, the release included, below the course's folder"""


def create_assignment(
    folder: Path | None, name: str, *, title: str = "", exercises: Sequence[str] = ()
) -> NewAssignment:
    """Write a whole small assignment that is released and can be certified.

    Args:
        folder: the course directory, or an empty or a new one; None: the current one.
        name: of the assignment.
        title: its name for people; made of `name` if empty.
        exercises: their names; each is a copy of the example. One if empty.

    Raises:
        UserError: a name cannot be used or is taken, the folder holds something else,
            or the release was refused. Nothing of the assignment is there then.
    """
    exercises = tuple(exercises) or (EXAMPLE,)
    title = title or name.replace("_", " ").strip().capitalize()
    _refuse_names(name, title, exercises)
    root = (folder or Path.cwd()).resolve()
    _refuse_taken(root, name)
    started = _refuse_foreign(root)
    files = [*_course_files(root), *_assignment_files(name, title, exercises)]
    try:
        for path, text in files:
            write_whole(root / path, text)
        release.release_assignment(Course.find(root), name)
    except BaseException:  # an impatient Ctrl-C too: half an assignment is in the way
        _remove(root, name)
        raise
    released = Path("assignments") / name / f"{name}.ipynb"
    return NewAssignment(name, root, started, (*(path for path, _ in files), released))


# ---------------------------------------------------------------- what is refused


def _refuse_names(name: str, title: str, exercises: Sequence[str]) -> None:
    _refuse_name("assignment", name)
    for exercise, count in Counter(exercises).items():
        _refuse_name("exercise", exercise)
        if exercise in RESERVED or hasattr(builtins, exercise):
            raise UserError(
                f"`{exercise}` cannot be an exercise: notebooks use that name",
                hint=f"choose another one, such as `my_{exercise}`",
            )
        if exercise.startswith("plot_"):
            raise UserError(
                f"`{exercise}` would be a plot, and the example is none",
                hint="names that begin with `plot_` are for exercises that draw; add "
                "it by hand, as docs/instructors.md says",
            )
        if count > 1:
            raise UserError(
                f"the exercise `{exercise}` is asked for {count} times",
                hint="give each --exercise a name of its own",
            )
    if not title.isprintable():
        raise UserError("the title is not one line of text", hint="shorten --title")


def _refuse_name(what: str, name: str) -> None:
    if _NAME.fullmatch(name) and not keyword.iskeyword(name):
        return
    near = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    hint = "use letters, digits and underscores, a letter first"
    if _NAME.fullmatch(near) and not keyword.iskeyword(near):
        hint = f"did you mean `{near}`?"
    raise UserError(
        f"`{name}` cannot be the name of an {what}: it becomes a name in Python",
        hint=hint,
    )


def _refuse_taken(root: Path, name: str) -> None:
    taken = [f"{place}/{name}" for place in PLACES if (root / place / name).exists()]
    if taken:
        raise UserError(
            f"`{name}` exists already: {', '.join(f'`{place}`' for place in taken)}",
            hint=f"choose another name, or add exercises to `{name}` by hand, as "
            "docs/instructors.md says",
        )


def _refuse_foreign(root: Path) -> bool:
    """Tell whether the folder is no course yet; refuse one that holds other things."""
    if (root / "source").is_dir():
        return False
    other = [path.name for path in _listed(root) if not path.name.startswith(".")]
    if other:
        raise UserError(
            f"no course in `{root}`, and it is not empty: it holds `{min(other)}`",
            hint="give the course's folder, or a new one, with --course-dir; to make "
            "this folder a course all the same: mkdir source",
        )
    return True


def _listed(root: Path) -> list[Path]:
    try:
        return list(root.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(
            f"`{root}` cannot be a course: {error.strerror}",
            hint="give a folder with --course-dir",
        ) from None


def _remove(root: Path, name: str) -> None:
    for place in PLACES:
        shutil.rmtree(root / place / name, ignore_errors=True)


# ----------------------------------------------------------------- what is written


def _course_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Give what a course needs and this one does not have."""
    # nbgrader makes a folder of it, and the configuration a string.
    words = {"COURSE": re.sub(r"[^A-Za-z0-9_.]", "_", root.name) or "course"}
    for path, text in _templates("course"):
        there: Sequence[str] = (str(path),)
        if path.name == "pytest.ini":
            there = _PYTEST_FILES
        if not any((root / name).exists() for name in there):
            yield path, _replaced(text, words)


def _assignment_files(
    name: str, title: str, exercises: Sequence[str]
) -> Iterator[tuple[Path, str]]:
    words = {"ASSIGNMENT": name, "TITLE": title}
    for path, text in _templates("assignment"):
        if "EXERCISE" in str(path):
            for exercise in exercises:
                known = {**words, "EXERCISE": exercise}
                yield Path(_replaced(str(path), known)), _replaced(text, known)
        else:
            target = Path(_replaced(str(path), words))
            yield target, _shared_file(path.suffix, text, words, exercises)


def _shared_file(
    suffix: str, text: str, words: dict[str, str], exercises: Sequence[str]
) -> str:
    """Write a file of all exercises; outside of code the first one is its example."""
    known = {**words, "EXERCISE": exercises[0]}
    match suffix:
        case ".ipynb":
            return _notebook(text, words, exercises)
        case ".py":
            return _with_functions(text, words, exercises)
        case ".yaml":
            # A title may hold a colon or a quotation mark: JSON's string is YAML's too.
            quoted = json.dumps(words["TITLE"], ensure_ascii=False)
            return _replaced(text, {**known, "TITLE": quoted})
    return _replaced(text, known)


def _templates(tree: str) -> Iterator[tuple[Path, str]]:
    folder = _SKELETON / tree
    for path in sorted(folder.rglob("*.txt")):
        yield path.relative_to(folder).with_suffix(""), path.read_text("utf-8")


def _replaced(text: str, words: dict[str, str]) -> str:
    """Replace all placeholders at once: a title may hold another's name."""
    return _PLACEHOLDER.sub(lambda found: words.get(found[0], found[0]), text)


def _with_functions(text: str, words: dict[str, str], exercises: Sequence[str]) -> str:
    """Write a module whose part behind the first two blank lines is an exercise's."""
    head, gap, function = text.partition("\n\n\n")
    if "EXERCISE" not in function:
        return _replaced(text, words)
    each = [_replaced(function, {**words, "EXERCISE": name}) for name in exercises]
    return _replaced(head, words) + gap + "\n\n".join(each)


def _notebook(text: str, words: dict[str, str], exercises: Sequence[str]) -> str:
    """Make a notebook of cells; those below `%% each` come once for each exercise.

    `%% text` begins a markdown cell, `%% answer ID` the cell that a student answers in,
    `%% checks ID POINTS` a grade cell, `%% locked ID` another cell of code.
    """
    # The part behind it is written anew for each exercise.
    once, _, each = text.partition("%% each\n")
    whole = _replaced(once, words)
    for exercise in exercises:
        whole += _replaced(each, {**words, "EXERCISE": exercise})
    parts = re.split(r"^%% (.*)\n", whole, flags=re.MULTILINE)[1:]
    cells = [
        _cell(*head.split(), source=source.strip("\n"))
        for head, source in zip(parts[::2], parts[1::2], strict=True)
    ]
    return source_notebook.notebook_text(
        source_notebook.normalise_notebook({"cells": cells})
    )


def _cell(kind: str, name: str = "", points: str = "", *, source: str) -> Notebook:
    if kind == "text":
        return {"cell_type": "markdown", "metadata": {}, "source": source}
    tags: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": kind == "checks",
        "locked": kind != "answer",
        "solution": kind == "answer",
        "task": False,
    }
    if points:
        tags["points"] = int(points)
    return {"cell_type": "code", "metadata": {"nbgrader": tags}, "source": source}
