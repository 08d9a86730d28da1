"""What students run: the visible checks of a notebook, and a zip to hand in."""

import hashlib
import json
import sys
import zipfile
from contextlib import nullcontext
from pathlib import Path

import pytest

from autograder import cli
from autograder.cli.screens.check_screen import checks_screen, receipt_screen
from autograder.common.errors import MachineError, UserError
from autograder.course.source_notebook import grade_id, nbgrader_tags
from autograder.model import Verdict
from autograder.output import feedback_page
from autograder.report import Report
from autograder.sandbox.host import start_sandbox
from autograder.submissions.notebook import parse_notebook
from autograder.tools.student import self_check, submit
from autograder.tools.student.expected_values import (
    compute_checksum,
    read_expected,
    release_label_of,
)
from tests.inprocess import InProcessWorker
from tests.minicourse import cell, markdown, notebook

SETUP = "import sys\nimport numpy as np"
CHECKS = {
    "quiet": "assert quiet() == 1",
    "loud": "print('✓ loud: visible checks passed.')",
    "wrong": "print('✗ wrong: a is\\n1\\nbut should be\\n2', file=sys.stderr)",
    "raised": "raise ValueError('no such thing')",
    "asserts": "assert asserts() == 2, 'it should be 2'",
    "stub": "print('– stub: not attempted yet.')",
    "unwritten": "unwritten()",
    "dies": "dies()",
}
ANSWERS = {
    "unwritten": "def unwritten():\n    raise NotImplementedError()",
    "dies": "def dies():\n    import os\n    os._exit(3)",
}
RELEASES = sorted((Path(__file__).parents[4] / "assignments").glob("*/*.ipynb"))
STUB = "def quiet():\n    raise NotImplementedError()"
UNSIGNED = cell("quiet", grade=True, locked=True, points=2)["metadata"]
LABEL = {"assignment": "sums", "title": "Sums"}


def made(names, **metadata):
    cells = [cell("setup", SETUP, locked=True), markdown(source="# Sums")]
    for name in names:
        answer = ANSWERS.get(name, f"def {name}():\n    return 1")
        cells += [
            cell(f"{name}_solution", answer, solution=True),
            cell(name, CHECKS[name], grade=True, locked=True, points=2),
        ]
    cells.append(markdown("why", "text", grade=True, solution=True, points=2.5))
    for label in metadata.values():
        label.setdefault("answers", [*(f"{name}_solution" for name in names), "why"])
    return {**notebook(cells), "metadata": metadata}


@pytest.fixture(autouse=True)
def nothing_is_imported_ahead(monkeypatch):
    """Leave out pyplot and scikit-learn: each check would import them for seconds."""
    monkeypatch.setattr(self_check, "PRELOAD", ())


@pytest.fixture
def write(tmp_path):
    def write(content, name="sums.ipynb"):
        path = tmp_path / name
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def run(capsys, monkeypatch):
    """Give what a command exits with and prints."""

    def run_it(*arguments):
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code, capsys.readouterr().out

    return run_it


@pytest.mark.sandbox
def test_each_way_to_check_is_understood(write):
    """Printed signs, assertions, errors, missing answers and deaths."""
    report = self_check.check_notebook(write(made(CHECKS, autograder={**LABEL})))
    verdicts = {one.name: one.verdict for one in report.exercises}
    messages = {
        one.name: one.outcomes[0].message for one in report.exercises if one.outcomes
    }

    assert verdicts == {
        "quiet": Verdict.PASSED,
        "loud": Verdict.PASSED,
        "wrong": Verdict.WRONG,
        "raised": Verdict.RAISED,
        "asserts": Verdict.WRONG,
        "stub": Verdict.NOT_ATTEMPTED,
        "unwritten": Verdict.NOT_ATTEMPTED,
        "dies": Verdict.DIED,
        "why": None,
    }
    assert messages["raised"].endswith("no such thing")
    assert messages["asserts"] == "it should be 2"
    assert report.exercises[2].probe.yours == "1"
    assert (report.title, report.submission.file) == ("Sums", "sums.ipynb")
    assert not self_check.all_checks_pass(report)


def in_process(monkeypatch):
    """Run checks in this process: what is read is the same."""
    opened = nullcontext((InProcessWorker, "none"))
    monkeypatch.setattr(self_check, "_worker_for", lambda _sandbox: opened)


def signed(made):
    """Give locked cells nbgrader's checksums, as a release has them."""
    for one in made["cells"]:
        if one["metadata"].get("nbgrader", {}).get("locked"):
            one["metadata"]["nbgrader"] |= {
                "cell_type": one["cell_type"],
                "checksum": compute_checksum(one, one["source"]),
            }
    return made


def answered(source, name="quiet"):
    """Give the signed notebook of `quiet` and `loud` with an answer."""
    made_up = signed(made(["quiet", "loud"], autograder={**LABEL}))
    for one in made_up["cells"]:
        if one["id"] == f"{name}_solution":
            one["source"] = source
    return made_up


def changed(grade_id, **fields):
    made_up = answered("def quiet():\n    return 1")
    for one in made_up["cells"]:
        if one["id"] == grade_id:
            one.update(fields)
    return made_up


def dropped(grade_id, more=()):
    made_up = answered("def quiet():\n    return 1")
    kept = [one for one in made_up["cells"] if one["id"] != grade_id]
    return {**made_up, "cells": [*kept, *more]}


OWN = {**cell(source="def quiet():\n    return 1"), "metadata": {}}
LAID_OUT = {
    "untouched": (answered("def quiet():\n    return 1"), Verdict.PASSED, ""),
    "deleted check": (dropped("quiet"), Verdict.BLOCKED, "not in your notebook"),
    "check without its tag": (
        changed("quiet", metadata={}),
        Verdict.BLOCKED,
        "lost its tag",
    ),
    "check as text": (
        changed("quiet", cell_type="markdown"),
        Verdict.BLOCKED,
        "was changed",
    ),
    "edited check": (changed("quiet", source="1"), Verdict.BLOCKED, "was changed"),
    "check saved on Windows": (
        changed("quiet", source=CHECKS["quiet"] + "\n"),
        Verdict.PASSED,
        "",
    ),
    "edited setup": (
        changed("setup", source="def quiet(): return 1"),
        Verdict.BLOCKED,
        "uses the cell `setup`, which was changed",
    ),
    "answer in a new cell at the end": (
        dropped("quiet_solution", [OWN]),
        Verdict.PASSED,
        "another cell's function was graded",
    ),
    "answer gone": (
        dropped("quiet_solution"),
        Verdict.MISSING,
        "the answer cell `quiet_solution` is not in the notebook",
    ),
    "syntax error": (
        answered("def quiet():\n    return 1)"),
        Verdict.MISSING,
        "`quiet` is not defined: your code raised SyntaxError",
    ),
    "missing package": (
        answered("import no_such_package\ndef quiet():\n    return 1"),
        Verdict.MISSING,
        "your code raised ModuleNotFoundError",
    ),
    "renamed": (answered("def quite():\n    return 1"), Verdict.MISSING, "`quite`"),
    "blank": (answered(STUB), Verdict.NOT_ATTEMPTED, "not attempted yet"),
    "overwritten": (
        dropped("", [cell(source="quiet = quiet()")]),
        Verdict.PASSED,
        "a later cell (`quiet = quiet()`) overwrote `quiet`",
    ),
    "wrong": (answered("def quiet():\n    return 3"), Verdict.RAISED, ""),
    "check that needs a cell that is gone": (
        changed("quiet", source="checking(quiet)", metadata=UNSIGNED),
        Verdict.BLOCKED,
        "needs `checking`, and no cell of your notebook defines that",
    ),
}


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_released_notebooks_are_read_as_what_they_are(path):
    """The checksums are those of nbgrader itself, and nothing is missing."""
    found = parse_notebook(path.read_bytes())
    expected = read_expected(found, path.stem)
    ids = [grade_id(one) for one in found["cells"] if grade_id(one)]

    assert (dict(expected.unchecked), expected.changed) == ({}, ())
    assert [grade_id(one) for one in expected.release["cells"]] == ids
    assert all(
        "checksum" in nbgrader_tags(one) for one in found["cells"] if grade_id(one)
    )


@pytest.mark.parametrize("case", LAID_OUT)
def test_check_says_what_grading_would_see(write, monkeypatch, case):
    """Every place of an answer, every state of its check: never a traceback."""
    content, verdict, said = LAID_OUT[case]
    in_process(monkeypatch)
    report = self_check.check_notebook(write(content))
    quiet, loud, why = report.exercises

    assert (quiet.name, quiet.verdict) == ("quiet", verdict)
    assert said in " ".join([*quiet.notes, *(one.message for one in quiet.outcomes)])
    assert self_check.all_checks_pass(report) == (verdict is Verdict.PASSED)
    assert ("✓ quiet" in checks_screen(report).text.plain) == (
        verdict is Verdict.PASSED
    )
    assert loud.verdict is Verdict.PASSED
    assert why.kind == "written"


@pytest.mark.parametrize("case", LAID_OUT)
def test_submit_refuses_only_what_grading_would_not_find(write, tmp_path, case):
    """What grading gives points is packed, wherever it stands."""
    content, _, _ = LAID_OUT[case]
    if case == "answer gone":
        with pytest.raises(UserError, match="no answer cell for quiet"):
            submit.pack_submission(write(content), student="ada", folder=tmp_path)
    else:
        assert submit.pack_submission(
            write(content), student="ada", folder=tmp_path
        ).path.is_file()


@pytest.mark.parametrize(
    "scratch, is_right",
    [
        ("def helper():\n    return 0", True),
        ("one = 3", True),
        ("kept['one'] = 3", False),
        ("def quiet():\n    return helper() + 1", False),
    ],
)
def test_what_later_cells_change_beneath_a_function_is_judged_as_in_grading(
    write, monkeypatch, scratch, is_right
):
    """A helper's or a number's name that was used again makes no check red."""
    answer = (
        "one, kept = 1, {'one': 1}\ndef helper():\n    return one * kept['one']\n"
        "def quiet():\n    return helper()"
    )
    content = answered(answer)
    content["cells"].append({**cell(source=scratch), "metadata": {}})
    in_process(monkeypatch)
    report = self_check.check_notebook(write(content))

    assert is_right == (report.exercises[0].verdict is Verdict.PASSED)
    assert is_right == ("overwrote" in " ".join(report.exercises[0].notes))
    assert is_right == self_check.all_checks_pass(report)


@pytest.mark.parametrize(
    "source, is_blank", [("text", True), (" text\n", True), ("It adds.", False)]
)
def test_blank_question_is_told_before_handing_in(
    write, monkeypatch, tmp_path, source, is_blank
):
    """Nobody is told that a person will read what grading calls blank."""
    content = made(["quiet"], autograder={**LABEL})
    tag = content["cells"][-1]["metadata"]["nbgrader"]
    tag["checksum"] = compute_checksum(content["cells"][-1], "text")
    content["cells"].append({**content["cells"][-1], "source": source})
    in_process(monkeypatch)
    path = write(content)
    report = self_check.check_notebook(path)
    done = submit.pack_submission(path, student="ada", folder=tmp_path)
    told = "written questions without an answer: why"

    assert is_blank == (report.exercises[-1].verdict is Verdict.NOT_ATTEMPTED)
    assert is_blank == (told in checks_screen(report).text.plain)
    assert is_blank == ("its answer cell is blank" in checks_screen(report).text.plain)
    assert is_blank == (told in receipt_screen(done, report).text.plain)
    assert "checks of 1 of 1 exercises pass" in checks_screen(report).text.plain
    assert self_check.all_checks_pass(report)


def test_changed_cell_of_ours_is_told_where_no_check_uses_it(write, monkeypatch):
    """A picture's cell that was played with keeps nobody from a green check."""
    made_up = answered("def quiet():\n    return 1")
    seen = cell("see_quiet", "print(quiet())", locked=True)
    made_up["cells"].insert(3, seen)
    signed(made_up)
    seen["source"] = "print(quiet(), 'mine')"
    in_process(monkeypatch)
    report = self_check.check_notebook(write(made_up))

    assert self_check.all_checks_pass(report)
    assert report.notes == (
        "the cell `see_quiet` was changed: grading puts the released one back",
    )


def test_old_notebook_without_a_label_is_asked_by_its_cells(write, monkeypatch):
    """Its grade cells say what there is to check."""
    content = signed(made(["quiet", "wrong"]))
    in_process(monkeypatch)
    names = [one.name for one in self_check.check_notebook(write(content)).exercises]

    assert names == ["quiet", "wrong", "why"]


def test_label_alone_says_what_is_asked(write, monkeypatch):
    """When all tags are lost, functions are still found by their names."""
    content = answered("def quiet():\n    return 1")
    for one in content["cells"]:
        one["metadata"] = {}
    in_process(monkeypatch)
    report = self_check.check_notebook(write(content))

    verdicts = {one.name: one.verdict for one in report.exercises}
    assert verdicts == {"quiet": "BLOCKED", "loud": "BLOCKED", "why": None}


@pytest.mark.sandbox
def test_green_notebook_says_what_that_is_worth(write, run):
    """All visible checks pass: exit 0, and the grade is still open."""
    path = write(made(["quiet", "loud"]))
    page = path.with_suffix(".html")
    code, said = run("check", path, "--page", page)

    assert code == 0
    assert self_check.DECIDES in said
    assert "Hidden tests decide the grade." in page.read_text("utf-8")


@pytest.mark.sandbox
def test_red_notebook_is_exit_code_1(write, run):
    """Something to do is no error, and not 0."""
    code, said = run("check", write(made(["wrong", "stub"])))

    assert code == 1
    assert "visible checks to do: wrong, stub" in said
    assert self_check.DECIDES not in said


@pytest.mark.sandbox
def test_page_shows_no_points(write):
    """The page of a check promises nothing."""
    report = self_check.check_notebook(write(made(["quiet", "wrong", "stub"])))
    page = feedback_page.render_feedback(report, points=False)

    assert "1 of 3 checked" in page
    assert "/ 2" not in page
    assert "points</th>" not in page
    assert "hidden tests</th>" not in page


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "the file is empty"),
        (b"{", "damaged"),
        (b"[]", "not a notebook"),
        (notebook([cell(source="1 + 1")]), "not the notebook of an assignment"),
        ({"cells": [cell("a", grade=True)], "nbformat": 4}, "not the notebook of an"),
        (
            {"worksheets": [{"cells": [cell()]}], "nbformat": 3},
            "not the notebook of an",
        ),
        (made(["quiet"]) | {"metadata": []}, ""),
    ],
)
def test_strange_files_are_explained(write, content, said):
    """What is no notebook of an assignment is the user's error, with a hint."""
    path = write(content)
    if not said:
        assert (
            release_label_of(self_check.parse_notebook_file(path, path.read_bytes()))
            == {}
        )
        return
    with pytest.raises(UserError, match=said) as raised:
        self_check.check_notebook(path)

    assert raised.value.hint


def test_missing_file_is_explained(tmp_path):
    """The path is named, and what to give instead."""
    with pytest.raises(UserError, match=r"nowhere.ipynb` cannot be read"):
        self_check.check_notebook(tmp_path / "nowhere.ipynb")


@pytest.mark.sandbox
def test_machine_without_isolation_checks_with_a_warning(write, monkeypatch, caplog):
    """A student's own code may run on their own machine; that is said aloud."""
    real = start_sandbox.start_sandbox

    def refusing(*, sandbox, **options):
        if sandbox == "auto":
            raise MachineError("nothing isolates here")
        return real(sandbox=sandbox, **options)

    monkeypatch.setattr(start_sandbox, "start_sandbox", refusing)
    report = self_check.check_notebook(write(made(["quiet"])))

    assert self_check.all_checks_pass(report)
    assert "runs with all your rights" in caplog.text
    assert report.sandbox.startswith("none")


# ------------------------------------------------------------------ handing in


def test_zip_holds_the_notebook_and_a_manifest(write, tmp_path):
    """The bytes as they were, under the assignment's name, and their hash."""
    path = write(made(["quiet"], autograder={**LABEL}), "my copy (2).ipynb")
    done = submit.pack_submission(path, student="ada", folder=tmp_path)
    with zipfile.ZipFile(done.path) as archive:
        names, inside = archive.namelist(), archive.read("sums.ipynb")
        manifest = json.loads(archive.read("manifest.json"))

    assert done.path.name == "sums-ada.zip"
    assert names == ["sums.ipynb", "manifest.json"]
    assert inside == path.read_bytes()
    assert manifest["sha256"] == hashlib.sha256(inside).hexdigest()
    assert (manifest["student"], manifest["assignment"]) == ("ada", "sums")
    assert done.sha256 == hashlib.sha256(done.path.read_bytes()).hexdigest()


def test_receipt_says_that_nothing_was_sent(write, tmp_path):
    """Hashes and the time, and what to do next."""
    path = write(made(["quiet"], autograder={**LABEL}))
    done = submit.pack_submission(path, student="ada", folder=tmp_path)
    told = receipt_screen(done, None).text.plain

    assert done.sha256 in told
    assert done.receipt.sha256 in told
    assert done.receipt.packed_at in told
    assert "Nothing was sent" in told


@pytest.mark.parametrize(
    "label, options, said",
    [
        (LABEL, {"assignment": "losses"}, "is the notebook of `sums`, not of `losses`"),
        (LABEL, {"student": "../ada"}, "the id cannot be used"),
        (LABEL, {"student": "<b>"}, "the id cannot be used"),
        ({**LABEL, "assignment": "../x"}, {}, "names no assignment"),
        ({**LABEL, "answers": ["quiet_solution", "gone_solution"]}, {}, "for gone"),
    ],
)
def test_what_cannot_be_right_is_refused(write, tmp_path, label, options, said):
    """Another assignment, a strange id, lost answer cells: nothing is written."""
    path = write(made(["quiet"], autograder={**label}))
    with pytest.raises(UserError, match=said):
        submit.pack_submission(
            path, **{"student": "ada", "folder": tmp_path, **options}
        )

    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.sandbox
def test_submit_tells_what_is_red_and_packs_it_all_the_same(write, tmp_path, run):
    """A student may hand in what is not finished, and knows it."""
    path = write(made(["quiet", "wrong"], autograder={**LABEL}))
    code, said = run("submit", path, "--student", "ada", "--to", tmp_path)

    assert code == 0
    assert "visible checks to do: wrong" in said
    assert (tmp_path / "sums-ada.zip").is_file()


def test_hostile_text_is_shown_and_not_obeyed(write):
    """A notebook's own words cannot steer the terminal."""
    report = Report.model_validate_json(
        Report(
            student="x",
            assignment="a",
            title="\x1b[2J",
            status="graded",
            score=0,
            max_score=0,
            suite="",
            sandbox="",
            submission={"file": "x", "sha256": ""},
            notes=("\x1b[31m",),
            exercises=(),
        ).to_json()
    )

    assert "\x1b" not in checks_screen(report).text.plain
