import struct
from collections import OrderedDict, defaultdict, deque, namedtuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.guest import wire
from autograder.sandbox.guest.wire import Ref, Stub, WireError, WireLimits

SMALL = WireLimits(
    depth=4, nodes=10, entries=3, text_bytes=8, frame_bytes=200, elements=100
)


def as_ref(value):
    return Ref(7, type(value).__name__, callable(value))


def sent(value, limits=None):
    return b"".join(wire.encode_value(value, as_ref, limits))


def read(octets, **how):
    return wire.decode_value(memoryview(octets), **how)


def same(left, right):
    if type(left) is not type(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return same(list(left.items()), list(right.items()))
    if isinstance(left, np.ndarray | np.generic):
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=True)
    return repr(left) == repr(right)


keys = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()
leaves = keys | st.integers() | st.floats() | st.complex_numbers() | st.binary()
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(keys | st.tuples(keys), inner)
    ),
    max_leaves=20,
)


@given(values)
def test_plain_data_arrives_as_it_was_sent(value):
    """Every plain value comes out of the decoder with the same types."""
    assert same(value, read(sent(value)))


@pytest.mark.parametrize("dtype", [*"?bBhHiIlLqQefdFD", ">f8", ">i4", "<c8"])
def test_arrays_and_scalars_of_each_dtype_arrive(dtype):
    """Arrays keep dtype and values; byte order becomes the machine's own."""
    array = np.arange(6).reshape(2, 3).astype(dtype)

    found = read(sent(array))

    assert np.dtype(dtype).newbyteorder("=") == found.dtype
    assert np.array_equal(array, found)
    assert same(array[0, 1].astype(found.dtype), read(sent(array[0, 1])))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3)),
        np.array(2.5),
        np.arange(6.0).reshape(2, 3).T,
        np.arange(10)[::-2],
        np.broadcast_to(np.ones(3), (2, 3)),
    ],
)
def test_arrays_of_any_layout_arrive_and_may_be_written(array):
    """Empty, zero-dimensional, strided and broadcast arrays come out contiguous."""
    found = read(sent(array))

    assert array.shape == found.shape
    assert np.array_equal(array, found)
    assert found.flags.writeable
    assert found.flags.c_contiguous


class _Float(float):
    pass


class _Array(np.ndarray):
    pass


@pytest.mark.parametrize(
    "value",
    [
        _Float(1.0),
        np.ones(2).view(_Array),
        np.ma.masked_array([1.0]),
        np.array([None]),
        np.array(["a"]),
        np.array([1], dtype=[("a", int)]),
        np.datetime64("2020-01-01"),
        {1},
        bytearray(b"x"),
        iter([]),
        len,
        {2**70: 1},
        {frozenset(): 1},
    ],
    ids=lambda value: type(value).__name__,
)
def test_all_else_becomes_a_ref_also_inside_a_container(value):
    """A subclass, an object or an odd dtype is a Ref wherever it stands."""
    expected = as_ref(value)

    assert expected == read(sent(value))
    assert [1, {"a": expected}] == read(sent([1, {"a": value}]))


_Pair = namedtuple("_Pair", "logits cache")


@pytest.mark.parametrize(
    "value, expected",
    [
        (_Pair(1.0, [2]), (1.0, [2])),
        (deque([0.5, 0.25]), (0.5, 0.25)),
        (OrderedDict(W=1.0, b=2.0), {"W": 1.0, "b": 2.0}),
        (defaultdict(float, W=1.0), {"W": 1.0}),
        (np.longdouble(0.75), np.float64(0.75)),
        (np.array([[0.5, 1], [2, 4]], np.longdouble).T, np.array([[0.5, 2], [1, 4]])),
        (np.array(0.25, np.longdouble), np.array(0.25)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_variant_of_a_plain_type_arrives_as_that_type(value, expected):
    """What is a tuple, a dict or an array of floats to a student is one to us."""
    assert same(expected, read(sent(value)))
    assert same([expected, {"a": expected}], read(sent([value, {"a": value}])))


def test_huge_array_of_extended_precision_is_refused_unmade():
    """It is measured before a copy of it is made."""
    vast = np.broadcast_to(np.longdouble(1), (1 << 40,))

    with pytest.raises(wire.Unsendable):
        sent(vast)


def test_stub_arrives_where_one_is_expected_only():
    """A function crosses as its number, and never towards the grader."""
    octets = b"".join(wire.encode_value([len], lambda _: Stub(3)))

    assert read(octets, stub=lambda number: f"stub {number}") == ["stub 3"]
    with pytest.raises(WireError):
        read(octets)


def test_anything_but_a_ref_or_stub_in_its_place_is_our_mistake():
    """The encoder does not send what `replace` should not have given."""
    with pytest.raises(TypeError):
        wire.encode_value(object(), lambda value: value)  # type: ignore[arg-type]


def nested(depth):
    return [nested(depth - 1)] if depth else []


def cyclic():
    value = []
    value += [value, value]
    return value


@pytest.mark.parametrize(
    "value, reason",
    [
        (nested(5), "deep"),
        (list(range(10)), "many"),
        (dict.fromkeys(range(4)), "many"),
        ([np.zeros(60, bool)] * 2, "large"),
        ("x" * 9, "large"),
        (b"x" * 300, "large"),
        ([b"x" * 90] * 3, "large"),
        (np.zeros(26), "large"),
        (1 << 10_000, "large"),
        (np.zeros((2**39, 0)), "large"),
    ],
)
def test_encoder_says_why_when_a_value_is_over_a_limit(value, reason):
    """Each limit has its reason."""
    with pytest.raises(wire.Unsendable) as caught:
        sent(value, SMALL)

    assert reason == caught.value.reason


def test_texts_that_numpy_would_pad_to_gigabytes_do_not_travel():
    """One long text among many short ones is gigabytes as an array."""
    limits = WireLimits(padded_bytes=4 * 100 * 50)
    few, many = ["x" * 100, *"y" * 40], ["x" * 100, *"y" * 60]
    bomb = sent(many)

    assert few == read(sent(few, limits), limits=limits)
    assert read(sent({"a": "x" * 10**5}), limits=limits)["a"] == "x" * 10**5
    with pytest.raises(wire.Unsendable, match="too large"):
        sent([many], limits)
    with pytest.raises(WireError, match="texts"):
        read(bomb, limits=limits)


def test_entries_are_counted_over_all_dicts_of_a_message():
    """Many dicts of equal hashes are as dear as a large one."""
    limits = WireLimits(entries=3)
    pair = {1: 1, 2: 2}

    assert [pair, {3: 3}] == read(sent([pair, {3: 3}], limits), limits=limits)
    with pytest.raises(wire.Unsendable, match="too many"):
        sent([pair, pair], limits)
    with pytest.raises(WireError, match="dicts"):
        read(sent([pair, pair]), limits=limits)


def test_cyclic_value_ends_soon():
    """A list that holds itself twice does not take 2⁶⁴ steps."""
    with pytest.raises(wire.Unsendable) as caught:
        sent(cyclic())

    assert caught.value.reason == "deep"


U16, U32, U64 = "<H", "<I", "<Q"


def array_head(code, *shape):
    return b"a" + bytes([code, len(shape)]) + struct.pack(f"<{len(shape)}Q", *shape)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"?",
        b"NN",
        b"i123",
        b"s" + struct.pack(U32, 9) + b"x" * 9,
        b"s" + struct.pack(U32, 0xFFFFFFFF),
        b"b" + struct.pack(U32, 5) + b"x",
        b"l" + struct.pack(U32, 0xFFFFFFFF),
        b"l" + struct.pack(U32, 3) + b"N",
        b"l" + struct.pack(U32, 10) + b"N" * 10,
        (b"l" + struct.pack(U32, 1)) * 6 + b"N",
        b"D" + struct.pack(U32, 4) + b"NN" * 4,
        b"D" + struct.pack(U32, 1) + b"l" + struct.pack(U32, 0) + b"N",
        b"D" + struct.pack(U32, 1) + b"I" + struct.pack(U16, 9) + b"\x7f" * 9 + b"N",
        b"D" + struct.pack(U32, 1) + b"t" + struct.pack(U32, 1) + array_head(0, 0),
        b"I" + struct.pack(U16, 2000) + bytes(2000),
        b"n\xff",
        b"n\x0b1234",
        array_head(99, 1),
        b"l" + struct.pack(U32, 2) + (array_head(0, 60) + bytes(60)) * 2,
        b"D" + struct.pack(U32, 1) + b"c" + bytes(16) + b"N",
        array_head(11, 2),
        array_head(11, 1 << 62),
        array_head(11, 1 << 33, 1 << 33, 0),
        array_head(11, 1 << 40, 0),
        b"a\x0b\x11" + bytes(17 * 8),
        b"r" + struct.pack(U64, 1) + b"\0\xff",
        b"x" + struct.pack(U32, 1),
    ],
)
def test_decoder_refuses_what_is_malformed_or_over_a_limit(octets):
    """Every count, size, depth, tag and dtype is checked before it is believed."""
    with pytest.raises(WireError):
        read(octets, limits=SMALL)


@given(st.binary(max_size=60))
def test_decoder_only_ever_refuses(octets):
    """Random bytes give a plain value or a WireError, nothing else."""
    try:
        value = read(octets)
    except WireError:
        return

    assert not callable(value)


def test_bytes_of_a_bool_array_are_made_zero_or_one():
    """A bool of another byte is undefined behaviour in numpy."""
    found = read(array_head(0, 2) + b"\x02\x00")

    assert found.view(np.uint8).tolist() == [1, 0]


def test_ref_says_what_it_stands_for():
    """A Ref in a message reads as a phrase."""
    assert repr(Ref(1, "generator")) == "<a generator in the student's process>"


def test_range_travels_as_a_list():
    """`range(3)` is as good as `[0, 1, 2]`, and a vast one is refused."""
    assert read(sent(range(3))) == [0, 1, 2]
    assert read(sent(range(5, 5))) == []
    for vast in (range(10**9), range(0, -(10**30), -1)):
        with pytest.raises(wire.Unsendable):
            sent(vast)
