"""The command line: one function a verb, each parse → call → print.

Imports that cost time are inside the verbs, so that `--help` answers at once.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder import __version__, logs
from autograder.errors import AutograderError
from autograder.model import SandboxName

if TYPE_CHECKING:
    from autograder.batch import How
    from autograder.course import Course
    from autograder.grades import Grades

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Grade notebooks with hidden tests, apart from the code that they grade.",
    epilog="Exit codes: 0 done, 1 what you asked about failed, 2 wrong usage, "
    "3 this machine cannot grade, 130 stopped by Ctrl-C.",
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
Jobs = Annotated[
    int | None,
    typer.Option("-j", "--jobs", min=1, help="Processes at a time; one per core."),
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Wait for another command on this course.")
]
FormatName = Literal["csv", "canvas", "moodle", "gradescope", "json"]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Missing work counts as if it were this moment; now if absent."
    ),
]


@app.command()
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
    course_dir: CourseDir = None,
) -> None:
    """Make a small assignment to write over: notebook, reference, hidden suite.

    In an empty folder, what a course needs is made as well. `docs/instructors.md`
    goes on from here.
    """
    from autograder import new as making

    made = making.create(course_dir, name, title=title, exercises=exercise or [])
    typer.echo(making.announcement(made, course_dir))


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
        typer.Option(
            help="`auto`: the strongest there is; what isolates less must be named."
        ),
    ] = "auto",
    jobs: Jobs = None,
    cluster: Annotated[
        str, typer.Option(help="A dask scheduler, such as tcp://lab1:8786.")
    ] = "",
    wait: Wait = False,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Grade submitted/<student>/NAME/ into reports, gradebook and feedback pages.

    Unchanged submissions keep their Report, and a run that was stopped goes on where
    it was. Exit code 1 means that a person must look: something of ours went wrong, a
    submission is suspicious, or a folder could not be read. A low score is no error.
    """
    _use_one_thread()
    from autograder.batch import How
    from autograder.course import Course
    from autograder.threads import cores

    how = How(
        jobs=jobs or cores(),
        force=force,
        sandbox=sandbox,
        cluster=cluster,
        wait=wait,
    )
    course = Course.find(course_dir)
    ours = _grade(course, name, how, only=student or [], as_json=as_json)
    raise typer.Exit(1 if ours else 0)


def _use_one_thread() -> None:
    """Ask for one thread of linear algebra, before numpy is imported."""
    import os

    from autograder.threads import one_thread

    os.environ.update(one_thread())


def _grade(
    course: "Course",
    name: str,
    how: "How",
    *,
    only: Sequence[str] = (),
    as_json: bool = False,
) -> bool:
    """Grade with a progress bar, print the summary; tell if a person must look."""
    from autograder import batch, certify, intake, screens
    from autograder.progress import progress_bar

    assignment = course.assignment(name)
    students = intake.students(assignment, only)
    due = assignment.due  # a contradiction is told before anything is graded
    title = f"grading {len(students)} submissions of {name}"
    with progress_bar(title, len(students), show=not as_json) as watcher:
        done = batch.grade_all(assignment, students, how, watcher=watcher)
    left_out = [] if only else intake.refused(assignment)
    done.tally.refused = [(one.folder, one.reason) for one in left_out]
    if as_json:
        for one in left_out:
            typer.echo(f"left out: `{one.folder}`: {one.reason}", err=True)
        typer.echo(screens.as_json(done.reports))
    else:
        screens.show(
            screens.summary(
                done.tally,
                unchanged=done.reused,
                late=done.tally.late(due),
                places=batch.places(assignment),
                suite=certify.suite_words(assignment),
            )
        )
    tally = done.tally
    return bool(tally.not_graded or tally.suspicious or tally.refused)


@app.command()
def gradebook(
    name: Name,
    *,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Make it anew from Reports; marks stay."),
    ] = False,
    wait: Wait = False,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Say what the gradebook holds of NAME, or make that anew from its Reports."""
    from autograder import rebuild as rebuilding
    from autograder import screens
    from autograder.course import Course

    assignment = Course.find(course_dir).assignment(name)
    if rebuild:
        held = rebuilding.rebuild(
            assignment, wait=wait, say=lambda text: typer.echo(text, err=True)
        )
    else:
        held = rebuilding.contents(assignment)
    screens.show(screens.gradebook(held), as_json=as_json)


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
def grades(
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="Write them as CSV into this file.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that is there.")
    ] = False,
    as_of: AsOf = None,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Show every student's points, lateness and total, by the rules of course.yaml.

    What nobody has decided yet is shown as not final and is in no total.
    """
    from autograder import gradescreen, screens

    found = _collected(course_dir, as_of)
    if to is not None:
        _write_new(to, gradescreen.totals_csv(found), force=force)
    screens.show(gradescreen.grades(found), as_json=as_json)


@app.command()
def export(
    name: Name,
    *,
    to: Annotated[Path, typer.Option("--to", help="The file to write.")],
    format_: Annotated[
        FormatName, typer.Option("--format", help="Who takes it: see docs/lms.md.")
    ] = "csv",
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that is there.")
    ] = False,
    as_of: AsOf = None,
    course_dir: CourseDir = None,
) -> None:
    """Write the grades of NAME as a file that Canvas or Moodle imports.

    Late penalties are taken off already. Whose grade is not final is left out and
    named: what the other system has of them stays as it is.
    """
    from autograder import gradescreen, screens
    from autograder.export import Format
    from autograder.export import export as exported

    found = _collected(course_dir, as_of, name)
    done = exported(found, name, Format(format_))
    _write_new(to, done.text, force=force)
    screens.show(gradescreen.exported(done, to))


def _collected(folder: Path | None, as_of: str | None, name: str = "") -> "Grades":
    """Collect the grades; of a named assignment only when it is released."""
    from autograder import grades as grading
    from autograder.course import Course

    course = Course.find(folder)
    if name:
        _ = course.assignment(name).release
    return grading.collect(course, now=grading.moment(course, as_of))


def _write_new(path: Path, text: str, *, force: bool) -> None:
    from autograder.errors import UserError
    from autograder.files import write_whole

    if path.exists() and not force:
        raise UserError(f"`{path}` is there already", hint="--force replaces it")
    write_whole(path, text)


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


Notebook = Annotated[Path, typer.Argument(help="Your notebook, an .ipynb file.")]


@app.command()
def check(
    notebook: Notebook,
    *,
    page: Annotated[
        Path | None, typer.Option(help="Where to write it as a page for the browser.")
    ] = None,
    sandbox: Annotated[
        SandboxName, typer.Option(help="`auto`: the strongest there is.")
    ] = "auto",
    as_json: AsJson = False,
) -> None:
    """Run your notebook and its visible checks, as they will run when it is graded.

    For students; nothing but the notebook is needed, and nothing is handed in. Exit
    code 1 means that some visible check does not pass. Hidden tests decide the grade.
    """
    from autograder import feedback, screens, selfcheck
    from autograder.checkscreen import checked
    from autograder.files import write_whole

    report = selfcheck.check(notebook, sandbox=sandbox)
    if page is not None:
        write_whole(page, feedback.render(report, points=False))
    screens.show(checked(report, page), as_json=as_json)
    raise typer.Exit(0 if selfcheck.is_green(report) else 1)


@app.command()
def submit(
    notebook: Notebook,
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
    as_json: AsJson = False,
) -> None:
    """Pack your notebook into one zip to hand in, and print a receipt.

    Refuses another assignment's notebook and one that has lost answer cells. Checks
    that do not pass are told and do not keep you from handing in. Nothing is sent:
    upload the zip where your course collects it.
    """
    from autograder import screens, selfcheck
    from autograder import submit as packing
    from autograder.checkscreen import packed

    done = packing.pack(notebook, student=student, assignment=assignment, folder=to)
    report = selfcheck.check(notebook) if run else None
    screens.show(packed(done, report), as_json=as_json)


@app.command()
def collect(
    name: Name,
    download: Annotated[
        Path, typer.Argument(help="The zip that was downloaded, or a folder.")
    ],
    *,
    roster: Annotated[
        Path | None,
        typer.Option(help="A CSV of id, name, email; course.yaml's if absent."),
    ] = None,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Put all submissions of NAME that an LMS gave into submitted/.

    Takes what Canvas, Moodle and Gradescope give, zips of `autograder submit`, and
    nbgrader's exchange. The latest attempt of a student counts, and every one is kept.
    Exit code 1 means that something could not be placed. `docs/collect.md` says more.
    """
    from autograder import collect as collecting
    from autograder import collectscreen, screens
    from autograder.course import Course

    assignment = Course.find(course_dir).assignment(name)
    done = collecting.collect(assignment, download, students=roster)
    screens.show(collectscreen.collected(done), as_json=as_json)
    raise typer.Exit(1 if done.left_out else 0)


To = Annotated[Path, typer.Option("--to", help="The zip to write.")]


@app.command()
def publish(
    names: Annotated[list[str], typer.Argument(help="The assignments' names.")],
    *,
    to: To,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Write one zip for students: released notebooks and how to start.

    Nothing but `assignments/` goes into it.
    """
    from autograder import collectscreen, screens
    from autograder import publish as publishing
    from autograder.course import Course

    done = publishing.publish(Course.find(course_dir), names, to)
    screens.show(collectscreen.published(done), as_json=as_json)


@app.command(name="return")
def return_(
    name: Name,
    *,
    to: To,
    target: Annotated[
        str, typer.Option("--format", help="plain, canvas or moodle.")
    ] = "plain",
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Write feedback pages, with marks and comments, as an LMS takes them back.

    For canvas and moodle the submissions must have been collected from there. Exit
    code 1 means that somebody's page is not in the zip.
    """
    from autograder import collectscreen, returning, screens
    from autograder.course import Course

    assignment = Course.find(course_dir).assignment(name)
    done = returning.return_pages(assignment, to, returning.target_of(target))
    screens.show(collectscreen.returned(done), as_json=as_json)
    raise typer.Exit(1 if done.left_out else 0)


@app.command()
def gradescope(
    name: Name,
    *,
    to: To,
    show: Annotated[
        str,
        typer.Option(
            help="When students see what hidden tests found, as Gradescope "
            "says it: visible, after_due_date, after_published, hidden."
        ),
    ] = "after_due_date",
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the zip that has Gradescope grade NAME with this engine.

    It holds the solutions and the hidden tests: upload it, and show it to nobody.
    """
    from autograder import collectscreen, screens
    from autograder import gradescope as packing
    from autograder.course import Course

    assignment = Course.find(course_dir).assignment(name)
    done = packing.make(assignment, to, shown=packing.shown_of(show))
    screens.show(collectscreen.made(done), as_json=as_json)


@app.command()
def candidates(
    name: Name,
    *,
    least: Annotated[
        int, typer.Option(min=2, help="Students who must share a wrong answer.")
    ] = 2,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """List wrong answers that agree and that no known mistake explains, with code."""
    from autograder import batch, screens
    from autograder import candidates as unexplained
    from autograder.course import Course

    assignment = Course.find(course_dir).assignment(name)
    found = unexplained.find(assignment, batch.read_reports(assignment), least=least)
    screens.show(unexplained.screen(name, found), as_json=as_json)


@app.command()
def regrade(
    name: Name,
    *,
    student: Annotated[
        list[str] | None, typer.Option("--student", help="Only this one; repeatable.")
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Make it so; the old Reports are kept.")
    ] = False,
    sandbox: Annotated[
        SandboxName, typer.Option(help="`auto`: the strongest there is.")
    ] = "auto",
    jobs: Jobs = None,
    wait: Wait = False,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Grade again beside the Reports, and show whose points change, and why.

    Nothing that people look at changes without --publish. Scores and comments that a
    person gave stay. Exit code 1: our own fault left some open; these stay as they are.
    """
    _use_one_thread()
    from autograder import intake, regradescreen, screens
    from autograder import regrade as regrading
    from autograder.batch import How
    from autograder.course import Course
    from autograder.progress import progress_bar
    from autograder.threads import cores

    assignment = Course.find(course_dir).assignment(name)
    students = intake.students(assignment, student or [])
    how = How(jobs=jobs or cores(), sandbox=sandbox, wait=wait)
    title = f"regrading {len(students)} submissions of {name}"
    with progress_bar(title, len(students), show=not as_json) as watcher:
        seen = regrading.preview(assignment, students, how, watcher=watcher)
    if publish:
        seen = regrading.publish(assignment, seen, wait=wait)
    screens.show(regradescreen.screen(seen), as_json=as_json)
    raise typer.Exit(1 if seen.not_graded else 0)


@app.command()
def diff(
    name: Name,
    *,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Show what the last regrade that was published changed."""
    from autograder import regradescreen, screens
    from autograder.course import Course
    from autograder.regrade import last_change

    seen = last_change(Course.find(course_dir).assignment(name))
    screens.show(regradescreen.screen(seen), as_json=as_json)


@app.command()
def classreport(
    name: Name,
    *,
    to: Annotated[
        Path | None, typer.Option(help="The page; reports/NAME.html if absent.")
    ] = None,
    course_dir: CourseDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a page of the class: scores, exercises, tests, mistakes, who needs a person.

    It is made of Reports, of what people gave in formgrader, and of the answers.
    """
    from autograder import classreport as reporting
    from autograder import screens
    from autograder.course import Course
    from autograder.files import write_whole

    course = Course.find(course_dir)
    report = reporting.gather(course.assignment(name))
    page = to or course.root / "reports" / f"{name}.html"
    if to or not as_json:
        write_whole(page, reporting.render(report))
    screens.show(reporting.screen(report, page), as_json=as_json)


@app.command()
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
    """Grade a simulated class in a folder of its own, and name the pages to open."""
    _use_one_thread()
    from autograder import demo as demonstration
    from autograder.batch import How
    from autograder.course import Course
    from autograder.threads import cores

    course = demonstration.build(Course.find(course_dir), folder, students)
    typer.echo(demonstration.announcement(folder, students))
    for name in course.names():
        typer.echo(f"\n$ autograder grade {name} --course-dir {folder}")
        _grade(course, name, How(jobs=jobs or cores()))
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
        logs.show_everything()


def main() -> None:
    """Run the command line; our errors become a message, a hint and an exit code."""
    logs.show_warnings()
    try:
        app()
    except AutograderError as error:
        from autograder.words import visible

        print(f"error: {visible(str(error), 5000, lines=True)}", file=sys.stderr)
        if error.hint:
            print(f"\nhint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
