"""Stand in for nbgrader's own parts, so that its buttons do what our commands do.

Theory of operation. `nbgrader autograde` and formgrader's lightning bolt run a
submission with the rights of whoever presses: no sandbox, no hidden tests, a score that
the submission can choose. With nbgrader_config.py nbgrader only walks over the
submissions: it reads none of them (`Unread`), the grading is ours (`TrustedGrader`),
and what it copied to `autograded/`, which formgrader serves to whoever grades, is
removed again. `nbgrader generate_feedback` writes our page (`FeedbackPage`), and
lateness costs what course.yaml says or, where that says nothing, what nbgrader's own
plugin does (`LatePenalties`, `CsvExport`).

nbgrader imports this module, so it may import nbgrader; nothing of ours imports it.
"""

import asyncio
import json
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.batch import feedback_pages, run_batch
from autograder.common.errors import UserError
from autograder.course.course import Assignment, Course
from autograder.submissions import intake
from autograder.submissions.safe_folder import STAMP

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
    import nbformat
    from nbconvert.exporters import Exporter, NotebookExporter
    from nbgrader.plugins import CsvExportPlugin
    from nbgrader.preprocessors import AssignLatePenalties, NbGraderPreprocessor


def expect_our_name(*, assignment: str, student: str, notebooks: list[str]) -> None:
    """Let nbgrader look for the one notebook that there is, whatever it is called.

    nbgrader calls this before each submission. It drops notebooks that it does not
    know by name; ours are found by their cells. It also believes `timestamp.txt`.
    """
    course = Course.find(Path.cwd())
    folder = Path(notebooks[0]).parent
    ours = course.assignment(folder.name)
    intake.read_submission(
        ours, folder.parent.name
    )  # puts a timestamp aside that is not ours
    # In place: nbgrader goes on with the list that it handed us.
    notebooks[:] = [str(folder / f"{ours.notebook}.ipynb")]


class Unread(NotebookExporter):
    """Gives an empty notebook for every submitted one, which it does not open.

    nbformat refuses what students hand in, and would read it in nbgrader's process.
    """

    def from_filename(
        self, filename: str, resources: Any = None, **more: Any
    ) -> tuple[Any, Any]:
        """Give an empty notebook, passed through the preprocessors."""
        return _through_preprocessors(self, resources, more)


class TrustedGrader(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Grades one submission in the sandbox, and gives the notebook to show."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; `nb` is not looked at.

        nbgrader calls this with the course as its working directory.
        """
        assignment, student = _asked_for(resources)
        (known,) = intake.submitting_students(assignment, [student])
        how = run_batch.RunOptions(force=True, wait=not _in_a_server(), verb="grade")
        run_batch.grade_all(assignment, [known], how)
        folder = Path("autograded") / known / assignment.name
        ours = folder / f"{assignment.notebook}.ipynb"
        _remove_all_but(folder, ours.name, STAMP)
        return nbformat.from_dict(json.loads(ours.read_text("utf-8"))), resources


class LatePenalties(AssignLatePenalties):  # type: ignore[misc]  # as above
    """Asks nbgrader's plugin what lateness costs; what course.yaml says wins."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Write the penalty into the gradebook, and on the student's page."""
        nb, resources = super().preprocess(nb, resources)
        assignment, student = _asked_for(resources)
        # Behind nbgrader's: where course.yaml has a rule, that is written over it.
        feedback_pages.refresh_pages(assignment, [student])
        return nb, resources


class FeedbackPage(Exporter):
    """Gives the page that `autograder grade` writes, with all that people gave."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def from_filename(
        self, filename: str, resources: Any = None, **more: Any
    ) -> tuple[Any, Any]:
        """Give one student's page."""
        _, resources = _through_preprocessors(self, resources, more)
        assignment, student = _asked_for(resources)
        page = feedback_pages.current_page(assignment, student)
        if page is None:
            raise UserError(
                f"there is no Report of `{student}`",
                hint=f"autograder grade {assignment.name}",
            )
        return page, resources


class CsvExport(CsvExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's own export, after lateness was looked at once more."""

    def export(self, gradebook: Any) -> None:
        """Export; marks that people gave since may have changed what lateness costs."""
        course = Course.find(Path(self.parent.coursedir.root))
        for found in gradebook.assignments:
            if found.name in course.names():  # others are nbgrader's alone
                students = [submission.student_id for submission in found.submissions]
                self._settle(course.assignment(found.name), students)
        gradebook.db.expire_all()  # others wrote what it has read already
        super().export(gradebook)

    def _settle(self, assignment: Assignment, students: Sequence[str]) -> None:
        if feedback_pages.has_late_rule(assignment):
            feedback_pages.write_late_penalties(assignment, students)
            return
        late = AssignLatePenalties(parent=self.parent)
        asked = {
            "notebook": assignment.notebook,
            "assignment": assignment.name,
            "db_url": self.parent.coursedir.db_url,
        }
        for student in students:
            late.preprocess(
                nbformat.v4.new_notebook(), {"nbgrader": {**asked, "student": student}}
            )


def _through_preprocessors(
    exporter: Any, resources: Any, more: dict[str, Any]
) -> tuple[Any, Any]:
    """Pass an empty notebook through an exporter."""
    empty = nbformat.v4.new_notebook()
    given: tuple[Any, Any] = exporter.from_notebook_node(empty, resources, **more)
    return given


def _asked_for(resources: Any) -> tuple[Assignment, str]:
    """Give the assignment and the student that nbgrader is about."""
    asked = resources["nbgrader"]
    return Course.find(Path.cwd()).assignment(asked["assignment"]), asked["student"]


def _in_a_server() -> bool:
    """Tell whether we keep a server from answering anybody while we wait."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _remove_all_but(folder: Path, *names: str) -> None:
    """Remove what nbgrader copied from the submission; links are not followed."""
    for path in folder.iterdir():
        # A link to a folder is removed itself: what it leads to is not ours.
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in names:
            path.unlink()
