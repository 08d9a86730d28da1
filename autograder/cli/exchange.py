"""Verbs for what comes in from other systems and goes back to them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.cli.app import EXCHANGE, app, exit_if
from autograder.cli.completion import complete_assignments
from autograder.cli.options import (
    AsOfOption,
    CourseOption,
    ForceOption,
    GradeStatus,
    LateOption,
    NameArgument,
    StudentsOption,
    json_option,
    refuse_existing,
    status_option,
)

if TYPE_CHECKING:
    from autograder.gradebook.course_grades import CourseGrades

FormatName = Literal["csv", "canvas", "moodle", "gradescope", "json"]
ZipOption = Annotated[Path, typer.Option("--to", help="The zip to write.")]


@app.command(rich_help_panel=EXCHANGE)
def collect(
    name: NameArgument,
    download: Annotated[
        Path, typer.Argument(help="The zip that was downloaded, or a folder.")
    ],
    *,
    roster: Annotated[
        Path | None,
        typer.Option(help="A CSV of id, name, email; course.yaml's if absent."),
    ] = None,
    worksheet: Annotated[
        Path | None,
        typer.Option(help="Moodle's grading worksheet: it says when work came in."),
    ] = None,
    student: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Whose it is: one notebook, zip or folder."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When that came, if no download said it."),
    ] = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object of lists, by what became")] = False,
) -> None:
    """Put all submissions that an LMS gave into submitted/.

    Takes what Canvas, Moodle and Gradescope give, zips of `autograder submit`, and
    nbgrader's exchange. Every attempt of a student is kept; the latest counts, or, by
    course.yaml, the best. Exit code 1 means that something could not be placed.
    `--student` places what one person handed in. `docs/collect.md` says more.
    """
    from autograder.cli.screens import collect_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.lms.collect import collect_download, place_submission

    assignment = Course.find(course_dir).assignment(name)
    _refuse_mixed(student, at, worksheet)
    if student is None:
        done = collect_download(
            assignment, download, students=roster, worksheet=worksheet
        )
    else:
        done = place_submission(assignment, download, student, at=at, students=roster)
    output_streams.print_screen(collect_screen.collection_screen(done), as_json=as_json)
    raise exit_if(done.left_out)


def _refuse_mixed(student: str | None, at: str | None, worksheet: Path | None) -> None:
    """Refuse options that say nothing of what is asked for."""
    from autograder.common.errors import UserError

    if student is None and at is not None:
        raise UserError(
            "--at says when the work of one student came in",
            hint="--student ID says whose it is",
        )
    if student is not None and worksheet is not None:
        raise UserError(
            "a worksheet says nothing of one file", hint="--at TIME says when it came"
        )


@app.command(rich_help_panel=EXCHANGE)
def grades(
    *,
    student: StudentsOption = None,
    assignment: Annotated[
        list[str] | None,
        typer.Option(
            "--assignment",
            metavar="NAME",
            help="Only this assignment; repeatable.",
            autocompletion=complete_assignments,
        ),
    ] = None,
    status: Annotated[
        list[GradeStatus] | None,
        status_option("Only who has a grade that stands so; repeatable."),
    ] = None,
    late: LateOption = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write them as CSV into this file.")
    ] = None,
    force: ForceOption = False,
    as_of: AsOfOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("an object, its `students` a list with their grades")
    ] = False,
) -> None:
    """Show everybody's points, lateness and total, by course.yaml.

    What nobody has decided yet is shown as not final and is in no total. Filters
    choose what is shown and written; a total stays that of the whole term.
    """
    from autograder.cli.screens import grade_screen, output_streams
    from autograder.tools.class_report import filters

    found = filters.filter_grades(
        _collected(course_dir, as_of),
        students=student or (),
        assignments=assignment or (),
        statuses=status or (),
        late=late,
    )
    if to is not None:
        _write_new(to, grade_screen.write_totals(found), force=force)
    filtered = bool(student or assignment or status or late)
    output_streams.print_screen(
        grade_screen.grades_screen(found, filtered=filtered), as_json=as_json
    )


@app.command(rich_help_panel=EXCHANGE)
def export(
    name: NameArgument,
    *,
    to: Annotated[Path, typer.Option("--to", help="The file to write.")],
    format_: Annotated[
        FormatName, typer.Option("--format", help="Who takes it: see docs/lms.md.")
    ] = "csv",
    force: ForceOption = False,
    as_of: AsOfOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object: who is in it, who not")] = False,
) -> None:
    """Write the grades as a file that Canvas or Moodle imports.

    Late penalties are taken off already. Whose grade is not final is left out and
    named: what the other system has of them stays as it is.
    """
    from autograder.cli.screens import grade_screen, output_streams
    from autograder.tools.lms.export import ExportFormat, export_grades

    found = _collected(course_dir, as_of, name)
    done = export_grades(found, name, ExportFormat(format_))
    _write_new(to, done.text, force=force)
    output_streams.print_screen(grade_screen.export_screen(done, to), as_json=as_json)


def _collected(
    folder: Path | None, as_of: str | None, name: str = ""
) -> "CourseGrades":
    """Collect the grades; of a named assignment only when it is released."""
    from datetime import UTC, datetime

    from autograder.course.course import Course
    from autograder.course.moments import read_moment_option
    from autograder.gradebook.course_grades import collect_grades

    course, now = Course.find(folder), datetime.now(UTC)
    if name:
        # Asked for before the class is read: a typing error is answered at once.
        _ = course.assignment(name).release
    if as_of is not None:
        now = read_moment_option(as_of, course.rules.timezone)
    return collect_grades(course, now=now)


def _write_new(path: Path, text: str, *, force: bool) -> None:
    from autograder.common.files import write_whole

    refuse_existing(path, force=force)
    write_whole(path, text)


@app.command(name="return", rich_help_panel=EXCHANGE)
def return_(
    name: NameArgument,
    *,
    to: ZipOption,
    target: Annotated[
        str, typer.Option("--format", help="plain, canvas or moodle.")
    ] = "plain",
    force: ForceOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object: who is in it, who not")] = False,
) -> None:
    """Write feedback pages as an LMS takes them back.

    With the marks and comments that people gave. For canvas and moodle the submissions
    must have been collected from there. Exit code 1 means that somebody's page is not
    in the zip.
    """
    from autograder.cli.screens import collect_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.lms import return_feedback

    assignment = Course.find(course_dir).assignment(name)
    refuse_existing(to, force=force)
    done = return_feedback.return_pages(
        assignment, to, return_feedback.read_return_format(target)
    )
    output_streams.print_screen(collect_screen.returned_screen(done), as_json=as_json)
    raise exit_if(done.left_out)


@app.command(rich_help_panel=EXCHANGE)
def gradescope(
    name: NameArgument,
    *,
    to: ZipOption,
    show: Annotated[
        str,
        typer.Option(
            help="When students see what hidden tests found, as Gradescope "
            "says it: visible, after_due_date, after_published, hidden."
        ),
    ] = "after_due_date",
    force: ForceOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object: what was made of what")] = False,
) -> None:
    """Write the zip that has Gradescope grade with this engine.

    It holds the solutions and the hidden tests: upload it, and show it to nobody.
    """
    from autograder.cli.screens import collect_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.lms import gradescope_zip as packing

    assignment = Course.find(course_dir).assignment(name)
    refuse_existing(to, force=force)
    shown = packing.read_visibility(show)
    done = packing.make_autograder(assignment, to, shown=shown)
    output_streams.print_screen(collect_screen.gradescope_screen(done), as_json=as_json)
