"""How long a worker may go on: by its own clock, and by the wall's well above."""

import time
from dataclasses import dataclass

from autograder.model import Limits

_IDLE = 0.1
"""who used less of the computing time than this was waiting for something"""


class TimeUp(Exception):  # noqa: N818 - an event
    """A limit of time was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Until when the worker may go on, by its own clock and by the wall's."""

    cpu_ends: float
    wall_ends: float
    cpu: float
    wall: float

    @classmethod
    def starting(cls, clock: float, cpu: float, limits: Limits) -> "Budget":
        """Give `cpu` seconds from now, where the worker's clock shows `clock`."""
        wall = cpu * limits.wall_factor
        return cls(
            cpu_ends=clock + cpu,
            wall_ends=time.monotonic() + wall,
            cpu=cpu,
            wall=wall,
        )

    def within(self, outer: "Budget") -> "Budget":
        """Give the part of this budget that lies within another."""
        return Budget(
            cpu_ends=min(self.cpu_ends, outer.cpu_ends),
            wall_ends=min(self.wall_ends, outer.wall_ends),
            cpu=self.cpu,
            wall=self.wall,
        )

    def left(self, clock: float) -> float:
        """Give the seconds that are left; raise TimeUp when none are."""
        cpu, wall = self.cpu_ends - clock, self.wall_ends - time.monotonic()
        # On a busy machine one that computes can meet the wall's end first; it is
        # told the same as ever, so that a verdict reads the same in every run.
        computing = cpu < (1 - _IDLE) * self.cpu
        if cpu <= 0 or (wall <= 0 and computing):
            raise TimeUp(f"took longer than {self.cpu:g} s of computing time")
        if wall <= 0:
            raise TimeUp(f"waited longer than {self.wall:g} s")
        return min(cpu, wall)
