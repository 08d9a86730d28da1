"""A progress bar for `grade`: submissions done, time gone, time left.

It is drawn on a terminal only, on stderr, and vanishes when it is done, so that logs
and pipes hold nothing but the summary.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.terminal import line


@contextmanager
def progress_bar(
    title: str, total: int, *, show: bool = True, console: Console | None = None
) -> Iterator[Callable[[str], None]]:
    """Show how far a run is; what it gives is called once for each finished student."""
    console = console or Console(stderr=True)
    drawn = show and console.is_terminal
    bar = Progress(
        TextColumn(" "),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not drawn,
    )
    if drawn:
        console.print(line(title))
    with bar:
        task = bar.add_task("", total=total)
        yield lambda _student: bar.advance(task)
