"""A folder of submissions: order, reuse, our own faults, the same again."""

import json
import shutil

import pytest

from autograder import batch, intake
from autograder.errors import UserError
from autograder.grade import Grader
from tests import minicourse
from tests.minicourse import solved

pytestmark = pytest.mark.sandbox

WRONG = "def total(values):\n    return 0.0"


@pytest.fixture
def handed_in(assignment):
    minicourse.hand_in(assignment, "s1", solved())
    minicourse.hand_in(assignment, "s2", solved(total=WRONG))
    return assignment


def grade(assignment, **options):
    return batch.grade_all(assignment, intake.students(assignment), **options)


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
    batch.report_path(handed_in, "s1").write_text('{"schema": 1')

    assert grade(handed_in).reused == 1
    assert batch.read_report(handed_in, "s1").score == 6.0


def test_report_of_another_schema_is_refused(handed_in):
    """A Report of a future version is not read as one of ours."""
    grade(handed_in)
    path = batch.report_path(handed_in, "s1")
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "schema": 2}))

    assert batch.read_report(handed_in, "s1") is None


def test_ten_runs_are_byte_identical(handed_in):
    """The same folder gives the same Reports, byte for byte: wrong, endless, dead."""
    endless = "def total(values):\n    n = 0\n    while True:\n        n = helper(n)"
    helper = "def helper(n):\n    for i in range(99):\n        n += i\n    return n"
    died = "def mean(values):\n    import os\n    os._exit(0)"
    minicourse.hand_in(handed_in, "s3", solved(total=f"{helper}\n\n{endless}"))
    minicourse.hand_in(handed_in, "s4", solved(mean=died, spread="1 / 0"))
    config = handed_in.course.root / "source/sums/assignment.yaml"
    config.write_text(config.read_text().replace("cpu: 1.0", "cpu: 0.2"))
    assignment = handed_in.course.assignment("sums")
    seen = set()
    for _ in range(10):
        shutil.rmtree(assignment.reports, ignore_errors=True)
        grade(assignment)
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
    folders = handed_in.course.submitted
    (folders / "s1/sums/timestamp.txt").write_text("2026-02-28 12:00:00 UTC")
    (folders / "s2/sums/timestamp.txt").write_text("2026-03-02 12:00:00 UTC")

    assert batch.late(handed_in, grade(handed_in).reports) == 1


def test_unknown_student_is_refused(handed_in):
    """Asking for somebody who handed in nothing is a mistake."""
    with pytest.raises(UserError, match="no submission of `s9` for `sums`"):
        intake.students(handed_in, ["s9"])


def test_nothing_handed_in_is_said(assignment):
    """An empty course has nothing to grade, and says where work belongs."""
    with pytest.raises(UserError, match="no submissions of `sums`") as caught:
        intake.students(assignment)

    assert "submitted/<student>/sums/" in caught.value.hint


def test_renamed_file_is_graded_and_named(handed_in):
    """A file of another name is found by its content, and the Report says which."""
    folder = handed_in.course.submitted / "s1" / "sums"
    (folder / "sums.ipynb").rename(folder / "my homework (2).ipynb")
    (folder / "notes.ipynb").write_text('{"cells": []}')
    report = grade(handed_in).reports[0]

    assert report.score == 6.0
    assert report.submission.file == "my homework (2).ipynb"
    assert report.notes == (
        "`my homework (2).ipynb`, one of 2 notebooks, was graded as `sums.ipynb`",
    )


def test_links_and_pipes_are_not_followed(handed_in, tmp_path):
    """A symbolic link is no submission, whatever it points at."""
    folder = handed_in.course.submitted / "s3" / "sums"
    folder.mkdir(parents=True)
    (folder / "sums.ipynb").symlink_to(handed_in.release_notebook)
    work = intake.read(handed_in, "s3")

    assert work.files == {}
    assert "`sums.ipynb` could not be read" in work.refused


def test_timestamp_of_collection_is_kept(handed_in):
    """Nbgrader's timestamp.txt says when the work came in."""
    folder = handed_in.course.submitted / "s1" / "sums"
    (folder / "timestamp.txt").write_text("2026-02-28 12:00:00 UTC")

    assert intake.read(handed_in, "s1").submitted_at == "2026-02-28T12:00:00+00:00"
