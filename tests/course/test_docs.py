"""The documents: short, linked, and every command in them runs."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import coverage
from autograder.course import Course

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
INSTRUCTORS = (ROOT / "docs" / "instructors.md").read_text()

STEP = re.compile(
    r"(?:^(?P<head>\*\*`[^`\n]+`\*\*, [^\n]*|Cell [^\n]*)\n\n)?"
    r"(?:^```(?P<kind>\w+)\n(?P<text>.*?)^```$)?",
    re.DOTALL | re.MULTILINE,
)
"""a fenced block, and the line above it that says which file or cell it is"""


def commands():
    """Give the commands of the README's console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in typed(block)]


def typed(block):
    """Give the lines of a console block that a reader types, comments included."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Build a small demo: a course directory with a class in it."""
    folder = tmp_path_factory.mktemp("readme") / "course"
    run(["autograder", "demo", str(folder), "--students", "2"], ROOT)
    shutil.copy(ROOT / "source/gradients/gradients.ipynb", folder)  # a student's own
    return folder


def run(command, folder, code=0):
    binaries = Path(sys.executable).parent
    program, *arguments = command
    done = subprocess.run(
        [str(binaries / program), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_readme_is_short_and_has_its_sections():
    """A reader in a hurry finds their section in at most 150 lines."""
    assert len(README.splitlines()) <= 150
    for who in ("a student", "a TA", "an instructor", "a developer"):
        assert f"## I am {who}" in README


def test_coverage_table_is_the_generated_one_and_leaves_no_row_out():
    """Every row of the lecture is met by an exercise, a plot or a question."""
    course = Course.find(ROOT)
    met = re.findall(r"^\| (L\d+) \|", coverage.table(course), flags=re.MULTILINE)

    assert coverage.filled(README, course) == README
    assert met == [f"L{number}" for number in range(1, 15)]


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [one for one in commands() if not one.startswith("make")]
)
def test_readme_command_runs(course, command):
    """Every command a reader could copy does what it says, in a fresh course."""
    words = shlex.split(command)
    options = ["-p", "autograder.plugin", "--import-mode=importlib"]

    assert run(words + (options if words[0] == "pytest" else []), course) is not None


@pytest.mark.sandbox
@pytest.mark.slow
def test_instructors_walk_through_does_what_it_says(tmp_path):
    """Each file, cell and command of the document, in its order, in an empty folder.

    What a block of output shows is what the commands above it print.
    """
    shown = printed = ""
    for step in STEP.finditer(INSTRUCTORS):
        head, kind, text = step["head"] or "", step["kind"], step["text"] or ""
        if head.startswith("Cell"):
            add_cell(tmp_path / "source/signals/signals.ipynb", head, text)
        elif head:
            write(tmp_path / head.split("`")[1], text, head)
        elif kind == "console":
            printed = "".join(type_in(line, tmp_path) for line in typed(text))
        elif kind == "text":
            shown += text
            assert_shows(text, printed)
        else:
            assert kind is None, f"a block that is no step:\n{text}"

    assert shown.count("certified") == 2


def type_in(line, folder):
    """Run one line of a console block; `# exit 1` says how it ends."""
    command, _, comment = line.partition("#")
    code = int(comment.split()[-1]) if comment.strip().startswith("exit") else 0
    words = shlex.split(command)
    if words[0] == "pytest":
        words += ["-p", "autograder.plugin", "--import-mode=importlib"]
    return run(words, folder, code)


def write(path, text, head):
    """Write a file as the line above it says: new, or at the end of what is there."""
    assert path.exists() == head.endswith("at the end:"), head
    assert head.endswith(("at the end:", "new:")), head
    before = path.read_text() + "\n\n" if path.exists() else ""
    path.write_text(before + text)


def add_cell(path, head, text):
    """Add a cell as JupyterLab would: its type of *Create Assignment*, and points."""
    notebook = json.loads(path.read_text())
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    if not head.startswith("Cell of text"):
        name, kind = re.findall(r"^Cell `(\w+)`, \*([\w -]+)\*", head)[0]
        tags = {
            "schema_version": 3,
            "grade_id": name,
            "grade": kind == "Autograded tests",
            "locked": kind != "Autograded answer",
            "solution": kind == "Autograded answer",
            "task": False,
        }
        points = re.search(r"(\d+) points", head)
        tags |= {"points": int(points[1])} if points else {}
        cell = {"cell_type": "code", "metadata": {"nbgrader": tags}, "source": text}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook))


def assert_shows(text, printed):
    """Check that these lines were printed, in this order; `…` stands for others."""
    rest = plain(printed)
    for part in re.split(r"^ *…\n", plain(text), flags=re.MULTILINE):
        before, found, rest = rest.partition(part)

        assert found == part, f"not printed after\n{before}\n{part}"


def plain(output):
    """Give an output without what every run has of its own: the suite's hash."""
    return re.sub(r"suite [0-9a-f]{7}", "suite", output)


@pytest.mark.parametrize("command", [one for one in commands() if "make" in one])
def test_make_command_exists(command):
    """Every make target that the README names is one."""
    makefile = (ROOT / "Makefile").read_text()

    assert re.search(rf"^{command.split()[1]}:", makefile, flags=re.MULTILINE)


@pytest.mark.parametrize(
    "document", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=str
)
def test_links_lead_somewhere(document):
    """Relative links point at files that are there."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())

    assert all((document.parent / link).exists() for link in links), links
