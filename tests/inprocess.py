"""A stand-in for a worker that runs the student's code right here, for unit tests.

It isolates nothing and times nothing. It is not in the wheel, and nothing that grades
can reach it.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.sandbox.faults import Missing, Raised
from autograder.sandbox.protocol import CallOptions, CallResult, CellResult


class InProcessWorker:
    """Runs cells in a dict and calls functions in it."""

    def __init__(self, source: str = "") -> None:
        self.namespace: dict[str, Any] = {"np": np}
        self.closed = False
        exec(source, self.namespace)

    def run_cell(
        self,
        source: str,
        *,
        figures: bool = True,
        known: Mapping[str, bytes] = MappingProxyType({}),
        cpu: float | None = None,
    ) -> CellResult:
        try:
            exec(source, self.namespace)
        except Exception as error:
            return CellResult(fault=_raised(error))
        return CellResult()

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        own = dict(self.namespace)
        self.namespace.update(options.bound)
        function = self._function(name)
        copies = copy.deepcopy(list(args))
        if options.readonly:
            for value in copies:
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
        try:
            value = function(*copies, **kwargs)
        except Exception as error:
            raise _raised(error) from None
        finally:
            for bound in options.bound:
                del self.namespace[bound]
            self.namespace.update(
                {one: own[one] for one in options.bound if one in own}
            )
        return CallResult(value=value, arguments=tuple(copies))

    def fetch(self, ref: Any) -> Any:
        return copy.deepcopy(ref)

    def functions(self) -> Mapping[str, str]:
        return {name: type(value).__name__ for name, value in self.namespace.items()}

    def cpu_seconds(self) -> float:
        return 0.0

    def close(self) -> None:
        self.closed = True

    def _function(self, name: str) -> Callable[..., Any]:
        if name not in self.namespace:
            raise Missing(f"`{name}` is not defined after the notebook has run")
        function: Callable[..., Any] = self.namespace[name]
        return function


def _raised(error: Exception) -> Raised:
    bases = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    return Raised(name=type(error).__name__, bases=bases, detail=str(error))
