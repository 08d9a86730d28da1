"""Functions that a test passes, called by student code with whatever it likes."""

from functools import partial

import numpy as np
import pytest

from autograder.common.errors import GraderError
from autograder.sandbox.api import CallOptions
from autograder.sandbox.host.passed_functions import (
    is_passable,
    passes_keywords_on,
    takes_keywords,
)
from autograder.sandbox.host.remote_worker import UnpassableValue
from autograder.sandbox.student_faults import ExceptionRaised


class Counted:
    """An object that is called like a function."""

    def __call__(self, x, *, scale=1.0):
        return x * scale

    def method(self, x):
        return x


def rest_taken(x, **rest):
    return rest


@pytest.mark.parametrize(
    "function, passable",
    [
        (lambda x: x, True),
        (Counted(), True),
        (Counted().method, True),
        (partial(rest_taken, 1), True),
        (partial(max, 1), False),
        (np.tanh, False),
        (np.sum, False),
        (open, False),
        ([].append, False),
        (float, False),
        (Counted, False),
    ],
)
def test_only_what_is_written_in_python_may_be_passed(function, passable):
    """Builtins take names that nobody thought of: `out`, `key`, `file`."""
    assert is_passable(function) is passable


@pytest.mark.parametrize(
    "function, names, taken",
    [
        (Counted(), ["x", "scale"], True),
        (Counted(), ["y"], False),
        (rest_taken, ["x"], True),
        (rest_taken, ["out"], False),
        (lambda x, /: x, ["x"], False),
        (lambda *x: x, ["x"], False),
        (passes_keywords_on(lambda **rest: rest), ["out"], True),
    ],
)
def test_keyword_arguments_are_those_that_a_signature_names(function, names, taken):
    """What goes into `**rest` was named by nobody."""
    assert takes_keywords(function, names) is taken


ODD = {
    "text": "'abc'",
    "many_texts": "['a', b'b', None, {'c': 1j}]",
    "object": "object()",
    "function": "lambda x: x",
    "type": "int",
    "objects": "np.array([object(), None])",
    "texts": "np.array(['a', 'bc'])",
    "huge": "np.zeros((1 << 20) + 1)",
    "huge_number": "10 ** 2000",
    "deep": "deep",
    "nothing": "",
    "too_many": "1, 2, 3, 4",
    "keyword": "1, out=1",
    "keywords": "1, **{'axis': 'x', 'file': 2}",
}
"""what student code may call a passed function with"""

PASSED = {
    "identity": lambda x: x,
    "grown": lambda x: np.zeros((1 << 20) + 1),
    "computed": lambda x: float(np.sum(np.asarray(x) ** 2)),
    "rest": rest_taken,
    "odd_object": lambda x: {1, 2},
    "generator": lambda x: (one for one in [x]),
    "listed": lambda x: [np.asarray(x), object],
}


@pytest.mark.parametrize("name", PASSED)
def test_whatever_a_passed_function_is_called_with_is_never_our_fault(worker, name):
    """It gives a value or an exception in the student's code, and all goes on."""
    calls = "".join(
        f"    try:\n        f({odd})\n    except Exception as error:\n"
        "        raised.append(type(error).__name__)\n"
        for odd in ODD.values()
    )
    source = (
        "import numpy as np\ndeep = []\nfor _ in range(80): deep = [deep]\n"
        f"def g(f):\n    raised = []\n{calls}    return raised"
    )
    assert worker.run_cell(source).fault is None
    raised = worker.call("g", [PASSED[name]], {}, CallOptions()).value

    # At least those: too large, too deep, no argument, too many, and both keywords.
    assert len(raised) >= 6
    assert worker.call("g", [lambda x: 1.0], {}, CallOptions()).value


def test_an_exception_that_nobody_catches_is_the_student_s(call):
    """A function that takes no `out` says TypeError, as in a notebook."""
    with pytest.raises(
        ExceptionRaised, match="your code raised TypeError at line 1 of `f`"
    ):
        call("def f(g): return g(1.0, out=2)", rest_taken)


def test_warnings_about_what_a_student_passes_reach_nobody(call):
    """They neither fill the terminal nor, as errors, change what comes back."""
    source = "import numpy as np\ndef f(g): return g(np.array([1 + 2j]))"

    assert call(source, lambda x: float(x.astype(float)[0])).value == 1.0


def test_what_is_too_large_to_pass_raises_where_it_is_passed(call):
    """The worker lives on, and the line is the student's own."""
    source = "import numpy as np\ndef f(g): return g(np.zeros((1 << 20) + 1))"
    with pytest.raises(
        ExceptionRaised, match="your code raised ValueError at line 2 of `f`"
    ):
        call(source, lambda x: 1.0)


def test_a_builtin_is_refused_before_the_student_sees_it(call):
    """It is the test's fault, for every student alike."""
    with pytest.raises(GraderError, match="builtin `tanh`"):
        call("def f(g): return g(1.0)", np.tanh)


def test_a_student_s_array_of_texts_that_a_test_passes_on_is_no_fault_of_ours(call):
    """A test that goes on with it fails as with any other odd value."""
    with pytest.raises(UnpassableValue, match="ndarray"):
        call("def f(x): return x", np.asarray(["a"]))
