"""The notebook inside a worker: an IPython shell that only collects what cells show.

It is made once, in the zygote, and warmed there; every worker has a copy by fork. Like
`worker`, it imports the standard library, numpy and IPython only, and matplotlib where
a notebook or the zygote has loaded it.
"""

import ast
import base64
import contextlib
import io
import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, TextIO

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.definitions import defined_names
from autograder.sandbox import sketch
from autograder.sandbox.bindings import Bindings

_OUTPUTS = 50
_FIGURES = 20
_DPI = 72
CELL_NAME = re.compile(r"<cell \d+>")


class Capped(io.TextIOBase):
    """A cell's stdout or stderr: keeps the first characters and counts the rest."""

    encoding = "utf-8"

    def __init__(self, room: int) -> None:
        self._parts: list[str] = []
        self._room = room
        self._lost = 0

    def writable(self) -> bool:
        """Say yes: this is a stream."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        kept = str(text)[: self._room]
        if kept:
            self._parts.append(kept)
        self._room -= len(kept)
        self._lost += len(text) - len(kept)
        return len(text)

    def text(self) -> str:
        """Give what was kept, and how much was not."""
        lost = f"\n… {self._lost} more characters" if self._lost else ""
        return "".join(self._parts) + lost


class Muted:
    """Keeps nothing of what is printed within; may be entered within itself."""

    def __init__(self) -> None:
        self._before: list[tuple[TextIO, TextIO]] = []

    def __enter__(self) -> None:
        self._before.append((sys.stdout, sys.stderr))
        sys.stdout = sys.stderr = Capped(0)

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before.pop()


class Notebook:
    """One notebook's names, and how its cells run."""

    def __init__(self, *, home: str) -> None:
        self.muted = Muted()
        self.output_chars = 64 << 10
        self.shell = _Shell.instance(config=_config(home))
        self._given = dict(self.shell.user_ns)
        self.bindings = Bindings(self.names)

    @property
    def names(self) -> dict[str, Any]:
        """What the cells defined, and what IPython puts there."""
        names: dict[str, Any] = self.shell.user_ns
        return names

    def defined(self) -> dict[str, Any]:
        """Give the names that the cells defined, those of lost functions too."""
        names = {**self.names, **self.bindings.functions()}
        return {
            name: value
            for name, value in names.items()
            if isinstance(name, str)
            and not name.startswith("_")
            and not (name in self._given and self._given[name] is value)
        }

    def run(
        self,
        source: str,
        *,
        figures: bool,
        known: Collection[str] = (),
        locked: bool = False,
    ) -> tuple[Any, dict[str, Any]]:
        """Run one cell; give its exception or None, and what it showed.

        Figures whose challenge is `known` are named and not drawn; see `sketch`. A
        locked cell, one of the release, meets the names that such cells gave.
        """
        self.shell.shown = []
        self.shell.cell = source
        self.bindings.begin_cell(locked=locked)
        self.shell.statement_ran = self.bindings.note
        meant = self.bindings.locked_meaning(source) if locked else {}
        with (
            self.captured(self.output_chars) as (stdout, stderr),
            self.bindings.standing(meant),
        ):
            result = self.shell.run_cell(source, store_history=False)
            self.bindings.mend_modules()
            self.bindings.note()
            drawn = _figures(known) if figures else []
            close_figures()
        shown = [_output(data, self.output_chars) for data in self.shell.shown]
        return result.error_before_exec or result.error_in_exec, {
            "stdout": stdout.text(),
            "stderr": stderr.text(),
            "outputs": [*shown, *drawn][:_OUTPUTS],
        }

    @contextlib.contextmanager
    def captured(self, chars: int) -> Iterator[tuple[Capped, Capped]]:
        """Keep what is printed within."""
        stdout, stderr = Capped(chars), Capped(chars)
        with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
            yield stdout, stderr

    def forget(self) -> None:
        """Drop the names of the warming-up."""
        for name in self.names.keys() & self.defined():
            del self.names[name]
        self.bindings = Bindings(self.names)


def close_figures() -> None:
    """Close every open figure, if there are some."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is not None and helpers.Gcf.figs:
        sys.modules["matplotlib.pyplot"].close("all")


def describe_figures(*, axes: int, lines: int) -> list[dict[str, Any]]:
    """Describe what the open figures show: labels, and lines as float arrays.

    Only matplotlib's own figures, axes and lines are described, as its own methods read
    them: what else lies in its tables was never drawn.
    """
    kinds = matplotlib_kinds()
    if kinds is None:
        return []
    drawn = [
        one
        for manager in kinds.managers.get_all_fig_managers()
        if isinstance(manager.canvas.figure, kinds.figure)
        for one in manager.canvas.figure.axes
        if isinstance(one, kinds.axes)
        if one.get_visible() and one.figure.get_visible()
    ]
    return [
        {
            "title": one.get_title(),
            "xlabel": one.get_xlabel(),
            "ylabel": one.get_ylabel(),
            "lines": [
                _line(kinds.line, line)
                for line in one.get_lines()
                if isinstance(line, kinds.line) and _is_seen(kinds.line, line)
            ][:lines],
        }
        for one in drawn[:axes]
    ]


class _Kinds(NamedTuple):
    """Matplotlib's own classes, as they were before any student code ran."""

    managers: Any
    figure: Any
    axes: Any
    line: Any


@cache
def matplotlib_kinds() -> _Kinds | None:
    """Give matplotlib's classes, as they are when first asked for: see `prepare`."""
    if "matplotlib.pyplot" not in sys.modules:
        return None
    module = sys.modules
    return _Kinds(
        module["matplotlib._pylab_helpers"].Gcf,
        module["matplotlib.figure"].Figure,
        module["matplotlib.axes"].Axes,
        module["matplotlib.lines"].Line2D,
    )


def _is_seen(kind: Any, line: Any) -> bool:
    """Tell whether a line leaves a mark: neither hidden nor clear, dash or marker."""
    dashed = kind.get_linestyle(line) not in _NO_MARK and kind.get_linewidth(line) > 0
    marked = kind.get_marker(line) not in _NO_MARK and kind.get_markersize(line) > 0
    return kind.get_visible(line) and line.get_alpha() != 0 and (dashed or marked)


_NO_MARK = ("None", "none", " ", "", None)


def _line(kind: Any, line: Any) -> list[Any]:
    x, y = (data.astype(float) for data in kind.get_data(line, orig=False))
    return [str(line.get_label()), x, y]


def _figures(known: Collection[str]) -> list[dict[str, Any]]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    drawn = []
    for number in pyplot.get_fignums()[:_FIGURES]:
        png = io.BytesIO()
        try:
            key = sketch.key(pyplot.figure(number))
            if not key or sketch.challenge(key) not in known:
                pyplot.figure(number).savefig(png, format="png", dpi=_DPI)
        except Exception as error:
            # A figure that cannot be drawn is no fault of the cell's other results.
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        else:
            drawn.append({"text": "", "png": png.getvalue(), "key": key})
    return drawn


def _output(data: dict[str, Any], chars: int) -> dict[str, Any]:
    text, png = data.get("text/plain", ""), data.get("image/png", b"")
    if isinstance(png, str):
        png = base64.b64decode(png, validate=False)
    return {"text": str(text)[:chars], "png": bytes(png), "key": ""}


# ------------------------------------------------------------------ IPython, quietened


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], *_: object, **__: object) -> None:
        self.shell.shown.append(dict(data))


class _Hook(DisplayHook):  # type: ignore[misc]
    def quiet(self) -> bool:
        """Tell whether the cell ends in a semicolon; IPython asks its history."""
        return bool(self.semicolon_at_end_of_expression(self.shell.cell))

    def __call__(self, result: object = None) -> None:
        if result is not None and not self.quiet():
            data, _ = self.compute_format_data(result)
            self.shell.shown.append(dict(data))
            self.shell.user_ns["_"] = result


class _Compiler(CachingCompiler):  # type: ignore[misc]
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


class _Shell(InteractiveShell):  # type: ignore[misc]
    display_pub_class = _Publisher
    displayhook_class = _Hook
    compiler_class = _Compiler
    shown: Sequence[dict[str, Any]] = ()
    cell = ""
    statement_ran: Callable[[Collection[str]], None] = _nobody
    """told of every statement that was run: what it defines"""

    async def run_code(self, code_obj: Any, *how: Any, **known: Any) -> Any:
        """Run one statement of a cell."""
        try:
            return await super().run_code(code_obj, *how, **known)
        finally:
            defined, self.compile.defined = self.compile.defined, frozenset()
            self.statement_ran(defined)

    def transform_cell(self, raw_cell: str) -> str:
        """Leave plain Python as it is: IPython would tokenize it time and again."""
        cell = raw_cell.rstrip("\n") + "\n"
        tree = _plain(cell)
        self.compile.ahead = None if tree is None else (cell, tree)
        return cell if tree is not None else str(super().transform_cell(raw_cell))

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


def _plain(source: str) -> ast.Module | None:
    """Parse a cell that IPython would run just as it stands; None for all others."""
    if source[:1].isspace() or source.startswith("In [") or "\n" not in source.strip():
        # It drops empty lines and prompts in front; a line alone may be a command.
        return None
    if "await" in source or "async" in source:
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
