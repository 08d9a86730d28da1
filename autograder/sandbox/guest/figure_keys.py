"""Keys of figures: equal keys, equal pictures, without drawing one.

Drawing a figure costs fifty times what reading it off its artists does. A key is made
of everything that is visible: places in quarters of a pixel, colours, styles, texts. A
figure that holds a kind of artist which is not known here has no key, and is drawn.
Every number in a key is a cell of a grid: how a processor rounds cannot be seen, so two
answers, or two machines, that differ in last bits have the same key.

Like `worker`, this runs beside student code: it imports the standard library and numpy
only, and sees matplotlib's classes through the artists that it is given. A worker is
told which figures are known by a `challenge` each, from which nobody finds the key: it
can only be given by who has made that figure, and so needs no picture of it.
"""

import hashlib
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

_PER_PIXEL = 4
_OFF_GRID = 0.3137
"""no place that people choose lies where two cells of a grid meet"""
_FAR = 1e6
_MILLION = 1e6
"""cells to a factor of e, and to the length of an axis: finer than anybody sees"""
_NOTHING = 1e-9
"""beside sizes, colours and places in a figure, what is smaller is 0"""


def figure_key(figure: Any) -> str:
    """Give a key by which figures that look the same are known; empty without one."""
    try:
        parts = repr(_on_grid(list(_figure(figure))))
    except Exception:  # whatever a figure is made of, the cell's results count
        return ""
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]


def key_challenge(key_: str) -> str:
    """Give what a worker may be told of a key."""
    return hashlib.sha256(f"picture {key_}".encode()).hexdigest()[:32]


class _UnknownArtist(Exception):  # noqa: N818 - an event
    """An artist of a kind that is not known here."""


def _figure(figure: Any) -> Iterator[Any]:
    yield tuple(figure.get_size_inches()), figure.get_facecolor()
    yield type(figure.get_layout_engine()).__name__
    yield sorted(vars(figure.subplotpars).items())
    if figure.subfigs:
        raise _UnknownArtist
    for axes in figure.axes:
        yield from _axes(axes)
    loose = (figure.texts, figure.legends, figure.images, figure.patches, figure.lines)
    for artist in [artist for artists in loose for artist in artists]:
        yield from _artist(artist)


def _axes(axes: Any) -> Iterator[Any]:
    if axes.name != "rectilinear" or axes.child_axes:
        raise _UnknownArtist
    yield axes.get_position(original=True).bounds, axes.axison, axes.get_aspect()
    yield axes.get_facecolor(), axes.get_visible()
    for axis in (axes.xaxis, axes.yaxis):
        yield from _axis(axis)
    for name, spine in axes.spines.items():
        yield name, _look(spine), spine.get_linewidth(), spine.get_edgecolor()
        yield spine._position  # its getter raises for the outline of a colour bar
    done = {axes.xaxis, axes.yaxis, axes.patch, *axes.spines.values()}
    for artist in axes.get_children():
        if artist not in done:
            yield from _artist(artist)


def _axis(axis: Any) -> Iterator[Any]:
    low, high = axis.get_view_interval()
    ticks = _seen(axis.get_majorticklocs(), low, high)
    yield axis.get_scale(), axis.get_visible(), axis.get_label_position()
    # Limits follow the data: where one is 0 but for rounding, only the length tells.
    yield _size(high - low), str(_steps(np.array([low, *ticks]) / (high - low)))
    yield axis.major.formatter.format_ticks(ticks)
    yield len(_seen(axis.get_minorticklocs(), low, high)), axis.get_inverted()
    yield sorted(axis.get_tick_params("major").items(), key=str)
    yield from _text(axis.label)


def _seen(ticks: Any, low: float, high: float) -> Any:
    """Give the ticks between the limits, and those that rounding puts beside one."""
    ticks, beside = np.asarray(ticks, dtype=float), 1e-9 * abs(high - low)
    inside = ticks >= min(low, high) - beside
    return ticks[inside & (ticks <= max(low, high) + beside)]


def _artist(artist: Any) -> Iterator[Any]:
    # By the nearest class that is known: a bar is a Rectangle, and that is a Patch.
    for kind in type(artist).__mro__:
        read = _READERS.get(f"{kind.__module__}.{kind.__name__}")
        if read is not None:
            yield kind.__name__, _look(artist)
            yield from read(artist)
            return
    raise _UnknownArtist


def _look(artist: Any) -> tuple[Any, ...]:
    return artist.get_visible(), artist.get_zorder(), artist.get_alpha()


def _line(line: Any) -> Iterator[Any]:
    yield _places(line.get_transform(), line.get_xydata())
    yield line.get_color(), line.get_linewidth(), line.get_linestyle()
    yield line.get_drawstyle(), line.get_marker(), line.get_markersize()
    yield line.get_markerfacecolor(), line.get_markeredgecolor(), line.get_markevery()


def _patch(patch: Any) -> Iterator[Any]:
    yield _path(patch.get_path(), patch.get_transform())
    yield patch.get_facecolor(), patch.get_edgecolor(), patch.get_linewidth()
    yield patch.get_linestyle(), patch.get_hatch(), patch.get_fill()


def _collection(many: Any) -> Iterator[Any]:
    yield [_path(path, many.get_transform()) for path in many.get_paths()]
    yield _places(many.get_offset_transform(), many.get_offsets())
    yield many.get_facecolor(), many.get_edgecolor()
    yield many.get_linewidth(), many.get_linestyle(), many.get_hatch()
    yield list(many.get_transforms()), _mapped(many)


def _mesh(mesh: Any) -> Iterator[Any]:
    yield _places(mesh.get_transform(), mesh.get_coordinates().reshape(-1, 2))
    yield _mapped(mesh)


def _image(image: Any) -> Iterator[Any]:
    left, right, bottom, top = image.get_extent()
    corners = np.array([[left, bottom], [right, top]])
    yield _places(image.get_transform(), corners), image.origin
    yield image.get_interpolation(), _mapped(image)


def _mapped(artist: Any) -> tuple[Any, ...]:
    """Give what the colours of values are made from, values as one of 1024 shades."""
    values = artist.get_array()
    if values is None:
        return ()
    shades = np.asarray(artist.norm(values), dtype=float)
    return artist.cmap.name, *artist.get_clim(), np.shape(values), _grid(shades)


def _text(text: Any) -> Iterator[Any]:
    yield text.get_text(), _look(text), text.get_color(), text.get_fontsize()
    yield text.get_rotation(), text.get_ha(), text.get_va(), text.get_weight()
    yield text.get_style(), text.get_family()
    yield _places(text.get_transform(), np.array([text.get_position()], dtype=float))
    if text.get_bbox_patch() is not None:
        yield (
            text.get_bbox_patch().get_facecolor(),
            text.get_bbox_patch().get_edgecolor(),
        )


def _annotation(note: Any) -> Iterator[Any]:
    yield from _text(note)
    if callable(note.xycoords) or callable(note.anncoords):
        raise _UnknownArtist
    at = np.array([note.xy], dtype=float)
    if note.xycoords == "data":
        yield _places(note.axes.transData, at)
    else:
        yield at
    yield note.xycoords, note.anncoords
    yield sorted((note.arrowprops or {}).items(), key=str)


def _legend(legend: Any) -> Iterator[Any]:
    yield legend._loc, legend._ncols, legend.get_frame_on()
    for text in (legend.get_title(), *legend.get_texts()):
        yield text.get_text(), text.get_color(), text.get_fontsize()
    for handle in legend.legend_handles:
        yield from _artist(handle)


_READERS: dict[str, Callable[[Any], Iterator[Any]]] = {
    "matplotlib.lines.Line2D": _line,
    "matplotlib.patches.Patch": _patch,
    "matplotlib.collections.QuadMesh": _mesh,
    "matplotlib.collections.Collection": _collection,
    "matplotlib.image.AxesImage": _image,
    "matplotlib.text.Annotation": _annotation,
    "matplotlib.text.Text": _text,
    "matplotlib.legend.Legend": _legend,
}


# ------------------------------------------------------------------ numbers


def _path(path: Any, transform: Any) -> tuple[bytes, bytes]:
    codes = b""
    if path.codes is not None:  # else all of it is one line
        codes = np.asarray(path.codes).tobytes()
    return _places(transform, path.vertices), codes


def _places(transform: Any, points: Any) -> bytes:
    """Give where points are, in quarters of a pixel."""
    points = np.asarray(np.ma.filled(points, np.nan), dtype=float)
    return _digest(_PER_PIXEL * transform.transform(points))


def _grid(values: Any) -> bytes:
    return _digest(1024 * np.ma.filled(values, np.nan))


def _digest(numbers: Any) -> bytes:
    finite = np.nan_to_num(numbers, nan=-_FAR, posinf=_FAR, neginf=-_FAR)
    # Clipped: what is cast to an integer that cannot hold it is undefined behaviour.
    cells = np.floor(np.clip(finite, -_FAR, _FAR) + _OFF_GRID).astype(np.int32)
    return hashlib.sha256(cells.tobytes()).digest()


def _on_grid(part: Any) -> Any:
    """Give a part of a key with each number in it as a cell of a grid."""
    if isinstance(part, np.ndarray):
        return _on_grid(part.tolist())
    if isinstance(part, dict):
        return {key: _on_grid(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return list(map(_on_grid, part))
    if isinstance(part, float | np.floating):
        return _size(part) if abs(float(part)) > _NOTHING else 0
    return part  # texts, whole numbers, bytes of a digest


def _size(number: Any) -> Any:
    """Give the cell of a size, however small, and its sign."""
    if number == 0 or not math.isfinite(number):
        return str(number)
    return math.floor(_MILLION * math.log(abs(number)) + _OFF_GRID), number > 0


def _steps(shares: Any) -> list[Any]:
    """Give the cells of places along an axis, as shares of its length."""
    cells: list[Any] = np.floor(_MILLION * shares + _OFF_GRID).tolist()
    return cells
