import numpy as np
import pytest

from autograder.model import Verdict
from autograder.sandbox.api import OverwrittenNames
from autograder.sandbox.host import response_checks, spelled_names
from autograder.sandbox.host.response_checks import InvalidResponseError
from autograder.sandbox.host.spelled_names import SpelledNames

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\0\x10\0\0\0\x10" + bytes(20)
CELL = {"stdout": "", "stderr": "", "outputs": [], "raised": None}
RAISED = ["ValueError", ["builtins.ValueError"], 3, "softmax", "no"]
AXES = {"title": "", "xlabel": "", "ylabel": "", "lines": []}


def line(**changes):
    return [*{"label": "a", "x": np.zeros(2), "y": np.zeros(2), **changes}.values()]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("plain é ∑", "plain é ∑"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\u202egnp", "\\u202egnp"),
        ("x" * 50, "x" * 20),
    ],
)
def test_control_characters_are_shown_and_texts_are_cut(text, expected):
    """A terminal, a page or a log never obeys a student's text."""
    assert response_checks.clean_text(text, 20) == expected


def test_newlines_stay_where_lines_are_shown():
    """Output keeps its lines and tabs, and nothing else."""
    assert response_checks.clean_text("a\n\tb\r", 20, keep="\n\t") == "a\n\tb\\r"


@pytest.mark.parametrize(
    "lie",
    [
        None,
        [],
        {**CELL, "more": 1},
        {**CELL, "stdout": b""},
        {**CELL, "outputs": [{"text": "", "png": "", "key": ""}]},
        {**CELL, "outputs": [{"text": 1, "png": b"", "key": ""}]},
        {**CELL, "outputs": [{"text": "", "png": b"", "key": ""}] * 51},
        {**CELL, "raised": [1]},
        {**CELL, "raised": [*RAISED[:2], "3", *RAISED[3:]]},
        {**CELL, "raised": [RAISED[0], ["x"] * 51, *RAISED[2:]]},
    ],
)
def test_forged_cell_results_are_not_believed(lie):
    """Every part has its type and its limit."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_cell_result(lie, 100)


@pytest.mark.parametrize(
    "png, kept",
    [
        (PNG, True),
        (b"<svg onload=...>", False),
        (PNG[:30], False),
        (PNG.replace(b"\0\0\0\x10", b"\0\xff\0\0"), False),
        (PNG.replace(b"\0\0\0\x10", b"\0\0\0\0"), False),
        (PNG + bytes(3 << 20), False),
    ],
)
def test_only_pngs_of_sane_size_are_kept(png, kept):
    """What is shown as an image begins as one."""
    shown = {**CELL, "outputs": [{"text": "", "png": png, "key": ""}]}

    assert response_checks.read_cell_result(shown, 100).outputs[0].png == (
        png if kept else b""
    )


@pytest.mark.parametrize(
    "lie",
    [
        [1, None],
        [1, 2, None],
        [1, None, 3],
        [1, None, [AXES] * 21],
        [1, None, [{**AXES, "title": 1}]],
        [1, None, [{**AXES, "lines": [line()] * 51}]],
        [1, None, [{**AXES, "lines": [line(x=[1.0, 2.0])]}]],
        [1, None, [{**AXES, "lines": [line(x=np.zeros(3))]}]],
        [1, None, [{**AXES, "lines": [line(x=np.zeros(2, int))]}]],
        [1, None, [{**AXES, "lines": [line(x=np.zeros((2, 1)))]}]],
        [1, None, [{**AXES, "lines": [line(x=np.zeros(10**6), y=np.zeros(10**6))]}]],
    ],
)
def test_forged_calls_and_drawings_are_not_believed(lie):
    """Axes and lines are counted, typed and measured."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_call_result(lie)


def test_exception_is_told_by_names_and_lines_alone():
    """A class named by a hidden input does not carry it out; a line is a number."""
    leaky = ["E42 = secret", [], 3, "f(x) = 3", ""]

    fault = response_checks.read_fault(["raised", *leaky], "f")

    assert fault.message == "your code raised E42 at line 3 of `f`"


@pytest.mark.parametrize(
    "number, function, expected",
    [(3, "f", "line 3 of `f`"), (3, "", "line 3"), (0, "f", ""), (1 << 30, "f", "")],
)
def test_place_is_a_line_and_a_function(number, function, expected):
    """Nonsense numbers give no place."""
    assert response_checks.describe_place(number, function) == expected


def test_memory_error_has_its_own_verdict():
    """Too much memory is told from other exceptions."""
    fault = response_checks.read_fault(["raised", "MemoryError", [], 1, "", ""], "f")

    assert fault.verdict is Verdict.OUT_OF_MEMORY


@pytest.mark.parametrize(
    "lie",
    [
        None,
        [],
        ["other"],
        [["raised"]],
        ["raised"],
        ["missing"],
        ["missing", 3],
        ["unsendable", "words of the student's"],
        ["unsendable", ["deep"]],
        ["stale", 1],
    ],
)
def test_forged_faults_are_not_believed(lie):
    """A worker chooses among our sentences and adds no words."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_fault(lie, "f")


@pytest.mark.parametrize(
    "lie", [{1: "int"}, {"a": 1}, [], {str(k): "" for k in range(3000)}]
)
def test_forged_names_are_not_believed(lie):
    """Names and types are texts, and not too many."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_names(lie)


@pytest.mark.parametrize(
    "lie", [[1, []], ["1", [], {}], [1, (), {}], [1, [], {2: 3}], [1, [], 0]]
)
def test_forged_callbacks_are_not_believed(lie):
    """A call back is a number, a list and a dict by names."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_callback(lie)


CELLS = """\
class TooFew(ValueError): pass
def softmax(z):
    return z / z.sum()

    # the end"""


def spelled(*sources):
    names = SpelledNames()
    for source in sources:
        names.read(source)
    return names


@pytest.mark.parametrize(
    "line, function, where",
    [
        (3, "softmax", "line 3 of `softmax`"),
        (1, "softmax", "a line of `softmax`"),
        (6, "softmax", "a line of `softmax`"),
        (31415, "softmax", "a line of `softmax`"),
        (5, "", "line 5"),
        (6, "", ""),
        (-3, "", ""),
        (1 << 30, "softmax", "a line of `softmax`"),
        (3, "x31415", "line 3"),
        (3, "len", "line 3"),
        (3, "z", "line 3"),
    ],
)
def test_a_line_is_told_where_a_cell_has_it(line, function, where):
    """A made up line, file or function could hold what a hidden call was given."""
    forged = ["raised", "ValueError", [], line, function, "text"]

    assert response_checks.read_fault(forged, "f", spelled(CELLS)).where == where


def test_lines_far_down_and_names_beyond_the_first_are_not_told():
    """Nobody needs them, and each one more would be a sign that a worker can choose."""
    many = "\n".join(f"def f{number}(): pass" for number in range(300))
    names = spelled(many, "x = 1\n" * 999)
    known = [number for number in range(300) if f"f{number}" in names]
    lines = [line for line in range(1200) if names.has_line(line, "")]

    assert known == list(range(spelled_names.MOST_NAMES))
    assert lines == list(range(1, spelled_names.LAST_LINE + 1))


@pytest.mark.parametrize(
    "source, defined",
    [
        ("async def f(): pass", "f"),
        ("class C:\n    def method(self): pass", "method"),
        ("if True:\n\tdef inner(): pass", "inner"),
        ("def\u3000f(): pass", "f"),
        ("x = 'def text'", ""),
        ("# class comment", ""),
        ("undef f", ""),
    ],
)
def test_names_are_those_of_class_and_def_statements(source, defined):
    """Words in texts, comments and other statements are none: they may be thousands."""
    words = ("f", "method", "inner", "text", "comment")

    assert [one for one in words if one in spelled(source)] == [defined][
        : bool(defined)
    ]


def test_few_of_python_s_own_names_are_told():
    """Exceptions as exceptions, types as types: seven bits each, not all of numpy."""
    told = [
        name
        for name in dir(np)
        if response_checks.tellable_typename(name, spelled()) == name
    ]
    raised = ["raised", "einsum", [], 0, "", ""]

    assert len(told) < 100
    assert "an exception" in response_checks.read_fault(raised, "f", spelled()).message


@pytest.mark.parametrize(
    "name, told",
    [
        ("ValueError", "ValueError"),
        ("LinAlgError", "LinAlgError"),
        ("TooFew", "TooFew"),
        ("E0471935", "an exception"),
        ("<script>", "an exception"),
    ],
)
def test_names_made_up_while_running_are_not_told(name, told):
    """They could hold hidden inputs; those that the cells spell out cannot."""
    forged = ["raised", name, [], 3, "", "text"]
    found = response_checks.read_fault(forged, "f", spelled(CELLS))

    assert found.message == f"your code raised {told} at line 3"


@pytest.mark.parametrize(
    "text, told",
    [
        ("generator", "generator"),
        ("Mine", "Mine"),
        ("T0471935", "object"),
        ("ndarray of dtype object", "ndarray of dtype object"),
        ("ndarray of dtype <U48193", "ndarray of dtype <U"),
        ("ndarray of dtype [('d0471', 'V1')]", "ndarray"),
        ("\x1b[2J", "object"),
    ],
)
def test_type_made_up_while_running_is_an_object(text, told):
    """The name of a type is told as that of an exception is."""
    names = spelled("class Mine: pass")
    missing = response_checks.read_fault(["missing", text], "f", names).message

    assert response_checks.tellable_typename(text, names) == told
    assert f" {told}, not a function" in missing


def test_what_was_overwritten_is_told_by_names_that_cells_spell_out():
    """Of a name that was made up while running nothing is said."""
    said = {"total": [{"np": 3, "made_up_9231": 4}, {}]}

    assert response_checks.read_overwritten(said, {"np"}) == {
        "total": OverwrittenNames(taken={"np": 3}, changed={})
    }


@pytest.mark.parametrize(
    "lie",
    [
        [],
        {"total": [{}]},
        {"total": [[], {}]},
        {"total": [{"np": "3"}, {}]},
        {"total": [{"np": True}, {}]},
        {"total": [{3: 3}, {}]},
        {"total": [{str(n): n for n in range(21)}, {}]},
        {7: [{}, {}]},
    ],
)
def test_forged_words_of_what_was_overwritten_are_not_believed(lie):
    """What no honest worker says ends the worker."""
    with pytest.raises(InvalidResponseError):
        response_checks.read_overwritten(lie, {"np"})
