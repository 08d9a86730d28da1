"""Figures as SVG: what is drawn, what is said, and data that cannot be drawn."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.recorder import CurveRecorder
from autograder.output.svg_axis import choose_axis, format_number
from autograder.output.svg_figures import (
    HEIGHT,
    WIDTH,
    describe_figure,
    draw_figure,
    spread_apart,
    stroke_legend,
)
from autograder.report import Figure, Line
from tests.sample_reports import (
    HOSTILE,
    path_figure,
    ratio_figure,
    stalled_figure,
    training_figure,
)

NAN, INF = math.nan, math.inf


def line(*y, label="loss", who="yours", x=None):
    """Give a line over 0, 1, 2 and so on."""
    xs = tuple(x) if x is not None else tuple(float(at) for at in range(len(y)))
    return Line(label=label, who=who, x=xs, y=y)


def figure(*lines, **fields):
    """Give a figure of lines."""
    parts = {"title": "Loss", "xlabel": "step", "ylabel": "loss"}
    return Figure(lines=lines, **parts | fields)


def svg(drawn):
    """Parse what `draw` gave."""
    return ET.fromstring(str(draw_figure(drawn)))


def of_class(tree, name):
    """Give the elements of one CSS class."""
    return [one for one in tree.iter() if name in one.get("class", "").split()]


def test_lines_say_whose_they_are_by_class():
    """The style sheet makes yours dashed and expected solid."""
    tree = svg(stalled_figure())

    assert [one.get("class") for one in of_class(tree, "line")] == [
        "line ref",
        "line you",
    ]


def test_picture_has_a_role_and_words():
    """Somebody who cannot see it is told its ends and ranges."""
    tree = svg(stalled_figure())

    assert tree.get("role") == "img"
    assert "yours stays at 0." in tree.get("aria-label")
    assert "reference goes from 3.35×10⁻⁴ to 1." in tree.get("aria-label")
    assert "accuracy against step." in tree.get("aria-label")


def test_nan_breaks_a_line():
    """Points on both sides of a gap are not joined."""
    tree = svg(figure(line(0.0, 1.0, NAN, 2.0, 3.0)))

    assert len(of_class(tree, "line")) == 2
    assert "with gaps" in describe_figure(figure(line(0.0, NAN, 1.0)))


def test_a_lonely_point_is_a_mark():
    """A point between two gaps would be invisible as a line."""
    tree = svg(figure(line(1.0, NAN, 2.0, INF)))

    assert len(of_class(tree, "line")) == 0
    assert len(of_class(tree, "mark")) == 2


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (line(),),
        (line(NAN, INF),),
        (line(3.0),),
        (line(0.0, 0.0),),
        (line(-2.5, -2.5, -2.5),),
        (line(1e-320, 0.0),),
        (line(1e308, -1e308),),
        (line(1e99, -1e99),),
        (line(1.0, 1.0 + 1e-15),),
        (line(1e9, 1e9 + 1),),
        (line(1.0, 2.0, x=(5.0, 5.0)),),
        (line(1e-90, 1e90), line(1.0)),
    ],
)
@pytest.mark.parametrize("log_y", [False, True])
def test_odd_data_is_drawn_inside_the_picture(lines, log_y):
    """Empty, single, constant, tiny and huge data give finite coordinates."""
    tree = svg(figure(*lines, log_y=log_y))

    drawn = [one.get("d") or one.get("y1") for one in tree.iter()]
    places = re.findall(r"-?[\d.]+|nan|inf", " ".join(filter(None, drawn)))
    assert places
    assert all(-8 <= float(one) <= WIDTH for one in places)


def test_without_positive_values_a_log_scale_becomes_linear():
    """A loss of zero still has a picture, and the words say the same as it."""
    drawn = figure(line(0.0, -1.0), log_y=True)

    assert len(of_class(svg(drawn), "line")) == 1
    assert "logarithmic" not in describe_figure(drawn)


def test_log_ticks_are_powers_of_ten_when_the_range_is_wide():
    """Eight powers are not written as digits."""
    texts = [one.text for one in of_class(svg(ratio_figure()), "tick")]

    assert {"1", "10²", "10⁴", "10⁶", "10⁸"} <= set(texts)


@pytest.mark.parametrize(
    "values, labels",
    [
        ((0, 1), ["0", "0.5", "1"]),
        ((0, 119), ["0", "50", "100", "150"]),
        ((-1, 1), ["−1", "−0.5", "0", "0.5", "1"]),
        ((0, 2.5e-7), ["0", "10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]),
        ((1000.5, 1000.9), ["1000.5", "1000.6", "1000.7", "1000.8", "1000.9"]),
        ((0.3, 0.3), ["0", "0.2", "0.4", "0.6"]),
    ],
)
def test_ticks_are_nice(values, labels):
    """Ticks are 1, 2 or 5 times a power of ten, with the digits they need."""
    found = choose_axis([float(one) for one in values], 0, 100, loose=True)

    assert labels == [found.tick_label(tick) for tick in found.ticks]


@given(
    st.lists(st.floats(-1e99, 1e99), min_size=1, max_size=5),
    st.booleans(),
)
def test_an_axis_holds_its_values_whatever_they_are(values, loose):
    """Every value lies between the axis's ends and ticks rise."""
    found = choose_axis(values, 0, 100, loose=loose)

    assert all(-0.01 <= found.at(value) <= 100.01 for value in values)
    assert all(before < after for before, after in pairwise(found.ticks))
    assert 1 <= len(found.ticks) <= 8


@given(st.lists(st.floats(1e-99, 1e99), min_size=1, max_size=5))
def test_a_log_axis_holds_its_values_whatever_they_are(values):
    """Powers of ten enclose every positive value."""
    found = choose_axis(values, 0, 100, loose=True, log=True)

    assert all(-0.01 <= found.at(value) <= 100.01 for value in values)
    assert 2 <= len(found.ticks) <= 8


@pytest.mark.parametrize(
    "value, text",
    [
        (0.0, "0"),
        (120.0, "120"),
        (0.9944, "0.994"),
        (-3.0, "−3"),
        (1.2e-7, "1.2×10⁻⁷"),
        (1e6, "10⁶"),
        (-1e-9, "−10⁻⁹"),
        (1234.5, "1230"),
        (INF, "inf"),
    ],
)
def test_numbers_are_written_for_people(value, text):
    """Three digits, powers of ten for the very large and small."""
    assert text == format_number(value)


@given(
    st.lists(
        st.tuples(st.floats(26, 206), st.sampled_from([15, 30])), min_size=1, max_size=6
    )
)
def test_labels_never_overlap(ends):
    """Up to six labels at any line ends stay apart and inside."""
    ends.sort()
    heights = [height for _, height in ends]

    places = spread_apart([end for end, _ in ends], heights, 16, HEIGHT)

    edges = [
        (place - height / 2, place + height / 2)
        for place, height in zip(places, heights, strict=True)
    ]
    assert all(one[1] <= two[0] + 1e-6 for one, two in pairwise(edges))
    assert edges[0][0] >= 16 - 1e-6
    assert edges[-1][1] <= HEIGHT + 1e-6


def test_several_lines_of_a_kind_carry_marks():
    """Lines of one colour are told apart by shape; pairs share theirs."""
    tree = svg(training_figure())

    marks = [one.get("d") for one in of_class(tree, "mark")]
    assert len({mark.partition("m")[2] for mark in marks}) == 2
    assert len(marks) == 4 * 5


def test_a_path_shows_where_it_starts():
    """A line that turns back in x has a ring at its start, and says so."""
    assert len(of_class(svg(path_figure()), "ring")) >= 1
    assert stroke_legend(path_figure()).endswith("A ring marks the start.")
    assert "from (−9, 9) to" in describe_figure(path_figure())


def test_the_key_names_only_what_is_there():
    """A figure without a reference does not speak of one."""
    assert stroke_legend(figure(line(1.0))) == "Dashed: yours."


def test_hostile_labels_are_escaped():
    """A label cannot close the picture or leave its attribute."""
    drawn = figure(
        line(1.0, 2.0, label=HOSTILE), title=HOSTILE, xlabel=HOSTILE, ylabel=HOSTILE
    )

    tags = {one.tag for one in svg(drawn).iter()}
    assert {"svg", "path", "line", "text"} >= tags
    assert "\x1b" not in str(draw_figure(drawn))


@pytest.mark.parametrize(
    "label, rows",
    [
        ("yours", ["yours"]),
        ("your cross-entropy", ["your", "cross-entropy"]),
        ("MSE", ["yours", "MSE"]),
        ("", ["yours"]),
        ("yours" + "x" * 30, ["yoursxxxxxxxxx…"]),
    ],
)
def test_labels_are_short_rows(label, rows):
    """A label names whose line it is, once, in at most two rows."""
    tree = svg(figure(line(1.0, 2.0, label=label)))

    assert rows == [one.text for one in of_class(tree, "label")]


def bars(yours):
    record = CurveRecorder()
    record.bars(
        "Softmax of (3, 1, −3)",
        names=("class 0", "class 1", "class 2"),
        ylabel="probability",
        yours=yours,
        expected=[0.88, 0.12, 0.0],
    )
    (figure,) = record.figures
    return figure


def test_bars_stand_in_pairs_with_their_numbers():
    """A filled one and a framed one for each name, their heights in proportion."""
    shown = str(draw_figure(bars([0.44, 0.12, 0.0])))
    heights = [float(one) for one in re.findall(r'height="([\d.]+)"', shown)]

    assert shown.count('class="bar-ref"') == shown.count('class="bar-you"') == 3
    assert heights[0] == pytest.approx(2 * heights[1], rel=0.01)
    assert "class 2" in shown
    assert ">0.44<" in shown


def test_bars_of_no_numbers_are_left_out():
    """A nan has no bar, and neither has what cannot be drawn."""
    shown = str(draw_figure(bars([math.nan, math.inf, 1e300])))

    assert shown.count('class="bar-ref"') == 3
    assert shown.count('class="bar-you"') == 0
    assert bars("text").lines == bars([1.0]).lines[:1]


def test_bars_are_told_in_words():
    """Who does not see them hears every height, and whose it is."""
    told = describe_figure(bars([0.5, 0.5, -0.5]))

    assert "Softmax of (3, 1, −3): probability." in told
    assert "yours: class 0 0.5, class 1 0.5, class 2 −0.5" in told
    assert stroke_legend(bars([0, 0, 0])) == "Dashed frames: yours. Filled: expected."
