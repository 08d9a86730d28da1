"""Limits as `assignment.yaml` gives them, and that a worker is held to them."""

from dataclasses import fields

import pytest
from pydantic import ValidationError

from autograder.course.course import AssignmentConfig
from autograder.grading.report_builder import ReportBuilder
from autograder.model import LIMIT_RANGES, Limits, Verdict, scale_seconds
from autograder.report import Report
from autograder.sandbox.api import CallOptions
from autograder.sandbox.host.doctor import speed_finding
from autograder.sandbox.host.machine_pace import measure_slowness
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.sandbox.host.worker_process import ProcessExit, explain_exit
from autograder.sandbox.student_faults import WorkerLost
from autograder.submissions.submission import Submission


def config(**limits):
    return AssignmentConfig.model_validate({"title": "Sums", "limits": limits})


def test_every_limit_has_a_range_that_holds_its_default():
    """What `assignment.yaml` may set is what there is."""
    defaults = {field.name: getattr(Limits(), field.name) for field in fields(Limits)}

    assert set(LIMIT_RANGES) == set(defaults)
    assert config(**defaults).limits == defaults


@pytest.mark.parametrize(
    "limits, message",
    [
        (
            {"memory": 5},
            "`memory` must be from 67,108,864 to 1,099,511,627,776, and not 5",
        ),
        ({"processes": 0}, "`processes` must be above 0"),
        ({"call_cpu": float("nan")}, "`call_cpu` must be from 0.01 to 3,600, and"),
        ({"call_cpu": float("inf")}, "and not inf"),
        ({"files": 2.5}, "`files` must be a whole number, and not 2.5"),
        ({"proceses": 2}, "no limit `proceses`; did you mean `processes`?"),
        ({"call_cpu": 70}, r"`call_cpu` \(70\) is above `exercise_cpu` \(60\)"),
        ({"cell_cpu": 9, "submission_cpu": 8}, r"above `submission_cpu` \(8\)"),
        ({"scratch_bytes": 1 << 20}, "`file_bytes` .* is above `scratch_bytes`"),
        ({"call_cpu": "soon"}, "valid number"),
    ],
)
def test_absurd_limit_is_refused_in_words(limits, message):
    """A limit that nobody can mean says what it may be."""
    with pytest.raises(ValidationError, match=message):
        config(**limits)


def test_scaled_limits_have_all_their_seconds_scaled():
    """Bytes, counts and the factor of the wall stay; what is in seconds does not."""
    scaled = scale_seconds(Limits(), 2)
    differ = {
        field.name: getattr(scaled, field.name) / getattr(Limits(), field.name)
        for field in fields(Limits)
    }

    assert {name for name, ratio in differ.items() if ratio == 2} == {
        *("cell_cpu", "call_cpu", "exercise_cpu", "submission_cpu", "submission_wall")
    }
    assert {ratio for ratio in differ.values() if ratio != 2} == {1}


def test_report_says_which_limits_held(assignment):
    """They are the numbers that `assignment.yaml` gives, on whatever machine."""
    builder = ReportBuilder(assignment, sandbox="none")
    graded = builder.report_not_graded(Submission(student="s1", files={}), "why")
    report = graded.report

    assert report.limits["call_cpu"] == 1.0
    assert report.limits["memory"] == Limits().memory
    assert set(report.limits) == set(LIMIT_RANGES)
    assert Report.model_validate_json(report.to_json()) == report


def test_report_of_an_older_version_is_read(assignment):
    """Before, Reports did not say which limits held."""
    report = ReportBuilder(assignment, sandbox="none").report_not_graded(
        Submission(student="s1", files={}), "why"
    )
    data = report.report.model_dump(mode="json", by_alias=True)
    del data["limits"]

    assert Report.model_validate(data).limits == {}


@pytest.mark.parametrize(
    "slowness, ok, remedy",
    [(0.4, True, ""), (3.0, True, ""), (6.0, False, "2.0 times")],
)
def test_doctor_says_when_a_machine_is_too_slow(slowness, ok, remedy):
    """Limits leave room for three times; beyond, they are to be raised."""
    found = speed_finding(slowness)

    assert (found.ok, found.fatal) == (ok, False)
    assert f"{slowness:.1f} times as long" in found.detail
    assert remedy in found.remedy


def test_slowness_is_a_number_above_zero():
    """However busy this machine is, the same work takes some time here."""
    assert measure_slowness() > 0


@pytest.mark.sandbox
def test_process_that_kills_itself_has_not_run_out_of_memory():
    """However little it may use: the libraries that it began with do not count."""
    limits = Limits(memory=int(LIMIT_RANGES["memory"][0]))
    with start_sandbox(preload=("matplotlib.pyplot",), limits=limits) as zygote:
        worker = zygote.open()
        with pytest.raises(WorkerLost, match="was killed") as caught:
            worker.run_cell("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")

    assert caught.value.verdict is Verdict.DIED


@pytest.mark.parametrize(
    "peak, verdict", [(0, Verdict.DIED), (600, Verdict.OUT_OF_MEMORY)]
)
def test_killed_with_much_memory_is_out_of_memory(peak, verdict):
    """That is how the kernel ends who uses more than there is."""
    assert explain_exit(ProcessExit(-9, peak), Limits(memory=1000))[0] is verdict


@pytest.mark.sandbox
def test_worker_is_held_to_limits_of_the_assignment():
    """Open files and uses of a passed function end where they say."""
    limits = Limits(open_files=20, callbacks=3)
    with start_sandbox(limits=limits) as zygote:
        worker = zygote.open()
        held = worker.run_cell("import os\nheld = [os.dup(2) for _ in range(30)]")
        worker.run_cell("import os\nos.closerange(4, 30)\ndef f(g): return [g()] * 3")
        three = worker.call("f", [lambda: 1], {}, CallOptions()).value
        worker.run_cell("def f(g): return [g() for _ in range(4)]")
        with pytest.raises(WorkerLost, match="over 3 times"):
            worker.call("f", [lambda: 1], {}, CallOptions())

    assert "Too many open files" in held.fault.detail
    assert three == [1, 1, 1]
