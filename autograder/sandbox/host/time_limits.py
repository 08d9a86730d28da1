"""How long a worker may go on: by its own clock, and by the wall's well above."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.model import Limits

_IDLE_SHARE = 0.1
"""who used less of the computing time than this was waiting for something"""


class TimeUp(Exception):  # noqa: N818 - an event
    """A limit of time was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBudget:
    """Until when the worker may go on, by its own clock and by the wall's."""

    cpu_ends: float
    wall_ends: float
    cpu: float
    wall: float

    @classmethod
    def starting(cls, clock: float, cpu: float, limits: Limits) -> "TimeBudget":
        """Give `cpu` seconds from now, where the worker's clock shows `clock`."""
        wall = cpu * limits.wall_factor
        return cls(
            cpu_ends=clock + cpu,
            wall_ends=time.monotonic() + wall,
            cpu=cpu,
            wall=wall,
        )

    def within(self, outer: "TimeBudget") -> "TimeBudget":
        """Give the part of this budget that lies within another."""
        return TimeBudget(
            cpu_ends=min(self.cpu_ends, outer.cpu_ends),
            wall_ends=min(self.wall_ends, outer.wall_ends),
            cpu=self.cpu,
            wall=self.wall,
        )

    def seconds_left(self, clock: float) -> float:
        """Give the seconds that are left; raise TimeUp when none are."""
        cpu, wall = self.cpu_ends - clock, self.wall_ends - time.monotonic()
        # On a busy machine one that computes can meet the wall's end first; it is
        # told the same as ever, so that a verdict reads the same in every run.
        computing = cpu < (1 - _IDLE_SHARE) * self.cpu
        if cpu <= 0 or (wall <= 0 and computing):
            raise TimeUp(f"took longer than {self.cpu:g} s of computing time")
        if wall <= 0:
            raise TimeUp(f"waited longer than {self.wall:g} s")
        return min(cpu, wall)


class Spending:
    """What the workers of one submission use up, beyond single cells and calls.

    Replays count for the submission, never for the exercise that happens to need one.
    """

    def __init__(self, limits: Limits) -> None:
        self.used = 0.0
        """seconds of computing so far; a worker's last, that it did not survive, by the
        wall's clock, since its own is gone"""
        self._limits = limits
        self._ends = time.monotonic() + limits.submission_wall
        self._submission_cpu = 0.0
        self._exercise_cpu = self._exercise_wall = 0.0
        self._is_counting = False

    def begin_exercise(self) -> None:
        """Count from 0 again for the exercise that comes."""
        self._exercise_cpu = self._exercise_wall = 0.0

    @contextmanager
    def counted(self, clock: Callable[[], float], *, exercise: bool) -> Iterator[None]:
        """Count what a worker uses meanwhile, by its own `clock`; nested, once.

        Args:
            clock: CPU seconds of the worker; 0 once it is gone.
            exercise: whether the exercise under way is what uses it.
        """
        if self._is_counting:  # within a call: that one counts it all
            yield
            return
        self._is_counting = True
        cpu, wall = clock(), time.monotonic()
        try:
            yield
        finally:
            self._is_counting = False
            now, lasted = clock(), time.monotonic() - wall
            # A clock that shows 0 has gone with its worker, and is behind the start.
            used = max(0.0, now - cpu)
            self.used += used if now else lasted
            self._submission_cpu += used
            if exercise:
                self._exercise_cpu += used
                self._exercise_wall += lasted

    def check(self) -> None:
        """Raise TimeUp when the submission or the exercise may not go on."""
        limits = self._limits
        over = self._submission_cpu > limits.submission_cpu
        if over or time.monotonic() > self._ends:
            raise TimeUp("the time for the whole submission was used up")
        longest = limits.exercise_cpu * limits.wall_factor
        if self._exercise_cpu > limits.exercise_cpu or self._exercise_wall > longest:
            raise TimeUp("the time for the whole exercise was used up")
