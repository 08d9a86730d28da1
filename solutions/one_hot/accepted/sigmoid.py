"""Other right answers to `sigmoid`."""

import math

import numpy as np
from scipy.special import expit


def as_written(z):
    """Take the formula as it stands: exp overflows to inf, and 1 / inf is 0."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def from_scipy(z):
    """Let scipy do it."""
    return expit(np.asarray(z, dtype=float))


def masks(z):
    """Treat both signs with the formula that suits them."""
    z = np.array(z, dtype=float)
    out = np.empty_like(z)
    positive = z >= 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    powers = np.exp(z[~positive])
    out[~positive] = powers / (1 + powers)
    return out


def with_where(z):
    """Use the absolute value, so that no exponential is large."""
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def number_by_number(z):
    """Loop in Python."""

    def one(x):
        return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))

    flat = [one(float(x)) for x in np.ravel(z)]
    return np.array(flat, dtype=float).reshape(np.shape(z))


def clipped_far_out(z):
    """Clip where even the result's digits have ended."""
    flipped = np.negative(z, dtype=float)
    return np.reciprocal(1.0 + np.exp(np.clip(flipped, -745.0, 709.0)))


def split_far_out(z):
    """Take the plain exponential where one plus it is one."""
    z = np.asarray(z, dtype=np.float64)
    low, far = np.exp(np.minimum(z, 0)), -40.0
    return np.where(z < far, low, 1 / (1 + np.exp(-np.maximum(z, far))))
