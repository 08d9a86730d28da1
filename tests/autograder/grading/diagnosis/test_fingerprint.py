"""Fingerprints: equal for equal values up to rounding, different for any other."""

import json

import numpy as np
import pytest

from autograder.grading.diagnosis.fingerprint import take_fingerprint
from autograder.grading.diagnosis.matching import are_close
from autograder.model import Verdict
from autograder.sandbox.api import CallResult, DrawnAxes, DrawnLine
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.student_faults import ExceptionRaised, WorkerLost

TABLE = np.array([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]])
LINE = DrawnLine(label="MSE", x=np.arange(3.0), y=np.arange(3.0))


def drawn(title, xlabel, ylabel, lines):
    return DrawnAxes(title=title, xlabel=xlabel, ylabel=ylabel, lines=lines)


VALUES = [
    None,
    True,
    False,
    0,
    1,
    10**40,
    1.0,
    1.5,
    float("nan"),
    float("inf"),
    "text",
    b"text",
    [],
    (),
    [1.0, 2.0],
    (1.0, 2.0),
    [2.0, 1.0],
    [[1.0], [2.0]],
    {"W": 1.0},
    {"b": 1.0},
    Ref(1, "generator"),
    Ref(1, "coroutine"),
    TABLE,
    TABLE.T,
    TABLE[::-1],
    TABLE.astype(np.float32),
    -TABLE,
    2 * TABLE,
    TABLE.ravel(),
    TABLE > 0.2,
    np.zeros((2, 3)),
    np.where(TABLE > 0.7, np.nan, TABLE),
    np.where(TABLE > 0.7, np.inf, TABLE),
    np.eye(3),
    np.array(["a"]),
    TABLE * np.array([[1.0, 1.0, 1.0 + 1e-4]]),
    ExceptionRaised(name="ValueError", detail="shapes (3,) and (4,)"),
    ExceptionRaised(name="ValueError", detail="shapes (3,) and (5,)"),
    ExceptionRaised(name="TypeError", detail="shapes (3,) and (4,)"),
    WorkerLost(Verdict.TIMED_OUT, "took long"),
    WorkerLost(Verdict.DIED, "took long"),
    CallResult(value=1.0),
    CallResult(value=1.0, arguments=(1.0,)),
    CallResult(value=1.0, drawing=(drawn("a", "x", "y", (LINE,)),)),
    CallResult(value=1.0, drawing=(drawn("a", "x", "z", (LINE,)),)),
    CallResult(value=1.0, drawing=(drawn("a", "x", "y", ()),)),
]


@pytest.mark.parametrize("one", range(len(VALUES)))
def test_no_other_value_is_close(one):
    """Kind, shape, order, size and failure all tell; only itself is close."""
    prints = [take_fingerprint(value) for value in VALUES]
    close_ones = [at for at in range(len(VALUES)) if are_close(prints[one], prints[at])]

    assert close_ones == [one]


@pytest.mark.parametrize(
    "one, other",
    [
        (TABLE, TABLE * (1 + 1e-12)),
        (0.1 + 0.2, 0.3),
        (np.float64(0.5), 0.5),
        ([0.1 + 0.2, 1.0], [0.3, 1.0]),
        ({"W": TABLE, "b": 1.0}, {"b": 1.0, "W": TABLE + 1e-14}),
        (
            ExceptionRaised(name="E", detail="<f at 0x7f00aa>"),
            ExceptionRaised(name="E", detail="<f at 0x7f11bb>"),
        ),
        (
            ExceptionRaised(name="E", detail="sums to 0.30000000000000004, not 1e-05"),
            ExceptionRaised(name="E", detail="sums to 0.3, not 1.0000000000000001e-05"),
        ),
        # What cancels leaves other digits, in other places, on other processors.
        (np.array([1e-17, -3e-17, 0.0]), np.array([0.0, 2e-17, 4e-17])),
        (np.zeros(3), np.array([0.0, 2e-17, 4e-17])),
        (np.array([1.0, np.nan]), np.array([1.0, -np.nan])),
        (np.array([1.0, -np.inf, -np.nan]), np.array([1.0, -np.inf, np.nan])),
    ],
)
def test_rounding_changes_nothing(one, other):
    """The last digits, and where something lay in memory, are nobody's mistake."""
    assert are_close(take_fingerprint(one), take_fingerprint(other))


def test_permuted_entries_are_seen():
    """Every entry has a weight of its own: no two orders of a row look alike."""
    rng = np.random.default_rng(1)
    row = rng.normal(size=7)
    orders = [take_fingerprint(rng.permutation(row)) for _ in range(50)]

    assert not any(are_close(take_fingerprint(row), order) for order in orders)


def test_prints_survive_json():
    """What is kept on disk compares like what was computed."""
    prints = [take_fingerprint(value) for value in VALUES]
    kept = json.loads(json.dumps(prints))

    assert all(are_close(one, other) for one, other in zip(prints, kept, strict=True))


def test_deep_and_long_values_stay_small():
    """A value that does not end has a short print."""
    deep: list[object] = []
    for _ in range(200):
        deep = [deep]

    assert len(json.dumps(take_fingerprint(deep))) < 100
    assert len(json.dumps(take_fingerprint([None] * 100_000))) < 1000


def test_keys_that_read_alike_need_no_order():
    """What lies under `1` and under `"1"` may be nothing that can be compared."""
    found = take_fingerprint({1: np.zeros(2), "1": {"a": 1}})

    assert [key for key, _ in found[1:]] == ["1", "1"]
