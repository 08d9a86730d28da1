"""A written answer is seen wherever it stands: blank is only what nobody wrote."""

import json
import random
from fractions import Fraction

import pytest

from autograder.grading.scoring import score_written
from autograder.model import Exercise, Kind, Verdict
from autograder.submissions.documents import Document
from autograder.submissions.notebook import cell_documents, parse_notebook
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import restore_answers
from tests.minicourse import cell, markdown
from tests.minicourse import notebook as notebook_of

WORDS = "Both terms are divided by the first, which leaves the sigmoid."
PHOTO = {"photo.png": {"image/png": "iVBORw0KGgoAAAAN"}}
BLANK = "YOUR ANSWER HERE"
WRITTEN = ("why", "how")


def exercise(name, kind):
    return Exercise(name=name, notebook="sums", kind=kind, points=Fraction(2))


EXERCISES = [
    exercise("total", Kind.CODE),
    *(exercise(name, Kind.WRITTEN) for name in WRITTEN),
]


def released():
    return notebook_of(
        [
            markdown(source="# Sums"),
            cell("setup", "import numpy as np", locked=True),
            cell("total_solution", "def total(values):\n    pass", solution=True),
            cell("total", "# It adds up.\ntotal([1])", grade=True, locked=True),
            markdown(source="### Question 2\n\nWhy?"),
            markdown("why", BLANK, grade=True, solution=True),
            markdown(source="### Question 3\n\nHow?"),
            markdown("how", BLANK, grade=True, solution=True),
            markdown("thanks", "That is all.", locked=True),
        ]
    )


def answers(cells, beside=()):
    """Read a notebook of these cells; give what was found of each question."""
    release = released()
    data = json.dumps(notebook_of(cells)).encode()
    restored = restore_answers(parse_notebook(data), release, EXERCISES, beside=beside)
    return restored.code.answers, restored.notebook["cells"]


def with_cell(at, one):
    cells = released()["cells"]
    return [*cells[:at], one, *cells[at:]]


def with_source(at, source, **more):
    cells = released()["cells"]
    cells[at] = {**cells[at], "source": source, **more}
    return cells


def without(*positions):
    return [one for at, one in enumerate(released()["cells"]) if at not in positions]


LAYOUTS = {
    "below": with_cell(6, markdown(source=WORDS)),
    "above": with_cell(5, markdown(source=WORDS)),
    "between": with_cell(7, markdown(source=WORDS)),
    "at the top": with_cell(0, markdown(source=WORDS)),
    "at the end": with_cell(9, markdown(source=WORDS)),
    "in the question": with_source(4, f"### Question 2\n\nWhy?\n\n{WORDS}"),
    "in a locked text": with_source(8, f"That is all. {WORDS}"),
    "in a locked check": with_source(3, f"# It adds up.\ntotal([1])\n# {WORDS}"),
    "in a cell of another kind": with_cell(
        9, {**markdown(source=WORDS), "cell_type": "md"}
    ),
    "as a comment": with_cell(6, cell(source=f"# {WORDS}")),
    "as a short comment": with_cell(6, cell(source="# 1 / (1 + e)")),
    "as a string": with_cell(6, cell(source=f"'''{WORDS}'''")),
    "as a string at the end": with_cell(9, cell(source=f"answer = '{WORDS}'")),
    "as no code": with_cell(6, cell(source=WORDS)),
    "as a picture below": with_cell(6, {**markdown(), "attachments": PHOTO}),
    "as a picture elsewhere": with_source(5, BLANK, attachments=PHOTO),
    "under a lost label": [*without(5, 7), markdown(source=WORDS)],
    "in the other answer": with_source(5, f"2) It is.\n\n3) {WORDS}"),
    "merged into one": [*without(5, 7), markdown("why", WORDS, solution=True)],
    "merged into code": [
        *without(2, 7)[:2],
        cell("total_solution", f"def total(values): 1\n{WORDS}", solution=True),
        *without(2, 7)[2:],
    ],
    "merged into a check": with_source(3, f"# It adds up.\ntotal([1])\n{WORDS}"),
    "in a remark where its cell is gone": [
        *without(2, 7)[:2],
        cell("total_solution", f"def total(values): 1  # {WORDS}", solution=True),
        *without(2, 7)[2:],
    ],
    "in a remark behind an answer in code": with_source(
        2, f"def total(values):\n    return 1\n\n# {WORDS}"
    ),
    "in its cell without a type": with_cell(6, {"source": WORDS, "metadata": {}}),
    "in a source of another form": with_cell(
        6, {**markdown(), "source": {"text": WORDS}}
    ),
    "shown from a file": with_cell(9, cell(source="Image('photo.jpg')")),
}
"""cells by where the answer to `how` stands"""


@pytest.mark.parametrize("cells", LAYOUTS.values(), ids=LAYOUTS)
def test_a_blank_question_waits_when_the_answer_may_stand_elsewhere(cells):
    """It is never a 0 that nobody looked at, and says what there is to look at."""
    found, _ = answers(cells)
    result = score_written(EXERCISES[2], found["how"])

    assert found["how"].elsewhere
    assert result.verdict is None
    assert found["how"].elsewhere[0] in result.notes[-1]


@pytest.mark.parametrize(
    "cells",
    [
        released()["cells"],
        without(5),
        with_source(5, WORDS),
        with_cell(6, cell(source="total([1, 2])")),
        with_cell(6, cell(source="")),
        with_cell(6, markdown(source=" \n")),
        with_source(4, "### Question 2\r\n\r\nWhy? "),
        with_source(7, f" {BLANK}\n"),
        with_cell(1, cell(source="x = 3  # short")),
    ],
    ids=[
        *("untouched", "deleted", "another answered in a line", "code that runs"),
        *("empty code", "empty text", "line ends", "spaces", "a remark far away"),
    ],
)
def test_a_blank_question_is_0_when_nothing_may_be_the_answer(cells):
    """What an editor changes, code and one line under another question are none."""
    found, _ = answers(cells)
    result = score_written(EXERCISES[2], found["how"])

    assert result.verdict is Verdict.NOT_ATTEMPTED
    assert result.notes[-1] == "left blank"


def test_what_was_handed_in_beside_it_may_be_the_answer():
    """Photos and scans are named to whoever looks."""
    found, _ = answers(released()["cells"], [Document("scan.pdf", b"%PDF")])

    assert dict.fromkeys(WRITTEN, ("`scan.pdf`",)) == {
        name: found[name].elsewhere for name in WRITTEN
    }


@pytest.mark.parametrize(
    "answer",
    [
        {"source": f"![p](data:image/png;base64,{'iVBORw0KGgoA' * 200_000})"},
        {"source": "![p](attachment:photo.png)", "attachments": PHOTO},
        {"source": BLANK, "attachments": PHOTO},
        {"source": "x " * (1 << 20)},
        {"source": "# 0.5"},
    ],
    ids=["large", "attachment", "only an attachment", "long", "a heading"],
)
def test_an_answer_that_is_no_plain_text_is_one(answer):
    """A photo, however large, and a text that is cut are laid in."""
    cells = released()["cells"]
    cells[7] = {**cells[7], **answer}
    found, laid_in = answers([*cells, markdown("how", BLANK, solution=True)])
    kept = next(
        one
        for one in laid_in
        if one["metadata"].get("nbgrader")
        and one["metadata"]["nbgrader"]["grade_id"] == "how"
    )

    assert found["how"].attempted
    assert kept["source"].strip() != BLANK or cell_documents(kept)
    assert bool(cell_documents(kept)) == ("image" in str(answer)[:200])


def test_what_was_written_is_laid_in_wherever_it_stood():
    """Whoever reads the graded notebook finds the words of every layout."""
    held = {
        name: any(WORDS in one["source"] for one in answers(cells)[1])
        for name, cells in LAYOUTS.items()
        if WORDS in json.dumps(cells)
    }

    assert all(held.values()), held


def test_no_layout_of_an_answer_is_blank():
    """Cells moved, merged, copied, relabelled or deleted: a person is asked."""
    rng = random.Random(0)
    for _ in range(300):
        cells = released()["cells"]
        source = rng.choice((WORDS, f"- {WORDS}", "![x](data:image/png;base64,iVBO)"))
        answer = markdown("how", source, solution=True)
        if rng.random() < 0.7:
            answer["metadata"] = {}
        kept = [one for one in cells if rng.random() < 0.8 and one["id"] != "how"]
        kept.insert(rng.randrange(len(kept) + 1), answer)
        if rng.random() < 0.5:
            kept.insert(rng.randrange(len(kept) + 1), cells[7])
        rng.shuffle(kept) if rng.random() < 0.3 else None
        try:
            found = answers(kept)[0]["how"]
        except Unreadable:  # which waits for a person as a whole
            continue

        assert found.attempted or found.elsewhere, kept
