"""One command at a time writes to a course."""

import os
import subprocess
import sys

import pytest

from autograder.common.errors import MachineError, UserError
from autograder.course.course_lock import course_lock
from tests.waiting import PATIENCE

HOLD = """
import sys
from pathlib import Path
from autograder.course.course import Course
from autograder.course.course_lock import course_lock
with course_lock(Course.find(Path(sys.argv[1])), "grade sums"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(assignment):
    """Give a process that holds the course's lock until its stdin closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(assignment.course.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.stdin.close()
    process.wait()
    process.stdout.close()


def test_second_command_is_told_who_holds_the_lock(assignment, holder):
    """The message names the command, its process and since when it runs."""
    with (
        pytest.raises(UserError) as caught,
        course_lock(assignment.course, "grade sums"),
    ):
        pass

    said = str(caught.value)
    assert said.startswith("this course is being written by `autograder grade sums`")
    assert f"process {holder.pid} on {os.uname().nodename}" in said
    assert "--wait" in caught.value.hint


def test_second_command_waits_when_asked(assignment, holder):
    """It says once whom it waits for, and goes on when that has ended."""
    said = []

    def say(text):
        said.append(text)
        holder.stdin.close()

    with course_lock(assignment.course, "grade sums", wait=True, say=say):
        holder.wait(PATIENCE)

    assert len(said) == 1
    assert said[0].startswith(
        f"waiting for `autograder grade sums` (process {holder.pid}"
    )


def test_lock_is_free_when_its_holder_was_killed(assignment, holder):
    """A lock dies with its process, however that dies."""
    holder.kill()
    holder.wait()

    with course_lock(assignment.course, "grade sums"):
        entered = True

    assert entered


def test_holder_is_unknown_when_the_file_says_nothing(assignment, holder):
    """A lock file that cannot be read still locks."""
    (assignment.course.root / ".autograder/lock").write_text("?")

    with (
        pytest.raises(UserError, match="written by another process"),
        course_lock(assignment.course, "grade sums"),
    ):
        pass


def test_course_that_cannot_be_written_is_refused(assignment):
    """No lock file, no grading: the message says what to mend."""
    (assignment.course.root / ".autograder").write_text("a file in its way")

    with (
        pytest.raises(MachineError, match="cannot write") as caught,
        course_lock(assignment.course, "grade sums"),
    ):
        pass

    assert "write permission" in caught.value.hint
