"""Sixty submissions in a batch, half of them hostile: the honest ones notice nothing.

The hostile ones are the whole submissions of `tests/autograder/sandbox/corpus/points/`.
"""

import gc
import os
import re
import resource
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.batch import run_batch
from autograder.common.progress import SilentWatcher
from tests import minicourse
from tests.autograder.sandbox.corpus.arena import CORPUS
from tests.minicourse import RIGHT

pytestmark = pytest.mark.sandbox

HALF = 30
WRONG = {
    "total": "def total(values):\n    return float(np.sum(values[:-1]))",
    "mean": "def mean(values):\n    return total(values) / (len(values) + 1)",
    "spread": "def spread(values):\n    return float(np.max(values))",
}
ABOVE = "# see the first cell"
LIMITS = """\
title: Sums
bonus: {spread: 1}
limits: {cell_cpu: 0.5, call_cpu: 0.3, exercise_cpu: 1.0, submission_cpu: 3.0,
  wall_factor: 20.0, submission_wall: 60}
"""
WALL = 60.0
OVER = 30.0
"""seconds by which a submission may go over its wall: the call that is under way"""
KEPT = 64 << 20
"""bytes that sixty submissions may leave in the grader's memory"""


def honest(number):
    """Give a right notebook, or one with mistakes, as the number says."""
    changed = {
        name: WRONG[name] if number >> place & 1 else source
        for place, (name, source) in enumerate(RIGHT.items())
    }
    return minicourse.solved(**changed)


def hostile(number):
    """Give one of the corpus; those that wait as long as they may are left out."""
    names = sorted(
        path for path in (CORPUS / "points").glob("*.py") if path.stem not in SLOW
    )
    text = names[number % len(names)].read_text().replace("PADDING", "x" * (2 << 20))
    handed_in = minicourse.solved(total=ABOVE, mean=ABOVE, spread=ABOVE)
    handed_in["cells"].insert(0, minicourse.cell(source=f"import numpy as np\n{text}"))
    return handed_in


SLOW = ("hang_the_right_version",)


class Clock(SilentWatcher):
    """Notes when each submission is done with."""

    def __init__(self):
        self.moments = [time.monotonic()]

    def __call__(self, student):
        self.moments.append(time.monotonic())


def in_use():
    """Give what a run could leave: processes, descriptors by kind, files."""
    found = Counter(
        re.sub(r"\d+", "", os.readlink(f"/proc/self/fd/{fd}"))
        for fd in os.listdir("/proc/self/fd")
        if os.path.lexists(f"/proc/self/fd/{fd}")
    )
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return found, children, os.listdir(tempfile.gettempdir())


def grade(folder, submissions):
    """Grade these by name; give the Reports by name and the longest wall of one."""
    folder.mkdir()
    assignment = minicourse.write_course(folder)
    (folder / "source/sums/assignment.yaml").write_text(LIMITS)
    for name, handed_in in submissions.items():
        minicourse.hand_in(assignment, name, handed_in)
    clock = Clock()
    done = run_batch.grade_all(
        assignment.course.assignment("sums"), list(submissions), watcher=clock
    )
    longest = max(after - before for before, after in pairwise(clock.moments))
    return {report.student: report for report in done.reports}, longest


@pytest.fixture(scope="module")
def batches(tmp_path_factory):
    """Grade thirty honest submissions alone, then among thirty hostile ones."""
    folder = tmp_path_factory.mktemp("batches")
    tempfile.tempdir = str(tmp_path_factory.mktemp("temporary"))
    # The secret seeds the hidden tests: equal Reports need equal draws.
    alone = {f"s{number:02}b": honest(number) for number in range(HALF)}
    mixed = dict(alone)
    for number in range(HALF):
        mixed[f"s{number:02}a"] = hostile(number)
    quiet, _ = grade(folder / "alone", alone)
    gc.collect()
    before, memory = in_use(), resident()
    reports, longest = grade(folder / "mixed", dict(sorted(mixed.items())))
    gc.collect()
    after, kept = in_use(), resident() - memory
    tempfile.tempdir = None
    return quiet, reports, longest, (before, after), kept


def resident():
    """Give the bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def test_honest_scores_are_those_of_a_batch_without_the_hostile(batches):
    """Nobody's points depend on whose submission came before."""
    quiet, mixed, *_ = batches
    scores = {
        name: [(one.name, one.score, one.verdict) for one in report.exercises]
        for name, report in quiet.items()
    }
    among = {
        name: [(one.name, one.score, one.verdict) for one in mixed[name].exercises]
        for name in quiet
    }

    assert scores == among
    assert len(set(map(str, scores.values()))) == 8  # not all alike


def test_every_hostile_submission_has_a_report_and_none_is_our_fault(batches):
    """Whatever it tries, it is graded, and earns what it deserves."""
    reports = [one for name, one in batches[1].items() if name.endswith("a")]

    assert len(reports) == HALF
    assert {one.status for one in reports} == {"graded", "unreadable"}
    assert all(one.score == 0 for one in reports if one.status == "unreadable")
    assert max(one.score for one in reports) <= 2.0


def test_no_submission_takes_longer_than_its_limits(batches):
    """The wall of a submission holds, whatever it does."""
    assert batches[2] < WALL + OVER


def test_nothing_is_left_of_a_hostile_batch(batches):
    """No process, no descriptor and no file; the memory is back where it was."""
    (before, after), kept = batches[3], batches[4]

    assert before == after
    assert kept < KEPT
