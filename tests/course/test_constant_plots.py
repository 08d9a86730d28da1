"""A plot of constants agrees with constant functions, and earns nothing by it."""

from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.tools.certify.matrix import Label
from autograder.tools.certify.trials import Trial, TrialGrader

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.sandbox

PLOT = "plot_sigmoid_over_softmax"
SOFTMAX = "def softmax(logits):\n    return np.full(np.shape(logits), 0.5)"
SIGMOID = "def sigmoid(z):\n    return np.full(np.shape(z), 0.5)"
CONSTANT_PLOT = f"""\
def {PLOT}(z):
    lines = {{"softmax": np.full(len(z), 0.5), "sigmoid": np.full(len(z), 0.5)}}
    plt.figure()
    for name, line in lines.items():
        plt.plot(z, line, label=name)
    plt.xlabel("z"), plt.ylabel("p")
    return z, lines
"""


@pytest.fixture(scope="module")
def grader():
    """Give what tries answers to `one_hot`."""
    with TrialGrader(Course.find(ROOT).assignment("one_hot")) as grader:
        yield grader


def test_a_plot_of_constants_earns_nothing_with_constant_functions(grader):
    """It calls none of them, so with right versions it is wrong."""
    cells = {"softmax": SOFTMAX, "sigmoid": SIGMOID, PLOT: CONSTANT_PLOT}
    label = Label("constants", "softmax", "all")
    tried = grader.try_out(Trial(label=label, cells=cells, behind=("sigmoid", PLOT)))

    assert [one.earned for one in tried] == [0.0, 0.0, 0.0]


def test_a_right_plot_keeps_its_points_with_constant_functions(grader):
    """One mistake costs once."""
    cells = {"softmax": SOFTMAX, "sigmoid": SIGMOID}
    label = Label("constants", "softmax", "functions")
    tried = grader.try_out(Trial(label=label, cells=cells, behind=("sigmoid", PLOT)))

    assert [one.earned > 0 for one in tried] == [False, False, True]
    assert tried[2].kept_all
