"""The part of a notebook that decides what one exercise's functions do. Pure."""

import symtable
from collections.abc import Iterator, Sequence
from functools import lru_cache

from autograder.model import Cell, Exercise

FIRST = ("setup", "given")
"""cells that every exercise needs"""


def needed_cells(cells: Sequence[Cell], exercise: Exercise) -> tuple[Cell, ...]:
    """Give the cells that decide what an exercise's functions do, in their order.

    Those are the setup, all answers, the cells between the exercise's answer and the
    next one, and whatever gives those cells a name.
    """
    answers = [at for at, cell in enumerate(cells) if _is_answer(cell)]
    kept = {at for at, cell in enumerate(cells) if cell.grade_id in FIRST} | {*answers}
    after = [at for at in answers if cells[at].grade_id == exercise.answer_id]
    if after:
        following = [at for at in answers if at > after[0]]
        kept |= set(range(after[0], min([*following, len(cells)])))
    names = [_names(cell.source) for cell in cells]
    # What gives a name may need names itself: until nothing is added.
    while more := _givers(kept, names) - kept:
        kept |= more
    return tuple(cell for at, cell in enumerate(cells) if at in kept)


def _is_answer(cell: Cell) -> bool:
    return cell.grade_id.endswith("_solution")


def _givers(kept: set[int], names: Sequence[tuple[set[str], set[str]]]) -> set[int]:
    """Find the cells that bound last what the kept ones take from others."""
    return {
        max(givers)
        for user in kept
        for name in names[user][1]
        if (givers := [at for at in range(user) if name in names[at][0]])
    }


@lru_cache(maxsize=1000)
def _names(source: str) -> tuple[set[str], set[str]]:
    """Give the names a cell binds at its top level, and those it takes from others."""
    try:
        top = symtable.symtable(source, "cell", "exec")
    # Such a cell runs nowhere, so it gives nobody a name.
    except SyntaxError:
        return set(), set()
    symbols = top.get_symbols()
    bound = {
        symbol.get_name()
        for symbol in symbols
        if symbol.is_assigned() or symbol.is_imported()
    }
    return bound, set(_free(top)) - bound


def _free(table: symtable.SymbolTable) -> Iterator[str]:
    for symbol in table.get_symbols():
        if symbol.is_global() or (
            table.get_type() == "module" and not symbol.is_local()
        ):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _free(child)
