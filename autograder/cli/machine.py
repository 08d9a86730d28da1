"""Verbs about the machine: a class to try things on, and whether it can grade."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import MACHINE, app
from autograder.cli.graders import grade_and_tell, use_one_thread
from autograder.cli.options import CourseDir, Jobs, json_option


@app.command(rich_help_panel=MACHINE)
def demo(
    folder: Annotated[
        Path, typer.Argument(help="A folder to make; an earlier demo in it is emptied.")
    ] = Path("demo"),
    *,
    students: Annotated[
        int, typer.Option(min=1, help="How many simulated submissions of each.")
    ] = 24,
    jobs: Jobs = None,
    course_dir: CourseDir = None,
) -> None:
    """Grade a simulated class in a folder of its own.

    Names the pages to open.
    """
    use_one_thread()
    from autograder.authoring import demo as demonstration
    from autograder.courses.course import Course
    from autograder.runs.batch import RunOptions
    from autograder.threads import usable_cpus

    course = demonstration.build(Course.find(course_dir), folder, students)
    typer.echo(demonstration.announcement(folder, students))
    for name in course.names():
        typer.echo(f"\n$ autograder grade {name} --course-dir {folder}")
        grade_and_tell(course, name, RunOptions(jobs=jobs or usable_cpus()))
    typer.echo(demonstration.places(folder, course))


@app.command(rich_help_panel=MACHINE)
def doctor(
    *,
    problems: Annotated[
        bool, typer.Option("--problems", help="Only what is not as it should be.")
    ] = False,
    as_json: Annotated[bool, json_option("a list of objects, one a finding")] = False,
) -> None:
    """Check whether this machine can grade, and say what to mend."""
    from autograder.sandbox.doctor import examine_machine
    from autograder.screens import listscreen, out

    findings = examine_machine()
    shown = [one for one in findings if not (problems and one.ok)]
    out.show(listscreen.doctor(shown), as_json=as_json)
    broken = any(one.fatal and not one.ok for one in findings)
    raise typer.Exit(3 if broken else 0)
