"""How long a worker may go on, and what it is told when the time is up."""

import time
from dataclasses import replace

import pytest

from autograder.model import Limits
from autograder.sandbox.budget import Budget, TimeUp

LIMITS = Limits(wall_factor=5.0)


def test_computing_time_decides():
    """Two seconds of the worker's clock are two seconds, whatever the wall says."""
    budget = Budget.starting(10.0, 2.0, LIMITS)

    assert budget.left(11.5) == pytest.approx(0.5)
    with pytest.raises(TimeUp, match="longer than 2 s of computing time"):
        budget.left(12.0)


@pytest.mark.parametrize(
    "used,said",
    [(0.01, "waited longer than 10 s"), (0.5, "longer than 2 s of computing time")],
)
def test_wall_ends_those_who_wait(used, said):
    """A sleeper waited; one that computes on a busy machine is told as ever."""
    budget = Budget.starting(10.0, 2.0, LIMITS)
    over = replace(budget, wall_ends=time.monotonic() - 1)

    with pytest.raises(TimeUp, match=said):
        over.left(10.0 + used)


def test_inner_budget_ends_with_the_outer_one():
    """A call within a call gets no more time than is left."""
    outer = Budget.starting(10.0, 1.0, LIMITS)
    inner = Budget.starting(10.9, 5.0, LIMITS).within(outer)

    assert inner.left(10.9) == pytest.approx(0.1)
