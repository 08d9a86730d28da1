"""A prompt with chosen names: IPython at a terminal, else lines of standard input.

What a student's code raises is told in one line, by us: its text may hold anything that
a terminal obeys, and a traceback through our own calls helps nobody.
"""

import code
import os
import sys
import traceback
from types import TracebackType
from typing import Any

from autograder.common.text import make_visible
from autograder.grading.checks import CheckFailed
from autograder.sandbox.student_faults import StudentFault

MAX_CHARACTERS = 20_000
"""characters of one message"""


def open_prompt(names: dict[str, Any]) -> None:
    """Let a person, or a script, work with these names until input ends."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        _ipython(names)
        return
    console = LineConsole(names)
    console.interact(banner="", exitmsg="")
    console.finish()


def tell_student_fault(error: BaseException) -> str:
    """Say a fault in one line, in which nothing can be obeyed."""
    verdict = "WRONG"
    if isinstance(error, StudentFault):
        verdict = error.verdict
    text = f"{verdict}: {error}"
    if detail := getattr(error, "detail", ""):
        text += f": {detail}"
    return make_visible(text, MAX_CHARACTERS)


class LineConsole(code.InteractiveConsole):
    """Reads Python from standard input, without prompts."""

    def raw_input(self, prompt: str = "") -> str:
        """Give the next line; what `prompt` is, nobody is there to read."""
        sys.stdout.flush()
        text = sys.stdin.readline()
        if not text:
            raise EOFError
        return text.rstrip("\n")

    def finish(self) -> None:
        """Run a block that input ended in; say so where it cannot be run."""
        # `interact` runs a block at the empty line behind it, which a script may lack.
        source, self.buffer = "\n".join(self.buffer), []
        try:
            rest = compile(source, self.filename, "exec")
        except (SyntaxError, ValueError):
            self.showsyntaxerror()
        else:
            self.runcode(rest)

    def showtraceback(self) -> None:
        """Say a student's fault in a line, and all else as Python does.

        Not by its own means: these pass by `write` where an excepthook is set, as typer
        does.
        """
        error = sys.exc_info()[1]
        if isinstance(error, StudentFault | CheckFailed):
            self.write(f"{tell_student_fault(error)}\n")
        elif error is not None:
            # Its first frame is the console's own.
            trace = error.__traceback__ and error.__traceback__.tb_next
            self.write("".join(traceback.format_exception(type(error), error, trace)))

    def showsyntaxerror(self, filename: str | None = None, **_more: Any) -> None:
        """Say what is no Python; `_more` is what later versions give."""
        kind, error, _ = sys.exc_info()
        self.write("".join(traceback.format_exception_only(kind, error)))

    def write(self, data: str) -> None:
        """Write to stderr, made safe."""
        sys.stderr.write(make_visible(data, MAX_CHARACTERS, lines=True))


def _ipython(names: dict[str, Any]) -> None:
    from IPython.terminal.interactiveshell import TerminalInteractiveShell
    from traitlets.config import Config

    config = Config()
    # What is typed here quotes hidden tests and students: it is kept nowhere.
    config.HistoryManager.enabled = False
    config.TerminalInteractiveShell.confirm_exit = False
    config.TerminalInteractiveShell.enable_tip = False
    config.TerminalInteractiveShell.banner1 = ""
    if os.environ.get("NO_COLOR"):
        config.TerminalInteractiveShell.colors = "nocolor"
    shell = TerminalInteractiveShell.instance(config=config, user_ns=names)
    shell.set_custom_exc((StudentFault, CheckFailed), _tell)
    try:
        shell.mainloop()
    finally:
        # IPython keeps one shell for the process: the next prompt has other names.
        TerminalInteractiveShell.clear_instance()


def _tell(
    _shell: Any,  # IPython has no types
    _kind: type[BaseException],
    error: BaseException,
    _trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    """Say a student's fault; `tb_offset` is IPython's own."""
    print(tell_student_fault(error), file=sys.stderr)
