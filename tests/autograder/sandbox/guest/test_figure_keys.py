"""Keys of figures: the same for what looks the same, another for what does not."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")

import matplotlib.pyplot as plt

from autograder.sandbox.guest import figure_keys

X = np.linspace(0, 3, 30)


@pytest.fixture(autouse=True)
def _no_figures():
    yield
    plt.close("all")


def drawn(**changes):
    """Draw a figure with a part of every kind; `changes` are told by name."""
    said = {
        "y": np.sin(X),
        "colour": "tab:blue",
        "label": "sine",
        "title": "a wave",
        "height": 2.0,
        "at": (1.0, 0.5),
        "shade": 0.3,
        "levels": [1.0],
        "word": "here",
        "arrow": "->",
        "band": 0.2,
        "limits": (-1, 4),
        "grid": False,
        "image": 0.5,
        **changes,
    }
    figure, (left, right) = plt.subplots(1, 2, layout="constrained")
    left.plot(X, said["y"], "o--", color=said["colour"], label=said["label"])
    left.scatter([1, 2], [0, said["height"]])
    left.bar([0, 1], [said["height"], 1])
    left.fill_between(X, said["band"], alpha=said["shade"])
    left.text(*said["at"], said["word"])
    left.annotate("look", (1, 1), (2, 0), arrowprops={"arrowstyle": said["arrow"]})
    left.set(title=said["title"], xlim=said["limits"], xlabel="x", ylabel="y")
    left.grid(said["grid"])
    left.legend()
    grid = np.add.outer(X, X)
    right.contour(grid, levels=said["levels"])
    right.pcolormesh(grid[:5, :5] * said["shade"])
    shown = right.imshow([[0, said["image"]], [1, 1]], extent=(0, 9, 0, 9))
    figure.colorbar(shown, ax=right)
    return figure


def test_key_is_the_same_when_the_figure_looks_the_same():
    """Rounding errors cannot be seen."""
    first = figure_keys.figure_key(drawn())

    assert len(first) == 32
    assert first == figure_keys.figure_key(drawn(y=np.sin(X) * (1 + 1e-12)))


def of_data(data, *, bottom=None):
    """Draw data that the limits of both axes follow to the last bit.

    With a margin: without one matplotlib itself puts other ticks to 0 and to 1e-17.
    """
    figure, (axes, other) = plt.subplots(1, 2)
    axes.plot(data, data, label="all of it")
    axes.set_ylim(bottom=bottom)
    axes.annotate("end", (data[-1], data[-1]), (0.2, 0.5))
    other.scatter(data, data, c=data, s=20 + data)
    return figure


@pytest.mark.parametrize(
    "data",
    [
        np.array([0.0, 0.25, 0.5, 1.0]),
        np.array([0.0, 1 / 512, 1.0]),
        np.array([3.0, 4.0]),
        np.array([-1e-3, 1e-3]),
    ],
    ids=str,
)
def test_key_does_not_hang_on_last_bits_when_limits_follow_the_data(data):
    """A processor that rounds otherwise has the same pictures to show."""
    first = figure_keys.figure_key(of_data(data))
    up, down = data * (1 + 2**-52) + 1e-17, data * (1 - 2**-53) - 1e-17

    assert len(first) == 32
    assert (
        figure_keys.figure_key(of_data(up))
        == figure_keys.figure_key(of_data(down))
        == first
    )


def test_key_tells_tiny_axes_apart():
    """Of axes a millionth of a billionth long only the numbers beside them differ."""
    data = np.array([0.0, 0.25, 0.5, 1.0])
    keys = {
        figure_keys.figure_key(of_data(size * data)) for size in (1.0, 1e-12, 1e-15)
    }

    assert len(keys) == 3
    assert figure_keys.figure_key(of_data(data, bottom=-0.001)) not in keys


@pytest.mark.parametrize(
    "change",
    [
        {"y": np.sin(X) * 1.05},
        {"y": np.where(X > 2.9, np.nan, np.sin(X))},
        {"colour": "tab:red"},
        {"label": "cosine"},
        {"title": "a flood"},
        {"height": 1.9},
        {"at": (1.1, 0.5)},
        {"shade": 0.4},
        {"levels": [2.0]},
        {"word": "there"},
        {"arrow": "<-"},
        {"band": 0.3},
        {"limits": (-1, 5)},
        {"grid": True},
        {"image": 0.9},
    ],
    ids=lambda change: next(iter(change)),
)
def test_key_is_another_when_something_visible_changes(change):
    """Every part that is drawn counts."""
    assert figure_keys.figure_key(drawn()) != figure_keys.figure_key(drawn(**change))


def test_there_is_no_key_when_a_kind_of_artist_is_unknown():
    """What cannot be compared is drawn."""
    figure, axes = plt.subplots()
    axes.table([["1"]])

    assert figure_keys.figure_key(figure) == ""


def test_there_is_no_key_when_axes_are_in_space():
    """Other projections are drawn, not compared."""
    figure = plt.figure()
    figure.add_subplot(projection="polar").plot(X, X)

    assert figure_keys.figure_key(figure) == ""
