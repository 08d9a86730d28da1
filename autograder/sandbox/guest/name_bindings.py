"""What a notebook's names mean when a function of it is called, whoever wrote after it.

Python looks a name up when it is used. So a cell at the end that says `np = 5`, `sum =
0`, `softmax = softmax(x)` or `%reset` breaks functions that were right when they were
checked. Here every statement's bindings are remembered, and a call meets these:

* a function's own name is its last definition: a `def`, a `class`, or an assignment
  of something that can be called. An import, a value or a `del` takes nothing away,
  and a function that only gives up is no definition;
* modules, imported functions and Python's own are those that it met when defined;
* other functions of the notebook are, likewise, their last definitions;
* a function inside a module (`np.exp = 5`) is put back as soon as the cell has ended;
* everything else is what it is at the end, or was last, when it is gone;
* what numpy and Python do instead of a warning is as it was when it was defined.

`earlier` asks for another reading: all names as they were when the function was
defined. Locked cells run with the names that locked cells gave.

Like `worker`, which it is a part of, this imports the standard library and numpy only;
nothing that it says is trusted.
"""

import ast
import builtins
import dis
import gc
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from types import CodeType, FunctionType, ModuleType
from typing import Any, Self

import numpy as np

from autograder.sandbox.guest.definitions import parse_quietly

GONE: Any = type("Unbound", (), {})()
"""in place of the value of a name that is not bound"""
_LARGE: Any = type("Forgotten", (), {})()
"""in place of a value that would use up memory if it were remembered"""

_MOST_BYTES = 1 << 20
"""of a value that is remembered"""
_MOST_OBJECTS = 300
"""looked through to find the functions within a callable"""
_BUILTINS = frozenset(vars(builtins))
# A cell can replace `builtins.callable` itself, for this module too.
_CALLABLE = callable
_MODULES = (
    *("builtins", "math", "random"),
    *("numpy", "numpy.linalg", "numpy.random", "matplotlib.pyplot"),
)
"""whose functions a notebook may not lose, where they are there from the start"""


@dataclass(frozen=True, slots=True)
class WarningSettings:
    """What numpy and Python do where they would warn."""

    errors: Any
    """as `np.geterr` gives it"""
    filters: tuple[Any, ...]
    """as `warnings` has them"""

    @classmethod
    def now(cls) -> Self:
        """Give those that are set."""
        return cls(np.geterr(), tuple(warnings.filters))

    @contextmanager
    def set_again(self) -> Iterator[None]:
        """Have these for as long as the block lasts."""
        if self == WarningSettings.now():
            yield  # nearly always: saving and setting costs more than many a call
            return
        with np.errstate(**self.errors), warnings.catch_warnings():
            warnings.resetwarnings()
            warnings.filters[:] = self.filters  # type: ignore[index]
            yield


@dataclass(frozen=True, slots=True)
class _Binding:
    """A moment at which a name got a value, or lost it."""

    time: int
    cell: int
    value: Any
    warnings_as: WarningSettings | None = None
    """of a definition"""


@dataclass(slots=True)
class NameMeaning:
    """What differs, for one function, from the names as they are."""

    values: dict[str, Any] = field(default_factory=dict)
    """what stands under a name instead; GONE for nothing"""
    taken: dict[str, int] = field(default_factory=dict)
    """by name, the cell that took it away; they count from 1"""


class NameBindings:
    """Remembers what the cells of one notebook bound."""

    def __init__(self, names: dict[str, Any]) -> None:
        """Begin.

        Args:
            names: the notebook's names, as they change.
        """
        self._names = names
        self._given = dict(names)
        self._before = dict(names)
        self._history: dict[str, list[_Binding]] = {}
        self._definitions: dict[str, _Binding] = {}
        self._locked: dict[str, Any] = {}
        """what locked cells bound"""
        self._modules = _functions_by_module()
        self._mended: dict[str, int] = {}
        """by name, the cell that last took a function out of a module"""
        self._time = self._cell = 0
        self._is_locked = False
        self._meanings: dict[tuple[str, bool], NameMeaning] = {}

    def begin_cell(self, *, locked: bool) -> None:
        """Count a cell; a locked one is of the release."""
        self._cell += 1
        self._is_locked = locked

    def mend_modules(self) -> None:
        """Put functions back into modules where a cell left none under their names."""
        for module, functions in self._modules.items():
            # Also where a cell took the module itself out of the table.
            sys.modules[module.__name__] = module
            members = module.__dict__
            for name, function in functions.items():
                member = members.get(name, GONE)
                # No builtin is called until Python's own are whole again.
                if member is not function and not _CALLABLE(member):
                    members[name] = function
                    self._mended[name] = self._cell
                    self._meanings = {}

    def note_changes(self, defined: Collection[str] = ()) -> None:
        """Remember what a statement changed, and what its syntax defines."""
        names, before = self._names, self._before
        # By identity: `==` of a student's object, or of an array, may do anything.
        changed = {
            name: value
            for name, value in names.items()
            if before.get(name, GONE) is not value
        }
        if len(before) + len(changed) > len(names):  # else none can have gone
            changed |= dict.fromkeys(before.keys() - names.keys(), GONE)
        if not changed:
            return
        self._time += 1
        self._meanings = {}
        for name, value in changed.items():
            binding = _Binding(self._time, self._cell, _remembered(value))
            self._history.setdefault(name, []).append(binding)
            if name in defined and callable(value):
                self._definitions[name] = replace(
                    binding, warnings_as=WarningSettings.now()
                )
            if self._is_locked:
                self._locked[name] = value
        self._before = dict(names)

    def defined_functions(self) -> dict[str, Any]:
        """Give by name what was defined or could be called, whatever came of it."""
        bindings = {name: self._function(name) for name in self._history}
        return {
            name: binding.value
            for name, binding in bindings.items()
            if binding is not None
        }

    def warnings_as_defined(self, name: str) -> AbstractContextManager[None]:
        """Have warnings treated as they were when a function was defined.

        `np.seterr(all="raise")` at the end of a notebook takes no right answer away.
        """
        defined = self._definitions.get(name)
        if defined is None or defined.warnings_as is None:
            return nullcontext()
        return defined.warnings_as.set_again()

    def meaning_of(self, name: str, *, earlier: bool = False) -> NameMeaning:
        """Give what a call of a function meets that is not as it is now."""
        key = (name, earlier)
        if key not in self._meanings:
            self._meanings[key] = self._search(name, earlier=earlier)
        return self._meanings[key]

    def locked_meaning(self, source: str) -> dict[str, Any]:
        """Give what a cell of the release meets that is not as it is now."""
        taken = self._taken_from_locked()
        tree = parse_quietly(source) if taken else None
        values: dict[str, Any] = {}
        if tree is None:
            return values
        for name in _names_read(tree):
            if name in self._definitions:
                values = {**self.meaning_of(name).values, **values}
            if name in taken:
                values[name] = taken[name]
        return values

    @contextmanager
    def values_standing(self, values: Mapping[str, Any]) -> Iterator[None]:
        """Let these stand under their names for as long as the block lasts.

        What the block itself binds stays.
        """
        own = {name: self._names.get(name, GONE) for name in values}
        self._put(values)
        try:
            yield
        finally:
            untouched = {
                name: value
                for name, value in own.items()
                if self._names.get(name, GONE) is values[name]
            }
            self._put(untouched)

    def _put(self, values: Mapping[str, Any]) -> None:
        for names in (self._names, self._before):  # it is no news to `note`
            for name, value in values.items():
                if value is GONE:
                    names.pop(name, None)
                else:
                    names[name] = value

    def _taken_from_locked(self) -> dict[str, Any]:
        """Give what is not as locked cells, definitions and Python itself left it."""
        names = self._names
        defined = {name: binding.value for name, binding in self._definitions.items()}
        own = names.keys() & _BUILTINS - self._given.keys()
        # The later in this line counts: a locked cell's own name above all.
        meant = {**dict.fromkeys(own, GONE), **defined, **self._locked}
        return {
            name: value
            for name, value in meant.items()
            if names.get(name, GONE) is not value
        }

    # ------------------------------------------------------------ what a name means

    def _search(self, name: str, *, earlier: bool) -> NameMeaning:
        """Follow the names that a function reads, and those that these read."""
        found = NameMeaning()
        seen = {name}
        function = self._function(name)
        if function is None:
            return found
        self._tell(found, name, function)
        left = [(function.value, function.time)]
        # No recursion: functions that call each other may be a long chain, or a ring.
        while left:
            value, time = left.pop()
            found.taken.update(self._taken_from_modules(value, function.cell))
            # Sorted: what is met first decides, and a set's order hangs on the process.
            for read, called in sorted(self._reads(value).items()):
                if read in seen:
                    continue
                seen.add(read)
                meant = self._meant(read, time, called=called, earlier=earlier)
                if meant is not None:
                    self._tell(found, read, meant)
                    left.append((meant.value, meant.time))
        return found

    def _taken_from_modules(self, value: Any, cell: int) -> dict[str, int]:
        """Give what a callable reads and cells behind it took out of modules."""
        if not self._mended or not callable(value):
            return {}
        functions = _functions_in(value, self._names)
        read = set().union(*(_mentioned(function.__code__) for function in functions))
        return {
            name: taken
            for name, taken in self._mended.items()
            if name in read and taken > cell
        }

    def _tell(self, found: NameMeaning, name: str, meant: _Binding) -> None:
        if self._names.get(name, GONE) is meant.value:
            return
        found.values[name] = meant.value
        history = self._history.get(name, ())
        later = (binding.cell for binding in history if binding.time > meant.time)
        found.taken[name] = next(later, 0)

    def _function(self, name: str) -> _Binding | None:
        """Give the last definition; without one, the last that could be called."""
        if name in self._definitions:
            return self._definitions[name]
        return self._last(name, callable)

    def _last(self, name: str, wanted: Any) -> _Binding | None:
        first = _Binding(0, 0, self._given.get(name, GONE))
        bindings = reversed([first, *self._history.get(name, ())])
        return next((binding for binding in bindings if wanted(binding.value)), None)

    def _meant(
        self, name: str, time: int, *, called: bool, earlier: bool
    ) -> _Binding | None:
        """Give what a function defined then means by a name; None: what it is now.

        Args:
            name: what it reads.
            time: when it was defined.
            called: it calls what stands under the name, so that no value can be meant.
            earlier: all names are as they were.
        """
        then = self._at(name, time)
        fits = callable(then.value) or not called
        if earlier and fits and _is_there(then.value):
            return then
        readings = [
            *self._defined_readings(name, then, fits=fits),
            *self._other_readings(name, then, fits=fits),
        ]
        return readings[0] if readings else None

    def _defined_readings(
        self, name: str, then: _Binding, *, fits: bool
    ) -> Iterator[_Binding]:
        """Give what is meant by the name of a function or a module, best first."""
        was, defined = then.value, self._definitions.get(name)
        if was is GONE and name in _BUILTINS:
            yield then
        if defined and (was is GONE or callable(was) or not fits):
            yield defined
        if _is_module(was) or callable(was):
            yield then

    def _other_readings(
        self, name: str, then: _Binding, *, fits: bool
    ) -> Iterator[_Binding]:
        """Give what is meant by a name that was no function and no module then."""
        if not fits and name in _BUILTINS:
            yield _Binding(then.time, then.cell, GONE)
        module = self._last(name, _is_module)
        if module and (then.value is GONE or _is_module(self._locked.get(name))):
            yield module
        last = self._last(name, _is_there)
        if name not in self._names and last:
            yield last

    def _at(self, name: str, time: int) -> _Binding:
        bindings = reversed(self._history.get(name, ()))
        before = (binding for binding in bindings if binding.time <= time)
        return next(before, _Binding(time, 0, self._given.get(name, GONE)))

    def _reads(self, value: Any) -> dict[str, bool]:
        """Give the notebook's names that a callable reads; True: it calls them."""
        if not callable(value):
            return {}
        functions = _functions_in(value, self._names)
        codes = [function.__code__ for function in functions]
        mentioned = set().union(*map(_mentioned, codes))
        if all(self._is_steady(name) for name in mentioned):
            # Attributes among them do no harm, and `dis` is slow.
            return dict.fromkeys(mentioned, False)
        reads: dict[str, bool] = {}
        for code in codes:
            for name, called in _globals_read(code):
                reads[name] = called or reads.get(name, False)
        return reads

    def _is_steady(self, name: str) -> bool:
        """Tell whether a name never had two values."""
        return len(self._history.get(name, ())) + (name in _BUILTINS) < 2  # noqa: PLR2004


def _functions_by_module() -> dict[ModuleType, dict[str, Any]]:
    """Give the functions of the modules that most answers are made of."""
    modules = (sys.modules.get(name) for name in _MODULES)
    return {
        module: {
            name: value
            for name, value in vars(module).items()
            if callable(value) or _is_module(value)
        }
        for module in modules
        if module is not None
    }


def _remembered(value: Any) -> Any:
    """Give a value, or a sign for one that would keep much memory from being freed."""
    if callable(value) or isinstance(value, ModuleType):
        return value
    if isinstance(value, np.ndarray) and value.base is not None:
        return _LARGE  # a view, perhaps of a large one
    try:
        size = sys.getsizeof(value)
    except Exception:  # the student's own `__sizeof__` may do anything
        return _LARGE
    return value if size <= _MOST_BYTES else _LARGE


def _is_module(value: Any) -> bool:
    return isinstance(value, ModuleType)


def _is_there(value: Any) -> bool:
    return value is not GONE and value is not _LARGE


def _names_read(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _functions_in(value: Any, names: Mapping[str, Any]) -> Iterator[FunctionType]:
    """Find the notebook's own functions in what can be called: wrapped ones, too."""
    left, seen = [value], {id(names)}
    while left and len(seen) < _MOST_OBJECTS:
        part = left.pop()
        if id(part) in seen or isinstance(part, ModuleType | CodeType):
            continue
        seen.add(id(part))
        if isinstance(part, FunctionType):
            # Behind its globals lies the whole notebook.
            seen |= {id(part.__globals__), id(vars(builtins))}
            if part.__globals__ is names:
                yield part
        if isinstance(part, type):
            left += vars(part).values()
        else:
            # What the collector sees: no method of a student's object is run.
            left += gc.get_referents(part)


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    """Give a function's code, and that of the functions within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes_in(constant)


def _mentioned(code: CodeType) -> set[str]:
    """Give the names of globals and attributes in a function."""
    return {name for inner in _codes_in(code) for name in inner.co_names}


def _globals_read(code: CodeType) -> Iterator[tuple[str, bool]]:
    """Give the globals that a function reads, and whether it is to call them."""
    for inner in _codes_in(code):
        for step in dis.get_instructions(inner):
            if step.opname == "LOAD_GLOBAL":
                # Its lowest bit prepares a call (Python 3.11 and later).
                yield step.argval, bool((step.arg or 0) & 1)
            elif step.opname == "LOAD_NAME":  # in the body of a class
                yield step.argval, False
