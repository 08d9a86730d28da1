"""A folder of submissions: order, reuse, our own faults, the same again."""

import errno
import json
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from autograder.batch import grade_one, run_batch
from autograder.cli.screens import summary_screen
from autograder.common.errors import Interrupted, MachineError, UserError
from autograder.common.progress import SilentWatcher
from autograder.course.report_store import read_report, report_path
from autograder.grading.grader import Grader
from autograder.grading.report_builder import ReportBuilder
from autograder.submissions import intake
from tests import minicourse
from tests.minicourse import solved

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("lent_zygotes")]

WRONG = "def total(values):\n    return 0.0"


@pytest.fixture
def handed_in(assignment):
    minicourse.hand_in(assignment, "s1", solved())
    minicourse.hand_in(assignment, "s2", solved(total=WRONG))
    return assignment


def grade(assignment, **options):
    how = run_batch.RunOptions(**options)
    return run_batch.grade_all(assignment, intake.submitting_students(assignment), how)


def test_report_gradebook_and_page_are_written(handed_in):
    """One run leaves everything that people look at."""
    done = grade(handed_in)
    root = handed_in.course.root

    assert [report.score for report in done.reports] == [6.0, 2.0]
    assert (root / "reports/sums/s1.json").is_file()
    assert (root / "feedback/s1/sums/sums.html").is_file()
    assert (root / "autograded/s1/sums/sums.ipynb").is_file()
    assert (root / "gradebook.db").is_file()


def test_unchanged_submissions_are_not_graded_again(handed_in):
    """A second run reuses every Report; --force does not."""
    grade(handed_in)

    assert grade(handed_in).reused == 2
    assert grade(handed_in, force=True).reused == 0


def test_changed_submission_is_graded_again(handed_in):
    """Only who handed in anew is graded anew."""
    grade(handed_in)
    minicourse.hand_in(handed_in, "s2", solved())
    done = grade(handed_in)

    assert done.reused == 1
    assert [report.score for report in done.reports] == [6.0, 6.0]


def test_changed_suite_regrades_everyone(handed_in):
    """A hidden test that changed makes every Report out of date."""
    grade(handed_in)
    suite = handed_in.hidden / "test_mean.py"
    suite.write_text(suite.read_text() + "\n")

    assert grade(handed_in.course.assignment("sums")).reused == 0


def test_damaged_report_is_replaced(handed_in):
    """A Report that cannot be read is graded again, not trusted."""
    grade(handed_in)
    report_path(handed_in.report_store, "s1").write_text('{"schema": 1')

    assert grade(handed_in).reused == 1
    assert read_report(handed_in.report_store, "s1").score == 6.0


def test_report_of_another_schema_is_refused(handed_in):
    """A Report of a future version is not read as one of ours."""
    grade(handed_in)
    path = report_path(handed_in.report_store, "s1")
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "schema": 2}))

    assert read_report(handed_in.report_store, "s1") is None


def test_ten_runs_are_byte_identical(handed_in):
    """The same folder gives the same Reports, byte for byte: wrong, endless, dead."""
    endless = "def total(values):\n    n = 0\n    while True:\n        n = helper(n)"
    helper = "def helper(n):\n    for i in range(99):\n        n += i\n    return n"
    died = "def mean(values):\n    import os\n    os._exit(0)"
    minicourse.hand_in(handed_in, "s3", solved(total=f"{helper}\n\n{endless}"))
    minicourse.hand_in(handed_in, "s4", solved(mean=died, spread="1 / 0"))
    config = handed_in.course.root / "source/sums/assignment.yaml"
    quick = config.read_text().replace("call_cpu: 1.0", "call_cpu: 0.05")
    config.write_text(quick.replace("wall_factor: 10.0", "wall_factor: 100"))
    assignment = handed_in.course.assignment("sums")
    seen = set()
    for _ in range(10):
        shutil.rmtree(assignment.reports, ignore_errors=True)
        grade(assignment, jobs=1)
        seen.add(
            tuple(path.read_bytes() for path in sorted(assignment.reports.iterdir()))
        )

    assert len(seen) == 1


def test_our_own_fault_costs_nothing_and_is_said(handed_in):
    """A broken hidden suite leaves points alone and the Report open."""
    (handed_in.hidden / "test_total.py").write_text("def test_values(:\n")
    report = grade(handed_in).reports[0]

    assert report.status == "not_graded"
    assert report.exercises[0].verdict == "GRADER_ERROR"
    assert report.score == 6.0


def test_fault_of_the_grader_does_not_stop_the_batch(handed_in, monkeypatch, caplog):
    """An exception of ours is one submission's GRADER_ERROR; the next is graded."""
    whole = Grader.grade

    def fail_for_s1(self, work):
        if work.student == "s1":
            raise ZeroDivisionError
        return whole(self, work)

    monkeypatch.setattr(Grader, "grade", fail_for_s1)
    reports = grade(handed_in).reports

    assert [report.status for report in reports] == ["not_graded", "graded"]
    assert "grading 's1' failed" in caplog.text


def test_late_work_is_counted(handed_in):
    """Late is what came in after the due date of assignment.yaml."""
    for student, day in (("s1", "2026-02-28"), ("s2", "2026-03-02")):
        minicourse.came_in(handed_in, student, f"{day}T12:00:00+00:00")

    assert grade(handed_in).late == 1


def test_file_newer_than_the_due_date_is_in_time_and_named(handed_in):
    """Nothing says when it came: the summary says so, and how to."""
    for student, day in (("s1", "2026-02-28"), ("s2", "2026-03-02")):
        saved = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
        path = handed_in.course.submitted / student / "sums/sums.ipynb"
        os.utime(path, (saved, saved))
    done = grade(handed_in)
    text = summary_screen.summary_screen(done.summary, late=done.late).plain

    assert (done.late, done.summary.undated) == (0, ["s2"])
    assert "undated        1   no record of when it came" in text
    assert "s2; `autograder collect sums FILE --student ID --at TIME` says when" in text


def test_more_time_and_grace_make_work_not_late(handed_in):
    """The line of `grade` goes by each student's own due date, as grades do."""
    for student in ("s1", "s2"):
        minicourse.came_in(handed_in, student, "2026-03-01T17:00:00+00:00")
    rules = handed_in.course.root / "course.yaml"
    late = {}
    for text in ("", "extensions: {s1: 3 hours}\n", "late: {grace: 3 hours}\n"):
        rules.write_text(text)
        course = type(handed_in.course).find(handed_in.course.root)
        late[text[:4]] = grade(course.assignment("sums")).late

    assert late == {"": 2, "exte": 1, "late": 0}


def test_lateness_is_unknown_when_there_is_no_due_date(handed_in):
    """Where nothing says when work is due, nobody is late and nobody in time."""
    path = handed_in.course.root / "source/sums/assignment.yaml"
    text = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in text if not line.startswith("due:")))
    course = type(handed_in.course).find(handed_in.course.root)

    assert grade(course.assignment("sums")).late is None


def test_unknown_student_is_refused(handed_in):
    """Asking for somebody who handed in nothing is a mistake."""
    with pytest.raises(UserError, match="no submission of `s9` for `sums`"):
        intake.submitting_students(handed_in, ["s9"])


def test_nothing_handed_in_is_said(assignment):
    """An empty course has nothing to grade, and says where work belongs."""
    with pytest.raises(UserError, match="no submissions of `sums`") as caught:
        intake.submitting_students(assignment)

    assert "submitted/<student>/sums/" in caught.value.hint


def test_renamed_file_is_graded_and_named(handed_in):
    """A file of another name is found by its content, and the Report says which."""
    folder = handed_in.course.submitted / "s1" / "sums"
    (folder / "sums.ipynb").rename(folder / "my homework (2).ipynb")
    (folder / "notes.ipynb").write_text('{"cells": []}')
    minicourse.came_in(handed_in, "s1", "2026-02-28T12:00:00+00:00")
    report = grade(handed_in).reports[0]

    assert report.score == 6.0
    assert report.submission.file == "my homework (2).ipynb"
    assert report.notes == (
        "`my homework (2).ipynb`, one of 2 notebooks, was graded as `sums.ipynb`",
    )


def test_reports_are_the_same_for_any_number_of_processes(handed_in):
    """One process or three: the same bytes, and the same summary."""
    minicourse.hand_in(handed_in, "s3", solved(mean="def mean(values):\n    1 / 0"))
    minicourse.hand_in(handed_in, "s4", b"{ no notebook")
    seen, told = set(), set()
    for jobs in (1, 3):
        done = grade(handed_in, jobs=jobs, force=True)
        paths = sorted(handed_in.reports.iterdir())
        seen.add(tuple(path.read_bytes() for path in paths))
        told.add(summary_screen.summary_screen(done.summary).plain)

    assert len(seen) == len(told) == 1


def test_nothing_is_opened_when_nothing_is_new(handed_in, monkeypatch):
    """Unchanged submissions start no sandbox, collect no suite, open no gradebook."""
    grade(handed_in)
    for name in ("batch.grade_one.Grader", "gradebook.gradebook.Gradebook"):
        monkeypatch.setattr(f"autograder.{name}", None)

    assert grade(handed_in).reused == 2


@pytest.mark.parametrize("change", ["limits", "hint", "file", "versions", "time"])
def test_report_is_made_again_when_what_it_hangs_on_changes(
    handed_in, monkeypatch, change
):
    """Limits, hints, files beside the notebook, versions, times: all of them count."""
    assert grade(handed_in, jobs=1).reused == 0
    root = handed_in.course.root
    folder = handed_in.course.submitted / "s1" / "sums"
    if change == "limits":
        config = root / "source/sums/assignment.yaml"
        config.write_text(config.read_text().replace("call_cpu: 1.0", "call_cpu: 2"))
    elif change == "hint":
        known = root / "solutions/sums/misconceptions/total.py"
        known.write_text(known.read_text().replace("count how", "see how"))
    elif change == "file":
        (folder / "other.ipynb").write_text("{}")
    elif change == "versions":
        monkeypatch.setattr(
            "autograder.grading.report_builder.library_versions", lambda: "python 4.0"
        )
    else:
        (folder / "timestamp.txt").write_text("2026-02-28 12:00:00 UTC")
    desk = ReportBuilder(handed_in.course.assignment("sums"))
    work = intake.read_submission(handed_in, "s1")

    assert read_report(handed_in.report_store, "s1").inputs != desk.hash_inputs(work)


def test_a_folder_that_may_not_be_looked_into_is_not_gone(handed_in, monkeypatch):
    """It stops nobody's grading; that it cannot be opened is told by intake."""
    grade(handed_in)
    looked_at = Path.stat

    def stat(path, **more):
        if path == handed_in.course.submitted / "s1" / "sums":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return looked_at(path, **more)

    monkeypatch.setattr(Path, "stat", stat)

    assert grade(handed_in).summary.gone == []


def test_report_without_submission_is_told(handed_in):
    """Whose submission is gone keeps the Report, and the summary names them."""
    grade(handed_in)
    shutil.rmtree(handed_in.course.submitted / "s1")
    done = grade(handed_in)

    assert done.summary.gone == ["s1"]
    assert read_report(handed_in.report_store, "s1").score == 6.0


def test_a_folder_that_vanishes_while_grading_is_no_empty_submission(
    handed_in, monkeypatch
):
    """The others are graded, the Report that there was stays, and it is told."""
    before = grade(handed_in).reports
    read, entries = intake.read_submission, []

    def vanishing(assignment, student):
        entries.append(student)
        if entries.count("s2") == 2:  # looked at for changes, then to be graded
            shutil.rmtree(assignment.course.submitted / "s2", ignore_errors=True)
        return read(assignment, student)

    monkeypatch.setattr(intake, "read_submission", vanishing)
    monkeypatch.setattr(run_batch.ReportBuilder, "hash_inputs", lambda *_: "changed")
    done = run_batch.grade_all(handed_in, ["s1", "s2"])

    assert done.summary.gone == ["s2"]
    assert [one.student for one in done.reports] == ["s1", "s2"]
    assert done.reports[1] == before[1]
    assert len(done.summary) == 1


def test_longest_is_first_and_what_is_known_decides(handed_in):
    """Last time's durations order the next run; a new submission costs the median."""
    durations = run_batch.SubmissionDurations(handed_in)
    durations.note("s1", 3.0)
    durations.note("s2", 1.0)
    durations.note("s3", 2.0)
    durations.save()
    costs = run_batch.SubmissionDurations(handed_in).costs(["s1", "s2", "s9"])

    assert costs == {"s1": 3.0, "s2": 1.0, "s9": 2.0}
    heard = Heard()
    grade_with(handed_in, heard)
    assert heard.done == ["s1", "s2"]
    assert heard.planned == {"s1": 3.0, "s2": 1.0}


class Heard(SilentWatcher):
    """Notes what a watcher is told."""

    def __init__(self):
        self.done = []

    def __call__(self, student):
        self.done.append(student)

    def plan(self, costs):
        self.planned = costs


def grade_with(assignment, watcher):
    students = intake.submitting_students(assignment)
    return run_batch.grade_all(assignment, students, watcher=watcher)


def test_interrupt_says_how_to_go_on(handed_in, monkeypatch):
    """Ctrl-C in the middle keeps what is done and frees the lock."""

    class Impatient(SilentWatcher):
        def __call__(self, student):
            raise KeyboardInterrupt

    monkeypatch.setattr(run_batch, "WRITE_TOGETHER", 1)
    with pytest.raises(Interrupted, match="1 of 2 submissions are done") as caught:
        grade_with(handed_in, Impatient())

    assert caught.value.exit_code == 130
    assert "`autograder grade sums` goes on where it was" in caught.value.hint
    assert grade(handed_in).reused == 1


@pytest.mark.parametrize(
    "error, words",
    [
        (OSError(errno.ENOSPC, "full"), "the disk is full"),
        (OSError(errno.EMFILE, "files"), "too many files are open"),
        (MemoryError(), "there is not enough memory"),
    ],
)
def test_machine_that_cannot_go_on_stops_the_run(handed_in, monkeypatch, error, words):
    """A full disk in the grader is no submission's GRADER_ERROR."""

    def fail(self, work):
        raise error

    monkeypatch.setattr(Grader, "grade", fail)
    with pytest.raises(MachineError, match=words):
        grade(handed_in)

    assert not handed_in.reports.exists()


def test_submission_that_kills_its_grader_is_ours(handed_in):
    """Given up, it has a Report without lost points, a page and rows."""
    work = intake.read_submission(handed_in, "s1")
    artifacts = grade_one.give_up_submission(handed_in, work, "it was killed, 2 times")

    assert artifacts.report.status == "not_graded"
    assert "it was killed, 2 times" in artifacts.report.to_json()
    assert artifacts.entry.grades["total"].auto_score is None
