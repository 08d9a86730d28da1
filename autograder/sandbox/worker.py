"""One submission's process: runs its cells and answers calls. Nothing here is trusted.

This module imports the standard library, numpy, IPython and `wire` only (and from this
folder `bindings`, `connection`, `lockdown` and `shell`, which hold to the same, but for
`definitions`); what else is in
the process was preloaded by name.

Theory of operation. `prepare` runs once, in the zygote. After each fork `run` takes
over: descriptors, environment and seeds are set, `lockdown` locks the process in, READY
is sent, and from there frames are served one at a time until the grader kills it. While
student code waits for a function that a test passed, the grader may ask for more: such
requests are served within the wait. From the first student line on, every byte that
this process sends may be a lie; the grader decodes it as such.
"""

import builtins
import faulthandler
import importlib
import os
import random
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.random import bit_generator

from autograder import wire
from autograder.sandbox import lockdown
from autograder.sandbox.connection import Closed, Connection, Frame, Kind
from autograder.sandbox.shell import (
    CELL_NAME,
    Notebook,
    close_figures,
    describe_figures,
    matplotlib_kinds,
)
from autograder.wire import Ref, Unsendable

OUT_OF_MEMORY = 99
"""the exit status of a worker that had no memory left to answer with"""
FAILED = 98
"""the exit status of a worker that could not be locked in"""

_AXES, _LINES, _POINTS = 20, 50, 100_000
_LABEL = 200
"""characters of a name: more of it could be more than can be sent"""
_CONNECTION, _STDERR = 3, 2
_UNSAID: list[Any] = [None, [], {}, [False, False, False, False, False], {}]
"""what a call's request may leave out at its end, from its third part on"""
_NOBODY_BOUND = nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What one worker is given beside its confinement."""

    first_ref: int
    """Refs are numbered from here, so that another worker's are recognised"""
    output_chars: int
    frame_bytes: int


def prepare(preload: Sequence[str], *, home: str) -> Notebook:
    """Import, build the shell, and walk every lazy path once."""
    for name in preload:
        importlib.import_module(name)
    _settle_entropy()
    warnings.filterwarnings("ignore", message="To exit: use", module="IPython")
    notebook = Notebook(home=home)
    for source in _WARM_UP:
        error, _ = notebook.run(source, figures=True)
        if error is not None:
            describe(error)
    if "matplotlib.pyplot" in sys.modules:
        # Figures are collected at the end of a cell; `show` would only warn.
        pyplot: Any = sys.modules["matplotlib.pyplot"]
        pyplot.show = lambda *_, **__: None
        matplotlib_kinds()
        notebook.run("import matplotlib.pyplot as p\np.plot([1], [2])", figures=True)
        # A student's screen is not here: asking for one must not end the cell.
        pyplot.switch_backend = sys.modules["matplotlib"].use = pyplot.show  # type: ignore[attr-defined]
        _close_fonts()
    notebook.forget()
    return notebook


def _close_fonts() -> None:
    """Close what the warming-up drew with; else matplotlib does in each fork."""
    manager = sys.modules.get("matplotlib.font_manager")
    fonts: Any = getattr(manager, "_get_font", None)
    if hasattr(fonts, "cache_clear"):
        fonts.cache_clear()


_WARM_UP = (
    """import numpy as np
def f(x):
    "Warm up."
    return np.exp(x - x.max(axis=1, keepdims=True)) @ np.ones((3, 3))
print(f"{f(np.ones((2, 3))).sum():.3f}")
f(np.random.randn(2, 3)), {"a": 1}, [1.5, None]""",
    "1 / 0",
    "def (",
    "%matplotlib inline",
    "%%time\n1",
    # Imported only: an event loop made here would be shared by all workers.
    "import asyncio",
    "import numpy as np\nnp.random.default_rng()",
)


def run(
    notebook: Notebook,
    steps: Sequence[lockdown.Step],
    confinement: lockdown.Confinement,
    descriptors: tuple[int, int],
    terms: Terms,
) -> NoReturn:
    """Be the worker: lock this forked process in and serve until killed."""
    _take_over(*descriptors)
    _settle(confinement.scratch)
    for step in steps:
        step.apply(confinement)
    serve(notebook, _CONNECTION, terms)


def serve_unconfined(
    notebook: Notebook, connection: int, scratch: str, terms: Terms
) -> NoReturn:
    """Be a worker that nothing locks in, in a process that was not forked."""
    _settle(scratch)
    serve(notebook, connection, terms)


def serve(notebook: Notebook, descriptor: int, terms: Terms) -> NoReturn:
    """Answer frames until nobody asks any more, and end this process."""
    notebook.output_chars = terms.output_chars
    connection = Connection(descriptor, frame_bytes=terms.frame_bytes)
    server = Server(connection, notebook, terms)
    try:
        server.serve()
    except Closed:
        os._exit(0)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _take_over(connection: int, stderr: int) -> None:
    """Have four descriptors: nothing in, two to the grader's file, one to talk."""
    null = os.open("/dev/null", os.O_RDONLY)
    high = [os.dup(fd) for fd in (null, stderr, stderr, connection)]
    for target, fd in enumerate(high):
        os.dup2(fd, target)
    lockdown.close_all_but(0, 1, _STDERR, _CONNECTION)


def _settle(scratch: str) -> None:
    """Set what must be the same in every worker, and where it may write."""
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"):
        os.environ[name] = scratch
    tempfile.tempdir = None
    sys.dont_write_bytecode = True
    os.chdir(scratch)
    sys.path.append("")  # `%%writefile` and an import of it, as in Jupyter
    faulthandler.enable(file=_STDERR)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=_STDERR, all_threads=False)
    random.seed(0)
    np.random.seed(0)
    _entropy.seed(0)


_entropy = random.Random(0)  # noqa: S311 - it must be the same each time


def _settle_entropy() -> None:
    """Let an unseeded `default_rng()` draw the same numbers in every worker.

    numpy asks this one name for the entropy of each unseeded generator.
    """
    if not hasattr(bit_generator, "randbits"):
        raise ImportError("this numpy takes its entropy from elsewhere")
    bit_generator.randbits = _entropy.getrandbits


# ------------------------------------------------------------------ serving


class _NotAFunction(Exception):  # noqa: N818 - an answer
    """The name asked for is missing, or something else."""

    def __init__(self, typename: str | None) -> None:
        super().__init__(typename)
        self.typename = typename


class _Stale(Exception):  # noqa: N818 - an answer
    """A Ref of another worker."""


class Server:
    """Answers the grader's frames."""

    def __init__(
        self, connection: Connection, notebook: Notebook, terms: Terms
    ) -> None:
        self._connection = connection
        self._notebook = notebook
        self._kept: dict[int, Any] = {}
        self._next = terms.first_ref
        self._met: dict[str, Any] = {}
        """what the latest function called by name met in place of the names that are"""
        self._limits = wire.WireLimits(frame_bytes=terms.frame_bytes)
        self._passed = replace(self._limits, elements=wire.CALLBACK_ELEMENTS)
        self._call = 0
        self._answers: dict[Kind, Callable[[Any], Any]] = {
            Kind.RUN: self._run,
            Kind.CALL: self._invoke,
            Kind.FETCH: lambda value: value,
            Kind.NAMES: self._names,
            Kind.MEANINGS: self._meanings,
        }

    def serve(self) -> NoReturn:
        """Answer until nobody asks any more."""
        self._connection.send(Kind.READY, 0, [b"N"])
        while True:
            self._answer(self._connection.receive())

    def _answer(self, frame: Frame) -> None:
        outer, self._call = self._call, frame.call
        kind, parts = self._result(frame)
        self._call = outer
        self._connection.send(kind, frame.call, parts)

    def _result(self, frame: Frame) -> tuple[Kind, list[wire.Part]]:
        try:
            request = self._decode(frame.body)
            return Kind.RESULT, self._encode(self._answers[frame.kind](request))
        except _NotAFunction as error:
            problem: list[Any] = ["missing", error.typename]
        except _Stale:
            problem = ["stale"]
        except Unsendable as error:
            problem = ["unsendable", error.reason]
        except BaseException as error:  # exit() ends a call, not us
            problem = ["raised", *describe(error)]
        return Kind.ERROR, self._encode(problem)

    def _run(self, request: Any) -> dict[str, Any]:
        source, figures, known, locked = request
        error, shown = self._notebook.run(
            source, figures=figures, known=known, locked=locked
        )
        return {**shown, "raised": error and describe(error)}

    def _names(self, _request: None) -> dict[str, str]:
        defined = self._notebook.defined().items()
        return {name: _typename(value) for name, value in list(defined)[:2000]}

    def _meanings(self, names: list[str]) -> dict[str, list[dict[str, int]]]:
        """Say by function what later cells took away, and what they changed."""
        meaning = self._notebook.bindings.meaning
        readings = (False, True)
        return {
            name: [_first(meaning(name, earlier=one).taken) for one in readings]
            for name in names
        }

    def _invoke(self, request: list[Any]) -> Any:
        name, args, kwargs, wishes, bound = [*request, *_UNSAID[len(request) :]]
        readonly, arguments, keep, drawing, earlier = wishes
        if readonly:
            _protect([args, kwargs])
        within = callable(name)  # a call under way, whose figures stay open
        if not within:
            close_figures()
        figures = None
        alarms: AbstractContextManager[None] = _NOBODY_BOUND
        if not within:
            alarms = self._notebook.bindings.alarms_of(name)
            self._met = self._notebook.bindings.meaning(name, earlier=earlier).values
        with (
            self._notebook.muted,
            alarms,
            self._standing(self._met),
            self._standing(bound),
        ):
            value = self._function(name)(*args, **kwargs)
            if drawing:
                figures = _drawn()
            if not within:
                close_figures()
        value = self._keep(value, keep)
        if arguments or drawing:
            return [value, args if arguments else None, figures]
        return value

    def _standing(self, values: dict[str, Any]) -> AbstractContextManager[None]:
        bindings = self._notebook.bindings
        return bindings.standing(values) if values else _NOBODY_BOUND

    def _function(self, name: Any) -> Callable[..., Any]:
        if callable(name):  # a Ref that was decoded: one of ours calls back
            return name  # type: ignore[no-any-return]  # it is whatever was kept
        if name not in self._notebook.names:
            raise _NotAFunction(None)
        function: Callable[..., Any] = self._notebook.names[name]
        if not callable(function):
            raise _NotAFunction(_typename(function))
        return function

    # -------------------------------------------------------------- values

    def _keep(self, value: Any, keep: bool | tuple[int, ...]) -> Any:
        if keep is True:
            return self._stand_in(value)
        if not keep or not issubclass(type(value), tuple | list):
            return value
        items = [
            self._stand_in(item) if place in keep else item
            for place, item in enumerate(value)
        ]
        return items if type(value) is list else tuple(items)

    def _stand_in(self, value: Any) -> Ref:
        if type(value) is Ref:
            return value
        number, self._next = self._next, self._next + 1
        self._kept[number] = value
        return Ref(number, _typename(value), callable(value))

    def _kept_object(self, number: int, _typename: str, _callable: bool) -> Any:
        if number not in self._kept:
            raise _Stale
        return self._kept[number]

    def _encode(
        self, value: Any, limits: wire.WireLimits | None = None
    ) -> list[wire.Part]:
        return wire.encode(value, self._stand_in, limits or self._limits)

    def _decode(self, body: memoryview) -> Any:
        return wire.decode(
            body, ref=self._kept_object, stub=self._stub, limits=self._limits
        )

    # -------------------------------------------------------------- callbacks

    def _stub(self, number: int) -> Callable[..., Any]:
        def passed_function(*args: Any, **kwargs: Any) -> Any:
            try:
                parts = self._encode([number, list(args), kwargs], self._passed)
            except Unsendable as error:
                said = f"the function that was passed in cannot take {error}"
                raise ValueError(said) from None
            self._connection.send(Kind.CALLBACK, self._call, parts)
            succeeded, value = self._wait_for_answer()
            if succeeded:
                return value
            raise _exception(value)("the function that was passed in raised this")

        return passed_function

    def _wait_for_answer(self) -> Any:
        while True:
            frame = self._connection.receive()
            if frame.kind is Kind.ANSWER:
                return self._decode(frame.body)
            self._answer(frame)


def _first(taken: dict[str, int]) -> dict[str, int]:
    return dict(list(taken.items())[:20])


def _exception(name: str) -> type[Exception]:
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, Exception):
        return found
    return RuntimeError


def _protect(value: Any) -> None:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, dict):
        _protect(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            _protect(item)


def _drawn() -> list[dict[str, Any]]:
    axes = describe_figures(axes=_AXES, lines=_LINES)
    if any(line[1].size > _POINTS for one in axes for line in one["lines"]):
        raise Unsendable("large")
    return axes


def _typename(value: Any) -> str:
    name = type(value).__name__
    if type(value) is np.ndarray and not wire.carries(value.dtype):
        return f"{name} of dtype {value.dtype}"
    return name


def describe(error: BaseException) -> list[Any]:
    """Say what was raised: name, bases, line, function, text."""
    line, function = _where(error)
    kinds = type(error).__mro__[:50]
    bases = [f"{kind.__module__}.{kind.__qualname__}"[:_LABEL] for kind in kinds]
    return [type(error).__name__[:_LABEL], bases, line, function, _text(error)]


def _where(error: BaseException) -> tuple[int, str]:
    """Find the innermost frame in the student's own cells: its line and function."""
    found = (0, "")
    if isinstance(error, SyntaxError) and CELL_NAME.fullmatch(str(error.filename)):
        found = (error.lineno or 0, "")
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if CELL_NAME.fullmatch(code.co_filename):
            found = (trace.tb_lineno or 0, _function(code.co_qualname))
        trace = trace.tb_next
    return found


def _function(qualname: str) -> str:
    """Name the function that a lambda or a comprehension belongs to."""
    named = [part for part in qualname.split(".") if part.isidentifier()]
    return named[-1] if named else ""


def _text(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)  # its text would name our name for the cell
    try:
        return str(error)[:2000]
    except BaseException:  # the student's own `__str__` may do anything
        return ""
