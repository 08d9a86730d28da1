"""Nothing is lost: kills, Ctrl-C, full disks, two commands, a busy gradebook."""

import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests import classes
from tests.waiting import PATIENCE, wait_until

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

SIZE = 20
KILLS = int(os.environ.get("AUTOGRADER_KILLS", "5"))
"""`make nightly` asks for 50"""
IN_A_ROW = 5
"""kills of one batch before it may end"""


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, empty_database):
    """Give a class that has handed in, a gradebook of nobody, and nothing graded."""
    course = classes.write_class(tmp_path_factory.mktemp("class") / "course", SIZE)
    gradebook_of(course).write_bytes(empty_database)
    return course


def gradebook_of(course):
    """Give where the gradebook lies: each process that makes one takes seconds."""
    return course.course.root / "gradebook.db"


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory):
    """Give what a run leaves that nothing disturbs."""
    course = classes.copy_of(handed_in, tmp_path_factory.mktemp("calm") / "course")
    code, _, err = classes.run(course, "-j", "2")
    assert (code, err) == (classes.WAITS, "")
    return classes.outcome(course)


@pytest.mark.parametrize("batch", range(max(1, KILLS // IN_A_ROW)))
def test_nothing_is_lost_when_the_grader_is_killed(
    handed_in, undisturbed, tmp_path, batch
):
    """Killed at random moments and started again, a batch ends as if undisturbed.

    And at each moment what has a Report is done with: it is shown, and in the
    gradebook.
    """
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")  # shown when this fails
    chance = random.Random(seed)
    course = classes.copy_of(handed_in, tmp_path / "course")
    gradebook_of(course).unlink()  # a kill may come while it is made
    for _ in range(IN_A_ROW):
        process = classes.start(course, "-j", "2")
        more = chance.randrange(SIZE // IN_A_ROW)
        classes.wait_for_reports(course, classes.reports(course) + more, process)
        time.sleep(chance.random() * 0.5)
        classes.kill(process)
        assert_done_with(course, undisturbed)
    code, _, err = classes.run(course, "-j", "2")

    assert (code, err) == (classes.WAITS, "")
    assert undisturbed == classes.outcome(course)


def assert_done_with(course, undisturbed):
    """Check that every Report is whole and everything else of it is there."""
    if not gradebook_of(course).is_file():
        assert classes.reports(course) == 0
        return
    now = classes.outcome(course)
    for path in course.reports.glob("*.json"):
        student = path.stem
        for name in (
            f"reports/sums/{student}.json",
            f"feedback/{student}/sums/sums.html",
            f"autograded/{student}/sums/sums.ipynb",
        ):
            assert undisturbed[name] == now[name]
        for table in ("grades", "comments"):
            mine = [row for row in undisturbed[table] if row[0] == student]
            assert mine == [row for row in now[table] if row[0] == student]


def test_grading_goes_on_when_one_of_its_processes_is_killed(
    handed_in, undisturbed, tmp_path
):
    """An OOM killer costs time only: the submission is graded by another process."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    process = classes.start(course, "-j", "2")
    for number in (3, SIZE // 2):
        classes.wait_for_reports(course, number, process)
        os.kill(helper_of(process.pid), signal.SIGKILL)
    _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, err) == (classes.WAITS, "")
    assert undisturbed == classes.outcome(course)


def helper_of(pid):
    """Name one of a grader's processes."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        return int(children.read().split()[0])


def first_helper_of(process):
    """Wait for the first of a grader's processes that grade."""

    def found():
        with contextlib.suppress(IndexError, OSError):
            helper = helper_of(process.pid)
            # It may be something that a library asks the system.
            if (
                b"autograder.batch.process_pool"
                in Path(f"/proc/{helper}/cmdline").read_bytes()
            ):
                return helper
        return None

    return wait_until(found, "the grader started no process")


def test_ctrl_c_ends_at_once_and_says_how_to_go_on(handed_in, undisturbed, tmp_path):
    """Exit code 130 while a task is stuck, no process left behind, the rest later."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    process = classes.start(course, "-j", "2")
    helper = first_helper_of(process)
    os.kill(helper, signal.SIGSTOP)  # with its task unfinished, nor is the batch
    classes.wait_for_reports(course, 3, process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert re.search(rf"error: stopped; \d+ of {SIZE} submissions are done", err)
    assert "hint: `autograder grade sums` goes on where it was" in err
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)
    assert classes.run(course, "-j", "1")[0] == classes.WAITS
    assert undisturbed == classes.outcome(course)


def test_two_commands_at_once_lose_nothing(handed_in, undisturbed, tmp_path):
    """One is refused by name, one waits; together they leave what one leaves."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    first = classes.start(course, "-j", "2")
    classes.wait_for_reports(course, 1, first)
    first.send_signal(signal.SIGSTOP)  # it holds the lock until both have asked
    code, _, refused = classes.run(course)
    second = classes.start(course, "--wait", "-j", "1")
    said = second.stderr.readline()
    first.send_signal(signal.SIGCONT)
    first.communicate()
    out, _ = second.communicate()

    assert code == 2
    assert f"written by `autograder grade sums` (process {first.pid}" in refused
    assert f"waiting for `autograder grade sums` (process {first.pid}" in said
    assert (first.returncode, second.returncode) == (classes.WAITS, classes.WAITS)
    assert f"unchanged     {SIZE}" in out
    assert undisturbed == classes.outcome(course)


def test_busy_gradebook_is_waited_for(tmp_path, empty_database):
    """Somebody writes in formgrader: that is said, and grading goes on behind it."""
    course = classes.write_class(tmp_path / "course", 2)
    gradebook_of(course).write_bytes(empty_database)
    assert classes.run(course, "-j", "1")[0] == 0
    with closing(sqlite3.connect(gradebook_of(course), isolation_level=None)) as busy:
        busy.execute("begin exclusive")
        process = classes.start(course, "-j", "1", "--force")
        said = process.stderr.readline()
        busy.execute("rollback")
    process.communicate(timeout=PATIENCE)

    assert said.strip() == (
        "the gradebook is in use by another program; waiting for it"
    )
    assert process.returncode == 0


@pytest.fixture
def small_disk(tmp_path):
    """Give a folder on a disk of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.getuid() != 0:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no small disk can be mounted: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("share, is_begun", [(0.2, False), (0.6, True)])
def test_full_disk_stops_with_a_message_and_goes_on_later(
    handed_in, undisturbed, small_disk, share, is_begun
):
    """Wherever the space ends, nothing is half-written; with space it goes on."""
    course = classes.copy_of(handed_in, small_disk / "course")
    if not is_begun:
        gradebook_of(course).unlink()
    ballast = small_disk / "ballast"
    left = os.statvfs(small_disk)
    room = share * sum(len(one) for one in undisturbed.values() if type(one) is bytes)
    ballast.write_bytes(bytes(left.f_bavail * left.f_frsize - int(room)))
    code, out, err = classes.run(course, "-j", "2")

    assert code == 3, (out, err)
    assert "error: " in err
    assert re.search(r"No space left|disk is full|disk I/O error", err)
    assert "hint: " in err
    assert "Traceback" not in err
    assert_whole(course, undisturbed)
    ballast.unlink()
    assert classes.run(course, "-j", "1")[0] == classes.WAITS
    assert undisturbed == classes.outcome(course)


def assert_whole(course, undisturbed):
    """Check that no file is there that is not as it should be."""
    root = course.course.root
    for folder in ("reports", "feedback", "autograded"):
        for path in (root / folder).rglob("*"):
            if path.is_file():
                assert undisturbed[str(path.relative_to(root))] == path.read_bytes()


def test_folder_that_cannot_be_written_stops_with_a_message(tmp_path, empty_database):
    """What is in the way is named, with exit code 3."""
    course = classes.write_class(tmp_path / "course", 1)
    gradebook_of(course).write_bytes(empty_database)
    (course.course.root / "feedback").write_text("a file in its way")
    code, _, err = classes.run(course, "-j", "1")

    assert code == 3
    assert "error: cannot write" in err
    assert "feedback/s000/sums/sums.html" in err
    assert classes.reports(course) == 0
