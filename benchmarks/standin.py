"""What stands in for our hidden suites' surroundings inside an nbgrader kernel.

nbgrader runs hidden tests in the student's own kernel, so `student.f(x)` is a plain
call there: no copies, no wire, no locks. Nothing is asked for that nbgrader would not
need: pytest is not imported, and numpy is there already. It imports the standard
library and numpy only.
"""

import copy
import importlib
import itertools
import sys
import zlib
from types import SimpleNamespace

import numpy as np


class ExceptionRaised(Exception):  # noqa: N818 - the name that our checks use
    """The student's function raised."""

    def __init__(self, error):
        super().__init__(str(error))
        self.name = type(error).__name__
        kinds = type(error).__mro__
        self.bases = [f"{kind.__module__}.{kind.__qualname__}" for kind in kinds]


class Ref:
    """Nothing is one here: what a student returns is at hand."""


def typename_of(value):
    """Name a value's type."""
    return type(value).__name__


def make_visible(text, length=10**6, **_):
    """Cut a text; nothing here is shown to anybody."""
    return text[:length]


ArrayLike = object


class NDArray:
    """A name in annotations."""

    def __class_getitem__(cls, _item):
        return cls


class StudentFunction:
    """One function of the notebook."""

    def __init__(self, function):
        self._function = function

    def __call__(self, *args, **kwargs):
        """Call it: nothing is copied."""
        try:
            return self._function(*args, **kwargs)
        except Exception as error:
            raise ExceptionRaised(error) from None

    def readonly(self, *args, **kwargs):
        """Call it with write-protected arrays."""
        args = copy.deepcopy(args)
        for value in args:
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        return self(*args, **kwargs)

    def with_arguments(self, *args, **kwargs):
        """Give the value and the arguments as they are afterwards."""
        args = copy.deepcopy(args)
        return self(*args, **kwargs), args

    def keeping(self, *_positions):
        """Keep everything: it is all here."""
        return self

    def fetch(self, value):
        """Give a value as it is now."""
        return copy.deepcopy(value)

    def drawing(self, *args, **kwargs):
        """Give the value and the axes that it drew."""
        pyplot = sys.modules["matplotlib.pyplot"]
        pyplot.close("all")
        value = self(*args, **kwargs)
        numbers = pyplot.get_fignums()
        axes = [part for number in numbers for part in pyplot.figure(number).axes]
        drawn = [_axes(part) for part in axes]
        pyplot.close("all")
        return value, drawn


def _axes(axes):
    return SimpleNamespace(
        title=axes.get_title(),
        xlabel=axes.get_xlabel(),
        ylabel=axes.get_ylabel(),
        lines=[_line(line) for line in axes.get_lines()],
    )


def _line(line):
    x, y = (data.astype(float) for data in line.get_data(orig=False))
    return SimpleNamespace(label=str(line.get_label()), x=x, y=y)


class Student:
    """The functions of the notebook; `student.NAME` is one of them."""

    def __init__(self, names):
        self._names = names

    def __getattr__(self, name):
        return StudentFunction(self._names[name])

    def fetch(self, value):
        """Give a value as it is now."""
        return copy.deepcopy(value)


class _Mark:
    """`pytest.mark`, of which only `parametrize` does something here."""

    def parametrize(self, names, values, ids=None):
        """Keep the cases for `run`."""
        names = [name.strip() for name in names.split(",")]
        cases = [
            dict(zip(names, value if len(names) > 1 else [value], strict=True))
            for value in values
        ]

        def remember(test):
            test.__dict__.setdefault("cases", []).insert(0, cases)
            return test

        return remember

    def weight(self, _weight):
        """Weigh nothing: a cell of nbgrader's passes or does not."""
        return lambda test: test

    def needs(self, *_names):
        """Need nothing: the first failure ends the cell."""
        return lambda test: test


mark = _Mark()


def run(tests, names, exercise, module):
    """Run the tests of one exercise, value tests first; the first failure is raised.

    Args:
        tests: what the hidden suite's file defines, by name.
        names: the notebook's names.
        exercise: seeds the inputs, with the test's name.
        module: where the reference is.
    """
    given = {
        "student": Student(names),
        "reference": importlib.import_module(module),
        "record": SimpleNamespace(lines=lambda *_, **__: None),
    }
    found = {name: value for name, value in tests.items() if name.startswith("test_")}
    for name in sorted(found, key=lambda name: not name.startswith("test_values")):
        for number, case in enumerate(_cases(found[name])):
            seed = zlib.crc32(f"{exercise}::{name}::{number}".encode())
            every = {**given, **case, "rng": np.random.default_rng(seed)}
            test = found[name]
            wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
            with np.errstate(all="ignore"):
                test(**{argument: every[argument] for argument in wanted})


def _cases(test):
    for parts in itertools.product(*getattr(test, "cases", [])):
        yield {key: value for part in parts for key, value in part.items()}
