"""Other right answers to `numerical_gradient`."""

import numpy as np


def flat_loop(f, x, eps=1e-5):
    """Walk over the flattened array."""
    x = np.asarray(x, dtype=float)
    slopes = []
    for position in range(x.size):
        right, left = x.copy(), x.copy()
        right.flat[position] += eps
        left.flat[position] -= eps
        slopes.append((f(right) - f(left)) / (2 * eps))
    return np.reshape(slopes, x.shape)


def restores_in_place(f, x, eps=1e-5):
    """Change x itself, entry by entry, and put each entry back."""
    x = np.asarray(x, dtype=np.float64)
    grad = np.empty_like(x)
    for at in np.ndindex(*x.shape):
        kept = x[at].copy()
        x[at] = kept + eps
        right = f(x)
        x[at] = kept - eps
        left = f(x)
        x[at] = kept
        grad[at] = (right - left) / eps / 2
    return grad


def five_points(f, x, eps=1e-5):
    """Use the rule of fourth order, with two steps to either side."""
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[at] = eps
        near = f(x + step) - f(x - step)
        far = f(x + 2 * step) - f(x - 2 * step)
        grad[at] = (8 * near - far) / (12 * eps)
    return grad


def extrapolated(f, x, eps=1e-5):
    """Measure with eps and with half of it, and extrapolate to none."""
    x = np.array(x, dtype=float)

    def slope(at, size):
        step = np.zeros(x.shape)
        step[at] = size
        return (f(x + step) - f(x - step)) / (2 * size)

    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        grad[at] = (4 * slope(at, eps / 2) - slope(at, eps)) / 3
    return grad


def with_nditer(f, x, eps=1e-5):
    """Walk with numpy's own iterator."""
    x = np.array(x, dtype=np.float64)
    grad = np.zeros_like(x)
    walk = np.nditer(x, flags=["multi_index", "zerosize_ok"])
    for _ in walk:
        at = walk.multi_index
        kept = x[at]
        x[at] = kept + eps
        right = f(x.copy())
        x[at] = kept - eps
        left = f(x.copy())
        x[at] = kept
        grad[at] = (right - left) / (2 * eps)
    return grad


def rows_of_identity(f, x, eps=1e-5):
    """Take the steps from the rows of an identity matrix; give nested lists."""
    x = np.asarray(x, dtype=float)
    steps = eps * np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.array(slopes).reshape(x.shape).tolist()


def scaled_step(f, x, eps=1e-5):
    """Step wider where x is large, and divide by the distance really gone."""
    x = np.array(x, dtype=float)
    grad = np.zeros(x.shape)
    for at in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[at] += eps * max(1.0, abs(x[at]))
        left[at] -= eps * max(1.0, abs(x[at]))
        grad[at] = (f(right) - f(left)) / (right[at] - left[at])
    return grad
