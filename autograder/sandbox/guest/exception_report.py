"""What a worker says of an exception: its names, and where in the cells it was raised.

This module imports the standard library only: it runs beside student code.
"""

import re
from typing import Any

CELL_NAME = re.compile(r"<cell \d+>")
"""what `ipython_shell` calls the code of a cell"""
LABEL_CHARS = 200
"""of a name: more of it could be more than can be sent"""
_BASES = 50
_TEXT_CHARS = 2000


def describe_exception(error: BaseException) -> list[Any]:
    """Say what was raised: name, bases, line, function, text."""
    line, function = _where(error)
    classes = type(error).__mro__[:_BASES]
    bases = [f"{base.__module__}.{base.__qualname__}"[:LABEL_CHARS] for base in classes]
    name = type(error).__name__[:LABEL_CHARS]
    return [name, bases, line, function, _text(error)]


def _where(error: BaseException) -> tuple[int, str]:
    """Find the innermost frame in the student's own cells: its line and function."""
    place = (0, "")
    if isinstance(error, SyntaxError) and CELL_NAME.fullmatch(str(error.filename)):
        # No frame of the cell is in its traceback: the cell was never run.
        place = (error.lineno or 0, "")
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if CELL_NAME.fullmatch(code.co_filename):
            # A traceback has no line where one of Python's own instructions raised.
            place = (trace.tb_lineno or 0, _function(code.co_qualname))
        trace = trace.tb_next
    return place


def _function(qualname: str) -> str:
    """Name the function that a lambda or a comprehension belongs to."""
    named = [part for part in qualname.split(".") if part.isidentifier()]
    return named[-1] if named else ""


def _text(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)  # its text would name our name for the cell
    try:
        return str(error)[:_TEXT_CHARS]
    except BaseException:  # the student's own `__str__` may do anything
        return ""
