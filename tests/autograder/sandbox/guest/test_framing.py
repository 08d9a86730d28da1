import os
import socket
import struct

import numpy as np
import pytest

from autograder.sandbox.guest import wire
from autograder.sandbox.guest.framing import Connection, ConnectionClosed, FrameKind
from autograder.sandbox.guest.wire import WireError


def no_ref(value):
    raise AssertionError(value)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_frame_arrives_with_its_kind_and_call(pair):
    """What one side sends the other receives, big arrays included."""
    ours, theirs = (Connection(end.fileno()) for end in pair)
    value = [1.0, np.arange(10_000), "x"]

    ours.send(FrameKind.CALL, 5, wire.encode_value(value, no_ref))
    frame = theirs.receive()

    assert (frame.kind, frame.call) == (FrameKind.CALL, 5)
    found = wire.decode_value(frame.body)

    assert (found[0], found[2]) == (1.0, "x")
    assert np.array_equal(found[1], value[1])
    assert not theirs.has_input()


@pytest.mark.parametrize(
    "octets",
    [
        struct.pack("<IBI", 0, FrameKind.RESULT, 1),
        struct.pack("<IBI", 5, FrameKind.RESULT, 1),
        struct.pack("<IBI", 0xFFFFFFFF, FrameKind.RESULT, 1),
        struct.pack("<IBI", 6, 77, 1) + b"N",
    ],
)
def test_lying_header_is_refused_before_the_body_is_read(pair, octets):
    """A length or kind that is not allowed costs nobody memory."""
    pair[1].send(octets)

    with pytest.raises(WireError):
        Connection(pair[0].fileno()).receive()


def test_other_side_gone_is_closed_for_both_directions(pair):
    """End of file and a broken pipe are the same event."""
    ours = Connection(pair[0].fileno())
    pair[1].close()

    with pytest.raises(ConnectionClosed):
        ours.receive()
    with pytest.raises(ConnectionClosed):
        ours.send(FrameKind.CALL, 1, [b"N"])


def test_reading_and_writing_wait_through_pause(pair):
    """A peer that does neither cannot hold us: the pause may raise."""

    class EnoughError(Exception):
        pass

    def pause(poll):
        raise EnoughError

    ours = Connection(pair[0].fileno(), pause=pause)

    with pytest.raises(EnoughError):
        ours.receive()
    with pytest.raises(EnoughError):
        ours.send(FrameKind.CALL, 1, [bytes(1 << 20)] * 20)


def test_pause_waits_until_there_is_something(pair):
    """The default pause returns when the other side has written."""
    os.write(pair[1].fileno(), struct.pack("<IBI", 6, FrameKind.READY, 0) + b"N")

    frame = Connection(pair[0].fileno()).receive()

    assert FrameKind.READY is frame.kind
