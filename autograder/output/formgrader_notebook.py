"""Make the notebook that a person sees in formgrader, out of what was graded. Pure.

formgrader renders a notebook with the rights of whoever grades, and it lets raw HTML,
`javascript:` links and mermaid blocks through. So nothing that a student wrote reaches
it as markdown: prose becomes one HTML element whose every sign is a character
reference, which no markdown parser can read anything into, and in which MathJax still
finds the formulas. Outputs are plain text and PNG. Pictures of a student's are drawn
anew by a worker (`grading.redraw`); what cannot be drawn is named.
Headings would also be a trap: their `id` could be that of a score box. Cells of the
release are ours and stay as they are. What hidden tests saw is a table of ours, in
which text is coded in the same way.
"""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.common.digests import sha256_hex
from autograder.common.text import count_noun, make_sentence, make_visible
from autograder.course.source_notebook import (
    LABEL,
    grade_id,
    nbgrader_tags,
    normalise_notebook,
    set_source,
    source_of,
)
from autograder.grading import wording
from autograder.grading.report_builder import GradingResult
from autograder.grading.scoring import ELSEWHERE
from autograder.grading.wording import ExerciseState
from autograder.model import Notebook, Verdict
from autograder.output import outcome_table
from autograder.output.inert_html import inert_html
from autograder.report import ExerciseResult, Report
from autograder.sandbox.api import CellResult, Output
from autograder.submissions.documents import Document, RedrawnPicture
from autograder.submissions.notebook import cell_documents

MAX_TEXT = 20_000
"""characters shown of one cell's source or output"""
MAX_TOTAL = 4_000_000
"""characters shown of a whole submission, pictures as base64 included"""

_PNG = b"\x89PNG\r\n\x1a\n"
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def make_formgrader_notebook(graded: GradingResult, *, release: Notebook) -> Notebook:
    """Give the notebook as a person sees it: answers, outputs, outcomes, pictures.

    Args:
        graded: a submission; each grade cell shows its exercise's outcomes.
        release: the released notebook, whose cells are shown as they are.
    """
    notebook, report = graded.notebook, graded.report
    ours = {(cell["cell_type"], source_of(cell)) for cell in release["cells"]}
    results = {result.name: result for result in report.exercises}
    pending = iter(graded.cell_results)
    # What was printed takes no room from what was written.
    left, left_for_sources = _CharacterBudget(MAX_TOTAL), _CharacterBudget(MAX_TOTAL)
    shown = normalise_notebook(notebook)
    own: list[str] = []
    for cell, graded_cell in zip(shown["cells"], notebook["cells"], strict=True):
        if (cell["cell_type"], source_of(cell)) not in ours:
            set_source(cell, _foreign_source(cell, left_for_sources))
            own.append(source_of(cell))
        elif cell["metadata"].get("jupyter", {}).get("source_hidden"):
            set_source(cell, _folded(source_of(cell)))
        if cell["cell_type"] == "code":
            cell["outputs"] = list(_outputs(next(pending, CellResult()), left))
        if nbgrader_tags(cell).get("grade") and cell["cell_type"] == "code":
            cell["outputs"].append(_outcomes_output(results[grade_id(cell)]))
        # Of the cell as it was handed in: the text of the shown one is coded by now.
        _illustrate_cell(cell, cell_documents(graded_cell), graded.drawn)
    own += [document.digest for document in _list_documents(graded)]
    elsewhere = sha256_hex("".join(own))
    for cell in shown["cells"]:
        for note in _elsewhere_notes(results.get(grade_id(cell))):
            set_source(cell, f"{source_of(cell)}\n\n{inert_html(make_sentence(note))}")
            # Any change of what may be the answer asks a person to look again.
            cell["metadata"][LABEL] = {"elsewhere": elsewhere}
    shown["cells"] = [*_notes_cell(report), *shown["cells"], *_files_cell(graded)]
    return shown


def pictures_in_notebook(notebook: Notebook) -> tuple[str, ...]:
    """Give the student's pictures as a notebook of ours shows them, in base64."""
    sources = (source_of(cell) for cell in notebook["cells"])
    found = (one for text in sources for one in _OUR_PICTURE.findall(text))
    return tuple(dict.fromkeys(found))


def answer_comment(result: ExerciseResult) -> str | None:
    """Give the comment under an answer: what failed first, in one short paragraph."""
    failed = wording.failed_outcomes(result.outcomes)
    parts = [*map(make_sentence, result.notes)]
    if wording.exercise_state(result) is ExerciseState.EMPTY:
        return _plain(" ".join([*parts, wording.explain_outcome(failed[0])]))
    if failed:
        parts += [
            f"✗ {wording.rubric_sentence(failed[0])}",
            wording.explain_outcome(failed[0]),
        ]
    if len(failed) > 1:
        parts.append(f"And {count_noun(len(failed) - 1, 'more failure')}.")
    if result.verdict is Verdict.GRADER_ERROR:
        parts.append(wording.NOT_OURS_TO_TAKE)
    return _plain(" ".join(filter(None, parts))) or None


# -------------------------------------------------------------------------- helpers


_PICTURE = (
    '<div><img alt="a picture of the student\'s" style="max-width: 100%" '
    'src="data:image/jpeg;base64,{}"></div>'
)
_OUR_PICTURE = re.compile(re.escape(_PICTURE).replace(r"\{\}", "([A-Za-z0-9+/=]+)"))
"""nothing of a student's can look like it, since their signs are coded"""
_NOT_DRAWN = RedrawnPicture(why_not="`autograder grade --force` draws it again")


def _elsewhere_notes(result: ExerciseResult | None) -> list[str]:
    """Say what may be the answer, where the answer cell is blank."""
    if result is None:
        return []
    return [note for note in result.notes if note.startswith(ELSEWHERE)]


def _list_documents(graded: GradingResult) -> list[Document]:
    cells = graded.notebook["cells"]
    return [*(one for cell in cells for one in cell_documents(cell)), *graded.beside]


def _illustrate_cell(
    cell: dict[str, Any],
    documents: Sequence[Document],
    drawn: Mapping[str, RedrawnPicture],
) -> None:
    """Put a student's pictures below a cell's text, as drawn by us."""
    parts = [source_of(cell)]
    for document in documents:
        name = make_visible(document.name, 100)
        picture = drawn.get(document.digest, _NOT_DRAWN)
        if not picture.jpeg:
            parts.append(inert_html(f"Not shown: {name}: {picture.why_not}"))
            continue
        encoded = base64.b64encode(picture.jpeg).decode("ascii")
        parts += [inert_html(name), _PICTURE.format(encoded)]
    if documents:
        set_source(cell, "\n\n".join(parts))


def _files_cell(graded: GradingResult) -> Iterator[dict[str, Any]]:
    """Give a cell of what was handed in beside the notebook."""
    if graded.beside:
        cell = {"cell_type": "markdown", "id": "beside", "metadata": {}}
        set_source(cell, inert_html("Handed in beside the notebook:"))
        _illustrate_cell(cell, graded.beside, graded.drawn)
        yield cell


class _CharacterBudget:
    """What may still be shown of a submission."""

    def __init__(self, characters: int) -> None:
        self._characters = characters

    def take_text(self, text: str) -> str:
        """Give the part of a text that may be shown, and say when it was cut."""
        room = min(self._characters, MAX_TEXT)
        self._characters -= min(len(text), room)
        if len(text) <= room:
            return text
        return f"{text[:room]}\n… cut here"

    def take_whole(self, length: int) -> bool:
        """Tell whether something of this length may be shown whole."""
        if length > self._characters:
            return False
        self._characters -= length
        return True


def _foreign_source(cell: Mapping[str, Any], left: _CharacterBudget) -> str:
    text = left.take_text(_clean(source_of(cell)))
    if cell["cell_type"] == "markdown":
        return inert_html(text)
    return make_visible(text, len(text), lines=True)


def _folded(source: str) -> str:
    """Leave the first line of a cell that students see folded too."""
    first, *rest = source.splitlines() or [""]
    return f"{first}\n# … {count_noun(len(rest), 'more line')}, as released"


def _clean(text: str) -> str:
    """Drop terminal colours; write tabs and line ends as everybody does."""
    # Cut first: whoever prints megabytes has none of it searched for colours.
    text = _COLOUR.sub("", text[: 4 * MAX_TEXT]).replace("\r\n", "\n")
    return text.expandtabs(4)


def _outputs(result: CellResult, left: _CharacterBudget) -> Iterator[dict[str, Any]]:
    """Give what one cell printed, showed and raised, as nbformat's outputs."""
    if result.stdout:
        yield _stream("stdout", result.stdout, left)
    for output in result.outputs:
        yield from _display(output, left)
    if result.stderr:
        yield _stream("stderr", result.stderr, left)
    if result.fault is not None:
        message = result.fault.message
        if detail := getattr(result.fault, "detail", ""):
            message += f": {detail}"
        yield _stream("stderr", message, left)


def _display(output: Output, left: _CharacterBudget) -> Iterator[dict[str, Any]]:
    picture = base64.b64encode(output.png).decode("ascii")
    if output.png.startswith(_PNG) and left.take_whole(len(picture)):
        yield _data("image/png", picture)
    elif output.text:
        yield _data("text/plain", _text(output.text, left))


def _data(kind: str, value: str) -> dict[str, Any]:
    # Never an `execute_result`: nbgrader reads those as a partial score.
    return {"output_type": "display_data", "data": {kind: value}, "metadata": {}}


def _stream(name: str, text: str, left: _CharacterBudget) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": _text(text, left)}


def _text(text: str, left: _CharacterBudget) -> str:
    text = left.take_text(_clean(text))
    return make_visible(text, len(text), lines=True)


def _outcomes_output(result: ExerciseResult) -> dict[str, Any]:
    made = _data("text/plain", "\n".join(outcome_table.outcome_lines(result)))
    made["data"]["text/html"] = outcome_table.outcome_table(result)
    return made


def _notes_cell(report: Report) -> Iterator[dict[str, Any]]:
    """Give a cell of what a person should know of the whole submission."""
    notes = [*report.notes]
    if report.unreadable:
        notes.insert(0, report.unreadable)
    if report.tampering:
        notes.insert(0, f"{report.tampering}; no point counts until you decide")
    if notes:
        text = "\n".join(f"Note: {make_sentence(note)}" for note in notes)
        cell = {"cell_type": "markdown", "id": "notes", "metadata": {}}
        set_source(cell, inert_html(text))
        yield cell


def _plain(text: str) -> str:
    """Write a comment so that markdown and HTML find nothing in it to obey."""
    text = make_visible(text).translate(str.maketrans("<>\\", "‹›∖"))
    # A sign in between, and markdown sees no link and no definition of one.
    return text.replace("](", "] (").replace("]:", "] :")
