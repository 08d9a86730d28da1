"""Which functions a test may pass to a student's code, and with what names. Pure.

Whoever is passed a function chooses what it is called with. So it must be a function
written in Python: builtins and numpy's own take files, dtypes and places to write to by
names that nobody thought of. Of keyword arguments it gets those that it names.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from types import FunctionType, MethodType
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_PASSES_ON = "passes_keywords_on"


def passes_keywords_on(function: Function) -> Function:
    """Mark a function that only hands its arguments on to a worker, as data."""
    setattr(function, _PASSES_ON, True)
    return function


def is_passable(function: Callable[..., Any]) -> bool:
    """Tell whether a student's code may be given this to call."""
    if isinstance(function, partial):
        return is_passable(function.func)
    if isinstance(function, MethodType):
        return is_passable(function.__func__)
    if isinstance(function, FunctionType):
        return True
    # An object of a class that says in Python how it is called.
    how = inspect.getattr_static(type(function), "__call__", None)
    return not isinstance(function, type) and isinstance(how, FunctionType)


def takes_keywords(function: Callable[..., Any], names: Iterable[str]) -> bool:
    """Tell whether a function has a parameter of each name; `**rest` is none."""
    wanted = set(names)
    if not wanted or getattr(function, _PASSES_ON, False):
        return True
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # it does not say; then none
        return False
    by_name = (
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    )
    return wanted <= {
        parameter.name for parameter in parameters if parameter.kind in by_name
    }
