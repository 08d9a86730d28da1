"""Inputs that are off in their last bit: what moves, and what is meant exactly."""

import numpy as np
import pytest

from autograder.tools.certify.perturbed_sums import off_by_a_bit

DRAWN = np.random.default_rng(0).normal(size=(20, 3))


@pytest.mark.parametrize("draw", [1, 2])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_each_number_moves_to_a_neighbour(draw, kind):
    """Up or down by one bit, some this way and some that."""
    array = DRAWN.astype(kind)
    moved = off_by_a_bit(array, draw)
    steps = (moved - array) / np.abs(np.spacing(array))

    assert moved.dtype == kind
    assert (moved != array).all()
    assert (np.abs(steps) <= 1).all()
    assert 10 < (steps > 0).sum() < 50


def test_another_draw_goes_other_ways():
    """Two draws differ, about half of their numbers."""
    same = off_by_a_bit(DRAWN, 1) == off_by_a_bit(DRAWN, 2)

    assert 10 < same.sum() < 50


def test_equal_numbers_stay_equal():
    """Columns that repeat others still do; a second call gets what the first did."""
    column = DRAWN[:, 0]
    once, again = off_by_a_bit(np.stack([column, column]), 1)

    assert np.array_equal(once, again)
    assert np.array_equal(off_by_a_bit(column.tolist(), 1), once)
    assert off_by_a_bit(float(column[3]), 1) == once[3]


@pytest.mark.parametrize(
    "value",
    [
        np.array([0.0, 1.0, -2.0, 9000.0, np.inf, -np.inf]),
        np.array([1, 2]),
        np.zeros((0, 3)),
        [1.0, 0, True, "text", None],
        {"labels": (1, 2)},
        1.0,
        float("inf"),
    ],
    ids=repr,
)
def test_whole_numbers_and_all_else_are_meant_exactly(value):
    """One-hot rows, labels and equal logits are what they were."""
    assert str(off_by_a_bit(value, 1)) == str(value)
    assert type(off_by_a_bit(value, 1)) is type(value)


def test_parts_of_containers_move():
    """Networks are dicts of arrays."""
    moved = off_by_a_bit({"W": DRAWN, "b": (0.1, [0.2])}, 1)

    assert (moved["W"] != DRAWN).all()
    assert moved["b"][0] != 0.1
    assert moved["b"][1][0] != 0.2
    assert type(off_by_a_bit(np.float64(0.1), 1)) is np.float64
