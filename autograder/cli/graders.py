"""Verbs that grade: all that was handed in, again, one test of it, or what arrives."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.app import GRADERS, app, exit_if
from autograder.cli.completion import complete_assignments
from autograder.cli.options import (
    ClusterOption,
    CourseOption,
    ExercisesOption,
    JobsOption,
    NameArgument,
    SandboxOption,
    StudentArgument,
    StudentsOption,
    WaitOption,
    json_option,
)

if TYPE_CHECKING:
    from autograder.batch.run_batch import RunOptions
    from autograder.course.course import Course
    from autograder.tools.lms.watch import WatchEvent


@app.command(rich_help_panel=GRADERS)
def grade(
    name: NameArgument,
    *,
    student: StudentsOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade unchanged submissions again too.")
    ] = False,
    sandbox: SandboxOption = "auto",
    jobs: JobsOption = None,
    cluster: ClusterOption = "",
    wait: WaitOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("a list of Reports, as docs/report-schema.md describes them")
    ] = False,
) -> None:
    """Grade submitted/ into reports, gradebook and feedback pages.

    Unchanged submissions keep their Report, and a run that was stopped goes on where
    it was. Exit code 1 means that a person must look: something of ours went wrong, a
    submission is suspicious, or one could not be read. A low score is no error.
    """
    use_one_thread()
    from autograder.batch.run_batch import RunOptions
    from autograder.common.cpus import usable_cpus
    from autograder.course.course import Course

    how = RunOptions(
        jobs=jobs or usable_cpus(),
        force=force,
        sandbox=sandbox,
        cluster=cluster,
        wait=wait,
    )
    course = Course.find(course_dir)
    waits = grade_and_tell(course, name, how, only=student or [], as_json=as_json)
    raise exit_if(waits)


def use_one_thread() -> None:
    """Ask for one thread of linear algebra, before numpy is imported."""
    import os

    from autograder.common.cpus import one_thread

    # Libraries of linear algebra read them once, when they are loaded.
    os.environ.update(one_thread())


def grade_and_tell(
    course: "Course",
    name: str,
    how: "RunOptions",
    *,
    only: Sequence[str] = (),
    as_json: bool = False,
) -> bool:
    """Grade with a progress bar, print the summary; tell if a person must look."""
    from autograder.batch import run_batch
    from autograder.cli.screens import certify_screen, output_streams, summary_screen
    from autograder.common.progress import progress_bar
    from autograder.submissions import intake
    from autograder.tools.certify import certify

    assignment = course.assignment(name)
    students = intake.submitting_students(assignment, only)
    title = f"grading {len(students)} submissions of {name}"
    with progress_bar(title, len(students), show=not as_json) as watcher:
        done = run_batch.grade_all(assignment, students, how, watcher=watcher)
    refused = [] if only else intake.refused_folders(assignment)
    left_out = [(folder.folder, folder.reason) for folder in refused]
    if as_json:
        for folder, reason in left_out:
            typer.echo(f"left out: `{folder}`: {reason}", err=True)
        typer.echo(output_streams.reports_json(done.reports))
    else:
        output_streams.print_screen(
            summary_screen.summary_screen(
                done.summary,
                left_out=left_out,
                unchanged=done.reused,
                late=done.late,
                places=run_batch.output_places(assignment),
                suite=certify_screen.name_suite(
                    assignment.suite_hash, is_certified=certify.is_certified(assignment)
                ),
            )
        )
    return done.summary.needs_a_person or bool(left_out)


@app.command(rich_help_panel=GRADERS)
def regrade(
    name: NameArgument,
    *,
    student: StudentsOption = None,
    exercise: ExercisesOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Make it so; the old Reports are kept.")
    ] = False,
    sandbox: SandboxOption = "auto",
    jobs: JobsOption = None,
    cluster: ClusterOption = "",
    wait: WaitOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("an object, its `changes` a list, one a student")
    ] = False,
) -> None:
    """Grade again beside the Reports, and show whose points change.

    Nothing that people look at changes without --publish. Scores and comments that a
    person gave stay. --exercise only chooses what is shown. Exit code 1: our own fault
    left some open; these stay as they are.
    """
    use_one_thread()
    from autograder.batch import regrade as regrading
    from autograder.batch.run_batch import RunOptions
    from autograder.cli.screens import output_streams, regrade_screen
    from autograder.common.cpus import usable_cpus
    from autograder.common.errors import UserError
    from autograder.common.progress import progress_bar
    from autograder.course.course import Course
    from autograder.submissions import intake
    from autograder.tools.class_report import filters

    if publish and exercise:
        raise UserError(
            "a whole submission is published, not an exercise of it",
            hint="leave out --exercise, or look first without --publish",
        )
    assignment = Course.find(course_dir).assignment(name)
    asked = filters.ListFilter.of(assignment, exercises=exercise)
    students = intake.submitting_students(assignment, student or [])
    how = RunOptions(
        jobs=jobs or usable_cpus(), sandbox=sandbox, cluster=cluster, wait=wait
    )
    title = f"regrading {len(students)} submissions of {name}"
    with progress_bar(title, len(students), show=not as_json) as watcher:
        seen = regrading.preview_regrade(assignment, students, how, watcher=watcher)
    if publish:
        seen = regrading.publish_regrade(assignment, seen, wait=wait)
    shown = filters.filter_regrade(seen, asked, assignment)
    output_streams.print_screen(regrade_screen.regrade_screen(shown), as_json=as_json)
    raise exit_if(seen.not_graded)


@app.command(rich_help_panel=GRADERS)
def debug(
    name: NameArgument,
    student: StudentArgument,
    *,
    words: Annotated[
        str,
        typer.Option(
            "-k",
            metavar="EXPR",
            help="Which tests: words of EXERCISE::TEST, with and, or, not.",
        ),
    ] = "",
    sandbox: SandboxOption = "auto",
    course_dir: CourseOption = None,
) -> None:
    """Open a failing hidden test with the student's live functions.

    Tells what failed and where, then opens a prompt that knows what the test knew:
    `student`, `reference`, `rng`, `record` and its local names. The student's code
    stays in its locked-down worker. Without a terminal, standard input is read as
    Python. Writes nothing.
    """
    use_one_thread()
    from autograder.cli.screens import debug_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.debug import debug as debugging
    from autograder.tools.debug import prompt

    assignment = Course.find(course_dir).assignment(name)
    with debugging.open_failure(assignment, student, words, sandbox=sandbox) as found:
        if isinstance(found, debugging.NoFailure):
            output_streams.print_screen(debug_screen.no_failure_screen(found))
            return
        output_streams.print_screen(debug_screen.failure_screen(found))
        prompt.open_prompt(found.names)


@app.command(rich_help_panel=GRADERS)
def watch(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Where it arrives; submitted/ if absent."),
    ] = None,
    *,
    assignment: Annotated[
        list[str] | None,
        typer.Option(
            "--assignment",
            metavar="NAME",
            help="Only this assignment; repeatable.",
            autocompletion=complete_assignments,
        ),
    ] = None,
    interval: Annotated[
        float, typer.Option(min=0.1, help="Seconds between two looks.")
    ] = 2.0,
    once: Annotated[
        bool, typer.Option("--once", help="Grade what is there now, then end.")
    ] = False,
    sandbox: SandboxOption = "auto",
    jobs: JobsOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object in a line for each event")] = False,
) -> None:
    """Grade what arrives in a folder, a line for each submission.

    DIR is a course's submitted/, or an inbox: then what `autograder collect` takes is
    collected first, of several assignments from DIR/NAME/. A file counts once it has
    stopped changing. Ctrl-C ends it, with exit code 0; --once exits as `grade` does.
    """
    use_one_thread()
    import signal

    from autograder.batch.run_batch import RunOptions
    from autograder.cli.screens import watch_screen
    from autograder.common.cpus import usable_cpus
    from autograder.tools.lms.watch import FolderWatch, find_course_folder

    # A service manager ends it with SIGTERM: then, too, what is done stays done.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    watch = FolderWatch(
        find_course_folder(course_dir, folder),
        folder,
        names=assignment or (),
        how=RunOptions(jobs=jobs or usable_cpus(), sandbox=sandbox),
        interval=interval,
        tell=partial(_tell, as_json=as_json),
    )
    if not once:
        typer.echo(f"  watching {watch.place}; Ctrl-C ends it", err=True)
    done = watch.run(once=once)
    typer.echo(watch_screen.totals_screen(done).plain, err=True)
    raise exit_if(once and done.needs_a_person)


def _tell(event: "WatchEvent", *, as_json: bool) -> None:
    """Print what happened; what is no submission goes to stderr."""
    from datetime import datetime

    from autograder.cli.screens import output_streams, watch_screen
    from autograder.tools.lms.watch import WatchMessage

    if isinstance(event, WatchMessage):
        typer.echo(f"  {event.text}", err=True)
        return
    screen = watch_screen.event_screen(event, datetime.now().astimezone())
    if as_json:
        typer.echo(output_streams.json_line(screen.data), nl=False)
    else:
        output_streams.print_screen(screen)
