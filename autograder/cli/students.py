"""Verbs for students: all that they need is their notebook."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import STUDENTS, app, exit_if
from autograder.cli.options import SandboxOption, json_option

NotebookArgument = Annotated[
    Path, typer.Argument(help="Your notebook, an .ipynb file.")
]


@app.command(rich_help_panel=STUDENTS)
def check(
    notebook: NotebookArgument,
    *,
    page: Annotated[
        Path | None, typer.Option(help="Where to write it as a page for the browser.")
    ] = None,
    sandbox: SandboxOption = "auto",
    as_json: Annotated[bool, json_option("an object, with a list of checks")] = False,
) -> None:
    """Run your notebook and its visible checks, as grading will.

    Nothing but the notebook is needed, and nothing is handed in. Exit code 1 means
    that some visible check does not pass, or is missing, or is not the one that you
    were given. Hidden tests decide the grade.
    """
    from autograder.cli.screens import output_streams
    from autograder.cli.screens.check_screen import checks_screen
    from autograder.common.files import write_whole
    from autograder.output import feedback_page
    from autograder.tools.student import self_check

    report = self_check.check_notebook(notebook, sandbox=sandbox)
    if page is not None:
        write_whole(page, feedback_page.render_feedback(report, points=False))
    output_streams.print_screen(checks_screen(report, page), as_json=as_json)
    raise exit_if(not self_check.all_checks_pass(report))


@app.command(rich_help_panel=STUDENTS)
def submit(
    notebook: NotebookArgument,
    *,
    student: Annotated[
        str, typer.Option("--student", help="Your id, as the course knows you.")
    ],
    assignment: Annotated[
        str, typer.Option(help="Which it must be; the one that it names if absent.")
    ] = "",
    to: Annotated[Path, typer.Option(help="The folder for the zip.")] = Path(),
    run: Annotated[
        bool, typer.Option("--run/--no-run", help="Run the visible checks first.")
    ] = True,
    as_json: Annotated[bool, json_option("an object, the receipt")] = False,
) -> None:
    """Pack your notebook to hand it in, and print a receipt.

    Makes one zip. Refuses another assignment's notebook and one that has lost answers
    where grading would not find them either. Checks that do not pass are told and do
    not keep you from handing in.
    Nothing is sent: upload the zip where your course collects it.
    """
    from autograder.cli.screens import output_streams
    from autograder.cli.screens.check_screen import receipt_screen
    from autograder.tools.student import self_check
    from autograder.tools.student import submit as packing

    done = packing.pack_submission(
        notebook, student=student, assignment=assignment, folder=to
    )
    report = self_check.check_notebook(notebook) if run else None
    output_streams.print_screen(receipt_screen(done, report), as_json=as_json)
