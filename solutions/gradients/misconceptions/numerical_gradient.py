"""Wrong answers to `numerical_gradient`, each with what to say about it."""

import numpy as np


def forward_difference(f, x, eps=1e-5):
    """A step to one side is enough.

    Hint: Compare the hand example: one side gives 12.61, both sides 12.01. Where does
    the step start, and where does it end?
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x + step) - f(x)) / eps
    return grad


def backward_difference(f, x, eps=1e-5):
    """A step to the left is as good as one to both sides.

    Hint: Your slopes are those a little to the left of x. Step to both sides.
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x) - f(x - step)) / eps
    return grad


def divides_by_eps(f, x, eps=1e-5):
    """The distance between the two sides is eps.

    Hint: All slopes are twice as large as they should be. How far apart are the two
    points at which f was asked?
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x + step) - f(x - step)) / eps
    return grad


def moves_all_entries(f, x, eps=1e-5):
    """Raising all of x at once tells each entry's slope.

    Hint: All your entries are equal: together the numbers rose, so you measured the sum
    of the slopes. Move one number at a time.
    """
    x = np.array(x, dtype=float)
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


def forgets_to_step_back(f, x, eps=1e-5):
    """After one entry is measured, the next can be.

    Hint: The first slope is right, later ones are a little off. What is x when the
    second entry is measured?
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        x[at] += eps
        right = f(x)
        x[at] -= 2 * eps
        grad[at] = (right - f(x)) / (2 * eps)
    return grad


def keeps_integers(f, x, eps=1e-5):
    """A copy of x is good for stepping, whatever it holds.

    Hint: With an x of integers your steps are cut off to nothing. Convert first.
    """
    x = np.array(x)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[at] += np.asarray(eps).astype(x.dtype)
        left[at] -= np.asarray(eps).astype(x.dtype)
        grad[at] = (f(right) - f(left)) / (2 * eps)
    return grad


def vectors_only(f, x, eps=1e-5):
    """An array is a list of numbers.

    Hint: It works for a vector. For a table, `x[i]` is a whole row, which moves at
    once: visit every position of any shape.
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in range(len(x)):
        right, left = x.copy(), x.copy()
        right[at] += eps
        left[at] -= eps
        grad[at] = (f(right) - f(left)) / (2 * eps)
    return grad


def flattens_the_result(f, x, eps=1e-5):
    """A gradient is a vector.

    Hint: The slopes are right but stand in one long row. The result has x's shape.
    """
    x = np.array(x, dtype=float)
    grad = []
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad.append((f(x + step) - f(x - step)) / (2 * eps))
    return np.array(grad)


def asks_with_flat_x(f, x, eps=1e-5):
    """The function does not mind in which shape it gets x.

    Hint: f is called with a flat array where it expects one of x's shape.
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.size)
    for at in range(x.size):
        step = np.zeros(x.size)
        step[at] = eps
        grad[at] = (f(x.ravel() + step) - f(x.ravel() - step)) / (2 * eps)
    return grad.reshape(x.shape)


def step_too_small(f, x, eps=1e-5):
    """The smaller the step, the better the slope.

    Hint: Your slopes are right to a few digits and noisy beyond. Look at the picture of
    the error: what happens left of the V's tip?
    """
    x = np.array(x, dtype=float)
    eps = min(eps, 1e-12)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad


def ignores_eps(f, x, eps=1e-5):
    """The step is always the best one.

    Hint: With a wide eps nothing changes. Use the argument: a noisy f needs a wide
    step.
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[at] += 1e-5
        left[at] -= 1e-5
        grad[at] = (f(right) - f(left)) / 2e-5
    return grad


def leaves_rounding_behind(f, x, eps=1e-5):
    """Adding a step and taking it away again restores x.

    Hint: x differs afterwards, in its last digit: adding and subtracting both round.
    Keep the old value, or work on a copy.
    """
    if not (isinstance(x, np.ndarray) and x.dtype == np.float64):
        x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        x[at] += eps
        right = f(x)
        x[at] -= 2 * eps
        left = f(x)
        x[at] += eps
        grad[at] = (right - left) / (2 * eps)
    return grad


def sign_flipped(f, x, eps=1e-5):
    """The gradient points to where f falls.

    Hint: All signs are the wrong way round: a slope is positive where f rises.
    """
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x - step) - f(x + step)) / (2 * eps)
    return grad


def always_a_thousandth(f, x, eps=1e-5):
    """A step of a thousandth is a good step.

    Hint: Your function steps by a thousandth, whatever eps is given.
    """
    x, eps = np.array(x, dtype=float), 1e-3
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        grad[at] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad
