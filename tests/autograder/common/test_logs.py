"""Log lines that a student's text is in."""

import logging

import pytest

from autograder.common import logs


@pytest.mark.parametrize("show", [logs.show_warnings, logs.show_everything])
def test_nothing_in_a_traceback_is_obeyed(monkeypatch, capsys, show):
    """A terminal shows escapes and overrides; lines stay lines."""
    log = logging.getLogger("autograder.test_logs")
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.getLogger(), "level", logging.WARNING)
    show()
    try:
        int("\x1b]0;title\x07 \u202e \x9b2J")
    except ValueError as error:
        error.add_note("\x1b]0;title\x07 \u202e \x9b2J")
        log.exception("grading %r failed", "s\n1")

    written = capsys.readouterr().err
    assert written.startswith("ERROR: grading 's\\n1' failed\nTraceback")
    assert written.endswith("\\x1b]0;title\\x07 \\u202e \\x9b2J\n")
