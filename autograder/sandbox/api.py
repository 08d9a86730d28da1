"""What the trusted side knows of a worker, whatever confines it.

A worker runs one submission's code. Everything that it says is data that may be a
lie; see `wire`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from autograder.sandbox.student_faults import StudentFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One displayed thing of a cell: plain text or a checked PNG."""

    text: str = ""
    png: bytes = b""
    key: str = ""
    """of a figure: equal keys, equal pictures; see `figure_keys`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """What running one cell of the notebook gave."""

    fault: StudentFault | None = None
    stdout: str = ""
    stderr: str = ""
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """One line of a figure, as matplotlib holds it."""

    label: str
    x: Any
    y: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAxes:
    """One axes of a figure that the student's code drew."""

    title: str
    xlabel: str
    ylabel: str
    lines: tuple[DrawnLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOptions:
    """What a call asks of the worker beyond the value."""

    readonly: bool = False
    """hand every array argument over write-protected"""
    arguments: bool = False
    """send the arguments back as they are after the call"""
    keep: bool | tuple[int, ...] = False
    """leave the result in the worker as a Ref; or only these positions of a tuple"""
    drawing: bool = False
    """describe the figures that the call drew"""
    earlier: bool = False
    """with all names as they were when the function was defined"""
    bound: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    """functions of ours that stand under these names while the call lasts"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """What one call of a student's function gave."""

    value: Any
    """plain data and `wire.Ref`s: Any, since students return what they like"""
    arguments: tuple[Any, ...] = ()
    drawing: tuple[DrawnAxes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverwrittenNames:
    """What cells behind a function did to the names that it uses.

    By name, the cell that did it; cells count from 1, as they were run.
    """

    taken: Mapping[str, int] = field(default_factory=dict)
    """it is called with these as they were; see `name_bindings`"""
    changed: Mapping[str, int] = field(default_factory=dict)
    """what it would meet otherwise if all were as it was when it was defined"""


class Worker(Protocol):
    """One submission's process. Every method may raise a StudentFault."""

    def run_cell(
        self,
        source: str,
        *,
        figures: bool = True,
        known: Mapping[str, bytes] = MappingProxyType({}),
        cpu: float | None = None,
        locked: bool = False,
    ) -> CellResult:
        """Run one cell; raise only WorkerLost, an exception in it is in the result.

        `known` are pictures by key, which need not be drawn again. `cpu` allows the
        cell so many CPU seconds instead of the limits' own number. `locked` says that
        it is the release's own.
        """
        ...

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        """Call the notebook's function `name`; callables among `args` are stubs."""
        ...

    def fetch(self, ref: Any) -> Any:
        """Give the value that a Ref stands for, as it is now."""
        ...

    def functions(self) -> Mapping[str, str]:
        """Give the names the notebook defined, each with its type's name."""
        ...

    def overwritten(self, names: Sequence[str]) -> Mapping[str, OverwrittenNames]:
        """Give by function what later cells did to the names that these use."""
        ...

    def cpu_seconds(self) -> float:
        """Give the CPU seconds that it has used; 0 once it is gone."""
        ...

    def close(self) -> None:
        """End the worker and everything it started; safe to call twice."""
        ...
