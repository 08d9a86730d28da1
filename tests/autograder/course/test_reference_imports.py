"""Reading references as text: their functions and what they are given."""

import pytest

from autograder.common.errors import UserError
from autograder.course.reference_imports import function_sources, given_source

FIRST = '''\
"""The first."""

import math

import numpy as np

LIMIT = 3


def _clip(x):
    return min(x, LIMIT)


def unused(x):
    return x


def low(x):
    """Clip."""
    return _clip(math.floor(x))
'''

SECOND = """\
from solutions.first.reference import low


@staticmethod
def high(x):
    return -low(-x)
"""

REFERENCES = {"first": FIRST, "second": SECOND}


def given(reference, references=REFERENCES):
    return given_source(reference, references.__getitem__)


def test_each_function_is_found_when_a_reference_is_read():
    """Functions come by name, with their decorators and nothing around them."""
    found = function_sources(SECOND)

    assert found == {"high": "@staticmethod\ndef high(x):\n    return -low(-x)"}


def test_helpers_come_along_when_a_function_is_given():
    """What a function uses is given too, earlier modules first, nothing twice."""
    reference = (
        "import numpy as np\n"
        "from solutions.second.reference import high\n"
        "from solutions.first.reference import low\n"
    )

    names = [
        line
        for line in given(reference).splitlines()
        if line and not line.startswith((" ", "@"))
    ]

    assert names == [
        "# Given: right versions of what earlier assignments asked for.",
        "import math",
        "LIMIT = 3",
        "def _clip(x):",
        "def low(x):",
        "def high(x):",
    ]


def test_the_given_cell_is_python_when_it_is_run():
    """The given source works by itself."""
    space = {}

    exec(given("from solutions.second.reference import high"), space)

    assert space["low"](-1.5) == -2


def test_nothing_is_given_when_nothing_is_imported():
    """A first assignment has an empty given cell."""
    assert given("import numpy as np\n") == ""


@pytest.mark.parametrize(
    "reference, complaint",
    [
        ("from solutions.first.reference import lows", "no `lows`"),
        ("from solutions.first.reference import low as l", "under another name"),
        ("from solutions.first.reference import *", "under another name"),
        ("def broken(", "reference.py:1: SyntaxError"),
    ],
)
def test_an_import_is_refused_when_it_cannot_be_given(reference, complaint):
    """Only functions by their own names can be given."""
    with pytest.raises(UserError, match=complaint):
        given(reference)


def test_one_name_for_two_things_is_refused_when_both_are_given():
    """Two helpers of one name cannot stand in one cell."""
    other = FIRST.replace("low", "lower")
    reference = (
        "from solutions.first.reference import low\n"
        "from solutions.other.reference import lower\n"
    )

    with pytest.raises(UserError, match="given by both `first` and `other`"):
        given(reference, {"first": FIRST, "other": other})


def test_it_ends_when_references_import_each_other():
    """A circle of imports is walked once."""
    one = "from solutions.two.reference import g\ndef f(): return g()\n"
    two = "from solutions.one.reference import f\ndef g(): return f()\n"

    text = given("from solutions.one.reference import f", {"one": one, "two": two})

    assert {"f", "g"} == set(function_sources(text))
