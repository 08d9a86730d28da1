"""The command line: one function a verb, each parse → call → print.

Imports that cost time are inside the verbs, so that `--help` answers at once.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder import __version__
from autograder.errors import AutograderError
from autograder.model import SandboxName

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.report import Report

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Grade notebooks with hidden tests, apart from the code that they grade.",
    epilog="Exit codes: 0 done, 1 what you asked about failed, 2 wrong usage, "
    "3 this machine cannot grade.",
)


Name = Annotated[str, typer.Argument(help="The assignment's name.")]
Names = Annotated[
    list[str] | None, typer.Argument(help="Assignments; all of them if none is given.")
]
CourseDir = Annotated[
    Path | None,
    typer.Option(
        "--course-dir", help="The course's folder; the current one if absent."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.command()
def release(
    names: Names = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if it would change.")
    ] = False,
    course_dir: CourseDir = None,
) -> None:
    """Make what students get, from source/ and solutions/ into assignments/.

    Refuses to write a release that would show a solution line or a hidden test.
    """
    from autograder import release as releasing
    from autograder import screens
    from autograder.course import Course

    course = Course.find(course_dir)
    results = [
        releasing.release(course, name, check=check) for name in names or course.names()
    ]
    screens.show(screens.releases(results, check=check))
    stale = check and not all(result.up_to_date for result in results)
    raise typer.Exit(1 if stale else 0)


@app.command()
def grade(
    name: Name,
    *,
    student: Annotated[
        list[str] | None, typer.Option("--student", help="Only this one; repeatable.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade unchanged submissions again too.")
    ] = False,
    sandbox: Annotated[
        SandboxName,
        typer.Option(help="`auto`: the strongest there is; `none`: no isolation."),
    ] = "auto",
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Grade submitted/<student>/NAME/ into reports, gradebook and feedback pages.

    Unchanged submissions keep their Report. Exit code 1 means that something of ours
    went wrong; a low score is not an error.
    """
    from autograder.course import Course

    reports = _grade(
        Course.find(course_dir),
        name,
        only=student or [],
        force=force,
        sandbox=sandbox,
        as_json=as_json,
    )
    ours = any(report.status == "not_graded" for report in reports)
    raise typer.Exit(1 if ours else 0)


def _grade(
    course: "Course",
    name: str,
    *,
    only: Sequence[str] = (),
    force: bool = False,
    sandbox: SandboxName = "auto",
    as_json: bool = False,
) -> list["Report"]:
    """Grade with a progress bar, then print the summary."""
    from autograder import batch, certify, intake, screens
    from autograder.progress import progress_bar

    assignment = course.assignment(name)
    students = intake.students(assignment, only)
    title = f"grading {len(students)} submissions of {name}"
    with progress_bar(title, len(students), show=not as_json) as advance:
        done = batch.grade_all(
            assignment, students, force=force, sandbox=sandbox, progress=advance
        )
    if as_json:
        typer.echo(screens.as_json(done.reports))
    else:
        screens.show(
            screens.summary(
                done.reports,
                unchanged=done.reused,
                late=batch.late(assignment, done.reports),
                places=batch.places(assignment),
                suite=certify.suite_words(assignment),
            )
        )
    return done.reports


@app.command()
def certify(
    names: Names = None,
    *,
    seeds: Annotated[
        int, typer.Option(min=1, help="Over how many draws of the hidden inputs.")
    ] = 1,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Try the reference with bugs, too.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Commit the matrix as it is now.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option("-j", "--jobs", min=1, help="Processes at a time.")
    ] = None,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Prove hidden suites: no known wrong answer keeps its points, no right one loses.

    Exit code 1 means that a suite is not certified. `docs/certify.md` says more.
    """
    from autograder import certifyscreen, screens
    from autograder.certify import Wanted, certify_all
    from autograder.course import Course

    wanted = Wanted(seeds=seeds, mutants=mutants, accept=accept, jobs=jobs)
    course = Course.find(course_dir)
    certificates = certify_all(course, names or [], wanted, show=not as_json)
    screens.show(
        certifyscreen.certificates(certificates, accepted=accept), as_json=as_json
    )
    raise typer.Exit(0 if all(one.green for one in certificates) else 1)


@app.command(name="list")
def list_(
    *,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """List the assignments with what was released, handed in and graded."""
    from autograder import overview, screens
    from autograder.course import Course

    rows = overview.rows(Course.find(course_dir))
    screens.show(screens.listing(rows), as_json=as_json)


@app.command()
def show(
    name: Name,
    student: Annotated[str, typer.Argument(help="The student's id.")],
    *,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Show one student's Report."""
    from autograder import batch, screens
    from autograder.course import Course
    from autograder.errors import UserError

    report = batch.read_report(Course.find(course_dir).assignment(name), student)
    if report is None:
        raise UserError(
            f"no report of `{student}` for `{name}`",
            hint=f"autograder grade {name} --student {student}",
        )
    if as_json:
        typer.echo(screens.as_json([report]))
    else:
        screens.show(screens.report(report))


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(help="A folder to make; an earlier demo in it is emptied.")
    ] = Path("demo"),
    *,
    students: Annotated[
        int, typer.Option(min=1, help="How many simulated submissions of each.")
    ] = 24,
    course_dir: CourseDir = None,
) -> None:
    """Grade a simulated class in a folder of its own, and name the pages to open."""
    from autograder import demo as demonstration
    from autograder.course import Course

    course = demonstration.build(Course.find(course_dir), folder, students)
    typer.echo(demonstration.announcement(folder, students))
    for name in course.names():
        typer.echo(f"\n$ autograder grade {name} --course-dir {folder}")
        _grade(course, name)
    typer.echo(demonstration.places(folder, course))


@app.command()
def doctor(*, as_json: AsJson = False) -> None:
    """Check whether this machine can grade, and say what to mend."""
    from autograder import doctor as doctoring
    from autograder import screens

    findings = doctoring.findings()
    screens.show(screens.doctor(findings), as_json=as_json)
    broken = any(one.fatal and not one.ok for one in findings)
    raise typer.Exit(3 if broken else 0)


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
        import logging

        logging.basicConfig(level=logging.DEBUG)


def main() -> None:
    """Run the command line; our errors become a message, a hint and an exit code."""
    try:
        app()
    except AutograderError as error:
        print(f"error: {error}", file=sys.stderr)
        if error.hint:
            print(f"\nhint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
