"""Run nbgrader's GenerateAssignment as a library, for `release`.

Importing this module imports nbgrader, which takes seconds: import it inside functions.
"""

import logging
import re
import warnings
from pathlib import Path

from autograder.common.errors import UserError
from autograder.course.nbgrader_settings import read_config

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells


def run_nbgrader(folder: Path, assignment: str, *, config_folder: Path) -> None:
    """Make `assignments/` out of `source/` in `folder`, as the command would.

    SaveCells is left out, so no gradebook is touched. nbgrader changes the process's
    working directory while it runs: not for threads.

    Raises:
        UserError: nbgrader refused; the message is its first complaint.
    """
    config = read_config(config_folder)
    coursedir = CourseDirectory(
        config=config,
        root=str(folder),
        source_directory="source",
        release_directory="assignments",
        assignment_id=assignment,
    )
    complaints = _Complaints()
    converter = GenerateAssignment(
        coursedir=coursedir, config=config, no_database=True, log=complaints.logger()
    )
    converter.preprocessors = [
        step for step in converter.preprocessors if step is not SaveCells
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            converter.start()
        except NbGraderException as error:
            reason = complaints.first or error
            raise UserError(
                f"nbgrader does not release `{assignment}`: {reason}",
                hint=f"nbgrader generate_assignment {assignment} --force --debug",
            ) from None


class _Complaints(logging.Handler):
    """Keep nbgrader's errors instead of printing them with their tracebacks."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one log message."""
        self.texts.append(record.getMessage().strip())

    def logger(self) -> logging.Logger:
        """Give a logger that reaches this handler alone."""
        # Made and not fetched by `getLogger`: nobody else's handlers hear of it.
        logger = logging.Logger("autograder.tools.authoring.generate.nbgrader")
        logger.addHandler(self)
        return logger

    @property
    def first(self) -> str:
        """The exception of the first traceback, or the first line of all."""
        for text in self.texts:
            # What an exception says can go on for lines; its name begins one.
            raised = re.findall(r"^(?:\w+\.)*\w+: .*", text, re.MULTILINE)
            if text.startswith("Traceback") and raised:
                return str(raised[-1])
        return "".join(self.texts[:1]).partition("\n")[0]
