"""Draw a Report's figures as inline SVG, for pages. Pure.

Everything that has a colour has a class; `templates/figures.css` gives the classes
their colours, so one picture serves light, dark and paper. What is the student's is
dashed and what is expected is solid, so colour only repeats it; lines that belong
together carry the same shape of mark. Each line is named where it ends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from autograder.common.text import make_visible
from autograder.output.svg_axis import HUGE, PlotAxis, choose_axis, format_number
from autograder.report import Figure, Line

WIDTH, HEIGHT = 400, 250
TOP, BOTTOM = 26, 206
CHAR, ROW = 8.4, 15
"""room for one character and one row of text at the largest size that the CSS sets"""
LABEL_CHARS = 15

Point = tuple[float, float]


def draw_figure(figure: Figure) -> Markup:
    """Draw one figure."""
    parts = _draw_bars(figure) if figure.names else _draw_lines(figure)
    return Markup(
        '<svg class="figure" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, describe_figure(figure), Markup("").join(parts))


def _draw_lines(figure: Figure) -> list[Markup]:
    plot = _plot(figure)
    ordered = sorted(plot.curves, key=lambda curve: curve.line.who == "yours")
    return [_axes(plot, figure), *map(_curve, ordered), _labels(plot)]


def describe_figure(figure: Figure) -> str:
    """Say in words what the picture shows, for those who do not see it."""
    if figure.names:
        return _describe_bars(figure)
    log_y = _is_logarithmic(figure)
    axes = f"{_text(figure.ylabel)} against {_text(figure.xlabel)}"
    if log_y:
        axes += ", on a logarithmic scale"
    told = [
        f"{_name(line)} {_describe_course(line, log_y=log_y)}." for line in figure.lines
    ]
    return " ".join([f"{_text(figure.title)}: {axes}.", *told])


def stroke_legend(figure: Figure) -> str:
    """Say what its strokes and marks mean."""
    kinds = {line.who for line in figure.lines}
    if figure.names:
        return "Dashed frames: yours. Filled: expected."
    told = [text for who, text in _KEY.items() if who in kinds]
    points = (list(zip(line.x, line.y, strict=False)) for line in figure.lines)
    if any(map(_is_path, points)):
        told.append("A ring marks the start.")
    return " ".join(told)


_KEY = {"yours": "Dashed: yours.", "expected": "Solid: expected."}


# ------------------------------------------------------------------ what it says


def _describe_course(line: Line, *, log_y: bool) -> str:
    pieces = _pieces(line, log_y=log_y)
    if not pieces:
        return "has no values that can be drawn"
    drawn = [point for piece in pieces for point in piece]
    text = _describe_values([y for _, y in drawn])
    if _is_path(drawn):
        text = f"goes from {_pair(drawn[0])} to {_pair(drawn[-1])}"
    if len(pieces) > 1:
        text += " (with gaps where it has no usable value)"
    return text


def _describe_values(values: Sequence[float]) -> str:
    first, last, low, high = map(
        format_number, (values[0], values[-1], min(values), max(values))
    )
    if low == high:
        return f"stays at {first}"
    text = f"goes from {first} to {last}"
    if not {low, high} <= {first, last}:
        text += f", between {low} and {high}"
    return text


def _pair(point: Point) -> str:
    return f"({format_number(point[0])}, {format_number(point[1])})"


def _name(line: Line) -> str:
    """Name a line with whose it is, said once."""
    label = _text(line.label)
    if any(word in label.lower() for word in _SAYS_WHOSE[line.who]):
        return label
    return f"{line.who}: {label}" if label else line.who


_SAYS_WHOSE = {"yours": ("your",), "expected": ("expected", "reference")}


def _text(text: str) -> str:
    return make_visible(text, 80)


# ------------------------------------------------------------------ what it is made of


@dataclass(frozen=True, slots=True)
class _Curve:
    """One line, placed: its unbroken pieces in the picture, and its mark."""

    line: Line
    pieces: tuple[tuple[Point, ...], ...]
    shape: int | None
    is_path: bool

    @property
    def end(self) -> Point:
        """Where its label belongs."""
        return self.pieces[-1][-1]


@dataclass(frozen=True, slots=True)
class _Plot:
    """A figure, measured."""

    x: PlotAxis
    y: PlotAxis
    curves: tuple[_Curve, ...]
    """those with something to draw"""


def _corners(figure: Figure) -> list[Point]:
    """Give two corners of what the axes show at least."""
    if figure.span is None:
        return []
    x0, x1, y0, y1 = figure.span
    return [(x0, y0), (x1, y1)]


def _plot(figure: Figure) -> _Plot:
    log_y = _is_logarithmic(figure)
    drawn = [(line, _pieces(line, log_y=log_y)) for line in figure.lines]
    drawn = [(line, pieces) for line, pieces in drawn if pieces]
    flat = [point for _, pieces in drawn for piece in pieces for point in piece]
    spread = [*flat, *_corners(figure)]
    y = choose_axis([value for _, value in spread], BOTTOM, TOP, log=log_y, loose=True)
    left = 10 + CHAR * max(len(y.tick_label(tick)) for tick in y.ticks)
    rows = [row for line, _ in drawn for row in _label_rows(line)]
    right = 33 + CHAR * max((len(row) for row in rows), default=0)
    x = choose_axis([value for value, _ in spread], left, WIDTH - right, loose=False)
    return _Plot(x, y, _curves(drawn, x, y))


def _is_logarithmic(figure: Figure) -> bool:
    return figure.log_y and any(_pieces(line, log_y=True) for line in figure.lines)


_Pieces = tuple[tuple[Point, ...], ...]


def _pieces(line: Line, *, log_y: bool) -> _Pieces:
    """Split a line where it cannot be drawn: nan, infinities, no logarithm."""

    def usable(point: Point) -> bool:
        x, y = point
        return abs(x) < HUGE and abs(y) < HUGE and (y > 1 / HUGE or not log_y)

    runs = groupby(zip(line.x, line.y, strict=False), key=usable)
    return tuple(tuple(run) for drawable, run in runs if drawable)


def _curves(
    drawn: Sequence[tuple[Line, _Pieces]], x: PlotAxis, y: PlotAxis
) -> tuple[_Curve, ...]:
    kinds = [line.who for line, _ in drawn]
    alone = all(kinds.count(kind) == 1 for kind in kinds)
    curves = []
    for position, (line, pieces) in enumerate(drawn):
        shape = None
        if not alone:  # lines of one order belong together and carry the same mark
            shape = kinds[:position].count(line.who)
        placed = tuple(tuple((x.at(a), y.at(b)) for a, b in piece) for piece in pieces)
        is_path = _is_path([point for piece in pieces for point in piece])
        curves.append(_Curve(line, placed, shape, is_path))
    return tuple(curves)


def _is_path(points: Sequence[Point]) -> bool:
    """Tell a path, which may turn back, from a curve over x."""
    return any(after[0] < before[0] for before, after in pairwise(points))


# ------------------------------------------------------------------ markup


def _axes(plot: _Plot, figure: Figure) -> Markup:
    x, y = plot.x, plot.y
    parts = []
    for tick in y.ticks:
        parts.append(_line("grid", (x.start, y.at(tick)), (x.end, y.at(tick))))
        parts.append(_words(y.tick_label(tick), x.start - 6, y.at(tick) + 4, "end"))
    for tick in x.ticks:
        parts.append(_line("grid", (x.at(tick), BOTTOM), (x.at(tick), BOTTOM + 4)))
        parts.append(_words(x.tick_label(tick), x.at(tick), BOTTOM + 18, "middle"))
    middle = (x.start + x.end) / 2
    parts.append(_words(make_visible(figure.xlabel, 30), middle, HEIGHT - 8, "middle"))
    parts.append(_words(make_visible(figure.ylabel, 40), 2, 12, "start"))
    return Markup("").join(parts)


def _curve(curve: _Curve) -> Markup:
    """Draw the pieces, a ring where a path starts, and marks along the way."""
    who = _WHO[curve.line.who]
    parts = [
        Markup('<path class="line {}" d="{}"/>').format(who, _d(piece))
        for piece in curve.pieces
        if len(piece) > 1
    ]
    lonely = [piece[0] for piece in curve.pieces[:-1] if len(piece) == 1]
    marks = [*lonely, *_along(curve), curve.end]
    parts += [_mark(curve.shape or 0, place, who) for place in marks]
    if curve.is_path:
        parts.append(_ring(curve.pieces[0][0], who))
    return Markup("").join(parts)


_WHO = {"yours": "you", "expected": "ref"}


def _along(curve: _Curve) -> list[Point]:
    """Give the places of marks that tell several lines of one kind apart."""
    if curve.shape is None:
        return []
    points = [point for piece in curve.pieces for point in piece]
    return [points[len(points) * part // 4] for part in (1, 2, 3)]


def _d(piece: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in piece)


_SHAPES = (
    "M{x},{y}m-3,0a3,3 0 1 0 6,0a3,3 0 1 0 -6,0",
    "M{x},{y}m-3,-3h6v6h-6z",
    "M{x},{y}m0,-4l4,7h-8z",
)


def _mark(shape: int, place: Point, who: str) -> Markup:
    path = _SHAPES[shape % len(_SHAPES)].format(
        x=f"{place[0]:.1f}", y=f"{place[1]:.1f}"
    )
    return Markup('<path class="mark {}" d="{}"/>').format(who, path)


def _ring(place: Point, who: str) -> Markup:
    return Markup('<circle class="ring {}" cx="{:.1f}" cy="{:.1f}" r="5"/>').format(
        who, *place
    )


def _line(kind: str, start: Point, end: Point) -> Markup:
    return Markup(
        '<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>'
    ).format(kind, *start, *end)


def _words(text: str, x: float, y: float, anchor: str, kind: str = "tick") -> Markup:
    return Markup(
        '<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>'
    ).format(kind, x, y, anchor, escape(text))


# ------------------------------------------------------------------ bars

_BAR = 0.36
"""a bar's share of the room that its name has"""
_SIDE = {"expected": -1.0, "yours": 0.0}
"""where it begins, in bars from the middle"""


def _describe_bars(figure: Figure) -> str:
    told = [
        f"{line.who}: " + ", ".join(f"{name} {format_number(y)}" for name, y in bars)
        for line in figure.lines
        if (bars := _named_bars(figure, line))
    ]
    return f"{_text(figure.title)}: {_text(figure.ylabel)}. {'; '.join(told)}."


def _named_bars(figure: Figure, line: Line) -> list[tuple[str, float]]:
    """Give the names and heights of one who's bars; what is no number is left out."""
    pairs = zip(line.x, line.y, strict=False)
    usable = [(int(x), y) for x, y in pairs if abs(y) < HUGE]
    return [
        (_text(figure.names[x]), y) for x, y in usable if x in range(len(figure.names))
    ]


def _draw_bars(figure: Figure) -> list[Markup]:
    """Draw bars side by side over each name, with their heights written above."""
    heights = [y for line in figure.lines for _, y in _named_bars(figure, line)]
    shown = [y for _, y in _corners(figure)]
    y = choose_axis([0.0, *heights, *shown], BOTTOM, TOP + ROW, log=False, loose=True)
    left = 10 + CHAR * max(len(y.tick_label(tick)) for tick in y.ticks)
    room = (WIDTH - left) / len(figure.names)
    parts = [_words(make_visible(figure.ylabel, 40), 2, 12, "start")]
    for tick in y.ticks:
        parts.append(_line("grid", (left, y.at(tick)), (WIDTH, y.at(tick))))
        parts.append(_words(y.tick_label(tick), left - 6, y.at(tick) + 4, "end"))
    for place, name in enumerate(figure.names):
        middle = left + room * (place + 0.5)
        parts.append(_words(make_visible(name, 20), middle, BOTTOM + 18, "middle"))
        for line in figure.lines:
            for x, height in zip(line.x, line.y, strict=False):
                if int(x) == place and abs(height) < HUGE:
                    at = middle + room * _BAR * _SIDE[line.who]
                    parts.append(_bar(_WHO[line.who], at, room * _BAR, height, y))
    parts.append(
        _words(
            make_visible(figure.xlabel, 30), (left + WIDTH) / 2, HEIGHT - 8, "middle"
        )
    )
    return parts


def _bar(who: str, left: float, width: float, height: float, y: PlotAxis) -> Markup:
    top, bottom = sorted((y.at(height), y.at(0.0)))
    box = Markup(
        '<rect class="bar-{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
    ).format(who, left + 2, top, width - 4, max(bottom - top, 0.5))
    written = _words(
        format_number(height), left + width / 2, top - 4, "middle", f"label {who}"
    )
    return box + written


# ------------------------------------------------------------------ labels at the ends


def _labels(plot: _Plot) -> Markup:
    """Name each line beside its end, apart from its neighbours."""
    curves = sorted(plot.curves, key=lambda curve: curve.end[1])
    heights = [ROW * len(_label_rows(curve.line)) for curve in curves]
    places = spread_apart([curve.end[1] for curve in curves], heights, TOP - 10, HEIGHT)
    left = plot.x.end + 16
    indent = 0
    if any(curve.shape is not None for curve in curves):
        indent = 11  # their marks stand in front of the names
    parts = []
    for curve, middle, height in zip(curves, places, heights, strict=True):
        who = _WHO[curve.line.who]
        x, y = curve.end
        if abs(middle - y) > ROW / 2 or left - x > ROW * 2:
            parts.append(_line("leader", (x + 5, y), (left - 3, middle)))
        if curve.shape is not None:
            parts.append(_mark(curve.shape, (left + 3, middle), who))
        for row, text in enumerate(_label_rows(curve.line)):
            base = middle - height / 2 + ROW * (row + 1) - 4
            parts.append(_words(text, left + indent, base, "start", f"label {who}"))
    return Markup("").join(parts)


def spread_apart(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Move middles as little as a single sweep can, so that nothing overlaps.

    `wanted` is sorted; the boxes stay between top and bottom while they fit.
    """
    # Down the page, each box below the one before …
    places: list[float] = []
    floor = top
    for middle, height in zip(wanted, heights, strict=True):
        places.append(max(middle, floor + height / 2))
        floor = places[-1] + height / 2
    # … and up again: the last ones may have been pushed over the edge.
    ceiling = bottom
    for index in reversed(range(len(places))):
        places[index] = min(places[index], ceiling - heights[index] / 2)
        ceiling = places[index] - heights[index] / 2
    return places


def _label_rows(line: Line) -> list[str]:
    """Break a line's name into at most two short rows."""
    name = _name(line)
    prefix, colon, rest = name.partition(": ")
    if colon and prefix == line.who:
        return [prefix, make_visible(rest, LABEL_CHARS)]
    if len(name) <= LABEL_CHARS:
        return [name]
    cut = name.rfind(" ", 0, LABEL_CHARS + 1)
    if cut < 1:
        return [make_visible(name, LABEL_CHARS)]
    return [name[:cut], make_visible(name[cut + 1 :], LABEL_CHARS)]
