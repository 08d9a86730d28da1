"""Filling the derived cells of a source notebook."""

import json

import pytest

from autograder.common.errors import UserError
from autograder.course.source_notebook import (
    answer_cell,
    fill_notebook,
    normalise_notebook,
    notebook_text,
    source_of,
)
from tests.minicourse import cell, markdown, notebook

LONG_HEAD = """\
@keep(lambda: 1)
def f(
    x: int = {1: 2}[1],  # é
) -> dict[str, int]:
    \"\"\"Dôc.

    More.
    \"\"\"
"""

SOLUTIONS = {"total": 'def total(values):\n    """Add up."""\n    return sum(values)'}


def source_notebook():
    return notebook(
        [
            markdown(source="# Sums"),
            cell("setup", locked=True),
            cell("given", locked=True),
            cell("total_solution", "what was here before", solution=True),
            cell("total", "total([1])", grade=True, locked=True, points=2),
        ]
    )


def sources(filled):
    return [source_of(one) for one in filled["cells"]]


@pytest.mark.parametrize(
    "function, expected",
    [
        pytest.param(
            "def f(x): return x  # why",
            "def f(x):\n"
            "    ### BEGIN SOLUTION\n"
            "    return x  # why\n"
            "    ### END SOLUTION",
            id="a body on the signature's line",
        ),
        pytest.param(
            'def f(x): "doc"; return x',
            "def f(x):\n"
            '    "doc"\n'
            "    ### BEGIN SOLUTION\n"
            "    return x\n"
            "    ### END SOLUTION",
            id="a docstring on the signature's line",
        ),
        pytest.param(
            LONG_HEAD + "\n    # why\n    import math\n    return math.e\n",
            LONG_HEAD + "    ### BEGIN SOLUTION\n"
            "    # why\n"
            "    import math\n"
            "    return math.e\n"
            "    ### END SOLUTION",
            id="a decorator, a long signature, an import and a comment",
        ),
        pytest.param(
            'def f(x):\n  y = """\nabc\n"""\n  return y',
            "def f(x):\n"
            "  ### BEGIN SOLUTION\n"
            '  y = """\nabc\n"""\n'
            "  return y\n"
            "  ### END SOLUTION",
            id="another indent, a text of many lines",
        ),
        pytest.param(
            'def f(x):  # note\n    """Doc."""  # more',
            'def f(x):  # note\n    """Doc."""  # more\n'
            "    ### BEGIN SOLUTION\n"
            "    pass\n"
            "    ### END SOLUTION",
            id="no body",
        ),
    ],
)
def test_only_the_body_is_in_the_region_when_a_function_is_split(function, expected):
    """Signature, comments beside it and docstring stay outside; both are Python."""
    made = answer_cell(function)

    assert expected == made
    compile(made, "answer", "exec")


@pytest.mark.parametrize(
    "source",
    ["x = 1", "def f(x):\n    ### BEGIN SOLUTION\n    return x", "def f(x:\n"],
    ids=["no function", "a region already", "not Python"],
)
def test_an_answer_is_refused_when_it_is_not_a_plain_function(source):
    """What cannot become an answer cell is the instructor's error."""
    with pytest.raises(UserError):
        answer_cell(source)


def test_derived_cells_are_written_when_a_notebook_is_filled():
    """Setup, given and answers are replaced, the rest stays."""
    filled = fill_notebook(
        source_notebook(), setup="import numpy\n", given="x = 1", solutions=SOLUTIONS
    )

    text, setup, given, answer, grade = sources(filled)
    assert (
        text,
        setup,
        given,
        grade,
    ) == ("# Sums", "import numpy", "x = 1", "total([1])")
    assert answer_cell(SOLUTIONS["total"]) == answer


def test_the_same_comes_out_when_a_notebook_is_filled_twice():
    """Filling is deterministic and changes nothing the second time."""
    arguments = {"setup": "import numpy", "given": "", "solutions": SOLUTIONS}
    once = fill_notebook(source_notebook(), **arguments)

    assert notebook_text(once) == notebook_text(fill_notebook(once, **arguments))


def test_a_close_name_is_suggested_when_the_reference_lacks_a_function():
    """An answer cell without a function gets a did-you-mean."""
    with pytest.raises(UserError, match="no function `total`") as error:
        fill_notebook(
            source_notebook(), setup="", given="", solutions={"totals": "..."}
        )

    assert error.value.hint == "did you mean `totals`?"


def test_an_answer_cell_is_refused_when_it_is_named_otherwise():
    """An answer cell's name tells its exercise."""
    odd = notebook([cell("setup", locked=True), cell("total", solution=True)])

    with pytest.raises(UserError, match="not named after its exercise"):
        fill_notebook(odd, setup="", given="", solutions=SOLUTIONS)


@pytest.mark.parametrize("name", ["setup", "given"])
def test_a_missing_cell_is_named_when_it_should_be_filled(name):
    """What must be given needs a cell to stand in."""
    cells = [one for one in source_notebook()["cells"] if one["id"] != name]

    with pytest.raises(UserError, match=f"no cell `{name}`"):
        fill_notebook(
            notebook(cells), setup="a = 1", given="b = 2", solutions=SOLUTIONS
        )


def test_noise_is_gone_when_a_notebook_is_normalised():
    """Outputs, counts, editors' metadata and doubled ids do not survive."""
    noisy = cell("setup", "1 + 1", locked=True)
    noisy |= {"execution_count": 7, "outputs": [{"output_type": "stream"}]}
    noisy["metadata"] |= {"scrolled": True, "tags": ["keep"]}
    picture = {**markdown(source="![](attachment:a)"), "attachments": {"a": {}}}
    odd = {**markdown(source="x"), "id": "no good!"}
    nameless = {key: value for key, value in markdown().items() if key != "id"}

    made = normalise_notebook(notebook([noisy, noisy, picture, odd, nameless]))

    assert [one["id"] for one in made["cells"]] == [
        "setup",
        "setup-2",
        "text",
        "no-good-",
        "text-4",
    ]
    first = made["cells"][0]
    assert (first["execution_count"], first["outputs"]) == (None, [])
    assert {"nbgrader", "tags"} == set(first["metadata"])
    assert made["cells"][2]["attachments"] == {"a": {}}
    assert made["metadata"]["language_info"] == {"name": "python"}


def test_the_notebook_is_not_changed_when_it_is_filled():
    """Filling gives a new notebook."""
    before = source_notebook()

    fill_notebook(before, setup="a", given="b", solutions=SOLUTIONS)

    assert json.dumps(source_notebook()) == json.dumps(before)
