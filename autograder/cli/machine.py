"""Verbs about the machine: a class to try things on, and whether it can grade."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import MACHINE, app, exit_if
from autograder.cli.graders import grade_and_tell, use_one_thread
from autograder.cli.options import CourseOption, JobsOption, json_option


@app.command(rich_help_panel=MACHINE)
def demo(
    folder: Annotated[
        Path, typer.Argument(help="A folder to make; an earlier demo in it is emptied.")
    ] = Path("demo"),
    *,
    students: Annotated[
        int, typer.Option(min=1, help="How many simulated submissions of each.")
    ] = 24,
    jobs: JobsOption = None,
    course_dir: CourseOption = None,
) -> None:
    """Grade a simulated class in a folder of its own.

    Names the pages to open.
    """
    use_one_thread()
    from autograder.batch.run_batch import RunOptions
    from autograder.cli.screens.demo_screen import announce_demo, list_demo_places
    from autograder.common.cpus import usable_cpus
    from autograder.course.course import Course
    from autograder.tools.authoring import demo as demonstration

    course = demonstration.build_demo(Course.find(course_dir), folder, students)
    typer.echo(announce_demo(folder, students))
    for name in course.names():
        typer.echo(f"\n$ autograder grade {name} --course-dir {folder}")
        grade_and_tell(course, name, RunOptions(jobs=jobs or usable_cpus()))
    activation = demonstration.find_activation()
    typer.echo(list_demo_places(folder, course.names(), activation))


@app.command(rich_help_panel=MACHINE)
def doctor(
    *,
    problems: Annotated[
        bool, typer.Option("--problems", help="Only what is not as it should be.")
    ] = False,
    as_json: Annotated[bool, json_option("a list of objects, one a finding")] = False,
) -> None:
    """Check whether this machine can grade, and say what to mend."""
    from autograder.cli.screens import list_screen, output_streams
    from autograder.sandbox.host.doctor import examine_machine

    findings = examine_machine()
    shown = [finding for finding in findings if not (problems and finding.ok)]
    output_streams.print_screen(list_screen.findings_screen(shown), as_json=as_json)
    broken = any(finding.fatal and not finding.ok for finding in findings)
    raise exit_if(broken, code=3)
