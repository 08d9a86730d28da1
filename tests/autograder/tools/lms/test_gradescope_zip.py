"""The autograder zip, unpacked and run as Gradescope does, and what it tells."""

import json
import os
import stat
import subprocess
import sys
import zipfile

import pytest

from autograder.common.errors import UserError
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, GradedFile, Outcome, Probe, Report
from autograder.tools.lms import gradescope_runner, gradescope_zip
from tests import minicourse

CREATED = "2026-02-27T14:22:32.365935-07:00"


@pytest.fixture
def zipped(assignment, tmp_path):
    path = tmp_path / "autograder.zip"
    gradescope_zip.make_autograder(assignment, path)
    return path


@pytest.fixture
def root(zipped, tmp_path, monkeypatch):
    """Lay out what Gradescope does: the zip in source/, run_autograder beside it."""
    root = tmp_path / "autograder"
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(root / "source")
    for name in ("submission", "results"):
        (root / name).mkdir()
    run = root / "run_autograder"
    run.write_bytes((root / "source" / "run_autograder").read_bytes())
    run.chmod(0o755)
    metadata = {"id": 123456, "created_at": CREATED, "users": [{"name": "Jane"}]}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    return root


@pytest.fixture
def installed(root):
    """Install the zip's own wheel, without what this environment has already."""
    wheel = next((root / "source").glob("*.whl"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += [
        "--no-index",
        "--no-compile",
        "--target",
        str(root / "site"),
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return root


def run(root, **more):
    env = {
        "PATH": os.defpath,
        "HOME": str(root),
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_PYTHON": sys.executable,
        **more,
    }
    command = [root / "run_autograder"]
    return subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False
    )


def submit(root, notebook, name="sums.ipynb"):
    (root / "submission" / name).write_text(json.dumps(notebook))


def results(root):
    return json.loads((root / "results" / "results.json").read_text())


@pytest.mark.sandbox
def test_run_autograder_grades_a_submission_with_the_code_in_the_zip(installed):
    """From the zip alone: one answer is wrong and the rest is right."""
    wrong = "def total(values):\n    return float(np.sum(values)) + 1"
    submit(installed, minicourse.solved(total=wrong), "my sums.ipynb")
    done = run(installed, PYTHONPATH=str(installed / "site"))
    found = results(installed)
    tests = {one["name"]: one for one in found["tests"]}

    assert (done.returncode, done.stderr) == (0, "")
    assert found["score"] == 3.0  # mean with a right total, and the bonus
    assert (tests["total"]["score"], tests["total"]["max_score"]) == (0.0, 4.0)
    assert (tests["mean"]["status"], tests["mean"]["score"]) == ("passed", 2.0)
    assert tests["spread"]["score"] == 1.0
    assert "my sums.ipynb was read." in tests["Your notebook"]["output"]
    assert found["extra_data"]["suite"]


def test_nothing_hidden_is_in_what_gradescope_shows(root):
    """No source of a test, of the reference or of a drawn input is in the results."""
    submit(root, minicourse.solved(total="def total(values):\n    return 7.0"))
    gradescope_runner.grade_on_gradescope(root)
    text = (root / "results" / "results.json").read_text()

    assert "rng" not in text
    assert "np.sum" not in text
    assert "assert_number" not in text
    assert results(root)["stdout_visibility"] == "hidden"
    assert "expected" in text  # of the probe, which anyone may see


@pytest.mark.sandbox
def test_no_notebook_gets_no_score_and_says_so_at_once(root):
    """A student who uploads the wrong file sees it before the due date."""
    (root / "submission" / "sums.pdf").write_bytes(b"%PDF")
    gradescope_runner.grade_on_gradescope(root)
    first = results(root)["tests"][0]

    assert "score" not in results(root)
    assert (first["status"], first["visibility"]) == ("failed", "visible")
    assert "No notebook could be read." in first["output"]


def test_where_the_machine_cannot_grade_there_are_no_results(root, monkeypatch, capsys):
    """Gradescope then says that the autograder failed; nobody gets 0 points."""
    from autograder.common.errors import MachineError

    def refuse(*_, **__):
        raise MachineError("no walls", hint="mend it")

    monkeypatch.setattr("autograder.grading.grader.Grader.__init__", refuse)
    monkeypatch.setattr(sys, "argv", ["gradescoperun", str(root)])
    submit(root, minicourse.solved())
    with pytest.raises(SystemExit) as left:
        gradescope_runner.run_and_exit()

    assert left.value.code == 3
    assert not (root / "results" / "results.json").exists()
    assert "no walls" in capsys.readouterr().err


# ------------------------------------------------------------------ the zip


def test_the_zip_has_what_gradescope_asks_for_at_its_root(zipped):
    """The two scripts at the root, executable, and nothing of students."""
    with zipfile.ZipFile(zipped) as archive:
        names = archive.namelist()
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}

    assert {"setup.sh", "run_autograder", "course.tar.xz"} <= set(names)
    assert all(modes[name] & stat.S_IXUSR for name in gradescope_zip.PROGRAMS)
    assert any(name.endswith("-py3-none-any.whl") for name in names)


def test_the_zip_is_for_its_owner_alone_and_the_same_each_time(assignment, zipped):
    """It holds solutions; and the same course gives the same bytes."""
    first = zipped.read_bytes()
    gradescope_zip.make_autograder(assignment, zipped)

    assert stat.S_IMODE(zipped.stat().st_mode) == 0o600
    assert zipped.read_bytes() == first


@pytest.mark.parametrize("name", gradescope_zip.PROGRAMS)
def test_the_scripts_are_valid_bash(root, name):
    """A typing error would show in Gradescope only."""
    done = subprocess.run(["bash", "-n", root / "source" / name], check=False)

    assert done.returncode == 0


def test_setup_makes_an_environment_and_installs_the_wheel_with_its_pins(root):
    """Run with a stand-in for Python that writes down how it is called."""
    (root / "bin").mkdir()
    log = root / "log"
    fake = f"""#!/bin/sh
[ "$1" = -c ] && exit 0
echo "$@" >> {log}
[ "$2" = venv ] && mkdir -p "$3/bin" && cp "$0" "$3/bin/python"
exit 0
"""
    for name in ("python3.14", "python3"):
        (root / "bin" / name).write_text(fake)
        (root / "bin" / name).chmod(0o755)
    env = {"PATH": f"{root / 'bin'}:{os.defpath}", "AUTOGRADER_ROOT": str(root)}
    command = ["bash", root / "source" / "setup.sh"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    calls = log.read_text().splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert calls[0] == f"-m venv {root}/venv"
    assert ".whl --constraint" in calls[1]
    assert stat.S_IMODE((root / "source").stat().st_mode) == 0o700


def test_pins_name_the_libraries_that_students_code_runs_with(root):
    """The same numpy there as here."""
    import numpy as np

    assert f"numpy=={np.__version__}\n" in (
        root / "source" / "constraints.txt"
    ).read_text().splitlines(keepends=True)


def test_an_assignment_that_is_not_released_has_no_zip(assignment, tmp_path):
    """There is nothing yet that students could hand in."""
    assignment.release_notebook.unlink()

    with pytest.raises(UserError, match="not released"):
        gradescope_zip.make_autograder(assignment, tmp_path / "a.zip")


def test_visibility_is_one_of_gradescopes_words():
    """A word that Gradescope does not know would show everything."""
    assert gradescope_zip.read_visibility("after_published") == "after_published"
    with pytest.raises(UserError, match="no visibility"):
        gradescope_zip.read_visibility("never")


# ------------------------------------------------------------------ the results


def result(name="total", **more):
    values = {
        "notebook": "sums",
        "kind": Kind.CODE,
        "score": 1.0,
        "max_score": 4.0,
        "verdict": Verdict.WRONG,
        "outcomes": (
            Outcome(
                test="test_values",
                rubric="Values are added.",
                verdict=Verdict.WRONG,
                weight=1.0,
                message="it is \x1b[31mwrong",
            ),
        ),
        "probe": Probe(call="total([1])", yours="2", expected="1"),
        **more,
    }
    return ExerciseResult(name=name, **values)


def report(*exercises, **more):
    values = {
        "student": "submission 1",
        "assignment": "sums",
        "status": "graded",
        "score": 1.0,
        "max_score": 4.0,
        "suite": "abc",
        "sandbox": "full",
        "submission": GradedFile(file="sums.ipynb", sha256="00"),
        **more,
    }
    return Report(exercises=exercises, **values)


def test_an_exercise_is_one_test_with_what_its_page_would_say():
    """Rubric, reason, the public call; control signs are shown, not sent."""
    found = gradescope_runner.gradescope_results(
        report(result()), shown="after_due_date"
    )["tests"][1]

    assert found["visibility"] == "after_due_date"
    assert found["status"] == "failed"
    assert found["output"].splitlines()[:3] == [
        "✗ Values are added.",
        "    It is \\x1b[31mwrong.",
        "total([1])",
    ]


def test_written_questions_are_named_and_are_no_test():
    """A person reads them; Gradescope must not think that they got 0."""
    written = result("why", kind=Kind.WRITTEN, score=None, verdict=None, outcomes=())
    found = gradescope_runner.gradescope_results(
        report(result(), written), shown="visible"
    )

    assert [one["name"] for one in found["tests"]] == ["Your notebook", "total"]
    assert found["output"] == "A person will read: why."


def test_a_suspicious_submission_shows_no_points_and_not_what_gave_it_away():
    """Only instructors read what the canary saw: it is on stdout."""
    seen = report(result(), status="suspicious", score=0.0, tampering="a canary passed")
    found = gradescope_runner.gradescope_results(seen, shown="visible")

    assert (found["score"], found["tests"][1]["score"]) == (0.0, 0.0)
    assert "canary" not in json.dumps(found)


def test_what_could_not_be_read_has_no_score_and_says_what_to_do():
    """Gradescope keeps no mark open, so an empty file gets none at all."""
    lost = Outcome(test="test_values", verdict=Verdict.MISSING, weight=1.0)
    empty = report(
        result(score=0.0, verdict=Verdict.MISSING, outcomes=(lost,)),
        status="unreadable",
        unreadable="the file is empty: save it again",
    )
    found = gradescope_runner.gradescope_results(empty, shown="visible")

    assert "score" not in json.dumps(found)
    assert "The file is empty: save it again." in found["tests"][0]["output"]


def test_our_fault_is_said_to_be_ours():
    """What we could not grade was not deducted, and has no score: nobody decided it."""
    ours = Outcome(test="test_values", verdict=Verdict.GRADER_ERROR, weight=1.0)
    broken = result(score=4.0, verdict=Verdict.GRADER_ERROR, outcomes=(ours,))
    found = gradescope_runner.gradescope_results(
        report(broken, status="not_graded", score=4.0), shown="visible"
    )

    assert "score" not in found
    assert not any("score" in one for one in found["tests"])
    assert "fault is ours" in found["output"]
    assert "nothing was deducted" in found["tests"][1]["output"]
