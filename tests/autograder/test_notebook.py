"""Reading what students hand in."""

import json

import pytest

from autograder import notebook
from autograder.course import AssignmentConfig, exercises_of
from tests.minicourse import RIGHT, cell, markdown, released, solved
from tests.minicourse import notebook as made_of

CONFIG = AssignmentConfig(title="Sums", bonus={"spread": 1})


@pytest.fixture
def exercises():
    return exercises_of(released(), CONFIG, "sums")


def restore(submitted, exercises):
    data = json.dumps(submitted).encode()
    return notebook.restore(notebook.parse(data), released(), exercises)


def without(submitted, grade_id):
    kept = [
        one
        for one in submitted["cells"]
        if one["metadata"].get("nbgrader", {}).get("grade_id") != grade_id
    ]
    return {**submitted, "cells": kept}


def retag(submitted, grade_id, new):
    for one in submitted["cells"]:
        tags = one["metadata"].get("nbgrader", {})
        if tags.get("grade_id") == grade_id:
            tags["grade_id"] = new
    return submitted


@pytest.mark.parametrize(
    "data,said",
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b'{"cells": [{"cell_ty', "ends too early"),
        (b"\xff\xfe\x00", "is not text"),
        (b"[1, 2]", "is not a notebook"),
        (b"{}", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"cells": []}', "no cells"),
        (b'{"cells": [3, null, {"cell_type": "raw", "source": 7}]}', "no cells"),
        (b"[" * 100_000, "ends too early"),
    ],
)
def test_unreadable_file_says_why(data, said):
    """Bytes that are no notebook are refused with the reason."""
    with pytest.raises(notebook.Unreadable) as caught:
        notebook.parse(data)

    assert said in str(caught.value)


def test_old_format_is_read():
    """A notebook of format 3 keeps its cells in worksheets and its code in `input`."""
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1"]}]}]}

    assert notebook.parse(json.dumps(old).encode())["cells"][0]["source"] == "a = 1"


def test_all_answers_are_found_in_order(exercises):
    """A solved notebook runs the release's cells with the student's answers."""
    code = restore(solved(), exercises).code

    ids = [one.grade_id for one in code.cells]
    assert ids[:3] == ["setup", "total_solution", "total"]
    assert RIGHT["total"] == code.cells[1].source
    assert all(code.answers[name].attempted for name in ("total", "mean", "spread"))
    assert not code.answers["why"].attempted


def test_released_notebook_is_unattempted(exercises):
    """Nothing counts as attempted in the release itself."""
    answers = restore(released(), exercises).code.answers

    assert not any(answer.attempted for answer in answers.values())


@pytest.mark.parametrize(
    "source",
    [
        "",
        "def total(values):\n    pass",
        'def total(values):\n    """Mine."""\n    raise NotImplementedError',
        "def total(values):\n    # later\n    raise NotImplementedError()",
        "# I do not know",
    ],
)
def test_stub_in_other_words_is_unattempted(exercises, source):
    """Comments, docstrings and `pass` are no attempt."""
    answer = restore(solved(total=source), exercises).code.answers["total"]

    assert not answer.attempted


@pytest.mark.parametrize(
    "source",
    ["def total(values):\n    return 0", "def total(values:", "total = sum"],
)
def test_anything_else_is_an_attempt(exercises, source):
    """Wrong code and broken code were attempted."""
    assert restore(solved(total=source), exercises).code.answers["total"].attempted


def test_locked_cells_are_restored(exercises):
    """A student's version of a locked cell is not run."""
    submitted = solved()
    for one in submitted["cells"]:
        if one["metadata"].get("nbgrader", {}).get("grade_id") in ("setup", "total"):
            one["source"] = "raise SystemExit"

    sources = [one.source for one in restore(submitted, exercises).code.cells]
    assert "raise SystemExit" not in sources
    assert "import numpy as np" in sources


def test_missing_locked_cell_is_put_back(exercises):
    """A deleted check cell is there again, with its points."""
    restored = restore(without(solved(), "total"), exercises)

    assert "total" in [one.grade_id for one in restored.code.cells]


def test_missing_answer_cell_is_said(exercises):
    """An answer cell that is gone is not an unattempted one."""
    answer = restore(without(solved(), "total_solution"), exercises).code.answers[
        "total"
    ]

    assert answer.source is None
    assert answer.note == "the answer cell `total_solution` is not in the notebook"


def test_renamed_answer_cell_still_counts(exercises):
    """A function in a cell that lost its tag is graded, with a note."""
    code = restore(retag(solved(), "total_solution", "mine"), exercises).code

    assert RIGHT["total"] in [one.source for one in code.cells]
    assert code.answers["total"].attempted
    assert "lost its tag" in code.answers["total"].note
    assert not any("NotImplementedError" in one.source for one in code.cells)


def test_renamed_function_is_said(exercises):
    """A cell that defines another name is told from a missing one."""
    renamed = RIGHT["total"].replace("total", "my_total")
    answer = restore(solved(total=renamed), exercises).code.answers["total"]

    assert (
        answer.note
        == "the answer cell `total_solution` defines `my_total`, not `total`"
    )


def test_duplicated_answer_cell_runs_in_order(exercises):
    """Both copies run, the last one carries the tag, and a note says so."""
    submitted = solved()
    copy = cell("total_solution", "def total(values):\n    return 1.0", solution=True)
    submitted["cells"].append(copy)
    code = restore(submitted, exercises).code

    ids = [one.grade_id for one in code.cells]
    sources = [one.source for one in code.cells]
    assert ids.count("total_solution") == 1
    assert copy["source"] == code.cells[ids.index("total_solution")].source
    assert sources.index(RIGHT["total"]) < sources.index(copy["source"])
    assert "2 times" in code.answers["total"].note


def test_unattempted_copy_does_not_hide_the_answer(exercises):
    """A stub pasted below the answer is not the last definition."""
    submitted = solved()
    stub = next(one for one in released()["cells"] if one["id"] == "total_solution")
    submitted["cells"].append(stub)
    code = restore(submitted, exercises).code

    assert stub["source"] not in [one.source for one in code.cells]
    assert code.answers["total"].attempted


def test_own_cells_stay_where_they_were(exercises):
    """A helper cell in front of an answer runs in front of it."""
    submitted = solved()
    submitted["cells"].insert(2, cell(source="def helper():\n    return 1"))
    sources = [one.source for one in restore(submitted, exercises).code.cells]

    assert sources.index("def helper():\n    return 1") == 1
    assert sources.index(RIGHT["total"]) == 2


def test_lost_metadata_still_finds_functions(exercises):
    """A notebook whose tags were all stripped is graded by its functions."""
    submitted = solved()
    for one in submitted["cells"]:
        one["metadata"] = {}
    code = restore(submitted, exercises).code

    assert RIGHT["mean"] in [one.source for one in code.cells]
    assert code.answers["mean"].attempted


def test_foreign_notebook_is_refused(exercises):
    """A notebook of something else altogether has no answers."""
    foreign = made_of([cell(source="print('hello')"), markdown(source="# Hi")])

    with pytest.raises(notebook.Unreadable, match="none of this assignment's cells"):
        restore(foreign, exercises)


def test_other_kernel_is_noted(exercises):
    """A notebook that asks for R is run as Python, and says so."""
    submitted = solved()
    submitted["metadata"]["kernelspec"] = {"name": "ir", "language": "R"}

    assert restore(submitted, exercises).code.notes == (
        "the notebook asks for R; it was run as Python",
    )


def test_digest_ignores_outputs_and_text(exercises):
    """What does not run does not change the hidden inputs."""
    plain = restore(solved(), exercises).code.digest
    submitted = solved()
    submitted["cells"][0]["source"] = "# Another title"
    submitted["cells"][2]["outputs"] = [{"output_type": "stream", "text": "x"}]

    assert plain == restore(submitted, exercises).code.digest


def test_digest_differs_between_answers(exercises):
    """Another answer meets other hidden inputs."""
    other = solved(total="def total(values):\n    return 0.0")

    assert (
        restore(solved(), exercises).code.digest
        != restore(other, exercises).code.digest
    )


def test_choose_goes_by_content(exercises):
    """The file with most of the assignment's cells is graded, whatever its name."""
    candidates = {
        "a.ipynb": b"{",
        "notes.ipynb": json.dumps(made_of([cell(source="1")])).encode(),
        "zz (final).ipynb": json.dumps(solved()).encode(),
    }

    assert notebook.choose(candidates, released(), "sums.ipynb") == "zz (final).ipynb"
    assert notebook.choose({}, released(), "sums.ipynb") is None


def test_choose_prefers_the_expected_name_among_equals(exercises):
    """Of two copies the one with the assignment's name is meant."""
    data = json.dumps(solved()).encode()
    candidates = {"copy.ipynb": data, "sums.ipynb": data}

    assert notebook.choose(candidates, released(), "sums.ipynb") == "sums.ipynb"
