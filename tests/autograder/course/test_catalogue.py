"""Known answers as cells, and what is wrong with the files that hold them."""

import numpy as np
import pytest

from autograder.common.errors import UserError
from autograder.course import catalogue
from autograder.course.catalogue import rename_function


@pytest.mark.parametrize(
    "source, renamed",
    [
        ("def bincount(x): return np.bincount(x)", "def ex(x): return np.bincount(x)"),
        ("def loop(x): return loop(x[1:])", "def ex(x): return ex(x[1:])"),
        ("def labels(labels): return labels", "def ex(labels): return labels"),
        ("def f(x): return g(f=x).f, 'f'  # f", "def ex(x): return g(f=x).f, 'f'  # f"),
        ("def f(x): return [f for f in x]", "def ex(x): return [f for f in x]"),
        ("def f(x): return [f(y) for y in x]", "def ex(x): return [ex(y) for y in x]"),
        ("def f(x):\n    f = 1\n    return f", "def ex(x):\n    f = 1\n    return f"),
        (
            "def f(x):\n    global f\n    f = x\n    return f",
            "def ex(x):\n    global f\n    f = x\n    return f",
        ),
        (
            "def f(x):\n    match x:\n        case [f, *_]: return f",
            "def ex(x):\n    match x:\n        case [f, *_]: return f",
        ),
        (
            "def f(x):\n    match x:\n        case {1: 2, **f}: return f",
            "def ex(x):\n    match x:\n        case {1: 2, **f}: return f",
        ),
        (
            "def f(x):\n    match x:\n        case [_, *f]: return f",
            "def ex(x):\n    match x:\n        case [_, *f]: return f",
        ),
        ("def f(x): return 'ééé', f(x)", "def ex(x): return 'ééé', ex(x)"),
        ("def d(x): return d(x)", "def ex(x): return ex(x)"),
        ("def f(x): return lambda f: f(x)", "def ex(x): return lambda f: f(x)"),
        (
            "def f(x):\n    import f\n    return f.f(x)",
            "def ex(x):\n    import f\n    return f.f(x)",
        ),
    ],
)
def test_answer_is_renamed_where_it_means_itself(source, renamed):
    """What is only spelt alike, an attribute or a local name, is left alone."""
    name = source.removeprefix("def ").partition("(")[0]

    assert renamed == rename_function(source, name, "ex")


def test_accepted_answer_may_be_called_as_what_it_calls(assignment):
    """`sum` calls `np.sum`, and still does when it is called `total`."""
    path = assignment.solutions / "accepted" / "total.py"
    path.parent.mkdir()
    path.write_text("def sum(values):\n    return float(np.sum(values))\n")
    (answer,) = catalogue.known_answers(assignment, "accepted")
    space = {"np": np}
    exec(answer.source, space)

    assert space["total"]([1.0, 2.0]) == 3.0


def test_known_answer_keeps_its_decorators(assignment):
    """Whoever vectorizes a function for one number answers with all of it."""
    path = assignment.solutions / "accepted" / "total.py"
    path.parent.mkdir()
    path.write_text(
        "@np.vectorize\n@staticmethod\ndef each(x):\n"
        '    """A belief."""\n    return x + 1.0\n'
    )
    (answer,) = catalogue.known_answers(assignment, "accepted")
    space = {"np": np}
    exec(answer.source, space)

    assert space["total"]([1.0, 2.0]).tolist() == [2.0, 3.0]
    assert "A belief" not in answer.source


@pytest.mark.parametrize(
    "file, text, said",
    [
        ("reference", "x = 1\ndef f(:", "reference.py:2: SyntaxError: invalid syntax"),
        ("reference", "\nx = nothing", "reference.py:2: NameError: name 'nothing' is"),
        ("probes", "import nunpy", "probes.py:1: ModuleNotFoundError: No module named"),
        ("misconceptions/total", "def f(:", "total.py:1: SyntaxError"),
        ("misconceptions/total", "\0", "Error: source code string cannot contain"),
    ],
)
def test_file_that_cannot_be_used_is_named_with_its_line(assignment, file, text, said):
    """An instructor learns where and why, and sees no traceback."""
    (assignment.solutions / f"{file}.py").write_text(text)
    read = {
        "reference": lambda: catalogue.load_reference(assignment),
        "probes": lambda: catalogue.load_probes(assignment),
        "misconceptions/total": lambda: catalogue.known_answers(
            assignment, "misconceptions"
        ),
    }
    with pytest.raises(UserError) as caught:
        read[file]()

    assert f"solutions/sums/{file}.py" in str(caught.value)
    assert said in str(caught.value)


def test_exercise_without_a_reference_is_named(assignment):
    """It says which file lacks which function."""
    text = assignment.reference.read_text()
    assignment.reference.write_text(text.replace("def mean(", "def meen("))

    assert catalogue.missing_references(assignment) == {
        "mean": "solutions/sums/reference.py: no function `mean`"
    }
