"""nbgrader's own autograde command, with our sandbox in the place of its kernel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.gradebook import Gradebook
from autograder.marks import manual_marks
from tests import minicourse

ROOT = Path(__file__).resolve().parents[2]
CHEAT = """\
def total(values):
    open("/proc/self/cwd/ran", "w").close()
    return 0.0
open("ran", "w").close()
"""

pytestmark = [
    pytest.mark.nbgrader,
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_our_grader_decides_when_nbgrader_autogrades(tmp_path):
    """`nbgrader autograde` runs nothing itself, and our points are in the gradebook."""
    assignment = minicourse.write_course(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    minicourse.hand_in(assignment, "ann", minicourse.solved(total=CHEAT))
    Gradebook(assignment).__exit__(None, None, None)
    scripts = Path(sys.executable).parent

    subprocess.run(
        [scripts / "nbgrader", "autograde", "sums", "--student", "ann"],
        cwd=tmp_path,
        env={
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
        },
        check=True,
        capture_output=True,
        timeout=120,
    )

    marks = manual_marks(assignment)["ann"]
    assert (marks["total"].score, marks["mean"].score) != (4.0, 2.0)
    assert marks["spread"].extra_credit == 1.0
    assert assignment.reports.joinpath("ann.json").is_file()
    assert not list(tmp_path.rglob("ran"))
