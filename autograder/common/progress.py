"""What a person sees while a command works: the progress bar.

The bar is drawn on a terminal only, on stderr, and vanishes when it is done, so that
logs and pipes hold nothing but the summary. What must be said is said to both.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

from autograder.common import terminal
from autograder.common.terminal import screen_line

FEW, SHORT = 3, 2.0
"""no estimate before so many are done, and so many seconds have gone"""
_FEW_SECONDS = 10
_UNITS = (
    (90, 10, 1, "s"),
    (5400, 60, 60, "min"),
    (float("inf"), 1800, 3600, "h"),
)
"""below how many seconds, rounded to how many, in units of how many, called what"""


class RunWatcher(Protocol):
    """Who is told how a run goes."""

    def __call__(self, student: str) -> None:
        """Hear that a submission is done with."""

    def plan(self, costs: Mapping[str, float]) -> None:
        """Hear what is to be graded, and what each costs, in any one unit."""

    def say(self, text: str) -> None:
        """Hear what a person should know now."""


class SilentWatcher:
    """A RunWatcher for nobody."""

    def __call__(self, student: str) -> None:
        """Let it pass."""

    def plan(self, costs: Mapping[str, float]) -> None:
        """Let it pass."""

    def say(self, text: str) -> None:
        """Let it pass."""


class TimeEstimate:
    """How long a run takes yet, from how long it took so far.

    The clock starts with the first that is done: what came before was preparation.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._costs: dict[str, float] = {}
        self._began: float | None = None
        self._done = 0.0
        self._count = 0

    def plan(self, costs: Mapping[str, float]) -> None:
        """Say what is to be done, and what each costs."""
        self._costs = dict(costs)

    def done(self, name: str) -> None:
        """Say that one is done."""
        cost = self._costs.pop(name, None)
        if cost is None:  # nothing was to do: its Report is as new as its files
            return
        if self._began is None:
            # Its own time is not known: it began while we prepared.
            self._began = self._clock()
            return
        self._done += cost
        self._count += 1

    def seconds_left(self) -> float | None:
        """Give the seconds that are left; None while nobody can tell."""
        if self._began is None or self._count < FEW or not self._done:
            return None
        gone = self._clock() - self._began
        if gone < SHORT:
            return None
        return gone / self._done * sum(self._costs.values())


class ProgressBar:
    """A RunWatcher that draws a bar on a terminal."""

    def __init__(self, bar: Progress, total: int, *, drawn: bool) -> None:
        self._bar = bar
        self._drawn = drawn
        self._estimate = TimeEstimate()
        self._task = bar.add_task("", total=total, left="")

    def __call__(self, student: str) -> None:
        """Move on by one."""
        self._estimate.done(student)
        left = self._estimate.seconds_left()
        told = "" if left is None else about_time_left(left)
        self._bar.update(
            self._task,
            advance=1,
            total=self._at_least(1),
            left=told,
        )

    def plan(self, costs: Mapping[str, float]) -> None:
        """Make the estimate one of these; there may be more than was thought."""
        self._estimate.plan(costs)
        self._bar.update(self._task, total=self._at_least(len(costs)))

    def _at_least(self, number: int) -> float:
        """Give the total, so many more at the least."""
        task = self._bar.tasks[self._task]
        return max(task.total or 0, task.completed + number)

    def say(self, text: str) -> None:
        """Print a line above the bar; where there is none, too."""
        self._bar.console.print(screen_line(f"  {text}"), soft_wrap=True)


def about_time_left(seconds: float) -> str:
    """Say a time as precisely as an estimate deserves."""
    if seconds < _FEW_SECONDS:
        return "a few seconds left"
    _, step, size, unit = next(row for row in _UNITS if seconds < row[0])
    return f"about {round(seconds / step) * step / size:g} {unit} left"


@contextmanager
def progress_bar(
    title: str, total: int, *, show: bool = True, console: Console | None = None
) -> Iterator[ProgressBar]:
    """Show how far a run is; what it gives is called once for each finished student."""
    console = console or terminal.open_console(stderr=True)
    drawn = show and console.is_terminal
    # No column of rich's own for the time left: it takes each step for equally dear.
    bar = Progress(
        TextColumn(" "),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=console,
        transient=True,
        disable=not drawn,
    )
    if drawn:
        console.print(screen_line(title))
    with bar:
        yield ProgressBar(bar, total, drawn=drawn)
