"""`autograder watch`: what arrives is graded once it is all there."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from autograder.batch import run_batch
from autograder.cli.screens import watch_screen
from autograder.common.errors import Interrupted, UserError
from autograder.course import course_lock
from autograder.course.course import Course
from autograder.course.report_store import read_reports, report_path
from autograder.model import Verdict
from autograder.tools.lms import watch
from autograder.tools.lms.watch import (
    FolderWatch,
    GradedArrival,
    LeftOutArrival,
    WatchMessage,
    WatchResult,
)
from autograder.tools.student import submit
from tests import minicourse
from tests.graded import report
from tests.minicourse import solved
from tests.waiting import PATIENCE, wait_until

PROGRAM = "from autograder.cli import main; main()"
ZERO = "def total(values):\n    return 0.0"
WHOLE = json.dumps(solved()).encode()


class Grading:
    """Stands in for `batch.grade_all`: writes a Report for whoever is given."""

    def __init__(self, monkeypatch):
        self.runs = []
        self.interrupt = False
        monkeypatch.setattr(watch.run_batch, "grade_all", self)

    def __call__(self, assignment, students, how, *, watcher):
        if self.interrupt:
            raise Interrupted("stopped")
        self.runs.append((assignment.name, list(students)))
        assert how.wait
        watcher.plan(dict.fromkeys(students, 1.0))
        for student in students:
            path = report_path(assignment.report_store, student)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report(assignment, student, {}).to_json())
            watcher(student)
        return run_batch.BatchResult(assignment, students, assignment.report_store)


@pytest.fixture
def grading(monkeypatch):
    """Grade without a sandbox; give what was asked for."""
    return Grading(monkeypatch)


@pytest.fixture
def events():
    """Collect what a watch tells."""
    return []


def watched(assignment, events, folder=None, **options):
    """Make a watch of the small course."""
    return FolderWatch(assignment.course.root, folder, tell=events.append, **options)


def looks(watching, number=2):
    """Look several times, without waiting."""
    for _ in range(number):
        watching.look()


def test_submission_is_graded_in_the_second_look(assignment, grading, events):
    """In the first one nobody knows whether it is all there."""
    minicourse.hand_in(assignment, "s1", solved())
    watching = watched(assignment, events)
    watching.look()

    assert grading.runs == []
    assert watching.done.arriving == 1
    watching.look()
    assert grading.runs == [("sums", ["s1"])]
    assert [one.report.student for one in events] == ["s1"]
    assert watching.done.graded == 1


def test_what_was_graded_is_left_alone(assignment, grading, events):
    """Each arrival is graded once."""
    minicourse.hand_in(assignment, "s1", solved())
    looks(watched(assignment, events), 5)

    assert grading.runs == [("sums", ["s1"])]


def test_changed_submission_is_graded_again_alone(assignment, grading, events):
    """Only who handed in anew."""
    for student in ("s1", "s2"):
        minicourse.hand_in(assignment, student, solved())
    watching = watched(assignment, events)
    looks(watching)
    minicourse.hand_in(assignment, "s2", solved(total=ZERO))
    looks(watching)

    assert grading.runs == [("sums", ["s1", "s2"]), ("sums", ["s2"])]


def test_growing_file_is_waited_for(assignment, grading, events):
    """A copy over a slow line changes from look to look."""
    watching = watched(assignment, events)
    for size in range(100, len(WHOLE), 400):
        minicourse.hand_in(assignment, "s1", WHOLE[:size])
        watching.look()

    assert grading.runs == []
    minicourse.hand_in(assignment, "s1", WHOLE)
    looks(watching)
    assert grading.runs == [("sums", ["s1"])]


def test_stalled_copy_is_waited_for(assignment, grading, events):
    """It does not change any more, and ends in the middle."""
    path = minicourse.hand_in(assignment, "s1", WHOLE[:300])
    watching = watched(assignment, events)
    looks(watching, 4)

    assert grading.runs == []
    assert watching.done.arriving == 1
    os.utime(path, (1, 1))  # it lies there for years
    looks(watching)
    assert grading.runs == [("sums", ["s1"])]


def test_one_that_arrives_keeps_nobody_waiting(assignment, grading, events):
    """Who is all there is graded while others come."""
    minicourse.hand_in(assignment, "s1", solved())
    minicourse.hand_in(assignment, "s2", WHOLE[:300])
    looks(watched(assignment, events))

    assert grading.runs == [("sums", ["s1"])]


def test_folder_that_is_no_submission_is_told_once(assignment, grading, events):
    """A name that cannot be carried: nobody is graded, somebody is told."""
    (assignment.course.submitted / "a;b" / "sums").mkdir(parents=True)
    watching = watched(assignment, events)
    looks(watching, 4)

    assert [one.what for one in events] == ["submitted/a;b/sums"]
    assert watching.done.left_out == events
    assert watching.done.needs_a_person


def test_unreleased_assignment_is_not_watched(assignment, grading, events):
    """There is nothing to lay answers into."""
    minicourse.hand_in(assignment, "s1", solved())
    assignment.release_notebook.unlink()
    looks(watched(assignment, events))

    assert grading.runs == []


def test_named_assignments_alone_are_watched(assignment, grading, events):
    """`--assignment` narrows it, and must be one."""
    _another(assignment)
    for name in ("sums", "more"):
        (assignment.course.submitted / "s1" / name).mkdir(parents=True)
    looks(watched(assignment, events, names=["more"]))

    assert grading.runs == [("more", ["s1"])]
    with pytest.raises(UserError, match="no assignment `mores`"):
        watched(assignment, events, names=["mores"])


def test_interrupted_watch_ends_with_what_was_done(assignment, grading, events):
    """Ctrl-C in the middle of grading is how it ends."""
    minicourse.hand_in(assignment, "s1", solved())
    watching = watched(assignment, events, interval=0.01)
    grading.interrupt = True

    assert watching.run().graded == 0


def test_interrupted_single_run_says_so(assignment, grading, events):
    """Who asked for one run did not get all of it."""
    minicourse.hand_in(assignment, "s1", solved())
    grading.interrupt = True
    with pytest.raises(Interrupted, match="0 submissions were graded"):
        watched(assignment, events, interval=0.01).run(once=True)


# ------------------------------------------------------------------ an inbox


@pytest.fixture
def inbox(tmp_path_factory):
    """Give a folder that submissions are sent to."""
    return tmp_path_factory.mktemp("inbox")


def packed(folder, student, notebook=WHOLE):
    """Make a zip as `autograder submit` does; give its path."""
    path = folder / f".{student}" / "sums.ipynb"  # with a dot: nobody looks there
    path.parent.mkdir()
    path.write_bytes(notebook)
    return submit.pack_submission(path, student=student, folder=folder).path


def test_zip_in_an_inbox_is_collected_and_graded(assignment, inbox, grading, events):
    """What a student packed lands in `submitted/` first."""
    packed(inbox, "s1")
    watching = watched(assignment, events, inbox)
    looks(watching, 4)

    assert grading.runs == [("sums", ["s1"])]
    assert (assignment.course.submitted / "s1" / "sums" / "sums.ipynb").is_file()


def test_half_a_zip_in_an_inbox_is_waited_for(assignment, inbox, grading, events):
    """Its last record is not there yet."""
    path = packed(inbox, "s1")
    data = path.read_bytes()
    path.write_bytes(data[:-40])
    watching = watched(assignment, events, inbox)
    looks(watching, 3)

    assert (grading.runs, events) == ([], [])
    path.write_bytes(data)
    looks(watching)
    assert grading.runs == [("sums", ["s1"])]


def test_only_what_is_new_is_collected(assignment, inbox, grading, events):
    """Who came before is not graded again with each newcomer."""
    packed(inbox, "s1")
    watching = watched(assignment, events, inbox)
    looks(watching)
    packed(inbox, "s2")
    looks(watching)

    assert grading.runs == [("sums", ["s1"]), ("sums", ["s2"])]


def test_what_nobody_can_place_is_told_once(assignment, inbox, grading, events):
    """A notebook that does not say whose it is stays where it is."""
    (inbox / "odd.ipynb").write_bytes(WHOLE)
    watching = watched(assignment, events, inbox)
    looks(watching, 4)

    assert [one.what for one in events] == ["odd.ipynb"]
    assert (inbox / "odd.ipynb").is_file()
    assert grading.runs == []


def test_inbox_of_several_assignments_has_a_folder_for_each(
    assignment, inbox, grading, events
):
    """What lies beside these folders is of nobody knows which."""
    _another(assignment)
    (inbox / "sums").mkdir()
    packed(inbox / "sums", "s1")
    (inbox / "stray.zip").write_bytes(b"")
    watching = watched(assignment, events, inbox)
    looks(watching, 3)

    assert grading.runs == [("sums", ["s1"])]
    assert [one for one in events if isinstance(one, LeftOutArrival)] == [
        LeftOutArrival(
            what="stray.zip",
            why="it does not say of which assignment: move it into more/, sums/",
        )
    ]


def test_inbox_of_one_named_assignment_needs_no_folders(
    assignment, inbox, grading, events
):
    """`--assignment` says of which everything is."""
    _another(assignment)
    packed(inbox, "s1")
    looks(watched(assignment, events, inbox, names=["sums"]))

    assert grading.runs == [("sums", ["s1"])]


def test_busy_course_is_tried_again(assignment, inbox, grading, events):
    """Another command holds the lock: nothing is lost, the next look does it."""
    packed(inbox, "s1")
    watching = watched(assignment, events, inbox)
    with course_lock.course_lock(assignment.course, "grade sums"):
        looks(watching)

        assert grading.runs == []
        assert [type(one) for one in events] == [WatchMessage]
        assert "autograder grade sums" in events[0].text
    watching.look()
    assert grading.runs == [("sums", ["s1"])]


def test_lock_is_free_between_looks(assignment, grading, events):
    """Others can work while nothing arrives."""
    minicourse.hand_in(assignment, "s1", solved())
    looks(watched(assignment, events))
    with course_lock.course_lock(assignment.course, "grade sums"):
        pass  # raises if it were held

    assert grading.runs == [("sums", ["s1"])]


@pytest.mark.parametrize("name", ["source", "reports/sums", "submitted/s1"])
def test_own_folder_of_the_course_is_refused(assignment, events, name):
    """What is written there is ours."""
    (assignment.course.root / name).mkdir(parents=True, exist_ok=True)
    with pytest.raises(UserError, match="the course's own"):
        watched(assignment, events, assignment.course.root / name)


def test_folder_that_is_not_there_is_refused(assignment, events, tmp_path):
    """Somebody mistyped; nothing would ever arrive."""
    with pytest.raises(UserError, match="there is no folder") as refused:
        watched(assignment, events, tmp_path / "inbx")

    assert refused.value.hint.startswith("mkdir -p ")


@pytest.mark.parametrize("name", ["", "submitted"])
def test_course_itself_means_what_was_submitted(assignment, grading, events, name):
    """`watch COURSE` and `watch COURSE/submitted` are the same."""
    minicourse.hand_in(assignment, "s1", solved())
    folder = assignment.course.root / name
    watching = watched(assignment, events, folder)
    looks(watching)

    assert grading.runs == [("sums", ["s1"])]
    assert watch.find_course_folder(None, folder) == assignment.course.root


# ------------------------------------------------------------------ what is printed


def test_line_says_who_and_how_many_points(assignment):
    """One line for a submission, and the same for programs."""
    at = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)
    made = report(assignment, "s1", {"total": Verdict.WRONG})
    screen = watch_screen.event_screen(GradedArrival(report=made, late=True), at)

    assert screen.plain == "  ✗ 10:20:30  sums  s1  3.33 / 6  late  total wrong"
    assert screen.data["student"] == "s1"
    assert screen.data["lost"] == [{"exercise": "total", "verdict": "WRONG"}]
    assert screen.data["late"] is True


def test_line_of_what_is_left_out_is_safe():
    """A name may hold anything."""
    at = datetime(2026, 3, 1, 10, 20, 30, tzinfo=UTC)
    screen = watch_screen.event_screen(
        LeftOutArrival(what="\x1b[2J", why="it is odd"), at
    )

    assert "\x1b" not in screen.plain
    assert "left out: \\x1b[2J: it is odd" in screen.plain


def test_end_counts_what_there_was():
    """Only what happened is named."""
    done = WatchResult(graded=2, not_graded=1, unchanged=3, arriving=1)

    assert watch_screen.totals_screen(WatchResult()).plain == "  0 submissions graded"
    assert watch_screen.totals_screen(done).plain == (
        "  2 submissions graded, 3 as before, 1 not graded: our fault, 1 still arriving"
    )


# ------------------------------------------------------------------ the command


@pytest.mark.sandbox
def test_command_grades_what_arrives_and_ends_with_ctrl_c(assignment, tmp_path):
    """A line for each submission, Reports on disk, exit code 0 soon after."""
    minicourse.hand_in(assignment, "s1", solved())
    root = assignment.course.root
    words = ["watch", str(root), "--interval", "0.2", "-j", "1"]
    out = tmp_path / "out"
    with (
        out.open("w") as file,
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *words],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        wait_until(lambda: "s1" in out.read_text())
        minicourse.hand_in(assignment, "s2", solved(total=ZERO))
        wait_until(lambda: "s2" in out.read_text())
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)

    first, second = out.read_text().splitlines()
    assert process.returncode == 0
    assert first.endswith("sums  s1  6 / 6")
    assert second.endswith("sums  s2  2 / 6  total wrong")
    assert "2 submissions graded" in said
    assert [one.student for one in read_reports(assignment.report_store)] == [
        "s1",
        "s2",
    ]


@pytest.mark.sandbox
def test_single_run_prints_json_lines(assignment, inbox):
    """For programs: one object in a line; exit code 1 when somebody must look."""
    packed(inbox, "s1")
    (inbox / "odd.ipynb").write_bytes(WHOLE)
    done = _once(assignment, inbox)
    told = [json.loads(one) for one in done.stdout.splitlines()]

    assert done.returncode == 1
    assert [one.get("student", one.get("left_out")) for one in told] == [
        "odd.ipynb",
        "s1",
    ]
    (inbox / "odd.ipynb").unlink()
    again = _once(assignment, inbox)
    assert (again.returncode, again.stdout) == (0, "")
    assert "0 submissions graded, 1 as before" in again.stderr


def _once(assignment, inbox):
    words = ["watch", str(inbox), "--once", "--json", "--interval", "0.1"]
    course = ["--course-dir", str(assignment.course.root), "-j", "1"]
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words, *course],
        capture_output=True,
        text=True,
        check=False,
    )


def _another(assignment):
    """Put a second assignment into the course: a copy of the first."""
    course = assignment.course
    for folder in ("source", "assignments", "solutions", "tests/hidden"):
        shutil.copytree(course.root / folder / "sums", course.root / folder / "more")
    notebook = course.root / "assignments" / "more"
    (notebook / "sums.ipynb").rename(notebook / "more.ipynb")
    return Course.find(course.root).assignment("more")
