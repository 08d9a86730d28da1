"""Other right answers to `descend`."""

import numpy as np


def fills_an_array(grad, start, lr, steps):
    """An array of the final shape, filled row by row."""
    path = np.zeros((steps + 1, 3))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - lr * grad(path[t])
    return path


def copies_every_point(grad, start, lr, steps):
    """One point that moves in place, noted as copies."""
    y = np.array(start, dtype=np.float64)
    path = [y.copy()]
    for _ in range(steps):
        y -= lr * np.asarray(grad(y))
        path.append(y.copy())
    return np.stack(path)


def list_of_lists(grad, start, lr, steps):
    """Plain lists of floats."""
    path = [[float(value) for value in start]]
    for _ in range(steps):
        slope = grad(np.array(path[-1]))
        path.append([value - lr * g for value, g in zip(path[-1], slope, strict=True)])
    return path


def grows_an_array(grad, start, lr, steps):
    """An array that grows by a row a step."""
    path = np.array(start, dtype=float).reshape(1, 3)
    while len(path) <= steps:
        path = np.vstack([path, path[-1] - lr * grad(path[-1].copy())])
    return path


def asks_twice(grad, start, lr, steps):
    """The slope is asked for more often than needed."""
    y, path = np.asarray(start) * 1.0, []
    for _ in range(steps):
        path.append(y)
        grad(y)
        y = y + (-lr) * np.array(grad(y))
    return np.array([*path, y])
