"""What a Connection needs of a socket, where a socket is no file: on Windows.

This module imports the standard library only: it runs beside student code.
"""

import contextlib
import select
import socket
from collections.abc import Iterator, Sequence


class SelectWaiter:
    """One descriptor to wait for, in the manner of `select.poll`."""

    def __init__(self, fd: int, *, to_read: bool) -> None:
        self._read, self._write = [fd], list[int]()
        if not to_read:
            self._read, self._write = self._write, self._read

    def poll(self, milliseconds: float | None = None) -> list[int]:
        """Wait until it is ready or the time is up; give it if it is."""
        seconds = None
        if milliseconds is not None:
            seconds = milliseconds / 1000
        readable, writable, _ = select.select(self._read, self._write, [], seconds)
        return [*readable, *writable]


def make_waiter(fd: int, *, to_read: bool) -> SelectWaiter:
    """Give something to wait for."""
    return SelectWaiter(fd, to_read=to_read)


def stop_blocking(fd: int) -> None:
    """Let reads and writes return at once."""
    with _borrowed(fd) as borrowed:
        borrowed.setblocking(False)


def read_socket(fd: int, into: memoryview) -> int:
    """Read what there is; 0 at the end."""
    with _borrowed(fd) as borrowed:
        return borrowed.recv_into(into)


def write_socket(fd: int, parts: Sequence[memoryview]) -> int:
    """Write as much of the first part as is taken."""
    with _borrowed(fd) as borrowed:
        return borrowed.send(parts[0])


@contextlib.contextmanager
def _borrowed(fd: int) -> Iterator[socket.socket]:
    """Give a socket object for a descriptor that belongs to another."""
    borrowed = socket.socket(fileno=fd)
    # As it is: making the object would let it block again.
    try:
        yield borrowed
    finally:
        borrowed.detach()
