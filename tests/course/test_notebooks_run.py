"""The notebooks as people run them: solved, released, with nothing installed."""

import json
import resource
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest

from autograder.course.course import Course
from tests.waiting import PATIENCE

ROOT = Path(__file__).parents[2]
COURSE = Course.find(ROOT)
NAMES = COURSE.names()

pytestmark = pytest.mark.slow


def execute(path):
    """Run a notebook in a kernel as Jupyter does; a cell's error raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nbformat
        from nbclient import NotebookClient

        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3")
        client.execute()
    return notebook


def said_by(notebook, grade_id):
    """Give the text that a grade cell printed."""
    cell = next(
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return "".join(one.text for one in cell.outputs if one.output_type == "stream")


def graded_code(name):
    return [one for one in COURSE.assignment(name).exercises if one.kind != "written"]


@pytest.mark.parametrize("name", NAMES)
def test_solved_notebook_passes_its_visible_checks(name):
    """The instructor's notebook computes for less than a minute, and all is green."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    notebook = execute(COURSE.assignment(name).source_notebook)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    assert after - before < 60
    for exercise in graded_code(name):
        said = said_by(notebook, exercise.name)
        assert f"✓ {exercise.name}: visible checks passed" in said
        assert "✗" not in said


@pytest.mark.parametrize("name", NAMES)
def test_released_notebook_says_what_is_not_attempted(name):
    """Run All on the release ends without an error, and every check says why."""
    notebook = execute(COURSE.assignment(name).release_notebook)

    for exercise in graded_code(name):
        assert "not attempted yet" in said_by(notebook, exercise.name), exercise.name


BARE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
import matplotlib
matplotlib.use("agg")
import json
namespace = {{"__name__": "__main__"}}
for cell in json.load(open({path!r}))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), namespace)
print("done")
"""


@pytest.mark.parametrize("name", NAMES)
def test_released_notebook_needs_nothing_of_ours(name, tmp_path):
    """With numpy, matplotlib and scikit-learn alone, Run All ends without an error."""
    refused = {"autograder", "nbgrader", "pytest", "pandas", "yaml", "pydantic", "rich"}
    path = tmp_path / "bare.ipynb"
    path.write_text(json.dumps(COURSE.assignment(name).release))
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(BARE).format(refused=refused, path=str(path)),
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )

    assert done.stdout.endswith("done\n"), done.stderr
