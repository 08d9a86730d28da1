"""Public probes: one call on inputs that anyone may see, yours beside the expected.

Also curves drawn by the student's functions, likewise on public inputs.

A probe is a function of `solutions/<assignment>/probes.py` that takes `f`, something
student-like, and makes a call or a few; its last call is the exercise itself.
"""

import inspect
import logging
import reprlib
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograder.common.errors import GraderError
from autograder.common.text import make_visible
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student
from autograder.grading.student_calls import CallLog, StudentCall
from autograder.grading.value_differences import describe_value_differences
from autograder.report import Figure, Probe
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.student_faults import StudentFault, WorkerLost

log = logging.getLogger(__name__)

MAX_LINES = 12
MAX_WIDTH = 100
MAX_SIDES = 4
"""of an array that is written out"""
MAX_PARTS = 50
"""of a list that is written out"""

ProbeFunction = Callable[[Any], Any]


class ReferenceFunctions:
    """The reference with the manners of a Student: `f.forward.keeping(1)(…)`."""

    def __init__(self, functions: SimpleNamespace, call_log: CallLog) -> None:
        self._functions = functions
        self._call_log = call_log

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return _ReferenceFunction(name, getattr(self._functions, name), self._call_log)


class _ReferenceFunction:
    def __init__(
        self, name: str, function: Callable[..., Any], call_log: CallLog
    ) -> None:
        self._name = name
        self._function = function
        self._call_log = call_log

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._call_log.record_call(
            StudentCall(name=self._name, args=args, kwargs=kwargs)
        )
        return self._function(*args, **kwargs)

    def keeping(self, *_positions: int) -> "_ReferenceFunction":
        return self


def run_probe(
    probe: ProbeFunction, student: Student, reference: SimpleNamespace
) -> Probe | None:
    """Show what the student's function and the reference give on the probe.

    None when the worker was lost on the way: the outcomes say that already. None too
    when the probe itself fails: it decides no points, so it may cost none.
    """
    try:
        call_log = CallLog()
        # The reference first: a probe that fails for it is a fault of ours.
        expected = probe(ReferenceFunctions(reference, call_log))
        _close_figures()
        yours, said = _given(probe, student, expected)
        assert call_log.last_call is not None, "it calls nothing"
        return Probe(
            call=describe_call(call_log.last_call, reference),
            yours=yours,
            expected=format_value(expected),
            remarks=said,
        )
    except WorkerLost:
        return None
    except Exception:
        log.warning("the probe `%s` failed", probe.__name__, exc_info=True)
        return None


def _given(
    probe: ProbeFunction, student: Student, expected: object
) -> tuple[str, tuple[str, ...]]:
    """Say what the student's function gives, and how that differs."""
    try:
        value = probe(student)
        return format_value(value), describe_value_differences(value, expected)
    except WorkerLost:
        raise  # no probe at all: the outcomes say what became of the worker
    except StudentFault as fault:
        return fault.message, ()
    except GraderError:
        raise
    except Exception:  # an earlier value of the student's that nothing can be done with
        log.debug("no probe of a wrong answer", exc_info=True)
        return "not what the contract says", ()


def draw_picture(
    picture: Callable[[Student, SimpleNamespace, CurveRecorder], None],
    student: Student,
    reference: SimpleNamespace,
) -> list[Figure]:
    """Draw the student's function on public inputs; nothing when that fails.

    Wrong values can be of any kind, so whatever they do to the drawing is let go.
    """
    record = CurveRecorder()
    try:
        with np.errstate(all="ignore"):
            picture(student, reference, record)
    except GraderError:
        log.warning("the picture `%s` failed", picture.__name__, exc_info=True)
    except Exception:
        log.debug("no picture of a wrong answer", exc_info=True)
    return record.figures


def _close_figures() -> None:
    """Forget what a reference plot drew here: nobody looks at it."""
    # Where nothing drew, it is not imported for this.
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def describe_call(call: StudentCall, reference: SimpleNamespace) -> str:
    """Write a call with its arguments' names, then the shapes of the arrays."""
    parameters = list(inspect.signature(getattr(reference, call.name)).parameters)
    named = dict(zip(parameters, call.args, strict=False))
    keywords = [f"{key}={_short(value)}" for key, value in call.kwargs.items()]
    notes = ", ".join(f"{key}: {_size(value)}" for key, value in named.items())
    written = f"{call.name}({', '.join([*named, *keywords])})"
    if notes:
        written += f"    {notes}"
    return written


def format_value(value: Any) -> str:
    """Write a value for people: four digits, a dozen lines at most."""
    lines = [_cut(line) for line in _written(value).splitlines()] or [""]
    left_out = len(lines) - MAX_LINES
    if left_out > 0:
        lines[MAX_LINES:] = [f"… {left_out} more lines"]
    return "\n".join(lines)


def _written(value: Any) -> str:
    """Write parts below each other: the items of a tuple, the entries of a dict."""
    if type(value) is tuple:
        return "\n".join(_written(item) for item in value[:MAX_PARTS])
    if type(value) is dict:
        return "\n".join(
            f"{make_visible(str(key), 40)}: {_written(part)}"
            for key, part in list(value.items())[:MAX_PARTS]
        )
    if isinstance(value, Ref):
        return f"a {value.typename}"
    if (
        type(value) is list
        and _is_regular(value)
        and np.asarray(value).dtype.kind in "if"
    ):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and value.ndim:
        if value.ndim > MAX_SIDES:  # numpy cuts each side, but not the whole
            return f"an array of shape {value.shape}"
        return np.array2string(
            value, precision=4, suppress_small=_calm(value), max_line_width=MAX_WIDTH
        )
    return _plain(value)


def _plain(value: Any) -> str:
    """Write anything else as it reads in Python; of a long list, its beginning."""
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    return _SHORT.repr(value)


class _Short(reprlib.Repr):
    """A repr that ends soon, whatever a student's function gave."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxdict = 12
        self.maxstring = self.maxlong = self.maxother = MAX_WIDTH
        self.maxlevel = 4

    def repr_ndarray(self, value: np.ndarray[Any, Any], _level: int) -> str:
        """Name an array inside a list."""
        return f"an array of shape {value.shape}"


_SHORT = _Short()


def _calm(array: np.ndarray[Any, Any]) -> bool:
    """Tell whether four decimals say enough, so that no exponent is needed."""
    if array.dtype.kind != "f" or not array.size:
        return True
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    return not sizes.size or bool(sizes.max() >= 1e-3)  # noqa: PLR2004


def _size(value: Any) -> str:
    if isinstance(value, dict):
        parts = [f"{key}: {_size(part)}" for key, part in value.items()]
        return f"{{{', '.join(parts)}}}"
    if callable(value):
        return "a function"
    if not isinstance(value, np.ndarray | list | tuple):
        return _short(value)
    if not _is_regular(value):
        return type(value).__name__
    return str(np.shape(value))


def _is_regular(value: Any) -> bool:
    try:
        np.shape(value)
    except ValueError:  # lists of unequal lengths
        return False
    return True


def _short(value: Any) -> str:
    return _cut(repr(value), 30)


def _cut(text: str, width: int = MAX_WIDTH) -> str:
    if len(text) <= width:
        return text
    return text[: width - 1] + "…"
