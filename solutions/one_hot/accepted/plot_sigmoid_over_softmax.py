"""Other right answers to `plot_sigmoid_over_softmax`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import sigmoid, softmax


def point_by_point(z):
    """Loop over the points; return lists."""
    soft, sig = [], []
    for gap in z:
        soft.append(softmax([gap, 0.0])[0])
        sig.append(float(sigmoid(gap)))
    plt.figure()
    plt.plot(z, soft, label="softmax")
    plt.plot(z, sig, "--", label="sigmoid")
    plt.xlabel("z")
    plt.ylabel("probability")
    plt.title("The same")
    plt.legend()
    return z, {"softmax": soft, "sigmoid": sig}


def classes_down(z):
    """Keep the classes in rows, half of z for each."""
    z = np.asarray(z)
    soft = softmax(np.array([z / 2, -z / 2]), axis=0)[0]
    _, axes = plt.subplots()
    axes.plot(z, soft, lw=6, label="softmax")
    axes.plot(z, sigmoid(z), lw=1, label="sigmoid")
    axes.set(xlabel="gap", ylabel="p", title="Two in one")
    axes.legend()
    return z, {"softmax": soft, "sigmoid": sigmoid(z)}


def with_the_difference(z):
    """Draw the difference in a second panel."""
    soft = softmax(np.stack([z, np.zeros_like(z)], axis=-1))[..., 0]
    sig = sigmoid(z)
    _, (top, bottom) = plt.subplots(2, 1, sharex=True)
    top.plot(z, soft, "o", label="softmax")
    top.plot(z, sig, label="sigmoid")
    top.set(xlabel="z", ylabel="probability")
    top.legend()
    bottom.plot(z, soft - sig)
    return np.array(z), {"sigmoid": sig, "softmax": soft}


def shifted_pairs(z):
    """Any second logit will do."""
    z = np.array(z, dtype=float)
    pairs = np.empty((len(z), 2))
    pairs[:, 0], pairs[:, 1] = z + 5, 5
    lines = {"softmax": softmax(pairs)[:, 0], "sigmoid": sigmoid(z)}
    plt.subplots()
    for name, line in lines.items():
        plt.plot(z, line, label=name)
    plt.xlabel("z"), plt.ylabel("p of the first class"), plt.title("S"), plt.legend()
    return list(z), lines


def rest_to_one(z):
    """Take the first class as what the second leaves."""
    z = np.asarray(z)
    soft = 1 - softmax(np.column_stack((z, 0 * z)))[:, 1]
    axes = plt.figure().add_subplot()
    axes.plot(z, soft, "x", label="softmax")
    axes.plot(z, np.array([sigmoid(one) for one in z]), label="sigmoid")
    axes.set_xlabel("y1 - y2")
    axes.set_ylabel("probability")
    axes.legend()
    return z, {"softmax": soft, "sigmoid": sigmoid(z)}
