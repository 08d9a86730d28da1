"""Hidden tests of `best_theta`: by either measure, the same model is the best."""

import numpy as np
import pytest

from autograder.checks import (
    assert_integers,
    assert_leaves_arguments_alone,
    weight,
)

from .draws import close_models, models


def assert_best(student, reference, thetas, logits, labels):
    """Check both positions against ours."""
    found = student.best_theta(thetas, logits, labels)
    expected = reference.best_theta(thetas, logits, labels)
    assert_integers(found, expected, what="the pair of positions")


@weight(4)
def test_values(student, reference, rng):
    """Both measures choose the right model, wherever in the list it stands."""
    for place in rng.permutation([1, 2, 3, 4, 5])[:3]:
        drawn = models(rng, int(rng.integers(20, 40)), 3, place)
        assert_best(student, reference, *drawn)


@pytest.mark.parametrize("place", [0, 6])
def test_first_and_last(student, reference, rng, place):
    """The best model may be the first or the last."""
    assert_best(student, reference, *models(rng, 30, 4, place))


@pytest.mark.parametrize("k", [4, 7])
def test_as_many_rows_as_classes(student, reference, rng, k):
    """As many examples as classes, or as models: rows are still examples."""
    assert_best(student, reference, *models(rng, k, k, 3))


def test_contrary_models(student, reference, rng):
    """The best model may be one of a negative theta, or of theta 0."""
    thetas, logits, labels = models(rng, 30, 3, 4)
    assert_best(student, reference, -thetas, -logits, labels)
    contrary = logits.argmin(axis=1)
    assert_best(student, reference, np.array([2.0, 0.5, 0.0, 1.0]), logits, contrary)


@weight(2)
def test_many_examples(student, reference, rng):
    """Of twelve hundred examples the best is found as well: nothing underflows."""
    assert_best(student, reference, *models(rng, 1200, 4, rng.integers(1, 6)))


def test_two_models(student, reference, rng):
    """Of two models the better one is chosen, in either order."""
    thetas, logits, labels = models(rng, 30, 3, 0)
    for pair in (thetas[:2], thetas[1::-1]):
        assert_best(student, reference, pair, logits, labels)


def test_close_models(student, reference, rng):
    """The better of two models is chosen, however little it is better."""
    pair, logits, labels = close_models(rng, 30, 3)
    for thetas in (pair, pair[::-1]):
        assert_best(student, reference, thetas, logits, labels)


def test_one_model(student, reference, rng):
    """A single model is the best there is."""
    thetas, logits, labels = models(rng, 30, 3, 0)
    assert_best(student, reference, thetas[:1], logits, labels)


def test_lists_and_integers(student, reference, rng):
    """Nested lists are accepted, integers too, and labels of a small type."""
    thetas, logits, labels = models(rng, 30, 3, 4)
    assert_best(student, reference, thetas.tolist(), logits.tolist(), labels.tolist())
    assert_best(student, reference, thetas, logits, labels.astype(np.uint8))
    whole, thetas = np.rint(logits).astype(int), np.array([-1, 3, 1, 2])
    # of the label's rows one in three is wrong, so that no theta ties with another
    labels = np.where(rng.uniform(size=30) < 1 / 3, labels, whole.argmax(axis=1))
    assert_best(student, reference, thetas, whole, labels)


def test_arguments(student, rng):
    """All three arguments are left as they were."""
    assert_leaves_arguments_alone(student.best_theta, *models(rng, 30, 3, 3))
