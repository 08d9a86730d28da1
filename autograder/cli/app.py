"""The command itself: its verbs by who uses them, and what all of them share."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from autograder import __version__
from autograder.common import logs

GRADERS = "For graders"
INSTRUCTORS = "For instructors"
EXCHANGE = "Submissions in, grades out"
STUDENTS = "For students"
MACHINE = "This machine"
PANELS = (GRADERS, INSTRUCTORS, EXCHANGE, STUDENTS, MACHINE)

LONGEST = 300
"""characters of a verb's first sentence"""


class Verbs(TyperGroup):
    """Lists the verbs by who uses them, in plain text: rich would cost 70 ms."""

    # Any: typer either depends on click or brings its own, so neither can be named.
    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each group of users."""
        panels: dict[str, list[tuple[str, str]]] = {panel: [] for panel in PANELS}
        width = max(map(len, self.list_commands(ctx)))
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            said = command.get_short_help_str(LONGEST)
            panels[command.rich_help_panel].append((name.ljust(width), said))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    add_completion=True,
    # A help text may hold `[…]`, which rich would take for markup.
    rich_markup_mode=None,
    # They may print the values of variables: hidden tests and students' names.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Grade notebooks with hidden tests, apart from the code that they grade.",
    epilog="Exit codes: 0 done, 1 what you asked about failed, 2 wrong usage, "
    "3 this machine cannot grade, 130 stopped by Ctrl-C.\n\n"
    "--json prints one JSON value and nothing else to stdout; fields may be added, "
    "none is renamed or removed. NO_COLOR=1 keeps every colour out.",
)


def exit_if(failed: object, code: int = 1) -> typer.Exit:
    """Give the exit of a verb: with this code if something failed, else with 0."""
    return typer.Exit(code if failed else 0)


# typer asks for a verb otherwise, also where `--version` is all that is typed.
@app.callback(invoke_without_command=True)
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Log what happens, to stderr.")
    ] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if debug:
        logs.show_everything()
