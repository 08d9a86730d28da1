"""Wrong answers to `plot_ratio`, each with what to say about it."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.gradients.reference import (
    cross_entropy_grad_logits,
    gradient_ratio,
    mse_grad_logits,
)


def gap_to_either_side(gaps):
    """The logits are −gap and gap.

    Hint: Your two logits lie twice the gap apart, so the lengths change too fast.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap, gap, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def squared_lengths(gaps):
    """The sum of squares is the length.

    Hint: Your lengths are squared: a length is the root of the sum of the squares.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [np.sum(cross_entropy_grad_logits(point, truth) ** 2) for point in points]
    flat = [np.sum(mse_grad_logits(point, truth) ** 2) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def largest_entry(gaps):
    """The largest entry is the length.

    Hint: You take the largest entry of each gradient; its length is asked for.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [np.max(cross_entropy_grad_logits(point, truth)) for point in points]
    flat = [np.max(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def upside_down(gaps):
    """How much steeper means MSE divided by cross-entropy.

    Hint: Your ratio falls with the gap. Which length is divided by which?
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [1 / gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def names_swapped(gaps):
    """The flat line is MSE.

    Hint: Two names are swapped: which of the two gradients gets shorter and shorter?
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(flat), "MSE": np.array(steep)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def ratio_alone(gaps):
    """The ratio is all there is to show.

    Hint: Only the ratio is there. Both lengths are asked for as well.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"ratio": np.array(ratio) + 0 * np.array(steep) * np.array(flat)}
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def returns_logarithms(gaps):
    """On a log plot one draws logarithms.

    Hint: You take logarithms of the numbers. Draw the numbers themselves and let the
    axis be logarithmic.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    lines = {label: np.log10(line) for label, line in lines.items()}
    for label, line in lines.items():
        plt.plot(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def draws_nothing(gaps):
    """The numbers are what counts.

    Hint: The numbers are right, but there is no picture.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    return np.array(gaps), lines


def no_axis_labels(gaps):
    """Everybody knows what is on the axes.

    Hint: Name both axes: which quantity runs to the right, which upwards?
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def unlabelled_lines(gaps):
    """Colours are enough to tell lines apart.

    Hint: The lines carry no labels, so a legend cannot name them.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for line in lines.values():
        plt.semilogy(gaps, line)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio")
    return np.array(gaps), lines


def returns_nothing(gaps):
    """A plot is for looking at.

    Hint: The picture is there, but the function returns nothing.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()


def gaps_in_order_of_size(gaps):
    """A line runs from left to right, whatever order the gaps come in.

    Hint: The gaps come back in another order than they were given, so they no longer
    belong to your numbers.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps)[::-1], lines


def third_class_is_true(gaps):
    """The last class is the true one.

    Hint: The lengths belong to another true class: the first one is true.
    """
    truth = np.array([[0.0, 0.0, 1.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def returns_the_axes_too(gaps):
    """Whoever draws hands out the axes as well.

    Hint: Two things are asked for, the gaps and the dict. You return three.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    _, axes = plt.subplots()
    for label, line in lines.items():
        axes.semilogy(gaps, line, label=label)
    axes.set(xlabel="gap", ylabel="length; ratio", title="Ratio")
    axes.legend()
    return np.array(gaps), lines, axes


def the_law_in_the_dict(gaps):
    """Every line of the picture belongs into the dict.

    Hint: The dict has three keys. The law may be drawn beside them, but is not
    returned.
    """
    truth = np.array([[1.0, 0.0, 0.0]])
    points = [np.array([[-gap / 2, gap / 2, -1000.0]]) for gap in gaps]
    steep = [
        np.linalg.norm(cross_entropy_grad_logits(point, truth)) for point in points
    ]
    flat = [np.linalg.norm(mse_grad_logits(point, truth)) for point in points]
    ratio = [gradient_ratio(gap) for gap in gaps]
    lines = {"cross-entropy": np.array(steep), "MSE": np.array(flat)}
    lines["ratio"] = np.array(ratio)
    lines["law"] = np.cosh(np.array(gaps) / 2) ** 2
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return np.array(gaps), lines


def batch_is_a_mean(gaps):
    """All gaps go into one batch, and each row of its gradient is one example's.

    Hint: Your lengths depend on how many gaps are drawn: the gradient of a batch
    has 1/n in it. Each gap is an example of its own.
    """
    gaps = np.array(gaps, dtype=float)
    points = np.stack([-gaps / 2, gaps / 2, np.full(gaps.shape, -1000.0)], axis=1)
    truth = np.tile([1.0, 0.0, 0.0], (len(gaps), 1))
    lines = {
        "cross-entropy": np.linalg.norm(
            cross_entropy_grad_logits(points, truth), axis=1
        ),
        "MSE": np.linalg.norm(mse_grad_logits(points, truth), axis=1),
        "ratio": np.array([gradient_ratio(gap) for gap in gaps]),
    }
    for label, line in lines.items():
        plt.semilogy(gaps, line, label=label)
    plt.xlabel("gap"), plt.ylabel("length; ratio"), plt.title("Ratio"), plt.legend()
    return gaps, lines
