"""The words of the domain as types: verdicts, limits, exercises, cells, answers."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal

Notebook = dict[str, Any]
"""a parsed notebook; Any, since its fields can be of any type until checked"""

SandboxName = Literal[
    "auto", "full", "namespaces", "landlock", "strict", "partial", "none"
]
"""`auto`: the strongest isolation this machine has; the others see docs/security.md"""


class Verdict(StrEnum):
    """What came of one hidden test, or of a whole exercise."""

    PASSED = "PASSED"
    WRONG = "WRONG"
    RAISED = "RAISED"
    TIMED_OUT = "TIMED_OUT"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"
    DIED = "DIED"
    MISSING = "MISSING"
    NOT_ATTEMPTED = "NOT_ATTEMPTED"
    BLOCKED = "BLOCKED"
    GRADER_ERROR = "GRADER_ERROR"


class Kind(StrEnum):
    """How an exercise is graded."""

    CODE = "code"
    """a function, by its hidden suite"""
    PLOT = "plot"
    """a function that draws and returns what it drew, by its hidden suite"""
    WRITTEN = "written"
    """a person reads it in formgrader"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One thing asked of a student."""

    name: str
    """the function, the `grade_id` of its grade cell, the hidden suite's file"""
    notebook: str
    kind: Kind
    points: Fraction
    bonus: Fraction = Fraction(0)
    """points beyond the maximum, credited as nbgrader's extra credit"""
    lecture: tuple[str, ...] = ()
    """rows L1 to L14 that it covers"""

    @property
    def answer_id(self) -> str:
        """The `grade_id` of the cell the student writes in."""
        return self.name if self.kind is Kind.WRITTEN else f"{self.name}_solution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use. CPU seconds decide; wall caps lie well above.

    They hold as written on every machine: a Report must not hang on which one made it.
    What right answers need is a third of them at most (`ROOM`).
    """

    cell_cpu: float = 20.0
    """CPU seconds for one cell of the notebook"""
    call_cpu: float = 5.0
    """CPU seconds for one call by a hidden test"""
    exercise_cpu: float = 60.0
    """CPU seconds for all calls of one exercise's hidden tests"""
    submission_cpu: float = 120.0
    """CPU seconds for everything, replays of the cells included"""
    wall_factor: float = 5.0
    """a limit's wall cap is this many times its CPU seconds"""
    submission_wall: float = 300.0
    """wall seconds for everything a submission makes us wait for"""
    memory: int = 2 << 30
    """bytes of address space beyond what the warm worker has"""
    file_bytes: int = 32 << 20
    """bytes a worker may write to one file"""
    files: int = 2000
    """files and folders that may lie in a worker's scratch directory"""
    scratch_bytes: int = 64 << 20
    """bytes of all of them"""
    open_files: int = 64
    """descriptors a worker may have open"""
    processes: int = 1
    """processes and threads a worker may be; more than itself only without seccomp"""
    output_chars: int = 64 << 10
    """characters kept of one cell's output"""
    frame_bytes: int = 64 << 20
    """bytes of one message on the wire"""
    callbacks: int = 10_000
    """how often one call may use the functions passed to it"""


ROOM = 3.0
"""so many times slower than where its suite was certified a machine may be: `certify`
holds right answers to this part of the computing time, grading to all of it"""


def scale_seconds(limits: Limits, factor: float) -> Limits:
    """Give limits whose seconds, of computing and on the wall, are `factor` times."""
    return replace(
        limits,
        cell_cpu=factor * limits.cell_cpu,
        call_cpu=factor * limits.call_cpu,
        exercise_cpu=factor * limits.exercise_cpu,
        submission_cpu=factor * limits.submission_cpu,
        submission_wall=factor * limits.submission_wall,
    )


LIMIT_RANGES: dict[str, tuple[float, float]] = {
    "cell_cpu": (0.1, 3600),
    "call_cpu": (0.01, 3600),
    "exercise_cpu": (0.1, 36_000),
    "submission_cpu": (1, 360_000),
    "wall_factor": (1, 1000),
    "submission_wall": (1, 360_000),
    "memory": (64 << 20, 1 << 40),
    "file_bytes": (4096, 1 << 34),
    "files": (1, 1_000_000),
    "scratch_bytes": (4096, 1 << 34),
    "open_files": (16, 1024),
    "processes": (1, 1000),
    "output_chars": (1, 16 << 20),
    "frame_bytes": (1 << 16, 1 << 30),
    "callbacks": (1, 10_000_000),
}
"""for each of the Limits the least and the most that make sense"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One code cell as the worker will run it."""

    source: str
    grade_id: str = ""
    locked: bool = False
    """restored from the release; the student's copy was ignored"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found in the place of one exercise's answer."""

    source: str | None
    """None when the answer cell is not in the notebook"""
    attempted: bool
    note: str = ""
    """what a person should know: duplicated, renamed, its tag lost"""
    elsewhere: tuple[str, ...] = ()
    """what else could be the answer, where it is a blank one in words"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentCode:
    """A submitted notebook, read: what to run, and where the answers were."""

    cells: tuple[Cell, ...]
    answers: dict[str, Answer] = field(default_factory=dict)
    """by exercise name"""
    digest: str = ""
    """SHA-256 over the cells' sources; seeds the hidden tests"""
    notes: tuple[str, ...] = ()
    """what a person should know of the whole notebook"""
    unreadable: str = ""
    """why nothing could be read, in words for the student; empty when it could"""
