"""Feed the wire's decoder, and what reads its values, with bytes of any kind.

    python -m tests.nightly.fuzz_wire [--count N] [--seed N] [--engine own|atheris]

Whatever the bytes, there is a plain value or a WireError; what can be sent again comes
back the same; the readers of answers give values or InvalidResponseError; a stream of
them is frames, or WireError, or ConnectionClosed.
"""

import contextlib
import select
import socket
import sys
from typing import Any

import numpy as np

from autograder.sandbox.guest import wire
from autograder.sandbox.guest.framing import Connection, ConnectionClosed
from autograder.sandbox.guest.wire import Ref, WireError, WireLimits
from autograder.sandbox.host import response_checks
from autograder.sandbox.host.spelled_names import SpelledNames
from autograder.sandbox.student_faults import StudentFault
from tests.nightly import fuzzing

LIMITS = WireLimits(
    frame_bytes=1 << 16, nodes=500, entries=50, depth=20, text_bytes=1 << 12
)
PLAIN = {
    *(type(None), bool, int, float, complex, str, bytes, np.ndarray, Ref),
    *(np.dtype(char).type for char in "?bBhHiIlLqQefdFD"),
}


def check(data: bytes) -> None:
    """Decode, look at every part, send it again, read it as each kind of answer."""
    _stream(data)
    try:
        value = wire.decode_value(memoryview(data), limits=LIMITS)
    except WireError:
        return
    _look_at(value)
    _send_again(value)
    for read in READERS:
        with contextlib.suppress(response_checks.InvalidResponseError):
            read(value)


def _fault(value: Any) -> None:
    assert isinstance(response_checks.read_fault(value, "f", SPELLED), StudentFault)


SPELLED = SpelledNames()
SPELLED.read("def f(): pass")

READERS = (
    lambda value: response_checks.read_cell_result(value, 100),
    response_checks.read_call_result,
    response_checks.read_names,
    response_checks.read_callback,
    lambda value: response_checks.read_overwritten(value, {"np"}),
    _fault,
)


def _look_at(value: Any) -> None:
    """Fail unless a value is plain through and through."""
    kind = type(value)
    if kind in (list, tuple):
        for item in value:
            _look_at(item)
    elif kind is dict:
        for key, item in value.items():
            assert key is None or type(key) in PLAIN | {tuple}, type(key)
            _look_at(item)
    else:
        assert kind in PLAIN, kind
    if kind is np.ndarray:
        assert value.dtype.kind in "biufc"
        assert value.nbytes <= LIMITS.frame_bytes
        assert value.flags.owndata or value.base is not None


def _send_again(value: Any) -> None:
    try:
        sent = b"".join(wire.encode_value(value, lambda one: one, LIMITS))
    except wire.Unsendable:
        return
    again = wire.decode_value(memoryview(sent), limits=LIMITS)
    assert sent == b"".join(wire.encode_value(again, lambda one: one, LIMITS))


def _stream(data: bytes) -> None:
    """Read the bytes as frames, the other side gone behind them."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        connection = Connection(ours.fileno(), pause=_never, frame_bytes=1 << 12)
        try:
            while True:
                assert len(connection.receive().body) < 1 << 12
        except (WireError, ConnectionClosed):
            pass


def _never(poll: select.poll) -> None:
    """Find something to read, or the end: there is nothing to wait for."""
    assert poll.poll(0)


def _seeds() -> list[bytes]:
    """Give values of every kind, and frames of them."""
    drawn = {"title": "t", "xlabel": "x", "ylabel": "y", "lines": []}
    line = ["a", np.arange(3.0), np.arange(3.0)]
    raised = ["ValueError", ["builtins.ValueError"], 3, "f", "text"]
    values: list[Any] = [
        *(None, True, 1, 2**70, -1.5, 1j, "text é", b"bytes"),
        [1, [2.0, ("x", {"k": None})]],
        {"a": 1, 2: "b", (1, "c"): [3], None: b"", 1.5: True},
        *(np.arange(6).reshape(2, 3).astype(code) for code in "?bBhHiIlLqQefdFD"),
        *(np.zeros((0, 3)), np.array(2.5), np.float32(1), np.bool_(True)),
        Ref(1 << 32, "generator", True),
        {"stdout": "o", "stderr": "", "outputs": [], "raised": None},
        {"stdout": "", "stderr": "", "outputs": [{"text": "", "png": b"\x89PNG"}],
         "raised": raised},
        [1.0, [np.ones(2)], [{**drawn, "lines": [line]}]],
        ["raised", *raised],
        *(["missing", None], ["missing", "int"], ["unsendable", "deep"], ["stale"]),
        [1, [2.0], {"by": 3}],
        {"f": "function", "x": "int"},
    ]  # fmt: skip
    bodies = [b"".join(wire.encode_value(value, lambda one: one)) for value in values]
    frames = [
        (len(body) + 5).to_bytes(4, "little") + b"\x82" + bytes(4) + body
        for body in bodies[:8]
    ]
    return [*bodies, *frames, b"".join(frames)]


SEEDS = _seeds()

if __name__ == "__main__":
    sys.exit(
        fuzzing.main(
            check, SEEDS, "tests.nightly.fuzz_wire", "autograder.sandbox.guest.wire"
        )
    )
