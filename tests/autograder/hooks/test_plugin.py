"""Hidden suites by hand: pytest's own command on the reference and on a notebook."""

import json
import os
import subprocess
import sys

import pytest

from tests import minicourse
from tests.minicourse import solved

pytestmark = pytest.mark.sandbox


def run_pytest(root, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "autograder.hooks.plugin"]
    options = ["-p", "no:cacheprovider", "--import-mode=importlib", "-rs"]
    done = subprocess.run(
        [*command, *options, *arguments],
        capture_output=True,
        text=True,
        cwd=root,
        # Our own plugin is asked for by name; others take a second to import.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def submitted(root, **changed):
    path = root / "mine.ipynb"
    path.write_text(json.dumps(solved(**changed)))
    return ["--submission", str(path)]


def test_reference_passes(assignment):
    """Without a submission the reference is graded."""
    code, out = run_pytest(assignment.course.root, "tests/hidden")

    assert code == 0
    assert "5 passed" in out


def test_submission_is_graded(assignment):
    """A wrong value fails, what waits for it is skipped with its reason."""
    root = assignment.course.root
    wrong = submitted(root, total="def total(values):\n    return 0.0")
    code, out = run_pytest(root, "tests/hidden/sums", *wrong)

    assert code == 1
    assert "WRONG: the result is 100% off" in out
    assert "BLOCKED: needs test_values" in out
    assert "The values are added up." in out


def test_unattempted_exercise_fails_in_one_line(assignment):
    """A stub is NOT_ATTEMPTED, without a traceback of ours."""
    root = assignment.course.root
    stub = submitted(root, spread=minicourse.STUB.format(name="spread"))
    code, out = run_pytest(root, "tests/hidden/sums/test_spread.py", *stub)

    assert code == 1
    assert "NOT_ATTEMPTED: not attempted yet" in out
    assert "Traceback" not in out


def test_pytest_options_work(assignment):
    """`-k` and `-x` choose and stop as ever."""
    root = assignment.course.root
    code, out = run_pytest(root, "tests/hidden", "-k", "mean", *submitted(root))
    wrong = submitted(root, total="def total(values):\n    return 0.0")
    stopped, said = run_pytest(root, "tests/hidden", "-x", *wrong)

    assert (code, stopped) == (0, 1)
    assert "1 passed, 4 deselected" in out
    assert "stopping after 1 failures" in said


def test_missing_submission_is_a_usage_error(assignment):
    """A path that is not there is the caller's mistake."""
    code, out = run_pytest(
        assignment.course.root, "tests/hidden", "--submission", "nowhere.ipynb"
    )

    assert code == 4
    assert "there is no file `nowhere.ipynb`" in out
