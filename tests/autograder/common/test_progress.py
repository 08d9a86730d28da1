"""How long it takes yet, and what is said meanwhile."""

import io

import pytest
from rich.console import Console

from autograder.common.progress import TimeEstimate, about_time_left, progress_bar


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def test_estimate_weighs_what_is_left_by_its_cost():
    """Long ones that are done say much about short ones that are left."""
    clock = Clock()
    estimate = TimeEstimate(clock)
    costs = {f"long{number}": 10.0 for number in range(4)} | {"short": 1.0}
    estimate.plan(costs)
    for number in range(4):
        clock.now = 100.0 + 20 * number
        estimate.done(f"long{number}")

    assert estimate.seconds_left() == pytest.approx(2.0)


def test_nobody_knows_while_little_is_done():
    """The first ones tell nothing: no number is better than a wrong one."""
    clock = Clock()
    estimate = TimeEstimate(clock)
    estimate.plan(dict.fromkeys("abcdefgh", 1.0))
    told = []
    for name in "abcd":
        clock.now += 5
        estimate.done(name)
        told.append(estimate.seconds_left())

    assert told == [None, None, None, 20.0]


def test_what_was_reused_does_not_count():
    """A thousand unchanged submissions in a second promise nothing."""
    estimate = TimeEstimate(Clock())
    estimate.plan({"a": 1.0})
    for number in range(1000):
        estimate.done(f"s{number}")

    assert estimate.seconds_left() is None


@pytest.mark.parametrize(
    "seconds, words",
    [
        (4, "a few seconds left"),
        (44, "about 40 s left"),
        (170, "about 3 min left"),
        (8000, "about 2 h left"),
        (10000, "about 3 h left"),
    ],
)
def test_estimate_is_as_precise_as_it_deserves(seconds, words):
    """People read minutes, not 172.4 seconds."""
    assert about_time_left(seconds) == words


def test_what_must_be_said_is_said_without_a_terminal():
    """A log gets the message too, and no control character of it."""
    out = io.StringIO()
    with progress_bar("grading", 2, console=Console(file=out)) as watcher:
        watcher.say("waiting for \x1b[31msomebody")

    assert out.getvalue() == "  waiting for \\x1b[31msomebody\n"


def test_bar_grows_when_there_is_more_than_was_thought():
    """Attempts are graded before the submissions that were counted: never 7 of 5."""
    seen = []
    with progress_bar("grading", 2, console=Console(file=io.StringIO())) as bar:
        task = bar._bar.tasks[0]
        for plan in ("abcd", "e"):
            bar.plan(dict.fromkeys(plan, 1.0))
            for name in plan:
                bar(name)
                seen.append((task.completed, task.total))
        bar("one that nobody planned")

    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4), (5, 5)]
    assert (task.completed, task.total) == (6, 6)
