"""The documents: short, and every command in them does what they say."""

import re
import shlex
import shutil
from functools import partial

import pytest
import typer

from autograder import cli
from autograder.course.course import Course
from autograder.tools.authoring import coverage
from autograder.tools.certify import certify, trial_plan
from tests import handedin, walkthrough
from tests.course.test_docs_commands import course_of
from tests.walkthrough import DOCS, ROOT

README = (ROOT / "README.md").read_text("utf-8")
VERBS = typer.main.get_command(cli.app).commands

QUOTED = re.compile(
    r"(?:`|^ {4}|^\$ )autograder (?:--debug )?([a-z]+)([^`#\n]*)", re.MULTILINE
)
"""a command in a sentence, in a table or on a line of its own"""


def commands():
    """Give the commands of the README's console blocks."""
    lines = [
        line
        for block in walkthrough.consoles(README)
        for line in walkthrough.typed(block)
    ]
    return [walkthrough.command_of(line) for line in lines]


def document(name):
    """Give the text of a document."""
    return (DOCS / f"{name}.md").read_text("utf-8")


def demo(folder):
    """Build a small demo: a course directory with a class in it."""
    walkthrough.run(["autograder", "demo", str(folder), "--students", "1"], ROOT)
    shutil.copy(ROOT / "source/gradients/gradients.ipynb", folder)  # a student's own
    for parts in ("source", "assignments", "tests/hidden"):
        for part in (folder / parts).iterdir():
            if part.is_dir() and part.name != "gradients":
                shutil.rmtree(part)
    return folder


@pytest.fixture
def run_here(run, monkeypatch, lent_zygotes):
    """Give what runs our own commands in this process, where they find all imported.

    README's and the students' are processes. `debug` reads what is typed.
    """

    def run_here(command, folder, code):
        program, *words = command
        if program != "autograder" or "debug" in words:
            return walkthrough.run(command, folder, code)
        monkeypatch.chdir(folder)
        ended, out, err = run(*words)
        assert ended == code, f"{command}\n{out}\n{err}"
        return out

    return run_here


def test_readme_is_short_and_has_its_sections():
    """A reader in a hurry finds their section in at most 150 lines."""
    assert len(README.splitlines()) <= 150
    for who in ("a student", "a TA", "an instructor", "a developer"):
        assert f"## I am {who}" in README


def test_coverage_table_is_the_generated_one_and_leaves_no_row_out():
    """Every row of the lecture is met by an exercise, a plot or a question."""
    course = Course.find(ROOT)
    met = re.findall(
        r"^\| (L\d+) \|", coverage.coverage_table(course), flags=re.MULTILINE
    )

    assert coverage.fill_coverage(README, course) == README
    assert met == [f"L{number}" for number in range(1, 15)]


@pytest.mark.sandbox
@pytest.mark.slow
def test_readme_commands_run(tmp_path):
    """Every command a reader could copy does what it says, in a fresh course."""
    typed = [one for one in commands() if not one.startswith("make")]
    course = demo(tmp_path / "course")
    # `test_grading` certifies the real one: here its name stands for a small one.
    small = course_of(tmp_path / "small", ["gradients"]).root
    for command in typed:
        where = small if "certify" in command else course
        assert walkthrough.run(shlex.split(command), where) is not None, command

    assert len(typed) > 10


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_instructors_walk_through_does_what_it_says(tmp_path, run_here):
    """Each file, cell and command of the document, in its order, in an empty folder."""
    text = document("instructors")
    walkthrough.walk(text, tmp_path, notebook=handedin.NOTEBOOK, run_command=run_here)

    assert re.findall(r"suite \w+, (.*)", text) == ["not certified", "certified"]
    assert (tmp_path / "solutions/signals/certified.json").is_file()


@pytest.mark.sandbox
@pytest.mark.slow
def test_students_walk_through_does_what_it_says(tmp_path):
    """An answer that is wrong, the same mended, and the zip to hand in."""
    assignment = handedin.write_course(tmp_path / "course")
    given = handedin.answers(assignment)
    del given["running_mean"]
    (tmp_path / "signals.ipynb").write_bytes(handedin.solved(assignment, given))
    walkthrough.walk(document("students"), tmp_path, notebook="signals.ipynb")

    assert (tmp_path / "checked.html").is_file()
    assert (tmp_path / "signals-s001.zip").is_file()


@pytest.mark.sandbox
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tas_walk_through_does_what_it_says(tmp_path, run_here):
    """A folder of submissions becomes grades and pages, and a regrade moves one."""
    assignment = handedin.write_course(tmp_path)
    certify.certify_all(
        assignment.course, [], trial_plan.CertifyOptions(tolerances=False, jobs=1)
    )
    walkthrough.walk(
        document("tas"),
        tmp_path,
        notebook=handedin.NOTEBOOK,
        run_command=run_here,
        meanwhile={
            "autograder gradebook signals": partial(
                handedin.read_in_formgrader, assignment
            ),
            "autograder regrade signals": partial(
                handedin.drop_a_hidden_test, assignment
            ),
        },
    )

    assert (tmp_path / "back.zip").is_file()
    assert "Bob Berg" in (tmp_path / "grades.csv").read_text("utf-8")


def test_what_is_not_printed_is_found():
    """A block of output that a command no longer prints is an error."""
    with pytest.raises(AssertionError, match="not printed"):
        walkthrough.assert_shows("graded 4\n  …\nall well\n", "graded 4\nlate 1\n")


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=str
)
def test_quoted_commands_exist(path):
    """What a sentence or a table quotes of a command line can be typed."""
    for verb, rest in QUOTED.findall(path.read_text("utf-8")):
        known = {one for parameter in VERBS[verb].params for one in parameter.opts}
        asked = set(re.findall(r"(?<!\S)-{1,2}[a-z][a-z-]*", rest))

        assert asked <= known, (verb, asked - known)


@pytest.mark.parametrize("command", [one for one in commands() if "make" in one])
def test_make_command_exists(command):
    """Every make target that the README names is one."""
    makefile = (ROOT / "Makefile").read_text()

    assert re.search(rf"^{command.split()[1]}:", makefile, flags=re.MULTILINE)
