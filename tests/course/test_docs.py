"""The documents: short, linked, and every command in them runs."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import coverage
from autograder.course import Course

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def commands():
    """Give the commands of the README's console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", README, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line[2:].split("#")[0].strip() for line in lines if line.startswith("$ ")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Build a small demo: a course directory with a class in it."""
    folder = tmp_path_factory.mktemp("readme") / "course"
    run(["autograder", "demo", str(folder), "--students", "2"], ROOT)
    return folder


def run(command, folder):
    binaries = Path(sys.executable).parent
    program, *arguments = command
    done = subprocess.run(
        [str(binaries / program), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
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
