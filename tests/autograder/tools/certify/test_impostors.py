"""Wrong answers made of a right one: what each does to its results."""

import numpy as np
import pytest

from autograder.tools.certify import impostors

RIGHT = """\
def both(x, label="a"):
    x = np.asarray(x, dtype=float)
    if x.ndim == 0:
        raise ValueError("no axes")
    return {"twice": 2 * x, label: [1.5, (3,)]}
"""
ALL = impostors.make_distortions("both", RIGHT)


def function(source, name="both"):
    namespace = {"np": np}
    exec(source, namespace)
    return namespace[name]


@pytest.mark.parametrize("constant", impostors.CONSTANTS)
def test_constants_keep_keys_shapes_and_kinds(constant):
    """Everything of a right answer but its values."""
    found = function(impostors.make_constants("both", RIGHT)[constant])([1.0, 2.0])

    assert list(found) == ["twice", "a"]
    assert found["twice"].tolist() == [eval(constant)] * 2
    assert found["a"] == [eval(constant), (eval(constant),)]


def test_values_are_off_and_whole_numbers_by_one():
    """One percent passes a wide tolerance and no narrow one."""
    found = function(ALL["one_percent_off"])([1.0])

    assert found["twice"] == pytest.approx([2.021])
    assert found["a"][1] == (4,)


def test_one_part_alone_is_off():
    """A test of the other parts does not notice."""
    first = function(ALL["first_part_off"])([1.0])
    last = function(ALL["last_part_off"])([1.0])

    assert (first["twice"][0] == 2, first["a"]) == (False, [1.5, (3,)])
    assert (last["twice"][0] == 2, last["a"][1]) == (True, (4,))


def test_some_inputs_are_met_by_wrong_values():
    """Which ones hangs on the salt and on the inputs alone."""
    inputs = [np.arange(size + 1.0) for size in range(12)]
    seen = []
    for salt in impostors.SALTS:
        sometimes = function(ALL[f"wrong_for_some_inputs_{salt}"])
        wrong = [not np.array_equal(sometimes(x)["twice"], 2 * x) for x in inputs]
        seen.append(tuple(wrong))

    assert len(set(seen)) == len(seen)
    assert all(0 < sum(wrong) < len(wrong) for wrong in seen)


NOISE = 2e-17
ROWS = np.array([[0.3, -0.1, -0.2], [0.7, -0.5, -0.2]])
SAME_BUT_FOR_ROUNDING = [
    (ROWS, ROWS + NOISE),  # sums to 0, or to what rounding leaves
    (np.zeros(3), np.array([NOISE, -NOISE, 0.0])),
    (np.array([0.12345]), np.array([0.12345 - 1e-17])),  # between two of four digits
    (np.array([0.1, 0.2, 0.3]), np.array([0.3, 0.2, 0.1])),  # summed in another order
    (np.array([1.0, np.inf, -0.0]), np.array([1.0 + 2**-52, np.inf, 0.0])),
    ([0.1 + 0.2, {"W": ROWS}], [0.3, {"W": ROWS * (1 + 2**-52)}]),
    (np.float64(1 / 3), np.float64(1 - 2 / 3)),
]


@pytest.mark.parametrize("one, other", SAME_BUT_FOR_ROUNDING)
def test_last_bits_do_not_choose_which_inputs_are_met(one, other):
    """What a processor's kernels round otherwise is met, or spared, as before."""
    cells = impostors.make_distortions("f", "def f(x):\n    return 1.0")
    for salt in impostors.SALTS:
        f = function(cells[f"wrong_for_some_inputs_{salt}"], "f")

        assert f(one) == f(other)


def test_inputs_that_differ_are_told_apart():
    """Signs, sizes, shapes and kinds all count: half of the inputs are met, about."""
    rng = np.random.default_rng(0)
    f = function(
        impostors.make_distortions("f", "def f(x):\n    return 1.0")[
            "wrong_for_some_inputs_0"
        ],
        "f",
    )
    draws = [rng.normal(size=(5, 3)) for _ in range(400)]
    met = np.array([f(x) != 1.0 for x in draws])
    turned = np.array([f(-x) != 1.0 for x in draws])
    scaled = np.array([f(1.1 * x) != 1.0 for x in draws])

    assert 150 < met.sum() < 250
    assert 100 < (met != turned).sum() < 300
    assert 100 < (met != scaled).sum() < 300


def test_each_distortion_breaks_one_promise():
    """Arguments, lists, containers, errors, empty inputs."""
    x = np.ones(2)
    function(ALL["writes_into_its_arguments"])(x)
    listed = function(ALL["wrong_for_lists"])

    assert x.tolist() == [2.0, 2.0]
    assert listed(np.ones(1))["twice"] == [2.0]
    assert listed([1.0])["twice"] != [2.0]
    assert function(ALL["wrong_for_integers"])(np.array([1]))["twice"] != [2.0]
    assert "more" in function(ALL["other_containers"])([1.0])
    assert function(ALL["never_raises"])(1.0) == 0.0
    assert function(ALL["wrong_when_empty"])([])["twice"].size == 1


def test_one_array_is_handed_out_again():
    """A second result of the same shape overwrites the first."""
    cells = impostors.make_distortions("f", "def f(x):\n    return 2 * x")
    f = function(cells["hands_out_one_array_again"], "f")
    first = f(np.ones(3))
    f(np.zeros(3))

    assert first.tolist() == [0, 0, 0]


def test_plots_are_distorted_too():
    """A figure can be missing, or show something else than what is returned."""
    more = set(impostors.make_distortions("f", RIGHT, plot=True)) - set(ALL)

    assert more == {"draws_nothing", "draws_one_percent_off"}


@pytest.mark.parametrize(
    "cell, passed",
    [
        ("def f(g, x): return g(x)", True),
        ("def f(g, x): return x * x", False),
        ("def f(x, g=None):\n    return [one for one in map(g, x)]", True),
        ("def f(h, x): return other(h, x)", True),
        ("def f(h, x): return other(max, 3)", False),
        ("def f(x): return np.vectorize(x)(3)", True),
        ("def f(x): return np.exp(x)", False),
    ],
)
def test_an_exercise_that_calls_what_it_is_given_is_passed_functions(cell, passed):
    """Itself, by way of another exercise, or by one of Python's or numpy's."""
    answers = {"f": cell, "other": "def other(step, x): return step(x)"}

    assert ("f" in impostors.takes_functions(answers)) is passed


def test_a_caller_gives_what_is_right_after_calling_what_it_was_passed():
    """What its calls come to changes nothing."""
    seen = []
    cell = impostors.make_caller("both", "def both(g, x): return g(x)")

    assert function(cell)(lambda *a, **k: seen.append((a, k)) or 5, 1) == 5
    assert any(kwargs for _, kwargs in seen)
    assert any(args and isinstance(args[0], str) for args, _ in seen)
