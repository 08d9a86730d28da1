"""The command line: one function a verb, each parse → call → print.

A module for each group of users. Imports that cost time are inside the verbs, so that
`--help` and completion answer at once.
"""

import sys

from autograder import __version__
from autograder.cli import exchange, graders, instructors, lists, machine, students
from autograder.cli.app import app
from autograder.common import logs
from autograder.common.errors import AutograderError
from autograder.common.files import keep_others_from_writing

__all__ = [
    "__version__",
    "app",
    "exchange",
    "graders",
    "instructors",
    "lists",
    "machine",
    "main",
    "students",
]


def main() -> None:
    """Run the command line; our errors become a message, a hint and an exit code."""
    logs.show_warnings()
    keep_others_from_writing()
    try:
        app()
    except AutograderError as error:
        # An error may quote a file's or a student's name.
        from autograder.common.text import make_visible

        print(f"error: {make_visible(str(error), 5000, lines=True)}", file=sys.stderr)
        if error.hint:
            print(f"\nhint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
