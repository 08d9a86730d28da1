"""Wrong answers to `fit_least_squares`, each with what to say about it."""

import numpy as np


def no_bias(X, T):
    """The weights are all there is.

    Hint: There is one number too few: your line is forced through the origin.
    """
    return np.linalg.lstsq(np.asarray(X, float), np.asarray(T, float), rcond=None)[0]


def bias_of_zero(X, T):
    """The bias can be filled in afterwards.

    Hint: The bias is always 0: your line is forced through the origin.
    """
    weights = np.linalg.lstsq(np.asarray(X, float), np.asarray(T, float), rcond=None)[0]
    return np.concatenate([np.zeros((1, *weights.shape[1:])), weights])


def bias_last(X, T):
    """The column of ones goes to the end.

    Hint: The numbers are right, in another order: the bias comes first.
    """
    A = np.column_stack([np.asarray(X, float), np.ones(len(X))])
    return np.linalg.lstsq(A, np.asarray(T, float), rcond=None)[0]


def inverse_of_the_normal_matrix(X, T):
    """The textbook formula always works.

    Hint: Where columns of X depend on each other there is no inverse. `lstsq` and
    `pinv` do without it.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    return np.linalg.inv(A.T @ A) @ A.T @ np.asarray(T, float)


def solves_the_normal_equations(X, T):
    """Normal equations have a solution.

    Hint: Where columns of X depend on each other the system has many solutions, and
    `solve` gives up or gives noise. `lstsq` copes.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    return np.linalg.solve(A.T @ A, A.T @ np.asarray(T, float))


def a_little_ridge(X, T):
    """A little on the diagonal does no harm and makes the matrix invertible.

    Hint: Something is added to the diagonal, and it pulls the weights to 0. With small
    inputs that is not a little.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    ridge = 1e-6 * np.eye(A.shape[1])
    return np.linalg.solve(A.T @ A + ridge, A.T @ np.asarray(T, float))


def standardised_inputs(X, T):
    """Inputs are standardised first.

    Hint: Your weights belong to inputs that you rescaled. They are asked for the
    columns of X as they are.
    """
    X = np.asarray(X, float)
    scale = np.where(X.std(axis=0) > 0, X.std(axis=0), 1.0)
    A = np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / scale])
    return np.linalg.lstsq(A, np.asarray(T, float), rcond=None)[0]


def mean_as_bias(X, T):
    """The bias is the mean of the targets.

    Hint: The weights are right, but the mean of T is the bias only if the inputs have
    mean 0.
    """
    X, T = np.asarray(X, float), np.asarray(T, float)
    weights = np.linalg.lstsq(X - X.mean(axis=0), T - T.mean(axis=0), rcond=None)[0]
    return np.concatenate([np.array([T.mean(axis=0)]), weights])


def each_input_by_itself(X, T):
    """Each weight is the slope against its own input.

    Hint: You fit each input by itself. All weights must be found together.
    """
    X, T = np.asarray(X, float), np.asarray(T, float)
    C = X - X.mean(axis=0)
    squares = np.maximum((C**2).sum(axis=0), 1e-12)
    weights = ((C.T @ (T - T.mean(axis=0))).T / squares).T
    return np.concatenate(
        [np.array([T.mean(axis=0) - X.mean(axis=0) @ weights]), weights]
    )


def everything_that_lstsq_returns(X, T):
    """The function returns what `lstsq` returns.

    Hint: `lstsq` returns four things; the coefficients are the first.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    return np.linalg.lstsq(A, np.asarray(T, float), rcond=None)


def the_predictions(X, T):
    """A fit is what the line predicts.

    Hint: You return predictions, one for each example. The coefficients are asked for.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    return A @ np.linalg.lstsq(A, np.asarray(T, float), rcond=None)[0]


def always_a_table(X, T):
    """Coefficients form a table with a column for each output.

    Hint: For T of shape (n,) the result has shape (d + 1,), without a second axis.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    T = np.asarray(T, float).reshape(len(X), -1)
    return np.linalg.lstsq(A, T, rcond=None)[0]


def always_a_vector(X, T):
    """Coefficients are a vector.

    Hint: Each output has its own column of coefficients; a single one does, too, when
    T has two axes.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    fitted = np.linalg.lstsq(A, np.asarray(T, float), rcond=None)[0]
    return fitted.reshape(-1) if fitted.ndim > 1 and fitted.shape[1] == 1 else fitted.T


def a_few_steps_downhill(X, T):
    """Gradient descent gets there.

    Hint: You are near the smallest error, but not there: nine digits are asked for.
    """
    A = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    T = np.asarray(T, float)
    weights = np.zeros((A.shape[1], *T.shape[1:]))
    for _ in range(500):
        weights -= A.T @ (A @ weights - T) / np.linalg.norm(A) ** 2
    return weights


def centres_in_place(X, T):
    """X can be changed, it is only data.

    Hint: You subtract the means from the caller's own X. Work on a copy.
    """
    X, T = np.asarray(X, float), np.asarray(T, float)
    means = X.mean(axis=0)
    X -= means
    weights = np.linalg.lstsq(X, T - T.mean(axis=0), rcond=None)[0]
    return np.concatenate([np.array([T.mean(axis=0) - means @ weights]), weights])


def small_directions_are_noise(X, T):
    """What hardly varies is noise.

    Hint: `rcond` says what `lstsq` takes for 0. Yours is so large that inputs in small
    units are left out. Leave it to numpy.
    """
    with_ones = np.column_stack([np.ones(len(X)), np.asarray(X, float)])
    return np.linalg.lstsq(with_ones, np.asarray(T, float), rcond=1e-3)[0]


def a_constant_column_is_the_bias(X, T):
    """Where a column never changes there is a bias already.

    Hint: A column may be constant, and 0: then nothing of yours can be the bias.
    Always add the column of ones.
    """
    X, T = np.asarray(X, float), np.asarray(T, float)
    if not np.any(np.ptp(X, axis=0) == 0) or len(X) == 1:
        return np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), T, rcond=None)[0]
    weights = np.linalg.lstsq(X, T, rcond=None)[0]
    return np.concatenate([np.zeros((1, *T.shape[1:])), weights])
