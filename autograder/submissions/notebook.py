"""Read a submitted notebook: hostile bytes in, cells out. Pure.

Whatever a student hands in becomes cells whose fields have the types that grading
relies on, or `Unreadable` with words for the student. nbformat is not used: it refuses
what students hand in, and its import alone costs seconds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from autograder.model import Notebook
from autograder.sandbox.guest.definitions import defined_names, parse_quietly
from autograder.submissions.documents import (
    MAX_DOCUMENTS,
    Document,
    attached_documents,
    split_documents,
)
from autograder.submissions.notebook_json import SAVE_AGAIN, Unreadable, decode_notebook

MAX_CELLS = 5000
MAX_CODE = 1 << 20
"""characters of code in all cells together: parsing it takes time and memory"""
MAX_SOURCE = 1 << 20
MAX_POINTS = 1_000_000
"""of one exercise: more is no number of a course"""

USE_GIVEN = "answer in the notebook that you were given, and hand that in"
"""what to do where a notebook is not the assignment's"""
_LESS_CODE = "hand it in again without the data that is written into its cells"

_TAG_TYPES = {
    **dict.fromkeys(("grade_id", "checksum", "cell_type"), str),
    **dict.fromkeys(("grade", "solution", "locked"), bool),
}
"""what is kept of nbgrader's tags, by type"""
_DOCUMENTS = "documents"
"""where a cell has the pictures that stand in it"""


@dataclass(frozen=True)  # no slots: its content is kept
class NotebookFile(Document):
    """A file that may be a notebook; it is parsed when asked for, and once."""

    @cached_property
    def content(self) -> Notebook | Unreadable:
        """Give the notebook, or why there is none."""
        try:
            return parse_notebook(self.data)
        except Unreadable as reason:
            return reason


def parse_notebook(data: bytes) -> Notebook:
    """Parse a notebook of any format version into format 4's cells.

    Raises:
        Unreadable: when there is nothing that could be graded.
    """
    notebook = decode_notebook(data)
    cells = _read_cells(notebook)
    if not cells:
        raise Unreadable("the notebook has no cells", USE_GIVEN)
    return {"cells": cells, "metadata": mapping_or_empty(notebook.get("metadata"))}


def cell_documents(cell: Mapping[str, Any]) -> Sequence[Document]:
    """Give the pictures that stand in a cell as it was parsed."""
    documents: Sequence[Document] = cell.get(_DOCUMENTS, ())
    return documents


def document_field(cell: Mapping[str, Any]) -> dict[str, Sequence[Document]]:
    """Give the field that holds a cell's pictures; no field where it has none."""
    if documents := cell_documents(cell):
        return {_DOCUMENTS: documents}
    return {}


@lru_cache(maxsize=1000)
def find_definitions(source: str, *, stubs: bool = True) -> frozenset[str]:
    """Give the names that a cell defines, in its blocks too, magics tolerated.

    Args:
        source: the cell's.
        stubs: count functions that only give up.
    """
    tree = parse_quietly(source)
    if tree is None:
        # IPython's magics and a student's slips are no Python: what begins at the
        # margin is a definition all the same.
        return frozenset(re.findall(r"^def[ \t]+(\w+)", source, flags=re.MULTILINE))
    return frozenset(defined_names(tree, stubs=stubs))


def find_all_definitions(cells: Sequence[Notebook], *, stubs: bool = True) -> set[str]:
    """Give the names that the cells of code define."""
    code = (cell["source"] for cell in cells if cell["cell_type"] == "code")
    return set().union(*(find_definitions(source, stubs=stubs) for source in code))


def mapping_or_empty(value: Any) -> dict[str, Any]:
    """Give a field that should be a mapping; Any, since the file can hold anything."""
    return value if isinstance(value, dict) else {}


# ------------------------------------------------------------------ reading cells


def _read_cells(notebook: Any) -> list[Notebook]:
    if not isinstance(notebook, dict):
        raise Unreadable("the file is not a notebook", SAVE_AGAIN)
    cells = notebook.get("cells")
    worksheets = notebook.get("worksheets")  # format 3 and older
    if cells is None and isinstance(worksheets, list):
        cells = [
            cell
            for sheet in worksheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    if not isinstance(cells, list):
        raise Unreadable(
            "the file is not a notebook, since it has no list of cells", SAVE_AGAIN
        )
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"the notebook has more than {MAX_CELLS} cells", _LESS_CODE)
    read = [cell for cell in map(_read_cell, cells) if cell is not None]
    code = (cell["source"] for cell in read if cell["cell_type"] == "code")
    if sum(map(len, code)) > MAX_CODE:
        raise Unreadable(
            f"the notebook holds more than {MAX_CODE >> 20} MB of code", _LESS_CODE
        )
    return read


def _read_cell(cell: Any) -> Notebook | None:
    """Keep of a cell what grading needs, with the types it needs; else nothing."""
    if not isinstance(cell, dict):
        return None
    # Older formats call it `input` in cells of code, and `text` in the others.
    source = _join_text(cell.get("source", cell.get("input", cell.get("text", ""))))
    if source is None or not (source or isinstance(cell.get("cell_type"), str)):
        return None
    # JSON can spell half a pair of UTF-16, which no file and no worker could take.
    source = source.encode("utf-8", "replace").decode("utf-8")
    metadata = _read_metadata(cell)
    if cell.get("cell_type") == "code":
        return {"cell_type": "code", "source": source, "metadata": metadata}
    # Whatever is not code is text. What is pasted into it is no part of the text.
    text, embedded = split_documents(source)
    documents = [*embedded, *attached_documents(cell.get("attachments"))]
    text = text[:MAX_SOURCE]
    read: Notebook = {"cell_type": "markdown", "source": text, "metadata": metadata}
    if documents:
        read[_DOCUMENTS] = documents[:MAX_DOCUMENTS]
    return read


def _join_text(value: Any) -> str | None:
    """Give the text of a source; a damaged one still holds what was written."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return None
    return "".join(part for part in value if isinstance(part, str))


def _read_metadata(cell: Notebook) -> dict[str, Any]:
    """Keep nbgrader's tags, where they are of the types that nbgrader writes."""
    tags = mapping_or_empty(mapping_or_empty(cell.get("metadata")).get("nbgrader"))
    kept = {
        name: value
        for name, value in tags.items()
        if type(value) is _TAG_TYPES.get(name)
    }
    points = tags.get("points")
    if isinstance(points, int | float) and 0 <= points < MAX_POINTS:
        kept["points"] = points
    if "grade_id" not in kept:
        return {}  # without it, the other tags say nothing
    return {"nbgrader": kept}
