"""The data-only wire between the grader and a worker: values as bytes, and back.

Theory of operation. A value is a tag byte and a body; arrays travel as dtype code,
shape and raw bytes. The encoder looks at exact types: whatever is not on its list (a
subclass, an object, a generator) is given to `replace`, which puts a `Ref` or a `Stub`
in its place. Python's own variants of a plain type travel as that type: a namedtuple, a
deque, an OrderedDict, a defaultdict, a number of extended precision. The decoder is
what the grader relies on: it checks every count, size, depth and dtype against
`WireLimits`, looks no name up, and builds nothing but None, bool, int, float, complex,
str, bytes, list, tuple, dict, numpy scalars, plain arrays, and what it is told for Refs
and Stubs. `sandbox.connection` frames the bytes.

This module imports the standard library and numpy only: it runs beside student code.
"""

import math
import struct
import sys
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class WireLimits:
    """What one message may hold."""

    frame_bytes: int = 64 << 20
    depth: int = 64
    nodes: int = 200_000
    """values in one message, an array counting as one"""
    entries: int = 5_000
    """entries of all dicts of a message: equal hashes make building one quadratic"""
    padded_bytes: int = 512 << 20
    """what lists of texts may take as an array, where numpy pads to the longest"""
    text_bytes: int = 1 << 20
    integer_bytes: int = 1024
    dimensions: int = 16
    elements: int = 1 << 23
    """of all arrays: bytes are as dear as floats to whoever compares or shows them"""


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that stays in the worker; here is its number and its type's name."""

    number: int
    typename: str
    callable: bool = False

    def __repr__(self) -> str:
        return f"<a {self.typename} in the student's process>"


def typename_of(value: object) -> str:
    """Name a value's type as people know it, a student's own object's too."""
    if isinstance(value, Ref):
        return value.typename
    return type(value).__name__


@dataclass(frozen=True, slots=True)
class Stub:
    """A function that stays with the grader; here is its number."""

    number: int


class WireError(Exception):
    """The other side broke the protocol or a limit."""


class Unsendable(TypeError):  # noqa: N818 - says what the value is
    """A value that cannot travel; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"a value that {REASONS[reason]}")
        self.reason = reason


REASONS = {
    "deep": "is nested too deeply or contains itself",
    "many": "has too many parts",
    "large": "is too large",
}
"""Why a value cannot travel. The worker sends the key, so it cannot put words here."""

CALLBACK_ELEMENTS = 1 << 20
"""of all arrays that a function of a test is called with, and of what it gives: what
is done with arrays of any shape can be dear"""

Octets = bytes
WirePart = Octets | memoryview
ReplaceFunction = Callable[[Any], Ref | Stub]
"""Stands an object that cannot travel in for: a Ref, a Stub, or Unsendable."""


def encode_value(
    value: object, replace: ReplaceFunction, limits: WireLimits | None = None
) -> list[WirePart]:
    """Give the value as buffers to send; raise Unsendable when it cannot travel."""
    writer = _Writer(replace, limits or WireLimits())
    writer.write(value, 0)
    if writer.padded() > writer.limits.padded_bytes:
        raise Unsendable("large")
    return writer.parts


def decode_value(
    body: memoryview,
    *,
    ref: Callable[[int, str, bool], Any] = Ref,
    stub: Callable[[int], Any] | None = None,
    limits: WireLimits | None = None,
) -> Any:
    """Build the one value in `body`; raise WireError for anything else.

    Args:
        body: untrusted bytes.
        ref: what to put for a Ref, given its number, type name, and callability.
        stub: what to put for a Stub, given its number; without it, one is an error.
        limits: caps on every count and size.
    """
    reader = _Reader(body, ref, stub, limits or WireLimits())
    # Whatever else the readers raise on bytes that nobody thought of is theirs, too.
    try:
        value = reader.read(0)
    except WireError:
        raise
    except (ArithmeticError, LookupError, MemoryError, RuntimeError) as error:
        raise WireError(f"malformed value: {type(error).__name__}") from None
    except (TypeError, ValueError, struct.error) as error:
        raise WireError(f"malformed value: {type(error).__name__}") from None
    if reader.position != len(body):
        raise WireError("bytes after the value")
    if reader.padded() > reader.limits.padded_bytes:
        raise WireError("texts over the limit")
    return value


# ------------------------------------------------------------------ the tables

_INTEGERS = ("i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8")
_DTYPES: tuple[np.dtype[Any], ...] = tuple(
    np.dtype(name) for name in ("?", *_INTEGERS, "<f2", "<f4", "<f8", "<c8", "<c16")
)
_CODES = {dtype: code for code, dtype in enumerate(_DTYPES)}
_SCALARS: dict[type[Any], int] = {
    np.dtype(char).type: _CODES[np.dtype(char)] for char in "?bBhHiIlLqQefdFD"
}
_INT64 = range(-(2**63), 2**63)
_SMALL = 1 << 14
"""bytes of an array that is copied, which is quicker than to look at it"""
_VAST = 1 << 20
_CHARACTER = 4
"""bytes of one character in an array"""

_U8 = struct.Struct("<B")
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")
_I64 = struct.Struct("<q")
_U64 = struct.Struct("<Q")
_F64 = struct.Struct("<d")
_C128 = struct.Struct("<dd")
_HEAD_BYTES = 16
"""left for the head of the frame that carries a value"""
_NAME_BYTES = 200


def carries_dtype(dtype: np.dtype[Any]) -> bool:
    """Tell whether arrays of this dtype can travel."""
    return dtype.type is np.longdouble or dtype.newbyteorder("<") in _CODES


# ------------------------------------------------------------------ encoding


class _Writer:
    def __init__(self, replace: ReplaceFunction, limits: WireLimits) -> None:
        self.parts: list[WirePart] = []
        self.limits = limits
        self._replace = replace
        self._nodes = 0
        self._entries = 0
        self._longest = 0
        self._elements = 0
        self._size = 0

    def write(self, value: Any, depth: int) -> None:
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise Unsendable("many")
        if depth > self.limits.depth:
            raise Unsendable("deep")
        # By the exact type: a student's subclass may lie about what it holds.
        kind = type(value)
        method = _WRITE.get(kind) or _variant(kind)
        # A method that cannot send it has added nothing yet.
        if method is None or not method(self, value, depth):
            self._stand_in(value)

    def padded(self) -> int:
        """Give the bytes that numpy would need for the lists of texts, at most."""
        return self._longest * self._nodes

    def _add(self, part: WirePart) -> bool:
        self._size += len(part)
        # At once, and not at the end: what is too large is never built.
        if self._size > self.limits.frame_bytes - _HEAD_BYTES:
            raise Unsendable("large")
        self.parts.append(part)
        return True

    def _stand_in(self, value: object) -> None:
        other = self._replace(value)
        if type(other) is Stub:
            self._add(b"x" + _U32.pack(other.number))
        elif type(other) is Ref:
            name = other.typename.encode("utf-8", "replace")[:_NAME_BYTES]
            head = b"r" + _U64.pack(other.number) + _U8.pack(bool(other.callable))
            self._add(head + _U8.pack(len(name)) + name)
        else:
            raise TypeError("a replacement is a Ref or a Stub")

    def none(self, _value: None, _depth: int) -> bool:
        return self._add(b"N")

    def boolean(self, value: bool, _depth: int) -> bool:
        return self._add(b"T" if value else b"F")

    def integer(self, value: int, _depth: int) -> bool:
        if value in _INT64:
            return self._add(b"i" + _I64.pack(value))
        length = value.bit_length() // 8 + 1
        if length > self.limits.integer_bytes:
            raise Unsendable("large")
        body = value.to_bytes(length, "little", signed=True)
        return self._add(b"I" + _U16.pack(length) + body)

    def real(self, value: float, _depth: int) -> bool:
        return self._add(b"d" + _F64.pack(value))

    def complex(self, value: complex, _depth: int) -> bool:
        return self._add(b"c" + _C128.pack(value.real, value.imag))

    def text(self, value: str, _depth: int) -> bool:
        return self._bytes(b"s", value.encode("utf-8", "replace"))

    def bytes(self, value: bytes, _depth: int) -> bool:
        return self._bytes(b"b", value)

    def _bytes(self, tag: Octets, body: Octets) -> bool:
        most = self.limits.frame_bytes
        if tag == b"s":
            most = self.limits.text_bytes
        if len(body) > most:
            raise Unsendable("large")
        self._add(tag + _U32.pack(len(body)))
        return self._add(body)

    def sequence(self, value: Sequence[Any], depth: int) -> bool:
        tag = b"l" if type(value) is list else b"t"
        # A copy, for `replace` runs student code when it asks for a type's name.
        items = list(value)
        self._longest = _longest(items, self._longest)
        self._add(tag + _U32.pack(len(items)))
        for item in items:
            self.write(item, depth + 1)
        return True

    def span(self, value: range, depth: int) -> bool:
        """Send a range as the list that it stands for."""
        # Not by `len`, which raises for a range of more than 2**63.
        if not value or abs(value[-1] - value[0]) // abs(value.step) < _VAST:
            return self.sequence(list(value), depth)
        raise Unsendable("many")

    def mapping(self, value: dict[Any, Any], depth: int) -> bool:
        # With keys that are objects, the whole dict stays where it is.
        if not all(_is_key(key) for key in value):
            return False
        self._entries += len(value)
        if self._entries > self.limits.entries:
            raise Unsendable("many")
        items = list(value.items())
        self._add(b"D" + _U32.pack(len(items)))
        for key, item in items:
            self.write(key, depth + 1)
            self.write(item, depth + 1)
        return True

    def scalar(self, value: np.generic, _depth: int) -> bool:
        code = _SCALARS[type(value)]
        return self._add(b"n" + _U8.pack(code) + value.tobytes())

    def long_real(self, value: np.longdouble, depth: int) -> bool:
        """Send a number of extended precision as the float64 next to it."""
        return self.scalar(np.float64(value), depth)

    def array(self, value: NDArray[Any], _depth: int) -> bool:
        dtype = value.dtype
        # Its bytes differ between machines: 80 bits here, 128 there.
        if dtype.type is np.longdouble:
            dtype = np.dtype(np.float64)
        if not dtype.isnative or sys.byteorder != "little":
            dtype = dtype.newbyteorder("<")
        # By its class: of one type there may be two, `long` and `long long`.
        code = _SCALARS.get(dtype.type)
        if code is None or value.ndim > self.limits.dimensions:
            return False
        self._elements += value.size
        if value.nbytes > self.limits.frame_bytes or _is_vast(value.shape):
            raise Unsendable("large")
        if self._elements > self.limits.elements:
            raise Unsendable("large")
        ndim = value.ndim
        head = struct.pack(f"<cBB{ndim}Q", b"a", code, ndim, *value.shape)
        if value.nbytes < _SMALL and dtype is value.dtype:
            return self._add(head + value.tobytes())
        self._add(head)
        plain = np.ascontiguousarray(value, dtype=dtype)
        flat = plain.reshape(-1).view(np.uint8)
        return not flat.size or self._add(flat.data)


def _variant(kind: type[Any]) -> Callable[[_Writer, Any, int], bool] | None:
    """Say how what is not on the list is sent: a namedtuple as the tuple that it is."""
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return _Writer.sequence
    return None


def _is_vast(shape: Sequence[int]) -> bool:
    """Tell whether an empty array still has a length that is dear: `tolist()` hangs."""
    return 0 in shape and math.prod(max(size, 1) for size in shape) > _VAST


def _longest(items: Sequence[Any], longest: int) -> int:
    """Give the bytes that numpy would set aside for each item, were they an array."""
    for item in items:
        kind = type(item)
        if kind is str:
            longest = max(longest, len(item) * _CHARACTER)
        elif kind is bytes:
            longest = max(longest, len(item))
    return longest


def _is_key(key: object) -> bool:
    if type(key) is int:
        return key in _INT64
    if type(key) is tuple:
        return all(_is_key(item) for item in key)
    return key is None or type(key) in _KEYS


_WRITE: dict[type[Any], Callable[[_Writer, Any, int], bool]] = {
    type(None): _Writer.none,
    bool: _Writer.boolean,
    int: _Writer.integer,
    float: _Writer.real,
    complex: _Writer.complex,
    str: _Writer.text,
    bytes: _Writer.bytes,
    list: _Writer.sequence,
    tuple: _Writer.sequence,
    range: _Writer.span,
    deque: _Writer.sequence,
    dict: _Writer.mapping,
    OrderedDict: _Writer.mapping,
    defaultdict: _Writer.mapping,
    np.ndarray: _Writer.array,
    **dict.fromkeys(_SCALARS, _Writer.scalar),
    np.longdouble: _Writer.long_real,
}
# No complex numbers: thousands with one hash are easily found.
_KEYS = {bool, float, str, bytes, *_SCALARS} - {np.complex64, np.complex128}


# ------------------------------------------------------------------ decoding


class _Reader:
    def __init__(
        self,
        body: memoryview,
        ref: Callable[[int, str, bool], Any],
        stub: Callable[[int], Any] | None,
        limits: WireLimits,
    ) -> None:
        self.position = 0
        self.limits = limits
        self._body = body
        self._end = len(body)
        self._ref = ref
        self._stub = stub
        self._nodes = 0
        self._entries = 0
        self._longest = 0
        self._elements = 0

    def read(self, depth: int, *, tags: Octets = b"") -> Any:
        """Read one value; with `tags`, one of these kinds only."""
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise WireError("too many values in one message")
        if depth > self.limits.depth:
            raise WireError("values nested too deeply")
        if self.position >= self._end:
            raise WireError("truncated value")
        tag = self._body[self.position]
        self.position += 1
        method = _READ.get(tag)
        if method is None or (tags and tag not in tags):
            raise WireError("a value of a kind that is not allowed here")
        return method(self, depth)

    def padded(self) -> int:
        """Give the bytes that numpy would need for the lists of texts, at most."""
        return self._longest * self._nodes

    def _take(self, count: int) -> memoryview:
        end = self.position + count
        if end > self._end:
            raise WireError("truncated value")
        part = self._body[self.position : end]
        self.position = end
        return part

    def _number(self, form: struct.Struct) -> Any:
        start = self.position
        self.position += form.size
        if self.position > self._end:
            raise WireError("truncated value")
        return form.unpack_from(self._body, start)[0]

    def none(self, _depth: int) -> None:
        return None

    def true(self, _depth: int) -> bool:
        return True

    def false(self, _depth: int) -> bool:
        return False

    def integer(self, _depth: int) -> Any:
        return self._number(_I64)

    def long(self, _depth: int) -> int:
        length = self._number(_U16)
        if length > self.limits.integer_bytes:
            raise WireError("an integer over the limit")
        return int.from_bytes(self._take(length), "little", signed=True)

    def real(self, _depth: int) -> Any:
        return self._number(_F64)

    def complex(self, _depth: int) -> complex:
        return complex(*_C128.unpack(self._take(_C128.size)))

    def text(self, _depth: int) -> str:
        length = self._number(_U32)
        if length > self.limits.text_bytes:
            raise WireError("a text over the limit")
        return str(self._take(length), "utf-8", "replace")

    def bytes(self, _depth: int) -> bytes:
        return bytes(self._take(self._number(_U32)))

    def list(self, depth: int) -> list[Any]:
        items = [self.read(depth + 1) for _ in range(self._count())]
        self._longest = _longest(items, self._longest)
        return items

    def tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self.list(depth))

    def dict(self, depth: int) -> dict[Any, Any]:
        count = self._count()
        self._entries += count
        if self._entries > self.limits.entries:
            raise WireError("dicts over the limit")
        found: dict[Any, Any] = {}
        for _ in range(count):
            key = self._key(depth + 1)
            found[key] = self.read(depth + 1)
        return found

    def _key(self, depth: int) -> Any:
        key = self.read(depth, tags=b"NTFidsbnt")
        if not _is_key(key):
            raise WireError("a dict's key of a kind that is not allowed")
        return key

    def _count(self) -> int:
        count: int = self._number(_U32)
        # Before the list is made; its items are counted once more, with all others.
        if count > self.limits.nodes:
            raise WireError("a container over the limit")
        return count

    def _dtype(self) -> np.dtype[Any]:
        code: int = self._number(_U8)
        if code >= len(_DTYPES):
            raise WireError("an unknown dtype")
        return _DTYPES[code]

    def scalar(self, _depth: int) -> Any:
        dtype = self._dtype()
        return self._cells(dtype, 1)[0]

    def array(self, _depth: int) -> NDArray[Any]:
        dtype = self._dtype()
        dimensions = self._number(_U8)
        if dimensions > self.limits.dimensions:
            raise WireError("an array of too many dimensions")
        shape = struct.unpack(f"<{dimensions}Q", self._take(8 * dimensions))
        size = math.prod(shape)  # Python's own integers: nothing wraps around
        if _is_vast(shape):
            raise WireError("an array of an absurd shape")
        if size * dtype.itemsize > self.limits.frame_bytes:
            raise WireError("an array over the limit")
        self._elements += size
        if self._elements > self.limits.elements:
            raise WireError("arrays over the limit")
        return self._cells(dtype, size).reshape(shape)

    def _cells(self, dtype: np.dtype[Any], size: int) -> NDArray[Any]:
        raw = self._take(size * dtype.itemsize)
        if dtype.kind == "b":
            # A byte other than 0 and 1 in a bool array is undefined behaviour.
            truth: NDArray[Any] = np.frombuffer(raw, np.uint8) != 0
            return truth
        # A copy: the frame's buffer is read-only, and would live as long as a part.
        return np.frombuffer(raw, dtype).copy()

    def ref(self, _depth: int) -> Any:
        # Never looked up here: `ref` decides whose number it is.
        number = self._number(_U64)
        is_callable = bool(self._number(_U8))
        name = str(self._take(self._number(_U8)), "utf-8", "replace")
        return self._ref(number, name, is_callable)

    def stub(self, _depth: int) -> Any:
        if self._stub is None:
            raise WireError("a function where only data is allowed")
        return self._stub(self._number(_U32))


_READ: dict[int, Callable[[_Reader, int], Any]] = {
    ord("N"): _Reader.none,
    ord("T"): _Reader.true,
    ord("F"): _Reader.false,
    ord("i"): _Reader.integer,
    ord("I"): _Reader.long,
    ord("d"): _Reader.real,
    ord("c"): _Reader.complex,
    ord("s"): _Reader.text,
    ord("b"): _Reader.bytes,
    ord("l"): _Reader.list,
    ord("t"): _Reader.tuple,
    ord("D"): _Reader.dict,
    ord("n"): _Reader.scalar,
    ord("a"): _Reader.array,
    ord("r"): _Reader.ref,
    ord("x"): _Reader.stub,
}
