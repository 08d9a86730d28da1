"""What was found of each exercise's answer, and where an answer in words may be. Pure.

An answer in code is known by the names that it defines, wherever it stands. An answer
in words has no name: where its cell is blank, all else of the student's that could be
it is listed, so that nobody gets 0 for words that a person could have read.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from autograder.course.source_notebook import grade_id, source_of
from autograder.model import Answer, Exercise, Kind, Notebook
from autograder.sandbox.guest.definitions import is_nothing, is_stub, parse_quietly
from autograder.submissions.notebook import cell_documents, find_definitions
from autograder.submissions.prose import find_new_prose, may_hold_words, squeeze_spaces
from autograder.submissions.student_cells import (
    StudentCells,
    is_code_answer,
    released_text,
)

_SEVERAL_PARTS = re.compile(
    r"\n\s*\n|^\s*(?:#|[-*•]\s|\(?\w{1,2}[).:]\s)", re.MULTILINE
)
"""paragraphs or points: an answer that may be the answer to more than one question"""


def find_answer(
    exercise: Exercise,
    found: StudentCells,
    release: Sequence[Notebook],
    defining: Mapping[str, Sequence[Notebook]],
) -> Answer:
    """Give what was found of an exercise.

    Args:
        exercise: what was asked.
        found: the student's cells.
        release: the cells that students were given.
        defining: the cells that are graded, by each name that they define.
    """
    released = next(cell for cell in release if grade_id(cell) == exercise.answer_id)
    if exercise.kind is Kind.WRITTEN:
        return _written_answer(exercise, found, released, release)
    stub = source_of(released)
    return _code_answer(exercise, found, stub, defining.get(exercise.name, ()))


def is_blank(cell: Notebook, released: Notebook) -> bool:
    """Tell whether an answer cell, of code or in words, says nothing of its own."""
    if released["cell_type"] == "code":
        return is_unchanged_code(cell["source"], source_of(released))
    text = squeeze_spaces(cell["source"])
    is_unchanged = text in ("", squeeze_spaces(released_text(released)))
    return is_unchanged and not cell_documents(cell)


def is_unchanged_code(source: str, stub: str) -> bool:
    """Tell whether an answer is still the release's stub, comments and text apart."""
    if source.strip() in ("", stub.strip()):
        return True
    shape = _code_shape(source)
    return shape is not None and shape in (_code_shape(stub), "")


@lru_cache(maxsize=128)
def _code_shape(source: str) -> str | None:
    """Dump the code without docstrings and functions that only give up."""
    tree = parse_quietly(source)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.body = [line for line in node.body if not is_nothing(line)]
    tree.body = [line for line in tree.body if not (is_nothing(line) or is_stub(line))]
    if not tree.body:
        return ""
    try:
        return ast.dump(tree)
    except (ValueError, RecursionError, MemoryError):
        return None  # deeper than the stack, or a number too long to be written


# ------------------------------------------------------------------ in code


def _code_answer(
    exercise: Exercise,
    found: StudentCells,
    stub: str,
    defining: Sequence[Notebook],
) -> Answer:
    copies = found.answers.get(exercise.answer_id, [])
    attempted = [cell for cell in copies if not is_unchanged_code(cell["source"], stub)]
    elsewhere = [
        cell for cell in defining if not is_unchanged_code(cell["source"], stub)
    ]
    graded: Sequence[Notebook] = copies
    if elsewhere and not attempted:
        graded = elsewhere
    note = _place_note(exercise, found, is_found=bool(copies or elsewhere))
    if not note:
        note = _copies_note(exercise, copies, attempted, is_elsewhere=bool(elsewhere))
    return Answer(
        source=_join_sources(graded, "\n"),
        attempted=bool(attempted or elsewhere),
        note=note,
    )


def _place_note(exercise: Exercise, found: StudentCells, *, is_found: bool) -> str:
    """Say where an answer in code stands when it is in no cell of code."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if name := found.from_beside.get(exercise.name):
        # The name is the student's: nothing in it may turn a line or hide a letter.
        shown = name.encode("ascii", "replace").decode()[:60]
        return f"`{exercise.name}` is not in the notebook; that of `{shown}` was graded"
    if exercise.answer_id in found.retyped:
        return f"{cell} was a cell of text in the notebook; it was run as code"
    if exercise.answer_id in found.as_text and not is_found:
        return f"{cell} is a cell of text in the notebook, so nothing of it runs"
    return ""


def _copies_note(
    exercise: Exercise,
    copies: Sequence[Notebook],
    attempted: Sequence[Notebook],
    *,
    is_elsewhere: bool,
) -> str:
    """Say what of an answer in code was graded, where that is not plain."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if not copies and is_elsewhere:
        return f"{cell} is gone or lost its tag; another cell's function was graded"
    if not copies:
        return f"{cell} is not in the notebook"
    if len(copies) > 1:
        return f"{cell} is there {len(copies)} times; the last definition was graded"
    if is_elsewhere and not attempted:
        return f"{cell} was left as it was; another cell's function was graded"
    defined = set().union(*(find_definitions(copy["source"]) for copy in attempted))
    if defined and exercise.name not in defined and not is_elsewhere:
        names = ", ".join(f"`{name[:60]}`" for name in sorted(defined)[:3])
        return f"{cell} defines {names}, not `{exercise.name}`"
    return ""


# ------------------------------------------------------------------ in words


def _written_answer(
    exercise: Exercise,
    found: StudentCells,
    released: Notebook,
    release: Sequence[Notebook],
) -> Answer:
    copies = found.answers.get(exercise.answer_id, [])
    attempted = any(not is_blank(cell, released) for cell in copies)
    notes = [_written_copies_note(exercise, copies)]
    if attempted and exercise.answer_id in found.retyped:
        notes.append("the answer stood in a code cell; it is read as text")
    elsewhere: tuple[str, ...] = ()
    if not attempted:
        elsewhere = tuple(_list_other_places(exercise, found, release))
    return Answer(
        source=_join_sources(copies, "\n\n"),
        attempted=attempted,
        note="; ".join(filter(None, notes)),
        elsewhere=elsewhere,
    )


def _written_copies_note(exercise: Exercise, copies: Sequence[Notebook]) -> str:
    """Say where a written answer stands not once: a person must know to read all."""
    cell = f"the answer cell `{exercise.answer_id}`"
    if not copies:
        return f"{cell} is not there"
    if len(copies) > 1:
        return f"{cell} is there {len(copies)} times; the answer is all of them"
    return ""


def _list_other_places(
    exercise: Exercise, found: StudentCells, release: Sequence[Notebook]
) -> Iterator[str]:
    """Name what else of the student's could be the answer to a blank written question.

    Text and pictures of their own count wherever they stand; code only where it holds
    nothing but words, or some beside the question; another written answer where it has
    several parts. Where the cell itself is gone, everything may be it.
    """
    known = {squeeze_spaces(released_text(cell)) for cell in release} | {""}
    own = [(place, cell) for place, cells in found.extras.items() for cell in cells]
    new = [
        (place, cell)
        for place, cell in own
        if squeeze_spaces(cell["source"]) not in known
    ]
    if any(cell["cell_type"] == "markdown" for _, cell in new):
        yield "text in another cell"
    near = _places_near(exercise.answer_id, found)
    if any(
        may_hold_words(cell["source"], near=place in near)
        for place, cell in new
        if cell["cell_type"] == "code"
    ):
        yield "words in a cell of code"
    others = _other_written_answers(exercise, found, release)
    # A cell that is nothing but a picture has no text of its own: `own`, not `new`.
    texts = [cell for _, cell in own if cell["cell_type"] == "markdown"]
    yield from _name_pictures([*texts, *others])
    is_gone = exercise.answer_id not in found.known
    if any(is_gone or _SEVERAL_PARTS.search(cell["source"].strip()) for cell in others):
        yield "another answer that may hold this one"
    elif _has_words_in_code_answers(found, release, remarks=is_gone):
        yield "words in an answer in code"
    yield from (f"`{document.name}`" for document in found.beside)


def _places_near(answer_id: str, found: StudentCells) -> set[str]:
    """Name the cells that extras near an answer cell stand behind."""
    if answer_id not in found.order:
        return set(found.order)
    near = {answer_id}
    for before, place in pairwise(found.order):
        if place == answer_id:
            near.add(before)
    return near


def _other_written_answers(
    exercise: Exercise, found: StudentCells, release: Sequence[Notebook]
) -> list[Notebook]:
    """Give the answers in words to all other questions."""
    return [
        cell
        for released in release
        if released["cell_type"] == "markdown"
        and grade_id(released) != exercise.answer_id
        for cell in found.answers.get(grade_id(released), ())
        if not is_blank(cell, released)
    ]


def _name_pictures(cells: Sequence[Notebook]) -> Iterator[str]:
    count = sum(len(cell_documents(cell)) for cell in cells)
    if count == 1:
        yield "a picture in another cell"
    elif count:
        yield f"{count} pictures"


def _has_words_in_code_answers(
    found: StudentCells, release: Sequence[Notebook], *, remarks: bool
) -> bool:
    """Tell whether some answer in code says in words what no release says in it."""
    return any(
        _has_words_of_its_own(cell["source"], source_of(released), remarks=remarks)
        for released in filter(is_code_answer, release)
        for cell in found.answers.get(grade_id(released), ())
    )


def _has_words_of_its_own(source: str, stub: str, *, remarks: bool) -> bool:
    if find_new_prose(source, stub, remarks=remarks):
        return True
    is_unchanged = squeeze_spaces(source) == squeeze_spaces(stub)
    return not is_unchanged and may_hold_words(source)


# ------------------------------------------------------------------ both


def _join_sources(cells: Sequence[Notebook], between: str) -> str | None:
    """Give what stands in all the cells; None where there is no cell."""
    if not cells:
        return None
    return between.join(cell["source"] for cell in cells)
