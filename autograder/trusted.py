"""Stand in for nbgrader's own execution, so that its buttons are safe to press.

`nbgrader autograde` and formgrader's lightning bolt run a submission with the rights of
whoever presses: no sandbox, no hidden tests, a score that the submission can choose.
nbgrader_config.py puts this in their place. nbgrader imports this module, so it may
import nbgrader; nothing of ours imports it.
"""

import json
import warnings
from pathlib import Path
from typing import Any

from autograder import batch
from autograder.course import Course

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
    import nbformat
    from nbgrader.preprocessors import NbGraderPreprocessor


class TrustedGrader(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Grades one submission in the sandbox, and gives the notebook to show."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade; `nb`, which nbgrader copied from the submission, is not looked at.

        nbgrader calls this with the course as its working directory.
        """
        asked = resources["nbgrader"]
        assignment = Course.find(Path.cwd()).assignment(asked["assignment"])
        batch.grade_all(assignment, [asked["student"]], force=True)
        folder = Path("autograded") / asked["student"] / assignment.name
        shown = json.loads((folder / f"{assignment.notebook}.ipynb").read_text("utf-8"))
        return nbformat.from_dict(shown), resources
