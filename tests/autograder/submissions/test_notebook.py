"""Reading what students hand in."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.course import AssignmentConfig, exercises_of
from autograder.sandbox.api import CallOptions
from autograder.submissions.documents import Document
from autograder.submissions.notebook import (
    NotebookFile,
    find_definitions,
    parse_notebook,
)
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import restore_answers
from autograder.submissions.submission import choose_notebook
from tests.inprocess import InProcessWorker
from tests.minicourse import RIGHT, STUB, cell, markdown, released, solved
from tests.minicourse import notebook as made_of
from tests.nightly import fuzz_notebook, fuzzing

CONFIG = AssignmentConfig(title="Sums", bonus={"spread": 1})


@pytest.fixture
def exercises():
    return exercises_of(released(), CONFIG, "sums")


def restore(submitted, exercises, beside=()):
    data = json.dumps(submitted).encode()
    found = parse_notebook(data)
    return restore_answers(found, released(), exercises, beside=beside)


def choose(files, expected="sums.ipynb"):
    candidates = [NotebookFile(name, data) for name, data in files.items()]
    chosen = choose_notebook(candidates, released(), expected)
    return chosen and chosen.name


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
        (
            b"PK\x03\x04\x14",
            "is a zip archive or an office file, not a notebook: unpack it",
        ),
        (b"\x1f\x8b\x08", "is an archive, not a notebook: unpack it"),
        (b"%PDF-1.7\n{}", "is a PDF, not a notebook: hand in the file that ends"),
        (b"\xff\xd8\xff\xe0", "is a picture, not a notebook"),
        (b"\n<!DOCTYPE html>", "is a web page, not a notebook"),
        (b"[1, 2]", "is not a notebook"),
        (b"{}", "no list of cells"),
        (b'{"cells": {}}', "no list of cells"),
        (b'{"cells": []}', "no cells"),
        (b'{"cells": [3, null, {"cell_type": "raw", "source": 7}]}', "no cells"),
        (b"[" * 100_000, "ends too early"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "is damaged"),
        (b"[" * ((1 << 20) + 1), "too many lists"),
        (b" " * ((64 << 20) + 1) + b"{}", "more than 64 MB besides its outputs"),
        (b" " * (128 << 20) + b"{}", "larger than 128 MB"),
        (b'{"cells": [' + b"0," * 5000 + b"0]}", "more than 5000 cells"),
    ],
)
def test_unreadable_file_says_why(data, said):
    """Bytes that are no notebook are refused with the reason."""
    with pytest.raises(Unreadable) as caught:
        parse_notebook(data)

    assert said in str(caught.value)


def test_old_format_is_read():
    """A notebook of format 3 keeps its cells in worksheets and its code in `input`."""
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1"]}]}]}

    assert parse_notebook(json.dumps(old).encode())["cells"][0]["source"] == "a = 1"


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


BLANK = {name: STUB.format(name=name) for name in RIGHT}
EVERYTHING = "\n\n\n".join(RIGHT.values())


def in_cells(**sources):
    """Give the release with these texts in its cells, whatever they are for."""
    made = solved(**BLANK)
    for one in made["cells"]:
        one["source"] = sources.get(one["id"], one["source"])
    return made


def with_new_cell(place):
    made = solved(**BLANK)
    made["cells"].insert(place, {**cell(source=EVERYTHING), "metadata": {}})
    return made


def merged_over_the_check():
    made = without(solved(), "mean_solution")
    merged = f"{RIGHT['total']}\n\nchecked = True\n\n{RIGHT['mean']}"
    for one in made["cells"]:
        one["source"] = merged if one["id"] == "total_solution" else one["source"]
    return without(made, "total")


def question_turned_into_code():
    made = in_cells(why=EVERYTHING)
    made["cells"][-1]["cell_type"] = "code"
    return made


def copies_of_one_cell():
    """Give every answer under the first one's tags, as pasted cells have them."""
    made = solved()
    for name in ("mean", "spread"):
        made = retag(made, f"{name}_solution", "total_solution")
    return made


WAYS = {
    "all in the first, the others blank": in_cells(total_solution=EVERYTHING),
    "all in the last, the others blank": in_cells(spread_solution=EVERYTHING),
    "all in one, the others gone": without(
        without(in_cells(mean_solution=EVERYTHING), "total_solution"),
        "spread_solution",
    ),
    "all in one, with blanks below": in_cells(
        total_solution="\n".join([EVERYTHING, *BLANK.values()])
    ),
    "a new cell at the top": with_new_cell(0),
    "a new cell in front of the answers": with_new_cell(2),
    "a new cell at the end": with_new_cell(99),
    "merged over a check": merged_over_the_check(),
    "in a check": in_cells(total=f"checked = True\n{EVERYTHING}"),
    "in the setup": in_cells(setup=f"import numpy as np\n{EVERYTHING}"),
    "in a question": question_turned_into_code(),
    "under one tag": copies_of_one_cell(),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_python_would_call_is_graded_wherever_it_stands(exercises, way):
    """No released stub and no restored cell undoes a definition of the student's."""
    code = restore(WAYS[way], exercises).code
    worker = InProcessWorker()
    for one in code.cells:
        worker.run_cell(one.source)
    values = [
        worker.call(name, [[1.0, 2.0, 6.0]], {}, CallOptions()).value for name in RIGHT
    ]

    assert values == [9.0, 3.0, 5.0]
    assert all(code.answers[name].attempted for name in RIGHT)


def test_what_was_added_to_a_locked_cell_runs_before_it(exercises):
    """An import in the setup, a helper in a check: an answer may need it."""
    submitted = in_cells(
        setup="import numpy as np\nimport math as m",
        total=f"{STUB.format(name='total')}\nEPS = 1e-9\nchecked = True",
        mean="checked = False",
    )
    sources = [one.source for one in restore(submitted, exercises).code.cells]

    assert sources[:2] == ["import numpy as np\nimport math as m", "import numpy as np"]
    assert sum("EPS" in one for one in sources) == 1
    assert "checked = False" not in sources


def test_blank_function_in_a_merged_cell_is_no_attempt(exercises):
    """A stub that was merged into another answer is still a stub."""
    merged = f"{RIGHT['total']}\n\n\n{STUB.format(name='mean')}"
    submitted = without(solved(total=merged), "mean_solution")
    answers = restore(submitted, exercises).code.answers

    assert answers["total"].attempted
    assert not answers["mean"].attempted


def test_use_of_a_function_is_no_definition(exercises):
    """A scratch cell that overwrites a name does not answer its exercise."""
    submitted = solved(total=BLANK["total"])
    submitted["cells"].append(cell(source="total = total([1, 2])"))
    code = restore(submitted, exercises).code

    assert not code.answers["total"].attempted


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


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import numba\nexcept ImportError:\n    def total(v): return sum(v)",
        "if False:\n    pass\nelif True:\n    def total(v): return sum(v)",
        "with open('x'):\n    total = sum",
        "match 1:\n    case _:\n        total = sum",
        "total: object = sum",
        "[first, (total, *rest)] = [1, (sum, 2)]",
    ],
)
def test_function_of_an_own_cell_is_found_in_a_block_and_in_any_assignment(
    exercises, source
):
    """Behind an untouched stub it is the answer, as it is in the notebook."""
    submitted = solved(total=STUB.format(name="total"))
    submitted["cells"].append(cell(source=source))

    assert (
        not restore(solved(total=STUB.format(name="total")), exercises)
        .code.answers["total"]
        .attempted
    )
    assert restore(submitted, exercises).code.answers["total"].attempted


@pytest.mark.parametrize(
    "source, expected",
    [
        ("def f():\n    total = 1", {"f"}),
        ("class A:\n    def total(self): pass", {"A"}),
        ("total: int", set()),
        ("a.total = b[total] = 1", set()),
        ("if a: pass\n" + "elif a: pass\n" * 300 + "else: total = 1", {"total"}),
    ],
    ids=["in a function", "method", "no value", "attribute", "long chain"],
)
def test_definitions_are_names_of_the_cell_alone(source, expected):
    """What a function or a class binds within is not the cell's."""
    assert frozenset(expected) == find_definitions(source)


def test_foreign_notebook_is_refused(exercises):
    """A notebook of something else altogether has no answers."""
    foreign = made_of([cell(source="print('hello')"), markdown(source="# Hi")])

    with pytest.raises(Unreadable, match="none of this assignment's cells"):
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

    assert choose(candidates) == "zz (final).ipynb"
    assert choose({}) is None


def test_choose_prefers_the_expected_name_among_equals(exercises):
    """Of two copies the one with the assignment's name is meant."""
    data = json.dumps(solved()).encode()
    candidates = {"copy.ipynb": data, "sums.ipynb": data}

    assert choose(candidates) == "sums.ipynb"


def coded(source, **more):
    return json.dumps({"cells": [{"cell_type": "code", "source": source, **more}]})


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"]
)
def test_encodings_of_other_editors_are_understood(encoding):
    """A byte order mark says what the text is; one odd sign costs only itself."""
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = '{"cells": [{"cell_type": "code", "source": "x = 1 # \u00e9"}]}'
    source = parse_notebook((mark + text).encode(encoding))["cells"][0]["source"]

    assert source == ("x = 1 # \ufffd" if encoding == "latin-1" else "x = 1 # \u00e9")


def test_too_much_code_is_refused():
    """Code that takes minutes to parse is no answer."""
    cells = json.loads(coded("x = 1\n" * 1000))["cells"] * 300

    with pytest.raises(Unreadable, match="more than 1 MB of code"):
        parse_notebook(json.dumps({"cells": cells}).encode())


@pytest.mark.parametrize("kind", ["raw", "heading", "html"])
def test_text_of_any_type_answers_in_words(exercises, kind):
    """A written answer counts in a cell of whatever type of text."""
    submitted = solved()
    submitted["cells"][-1] |= {"cell_type": kind, "source": "Because."}
    answer = restore(submitted, exercises).code.answers["why"]

    assert (answer.attempted, answer.source, answer.note) == (True, "Because.", "")


def test_an_answer_in_words_is_read_when_its_cell_became_code(exercises):
    """What was meant as text is shown as text, with a note, and never run."""
    submitted = solved()
    submitted["cells"][-1] |= {"cell_type": "code", "source": "Because it is."}
    restored = restore(submitted, exercises)

    answer = restored.code.answers["why"]
    assert answer.attempted
    assert answer.note == "the answer stood in a code cell; it is read as text"
    assert restored.notebook["cells"][-1]["cell_type"] == "markdown"
    assert "Because it is." not in [one.source for one in restored.code.cells]


@pytest.mark.parametrize("texts", [("One.", "Two."), ("YOUR ANSWER HERE", "Two.")])
def test_an_answer_in_words_that_is_there_twice_is_noted(exercises, texts):
    """Whoever reads it must know that there is more than one cell."""
    submitted = solved()
    first, second = (dict(submitted["cells"][-1], source=text) for text in texts)
    submitted["cells"][-1:] = [first, second]
    answer = restore(submitted, exercises).code.answers["why"]

    assert answer.attempted
    assert answer.source == "\n\n".join(texts)
    assert answer.note == (
        "the answer cell `why` is there 2 times; the answer is all of them"
    )


def test_a_blank_question_that_is_there_twice_is_blank(exercises):
    """Two cells in which nobody wrote are no answer."""
    submitted = solved()
    submitted["cells"][-1] |= {"source": "YOUR ANSWER HERE"}
    submitted["cells"].append(dict(submitted["cells"][-1]))
    answer = restore(submitted, exercises).code.answers["why"]

    assert not answer.attempted
    assert "2 times" in answer.note


@pytest.mark.parametrize("kind", ["markdown", "raw"])
@pytest.mark.parametrize("form", ["{}", "```python\n{}\n```\n"])
def test_an_answer_in_code_is_code_when_its_cell_became_text(exercises, kind, form):
    """As nbgrader gives such a cell its type back: nobody's answer is a silent 0."""
    submitted = solved()
    for one in submitted["cells"]:
        if one["id"] == "total_solution":
            right = one["source"]
            one |= {"cell_type": kind, "source": form.format(right)}
    restored = restore(submitted, exercises)
    answer = restored.code.answers["total"]

    assert answer.attempted
    assert answer.note.endswith(
        "was a cell of text in the notebook; it was run as code"
    )
    assert right in [one.source for one in restored.code.cells]


def beside(name, source):
    """Hand in a function in another file."""
    made = made_of([cell(source="x = 1"), cell(source=source)])
    data = json.dumps(made) if "ipynb" in name.lower() else source
    return [Document(name, data.encode())]


@pytest.mark.parametrize("name", ["part 2.ipynb", "answers.py", "old/A.IPYNB.txt"])
def test_a_function_counts_when_it_was_handed_in_beside(exercises, name):
    """Two notebooks, or a program that the notebook imports, are the student's work."""
    submitted = solved()
    for one in submitted["cells"]:
        if one["id"] == "total_solution":
            one["source"] = STUB.format(name="total")
    files = beside(name, "def total(values):\n    return 5")
    restored = restore(submitted, exercises, beside=files)
    answer = restored.code.answers["total"]

    assert answer.attempted
    assert answer.note == f"`total` is not in the notebook; that of `{name}` was graded"
    assert files[0].data.decode().count("return 5") == 1
    assert "return 5" in "".join(one.source for one in restored.code.cells)


def test_a_function_in_the_notebook_stands_when_another_is_beside(exercises):
    """What the notebook defines is what is graded."""
    files = [
        *beside("answers.py", "def total(values):\n    return 5"),
        *beside("stub.py", STUB.format(name="spread")),
        Document("damaged.ipynb", b"{"),
    ]
    restored = restore(solved(), exercises, beside=files)

    assert restored.code.cells == restore(solved(), exercises).code.cells


def test_an_answer_in_code_is_explained_when_words_took_its_cell(exercises):
    """What does not run earns nothing, and the reason is said."""
    submitted = solved()
    for one in submitted["cells"]:
        if one["id"] == "total_solution":
            one |= {"cell_type": "markdown", "source": "I would add them up."}
    answer = restore(submitted, exercises).code.answers["total"]

    assert not answer.attempted
    assert answer.note.endswith(
        "is a cell of text in the notebook, so nothing of it runs"
    )


def test_an_answer_in_words_that_is_gone_is_said(exercises):
    """A deleted question is not a blank one."""
    answer = restore(without(solved(), "why"), exercises).code.answers["why"]

    assert (answer.source, answer.note) == (None, "the answer cell `why` is not there")


def test_locked_cells_stand_when_a_cell_defines_the_same_names(exercises):
    """Deleting a locked cell and defining what it defines does not replace it."""
    submitted = without(solved(), "setup")
    submitted["cells"].append(cell(source="import os as np\nchecked = 'mine'"))
    locked = [one.source for one in restore(submitted, exercises).code.cells]

    assert "import numpy as np" in locked
    assert locked.count("checked = True") == 3


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "1+" * 950 + "1",
        "x = " + "-" * 950 + "1",
        "x = 0x" + "f" * 9999,
        "x = " + "(" * 9999,
        "x = " + "a." * 950 + "b",
        "x = '\\d'",
        "x = \x00",
        "\ud800",
        "\f\v\x1cx",
    ],
)
def test_code_that_no_parser_likes_is_an_attempt(exercises, source):
    """Depth, length and odd signs are the student's, and cost no one a crash."""
    answers = restore(solved(total=source), exercises).code.answers

    assert answers["total"].attempted


def test_choose_prefers_who_answered_over_an_untouched_copy():
    """The release under the right name does not hide the work under another."""
    submitted = without(solved(), "total")
    loose = made_of([{**cell(source=RIGHT["total"]), "metadata": {}}])
    empty = json.dumps(released()).encode()
    for work in (submitted, loose):
        candidates = {"sums.ipynb": empty, "mine.ipynb": json.dumps(work).encode()}

        chosen = choose(candidates)
        assert chosen == "mine.ipynb"


def test_reading_holds_under_mutation():
    """Two thousand mutated files; `make nightly` feeds it a hundred thousand."""
    checked = fuzzing.fuzz(fuzz_notebook.check, fuzz_notebook.SEEDS, 2000)

    assert checked == 2000 + len(fuzz_notebook.SEEDS)


assert_holds = fuzz_notebook.check

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
IDS = st.sampled_from(
    ["setup", "total", "total_solution", "mean_solution", "why", "other", ""]
)
TAGS = st.fixed_dictionaries({}, optional={"grade_id": IDS | VALUES, "grade": VALUES})
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw"]) | VALUES,
        "source": st.sampled_from([*RIGHT.values(), "x = 1", "def total(:"]) | VALUES,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": TAGS}) | VALUES,
        "outputs": VALUES,
    },
)


@settings(max_examples=150)
@given(cells=st.lists(CELLS | VALUES, max_size=8), metadata=VALUES)
def test_any_cells_are_laid_into_the_release(cells, metadata):
    """Whatever stands in a cell's fields, all that grading relies on holds."""
    made = {"cells": cells, "metadata": metadata}
    assert_holds(json.dumps(made).encode())


@settings(max_examples=50)
@given(cells=st.lists(CELLS, max_size=8))
def test_reading_what_was_restored_gives_the_same(cells):
    """A graded notebook that is handed in again is the same submission."""
    exercises = exercises_of(released(), CONFIG, "sums")
    submitted = {"cells": [*solved()["cells"], *cells]}
    once = restore(submitted, exercises)
    again = restore(once.notebook, exercises)

    assert once.code.digest == again.code.digest
    assert [one.source for one in once.code.cells] == [
        one.source for one in again.code.cells
    ]


@settings(max_examples=50)
@given(order=st.permutations(["a", "b", "c", "d"]))
def test_the_choice_does_not_hang_on_the_order(order):
    """The same files, the same notebook."""
    made = {
        "a": json.dumps(released()).encode(),
        "b": json.dumps(solved()).encode(),
        "c": b"{",
        "d": json.dumps(without(solved(), "total_solution")).encode(),
    }
    files = {name: made[name] for name in order}

    assert choose(files, "a") == "b"
