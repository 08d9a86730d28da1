"""Verbs that show what there is: assignments, Reports, marks, changes, mistakes."""

from typing import Annotated

import typer

from autograder.cli.app import GRADERS, app
from autograder.cli.completion import complete_students
from autograder.cli.options import (
    AssignmentStatus,
    CourseOption,
    ExercisesOption,
    LateOption,
    MarkStatus,
    NameArgument,
    NamesArgument,
    ReportStatus,
    StudentsOption,
    VerdictsOption,
    WaitOption,
    json_option,
    status_option,
)


@app.command(name="list", rich_help_panel=GRADERS)
def list_(
    names: NamesArgument = None,
    *,
    status: Annotated[
        list[AssignmentStatus] | None,
        status_option(
            "Only those with something of this kind; repeatable.", AssignmentStatus
        ),
    ] = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("a list of objects, one an assignment")] = (
        False
    ),
) -> None:
    """List assignments: what is released, handed in and graded."""
    from autograder.cli.screens import list_screen, output_streams
    from autograder.course.course import Course
    from autograder.tools.class_report import overview

    rows = overview.describe_assignments(
        Course.find(course_dir), names or (), status or ()
    )
    output_streams.print_screen(
        list_screen.assignments_screen(rows, filtered=bool(status)), as_json=as_json
    )


@app.command(rich_help_panel=GRADERS)
def show(
    name: NameArgument,
    student: Annotated[
        str | None,
        typer.Argument(
            help="The student's id; a list of all Reports if absent.",
            autocompletion=complete_students,
        ),
    ] = None,
    *,
    exercise: ExercisesOption = None,
    verdict: VerdictsOption = None,
    status: Annotated[
        list[ReportStatus] | None,
        status_option("Only Reports that stand so; repeatable."),
    ] = None,
    late: LateOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("a list of Reports, as docs/report-schema.md describes them")
    ] = False,
) -> None:
    """Show one student's Report, or list everybody's.

    A filter keeps a Report where an exercise fits, and of it the exercises that do.
    The points stay those of the whole.
    """
    from autograder.batch import best_attempt
    from autograder.cli.screens import output_streams, report_list, report_screen
    from autograder.course.course import Course
    from autograder.course.lateness import Lateness
    from autograder.tools.class_report import filters

    assignment = Course.find(course_dir).assignment(name)
    asked = filters.ListFilter.of(
        assignment,
        students=[student] if student else (),
        exercises=exercise,
        verdicts=verdict,
        statuses=status,
        late=late,
    )
    found = filters.filter_reports(assignment, asked)
    if student and found and not as_json:
        output_streams.print_screen(
            report_screen.report_screen(
                found[0], best_attempt.explain_choice(assignment, student)
            )
        )
        return
    is_late = [Lateness.of_report(assignment, report).is_late for report in found]
    lost = filters.list_unreadable(assignment, asked)
    output_streams.print_screen(
        report_list.reports_screen(found, is_late, lost), as_json=as_json
    )


@app.command(rich_help_panel=GRADERS)
def gradebook(
    name: NameArgument,
    *,
    student: StudentsOption = None,
    exercise: ExercisesOption = None,
    status: Annotated[
        list[MarkStatus] | None,
        status_option("List the marks that stand so; repeatable."),
    ] = None,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Make it anew from Reports; marks stay."),
    ] = False,
    wait: WaitOption = False,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("an object of counts, and `marks`, a list of objects")
    ] = False,
) -> None:
    """Say what the gradebook holds, list its marks, or make it anew.

    Without a filter the marks are counted; with one they are listed, too.
    """
    from autograder.batch import rebuild as rebuilding
    from autograder.cli.screens import mark_screen, output_streams
    from autograder.course.course import Course
    from autograder.gradebook.marks import read_marks
    from autograder.tools.class_report.filters import ListFilter

    assignment = Course.find(course_dir).assignment(name)
    asked = ListFilter.of(
        assignment, students=student, exercises=exercise, statuses=status
    )
    if rebuild:
        # What it says goes to stderr: stdout may be JSON.
        held = rebuilding.rebuild_gradebook(
            assignment, wait=wait, say=lambda text: typer.echo(text, err=True)
        )
    else:
        held = rebuilding.count_contents(assignment)
    found = mark_screen.choose_marks(read_marks(assignment), asked, assignment)
    listed = bool(student or exercise or status)
    output_streams.print_screen(
        mark_screen.marks_screen(held, found, listed=listed), as_json=as_json
    )


@app.command(rich_help_panel=GRADERS)
def candidates(
    name: NameArgument,
    *,
    least: Annotated[
        int, typer.Option(min=2, help="Students who must share a wrong answer.")
    ] = 2,
    student: StudentsOption = None,
    exercise: ExercisesOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[bool, json_option("a list of objects, one a pattern")] = False,
) -> None:
    """List wrong answers that agree and that nobody has explained."""
    from autograder.cli.screens import candidate_screen, output_streams
    from autograder.course.course import Course
    from autograder.course.report_store import read_reports
    from autograder.tools.class_report import candidates as unexplained
    from autograder.tools.class_report import filters

    assignment = Course.find(course_dir).assignment(name)
    asked = filters.ListFilter.of(assignment, students=student, exercises=exercise)
    found = unexplained.find_candidates(
        assignment, read_reports(assignment.report_store), least=least
    )
    chosen = filters.filter_candidates(found, asked, assignment)
    output_streams.print_screen(
        candidate_screen.candidates_screen(name, chosen), as_json=as_json
    )


@app.command(rich_help_panel=GRADERS)
def diff(
    name: NameArgument,
    *,
    student: StudentsOption = None,
    exercise: ExercisesOption = None,
    course_dir: CourseOption = None,
    as_json: Annotated[
        bool, json_option("an object, its `changes` a list, one a student")
    ] = False,
) -> None:
    """Show what the last regrade that was published changed."""
    from autograder.batch.regrade import last_regrade
    from autograder.cli.screens import output_streams, regrade_screen
    from autograder.course.course import Course
    from autograder.tools.class_report import filters

    assignment = Course.find(course_dir).assignment(name)
    asked = filters.ListFilter.of(assignment, students=student, exercises=exercise)
    seen = filters.filter_regrade(last_regrade(assignment), asked, assignment)
    output_streams.print_screen(regrade_screen.regrade_screen(seen), as_json=as_json)
