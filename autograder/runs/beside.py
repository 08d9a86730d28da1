"""What grading came to, kept beside what people look at, until somebody decides.

Under an assignment whose `reports` is another folder lie the Report and, in `.rest/`,
what publishing writes besides: the page and the gradebook's entry. The Report is
written last, so where it is, the rest is too; and where the rest was lost the
submission is graded again.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.courses.course import Assignment
from autograder.courses.reports import read_report, report_path
from autograder.files import remove_leftovers, write_whole
from autograder.runs.finish import Finished, Write
from autograder.runs.tally import Tally
from autograder.views.entry import Entry, GradeValues


@contextmanager
def writing(assignment: Assignment, _say: Callable[[str], None]) -> Iterator[Write]:
    """Write beside the Reports that stand: `finish.Writing`."""
    for folder in [assignment.reports, *_folders(assignment.reports)]:
        remove_leftovers(folder)

    def write(some: Sequence[Finished]) -> None:
        for one in some:
            rest = {"page": one.page, "entry": dataclasses.asdict(one.entry)}
            write_whole(_rest_path(assignment, one.name), json.dumps(rest))
            write_whole(report_path(assignment, one.name), one.report)

    yield write


def read(assignment: Assignment, name: str) -> Finished | None:
    """Read back what grading a submission came to; None when some of it is not there.

    Args:
        assignment: under which it was kept.
        name: as `Finished.name` says it.
    """
    report = read_report(assignment, name)
    try:
        rest = json.loads(_rest_path(assignment, name).read_text("utf-8"))
        text = report_path(assignment, name).read_text("utf-8")
        entry = rest["entry"]
        grades = {name: GradeValues(**one) for name, one in entry.pop("grades").items()}
        made = Entry(grades=grades, **entry)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if report is None:
        return None
    return Finished(
        student=report.student,
        report=text,
        page=rest["page"],
        entry=made,
        tally=Tally.of([report]),
        seconds=0.0,
    )


def remove(assignment: Assignment, name: str) -> None:
    """Forget what a submission came to."""
    report_path(assignment, name).unlink(missing_ok=True)
    _rest_path(assignment, name).unlink(missing_ok=True)


def _folders(around: Path) -> Iterator[Path]:
    return (one for one in around.rglob("*") if one.is_dir())


def _rest_path(assignment: Assignment, name: str) -> Path:
    return assignment.reports / ".rest" / f"{name}.json"
