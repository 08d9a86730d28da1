"""Make the notebook that a person sees in formgrader, out of what was graded. Pure.

formgrader renders a notebook with the rights of whoever grades, and it lets raw HTML,
`javascript:` links and mermaid blocks through. So nothing that a student wrote reaches
it as markdown: prose becomes one HTML element whose every sign is a character
reference, which no markdown parser can read anything into, and in which MathJax still
finds the formulas. Outputs are plain text and PNG. Headings would also be a trap: their
`id` could be that of a score box. Cells of the release are ours and stay as they are.
What hidden tests saw is a table of ours, in which text is coded in the same way.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder import words
from autograder.courses.fill import (
    Notebook,
    grade_id,
    normalised,
    set_source,
    source_of,
    tags,
)
from autograder.model import Verdict
from autograder.report import ExerciseResult, Report
from autograder.sandbox.protocol import CellResult, Output
from autograder.views import outcometable
from autograder.views.inert import inert
from autograder.words import State

MAX_TEXT = 20_000
"""characters shown of one cell's source or output"""
MAX_TOTAL = 4_000_000
"""characters shown of a whole submission, pictures as base64 included"""

_PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def shown_notebook(
    notebook: Notebook,
    results: Sequence[CellResult],
    report: Report,
    *,
    release: Notebook,
) -> Notebook:
    """Give the notebook as a person sees it: answers, outputs, outcomes.

    Args:
        notebook: the graded notebook: the release with the student's answers laid in.
        results: what its code cells gave, in their order; may be shorter.
        report: what grading came to; each grade cell shows its exercise's outcomes.
        release: the released notebook, whose cells are shown as they are.
    """
    ours = {(cell["cell_type"], source_of(cell)) for cell in release["cells"]}
    graded = {result.name: result for result in report.exercises}
    pending = iter(results)
    left = _Left(MAX_TOTAL)
    shown = normalised(notebook)
    for cell in shown["cells"]:
        if (cell["cell_type"], source_of(cell)) not in ours:
            set_source(cell, _foreign_source(cell, left))
        elif cell["metadata"].get("jupyter", {}).get("source_hidden"):
            set_source(cell, _folded(source_of(cell)))
        if cell["cell_type"] == "code":
            cell["outputs"] = list(_outputs(next(pending, CellResult()), left))
        if tags(cell).get("grade") and cell["cell_type"] == "code":
            cell["outputs"].append(_outcomes(graded[grade_id(cell)]))
    shown["cells"] = [*_notes(report), *shown["cells"]]
    return shown


def comment(result: ExerciseResult) -> str | None:
    """Give the comment under an answer: what failed first, in one short paragraph."""
    failed = words.failures(result.outcomes)
    parts = [*map(words.sentence, result.notes)]
    if words.state(result) is State.EMPTY:
        return _plain(" ".join([*parts, words.meaning(failed[0])]))
    if failed:
        parts += [f"✗ {words.rubric(failed[0])}", words.meaning(failed[0])]
    if len(failed) > 1:
        parts.append(f"And {words.count(len(failed) - 1, 'more failure')}.")
    if result.verdict is Verdict.GRADER_ERROR:
        parts.append(words.NOT_OURS_TO_TAKE)
    return _plain(" ".join(filter(None, parts))) or None


# -------------------------------------------------------------------------- helpers


class _Left:
    """What may still be shown of a submission."""

    def __init__(self, characters: int) -> None:
        self._characters = characters

    def take(self, text: str) -> str:
        """Give the part of a text that may be shown, and say when it was cut."""
        room = min(self._characters, MAX_TEXT)
        self._characters -= min(len(text), room)
        return text if len(text) <= room else f"{text[:room]}\n… cut here"

    def takes(self, length: int) -> bool:
        """Tell whether something of this length may be shown whole."""
        if length > self._characters:
            return False
        self._characters -= length
        return True


def _foreign_source(cell: Mapping[str, Any], left: _Left) -> str:
    text = left.take(_clean(source_of(cell)))
    if cell["cell_type"] == "markdown":
        return inert(text)
    return words.visible(text, len(text), lines=True)


def _folded(source: str) -> str:
    """Leave the first line of a cell that students see folded too."""
    first, *rest = source.splitlines() or [""]
    return f"{first}\n# … {words.count(len(rest), 'more line')}, as released"


def _clean(text: str) -> str:
    """Drop terminal colours; write tabs and line ends as everybody does."""
    text = _COLOUR.sub("", text[: 4 * MAX_TEXT]).replace("\r\n", "\n")
    return text.expandtabs(4)


def _outputs(result: CellResult, left: _Left) -> Iterator[dict[str, Any]]:
    """Give what one cell printed, showed and raised, as nbformat's outputs."""
    if result.stdout:
        yield _stream("stdout", result.stdout, left)
    for output in result.outputs:
        yield from _display(output, left)
    if result.stderr:
        yield _stream("stderr", result.stderr, left)
    if result.fault is not None:
        detail = getattr(result.fault, "detail", "")
        message = result.fault.message + (f": {detail}" if detail else "")
        yield _stream("stderr", message, left)


def _display(output: Output, left: _Left) -> Iterator[dict[str, Any]]:
    picture = base64.b64encode(output.png).decode("ascii")
    if output.png.startswith(_PNG) and left.takes(len(picture)):
        yield _data("image/png", picture)
    elif output.text:
        yield _data("text/plain", _text(output.text, left))


def _data(kind: str, value: str) -> dict[str, Any]:
    # Never an `execute_result`: nbgrader reads those as a partial score.
    return {"output_type": "display_data", "data": {kind: value}, "metadata": {}}


def _stream(name: str, text: str, left: _Left) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": _text(text, left)}


def _text(text: str, left: _Left) -> str:
    text = left.take(_clean(text))
    return words.visible(text, len(text), lines=True)


def _outcomes(result: ExerciseResult) -> dict[str, Any]:
    made = _data("text/plain", "\n".join(outcometable.lines(result)))
    made["data"]["text/html"] = outcometable.table(result)
    return made


def _notes(report: Report) -> Iterator[dict[str, Any]]:
    """Give a cell of what a person should know of the whole submission."""
    frozen = [f"{report.tampering}; no point counts until you decide"]
    notes = [*(frozen if report.tampering else []), *report.notes]
    if notes:
        text = "\n".join(f"Note: {words.sentence(note)}" for note in notes)
        cell = {"cell_type": "markdown", "id": "notes", "metadata": {}}
        set_source(cell, inert(text))
        yield cell


def _plain(text: str) -> str:
    """Write a comment so that markdown and HTML find nothing in it to obey."""
    text = words.visible(text).translate(str.maketrans("<>\\", "‹›∖"))
    return text.replace("](", "] (").replace("]:", "] :")


def is_unanswered(cell: Mapping[str, Any], released: Mapping[str, Any]) -> bool:
    """Tell whether a written question's cell is blank or still what was released.

    The latter is nbgrader's checksum rule, by which such an answer is worth 0.
    """
    return source_of(cell).strip() in ("", source_of(released).strip())
