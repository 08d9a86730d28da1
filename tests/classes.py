"""A class that hands in, a `grade` in a process of its own, and what is left of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import sqlalchemy

from autograder.course.course import Assignment, Course
from tests import minicourse
from tests.graded import with_answer
from tests.waiting import PATIENCE, wait_until

PROGRAM = (
    # A shell has what it runs in the background ignore Ctrl-C, and so all below it.
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from autograder.cli import main; main()"
)
WAITS = 1
"""exit code of a whole class: some of it is unreadable, and waits for a person"""
WRONG = "def total(values):\n    return 0.0"
RAISES = "def mean(values):\n    return values / 0"


def write_class(root: Path, size: int) -> Assignment:
    """Write the small course with a class: right, wrong, unreadable, and prose."""
    assignment = minicourse.write_course(root)
    kinds = (
        minicourse.solved(),
        minicourse.solved(total=WRONG),
        minicourse.solved(mean=RAISES, spread="1 / 0"),
        with_answer("Because sums are short."),
        b"{ no notebook",
    )
    for number in range(size):
        student = f"s{number:03}"
        path = minicourse.hand_in(assignment, student, kinds[number % len(kinds)])
        path.with_name("timestamp.txt").write_text("2026-02-27 10:00:00 UTC")
    assignment.course.secret()
    return assignment


def copy_of(assignment: Assignment, root: Path) -> Assignment:
    """Copy a course as it is, secret and all."""
    shutil.copytree(assignment.course.root, root)
    return Course.find(root).assignment(assignment.name)


def start(assignment: Assignment, *options: str, **environment: str):
    """Start `autograder grade` on a course; give the process."""
    arguments = ["grade", assignment.name, *options]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=assignment.course.root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(assignment: Assignment, *options: str, **environment: str):
    """Run `autograder grade`; give exit code, stdout and stderr."""
    process = start(assignment, *options, **environment)
    out, err = process.communicate(timeout=PATIENCE)
    return process.returncode, out, err


def reports(assignment: Assignment) -> int:
    """Count the Reports that are there."""
    return len(list(assignment.reports.glob("*.json")))


def wait_for_reports(assignment: Assignment, number: int, process) -> None:
    """Wait until there are so many Reports, or the process has ended."""
    wait_until(
        lambda: reports(assignment) >= number or process.poll() is not None,
        "grading does not get on",
    )


def kill(process) -> None:
    """Kill a process that we started, and let it go."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def outcome(assignment: Assignment, url: str = "") -> dict[str, object]:
    """Give all that grading leaves: files by name, and the gradebook's grades."""
    root = assignment.course.root
    files = {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("reports", "feedback", "autograded")
        for path in (root / folder).rglob("*")
        if path.is_file()
    }
    url = url or f"sqlite:///{root / 'gradebook.db'}"
    return {**files, "grades": grades(url), "comments": comments(url)}


def grades(url: str) -> list[list[object]]:
    """Read student, exercise and what the gradebook says of them."""
    return _rows(
        url,
        "select whole.student_id, cell.name, auto_score, manual_score, extra_credit,"
        " needs_manual_grade from grade"
        " join base_cell cell on cell.id = grade.cell_id"
        " join submitted_notebook part on part.id = grade.notebook_id"
        " join submitted_assignment whole on whole.id = part.assignment_id",
    )


def comments(url: str) -> list[list[object]]:
    """Read student, cell and the comments on it."""
    return _rows(
        url,
        "select whole.student_id, cell.name, auto_comment, manual_comment from comment"
        " join base_cell cell on cell.id = comment.cell_id"
        " join submitted_notebook part on part.id = comment.notebook_id"
        " join submitted_assignment whole on whole.id = part.assignment_id",
    )


def _rows(url: str, query: str) -> list[list[object]]:
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = [list(row) for row in connection.execute(sqlalchemy.text(query))]
    engine.dispose()
    return sorted(rows, key=lambda row: json.dumps([str(one) for one in row[:2]]))
