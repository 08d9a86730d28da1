"""Make the gradebook anew from Reports, and put back what people gave in it.

Reports are the truth of what was graded, a person's marks are the truth of what was
read. Nothing is run for this: a notebook is parsed again to see which written answers
are blank, and where formgrader's copy is lost it is made again without its outputs.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from autograder.batch import feedback_pages
from autograder.common.errors import MachineError
from autograder.course.course import Assignment
from autograder.course.course_lock import course_lock
from autograder.course.report_store import each_report, read_report, reported_students
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marks import read_marks
from autograder.grading.report_builder import GradingResult, ReportBuilder
from autograder.model import Notebook
from autograder.output.gradebook_entry import GradebookEntry, make_entry
from autograder.report import Report
from autograder.submissions import intake


@dataclass(frozen=True, slots=True, kw_only=True)
class GradebookContents:
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


def count_contents(assignment: Assignment) -> GradebookContents:
    """Count what the gradebook holds."""
    marks = read_marks(assignment)
    every = [mark for given in marks.values() for mark in given.values()]
    return GradebookContents(
        assignment=assignment.name,
        students=len(marks),
        reports=len(reported_students(assignment.report_store)),
        manual=sum(mark.manual for mark in every),
        waiting=sum(mark.score is None for mark in every),
    )


def rebuild_gradebook(
    assignment: Assignment,
    *,
    wait: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> GradebookContents:
    """Write an assignment's grades anew from its Reports; people's marks stay.

    Raises:
        UserError: another command writes to this course.
        MachineError: the gradebook cannot be used.
    """
    doing = f"gradebook {assignment.name} --rebuild"
    with (
        course_lock(assignment.course, doing, wait=wait, say=say),
        _open_gradebook(assignment, say) as gradebook,
    ):
        entries = EntryMaker(assignment)
        gradebook.rebuild(entries.students, entries.make_again)
        for student in entries.students:
            if not gradebook.files.is_shown(student):
                gradebook.files.show(entries.make_again(student))
        feedback_pages.refresh_pages(assignment, entries.students)
    return count_contents(assignment)


def _open_gradebook(assignment: Assignment, say: Callable[[str], None]) -> Gradebook:
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


class EntryMaker:
    """Makes entries of Reports and of the notebooks that they are about."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._desk = ReportBuilder(assignment)
        self.students = [
            report.student for report in each_report(assignment.report_store)
        ]

    def make_again(self, student: str) -> GradebookEntry:
        """Make what grading made when it wrote the student's Report."""
        report = read_report(self._assignment.report_store, student)
        assert report is not None  # we hold the lock
        notebook = self._find_notebook(report)
        result = GradingResult(report=report, notebook=notebook, cell_results=())
        return make_entry(self._assignment, result)

    def _find_notebook(self, report: Report) -> Notebook:
        """Give the notebook as it was graded, or as formgrader shows it."""
        folder = self._assignment.course.submitted / report.student
        if (folder / self._assignment.name).is_dir():
            work = intake.read_submission(self._assignment, report.student)
            # Another file may lie there by now; the Report says which it is about.
            contents = self._desk.read_contents(work)
            if contents.sha256 == report.submission.sha256:
                return self._desk.restore_contents(contents).notebook
        shown = self._assignment.course.root / "autograded" / report.student
        path = shown / self._assignment.name / f"{self._assignment.notebook}.ipynb"
        if path.is_file():
            notebook: Notebook = json.loads(path.read_text("utf-8"))
            return notebook
        return self._assignment.release
