"""What a hidden test shows on the page: curves that the student's functions gave.

`record.lines("…", yours={"MSE": (steps, p_true)}, expected={…})` in a hidden test. A
recording never fails a test: values that cannot be drawn are left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from autograder.report import Figure, Line

MAX_POINTS = 200
CurveData = Mapping[str, tuple[ArrayLike, ArrayLike]]


class CurveRecorder:
    """Collects the figures of one test."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def lines(  # noqa: PLR0913 - a figure has this many parts, all but one by name
        self,
        title: str,
        *,
        xlabel: str,
        ylabel: str,
        yours: CurveData,
        expected: CurveData | None = None,
        log_y: bool = False,
        span: tuple[float, float, float, float] | None = None,
    ) -> None:
        """Keep one figure of lines, each given as `{label: (x, y)}`.

        Args:
            title: what the figure shows.
            xlabel: what lies along.
            ylabel: what lies up.
            yours: what the student's functions gave.
            expected: what the reference gave.
            log_y: draw the values on a log scale.
            span: x from, x to, y from, y to: what the axes show at least.
        """
        drawn = [_line(label, "yours", data) for label, data in yours.items()]
        drawn += [
            _line(label, "expected", data) for label, data in (expected or {}).items()
        ]
        lines = tuple(line for line in drawn if line is not None)
        if lines:
            self.figures.append(
                Figure(
                    title=title,
                    xlabel=xlabel,
                    ylabel=ylabel,
                    lines=lines,
                    log_y=log_y,
                    span=span,
                )
            )

    def bars(
        self,
        title: str,
        *,
        names: Sequence[str],
        ylabel: str,
        yours: ArrayLike,
        expected: ArrayLike,
    ) -> None:
        """Keep one figure of bars, a pair for each name.

        Args:
            title: what the figure shows.
            names: (k,) what each pair stands for.
            ylabel: what the heights are.
            yours: (k,) what the student's function gave.
            expected: (k,) what the reference gave.
        """
        places = np.arange(len(names))
        drawn = [_line("", "expected", (places, expected))]
        drawn.append(_line("", "yours", (places, yours)))
        lines = tuple(line for line in drawn if line is not None)
        if lines:
            self.figures.append(
                Figure(
                    title=title,
                    xlabel="",
                    ylabel=ylabel,
                    lines=lines,
                    span=(0, len(names), 0, 1),
                    names=tuple(names),
                )
            )


def _line(
    label: str, who: Literal["yours", "expected"], data: tuple[ArrayLike, ArrayLike]
) -> Line | None:
    try:
        if np.size(data[0]) != np.size(data[1]):  # before millions are converted
            return None
        x = np.asarray(data[0], dtype=np.float64).reshape(-1)
        y = np.asarray(data[1], dtype=np.float64).reshape(-1)
    except (ValueError, TypeError, OverflowError):
        return None
    if not len(x):
        return None
    # Evenly, both ends among them: a curve of thousands of points looks the same.
    kept = np.unique(np.linspace(0, len(x) - 1, MAX_POINTS).round().astype(int))
    finite = np.isfinite(x[kept]) & np.isfinite(y[kept])
    points = kept[finite]
    return Line(label=label, who=who, x=_rounded(x[points]), y=_rounded(y[points]))


def _rounded(values: Any) -> tuple[float, ...]:
    """Six digits: more cannot be seen, and the page stays small."""
    return tuple(float(f"{value:.6g}") for value in values)
