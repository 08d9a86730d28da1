"""What is said of two values: facts, and nothing where there is nothing to say."""

# ruff: noqa: E501 - a case a line

import numpy as np
import pytest

from autograder.grading.value_differences import describe_value_differences
from autograder.sandbox.guest.wire import Ref

TABLE = np.array([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]])
SQUARE = np.array([[1.0, 2.0], [3.0, 5.0]])


@pytest.mark.parametrize(
    "yours, expected, said",
    [
        (None, 1.0, "it is None: is a `return` missing?"),
        ("text", TABLE, "it is of the type str, expected numbers"),
        (TABLE.T, TABLE, "its shape is (3, 2), expected (2, 3): these are the right numbers, transposed"),
        (TABLE.ravel(), TABLE, "its shape is (6,), expected (2, 3): these are the right numbers in another shape"),
        (TABLE[0], TABLE, "its shape is (3,), expected (2, 3)"),
        (np.array([1.0, 3.0]), 2.0, "its shape is (2,), expected that of a single number: their mean would be right"),
        (np.array([1.0, 3.0]), 4.0, "its shape is (2,), expected that of a single number: their sum would be right"),
        (TABLE * 2, TABLE, "it is 2 × the expected value, everywhere, as n (here n = 2) would be"),
        (TABLE / 3, TABLE, "it is 0.3333 × the expected value, everywhere, as 1/k (here k = 3) would be"),
        (-TABLE, TABLE, "it is −1 × the expected value, everywhere"),
        (1.5, 3.0, "it is 1/2 × the expected value, here"),
        (TABLE + 1.5, TABLE, "every number is 1.5 too large"),
        (SQUARE.T, SQUARE, "these are the right numbers, transposed"),
        (TABLE[:, ::-1], TABLE, "these are the right numbers in another order"),
        (np.full((2, 3), np.nan), TABLE, "6 of 6 numbers are nan or infinite"),
        (np.zeros((2, 3), int), TABLE, "the fractions are cut off: it holds whole numbers"),
        (TABLE * [[1], [3]], TABLE, "only row 1 is wrong"),
    ],
)  # fmt: skip
def test_difference_is_named(yours, expected, said):
    """The first remark says what is plain to see."""
    assert describe_value_differences(yours, expected)[0] == said


def test_rows_that_do_not_sum_up_are_told():
    """Beside which row is wrong, what its rows sum to."""
    assert describe_value_differences(TABLE * [[1], [3]], TABLE) == (
        "only row 1 is wrong",
        "its rows sum to 1, 3, expected 1",
    )


NOISE = np.array([[3e-17, 0.0, -2e-17], [0.0, -1e-17, 1e-17]])


@pytest.mark.parametrize("noise", [0.0, 1.0, -2.0])
@pytest.mark.parametrize(
    "yours, expected",
    [
        (2 * (TABLE - TABLE[0]), TABLE - TABLE[0]),  # zeros, or what rounding left
        (TABLE, 0 * TABLE),
        (0.5, 0.0),
        (TABLE * [[0.0], [2.125]], TABLE),  # a sum between two of four digits
        (TABLE + 0.00125, TABLE),
    ],
)
def test_remarks_do_not_hang_on_last_bits(yours, expected, noise):
    """A zero that is not quite one on this processor is told as a zero."""
    off = noise * (NOISE if np.ndim(yours) else NOISE[0, 0])

    assert describe_value_differences(
        yours + off, expected - off
    ) == describe_value_differences(yours, expected)


@pytest.mark.parametrize(
    "yours, expected",
    [
        (TABLE, TABLE),
        (TABLE + 1e-12, TABLE),
        (np.array([0.0, 7.0]), np.array([3.0, 5.0])),
        (1.0, "text"),
        (1.0, {"W": TABLE}),
        (np.array([np.inf]), np.array([np.inf])),
    ],
)
def test_nothing_is_said_of_nothing(yours, expected):
    """Right values, and values without a plain difference, get no remark."""
    assert describe_value_differences(yours, expected) == ()


def test_object_that_stays_with_the_student_is_named_by_its_type():
    """Nobody learns what the grader has in its place."""
    (said,) = describe_value_differences(Ref(1, "Counter"), np.ones(2))

    assert said == "it is of the type Counter, expected numbers"
