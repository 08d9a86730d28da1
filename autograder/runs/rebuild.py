"""Make the gradebook anew from Reports, and put back what people gave in it.

Reports are the truth of what was graded, a person's marks are the truth of what was
read. Nothing is run for this: a notebook is parsed again to see which written answers
are blank, and where formgrader's copy is lost it is made again without its outputs.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from autograder.courses.course import Assignment
from autograder.courses.fill import Notebook
from autograder.courses.lock import course_lock
from autograder.courses.reports import each_report, read_report, reported
from autograder.errors import MachineError
from autograder.marking.gradebook import Gradebook
from autograder.marking.marks import read_marks
from autograder.report import Report
from autograder.runs import pages
from autograder.submissions import intake
from autograder.submissions.desk import Graded, ReportBuilder
from autograder.views.entry import Entry, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a gradebook holds of one assignment."""

    assignment: str
    students: int
    """who have grades in it"""
    reports: int
    """how many Reports there are"""
    manual: int
    """scores that people gave"""
    waiting: int
    """exercises that wait for a person"""


def contents(assignment: Assignment) -> Contents:
    """Count what the gradebook holds."""
    marks = read_marks(assignment)
    every = [mark for its in marks.values() for mark in its.values()]
    return Contents(
        assignment=assignment.name,
        students=len(marks),
        reports=len(reported(assignment)),
        manual=sum(mark.manual for mark in every),
        waiting=sum(mark.score is None for mark in every),
    )


def rebuild(
    assignment: Assignment,
    *,
    wait: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Contents:
    """Write an assignment's grades anew from its Reports; people's marks stay.

    Raises:
        UserError: another command writes to this course.
        MachineError: the gradebook cannot be used.
    """
    doing = f"gradebook {assignment.name} --rebuild"
    with (
        course_lock(assignment.course, doing, wait=wait, say=say),
        _opened(assignment, say) as gradebook,
    ):
        entries = _Entries(assignment)
        gradebook.rebuild(entries.students, entries.of)
        for student in entries.students:
            if not gradebook.files.is_shown(student):
                gradebook.files.show(entries.of(student))
        pages.settle(assignment, entries.students)
    return contents(assignment)


def _opened(assignment: Assignment, say: Callable[[str], None]) -> Gradebook:
    try:
        return Gradebook(assignment, say=say)
    except MachineError as error:
        if "not a database" not in str(error) and "malformed" not in str(error):
            raise
        raise MachineError(
            str(error),
            hint="move it away (`mv gradebook.db gradebook.broken.db`) and run the "
            "command again; marks that people gave in it cannot be read",
        ) from error


class _Entries:
    """Entries made of Reports and of the notebooks that they are about."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._desk = ReportBuilder(assignment)
        self.students = [one.student for one in each_report(assignment)]

    def of(self, student: str) -> Entry:
        report = read_report(self._assignment, student)
        assert report is not None  # we hold the lock
        graded = Graded(report=report, notebook=self._notebook(report), cell_results=())
        return entry(self._assignment, graded)

    def _notebook(self, report: Report) -> Notebook:
        """Give the notebook as it was graded, or as formgrader shows it."""
        folder = self._assignment.course.submitted / report.student
        if (folder / self._assignment.name).is_dir():
            work = intake.read(self._assignment, report.student)
            contents = self._desk.read_contents(work)
            if contents.sha256 == report.submission.sha256:
                return self._desk.restore_contents(contents).notebook
        shown = self._assignment.course.root / "autograded" / report.student
        path = shown / self._assignment.name / f"{self._assignment.notebook}.ipynb"
        if path.is_file():
            notebook: Notebook = json.loads(path.read_text("utf-8"))
            return notebook
        return self._assignment.release
