"""Whose fault it is: the errors that climb to the command line.

    AutograderError
    ├── UserError      bad input; the message says what, `hint` what to do   exit 2
    │   └── Busy       another command writes to this course                 exit 2
    ├── MachineError   this machine cannot grade                             exit 3
    ├── GraderError    ours                                                  exit 1
    └── Interrupted    Ctrl-C                                              exit 130

A student's faults are not here: they are outcomes in a Report, never exceptions
that climb. Messages start in lower case, put values in backticks and end without a
full stop.
"""


class AutograderError(Exception):
    """Anything this package gives up on, with an exit code and a hint."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UserError(AutograderError):
    """The caller asked for something that cannot be: a wrong name, a broken file."""

    exit_code = 2


class Busy(UserError):  # noqa: N818 - a state, and soon over
    """Another command writes to this course; later it can be done."""


class MachineError(AutograderError):
    """This machine cannot grade: no sandbox, no space, no permission."""

    exit_code = 3


class GraderError(AutograderError):
    """Our own fault. It never costs a student points."""

    exit_code = 1


class Interrupted(AutograderError):  # noqa: N818 - nobody's fault
    """A person pressed Ctrl-C; the hint says how to go on."""

    exit_code = 130
