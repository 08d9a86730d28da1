"""The trusted side of one worker: ask, wait with deadlines, and know how it ended.

Theory of operation. The grader sends one frame and waits for the one that answers it,
by its random call id; while it waits, the worker may ask for functions that a test
passed, and those may ask the worker in turn. Any other frame, a broken value, an end of
file or a deadline ends the worker: SIGKILL by pidfd, then its exit status from the
zygote, then its scratch directory is removed. A deadline is CPU seconds of the worker,
read by its clock from here, and wall seconds well above for one that sleeps; both are
looked at on every wait, for reading and for writing.
"""

import contextlib
import re
import secrets
import socket
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from autograder.common.errors import AutograderError, GraderError
from autograder.model import Limits, Verdict
from autograder.sandbox.api import CallOptions, CallResult, CellResult, OverwrittenNames
from autograder.sandbox.guest import wire
from autograder.sandbox.guest.figure_keys import key_challenge
from autograder.sandbox.guest.framing import (
    Connection,
    ConnectionClosed,
    Frame,
    FrameKind,
    SocketWaiter,
)
from autograder.sandbox.guest.wire import Ref, Stub, WireError, typename_of
from autograder.sandbox.host import passed_functions, response_checks
from autograder.sandbox.host.scratch_limits import is_overfull
from autograder.sandbox.host.spelled_names import SpelledNames
from autograder.sandbox.host.time_limits import TimeBudget, TimeUp
from autograder.sandbox.host.worker_process import (
    WorkerProcess,
    explain_exit,
    last_line,
)
from autograder.sandbox.student_faults import ExceptionRaised, StudentFault, WorkerLost

_CALLBACK_DEPTH = 8
_GLANCE_SECONDS = 0.25
"""between two looks at the worker's clock"""
_START_SECONDS = 20.0
_NO_OPTIONS = CallOptions()


class RemoteWorker:
    """A Worker in a process of its own; see `protocol.Worker`."""

    def __init__(self, process: WorkerProcess, limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._wire_limits = wire.WireLimits(frame_bytes=limits.frame_bytes)
        self._connection = Connection(
            process.connection.fileno(),
            pause=self._pause,
            frame_bytes=limits.frame_bytes,
        )
        self._callback_limits = replace(
            self._wire_limits, elements=wire.CALLBACK_ELEMENTS
        )
        self._spelled = SpelledNames()
        """what the cells spell out: only that is told of a hidden call"""
        self._words: set[str] = set()
        """all names in cells; told only of what no hidden call was heard before"""
        self._stubs: dict[int, Callable[..., Any]] = {}
        self._next_stub = 1
        self._callbacks = 0
        self._depth = 0
        self._budget: TimeBudget | None = None
        self._open = True

    def wait_until_ready(self) -> None:
        """Wait for the first frame; raise GraderError when the worker did not start."""
        self._budget = self._start_budget(_START_SECONDS)
        try:
            frame = self._connection.receive()
        except (TimeUp, ConnectionClosed, WireError):
            frame = None
        finally:
            self._budget = None
        if frame is None or frame.kind is not FrameKind.READY:
            output = self._process.output_tail()  # which is gone once it is closed
            self.close()
            raise GraderError(
                f"a worker did not start: {last_line(output)}",
                hint="run `autograder doctor`",
            )

    def run_cell(
        self,
        source: str,
        *,
        figures: bool = True,
        known: Mapping[str, bytes] = MappingProxyType({}),
        cpu: float | None = None,
        locked: bool = False,
    ) -> CellResult:
        """Run one cell; see the protocol."""
        allowed = cpu or self._limits.cell_cpu
        self._spelled.read(source)
        self._words.update(re.findall(r"[^\W\d]\w*", source))
        # Never the keys: who had one could claim a picture without drawing it.
        request = [source, figures, [key_challenge(key) for key in known], locked]
        try:
            result: CellResult = self._ask(
                FrameKind.RUN, request, allowed, self._read_cell
            )
        except WorkerLost:
            raise
        except StudentFault as fault:
            # The cell broke what runs cells, or showed more than can be sent.
            return CellResult(fault=fault)
        except UnpassableValue:
            message = "the cell is too long to be run"
            return CellResult(fault=StudentFault(Verdict.RAISED, message))
        return response_checks.add_known_pictures(result, known)

    def _read_cell(self, value: Any) -> CellResult:
        return response_checks.read_cell_result(value, self._limits.output_chars)

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        """Call a function of the notebook; see the protocol."""
        read = response_checks.read_plain_result
        if options.arguments or options.drawing:
            read = response_checks.read_call_result
        cpu = self._limits.call_cpu
        request = _call_request(name, args, kwargs, options)
        result: CallResult = self._ask(FrameKind.CALL, request, cpu, read, name)
        return result

    def fetch(self, ref: Any) -> Any:
        """Give the value that a Ref stands for."""
        if not isinstance(ref, Ref):
            return ref
        return self._ask(FrameKind.FETCH, ref, self._limits.call_cpu, _unchecked)

    def functions(self) -> Mapping[str, str]:
        """Give the names that the notebook defined, each with its type's name."""
        found: Mapping[str, str] = self._ask(
            FrameKind.NAMES, None, self._limits.call_cpu, response_checks.read_names
        )
        return found

    def overwritten(self, names: Sequence[str]) -> Mapping[str, OverwrittenNames]:
        """Give by function what later cells did to the names that these use."""
        found: Mapping[str, OverwrittenNames] = self._ask(
            FrameKind.MEANINGS,
            list(names),
            self._limits.call_cpu,
            lambda value: response_checks.read_overwritten(value, self._words),
        )
        return found

    def cpu_seconds(self) -> float:
        """Give the CPU seconds that it has used; 0 once it is gone."""
        return self._process.cpu_seconds() if self._open else 0.0

    @property
    def is_open(self) -> bool:
        """Tell whether there is a process to ask."""
        return self._open

    def close(self) -> None:
        """End the worker; safe to call twice."""
        if self._open:
            # First: ending it can be interrupted, and then must not be done twice.
            self._open = False
            self._process.end()

    # -------------------------------------------------------------- one exchange

    def _ask(
        self,
        kind: FrameKind,
        request: Any,
        cpu: float,
        read: Callable[[Any], Any],
        name: str = "",
    ) -> Any:
        """Send a request; give the checked answer or raise the student's fault."""
        if not self._open:
            raise WorkerLost(
                Verdict.DIED, "the notebook's process is not there any more"
            )
        if self._depth == 0:
            self._callbacks = 0
        first_stub, outer = self._next_stub, self._budget
        try:
            # Outside of what ends the worker: nothing of it was sent yet.
            parts = self._encode(request, self._stand_in, self._wire_limits)
            try:
                self._budget = self._start_budget(cpu)
                frame = self._exchange(kind, parts)
                # Also of one that answered faster than we looked.
                self._check_scratch()
                value = self._decode(frame.body, self._wire_limits)
                if frame.kind is FrameKind.RESULT:
                    return read(value)
                fault = response_checks.read_fault(value, name, self._spelled)
            except BaseException as error:
                raise self._loss(error) from None
        finally:
            self._budget = outer
            # The functions in a request live for this one call.
            for number in range(first_stub, self._next_stub):
                self._stubs.pop(number, None)
        raise fault

    def _decode(self, body: memoryview, limits: wire.WireLimits) -> Any:
        return wire.decode_value(body, ref=self._ref, limits=limits)

    def _ref(self, number: int, typename: str, is_callable: bool) -> Ref:
        if not self._is_own(number):  # of what a hidden test left in the reference's
            raise WireError("a Ref of another worker")
        return Ref(
            number,
            response_checks.tellable_typename(typename, self._spelled),
            is_callable,
        )

    def _exchange(self, kind: FrameKind, parts: list[wire.WirePart]) -> Frame:
        self._refuse_early_frames()
        # Random, so that an answer cannot be written before its question.
        call = secrets.randbits(32)
        self._connection.send(kind, call, parts)
        while True:
            frame = self._connection.receive()
            # Who sends frames without end never makes us wait, nor look at a clock.
            self._check_budget()
            if frame.call != call:
                raise WireError("an answer to another call")
            if frame.kind is FrameKind.CALLBACK:
                self._call_back(frame)
            elif frame.kind in (FrameKind.RESULT, FrameKind.ERROR):
                return frame
            else:
                raise WireError("a frame that is no answer")

    def _refuse_early_frames(self) -> None:
        if self._connection.has_input():
            # Input is also what a closed connection has: its end.
            with contextlib.suppress(OSError):
                peeked = self._connection.ahead or self._process.connection.recv(
                    1, socket.MSG_PEEK
                )
                if peeked:
                    raise WireError("a frame that nobody asked for")
            raise ConnectionClosed("end of file")

    def _stand_in(self, value: Any) -> Ref | Stub:
        """Give what goes in the place of what cannot be copied to the worker."""
        if type(value) is Ref:
            return self._own(value)
        if not callable(value):
            raise UnpassableValue(f"cannot pass a {typename_of(value)} to a worker")
        if not passed_functions.is_passable(value):
            raise GraderError(
                f"cannot pass the builtin `{getattr(value, '__name__', value)}` to a "
                "student's code: it takes more than its signature says",
                hint="pass a function of your own, such as `lambda x: np.sum(x)`",
            )
        number, self._next_stub = self._next_stub, self._next_stub + 1
        self._stubs[number] = value
        return Stub(number)

    def _encode(
        self,
        value: Any,
        stand_in: Callable[[Any], Ref | Stub],
        limits: wire.WireLimits,
    ) -> list[wire.WirePart]:
        try:
            return wire.encode_value(value, stand_in, limits)
        except wire.Unsendable as error:
            raise UnpassableValue(f"cannot pass {error} to a worker") from None

    def _own(self, ref: Ref) -> Ref:
        """Give a Ref of this worker's: its numbers name something else in another."""
        if not self._is_own(ref.number):
            raise response_checks.stale_ref_fault()
        return ref

    def _is_own(self, number: int) -> bool:
        return number >> 32 == self._process.number

    # -------------------------------------------------------------- callbacks

    def _call_back(self, frame: Frame) -> None:
        self._callbacks += 1
        most = self._limits.callbacks
        if self._callbacks > most:
            raise _TooManyCallbacks(
                f"called the function it was given over {most} times"
            )
        value = self._decode(frame.body, self._callback_limits)
        outcome = self._use_stub(*response_checks.read_callback(value))
        self._check_budget()
        try:
            parts = self._encode(outcome, _only_refs, self._callback_limits)
        except UnpassableValue:  # the student chose what it was called with
            refused = [False, "ValueError"]
            parts = self._encode(refused, _only_refs, self._callback_limits)
        self._connection.send(FrameKind.ANSWER, frame.call, parts)

    def _use_stub(
        self, number: int, args: list[Any], kwargs: dict[str, Any]
    ) -> list[Any]:
        """Call a test's function; of its exceptions the worker learns no word."""
        if refusal := self._refusal(number, kwargs):
            return [False, refusal]
        function = self._stubs[number]
        self._depth += 1
        try:
            with warnings.catch_warnings():
                # What the student chose to pass is no news for who grades.
                warnings.simplefilter("ignore")
                return [True, function(*map(self._reachable, args), **kwargs)]
        except AutograderError:  # ours, and never a student's
            raise
        except WorkerLost:
            if not self._open:
                raise
            # Another worker was lost, one that runs our own code on these arguments.
            return [False, "RuntimeError"]
        except ExceptionRaised as fault:  # the student's own, come full circle
            return [False, fault.name]
        except Exception:
            return [False, "RuntimeError"]
        finally:
            self._depth -= 1

    def _refusal(self, number: int, kwargs: dict[str, Any]) -> str:
        """Name the exception by which a callback is refused; empty when it is not."""
        if number not in self._stubs:  # of an earlier call: it lived for that one
            return "RuntimeError"
        if self._depth >= _CALLBACK_DEPTH:
            return "RecursionError"
        if not passed_functions.takes_keywords(self._stubs[number], kwargs):
            return "TypeError"
        return ""

    def _reachable(self, value: Any) -> Any:
        """Make a student's function that is passed to one of ours callable here."""
        if type(value) is not Ref or not value.callable:
            return value

        @passed_functions.passes_keywords_on
        def passed_back(*args: Any, **kwargs: Any) -> Any:
            request = _call_request(value, args, kwargs, _NO_OPTIONS)
            cpu = self._limits.call_cpu
            return self._ask(FrameKind.CALL, request, cpu, _unchecked)

        return passed_back

    # -------------------------------------------------------------- time

    def _start_budget(self, cpu: float) -> TimeBudget:
        """Give the worker a budget, within the one of the call under way."""
        budget = TimeBudget.starting(self._process.cpu_seconds(), cpu, self._limits)
        if self._budget is None:
            return budget
        return budget.within(self._budget)

    def _check_budget(self) -> float:
        """Give the seconds until the next look; raise TimeUp when there are none."""
        if self._budget is None:
            return _GLANCE_SECONDS
        return self._budget.seconds_left(self._process.cpu_seconds())

    def _pause(self, poll: SocketWaiter) -> None:
        # A millisecond more, or the last wait of all would be none, over and over.
        while not poll.poll(1 + 1000 * min(_GLANCE_SECONDS, self._check_budget())):
            self._check_scratch()

    def _check_scratch(self) -> None:
        process, limits = self._process, self._limits
        if process.watched and is_overfull(
            process.scratch, size=limits.scratch_bytes, entries=limits.files
        ):
            raise _FullScratch

    # -------------------------------------------------------------- how it ends

    def _loss(self, error: BaseException) -> BaseException:
        """End the worker, as half an exchange cannot be continued; say what it means.

        Returns:
            the student's fault, where it is one, or the error itself.
        """
        match error:
            case TimeUp():
                return self._lost(Verdict.TIMED_OUT, f"{error}{self._stuck_in()}")
            case _TooManyCallbacks():
                return self._lost(Verdict.TIMED_OUT, str(error))
            case _FullScratch():
                message = "wrote more files, or larger ones, than a worker may"
                return self._lost(Verdict.DIED, message)
            case ConnectionClosed():
                return self._lost(*self._how_it_ended())
            case WireError() | response_checks.InvalidResponseError():
                message = "sent the grader something it does not accept"
                return self._lost(Verdict.DIED, message)
        self.close()
        return error

    def _lost(self, verdict: Verdict, message: str) -> WorkerLost:
        self.close()
        return WorkerLost(verdict, message)

    def _stuck_in(self) -> str:
        """Say where it hangs, as far as the cells spell such a function."""
        function = self._process.stuck_in() if self._open else ""
        # A code object can be given any name: one made up in the call is not told.
        if function.strip("`") in self._spelled:
            return f", stuck in {function}"
        return ""

    def _how_it_ended(self) -> tuple[Verdict, str]:
        # The end of file may be here a moment before the end of the process.
        has_ended = self._process.ended(_GLANCE_SECONDS)
        self._open = False
        process_exit = self._process.end()
        if not has_ended:
            return Verdict.DIED, "closed its connection to the grader"
        if process_exit is None:
            # Who would have told is gone, and took the worker with it.
            raise GraderError("the sandbox's fork server has ended")
        return explain_exit(process_exit, self._limits)


def _call_request(
    function: str | Ref,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    options: CallOptions,
) -> list[Any]:
    """Say what to call; most calls say no more than with what."""
    wanted = [
        *(options.readonly, options.arguments, options.keep, options.drawing),
        options.earlier,
    ]
    if options.bound:
        return [function, list(args), dict(kwargs), wanted, dict(options.bound)]
    if any(wanted):
        return [function, list(args), dict(kwargs), wanted]
    if kwargs:
        return [function, list(args), dict(kwargs)]
    return [function, list(args)]


def _unchecked(value: Any) -> Any:
    """Read a value as which anything may come."""
    return value


class UnpassableValue(ValueError):  # noqa: N818 - what the value is
    """A value cannot travel to a worker: its size, or what it is made of.

    It may be the student's, come back by way of a test, so it is no GraderError.
    """


def _only_refs(value: Any) -> Ref:
    if type(value) is Ref:
        return value
    raise UnpassableValue(f"a test's function gave a worker a {typename_of(value)}")


class _TooManyCallbacks(Exception):  # noqa: N818 - an event
    """The limit of callbacks was reached."""


class _FullScratch(Exception):  # noqa: N818 - an event
    """The limit of what may lie in the scratch directory was reached."""
