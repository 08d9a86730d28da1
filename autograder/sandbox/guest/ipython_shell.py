"""The notebook inside a worker: an IPython shell that only collects what cells show.

It is made once, in the zygote, and warmed there; every worker has a copy by fork. Like
`worker`, it imports the standard library, numpy and IPython only, and matplotlib where
a notebook or the zygote has loaded it.
"""

import ast
import base64
import contextlib
import io
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, TextIO

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.sandbox.guest.definitions import defined_names
from autograder.sandbox.guest.figure_capture import close_figures, draw_figures
from autograder.sandbox.guest.name_bindings import NameBindings

_OUTPUTS = 50


class CappedOutput(io.TextIOBase):
    """A cell's stdout or stderr: keeps the first characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self, chars: int) -> None:
        self._parts: list[str] = []
        self._left = chars
        self._lost = 0

    def writable(self) -> bool:
        """Say yes: this is a stream."""
        return True

    def write(self, text: str) -> int:
        """Keep the beginning, as far as the limit allows."""
        kept = str(text)[: self._left]
        if kept:
            self._parts.append(kept)
        self._left -= len(kept)
        self._lost += len(text) - len(kept)
        return len(text)

    def text(self) -> str:
        """Give what was kept, and how much was not."""
        text = "".join(self._parts)
        if self._lost:
            return f"{text}\n… {self._lost} more characters"
        return text


class MutedOutput:
    """Keeps nothing of what is printed within; may be entered within itself."""

    def __init__(self) -> None:
        self._before: list[tuple[TextIO, TextIO]] = []

    def __enter__(self) -> None:
        self._before.append((sys.stdout, sys.stderr))
        sys.stdout = sys.stderr = CappedOutput(0)

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before.pop()


class NotebookSession:
    """One notebook's names, and how its cells run."""

    def __init__(self, *, home: str) -> None:
        self.muted = MutedOutput()
        self.output_chars = 64 << 10
        self.shell = _CollectingShell.instance(config=_config(home))
        self._given = dict(self.shell.user_ns)
        self.bindings = NameBindings(self.names)

    @property
    def names(self) -> dict[str, Any]:
        """What the cells defined, and what IPython puts there."""
        names: dict[str, Any] = self.shell.user_ns
        return names

    def defined_names(self) -> dict[str, Any]:
        """Give the names that the cells defined, those of lost functions too."""
        names = {**self.names, **self.bindings.defined_functions()}
        return {
            name: value
            for name, value in names.items()
            if isinstance(name, str)  # `globals()[3] = 4` is possible
            and not name.startswith("_")
            and not (name in self._given and self._given[name] is value)
        }

    def run_cell(
        self,
        source: str,
        *,
        figures: bool,
        known: Collection[str] = (),
        locked: bool = False,
    ) -> tuple[Any, dict[str, Any]]:
        """Run one cell; give its exception or None, and what it showed.

        Figures whose challenge is `known` are named and not drawn; see `figure_keys`. A
        locked cell, one of the release, meets the names that such cells gave.
        """
        self.shell.shown = []
        self.shell.cell = source
        self.bindings.begin_cell(locked=locked)
        # Each time: `forget` made new bindings, and a student may have set it.
        self.shell.statement_ran = self.bindings.note_changes
        meant = self.bindings.locked_meaning(source) if locked else {}
        with (
            self.captured(self.output_chars) as (stdout, stderr),
            self.bindings.values_standing(meant),
        ):
            result = self.shell.run_cell(source, store_history=False)
            # Before the figures, which are drawn by functions of those modules.
            self.bindings.mend_modules()
            self.bindings.note_changes()
            drawn = draw_figures(known) if figures else []
            close_figures()
        shown = [_output(data, self.output_chars) for data in self.shell.shown]
        return result.error_before_exec or result.error_in_exec, {
            "stdout": stdout.text(),
            "stderr": stderr.text(),
            "outputs": [*shown, *drawn][:_OUTPUTS],
        }

    @contextlib.contextmanager
    def captured(self, chars: int) -> Iterator[tuple[CappedOutput, CappedOutput]]:
        """Keep what is printed within."""
        stdout, stderr = CappedOutput(chars), CappedOutput(chars)
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            yield stdout, stderr

    def forget(self) -> None:
        """Drop the names of the warming-up."""
        for name in self.names.keys() & self.defined_names():
            del self.names[name]
        self.bindings = NameBindings(self.names)


def _output(data: dict[str, Any], chars: int) -> dict[str, Any]:
    text, png = data.get("text/plain", ""), data.get("image/png", b"")
    if isinstance(png, str):  # as Jupyter's messages carry it
        png = base64.b64decode(png, validate=False)
    return {"text": str(text)[:chars], "png": bytes(png), "key": ""}


# ------------------------------------------------------------------ IPython, quietened


class _CollectingPublisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], *_: object, **__: object) -> None:
        self.shell.shown.append(dict(data))


class _CollectingHook(DisplayHook):  # type: ignore[misc]
    def quiet(self) -> bool:
        """Tell whether the cell ends in a semicolon; IPython asks its history."""
        return bool(self.semicolon_at_end_of_expression(self.shell.cell))

    def __call__(self, result: object = None) -> None:
        if result is not None and not self.quiet():
            data, _ = self.compute_format_data(result)
            self.shell.shown.append(dict(data))
            self.shell.user_ns["_"] = result


class _CellCompiler(CachingCompiler):  # type: ignore[misc]
    """Name each piece of code after its cell, so that a traceback can be read."""

    cells = 0
    ahead: tuple[str, ast.Module] | None = None
    """a cell that was parsed to see what it is, and its tree"""
    defined: frozenset[str] = frozenset()
    """what the statement that is run defines"""

    def get_code_name(self, *_: object) -> str:
        type(self).cells += 1
        return f"<cell {self.cells}>"

    def __call__(self, source: Any, filename: str, symbol: str, **known: Any) -> Any:
        """Compile one statement, and see what it defines."""
        if isinstance(source, ast.AST):
            self.defined |= defined_names(source, stubs=False)
        return super().__call__(source, filename, symbol, **known)

    def ast_parse(self, source: str, *how: Any, **known: Any) -> ast.AST:
        """Parse a cell, unless that was done; a tree is given once: it may change."""
        ahead, self.ahead = self.ahead, None
        if ahead is not None and ahead[0] == source:
            return ahead[1]
        tree: ast.AST = super().ast_parse(source, *how, **known)
        return tree


def _nobody(_defined: Collection[str]) -> None:
    """Listen to nothing."""


class _CollectingShell(InteractiveShell):  # type: ignore[misc]
    display_pub_class = _CollectingPublisher
    displayhook_class = _CollectingHook
    compiler_class = _CellCompiler
    shown: Sequence[dict[str, Any]] = ()
    cell = ""
    statement_ran: Callable[[Collection[str]], None] = _nobody
    """told of every statement that was run: what it defines"""

    async def run_code(self, code_obj: Any, *how: Any, **known: Any) -> Any:
        """Run one statement of a cell."""
        try:
            return await super().run_code(code_obj, *how, **known)
        finally:
            # Also when it raised: what stands in front of the error counts.
            defined, self.compile.defined = self.compile.defined, frozenset()
            self.statement_ran(defined)

    def transform_cell(self, raw_cell: str) -> str:
        """Leave plain Python as it is: IPython would tokenize it time and again."""
        cell = raw_cell.rstrip("\n") + "\n"
        self.compile.ahead = None
        tree = _plain_python(cell)
        if tree is None:
            return str(super().transform_cell(raw_cell))
        self.compile.ahead = (cell, tree)
        return cell

    def should_run_async(self, raw_cell: str, **known: Any) -> bool:
        """Tell whether a cell waits for something; plain Python does not."""
        is_plain = self.compile.ahead is not None
        return not is_plain and super().should_run_async(raw_cell, **known)

    def showtraceback(self, *_: object, **__: object) -> None:
        """Say nothing: the exception is in the result."""

    def showsyntaxerror(self, *_: object, **__: object) -> None:
        """Say nothing: the exception is in the result."""

    def enable_gui(self, gui: object = None) -> None:
        """Have none."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str | None, str]:
        """Draw to memory, whatever a notebook asks for."""
        return gui, "agg"

    def ask_exit(self) -> None:
        """End the cell as `exit()` does in a script."""
        raise SystemExit

    def system(self, cmd: str) -> None:
        """Leave a shell command out, and say so: the rest of the cell still counts."""
        print(f"not run while grading: !{cmd}", file=sys.stderr)

    system_raw = system_piped = system

    def getoutput(self, cmd: str, *, split: bool = True, depth: int = 0) -> Any:
        """Leave a shell command out whose output is used."""
        self.system(cmd)
        return [] if split else ""


def _plain_python(source: str) -> ast.Module | None:
    """Parse a cell that IPython would run just as it stands; None for all others."""
    if source[:1].isspace() or source.startswith("In [") or "\n" not in source.strip():
        # It drops empty lines and prompts in front; a line alone may be a command.
        return None
    if "await" in source or "async" in source:
        # It may wait outside of a function, for which IPython needs a loop.
        return None
    try:
        return ast.parse(source, "<cell>")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _config(home: str) -> Config:
    config = Config()
    config.HistoryManager.enabled = False  # no thread, no sqlite
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.history_length = 0
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.xmode = "Plain"
    config.InteractiveShell.ipython_dir = f"{home}/.ipython"
    return config
