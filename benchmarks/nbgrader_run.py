"""nbgrader's own autograde and feedback, in one process that was warmed by a student.

    python -m benchmarks.nbgrader_run ASSIGNMENT        (in the course's folder)

The first submission is graded before the clock starts, so that nbgrader's imports (five
seconds for each command) are not counted. Prints what each further submission cost, of
this process and of the kernels that it started and waited for, as JSON; and the points.
"""

import json
import logging
import os
import resource
import sqlite3
import sys
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other

from nbgrader.converters import Autograde, GenerateFeedback  # noqa: E402
from nbgrader.coursedir import CourseDirectory  # noqa: E402
from traitlets.config import Config  # noqa: E402
from traitlets.log import get_logger  # noqa: E402

FIRST = "s000"


def main(assignment: str) -> None:
    """Grade the first submission, then all of them under the clock."""
    get_logger().setLevel(logging.CRITICAL)
    root = Path.cwd()
    found: dict[str, object] = {}
    for name, converter in (("autograde", Autograde), ("feedback", GenerateFeedback)):
        _convert(converter, root, assignment, FIRST)
        before = _spent()
        _convert(converter, root, assignment, "s[0-9]*")
        students = len(list(root.glob("submitted/*")))
        spent = [now - then for now, then in zip(_spent(), before, strict=True)]
        found[name] = [seconds / students for seconds in spent]
    print(json.dumps({**found, "points": _points(root)}))


def _convert(converter: type, root: Path, assignment: str, student: str) -> None:
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = student
    config.ExecutePreprocessor.timeout = 120
    directory = CourseDirectory(config=config)
    made = converter(coursedir=directory, config=config)
    made.force = True
    made.log.setLevel(logging.CRITICAL)
    made.start()


def _spent() -> tuple[float, float]:
    """Give CPU and wall seconds so far, of this process and its children."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    parts = (mine.ru_utime, mine.ru_stime, theirs.ru_utime, theirs.ru_stime)
    return sum(parts), time.perf_counter()


def _points(root: Path) -> dict[str, float]:
    """Read each student's automatic points from the gradebook."""
    query = """
        SELECT whole.student_id, SUM(grade.auto_score) FROM grade
        JOIN submitted_notebook part ON grade.notebook_id = part.id
        JOIN submitted_assignment whole ON part.assignment_id = whole.id
        GROUP BY whole.student_id
    """
    with sqlite3.connect(root / "gradebook.db") as database:
        return {student: points or 0.0 for student, points in database.execute(query)}


if __name__ == "__main__":
    os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    main(sys.argv[1])
