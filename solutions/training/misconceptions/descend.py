"""Known wrong answers to `descend`."""

import numpy as np


def path_without_the_start(grad, start, lr, steps):
    """A path holds the points after each step.

    Hint: Row 0 is the start, so there is one row more than there are steps.
    """
    y, path = np.array(start, dtype=float), []
    for _ in range(steps):
        y = y - lr * grad(y)
        path.append(y)
    return np.array(path).reshape(-1, 3)


def path_without_the_end(grad, start, lr, steps):
    """A path holds the points before each step.

    Hint: The point after the last step belongs to the path, too.
    """
    y, path = np.array(start, dtype=float), []
    for _ in range(steps):
        path.append(y)
        y = y - lr * grad(y)
    return np.array(path).reshape(-1, 3)


def only_the_end(grad, start, lr, steps):
    """The last point is what counts.

    Hint: Every point on the way is asked for.
    """
    y = np.array(start, dtype=float)
    for _ in range(steps):
        y = y - lr * grad(y)
    return y


def uphill(grad, start, lr, steps):
    """The step follows the gradient.

    Hint: The gradient points to where the loss grows.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] + lr * grad(path[-1]))
    return np.array(path)


def the_same_array_again(grad, start, lr, steps):
    """Each point is appended, then moved on.

    Hint: All rows of your path are equal: the list holds one array many times.
    """
    y = np.array(start, dtype=float)
    path = [y]
    for _ in range(steps):
        y -= lr * grad(y)
        path.append(y)
    return np.array(path)


def slope_of_the_start(grad, start, lr, steps):
    """The slope is measured once.

    Hint: The slope changes on the way. Where does each step ask for it?
    """
    path = [np.array(start, dtype=float)]
    slope = grad(path[0])
    for _ in range(steps):
        path.append(path[-1] - lr * slope)
    return np.array(path)


def steps_of_equal_length(grad, start, lr, steps):
    """Only the direction of the gradient counts.

    Hint: Where the surface is flat the steps are short. That is the whole story of
    the plateau.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        path.append(path[-1] - lr * slope / (np.linalg.norm(slope) + 1e-300))
    return np.array(path)


def integers_stay_integers(grad, start, lr, steps):
    """The path has the type of the start.

    Hint: What becomes of 0.5 in an array of integers?
    """
    start = np.array(start)
    path = np.zeros((steps + 1, 3), dtype=start.dtype)
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - lr * grad(path[t].astype(float))
    return path


def moves_the_start(grad, start, lr, steps):
    """The start moves along.

    Hint: The array that was handed over should be the same afterwards.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        start -= lr * grad(np.array(start, dtype=float))
        path.append(np.array(start, dtype=float))
    return np.array(path)


def stops_when_it_is_flat(grad, start, lr, steps):
    """A walk ends where the slope is nearly 0.

    Hint: The number of steps is given; small steps are steps.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        slope = grad(path[-1])
        flat = np.allclose(slope, 0, atol=1e-3)
        path.append(path[-1] if flat else path[-1] - lr * slope)
    return np.array(path)


def with_momentum(grad, start, lr, steps):
    """A step remembers the one before.

    Hint: Plain descent: a step depends on the slope where you stand alone.
    """
    path, speed = [np.array(start, dtype=float)], 0.0
    for _ in range(steps):
        speed = 0.9 * speed + grad(path[-1])
        path.append(path[-1] - lr * speed)
    return np.array(path)


def caps_the_step(grad, start, lr, steps):
    """Steps longer than three are dangerous.

    Hint: The learning rate is used as it is given, also when it is far too large.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - np.clip(lr * grad(path[-1]), -3, 3))
    return np.array(path)


def one_coordinate_a_step(grad, start, lr, steps):
    """The coordinates take turns.

    Hint: One step moves all three logits at once.
    """
    path = [np.array(start, dtype=float)]
    for t in range(steps):
        path.append(path[-1] - lr * grad(path[-1]) * (np.arange(3) == t % 3))
    return np.array(path)


def one_list_for_all_walks(grad, start, lr, steps, path=[]):  # noqa: B006
    """An empty list in the first line of a function is empty in every call.

    Hint: The first walk is right, later ones begin with it. A default is made once,
    when the function is defined, and lives on from call to call.
    """
    path.append(np.array(start, dtype=float))
    for _ in range(steps):
        path.append(path[-1] - lr * grad(path[-1]))
    return np.array(path)


def stops_at_what_numpy_calls_zero(grad, start, lr, steps):
    """A slope that is close to zero is zero.

    Hint: In the corner your walk stands still. A slope of a hundred-millionth is tiny,
    but it is not nothing, and the number of steps is given.
    """
    path = [np.array(start, dtype=float)]
    for _ in range(steps):
        slope = np.asarray(grad(path[-1]))
        flat = np.allclose(slope, 0)
        path.append(path[-1] if flat else path[-1] - lr * slope)
    return np.array(path)
