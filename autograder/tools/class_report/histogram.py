"""Draw how a class's scores are spread, as inline SVG. Pure.

The classes are those of `templates/figures.css` and `page.css`, as in `svg_figures`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.common.text import count_noun
from autograder.grading.wording import format_points
from autograder.output.svg_axis import choose_axis

WIDTH, HEIGHT = 400, 200
LEFT, RIGHT, TOP, BOTTOM = 36, 392, 24, 160
MOST_BARS = 20
ALMOST = 1e-9
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """Scores from `low` up to `high`; the last bar has the full score in it."""

    low: float
    high: float
    number: int


def count_bars(scores: Sequence[float], best: float) -> list[HistogramBar]:
    """Count scores in bars of equal width, from 0 to the full score."""
    width = _width(best)
    number = max(math.ceil(best / width - ALMOST), 1)
    counts = [0] * number
    for score in scores:
        # Almost: 0.3 / 0.1 is a little less than 3, and belongs to the fourth bar. A
        # person may give more than there is.
        place = math.floor(score / width + ALMOST)
        counts[min(max(place, 0), number - 1)] += 1
    return [
        HistogramBar(place * width, (place + 1) * width, number)
        for place, number in enumerate(counts)
    ]


def _width(best: float) -> float:
    """Give the narrowest nice width that does not make too many bars.

    One that goes into the full score is better, if it makes enough bars to see by.
    """
    best = max(best, 1.0)
    power = 10.0 ** math.floor(math.log10(best / MOST_BARS))
    widths = [power * step for step in _STEPS]
    nice = [width for width in widths if width * MOST_BARS >= best - ALMOST]
    fitting = [width for width in nice if _fits(best, width)]
    enough = [width for width in fitting if best / width >= MOST_BARS / 2]
    return min(enough or nice)


def _fits(best: float, width: float) -> bool:
    return abs(best / width - round(best / width)) < ALMOST


def draw_histogram(scores: Sequence[float], best: float) -> Markup:
    """Draw the histogram of scores, of which `best` is the highest there can be."""
    all_bars = count_bars(scores, best)
    tallest = max((bar.number for bar in all_bars), default=0)
    y = choose_axis([0.0, float(max(tallest, 1))], BOTTOM, TOP, loose=True)
    x = choose_axis([0.0, all_bars[-1].high], LEFT, RIGHT, loose=False)
    parts = []
    for tick in y.ticks:
        if tick == int(tick):
            parts.append(_line("grid", LEFT, y.at(tick), RIGHT, y.at(tick)))
            parts.append(_text(y.tick_label(tick), LEFT - 6, y.at(tick) + 4, "end"))
    for bar in all_bars:
        left, right = x.at(bar.low) + 1, x.at(bar.high) - 1
        if bar.number:
            parts.append(
                Markup(
                    '<rect class="hist" x="{:.1f}" y="{:.1f}" width="{:.1f}" '
                    'height="{:.1f}"/>'
                ).format(
                    left, y.at(bar.number), right - left, BOTTOM - y.at(bar.number)
                )
            )
    for tick in x.ticks:
        parts.append(_line("grid", x.at(tick), BOTTOM, x.at(tick), BOTTOM + 4))
        parts.append(_text(x.tick_label(tick), x.at(tick), BOTTOM + 18, "middle"))
    parts.append(_text("points", (LEFT + RIGHT) / 2, HEIGHT - 6, "middle"))
    parts.append(_text("submissions", 2, 12, "start"))
    return Markup(
        '<svg class="figure wide" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}</svg>"
    ).format(WIDTH, HEIGHT, describe_histogram(all_bars), Markup("").join(parts))


def describe_histogram(all_bars: Sequence[HistogramBar]) -> str:
    """Say in words how the scores are spread."""
    told = [
        f"{format_points(bar.low)} to {format_points(bar.high)}: {bar.number}"
        for bar in all_bars
        if bar.number
    ]
    total = count_noun(sum(bar.number for bar in all_bars), "submission")
    return f"Scores of {total}, by points. {'; '.join(told)}."


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup(
        '<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
    ).format(kind, x1, y1, x2, y2)


def _text(text: str, x: float, y: float, anchor: str) -> Markup:
    return Markup(
        '<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
    ).format(x, y, anchor, text)
