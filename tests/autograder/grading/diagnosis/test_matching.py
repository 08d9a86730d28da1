"""Likeness of traces: what is named, what is not, and what is kept on disk."""

import pytest

from autograder.grading.diagnosis.matching import (
    Signatures,
    find_likest_mistake,
    most_similar_text,
    name_pattern,
    rank_mistakes,
    steady_trace,
)

KNOWN = {
    "sum": {"a": [1.0], "b": [2.0], "c": [3.0], "d": [4.0]},
    "sign": {"a": [-1.0], "b": [-2.0], "c": [-3.0], "d": [-4.0]},
    "one": {"d": [9.0]},
}


def names(trace, known=KNOWN):
    return [one.misconception for one in find_likest_mistake(trace, known)]


def test_same_values_in_every_failed_test_are_named():
    """An answer that is wrong like a known mistake is that mistake."""
    found = find_likest_mistake({"d": [9.0 + 1e-9]}, KNOWN)

    assert [(one.misconception, one.share) for one in found] == [("one", 1.0)]


def test_one_more_mistake_beside_it_is_still_named():
    """Three tests of four fit, and nothing else does."""
    found = find_likest_mistake({**KNOWN["sum"], "d": [5.0]}, KNOWN)

    assert [(one.misconception, one.share) for one in found] == [("sum", 0.75)]


@pytest.mark.parametrize(
    "trace",
    [
        {"a": [1.0], "b": [2.0], "c": [0.0], "d": [0.0]},
        {"a": [1.0], "b": [7.0]},
        {"e": [1.0]},
        {},
        {"d": None},
    ],
)
def test_what_fits_half_is_not_named(trace):
    """Another mistake that happens to agree somewhere gets no name."""
    assert names(trace) == []


def test_what_fits_two_nearly_alike_is_not_named():
    """Where two mistakes fit about as well, neither is named."""
    known = {
        "one": {"a": [1.0], "b": [1.0], "c": [1.0], "d": [1.0], "e": [1.0]},
        "two": {"a": [1.0], "b": [1.0], "c": [1.0], "d": [1.0], "e": [2.0]},
    }

    assert names({**known["one"], "e": [3.0]}, known) == []


@pytest.mark.parametrize("empty", [[0.0], [["int", "2"]], [float("nan")], ["raised"]])
def test_what_says_little_is_named_only_when_all_of_it_fits(empty):
    """Zeros, classes, nan and errors agree by chance: three of four are not enough."""
    known = {"zeros": dict.fromkeys("abcd", empty)}
    most = {**known["zeros"], "d": [5.0]}

    assert names(known["zeros"], known) == ["zeros"]
    assert names(most, known) == []


def test_twins_are_told_apart_by_their_text():
    """Values cannot tell two mistakes apart that give the same; the code can."""
    known = {"loop": {"a": [1.0]}, "formula": {"a": [1.0]}}
    texts = {"loop": "for x in xs:\n    t += x", "formula": "return np.sum(xs)"}

    assert names({"a": [1.0]}, known) == ["formula", "loop"]
    assert most_similar_text("for v in xs:\n    t += v", texts) == "loop"
    assert most_similar_text("return np.sum( xs )", texts) == "formula"


def test_unknown_tests_are_left_out():
    """What a lost worker kept from running counts neither way."""
    shares = {
        one.misconception: one.share
        for one in rank_mistakes({"a": [1.0], "d": None}, KNOWN)
    }

    assert shares == {"sum": 1 / 3, "sign": 0.0, "one": 0.0}


def test_signatures_survive_the_disk():
    """What is written is read again, with the suite's hash."""
    kept = Signatures("abc", {"softmax": {"sum": {"a": [1.0, None], "b": None}}})

    assert Signatures.from_json(kept.to_json()) == kept


@pytest.mark.parametrize("text", ["", "{", '"x"\n[1]'])
def test_strange_signatures_are_an_error(text):
    """What cannot be read raises ValueError and nothing else."""
    with pytest.raises(ValueError):  # noqa: PT011 - any of them is caught
        Signatures.from_json(text)


def test_pattern_is_the_same_up_to_rounding():
    """Answers that are wrong alike share a pattern; others have their own."""
    one, same = {"a": [1 / 3], "b": [2.0]}, {"b": [2.0], "a": [1 / 3 + 1e-9]}

    assert name_pattern(one, b"key") == name_pattern(same, b"key")
    assert name_pattern(one, b"key") != name_pattern({**one, "a": [0.5]}, b"key")
    assert name_pattern(one, b"key") != name_pattern(one, b"another")


@pytest.mark.parametrize("value", [3 / 16, 5 / 16, 0.5, 0.125, -1.0, 2.0, 1e-9, 2.5])
def test_pattern_does_not_hang_on_last_bits(value):
    """Fractions that people choose lie between numbers of three digits, not here."""
    near = [value * (1 + way * 2**-52) for way in (-2, -1, 0, 1, 2)]

    assert len({name_pattern({"a": [one]}, b"key") for one in near}) == 1


def test_pattern_tells_sizes_and_signs_apart():
    """A number and its inverse, its negative and zero are four."""
    values = (1.3, 1 / 1.3, -1.3, -1 / 1.3, 0.0, float("nan"), float("inf"))

    assert len({name_pattern({"a": [one]}, b"key") for one in values}) == len(values)
    assert name_pattern({"a": [0.0]}, b"key") == name_pattern({"a": [-3e-17]}, b"key")


def test_what_hangs_on_last_bits_is_not_known():
    """Of two traces of one answer only what they agree in is kept."""
    one = {"a": [1.0], "b": [2.0], "c": [3.0]}
    other = {"a": [1.0 + 1e-12], "b": [2.5], "d": [4.0]}

    assert steady_trace(one, other) == {"a": [1.0], "b": None, "c": None, "d": None}
