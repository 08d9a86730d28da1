"""Other right answers to `fit_least_squares`."""

import numpy as np
from sklearn.linear_model import LinearRegression


def pseudo_inverse(X, T):
    """Multiply the pseudo-inverse by the targets."""
    X = np.array(X, float)
    ones = np.ones((X.shape[0], 1))
    return np.linalg.pinv(np.hstack((ones, X))) @ np.array(T, float)


def normal_equations(X, T):
    """Solve the normal equations with a pseudo-inverse, which needs no full rank."""
    A = np.c_[np.ones(len(X)), np.asarray(X, dtype=float)]
    return np.linalg.pinv(A.T @ A) @ (A.T @ np.asarray(T, dtype=float))


def centred(X, T):
    """Fit deviations from the means, then find the bias."""
    X, T = np.asarray(X, dtype=np.float64), np.asarray(T, dtype=np.float64)
    weights = np.linalg.lstsq(X - X.mean(axis=0), T - T.mean(axis=0), rcond=None)[0]
    bias = T.mean(axis=0) - X.mean(axis=0) @ weights
    return np.concatenate([np.array([bias]), weights])


def by_svd(X, T):
    """Divide by the singular values that are not zero."""
    A = np.insert(np.asarray(X, dtype=float), 0, 1.0, axis=1)
    U, sizes, Vt = np.linalg.svd(A, full_matrices=False)
    inverse = np.where(sizes > 1e-12 * sizes.max(), 1 / np.maximum(sizes, 1e-300), 0)
    return (Vt.T * inverse) @ (U.T @ np.asarray(T, dtype=float))


def output_by_output(X, T):
    """Fit one output after the other."""
    A = np.array([[1.0, *row] for row in X])
    T = np.array(T, dtype=float)
    columns = T.reshape(len(T), -1).T
    fits = [np.linalg.lstsq(A, column, rcond=None)[0] for column in columns]
    return np.array(fits).T.reshape(A.shape[1], *T.shape[1:])


def with_scikit_learn(X, T):
    """Let scikit-learn do it, and put its parts together."""
    model = LinearRegression().fit(X, T)
    return np.concatenate([np.array([model.intercept_]), model.coef_.T])
