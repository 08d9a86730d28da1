"""Other right answers to `plot_softmax_gaps`."""

import matplotlib.pyplot as plt
import numpy as np

from solutions.one_hot.reference import softmax


def factor_by_factor(logits, factors):
    """Append one probability after the other; return lists."""
    lines = {f"class {c}": [] for c in range(len(logits))}
    for factor in factors:
        probs = softmax(factor * np.array(logits))
        for c, p in enumerate(probs):
            lines[f"class {c}"].append(p)
    plt.figure()
    for name, line in lines.items():
        plt.plot(factors, line, label=name)
    plt.xlabel("factor")
    plt.ylabel("probability")
    plt.title("Growing gaps")
    plt.legend()
    return factors, lines


def classes_down(logits, factors):
    """Keep the classes in rows and use the other axis of softmax."""
    table = softmax(np.asarray(logits)[:, None] * np.asarray(factors)[None, :], axis=0)
    _, axes = plt.subplots()
    lines = {}
    for c, row in enumerate(table):
        axes.plot(factors, row, ".-", label=f"class {c}")
        lines["class " + str(c)] = row
    axes.set(xlabel="factor", ylabel="p", title="Softmax")
    axes.legend()
    return np.array(factors), lines


def many_lines_at_once(logits, factors):
    """Give matplotlib all the columns at once."""
    factors = np.array(factors)
    probs = softmax(factors.reshape(-1, 1) * np.array(logits).reshape(1, -1))
    names = [f"class {c}" for c in range(probs.shape[1])]
    plt.subplots()
    plt.plot(factors, probs, label=names)
    plt.xlabel("factor"), plt.ylabel("probability"), plt.title("Gaps"), plt.legend()
    return factors, dict(zip(names, probs.T, strict=True))


def a_panel_for_each(logits, factors):
    """Draw each class in a panel of its own."""
    probs = np.array([softmax(np.multiply(f, logits)) for f in factors])
    k = probs.shape[1]
    _, axes = plt.subplots(1, k, squeeze=False)
    for c in range(k):
        axes[0, c].plot(factors, probs[:, c], label=f"class {c}")
        axes[0, c].set(xlabel="factor", ylabel="probability")
        axes[0, c].legend()
    return list(factors), {f"class {c}": list(probs[:, c]) for c in range(k)}


def labels_later(logits, factors):
    """Name the lines after drawing them."""
    probs = np.stack([softmax(factor * np.asarray(logits)) for factor in factors], 1)
    axes = plt.figure().add_subplot()
    for c, line in enumerate(probs):
        (drawn,) = axes.plot(factors, line)
        drawn.set_label(f"class {c}")
    axes.set_xlabel("how much the gaps are stretched")
    axes.set_ylabel("probability")
    axes.legend()
    return np.asarray(factors), {f"class {c}": p for c, p in enumerate(probs)}
