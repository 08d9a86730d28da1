"""Cells behind an answer take nothing away from it."""

import warnings

import numpy as np
import pytest

from autograder.sandbox.api import CallOptions
from autograder.sandbox.student_faults import ExceptionRaised, FunctionMissing
from tests.inprocess import InProcessWorker

SETUP = "import numpy as np\nimport math"
ANSWERS = """\
scale = 2.0
def shift(values):
    return [value - min(values) for value in values]

def total(values):
    return float(np.sum(values)) + 0 * math.pi

def mean(values):
    return total(values) / len(values)

def spread(values):
    return scale * max(shift(values))
"""
RIGHT = {"total": 9.0, "mean": 3.0, "spread": 10.0}


def worker_of(*cells, locked=(0,)):
    worker = InProcessWorker()
    for number, cell in enumerate(cells):
        worker.run_cell(cell, locked=number in locked)
    return worker


def call(worker, name, *, earlier=False):
    options = CallOptions(earlier=earlier)
    return worker.call(name, [[1.0, 2.0, 6.0]], {}, options).value


def values_of(worker, *, earlier=False):
    return {name: call(worker, name, earlier=earlier) for name in RIGHT}


SCRATCH = [
    "total = total([1.0])",
    "total = mean = spread = 3",
    "for total in range(3): pass",
    "np = 5",
    "np = math = None",
    "import math as np",
    "len = sum = max = min = float = 0",
    "def len(values): return 0",
    "del total",
    "del np, math, scale, total, mean, spread, shift",
    "for name in [n for n in globals() if n[:2] != '__']: del globals()[name]",
    "globals().clear()",
    "from numpy import *",
    "from statistics import mean",
    "from operator import add as total, sub as mean, mul as spread, neg as shift",
    "shift = shift([1.0])",
    "def total(values):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
    "mean = mean",
    "x = total([1.0])\nx + 1",
    "np = 5\n1 / 0",
    "math = 5\nnp = math\nlen = np",
]


@pytest.mark.parametrize("scratch", SCRATCH)
def test_scratch_cell_at_the_end_takes_nothing_away(scratch):
    """A function is its last definition, with the modules that it met then."""
    assert values_of(worker_of(SETUP, ANSWERS, scratch)) == RIGHT


ALARMING = """\
def total(values):
    warnings.warn("that is many")
    return float(np.exp(np.array([-1000.0])).sum()) + sum(values)
"""
STRICT = "np.seterr(all='raise')\nwarnings.simplefilter('error')"


@pytest.fixture
def alarms():
    """Put back what tests set."""
    with np.errstate(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.usefixtures("alarms")
def test_alarms_set_behind_an_answer_take_nothing_away():
    """What would warn, or be a zero, does no more than when it was defined."""
    worker = worker_of("import numpy as np\nimport warnings", ALARMING, STRICT)

    assert call(worker, "total") == 9.0
    assert np.geterr()["under"] == "raise"
    assert warnings.filters[0][0] == "error"


@pytest.mark.usefixtures("alarms")
def test_alarms_set_before_an_answer_stay():
    """Whoever asks for errors may rely on them."""
    worker = worker_of("import numpy as np\nimport warnings", STRICT, ALARMING)

    with pytest.raises(ExceptionRaised):
        call(worker, "total")


@pytest.mark.parametrize("scratch", SCRATCH)
def test_statement_behind_a_definition_in_its_own_cell_takes_nothing_away(scratch):
    """A scratch cell that was merged with the answer is no other thing."""
    assert values_of(worker_of(SETUP, f"{ANSWERS}\n{scratch}")) == RIGHT


@pytest.mark.parametrize(
    "more, name, value",
    [
        ("def total(values): return 12.0", "mean", 4.0),
        ("total = lambda values: 12.0", "mean", 4.0),
        ("from functools import partial\ntotal = partial(sum, start=3.0)", "mean", 4.0),
        ("total = np.vectorize(total)", "mean", [1 / 3, 2 / 3, 2]),
        ("class total(float):\n    def __new__(cls, v): return 12.0", "mean", 4.0),
        ("def shift(values): return [1.5]", "spread", 3.0),
        ("scale = 1.0", "spread", 5.0),
        ("if True:\n    def total(values): return 12.0", "mean", 4.0),
        ("def twice(f): return lambda v: 2 * f(v)\ntotal = twice(total)", "mean", 6.0),
    ],
)
def test_what_can_be_called_stays_what_python_would_call(more, name, value):
    """A later definition, a wrapper and a changed number are the student's own."""
    worker = worker_of(SETUP, ANSWERS, more, "np = 5")

    assert np.allclose(call(worker, name), value)


def test_wrapped_function_meets_the_modules_that_it_met():
    """What a decorator, a partial or a method calls is followed to the functions."""
    more = """\
import functools
def loud(function):
    @functools.wraps(function)
    def wrapped(values):
        return function(values)
    return wrapped
mean = loud(mean)
total = functools.partial(total)
class Spread:
    def __call__(self, values): return float(np.ptp(values)) * scale
spread = Spread()
"""
    worker = worker_of(SETUP, ANSWERS, more, "np = 5; total = 3; len = 0")

    assert values_of(worker) == RIGHT


@pytest.mark.parametrize(
    "more",
    ["def shift(values): return [0.0]", "scale = 7", "del scale", "shift = 3"],
)
def test_earlier_reading_has_all_names_as_they_were(more):
    """Where the end of a notebook is worse, its functions are judged as they were."""
    worker = worker_of(SETUP, ANSWERS, more)

    assert values_of(worker, earlier=True) == RIGHT


def test_name_of_python_s_own_that_was_given_before_is_the_student_s():
    """A function that was written with `max = 10` in sight means that."""
    worker = worker_of("max = 10", "def total(values): return float(max)", "max = 20")

    assert call(worker, "total") == 20.0
    assert call(worker, "total", earlier=True) == 10.0


def test_state_that_calls_leave_behind_stays():
    """A counter goes on, in whatever way other names are mended."""
    counts = "count = 0\ndef total(v):\n    global count\n    count += 1; return count"
    worker = worker_of(counts, "total = 3")

    assert [call(worker, "total") for _ in range(3)] == [1, 2, 3]


def test_function_defined_before_its_modules_meets_them():
    """What was imported below is used by a function that stands above."""
    worker = worker_of(ANSWERS, SETUP, "np = 5", locked=())

    assert call(worker, "mean") == 3.0


def test_names_are_as_they_were_after_a_call():
    """Mending lasts as long as a call does."""
    worker = worker_of(SETUP, ANSWERS, "np = 5\ntotal = 3")
    call(worker, "mean")

    assert worker.namespace["np"] == 5
    assert worker.namespace["total"] == 3


def test_name_that_was_never_a_function_is_none():
    """A value under an exercise's name stays a value."""
    with pytest.raises(FunctionMissing):
        call(worker_of("total = 3"), "total")


def test_locked_cells_meet_what_locked_cells_gave():
    """Visible checks go on in the student's own run, whatever was overwritten."""
    check = "found = total([1.0, 2.0, 6.0]) + len([0])\nassert np.isclose(found, 10)"
    scratch = "np = 5; math = 3; len = 2; total = total([1.0]); found = 'mine'"
    worker = worker_of(SETUP, ANSWERS, scratch)
    result = worker.run_cell(check, locked=True)

    assert result.fault is None
    assert worker.namespace["found"] == 10.0
    assert worker.namespace["np"] == 5
    assert isinstance(worker.run_cell(check).fault, ExceptionRaised)


def test_own_cells_meet_what_python_gives_them():
    """Only calls and locked cells are mended: the rest runs as it does elsewhere."""
    worker = worker_of(SETUP, ANSWERS, "np = 5", "y = np + 1")

    assert worker.namespace["y"] == 6


def test_what_was_taken_is_told_with_its_cell():
    """By function, in the order of the cells as they were run."""
    worker = worker_of(SETUP, ANSWERS, "y = 1", "total = total([1.0])", "np = 5")
    told = worker.overwritten(["mean", "spread"])

    assert told["mean"].taken == {"total": 4, "np": 5}
    assert told["spread"].taken == {}


def test_what_was_changed_is_told_apart():
    """Another reading is worth a look only where it would differ."""
    worker = worker_of(SETUP, ANSWERS, "scale = 3.0")
    told = worker.overwritten(["mean", "spread"])

    assert told["spread"].changed == {"scale": 3}
    assert told["spread"].taken == told["mean"].changed == {}


def test_large_values_are_not_kept_alive():
    """What a notebook frees is freed: memory is limited."""
    freed = []
    cells = "class Big(np.ndarray):\n    def __del__(self): freed.append(1)"
    worker = worker_of(SETUP, cells)
    worker.namespace["freed"] = freed
    worker.run_cell("x = np.zeros(1 << 20).view(Big)")
    worker.run_cell("x = 3")

    assert freed == [1]
