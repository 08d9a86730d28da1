"""Stand in for nbgrader's own execution, so that its buttons are safe to press.

`nbgrader autograde` and formgrader's lightning bolt run a submission with the rights of
whoever presses: no sandbox, no hidden tests, a score that the submission can choose.
nbgrader_config.py puts this in their place. nbgrader also copies a submission's other
files to `autograded/`, which formgrader serves to whoever grades: they are removed
again. nbgrader imports this module, so it may import nbgrader; nothing of ours imports
it.
"""

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

from autograder import batch, intake
from autograder.course import Course
from autograder.folder import STAMP

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
    import nbformat
    from nbgrader.preprocessors import NbGraderPreprocessor


class Nothing(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Stands for the student's notebook while it is graded, and if that breaks off."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give an empty notebook in the place of `nb`."""
        return nbformat.v4.new_notebook(), resources


class TrustedGrader(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Grades one submission in the sandbox, and gives the notebook to show."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; `nb`, which nbgrader copied from the submission, is not looked at.

        nbgrader calls this with the course as its working directory.
        """
        asked = resources["nbgrader"]
        assignment = Course.find(Path.cwd()).assignment(asked["assignment"])
        student = asked["student"]
        (known,) = intake.students(assignment, [student])
        batch.grade_all(assignment, [known], batch.How(force=True, wait=True))
        folder = Path("autograded") / known / assignment.name
        ours = folder / f"{assignment.notebook}.ipynb"
        _remove_all_but(folder, ours.name, STAMP)
        return nbformat.from_dict(json.loads(ours.read_text("utf-8"))), resources


def _remove_all_but(folder: Path, *names: str) -> None:
    """Remove what nbgrader copied from the submission; links are not followed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in names:
            path.unlink()
