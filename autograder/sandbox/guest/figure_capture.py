"""What open matplotlib figures show: as data for hidden tests, and as pictures.

Like `worker`, this runs beside student code: it imports the standard library only, and
finds matplotlib where a notebook or the zygote has loaded it.
"""

import io
import sys
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from autograder.sandbox.guest import figure_keys

_FIGURES = 20
_DPI = 72


def close_figures() -> None:
    """Close every open figure, if there are some."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is not None and helpers.Gcf.figs:
        sys.modules["matplotlib.pyplot"].close("all")


def describe_figures(*, axes: int, lines: int) -> list[dict[str, Any]]:
    """Describe what the open figures show: labels, and lines as float arrays.

    Only matplotlib's own figures, axes and lines are described, as its own methods read
    them: what else lies in its tables was never drawn.
    """
    kinds = matplotlib_kinds()
    if kinds is None:
        return []
    # Not by pyplot, whose functions a student may have replaced.
    figures = [
        manager.canvas.figure for manager in kinds.managers.get_all_fig_managers()
    ]
    drawn = [
        drawn_axes
        for figure in figures
        if isinstance(figure, kinds.figure)
        for drawn_axes in figure.axes
        if isinstance(drawn_axes, kinds.axes)
        if drawn_axes.get_visible() and drawn_axes.figure.get_visible()
    ]
    return [_describe_axes(kinds, drawn_axes, lines) for drawn_axes in drawn[:axes]]


def _describe_axes(kinds: "_MatplotlibKinds", axes: Any, lines: int) -> dict[str, Any]:
    seen = [
        line
        for line in axes.get_lines()
        if isinstance(line, kinds.line) and _is_seen(kinds.line, line)
    ]
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "lines": [_describe_line(kinds.line, line) for line in seen[:lines]],
    }


class _MatplotlibKinds(NamedTuple):
    """Matplotlib's own classes, as they were before any student code ran."""

    managers: Any
    figure: Any
    axes: Any
    line: Any


@cache
def matplotlib_kinds() -> _MatplotlibKinds | None:
    """Give matplotlib's classes, as they are when first asked for; see `worker`."""
    if "matplotlib.pyplot" not in sys.modules:
        return None
    module = sys.modules
    return _MatplotlibKinds(
        module["matplotlib._pylab_helpers"].Gcf,
        module["matplotlib.figure"].Figure,
        module["matplotlib.axes"].Axes,
        module["matplotlib.lines"].Line2D,
    )


def _is_seen(kind: Any, line: Any) -> bool:
    """Tell whether a line leaves a mark: neither hidden nor clear, dash or marker."""
    # By the class's own methods: a line may have others put on it, that lie.
    dashed = kind.get_linestyle(line) not in _NO_MARK and kind.get_linewidth(line) > 0
    marked = kind.get_marker(line) not in _NO_MARK and kind.get_markersize(line) > 0
    return kind.get_visible(line) and line.get_alpha() != 0 and (dashed or marked)


_NO_MARK = ("None", "none", " ", "", None)


def _describe_line(kind: Any, line: Any) -> list[Any]:
    # `orig=False`: what is drawn, and not the object that was handed to `plot`.
    x, y = (data.astype(float) for data in kind.get_data(line, orig=False))
    return [str(line.get_label()), x, y]


def draw_figures(known: Collection[str]) -> list[dict[str, Any]]:
    """Draw the open figures; those whose challenge is `known` are only named."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    outputs = []
    for number in pyplot.get_fignums()[:_FIGURES]:
        png = io.BytesIO()
        try:
            key = figure_keys.figure_key(pyplot.figure(number))
            if not key or figure_keys.key_challenge(key) not in known:
                pyplot.figure(number).savefig(png, format="png", dpi=_DPI)
        except Exception as error:
            # A figure that cannot be drawn is no fault of the cell's other results.
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        else:
            outputs.append({"text": "", "png": png.getvalue(), "key": key})
    return outputs
