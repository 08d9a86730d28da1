"""Verbs for who makes assignments and proves their hidden suites."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import INSTRUCTORS, app, exit_if
from autograder.cli.completion import complete_assignments
from autograder.cli.graders import use_one_thread
from autograder.cli.options import (
    CourseOption,
    ForceOption,
    JobsOption,
    NameArgument,
    NamesArgument,
    json_option,
    refuse_existing,
)


@app.command(rich_help_panel=INSTRUCTORS)
def new(
    name: Annotated[str, typer.Argument(help="What to call it: letters, digits, _.")],
    *,
    title: Annotated[
        str, typer.Option(help="Its name for people; made of NAME if absent.")
    ] = "",
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", help="What it asks for; repeatable."),
    ] = None,
    course_dir: CourseOption = None,
) -> None:
    """Make a small assignment to write over.

    Notebook, reference and hidden suite; in an empty folder, what a course needs is
    made as well. `docs/instructors.md` goes on from here.
    """
    from autograder.cli.screens.new_screen import announce_assignment
    from autograder.tools.authoring import new_course as making

    made = making.create_assignment(
        course_dir, name, title=title, exercises=exercise or []
    )
    typer.echo(announce_assignment(made, course_dir))


@app.command(rich_help_panel=INSTRUCTORS)
def release(
    names: NamesArgument = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if it would change.")
    ] = False,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("a list of objects, one an assignment")] = (
        False
    ),
) -> None:
    """Make what students get, in assignments/.

    It is made of source/ and solutions/. Refuses to write a release that would show a
    solution line or a hidden test.
    """
    from autograder.cli.screens import list_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.authoring import release as releasing

    course = Course.find(course_dir)
    results = [
        releasing.release_assignment(course, name, check=check)
        for name in names or course.names()
    ]
    output_streams.print_screen(
        list_screen.releases_screen(results, check=check), as_json=as_json
    )
    stale = check and not all(result.up_to_date for result in results)
    raise exit_if(stale)


@app.command(rich_help_panel=INSTRUCTORS)
def certify(
    names: NamesArgument = None,
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
    jobs: JobsOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("a list of objects, one an assignment")] = (
        False
    ),
) -> None:
    """Prove hidden suites with known wrong and known right answers.

    No wrong one may keep its points, no right one may lose any. Exit code 1 means that
    a suite is not certified. `docs/certify.md` says more.
    """
    use_one_thread()
    from autograder.cli.screens import certify_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.certify.certify import certify_all
    from autograder.tools.certify.trial_plan import CertifyOptions

    wanted = CertifyOptions(seeds=seeds, mutants=mutants, accept=accept, jobs=jobs)
    course = Course.find(course_dir)
    certificates = certify_all(course, names or [], wanted, show=not as_json)
    output_streams.print_screen(
        certify_screen.certificates_screen(certificates, accepted=accept),
        as_json=as_json,
    )
    raise exit_if(not all(certificate.green for certificate in certificates))


@app.command(rich_help_panel=INSTRUCTORS)
def publish(
    names: Annotated[
        list[str],
        typer.Argument(
            help="The assignments' names.", autocompletion=complete_assignments
        ),
    ],
    *,
    to: Annotated[Path, typer.Option("--to", help="The zip to write.")],
    force: ForceOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("an object: which files are in it")] = False,
) -> None:
    """Write one zip for students: notebooks and how to start.

    Nothing but `assignments/` goes into it.
    """
    from autograder.cli.screens import collect_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.lms import publish as publishing

    course = Course.find(course_dir)
    refuse_existing(to, force=force)
    done = publishing.publish_release(course, names, to)
    output_streams.print_screen(
        collect_screen.publication_screen(done), as_json=as_json
    )


@app.command(rich_help_panel=INSTRUCTORS)
def classreport(
    name: NameArgument,
    *,
    to: Annotated[
        Path | None, typer.Option(help="The page; reports/NAME.html if absent.")
    ] = None,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("an object of all that is on the page")
    ] = False,
) -> None:
    """Make a page of the class: scores, exercises, tests, mistakes.

    It is made of Reports, of what people gave in formgrader, and of the answers, and
    names at its end who needs a person.
    """
    from autograder.cli.screens import class_report_screen, output_streams
    from autograder.common.files import write_whole
    from autograder.course.course import Course
    from autograder.tools.class_report import class_report as reporting

    course = Course.find(course_dir)
    report = reporting.gather_class_report(course.assignment(name))
    page = to or course.root / "reports" / f"{name}.html"
    if to or not as_json:
        write_whole(page, reporting.render_class_report(report))
    output_streams.print_screen(
        class_report_screen.class_report_screen(report, page), as_json=as_json
    )
