"""Grading on a dask cluster of real workers, on loopback."""

import json
import os
import signal
import stat
import subprocess
import sys
import tarfile
import time
from contextlib import ExitStack, contextmanager, suppress
from io import BytesIO

import pytest
from distributed import CancelledError, KilledWorker
from distributed.client import ClosedClientError
from distributed.comm import CommClosedError

from autograder.batch import cluster as cluster_module
from autograder.batch import course_bundle, run_batch
from autograder.common.errors import GraderError, MachineError, UserError
from autograder.submissions.submission import Submission
from tests import classes
from tests.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

SIZE = 12


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, empty_database):
    """Give a class that has handed in, a gradebook of nobody, and nothing graded."""
    course = classes.write_class(tmp_path_factory.mktemp("class") / "course", SIZE)
    (course.course.root / "gradebook.db").write_bytes(empty_database)
    return course


@pytest.fixture(scope="module")
def undisturbed(handed_in, tmp_path_factory):
    """Give what a pool of two processes leaves."""
    course = classes.copy_of(handed_in, tmp_path_factory.mktemp("calm") / "course")
    code, _, err = classes.run(course, "-j", "2")
    assert (code, err) == (classes.WAITS, "")
    return classes.outcome(course)


@contextmanager
def dask(folder, part, *arguments):
    """Run a part of a cluster; its words go to a file."""
    with (folder / f"{part}-{time.monotonic_ns()}.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),
                "XDG_CACHE_HOME": str(folder / "cache"),
                "DASK_TEMPORARY_DIRECTORY": str(folder),
                "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": f"{PATIENCE:g}s",
            },
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


@contextmanager
def cluster(folder, workers):
    """Run a scheduler and its workers; give its address and the workers."""
    told = folder / "scheduler.json"
    options = ["--no-nanny", "--no-dashboard", "--nthreads", "1"]
    with ExitStack() as stack:
        here = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        stack.enter_context(
            dask(folder, "scheduler", "--scheduler-file", str(told), *here)
        )
        address = wait_until(lambda: address_in(told), "the scheduler does not start")
        running = [
            stack.enter_context(dask(folder, "worker", address, *options))
            for _ in range(workers)
        ]
        wait_until(lambda: joined(folder) == workers, "the workers do not start")
        yield address, running


def address_in(told):
    """Read where the scheduler is; None while it has not written all of that."""
    with suppress(OSError, ValueError):
        return json.loads(told.read_text())["address"]
    return None


def joined(folder):
    """Count the workers that the scheduler has taken."""
    logs = folder.glob("worker-*.log")
    return sum("Registered to" in log.read_text() for log in logs)


def test_reports_are_those_of_the_pool(handed_in, undisturbed, tmp_path):
    """Two workers leave what two processes do; the course came once, and private."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    with cluster(tmp_path, 2) as (address, _):
        code, _, err = classes.run(course, "--cluster", address)

    assert (code, err) == (classes.WAITS, "")
    assert undisturbed == classes.outcome(course)
    folders = [
        path
        for path in (tmp_path / "cache/autograder/bundles").iterdir()
        if path.is_dir()
    ]
    assert len(folders) == 1
    assert stat.S_IMODE(folders[0].stat().st_mode) == 0o700
    assert stat.S_IMODE(folders[0].parent.stat().st_mode) == 0o700
    assert not (folders[0] / "submitted").exists()


PREVIEW = """
import sys
from pathlib import Path
from autograder.batch import run_batch as batch, regrade
from autograder.submissions import intake
from autograder.course.course import Course
assignment = Course.find(Path.cwd()).assignment("sums")
how = batch.RunOptions(cluster=sys.argv[1])
regrade.preview_regrade(assignment, intake.submitting_students(assignment), how)
"""


def test_regrade_looks_at_a_whole_class_on_the_cluster(tmp_path):
    """What a preview finds there is what it finds here; nothing else is written."""
    here = classes.write_class(tmp_path / "here", 4)
    there = classes.copy_of(here, tmp_path / "there")
    run = [sys.executable, "-c", PREVIEW]
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with cluster(tmp_path, 1) as (address, _):
        for course, where in ((here, ""), (there, address)):
            subprocess.run([*run, where], cwd=course.course.root, env=path, check=True)
    found = [
        {one.name: one.read_bytes() for one in place.glob("*.json")}
        for place in (one.reports.with_name("sums.next") for one in (here, there))
    ]

    assert len(found[0]) == 4
    assert found[0] == found[1]
    assert not here.reports.exists()
    assert not (there.course.root / "gradebook.db").exists()


def test_worker_that_dies_costs_only_time(handed_in, undisturbed, tmp_path):
    """A worker is killed in the middle; its submissions are graded by the other."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    with cluster(tmp_path, 2) as (address, workers):
        process = classes.start(course, "--cluster", address)
        classes.wait_for_reports(course, 4, process)
        workers[0].send_signal(signal.SIGKILL)
        _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, err) == (classes.WAITS, "")
    assert undisturbed == classes.outcome(course)


def test_run_goes_on_after_the_cluster_was_lost(handed_in, undisturbed, tmp_path):
    """A scheduler that dies stops the run with a message; the pool ends it."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    with cluster(tmp_path, 1) as (address, _):
        process = classes.start(course, "--cluster", address)
        classes.wait_for_reports(course, 2, process)
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert f"error: the scheduler at `{address}` is gone" in err
    assert "it goes on where it was" in err
    assert classes.run(course, "-j", "2")[0] == classes.WAITS
    assert undisturbed == classes.outcome(course)


class Fetching:
    """A future whose result cannot be had."""

    def __init__(self, status, error):
        self.status = status
        self._error = error

    def result(self):
        raise self._error


@pytest.mark.parametrize(
    "status, error, said",
    [
        ("finished", CommClosedError("Stream is closed"), "is gone"),
        ("cancelled", CancelledError("lost"), "is gone"),
        ("error", CommClosedError("a worker's own"), "the cluster cannot grade: Comm"),
        ("error", OSError("No space left on device"), "the cluster cannot grade: OSE"),
        ("finished", ValueError("bad pickle"), "the cluster cannot grade: ValueError"),
    ],
)
def test_what_is_gone_is_told_from_what_failed(handed_in, status, error, said):
    """An error of a worker's is not the scheduler's end, nor the other way round."""
    place = cluster_module.DaskCluster(
        handed_in, "tcp://127.0.0.1:9", "landlock", print
    )
    run = cluster_module._ClusterRun(place, None, None, iter(()))
    with pytest.raises(MachineError, match=said):
        run._result(Fetching(status, error), None)


def test_submission_of_lost_workers_is_not_said_to_have_begun(handed_in):
    """Dask gives up what waited beside a submission that kills its workers."""
    place = cluster_module.DaskCluster(
        handed_in, "tcp://127.0.0.1:9", "landlock", print
    )
    run = cluster_module._ClusterRun(place, None, None, iter(()))
    lost = Fetching("error", KilledWorker("grade-1", None, 3))
    artifacts = run._result(lost, Submission(student="s000", files={}))
    messages = {
        outcome.message
        for one in artifacts.report.exercises
        for outcome in one.outcomes
    }

    assert messages == {
        "each worker that it was sent to was lost, perhaps before it began"
    }


class Closed:
    """A client that has closed, having tried for long to reach its scheduler."""

    def nthreads(self):
        return {"one": 1}

    def submit(self, *_, **__):
        raise ClosedClientError("Client is closed. Can't send update-graph message.")


def test_client_that_has_given_up_is_said(handed_in):
    """Submissions that cannot be sent any more: the scheduler is gone."""
    place = cluster_module.DaskCluster(
        handed_in, "tcp://127.0.0.1:9", "landlock", print
    )
    run = cluster_module._ClusterRun(place, Closed(), None, iter(["work"]))
    with pytest.raises(MachineError, match=r"scheduler at `tcp://127.0.0.1:9` is gone"):
        next(run.results())


def test_absent_scheduler_is_said(handed_in, tmp_path, monkeypatch):
    """A wrong address is the user's error, said within seconds."""
    course = classes.copy_of(handed_in, tmp_path / "course")
    monkeypatch.setattr(cluster_module, "CONNECT", 0.5)
    how = run_batch.RunOptions(cluster="tcp://127.0.0.1:9")
    with pytest.raises(UserError, match="no dask scheduler answers") as caught:
        run_batch.grade_all(course, ["s000"], how)

    assert "start one with `dask scheduler`" in caught.value.hint


def test_bundle_holds_what_grading_needs_and_nothing_of_students(handed_in):
    """No submission, no Report, no gradebook, no configuration travels."""
    data = course_bundle.pack_bundle(handed_in)
    with tarfile.open(fileobj=BytesIO(data)) as tar:
        names = tar.getnames()

    assert data == course_bundle.pack_bundle(handed_in)
    assert {name.split("/")[0] for name in names} == {
        ".autograder",
        "assignments",
        "solutions",
        "source",
        "tests",
    }
    assert ".autograder/lock" not in names


def test_bundle_is_fetched_once(handed_in, tmp_path, monkeypatch):
    """The second one to ask finds it there, ready to be graded from."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    data = course_bundle.pack_bundle(handed_in)
    fetched = []

    def fetch():
        fetched.append(1)
        return data

    folder = course_bundle.unpack_bundle(course_bundle.bundle_name(data), fetch)

    assert folder == course_bundle.unpack_bundle(course_bundle.bundle_name(data), fetch)
    assert fetched == [1]
    course = type(handed_in.course).find(folder)
    assert course.assignment("sums").suite_hash == handed_in.suite_hash
    assert course.secret() == handed_in.course.secret()


def test_foreign_bundle_is_refused(handed_in, tmp_path, monkeypatch):
    """What does not have the hash that was asked for is not unpacked."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    data = course_bundle.pack_bundle(handed_in)
    with pytest.raises(GraderError, match="not the one that was asked for"):
        course_bundle.unpack_bundle(course_bundle.bundle_name(b"another"), lambda: data)

    assert not [
        one for one in (tmp_path / "autograder/bundles").iterdir() if one.is_dir()
    ]


def test_old_bundles_go(handed_in, tmp_path, monkeypatch):
    """What nobody used for a week is removed when a new one comes."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old = tmp_path / "autograder/bundles" / "old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    data = course_bundle.pack_bundle(handed_in)
    course_bundle.unpack_bundle(course_bundle.bundle_name(data), lambda: data)

    assert not old.exists()
