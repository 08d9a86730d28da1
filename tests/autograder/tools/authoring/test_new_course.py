"""A new assignment: complete, certified as it stands, and on any subject."""

import json
import re
import sqlite3
import subprocess
import symtable
import sys
from contextlib import closing
from pathlib import Path

import pytest

from autograder import cli
from autograder.batch import run_batch
from autograder.cli.screens.new_screen import announce_assignment
from autograder.common.errors import UserError
from autograder.course.course import Course
from autograder.model import Kind
from autograder.submissions import intake
from autograder.tools.authoring import release
from autograder.tools.authoring.new_course import (
    EXAMPLE,
    PLACES,
    RESERVED,
    create_assignment,
)
from tests import minicourse

pytestmark = pytest.mark.nbgrader

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder that became a course with one assignment of two exercises."""
    folder = tmp_path_factory.mktemp("new") / "course"
    create_assignment(folder, "signals", exercises=("smooth", "blur"))
    return folder


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command line here; give exit code, stdout and stderr."""

    def run_it(*arguments):
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        ended = None
        try:
            cli.main()
        except SystemExit as error:
            ended = error.code
        said = capsys.readouterr()
        return ended or 0, said.out, said.err

    return run_it


def command(folder, *arguments):
    """Run the command line in a process of its own; give what it printed."""
    program = "from autograder.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# ------------------------------------------------------------------ what is made


@pytest.mark.sandbox
@pytest.mark.slow
def test_new_assignment_is_certified_as_it_stands(tmp_path):
    """The example is a good one: no problem, no mutant left, answers enough."""
    command(tmp_path, "new", "signals")
    found = json.loads(command(tmp_path, "certify", "signals", "--mutants", "--json"))
    certified = json.loads((tmp_path / "solutions/signals/certified.json").read_text())

    assert found[0]["problems"] == found[0]["thin"] == found[0]["hinges"] == []
    assert found[0]["mutants"] > 10
    assert found[0]["suite"] == certified["suite"]


def test_each_exercise_has_all_its_files(folder):
    """Reference, probe, suite, catalogue and cells are there under each name."""
    assignment = Course.find(folder).assignment("signals")
    reference, probes = (
        (assignment.solutions / name).read_text()
        for name in ("reference.py", "probes.py")
    )

    assert [one.name for one in assignment.exercises] == ["smooth", "blur"]
    assert {one.kind for one in assignment.exercises} == {Kind.CODE}
    assert [float(one.points) for one in assignment.exercises] == [5, 5]
    for name in ("smooth", "blur"):
        assert reference.count(f"def {name}(values, width):") == 1
        assert probes.count(f"def {name}(f):") == 1
        assert f"student.{name}(" in (assignment.hidden / f"test_{name}.py").read_text()
        for shelf in ("accepted", "misconceptions"):
            assert (assignment.solutions / shelf / f"{name}.py").is_file()


def test_students_can_edit_answers_and_nothing_else(folder):
    """Of the cells that the grader knows, the answers alone are not locked."""
    cells = json.loads((folder / "source/signals/signals.ipynb").read_text())["cells"]
    tags = [cell["metadata"]["nbgrader"] for cell in cells if cell["metadata"]]
    free = [one["grade_id"] for one in tags if not one["locked"]]

    assert free == ["smooth_solution", "blur_solution"]
    assert [one["grade_id"] for one in tags if one["grade"]] == ["smooth", "blur"]


def test_nothing_is_left_to_replace(folder):
    """No file holds a placeholder."""
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert len(files) >= 17
    for path in files:
        assert not re.search("ASSIGNMENT|EXERCISE|TITLE|COURSE", path.read_text()), path
        assert path.suffix != ".txt"


def test_new_files_are_formatted_and_linted(folder):
    """What an instructor writes over reads as this repository does."""
    ruff = [sys.executable, "-m", "ruff"]
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache", str(folder)]
    known = ["--config", 'lint.isort.known-first-party=["autograder"]']
    done = [
        subprocess.run([*ruff, *verb], capture_output=True, text=True, check=False)
        for verb in (
            ["format", "--check", *config],
            # A folder elsewhere has no exceptions of its own.
            ["check", *known, "--ignore=D1,S,PLR2004,N801", *config],
        )
    ]

    assert [one.returncode for one in done] == [0, 0], "\n".join(
        one.stdout for one in done
    )


def test_new_course_has_our_setup_cell_and_configuration(folder):
    """What a new course gets is what this one uses."""
    renamed = {"source/setup.py": "", "nbgrader_config.py": '"classification"'}

    for path, course in renamed.items():
        found = (folder / path).read_text()
        ours = (ROOT / path).read_text().replace(course or "\0", '"course"')
        assert found == ours, (
            f"copy it to autograder/tools/authoring/skeleton/course/{path}.txt"
        )


def test_grades_and_secret_stay_out_of_a_new_courses_repository(folder):
    """Whatever of students' work this repository ignores, a new course ignores too."""
    theirs = (folder / ".gitignore").read_text().split()
    ours = (ROOT / ".gitignore").read_text()
    written = ours.partition("# what grading writes")[2].splitlines()[1:]

    assert set(theirs) >= set(written) - {"/demo/"}
    assert "/submitted/" in theirs


def test_reserved_names_are_all_that_the_notebook_binds(folder):
    """No exercise can take a name that a locked cell uses for itself."""
    cells = json.loads((folder / "source/signals/signals.ipynb").read_text())["cells"]
    text = "\n".join(
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"
    )
    symbols = symtable.symtable(text, "notebook", "exec").get_symbols()
    bound = {one.get_name() for one in symbols if one.is_local()}

    assert bound == (RESERVED - {"setup", "given"}) | {"smooth", "blur"}


PLAYED = """
import json, matplotlib, sys
matplotlib.use("agg")
sys.stderr = sys.stdout
namespace = {}
for cell in json.load(open(sys.argv[1]))["cells"]:
    if cell["cell_type"] == "code":
        exec("".join(cell["source"]), namespace)
"""


@pytest.mark.parametrize(
    "tree, said",
    [
        ("source", "✓ smooth: visible checks passed. Hidden tests decide."),
        ("assignments", "– smooth: not attempted yet."),
    ],
)
def test_notebook_runs_to_its_end(folder, tree, said):
    """Solved, it passes its visible checks; released, it says what is missing."""
    path = folder / tree / "signals" / "signals.ipynb"
    played = subprocess.run(
        [sys.executable, "-c", PLAYED, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said in played.stdout
    assert "✗" not in played.stdout


def test_title_is_kept_letter_by_letter(tmp_path):
    """A title may hold what YAML or our templates would read as theirs."""
    title = 'Signals: "EXERCISE" #1'
    create_assignment(tmp_path, "signals", title=title)
    assignment = Course.find(tmp_path).assignment("signals")
    first = assignment.release["cells"][0]["source"]

    assert assignment.title == title
    assert "".join(first).startswith(f"# {title}\n")
    assert [one.name for one in assignment.exercises] == [EXAMPLE]


# ------------------------------------------------------------------------- where


def test_course_that_is_there_keeps_its_files(assignment):
    """A new assignment adds to a course; nothing in it changes."""
    root = assignment.course.root
    (root / "source/setup.py").write_text("import numpy as np\n")
    before = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
    suite = assignment.suite_hash
    made = create_assignment(root, "signals")

    assert Course.find(root).assignment("sums").suite_hash == suite
    assert before == {path: path.read_text() for path in before}
    assert not made.started
    assert {"signals", "sums"} == set(Course.find(root).names())
    assert Path("source/setup.py") not in made.files


def test_folder_of_any_name_becomes_a_course(tmp_path):
    """Whatever stands in the folder's name, nbgrader can read its configuration."""
    create_assignment(tmp_path / 'a "course" of 2027', "signals")
    text = (tmp_path / 'a "course" of 2027' / "nbgrader_config.py").read_text()

    assert 'course_id = "a__course__of_2027"\n' in text


@pytest.mark.sandbox
def test_pytest_runs_hidden_tests_of_a_new_course(folder):
    """As docs/instructors.md says, from the course's folder, without more ado."""
    words = [
        sys.executable,
        "-m",
        "pytest",
        "tests/hidden/signals",
        "-qk",
        "test_lists",
    ]
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout


def test_settings_of_pytest_that_are_there_stay(tmp_path):
    """A pytest.ini would take the place of what pyproject.toml says."""
    (tmp_path / "source").mkdir()
    (tmp_path / "pyproject.toml").touch()
    made = create_assignment(tmp_path, "signals")

    assert Path("pytest.ini") not in made.files


@pytest.mark.parametrize("entries", [[], [".git", ".venv"]], ids=str)
def test_empty_folder_becomes_a_course(tmp_path, entries):
    """Hidden entries do not count: a repository may be there already."""
    for entry in entries:
        (tmp_path / entry).mkdir()
    made = create_assignment(tmp_path, "signals")

    assert made.started
    assert all((tmp_path / path).is_file() for path in made.files)
    assert (tmp_path / "assignments/signals/signals.ipynb").is_file()


def test_folder_with_other_things_is_refused(tmp_path):
    """A course is not poured over somebody's home folder."""
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(UserError, match=r"not empty: it holds `thesis\.tex`") as error:
        create_assignment(tmp_path, "signals")

    assert "--course-dir" in error.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_file_in_place_of_a_folder_is_refused(tmp_path):
    """A file cannot be a course."""
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be a course"):
        create_assignment(tmp_path / "file", "signals")


# ------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name, hint",
    [
        ("week-3", "did you mean `week_3`?"),
        ("über uns", "did you mean `ber_uns`?"),
        ("../up", "did you mean `up`?"),
        ("3rd", "use letters, digits and underscores, a letter first"),
        ("class", "use letters, digits and underscores, a letter first"),
        ("", "use letters, digits and underscores, a letter first"),
    ],
)
def test_assignment_that_is_no_name_is_refused(tmp_path, name, hint):
    """The message says what is wrong and what would do; nothing is written."""
    with pytest.raises(UserError, match="cannot be the name of an assignment") as error:
        create_assignment(tmp_path, name)

    assert error.value.hint == hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "exercises, said",
    [
        (["a b"], "`a b` cannot be the name of an exercise"),
        (["sum"], "`sum` cannot be an exercise"),
        (["setup"], "`setup` cannot be an exercise"),
        (["plot_it"], "`plot_it` would be a plot"),
        (["a", "b", "a"], "the exercise `a` is asked for 2 times"),
    ],
)
def test_exercise_that_cannot_be_one_is_refused(tmp_path, exercises, said):
    """A name that the notebook, Python or the grader uses otherwise is no exercise."""
    with pytest.raises(UserError, match=re.escape(said)) as error:
        create_assignment(tmp_path, "signals", exercises=exercises)

    assert error.value.hint
    assert not list(tmp_path.iterdir())


def test_title_of_two_lines_is_refused(tmp_path):
    """A title is one line."""
    with pytest.raises(UserError, match="not one line"):
        create_assignment(tmp_path, "signals", title="one\ntwo")


@pytest.mark.parametrize(
    "place", ["source", "assignments", "solutions", "tests/hidden"]
)
def test_name_that_is_taken_is_exit_code_2(tmp_path, run, place):
    """What is there stays, wherever it is, and the hint says what to do."""
    (tmp_path / "source").mkdir()
    (tmp_path / place / "signals").mkdir(parents=True)
    code, out, err = run("new", "signals", "--course-dir", tmp_path)

    assert (code, out) == (2, "")
    assert f"error: `signals` exists already: `{place}/signals`\n" in err
    assert "hint: choose another name" in err


def test_interrupted_new_leaves_nothing(tmp_path, monkeypatch):
    """Ctrl-C while nbgrader works: the name is free again."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(
        "autograder.tools.authoring.release.release_assignment", interrupted
    )
    with pytest.raises(KeyboardInterrupt):
        create_assignment(tmp_path, "signals")

    assert not [place for place in PLACES if (tmp_path / place / "signals").exists()]


def test_refused_release_leaves_nothing(tmp_path):
    """Two cells of one name are refused by release; the next try begins anew."""
    with pytest.raises(UserError, match="2 cells have the grade_id `see_a`"):
        create_assignment(tmp_path, "signals", exercises=["a", "see_a"])

    assert not [place for place in PLACES if (tmp_path / place / "signals").exists()]
    assert create_assignment(tmp_path, "signals", exercises=["a"]).name == "signals"


def test_verb_says_what_was_made_and_what_comes_next(tmp_path, run):
    """Each file has its purpose, and the commands find the course."""
    place = tmp_path / "my course"
    code, out, _ = run("new", "signals", "--course-dir", place, "--exercise", "blur")

    assert code == 0
    assert f"`{place}` is a course now. Made:" in out
    assert re.search(r"solutions/signals/accepted/blur\.py +other right answers", out)
    assert f"autograder certify signals --course-dir '{place}'" in out


def test_course_that_was_there_is_not_called_new(assignment):
    """In a course the announcement is about the assignment alone."""
    made = create_assignment(assignment.course.root, "signals")

    assert announce_assignment(made).startswith("Made:\n")


# ------------------------------------------------------------------ other subjects

WORDS = '''\
"""The answers of `words`."""


def count_words(text):
    """Count how often each word occurs, whatever its case: a dict by the word."""
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
'''

WORDS_PROBE = '''\
"""Public probes of `words`."""


def count_words(f):
    """Count three words."""
    return f.count_words("no NO yes")
'''

WORDS_SUITE = '''\
"""Hidden tests of `count_words`."""

from autograder.checks import assert_mapping, assert_true

WORDS = ["sea", "Sea", "SHELL", "shore"]


def test_values(student, reference, rng):
    """Each word has its count, in lower case."""
    text = " ".join(rng.choice(WORDS, size=30))
    expected = reference.count_words(text)
    found = assert_mapping(student.count_words(text), list(expected))
    assert_true(found == expected, "some counts are wrong")


def test_no_words(student):
    """An empty text has no words."""
    assert_mapping(student.count_words("  "), [])
'''

RIGHT = """\
from collections import Counter

def count_words(text):
    return dict(Counter(text.lower().split()))
"""

WRONG = """\
def count_words(text):
    return {word: text.count(word) for word in text.split()}
"""


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """Give a graded assignment on texts: right, wrong and unattempted submissions."""
    root = tmp_path_factory.mktemp("words")
    create_assignment(root, "words", exercises=["count_words"])
    for path, text in {
        "solutions/words/reference.py": WORDS,
        "solutions/words/probes.py": WORDS_PROBE,
        "tests/hidden/words/test_count_words.py": WORDS_SUITE,
    }.items():
        (root / path).write_text(text)
    for shelf in ("accepted", "misconceptions"):
        (root / "solutions/words" / shelf / "count_words.py").unlink()
    release.release_assignment(Course.find(root), "words")
    assignment = Course.find(root).assignment("words")
    for student, answer in (("ann", RIGHT), ("bob", WRONG), ("cyd", None)):
        minicourse.hand_in(assignment, student, answered(assignment.release, answer))
    run_batch.grade_all(
        assignment, intake.submitting_students(assignment), run_batch.RunOptions(jobs=1)
    )
    return root


def answered(released, answer):
    """Give the release with an answer in the cell for it."""
    cells = [
        {**cell, "source": answer}
        if answer and cell["metadata"].get("nbgrader", {}).get("solution")
        else cell
        for cell in released["cells"]
    ]
    return {**released, "cells": cells}


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "student, score, verdicts",
    [
        ("ann", 5.0, {"PASSED"}),
        ("bob", 0.0, {"WRONG", "BLOCKED"}),
        ("cyd", 0.0, {"NOT_ATTEMPTED"}),
    ],
)
def test_other_subject_is_graded_to_a_report(words, student, score, verdicts):
    """Texts and dicts walk the same line as arrays."""
    report = json.loads((words / f"reports/words/{student}.json").read_text())
    (exercise,) = report["exercises"]

    assert report["status"] == "graded"
    assert (exercise["name"], exercise["score"]) == ("count_words", score)
    assert verdicts == {one["verdict"].upper() for one in exercise["outcomes"]}


@pytest.mark.sandbox
def test_other_subject_is_in_the_gradebook(words):
    """Formgrader will show the scores under the exercise's name."""
    with closing(sqlite3.connect(words / "gradebook.db")) as database:
        found = database.execute(
            "SELECT student.id, base_cell.name, grade.auto_score FROM grade"
            " JOIN base_cell ON grade.cell_id = base_cell.id"
            " JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id"
            " JOIN submitted_assignment"
            " ON submitted_notebook.assignment_id = submitted_assignment.id"
            " JOIN student ON submitted_assignment.student_id = student.id"
        ).fetchall()

    assert sorted(found) == [
        ("ann", "count_words", 5.0),
        ("bob", "count_words", 0.0),
        ("cyd", "count_words", 0.0),
    ]
