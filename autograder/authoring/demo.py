"""A course to look at: this course's content with a simulated class, graded.

Nobody's work is in it. The folder can be deleted and made again at any time.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from autograder.authoring import simulate
from autograder.courses.course import Assignment, Course
from autograder.errors import UserError

CONTENT = ("source", "assignments", "solutions", "tests/hidden", "nbgrader_config.py")
MARK = ".simulated"
"""a file that says that the folder is ours to empty"""


def build(content: Course, folder: Path, size: int) -> Course:
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
        hand_in(assignment, simulate.simulated_class(assignment, size))
    return course


def announcement(folder: Path, size: int) -> str:
    """Say what was made, and that no person's work is in it."""
    return (
        f"{folder}/ is a course with a simulated class: {size} submissions of each\n"
        "assignment, made of known right and wrong answers and of broken files.\n"
        "No student's work is in it; the ids and names are invented."
    )


def places(folder: Path, course: Course) -> str:
    """Name what to look at, once the class is graded."""
    pages = [
        f"  {folder}/feedback/{student}/{name}/{name}.html"
        for name in course.names()
        for student in ("s001", "s002")
    ]
    last = course.names()[-1]
    return "\n".join(
        [
            "",
            "Open in a browser:",
            *pages,
            "Then:",
            *_activation(),
            f"  autograder show {last} s002 --course-dir {folder}",
            f"  cd {folder} && jupyter lab    and there: Nbgrader, Formgrader",
        ]
    )


def _activation() -> list[str]:
    """Say how to have our commands at hand, where they are not."""
    if shutil.which("autograder"):
        return []
    script = Path(sys.executable).with_name("activate")
    return [f"  source {os.path.relpath(script)}"]


def hand_in(assignment: Assignment, submissions: Iterable[simulate.Simulated]) -> None:
    """Write submissions to where students' work arrives, an hour before it is due."""
    saved = min(time.time(), assignment.due_key - 3600)
    for one in submissions:
        folder = assignment.course.submitted / one.student / assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (one.file or f"{assignment.name}.ipynb")
        path.write_bytes(one.data)
        os.utime(path, (saved, saved))


def _make_room(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
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
