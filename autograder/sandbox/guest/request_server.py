"""A worker's end of the conversation: it answers the grader's frames.

Theory of operation. Frames are served one at a time. While student code waits for a
function that a test passed, the grader may ask for more: such requests are served
within the wait. From the first student line on, every byte that is sent from here may
be a lie; the grader decodes it as such.

Like `worker`, which it is a part of, this imports the standard library and numpy only.
"""

import builtins
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np

from autograder.sandbox.guest import wire
from autograder.sandbox.guest.exception_report import describe_exception
from autograder.sandbox.guest.figure_capture import close_figures, describe_figures
from autograder.sandbox.guest.framing import Connection, Frame, FrameKind
from autograder.sandbox.guest.ipython_shell import NotebookSession
from autograder.sandbox.guest.wire import Ref, Unsendable

_AXES, _LINES, _POINTS = 20, 50, 100_000
_NAMES, _TAKEN = 2000, 20
_NOT_SAID: list[Any] = [None, [], {}, [False, False, False, False, False], {}]
"""what a call's request may leave out at its end, from its third part on"""
_NOTHING_CHANGED = nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTerms:
    """What one worker is given beside its confinement."""

    first_ref: int
    """Refs are numbered from here, so that another worker's are recognised"""
    output_chars: int
    frame_bytes: int


class _NotAFunction(Exception):  # noqa: N818 - an answer
    """The name asked for is missing, or something else."""

    def __init__(self, typename: str | None) -> None:
        super().__init__(typename)
        self.typename = typename


class _StaleRef(Exception):  # noqa: N818 - an answer
    """A Ref of another worker."""


class RequestServer:
    """Answers the grader's frames."""

    def __init__(
        self, connection: Connection, session: NotebookSession, terms: WorkerTerms
    ) -> None:
        self._connection = connection
        self._session = session
        self._kept: dict[int, Any] = {}
        self._next_ref = terms.first_ref
        self._met: dict[str, Any] = {}
        """what the latest function called by name met in place of the names that are"""
        self._limits = wire.WireLimits(frame_bytes=terms.frame_bytes)
        self._callback_limits = replace(self._limits, elements=wire.CALLBACK_ELEMENTS)
        self._call_id = 0
        self._answers: dict[FrameKind, Callable[[Any], Any]] = {
            FrameKind.RUN: self._run_cell,
            FrameKind.CALL: self._call,
            FrameKind.FETCH: lambda value: value,
            FrameKind.NAMES: self._names,
            FrameKind.MEANINGS: self._meanings,
        }

    def serve(self) -> NoReturn:
        """Answer until nobody asks any more."""
        self._connection.send(FrameKind.READY, 0, [b"N"])
        while True:
            self._answer(self._connection.receive())

    def _answer(self, frame: Frame) -> None:
        # Answers nest, where a passed function asks this worker again.
        outer, self._call_id = self._call_id, frame.call
        kind, parts = self._result(frame)
        self._call_id = outer
        self._connection.send(kind, frame.call, parts)

    def _result(self, frame: Frame) -> tuple[FrameKind, list[wire.WirePart]]:
        try:
            request = self._decode(frame.body)
            return FrameKind.RESULT, self._encode(self._answers[frame.kind](request))
        except _NotAFunction as error:
            problem: list[Any] = ["missing", error.typename]
        except _StaleRef:
            problem = ["stale"]
        except Unsendable as error:
            problem = ["unsendable", error.reason]
        except BaseException as error:  # exit() ends a call, not us
            problem = ["raised", *describe_exception(error)]
        return FrameKind.ERROR, self._encode(problem)

    # -------------------------------------------------------------- requests

    def _run_cell(self, request: Any) -> dict[str, Any]:
        source, figures, known, locked = request
        error, shown = self._session.run_cell(
            source, figures=figures, known=known, locked=locked
        )
        return {**shown, "raised": error and describe_exception(error)}

    def _names(self, _request: None) -> dict[str, str]:
        defined = list(self._session.defined_names().items())
        return {name: _type_name(value) for name, value in defined[:_NAMES]}

    def _meanings(self, names: list[str]) -> dict[str, list[dict[str, int]]]:
        """Say by function what later cells took away, and what they changed."""
        meaning = self._session.bindings.meaning_of
        return {
            name: [
                _cut(meaning(name).taken),
                _cut(meaning(name, earlier=True).taken),
            ]
            for name in names
        }

    def _call(self, request: list[Any]) -> Any:
        name, args, kwargs, options, bound = [*request, *_NOT_SAID[len(request) :]]
        readonly, arguments, keep, drawing, earlier = options
        if readonly:
            _protect_arrays([args, kwargs])
        # What is called by a Ref is part of a call under way, whose figures stay open.
        is_nested = callable(name)
        figures = None
        alarms: AbstractContextManager[None] = _NOTHING_CHANGED
        if not is_nested:
            close_figures()
            alarms = self._session.bindings.warnings_as_defined(name)
            self._met = self._session.bindings.meaning_of(name, earlier=earlier).values
        with (
            self._session.muted,
            alarms,
            self._standing(self._met),
            # Inside: what a test binds counts more than what a notebook meant.
            self._standing(bound),
        ):
            value = self._function(name)(*args, **kwargs)
            if drawing:
                figures = _describe_drawing()
            if not is_nested:
                close_figures()
        value = self._keep(value, keep)
        if arguments or drawing:
            return [value, args if arguments else None, figures]
        return value

    def _standing(self, values: dict[str, Any]) -> AbstractContextManager[None]:
        if not values:
            return _NOTHING_CHANGED
        return self._session.bindings.values_standing(values)

    def _function(self, name: Any) -> Callable[..., Any]:
        if callable(name):  # a Ref that was decoded: one of ours calls back
            return name  # type: ignore[no-any-return]  # it is whatever was kept
        if name not in self._session.names:
            raise _NotAFunction(None)
        function: Callable[..., Any] = self._session.names[name]
        if not callable(function):
            raise _NotAFunction(_type_name(function))
        return function

    # -------------------------------------------------------------- values

    def _keep(self, value: Any, keep: bool | tuple[int, ...]) -> Any:
        """Leave a result here, or the items at these positions of it."""
        if keep is True:
            return self._stand_in(value)
        # By its class: `isinstance` would ask the object, which may say anything.
        if not keep or not issubclass(type(value), tuple | list):
            return value
        items = list(value)
        for position, item in enumerate(items):
            if position in keep:
                items[position] = self._stand_in(item)
        if type(value) is list:
            return items
        return tuple(items)

    def _stand_in(self, value: Any) -> Ref:
        if type(value) is Ref:
            return value
        number, self._next_ref = self._next_ref, self._next_ref + 1
        # For the worker's whole life: nobody knows what a test still holds.
        self._kept[number] = value
        return Ref(number, _type_name(value), callable(value))

    def _kept_object(self, number: int, _typename: str, _callable: bool) -> Any:
        if number not in self._kept:
            raise _StaleRef
        return self._kept[number]

    def _encode(
        self, value: Any, limits: wire.WireLimits | None = None
    ) -> list[wire.WirePart]:
        return wire.encode_value(value, self._stand_in, limits or self._limits)

    def _decode(self, body: memoryview) -> Any:
        return wire.decode_value(
            body, ref=self._kept_object, stub=self._stub, limits=self._limits
        )

    # -------------------------------------------------------------- callbacks

    def _stub(self, number: int) -> Callable[..., Any]:
        """Make what student code calls to have the grader call a test's function."""

        def passed_function(*args: Any, **kwargs: Any) -> Any:
            request = [number, list(args), kwargs]
            try:
                parts = self._encode(request, self._callback_limits)
            except Unsendable as error:
                message = f"the function that was passed in cannot take {error}"
                raise ValueError(message) from None
            self._connection.send(FrameKind.CALLBACK, self._call_id, parts)
            succeeded, value = self._wait_for_answer()
            if succeeded:
                return value
            raise _exception(value)("the function that was passed in raised this")

        return passed_function

    def _wait_for_answer(self) -> Any:
        while True:
            frame = self._connection.receive()
            if frame.kind is FrameKind.ANSWER:
                return self._decode(frame.body)
            self._answer(frame)


def _cut(taken: dict[str, int]) -> dict[str, int]:
    return dict(list(taken.items())[:_TAKEN])


def _exception(name: str) -> type[Exception]:
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, Exception):
        return found
    return RuntimeError


def _protect_arrays(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, dict):
        _protect_arrays(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            _protect_arrays(item)


def _describe_drawing() -> list[dict[str, Any]]:
    axes = describe_figures(axes=_AXES, lines=_LINES)
    # Each line is [label, x, y].
    if any(line[1].size > _POINTS for drawn in axes for line in drawn["lines"]):
        raise Unsendable("large")
    return axes


def _type_name(value: Any) -> str:
    name = type(value).__name__
    if type(value) is np.ndarray and not wire.carries_dtype(value.dtype):
        return f"{name} of dtype {value.dtype}"
    return name
