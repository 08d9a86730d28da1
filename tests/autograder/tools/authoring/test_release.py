"""Releasing: what students get, and what must never be in it."""

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.common.errors import UserError
from autograder.course.course import Course
from autograder.course.source_notebook import source_of
from autograder.gradebook.gradebook import Gradebook
from autograder.output.gradebook_entry import make_entry
from autograder.tools.authoring import release as release_module
from autograder.tools.authoring.release import (
    make_filled_source,
    refuse_incomplete,
    release_assignment,
)
from tests import minicourse
from tests.graded import graded
from tests.markbook import written_marks
from tests.minicourse import cell, markdown
from tests.waiting import PATIENCE

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).resolve().parents[4]
MODEL_TEXT = "Because a sum over nothing has nothing to add."


def source_cells():
    cells = [
        markdown(source="# Sums\n\nAdd, divide, compare."),
        cell("setup", locked=True),
        cell("given", locked=True),
    ]
    for name, points in (("total", 4), ("mean", 2), ("spread", 0)):
        cells += [
            cell(f"{name}_solution", solution=True),
            cell(name, f"{name}([1.0])", grade=True, locked=True, points=points),
        ]
    cells.append(markdown("why", MODEL_TEXT, grade=True, solution=True, points=2.5))
    return cells


def write_source(course, cells):
    path = course.assignment("sums").source_notebook
    path.write_text(json.dumps(minicourse.notebook(cells)), encoding="utf-8")


@pytest.fixture
def course(tmp_path):
    """Give the small course with a source notebook and no release."""
    course = minicourse.write_course(tmp_path).course
    shutil.rmtree(tmp_path / "assignments")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "source" / "setup.py").write_text("import numpy as np\n")
    write_source(course, source_cells())
    return course


def snapshot(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.nbgrader
def test_students_get_stubs_when_an_assignment_is_released(course):
    """The release has signatures and stubs, no answers, no model texts, no yaml."""
    done = release_assignment(course, "sums")

    text = done.release.read_text("utf-8")
    assert [done.release] == [
        path for path in done.release.parent.iterdir() if path.is_file()
    ]
    assert text.count("raise NotImplementedError()") == 3
    assert text.count("YOUR ANSWER HERE") == 1
    assert "Add up the values (n,)." in text
    assert "np.max(values)" not in text
    assert "BEGIN SOLUTION" in done.source.read_text("utf-8")
    assert not (course.root / "gradebook.db").exists()


@pytest.mark.nbgrader
def test_nothing_is_written_when_a_release_is_checked(course):
    """A check tells what would change and leaves every file alone."""
    before = snapshot(course.root)

    checked = release_assignment(course, "sums", check=True)

    assert (checked.source_changed, checked.release_changed) == (True, True)
    assert before == snapshot(course.root)


@pytest.mark.nbgrader
def test_a_release_is_up_to_date_when_it_is_checked_after_writing(course):
    """Releasing twice gives the same; an edit of either file shows."""
    release_assignment(course, "sums")
    assert release_assignment(course, "sums", check=True).up_to_date

    assignment = course.assignment("sums")
    text = assignment.release_notebook.read_text("utf-8")
    assignment.release_notebook.write_text(text.replace("Sums", "Sum"))
    checked = release_assignment(course, "sums", check=True)

    assert (checked.source_changed, checked.release_changed) == (False, True)


@pytest.mark.nbgrader
def test_plain_nbgrader_gives_the_same_bytes_when_it_releases(course):
    """`nbgrader generate_assignment` works in the course and agrees with us."""
    ours = release_assignment(course, "sums").release
    before = ours.read_bytes()

    nbgrader(course, "generate_assignment", "sums", "--force")
    _, said = nbgrader(course, "list")

    assert before == ours.read_bytes()
    assert [ours] == list(ours.parent.iterdir())
    assert "Released assignments:" in said


@pytest.mark.nbgrader
def test_nbgraders_words_are_repeated_when_it_refuses(course):
    """What nbgrader complains of is in our error, without its traceback."""
    cells = source_cells()
    cells[1]["metadata"]["nbgrader"]["schema_version"] = 99
    write_source(course, cells)

    with pytest.raises(UserError, match="nbgrader does not release `sums`"):
        release_assignment(course, "sums")


@pytest.mark.nbgrader
def test_plain_nbgrader_releases_again_when_submissions_are_recorded(course):
    """Nbgrader refuses changed cells then; our rows are those it would have made."""
    release_assignment(course, "sums")
    assignment = course.assignment("sums")
    with Gradebook(assignment) as gradebook:
        done = graded(assignment, "ann", assignment.release)
        gradebook.record(make_entry(assignment, done))

    nbgrader(course, "generate_assignment", "sums", "--force")

    assert release_assignment(course, "sums", check=True).up_to_date
    assert written_marks(assignment) == {"ann": {"why": 0.0}}


def nbgrader(course, *arguments):
    script = Path(sys.executable).with_name("nbgrader")
    path = f"{script.parent}:/usr/bin:/bin"
    done = subprocess.run(
        [script, *arguments],
        cwd=course.root,
        env={"PATH": path, "HOME": str(course.root), "JUPYTER_NO_CONFIG": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize(
    "extra, shown",
    [
        (cell(source="return float(np.max(values) - np.min(values))"), "np.max"),
        (markdown(source=f"A friend says: {MODEL_TEXT}"), "Because"),
        (cell(source="values = rng.normal(size=6)"), "rng.normal"),
    ],
    ids=["an answer", "a model text", "a hidden test"],
)
def test_nothing_is_written_when_a_release_would_leak(
    course, monkeypatch, extra, shown
):
    """A leak is refused in words, and no file changes."""
    monkeypatch.setattr(release_module, "generate_release", _stubbed)
    write_source(course, [*source_cells(), extra])
    before = snapshot(course.root)

    with pytest.raises(UserError, match="would give answers away") as error:
        release_assignment(course, "sums")

    assert shown in str(error.value)
    assert before == snapshot(course.root)


def _stubbed(_, source):
    """Clear answers as nbgrader would, and nothing else."""
    cells = [
        {**one, "source": "..."}
        if one["metadata"].get("nbgrader", {}).get("solution")
        else one
        for one in source["cells"]
    ]
    return {**source, "cells": cells}


@pytest.mark.parametrize("due, leaks", [("2026-02-01", False), ("2026-04-01", True)])
def test_only_later_answers_leak_when_another_assignment_exists(
    course, monkeypatch, due, leaks
):
    """Earlier assignments' answers are given away on purpose; later ones are not."""
    monkeypatch.setattr(release_module, "generate_release", _stubbed)
    _write_other(course, due)
    write_source(course, [*source_cells(), cell(source="x = np.sort(a)[::-1] * 2")])

    if leaks:
        with pytest.raises(UserError, match=r"solutions/other/reference\.py"):
            release_assignment(course, "sums", check=True)
    else:
        assert release_assignment(course, "sums", check=True).release_changed


@pytest.mark.parametrize(
    "due, complaint", [("2026-02-01", None), ("2026-04-01", "not due earlier")]
)
def test_functions_are_given_when_an_earlier_reference_has_them(course, due, complaint):
    """The given cell holds an earlier assignment's function, never a later one's."""
    _write_other(course, due)
    reference = course.assignment("sums").reference
    reference.write_text(
        "from solutions.other.reference import turned\n" + reference.read_text()
    )

    if complaint:
        with pytest.raises(UserError, match=complaint):
            make_filled_source(course.assignment("sums"))
    else:
        filled = make_filled_source(course.assignment("sums"))
        assert "def turned(a):" in source_of(filled["cells"][2])


def _write_other(course, due):
    files = {
        "source/other/assignment.yaml": f"title: Other\ndue: {due}T00:00:00+00:00\n",
        "solutions/other/reference.py": (
            "import numpy as np\n\n\ndef turned(a):\n"
            "    x = np.sort(a)[::-1] * 2\n    return x\n"
        ),
    }
    for name, text in files.items():
        path = course.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_nothing_is_written_when_the_yaml_names_no_exercise(course, monkeypatch):
    """A name that assignment.yaml alone knows is refused before students see it."""
    monkeypatch.setattr(release_module, "generate_release", _stubbed)
    path = course.root / "source/sums/assignment.yaml"
    path.write_text(path.read_text().replace("spread: 1", "spred: 1"))

    with pytest.raises(UserError, match="`bonus` names no exercise `spred`"):
        release_assignment(course, "sums")

    assert not (course.root / "assignments").exists()


def without(name):
    return [one for one in source_cells() if one["id"] != name]


def tagged(name, **tags):
    cells = source_cells()
    for one in cells:
        if one["id"] == name:
            one["metadata"]["nbgrader"] |= tags
    return cells


@pytest.mark.parametrize(
    "cells, complaint",
    [
        (without("total_solution"), "the grade cell `total` has no answer cell"),
        (without("total"), "the answer cell `total_solution` has no grade cell"),
        (tagged("total", points=None), "the grade cell `total` has no points"),
        (tagged("why", grade=False), "the written question `why` is not graded"),
        (
            [*source_cells(), cell("plot_total", grade=True, points=1)],
            "the grade cell `plot_total` has no answer cell",
        ),
        ([*source_cells(), cell("total", locked=True)], "2 cells have the grade_id"),
    ],
)
def test_a_notebook_is_refused_when_its_cells_do_not_fit(course, cells, complaint):
    """Exercises need a grade cell, an answer cell and points."""
    with pytest.raises(UserError, match=complaint):
        refuse_incomplete(course.assignment("sums"), minicourse.notebook(cells))


@pytest.mark.parametrize(
    "lines, complaint, hint",
    [
        (
            "x = 1\n### BEGIN HIDDEN TEST\nassert x",
            "line 2: `### BEGIN HIDDEN TEST`",
            "",
        ),
        ("### BEGIN HIDDEN TESTS\nassert 1", "line 1: `BEGIN HIDDEN TESTS` has no", ""),
        ("assert 1\n### END HIDDEN TESTS", "line 2: `END HIDDEN TESTS` has no", "add"),
        ("### begin hidden tests", "looks like a marker", "### BEGIN HIDDEN TESTS"),
        ("### END SOLUTOIN", "looks like a marker", "### END SOLUTION"),
    ],
)
def test_line_that_looks_like_a_marker_and_is_none_is_refused(
    course, lines, complaint, hint
):
    """The cell and the line are named, before nbgrader lets it through."""
    cells = [*source_cells(), cell(source=lines)]
    with pytest.raises(UserError) as caught:
        refuse_incomplete(course.assignment("sums"), minicourse.notebook(cells))

    assert "`sums`: the cell `text`, line" in str(caught.value)
    assert complaint in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "extra, complaint, hint",
    [
        ({"pionts": 3}, "has the key `pionts`", "did you mean `points`?"),
        ({"colour": "red"}, "has the key `colour`", "remove the key"),
        ({"points": "3"}, "has the key `points`", "must be a number"),
        ({"points": True}, "has the key `points`", "must be a number"),
        ({"points": -1}, "has the key `points`", "must be a number from 0"),
        ({"points": math.inf}, "has the key `points`", "must be a number from 0"),
        ({"points": math.nan}, "has the key `points`", "must be a number from 0"),
        ({"locked": 1}, "has the key `locked`", "must be true or false"),
    ],
)
def test_key_of_a_cell_that_nbgrader_would_refuse_is_named(
    course, extra, complaint, hint
):
    """With its cell; nbgrader prints the last line of a dictionary."""
    cells = source_cells()
    graded = next(one for one in cells if one["id"] == "total")
    graded["metadata"]["nbgrader"] |= extra
    with pytest.raises(UserError, match="the cell `total` has the key") as caught:
        refuse_incomplete(course.assignment("sums"), minicourse.notebook(cells))

    assert complaint in str(caught.value)
    assert hint in caught.value.hint


def test_a_notebook_is_refused_when_a_suite_is_missing(course):
    """A grade cell of code needs its hidden suite."""
    assignment = course.assignment("sums")
    (assignment.hidden / "test_mean.py").unlink()

    with pytest.raises(UserError, match="`mean` has no hidden suite"):
        refuse_incomplete(assignment, minicourse.notebook(source_cells()))


def test_a_notebook_is_refused_when_an_answer_has_a_picture(course):
    """Nbgrader clears an answer's text and would release its attachments."""
    cells = source_cells()
    cells[-1]["attachments"] = {"a.png": {}}

    with pytest.raises(UserError, match="has an attachment"):
        refuse_incomplete(course.assignment("sums"), minicourse.notebook(cells))


@pytest.mark.parametrize(
    "text, complaint",
    [(b"{", "is not a notebook"), (b"[]", "of format 4"), (b"\xff", "not UTF-8")],
)
def test_the_file_is_named_when_a_source_cannot_be_read(course, text, complaint):
    """A broken source notebook is the instructor's to mend."""
    course.assignment("sums").source_notebook.write_bytes(text)

    with pytest.raises(UserError, match=complaint):
        make_filled_source(course.assignment("sums"))


def test_the_file_is_named_when_the_reference_is_missing(course):
    """Releasing needs the reference."""
    course.assignment("sums").reference.unlink()

    with pytest.raises(UserError, match="there is no"):
        make_filled_source(Course.find(course.root).assignment("sums"))


def test_file_and_line_are_named_when_the_reference_is_not_python(course):
    """In the words that `certify` and `grade` use."""
    reference = course.assignment("sums").reference
    reference.write_text("x = 1\ndef (")

    with pytest.raises(
        UserError, match=r"^solutions/sums/reference\.py:2: SyntaxError: invalid syntax"
    ):
        make_filled_source(course.assignment("sums"))
