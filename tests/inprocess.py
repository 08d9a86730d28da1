"""A stand-in for a worker that runs the student's code right here, for unit tests.

It isolates nothing and times nothing. It is not in the wheel, and nothing that grades
can reach it.
"""

import ast
import copy
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.sandbox.api import CallOptions, CallResult, CellResult, OverwrittenNames
from autograder.sandbox.guest.definitions import defined_names
from autograder.sandbox.guest.name_bindings import NameBindings
from autograder.sandbox.student_faults import ExceptionRaised, FunctionMissing


class InProcessWorker:
    """Runs cells in a dict and calls functions in it."""

    def __init__(self, source: str = "") -> None:
        self.namespace: dict[str, Any] = {"np": np}
        exec("", self.namespace)  # puts the builtins there
        self.bindings = NameBindings(self.namespace)
        self.closed = False
        if source:
            self.run_cell(source)

    def run_cell(
        self,
        source: str,
        *,
        figures: bool = True,
        known: Mapping[str, bytes] = MappingProxyType({}),
        cpu: float | None = None,
        locked: bool = False,
    ) -> CellResult:
        self.bindings.begin_cell(locked=locked)
        meant = self.bindings.locked_meaning(source) if locked else {}
        stdout = io.StringIO()
        try:
            with self.bindings.values_standing(meant), redirect_stdout(stdout):
                self._run_statements(source)
        except Exception as error:
            return CellResult(fault=_raised(error), stdout=stdout.getvalue())
        return CellResult(stdout=stdout.getvalue())

    def _run_statements(self, source: str) -> None:
        for statement in ast.parse(source).body:
            code = compile(ast.Module([statement], []), "<cell>", "exec")
            try:
                exec(code, self.namespace)
            finally:
                self.bindings.note_changes(
                    defined_names(ast.Module([statement], []), stubs=False)
                )

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        met = self.bindings.meaning_of(name, earlier=options.earlier).values
        with (
            self.bindings.warnings_as_defined(name),
            self.bindings.values_standing(met),
            self.bindings.values_standing(options.bound),
        ):
            return self._called(self._function(name), args, kwargs, options)

    def _called(
        self,
        function: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        copies = copy.deepcopy(list(args))
        if options.readonly:
            for value in copies:
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
        try:
            value = function(*copies, **kwargs)
        except Exception as error:
            raise _raised(error) from None
        return CallResult(value=value, arguments=tuple(copies))

    def fetch(self, ref: Any) -> Any:
        return copy.deepcopy(ref)

    def functions(self) -> Mapping[str, str]:
        names = {**self.namespace, **self.bindings.defined_functions()}
        return {name: type(value).__name__ for name, value in names.items()}

    def overwritten(self, names: Sequence[str]) -> Mapping[str, OverwrittenNames]:
        meaning = self.bindings.meaning_of
        return {
            name: OverwrittenNames(
                taken=meaning(name).taken, changed=meaning(name, earlier=True).taken
            )
            for name in names
        }

    def cpu_seconds(self) -> float:
        return 0.0

    def close(self) -> None:
        self.closed = True

    def _function(self, name: str) -> Callable[..., Any]:
        if name not in self.namespace:
            raise FunctionMissing(f"`{name}` is not defined after the notebook has run")
        function: Callable[..., Any] = self.namespace[name]
        if not callable(function):
            raise FunctionMissing(
                f"`{name}` is a {type(function).__name__}, not a function"
            )
        return function


def _raised(error: Exception) -> ExceptionRaised:
    bases = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    return ExceptionRaised(name=type(error).__name__, bases=bases, detail=str(error))
