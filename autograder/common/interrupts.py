"""Ctrl-C, heard even where Python loses it.

Python raises KeyboardInterrupt wherever the process happens to be. In a destructor, or
in a callback out of C, it is printed as ignored and is gone, and work of hours would go
on. So it is remembered too, and long work asks between two steps.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_pressed = threading.Event()


@contextmanager
def remember_interrupts() -> Iterator[None]:
    """Remember what is pressed while this lasts, beside raising KeyboardInterrupt.

    Only where Python itself handles Ctrl-C: who has a handler of their own knows best,
    and outside the main thread none can be set.
    """
    is_main = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGINT)
    if not is_main or handler is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _pressed.clear()


def raise_lost_interrupt() -> None:
    """Raise the KeyboardInterrupt that got lost on its way, if one did."""
    if _pressed.is_set():
        raise KeyboardInterrupt


def _remember(number: int, frame: FrameType | None) -> None:
    # First: the exception may be swallowed right where it is raised.
    _pressed.set()
    signal.default_int_handler(number, frame)
