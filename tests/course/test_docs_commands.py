"""Commands of docs/collect.md, class.md, lms.md, certify.md run, in a small course.

Nothing here hangs on how a document is worded: what its commands name is made before
they run. An assignment that they name is the small course's under that name, and a
file that they read and that no earlier one wrote is a download with two submissions.
"""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from autograder import cli
from autograder.batch import run_batch
from autograder.course.course import Course
from autograder.submissions import intake
from tests import minicourse
from tests.downloads import zip_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("collect", "class", "lms", "certify")
WRITES = ("--to", "--page")
"""options whose value a command writes"""

ROSTER = "id,name,email\ns001,Jane Doe,jane@x.edu\ns002,Bob Berg,bob@x.edu\n"
WRONG = "def total(values):\n    return 0.0"
COMMANDS = typer.main.get_command(cli.app).commands


def typed(name):
    """Give the commands of a document's console blocks, as words."""
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, flags=re.DOTALL)
    lines = [line[2:] for block in blocks for line in block.splitlines() if line]
    return [shlex.split(one, comments=True) for one in lines]


def named(commands):
    """Name the assignments: what stands where a verb takes such names."""
    found = {}
    for _, verb, *words in commands:
        takes = [one.name for one in COMMANDS[verb].params]
        names = words[: len(words) if "names" in takes else int("name" in takes)]
        for word in names:
            if word.startswith("-"):
                break
            found[word] = None
    return list(found)


def needed(commands):
    """Give the files that are read and that no earlier command wrote."""
    written, missing = set(), {}
    for _, _, *words in commands:
        for before, word in zip(["", *words], words, strict=False):
            if before in WRITES:
                written.add(word)
            elif Path(word).suffix and word not in written:
                missing[word] = None
    return list(missing)


def submissions(name):
    """Give two notebooks, one of them wrong, as Canvas calls them."""
    right, wrong = minicourse.solved(), minicourse.solved(total=WRONG)
    return {
        f"doejane_7001_9001_{name}.ipynb": json.dumps(right).encode(),
        f"bergbob_LATE_7002_9002_{name}.ipynb": json.dumps(wrong).encode(),
    }


def course_of(folder, names):
    """Write a course with the small assignment under each of these names."""
    minicourse.write_course(folder)
    for name in names:
        for root in ("source", "assignments", "solutions", "tests/hidden"):
            target = folder / root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            for path in (folder / root / "sums").rglob("*"):
                if path.is_file():
                    inside = str(path.relative_to(folder / root / "sums"))
                    copy = target / inside.replace("sums.", f"{name}.")
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_bytes(path.read_bytes())
    (folder / "roster.csv").write_text(ROSTER)
    (folder / "course.yaml").write_text("roster: roster.csv\n")
    return Course.find(folder)


def graded(course, names):
    """Hand in and grade the two submissions of each assignment."""
    for name in names:
        assignment = course.assignment(name)
        for student, data in zip(
            ("s001", "s002"), submissions(name).values(), strict=True
        ):
            minicourse.hand_in(assignment, student, data)
        run_batch.grade_all(assignment, intake.submitting_students(assignment))


def mend(course, names):
    """Ask for more in each hidden suite, so that a regrade changes something."""
    for name in names:
        suite = course.assignment(name).hidden / "test_total.py"
        suite.write_text(suite.read_text().replace("@weight(2)", "@weight(5)"))


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.usefixtures("lent_zygotes")
@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_of_the_document_run(document, tmp_path, monkeypatch, run):
    """Each fenced command, in the document's order, ends well and writes its file."""
    commands = typed(document)
    names = named(commands)
    course = course_of(tmp_path / "course", names)
    if not needed(commands):  # the document speaks of what is graded already
        graded(course, names)
        mend(course, names)
    for file in needed(commands):
        (course.root / file).write_bytes(zip_of(submissions(names[0])))
    monkeypatch.chdir(course.root)
    ended = {}
    for words in commands:
        code, _, err = run(*words[1:])
        ended[shlex.join(words)] = (code, err)

    assert len(commands) >= 3
    assert {one: end for one, end in ended.items() if end[0]} == {}
    assert names
    for _, _, *words in commands:
        for before, word in pairwise(words):
            assert before not in WRITES or (course.root / word).stat().st_size


@pytest.mark.parametrize("document", DOCUMENTS)
def test_verbs_and_options_in_the_text_exist(document):
    """What a sentence quotes of a command line can be typed."""
    text = (ROOT / "docs" / f"{document}.md").read_text("utf-8")
    quoted = re.findall(r"`autograder ([a-z]+)([^`]*)`", text)

    assert quoted
    for verb, rest in quoted:
        known = {one for param in COMMANDS[verb].params for one in param.opts}
        asked = set(re.findall(r"(?<!\w)--[a-z][a-z-]*", rest))

        assert asked <= known, (document, verb, asked - known)


def test_a_command_that_is_wrong_is_found():
    """The names and files are taken from the commands, whatever they are called."""
    commands = [
        ["autograder", "publish", "a", "b", "--to", "x.zip"],
        ["autograder", "collect", "a", "y.zip"],
        ["autograder", "return", "c", "--to", "z.zip", "--format", "canvas"],
        ["autograder", "grades", "--to", "t.csv"],
    ]

    assert named(commands) == ["a", "b", "c"]
    assert needed(commands) == ["y.zip"]
