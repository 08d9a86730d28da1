"""The sentences hidden tests speak: shape before values, and no crash on anything."""

import numpy as np
import pytest

from autograder.grading import check_messages, checks
from autograder.grading.checks import CheckFailed
from autograder.sandbox.api import DrawnAxes, DrawnLine
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.student_faults import ExceptionRaised

STRANGE = [
    None,
    "text",
    b"bytes",
    {"a": 1},
    Ref(1, "generator"),
    [[1], [2, 3]],
    ["a", "b"],
    1 + 2j,
    np.array([1j]),
    float("nan"),
    [None],
    (),
    [10**400],
    np.zeros((0, 3)),
]


class Function:
    """Stands in for a StudentFunction: calls here, with what the worker would do."""

    def __init__(self, function):
        self._function = function
        self.kept = []

    def __call__(self, *args, **kwargs):
        return self._function(*args, **kwargs)

    def with_arguments(self, *args, **kwargs):
        value = self._function(*args, **kwargs)
        return value, args

    def readonly(self, *args, **kwargs):
        try:
            return self._function(*map(_protected, args), **kwargs)
        except ValueError as error:
            raise ExceptionRaised(
                name="ValueError", bases=["builtins.ValueError"]
            ) from error

    def keeping(self, *_positions):
        def call(*args):
            self.kept.append(self._function(*args))
            return len(self.kept) - 1

        return call

    def fetch(self, number):
        return np.copy(self.kept[number])


def _protected(value):
    if isinstance(value, np.ndarray):
        value = value.copy()
        value.flags.writeable = False
    return value


def said_by(check, *args, **kwargs):
    with pytest.raises(CheckFailed) as caught:
        check(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize("value", STRANGE, ids=repr)
@pytest.mark.parametrize(
    "check",
    [
        lambda value: checks.assert_values(value, np.ones((2, 2))),
        lambda value: checks.assert_number(value, 0.5),
        lambda value: checks.assert_integers(value, [1, 2]),
        lambda value: checks.assert_probabilities(value, (2, 2)),
        lambda value: checks.assert_tuple(value, 3),
        lambda value: checks.assert_mapping(value, ["W", "b"]),
        lambda value: checks.assert_drawn([], value, {}),
    ],
    ids=["values", "number", "integers", "probabilities", "tuple", "mapping", "drawn"],
)
def test_strange_values_fail_and_never_crash(check, value):
    """Whatever a student returns, a check says what is wrong with it."""
    assert said_by(check, value)


@pytest.mark.parametrize(
    "value,expected,said",
    [
        (None, 1.0, "is None: is a `return` missing?"),
        (Ref(1, "matrix"), [1.0], "is a matrix, expected an array of numbers"),
        (np.zeros((2, 3)), np.zeros((3, 2)), "has shape (2, 3), expected (3, 2)"),
        (np.array([1, 2]), [1.0, 2.0], "holds int64 values, expected floats"),
        (np.array([1.0, np.nan]), [1.0, 2.0], "contains nan"),
        (np.array([1.0, np.inf]), [1.0, 2.0], "contains infinite values"),
        (np.array([1.0, 2.0]), [1.0, np.inf], "1 of 2 entries of the result are wrong"),
        (np.array([np.nan]), [np.nan], "all entries of the result are wrong"),
        (np.array([2.0, 4.0]), [1.0, 2.0], "all entries of the result are wrong"),
        (np.array([1.0, 4.0]), [1.0, 2.0], "1 of 2 entries of the result are wrong"),
        (1.5, 1.0, "the result is 50% off"),
        (1.001, 1.0, "the result is 1e-03 of its size off"),
    ],
)
def test_wrong_values_are_described(value, expected, said):
    """Kind, then shape, then values; how far off, but neither value."""
    assert said in said_by(checks.assert_values, value, expected)


@pytest.mark.parametrize(
    "value,expected",
    [
        ([[1.0, 2.0]], np.array([[1.0, 2.0]])),
        (np.float32(0.5), 0.5),
        (np.array(3), 3.0),
        (2, 2.0),
        (np.array([np.inf, -np.inf]), [np.inf, -np.inf]),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (1.0 + 5e-10, 1.0),
    ],
)
def test_right_values_pass(value, expected):
    """Lists, scalars of any kind, infinities, empty arrays, the tolerance."""
    assert checks.assert_values(value, expected).shape == np.shape(expected)


def test_tolerance_is_relative_and_absolute():
    """|value − expected| ≤ atol + rtol |expected|, nothing wider."""
    assert said_by(checks.assert_values, 1.0 + 5e-9, 1.0)
    assert said_by(checks.assert_values, 1e-6, 0.0)
    assert checks.assert_values(1e-6, 0.0, atol=1e-5) == 1e-6
    assert checks.assert_values(1.05, 1.0, rtol=0.1) == 1.05


@pytest.mark.parametrize("kind", [float, np.float64, np.float32, np.array])
def test_number_is_judged_as_arrays_are(kind):
    """A number passes within the tolerance, in force or given, and not beyond it."""
    assert checks.assert_number(kind(0.5), 0.5) == 0.5
    assert checks.assert_number(kind(np.inf), np.inf) == np.inf
    assert checks.assert_number(kind(1.0625), 1.0, rtol=0.1) == 1.0625
    assert "5% off" in said_by(checks.assert_number, kind(1.0625), 1.0)
    assert "far off" in said_by(checks.assert_number, kind(5.0), np.inf)
    assert "contains nan" in said_by(checks.assert_number, kind(np.nan), 1.0)


def test_number_is_judged_by_the_tolerance_in_force():
    """What tolerances are multiplied by counts for single numbers, too."""
    near = 1.0 + 5e-10

    assert checks.assert_number(near, 1.0) == near
    with checks.tolerance_scale(0.1):
        assert "off" in said_by(checks.assert_number, near, 1.0)


def test_scalar_is_judged_by_shape():
    """A single number may be of any numeric type, but has no axis."""
    assert checks.assert_scalar(np.array(2.0)) == 2.0
    assert "(1,)" in said_by(checks.assert_scalar, np.array([2.0]))


def test_integers_are_exact():
    """Floats are not class numbers, and one wrong entry is one too many."""
    assert checks.assert_integers([1, 2], [1, 2]).tolist() == [1, 2]
    assert "float64" in said_by(checks.assert_integers, [1.0, 2.0], [1, 2])
    assert "1 of 2" in said_by(checks.assert_integers, [1, 3], [1, 2])


@pytest.mark.parametrize(
    "rows,said",
    [
        ([[0.5, 0.6]], "does not sum to 1"),
        ([[1.5, -0.5]], "outside 0 to 1"),
        ([[np.nan, 1.0]], "nan"),
    ],
)
def test_probabilities_are_finite_between_0_and_1_and_sum_to_1(rows, said):
    """Each way of not being probabilities has its words."""
    assert said in said_by(checks.assert_probabilities, rows, (1, 2))


@pytest.mark.parametrize("rest", [-3e-17, 1 - (0.1 + 0.2 + 0.3 + 0.4)])
def test_probabilities_may_be_off_by_what_rounding_does(rest):
    """One minus the others' is a right way to a probability of 0."""
    checks.assert_probabilities([[1.0, rest]], (1, 2))
    checks.assert_probabilities([[1.0 + 2**-52, rest]], (1, 2))


def test_dtype_is_named():
    """A wrong dtype is told by name."""
    checks.assert_dtype(np.zeros(2), np.float64)

    assert "float32" in said_by(
        checks.assert_dtype, np.zeros(2, np.float32), np.float64
    )


def raises(kind):
    def fail():
        bases = [f"{one.__module__}.{one.__qualname__}" for one in kind.__mro__]
        raise ExceptionRaised(name=kind.__name__, bases=bases)

    return fail


class MineError(ValueError):
    """An exception of a student's own."""


@pytest.mark.parametrize("kind", [ValueError, MineError, UnicodeError])
def test_expected_class_or_one_below_it_passes(kind):
    """The class is the contract; a subclass is one of its kind."""
    assert checks.assert_raises(raises(kind), allowed=(ValueError,)) is None


def test_other_class_or_none_fails():
    """Another class, or a value, is not what was asked for."""
    assert "raised KeyError where ValueError" in said_by(
        checks.assert_raises, raises(KeyError), allowed=(ValueError,)
    )
    assert "returned a value" in said_by(
        checks.assert_raises, lambda: 1, allowed=(ValueError, TypeError)
    )


def test_stub_does_not_count_as_raising():
    """NotImplementedError is no error handling, whatever is allowed."""
    with pytest.raises(ExceptionRaised):
        checks.assert_raises(raises(NotImplementedError), allowed=(RuntimeError,))


class Mutating(Function):
    """The worker's copy is changed, ours is not: both sides of a wire."""

    def with_arguments(self, *args, **kwargs):
        copies = [np.copy(one) for one in args]
        return self._function(*copies, **kwargs), tuple(copies)


def test_changed_argument_is_found():
    """Writing into an argument is seen from outside."""

    def doubles(x):
        x *= 2
        return x

    said = said_by(checks.assert_leaves_arguments_alone, Mutating(doubles), np.ones(2))

    assert said == "argument 1 was changed by the call"


def test_write_protected_argument_must_do():
    """A function that writes into its argument and restores it still writes."""

    def restores(x):
        x += 1
        x -= 1
        return x.sum()

    said = said_by(checks.assert_leaves_arguments_alone, Mutating(restores), np.ones(2))

    assert "write-protected" in said


def test_innocent_function_leaves_arguments_alone():
    """Reading is allowed."""
    checks.assert_leaves_arguments_alone(Mutating(np.sum), np.ones(2))

    assert Mutating(np.sum)(np.ones(2)) == 2.0


def test_shared_buffer_is_found():
    """A result that the next call overwrites is not a result of its own."""
    buffer = np.zeros(2)

    def shares(x):
        buffer[:] = x
        return buffer

    shared, fresh = Function(shares), Function(np.copy)
    checks.assert_fresh_results(fresh, [np.ones(2)], [np.zeros(2)])

    assert "second call changed" in said_by(
        checks.assert_fresh_results, shared, [np.ones(2)], [np.zeros(2)]
    )


def drawn(label="loss", y=(1.0, 2.0), xlabel="step", ylabel="loss"):
    line = DrawnLine(label=label, x=np.array([0.0, 1.0]), y=np.array(y))
    return [DrawnAxes(title="", xlabel=xlabel, ylabel=ylabel, lines=(line,))]


def test_drawing_needs_labels_lines_and_their_data():
    """Nothing drawn, no labels, no such line, other data: each has its words."""
    wanted = [0, 1], {"loss": [1.0, 2.0]}
    checks.assert_drawn(drawn(), *wanted)

    assert "nothing was drawn" in said_by(checks.assert_drawn, [], *wanted)
    assert "labels" in said_by(checks.assert_drawn, drawn(ylabel=" "), *wanted)
    assert "no line with the label `loss`" in said_by(
        checks.assert_drawn, drawn(label="x"), *wanted
    )
    assert "y of the line `loss`" in said_by(
        checks.assert_drawn, drawn(y=(1.0, 3.0)), *wanted
    )


@pytest.mark.parametrize(
    "y", [(np.inf, np.inf), (np.inf, -np.inf), (np.nan, np.nan)], ids=str
)
def test_a_line_without_a_finite_number_is_nothing_drawn(y):
    """Infinities equal themselves, and no pixel of them is to be seen."""
    said = said_by(checks.assert_drawn, drawn(y=y), [0, 1], {"loss": y})

    assert said == "the line `loss` shows nothing: it has no finite number"


def test_axes_without_a_line_are_nothing_drawn():
    """However well they are labelled, and whatever is expected."""
    empty = [DrawnAxes(title="", xlabel="x", ylabel="y")]

    assert said_by(checks.assert_drawn, empty, [], {}) == "nothing was drawn"


@pytest.mark.parametrize(
    "line, right, flat",
    [
        ([0.5, 0.5, 0.5], [0.1, 0.2, 0.3], True),
        ([0.5, 0.5 + 1e-12, 0.5], [0.1, 0.2, 0.3], True),
        ([0.0, 0.0], [1.0, 2.0], True),
        ([0.5, 0.6, 0.5], [0.1, 0.2, 0.3], False),
        ([0.5, 0.5], [1.0, 1.0], False),
        ([0.5, 0.5], [1.0, 1.0 + 1e-6], False),
        ([None, "x"], [1.0, 2.0], False),
        ([np.nan, np.nan], [1.0, 2.0], False),
        ([0.5], [1.0], False),
    ],
)
def test_a_flat_line_is_refused_where_the_right_one_varies(line, right, flat):
    """A plot of a constant agrees with every constant function."""
    lines, wanted = {"a": [1.0, 2.0], "b": line}, {"a": [1.0, 2.0], "b": right}
    if not flat:
        checks.assert_lines_vary(lines, wanted)
        return
    said = said_by(checks.assert_lines_vary, lines, wanted)

    assert said.startswith("the line `b` is one number everywhere")


# ------------------------------------------------------------------ few bits


@pytest.mark.parametrize(
    "value, expected, said",
    [
        (np.zeros((31, 3)), np.zeros((5, 3)), "shape (?, 3), expected (5, 3)"),
        (np.zeros(15), np.zeros((5, 3)), "shape (15,), expected (5, 3)"),
        (np.zeros((2, 7)), 1.0, "shape (?, ?), expected ()"),
        (np.zeros((1,) * 9), np.zeros(3), "shape of more than 4 axes, expected (3,)"),
        (
            np.full(9, 271828.0),
            np.ones(9),
            "entries of the result are wrong, and far off",
        ),
        ([1.0, 1.0, 5.2, 5.2, 1.0], np.ones(5), "some of 5 entries"),
        ([1.0, 5.2, 5.2, 5.2, 1.0], np.ones(5), "most of 5 entries"),
        (1.271828, 1.0, "the result is 20% off"),
        (1.0000271828, 1.0, "the result is 1e-05 of its size off"),
        (["a" * 31415, "b"], [1.0, 2.0], "holds str values"),
    ],
)
def test_a_message_tells_a_few_bits_of_a_value(value, expected, said):
    """Who chose the value has seen hidden inputs, and will read the message."""
    assert said in said_by(checks.assert_values, value, expected)


def test_keys_and_lengths_that_a_student_made_up_are_not_told():
    """The expected keys are; of the others it is said that there are some."""
    keys = said_by(checks.assert_mapping, {"x271828": 1, "a": 2}, ["a", "b"])
    more = said_by(checks.assert_mapping, {"a": 1, "b": 2, 3: 4}, ["a", "b"])
    items = said_by(checks.assert_tuple, [0] * 31415, 2)

    assert keys == "the result does not have `b` of the keys `a`, `b`"
    assert more == "the result has more than the keys `a`, `b`"
    assert items == "the result has many items, expected 2"


@pytest.mark.parametrize(
    "message, told",
    [
        ("it has 0.3333 of the true length", "it has 0.33 of the true length"),
        ("a loss of 271828.1828 is seen", "a loss of 270000 is seen"),
        ("314159265358979% off", "over 1000000% off"),
        ("1.7e-305 and 1e+300", "nearly 0 and over 1000000"),
        ("expected 25 or more, or 9", "expected 25 or more, or 9"),
        ("y1 and W2 of `class 3`", "y1 and W2 of `class 3`"),
        ("[1 2 3 4 5 6 7]", "[1 2 3 4 … … …]"),
    ],
)
def test_numbers_in_a_hidden_test_s_own_words_are_rounded(message, told):
    """Sixteen digits of a gradient could be sixteen digits of a hidden input."""
    assert check_messages.coarsen_numbers(message) == told
    assert said_by(checks.assert_true, False, message) == told
    assert said_by(checks.assert_scalar, None, what=message).startswith(told)


@pytest.mark.parametrize("value", [np.nan, [1.0, -np.inf]])
def test_value_that_is_not_finite_is_told(value):
    """For values of which a suite knows no more."""
    assert said_by(checks.assert_finite, value) == (
        "the result contains nan or infinite values"
    )
    assert checks.assert_finite([1, 2.5]).tolist() == [1.0, 2.5]
