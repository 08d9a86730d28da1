"""Frames between the grader and a worker, over one socket; both sides use it.

Theory of operation. A frame is `length, kind, call id` and the bytes of one value, see
`wire`. Its length is checked before anything of that size is made. The socket does not
block: whoever waits, to read or to write, waits in `pause`, which is where the grader
looks at its deadlines and a worker waits for ever.

This module imports the standard library and `wire` only: it runs beside student code.
"""

import os
import select
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from autograder.sandbox.guest.wire import WireError, WirePart


class FrameKind(IntEnum):
    """What a frame asks or says."""

    RUN = 1
    CALL = 2
    FETCH = 3
    NAMES = 4
    ANSWER = 5
    """what a function passed by a test gave"""
    MEANINGS = 6
    READY = 129
    RESULT = 130
    ERROR = 131
    CALLBACK = 132
    """call a function passed by a test"""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message, its value not decoded yet."""

    kind: FrameKind
    call: int
    body: memoryview


class ConnectionClosed(Exception):  # noqa: N818 - a state of the connection
    """The other side is not there any more."""


class SocketWaiter(Protocol):
    """Something to wait for: a `select.poll`, or what stands in for it."""

    def poll(self, timeout: float | None = None, /) -> Sequence[object]:
        """Wait until it is ready, or so many milliseconds; give it if it is."""


PauseFunction = Callable[[SocketWaiter], None]
"""Wait until the poll has something, or raise: where the grader's deadlines live."""


def wait_for_ever(poll: SocketWaiter) -> None:
    """Wait as long as it takes."""
    poll.poll()


class Connection:
    """Frames over one stream socket; every wait goes through `pause`."""

    def __init__(
        self,
        fd: int,
        *,
        pause: PauseFunction = wait_for_ever,
        frame_bytes: int = 64 << 20,
    ) -> None:
        self._fd = fd
        self._pause = pause
        self._frame_bytes = frame_bytes
        _never_block(fd)
        self._readable = _poll(fd, to_read=True)
        self._writable = _poll(fd, to_read=False)
        self._buffer = memoryview(bytearray(_SMALL_BYTES))
        self._ahead = b""
        """what came in one piece with the last frame, and is of the next one"""

    def send(self, kind: FrameKind, call: int, parts: Sequence[WirePart]) -> None:
        """Send one frame; raise ConnectionClosed when nobody is there."""
        length = sum(map(len, parts)) + _AFTER_LENGTH
        queue = _joined([_HEADER.pack(length, kind, call), *parts], length)
        while queue:
            try:
                sent = _write(self._fd, queue[:_WRITEV_PARTS])
            except BlockingIOError:
                # Who does not read what it is sent runs into the deadline here.
                self._pause(self._writable)
            except OSError as error:
                raise ConnectionClosed(str(error)) from None
            else:
                queue = _unsent(queue, sent)

    def receive(self) -> Frame:
        """Wait for one frame; raise WireError before reading one that is too long."""
        received = self._ahead
        while len(received) < _HEADER.size:
            received += self._read_some()
        length, kind, call = _HEADER.unpack_from(received)
        # Before anything of that size is made; a frame without a value is none.
        if not _AFTER_LENGTH < length <= self._frame_bytes:
            raise WireError("a frame of a length that is not allowed")
        if kind not in _KINDS:
            raise WireError("a frame of an unknown kind")
        body: bytes | bytearray = received[_HEADER.size : length + _LENGTH]
        self._ahead = received[length + _LENGTH :]
        if len(body) < length - _AFTER_LENGTH:
            body = self._completed(body, length - _AFTER_LENGTH)
        return Frame(_KINDS[kind], call, memoryview(body).toreadonly())

    def has_input(self) -> bool:
        """Tell whether something arrived that nobody has asked for yet."""
        return bool(self._ahead or self._readable.poll(0))

    @property
    def ahead(self) -> bool:
        """Tell whether part of it was read already, together with the last frame."""
        return bool(self._ahead)

    def _read_some(self) -> bytes:
        """Wait for bytes; most frames come in one piece."""
        self._pause(self._readable)
        count = self._read_into(self._buffer)
        return bytes(self._buffer[:count])

    def _completed(self, start: bytes | bytearray, count: int) -> bytearray:
        """Read the rest of a body of which this is the start."""
        body = bytearray(count)
        body[: len(start)] = start
        rest = memoryview(body)[len(start) :]
        while rest:
            count = self._read_into(rest)
            if not count:
                self._pause(self._readable)
            rest = rest[count:]
        return body

    def _read_into(self, buffer: memoryview) -> int:
        """Read what there is; 0 when that is nothing yet."""
        try:
            count = _read(self._fd, buffer)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise ConnectionClosed(str(error)) from None
        if not count:
            raise ConnectionClosed("end of file")
        return count


_KINDS = {int(kind): kind for kind in FrameKind}
_HEADER = struct.Struct("<IBI")
_LENGTH = 4
"""bytes of a header that its length does not count"""
_AFTER_LENGTH = _HEADER.size - _LENGTH
_WRITEV_PARTS = 512
"""at once: the kernel takes 1024 at most"""
_SMALL_BYTES = 1 << 16


def _joined(parts: Sequence[WirePart], length: int) -> list[memoryview]:
    """Join neighbours that are small, so that a list of floats is one write."""
    if length < _SMALL_BYTES:
        return [memoryview(b"".join(parts))]
    queue: list[memoryview] = []
    small = bytearray()
    for part in parts:
        if len(part) < _SMALL_BYTES:
            small += part
            continue
        if small:
            queue.append(memoryview(small))
            small = bytearray()
        queue.append(memoryview(part))
    if small:
        queue.append(memoryview(small))
    return queue


def _unsent(queue: list[memoryview], sent: int) -> list[memoryview]:
    """Give what is left of a queue when so many bytes of it were taken."""
    while queue and sent >= len(queue[0]):
        sent -= len(queue.pop(0))
    if sent:
        queue[0] = queue[0][sent:]
    return queue


# ------------------------------------------------------------------ any system

if hasattr(os, "readv"):

    def _read(fd: int, into: memoryview) -> int:
        return os.readv(fd, [into])

    def _write(fd: int, parts: Sequence[memoryview]) -> int:
        return os.writev(fd, parts)

    def _never_block(fd: int) -> None:
        os.set_blocking(fd, False)

    def _poll(fd: int, *, to_read: bool) -> SocketWaiter:
        poll = select.poll()
        poll.register(fd, select.POLLIN if to_read else select.POLLOUT)
        return poll

else:  # Windows, where a socket is no file and there is no poll
    from autograder.sandbox.guest import windows_sockets

    _read, _write = windows_sockets.read_socket, windows_sockets.write_socket
    _never_block, _poll = windows_sockets.stop_blocking, windows_sockets.make_waiter
