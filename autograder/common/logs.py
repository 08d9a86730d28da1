"""Log lines on stderr, in which nothing can be obeyed by a terminal.

A traceback repeats whatever text an error was about, and that may be a student's.
"""

import logging

MOST = 20_000
"""characters of one log line, its traceback included"""
_LINE = "%(levelname)s: %(message)s"


class InertFormatter(logging.Formatter):
    """Shows control and direction characters instead of writing them."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as ever, then make it safe to print."""
        # Here: most commands write no log line.
        from autograder.common.text import make_visible

        return make_visible(super().format(record), MOST, lines=True)


def show_warnings() -> None:
    """Make safe what Python prints of warnings and errors when nobody else does."""
    # What Python uses where nobody has set up a handler.
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(InertFormatter(_LINE))


def show_everything() -> None:
    """Send every log line to stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(InertFormatter(_LINE))
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
