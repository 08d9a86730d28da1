"""Options and arguments that several verbs share: one name for one meaning."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.cli import completion
from autograder.model import SandboxName, Verdict

NameArgument = Annotated[
    str,
    typer.Argument(
        help="The assignment's name.", autocompletion=completion.complete_assignments
    ),
]
NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        help="Assignments; all of them if none is given.",
        autocompletion=completion.complete_assignments,
    ),
]
StudentArgument = Annotated[
    str,
    typer.Argument(
        help="The student's id.", autocompletion=completion.complete_students
    ),
]
CourseOption = Annotated[
    Path | None,
    typer.Option(
        "--course-dir", help="The course's folder; the current one if absent."
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option("-j", "--jobs", min=1, help="Processes at a time; one per core."),
]
ClusterOption = Annotated[
    str, typer.Option(help="A dask scheduler, such as tcp://lab1:8786.")
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait for another command on this course.")
]
SandboxOption = Annotated[
    SandboxName,
    typer.Option(help="`auto`: the strongest there is; what isolates less is named."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Missing work counts as if it were this moment; now if absent."
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace a file that is there.")
]

# ------------------------------------------------------------------ filters
# Each narrows a list; what repeats widens it again: this one or that one.

StudentsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--student",
        metavar="ID",
        help="Only this one; repeatable.",
        autocompletion=completion.complete_students,
    ),
]
ExercisesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exercise",
        metavar="NAME",
        help="Only this exercise; repeatable.",
        autocompletion=completion.complete_exercises,
    ),
]
VerdictsOption = Annotated[
    list[Verdict] | None,
    typer.Option(
        "--verdict",
        metavar="VERDICT",
        case_sensitive=False,
        help="Only exercises that came to this: wrong, timed_out, …; repeatable.",
    ),
]
LateOption = Annotated[
    bool, typer.Option("--late", help="Only what came after the student's due date.")
]


# Said again here: their owners import nbgrader or the sandbox, and `--help` may not.
class AssignmentStatus(StrEnum):
    """How an assignment stands: see `overview.Row.statuses`."""

    UNRELEASED = "unreleased"
    RELEASED = "released"
    UNGRADED = "ungraded"
    GRADED = "graded"
    NOT_GRADED = "not_graded"
    SUSPICIOUS = "suspicious"
    UNREADABLE = "unreadable"


class ReportStatus(StrEnum):
    """How a Report stands: see `report.Report.status`."""

    GRADED = "graded"
    NOT_GRADED = "not_graded"
    SUSPICIOUS = "suspicious"
    UNREADABLE = "unreadable"


class MarkStatus(StrEnum):
    """How a mark stands: see `markscreen.MarkRow.status`."""

    WAITING = "waiting"
    BY_PERSON = "by_person"
    AUTOMATIC = "automatic"


class GradeStatus(StrEnum):
    """How far a student's assignment is decided: names of `grades.GradeState`."""

    FINAL = "final"
    MISSING = "missing"
    OPEN = "open"
    WAITING = "waiting"
    SUSPICIOUS = "suspicious"
    UNREADABLE = "unreadable"
    NOT_GRADED = "not_graded"


def refuse_existing(path: Path, *, force: bool) -> None:
    """Refuse to replace a file, unless that was asked for."""
    from autograder.common.errors import UserError

    if path.exists() and not force:
        raise UserError(f"`{path}` is there already", hint="--force replaces it")


def json_option(what: str) -> Any:  # what typer.Option gives has no type
    """Make `--json`, which says what it prints."""
    return typer.Option("--json", help=f"Print JSON and nothing else: {what}.")


def status_option(what: str, kinds: type[StrEnum] | None = None) -> Any:
    """Make `--status`, repeatable; `kinds` are named in its help: they are many."""
    # typer itself would name them all in front of the help, and break the column.
    metavar: str | None = None
    if kinds is not None:
        metavar = "STATUS"
        what = f"{what} One of {', '.join(kinds)}."
    return typer.Option("--status", case_sensitive=False, metavar=metavar, help=what)
