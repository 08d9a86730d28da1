"""A course to look at: this course's content with a simulated class, graded.

Nobody's work is in it. The folder can be deleted and made again at any time.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from autograder.common.errors import UserError
from autograder.course.course import Assignment, Course
from autograder.tools.authoring import simulate

CONTENT = ("source", "assignments", "solutions", "tests/hidden", "nbgrader_config.py")
MARK = ".simulated"
"""a file that says that the folder is ours to empty"""


def build_demo(content: Course, folder: Path, size: int) -> Course:
    """Make a course directory in `folder` and hand in `size` simulated submissions.

    Raises:
        UserError: when `folder` holds something that is not an earlier demo.
    """
    _make_room(folder)
    for name in CONTENT:
        _copy(content.root / name, folder / name)
    course = Course.find(folder)
    for name in course.names():
        assignment = course.assignment(name)
        hand_in_class(assignment, simulate.simulated_class(assignment, size))
    return course


def find_activation() -> Path | None:
    """Give the script that puts our commands on the path; None where they are."""
    if shutil.which("autograder"):
        return None
    return Path(os.path.relpath(Path(sys.executable).with_name("activate")))


def hand_in_class(
    assignment: Assignment, submissions: Iterable[simulate.SimulatedSubmission]
) -> None:
    """Write submissions to where students' work arrives, an hour before it is due."""
    saved = min(time.time(), assignment.due_key - 3600)
    for submission in submissions:
        folder = assignment.course.submitted / submission.student / assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (submission.file or f"{assignment.name}.ipynb")
        path.write_bytes(submission.data)
        os.utime(path, (saved, saved))


def _make_room(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        # Never empty what somebody else made: only our own mark says that we may.
        if not (folder / MARK).is_file():
            raise UserError(
                f"`{folder}` is not empty and was not made by `autograder demo`",
                hint="name another folder, such as `autograder demo my-demo`",
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("simulated submissions; made by `autograder demo`\n")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, target, ignore=ignored)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
