"""Whole submissions through the real line: every one gets a Report, none harms another.

Each case declares what is handed in and what its exercises come to.
"""

import json
from dataclasses import dataclass

import pytest

from autograder.batch import run_batch
from autograder.course.report_store import read_report
from autograder.model import Kind, Verdict
from tests import minicourse
from tests.minicourse import RIGHT, cell, released, solved

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("lent_zygotes")]

ENDLESS = "    while True:\n        pass"


def with_first_cell(source):
    submitted = solved()
    submitted["cells"].insert(0, cell(source=source))
    return submitted


def with_output(text):
    submitted = solved()
    output = {"output_type": "stream", "name": "stdout", "text": text.splitlines(True)}
    submitted["cells"].append({**cell(source="print(1)"), "outputs": [output]})
    return submitted


def with_kernel(language):
    submitted = solved()
    submitted["metadata"] = {"kernelspec": {"name": "x", "language": language}}
    return submitted


def without_answer_cell(name):
    submitted = solved()
    submitted["cells"] = [
        one for one in submitted["cells"] if one["id"] != f"{name}_solution"
    ]
    return submitted


def untagged(name):
    submitted = solved()
    for one in submitted["cells"]:
        if one["id"] == f"{name}_solution":
            one["metadata"] = {}
    return submitted


@dataclass(frozen=True)
class Case:
    """One submission and what it should come to."""

    name: str
    submitted: object
    total: str = "PASSED"
    mean: str = "PASSED"
    spread: str = "PASSED"
    said: str = ""
    """words that the Report must hold"""
    status: str = "graded"

    @property
    def data(self) -> bytes:
        if isinstance(self.submitted, bytes):
            return self.submitted
        return json.dumps(self.submitted).encode()


def all_of(name, submitted, verdict, said):
    return Case(name, submitted, verdict, verdict, verdict, said)


def unreadable(name, submitted, said):
    every = ["MISSING"] * 3
    return Case(name, submitted, *every, said=said, status="unreadable")


CASES = [
    Case("right", solved()),
    all_of("unattempted", released(), "NOT_ATTEMPTED", "not attempted yet"),
    unreadable("truncated", json.dumps(solved()).encode()[:900], "ends too early"),
    unreadable("empty", b"", "the file is empty"),
    unreadable("no_cells", b'{"cells": []}', "has no cells"),
    unreadable("not_json", b"\x89PNG\r\n", "is a picture"),
    unreadable("lists", b'{"cells": [' + b"[" * (1 << 21), "too many lists"),
    Case("printed_brackets", with_output("[[0.1 0.9] [0.4 0.6]]\n" * 100_000)),
    Case("other_kernel", with_kernel("R"), said="it was run as Python"),
    Case("raises_in_first_cell", with_first_cell("1 / 0")),
    Case("exits_in_first_cell", with_first_cell("exit()")),
    Case("dies_in_first_cell", with_first_cell("import os; os._exit(0)")),
    Case("endless_first_cell", with_first_cell("while True:\n    pass")),
    Case(
        "endless_spread",
        solved(spread=f"def spread(values):\n{ENDLESS}"),
        spread="TIMED_OUT",
        said="stuck in `spread`",
    ),
    Case(
        "endless_total",
        solved(total=f"def total(values):\n{ENDLESS}"),
        total="TIMED_OUT",
        said="judged with right versions of `total`",
    ),
    Case(
        "dies_in_spread",
        solved(spread="def spread(values):\n    import os\n    os._exit(0)"),
        spread="DIED",
        said="ended itself",
    ),
    Case(
        "crashes_in_spread",
        solved(
            spread="def spread(values):\n    import ctypes\n    ctypes.string_at(0)"
        ),
        spread="DIED",
    ),
    Case(
        "eats_memory",
        solved(spread="def spread(values):\n    return np.ones((1 << 40,)).sum()"),
        spread="OUT_OF_MEMORY",
    ),
    Case(
        "raises_in_spread",
        solved(spread="def spread(values):\n    return values['x']"),
        spread="RAISED",
        said="your code raised",
    ),
    Case("constant", solved(total="def total(values):\n    return 0.0"), "WRONG"),
    Case(
        "missing_cell",
        without_answer_cell("spread"),
        spread="MISSING",
        said="the answer cell `spread_solution` is not in the notebook",
    ),
    Case("untagged_cell", untagged("spread"), said="lost its tag"),
    Case(
        "renamed_function",
        solved(spread="def span(values):\n    return 0.0"),
        spread="MISSING",
        said="defines `span`, not `spread`",
    ),
    Case(
        "syntax_error",
        solved(spread="def spread(values)\n    return 0.0"),
        spread="MISSING",
        said="SyntaxError",
    ),
    Case(
        "returns_a_list_of_itself",
        solved(spread="def spread(values):\n    a = []\n    a.append(a)\n    return a"),
        spread="WRONG",
    ),
    Case("prints_a_lot", with_first_cell("print('x' * 10_000_000)")),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade all cases in one batch; give the assignment and the Reports by case."""
    assignment = minicourse.write_course(tmp_path_factory.mktemp("broken"))
    for case in CASES:
        minicourse.hand_in(assignment, case.name, case.data)
    done = run_batch.grade_all(assignment, [case.name for case in CASES])
    return assignment, {report.student: report for report in done.reports}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_submission_comes_to_what_it_declares(graded, case):
    """Each exercise has its own verdict, and the Report says why in words."""
    report = graded[1][case.name]
    verdicts = {
        one.name: str(one.verdict)
        for one in report.exercises
        if one.kind is not Kind.WRITTEN
    }

    expected = {"total": case.total, "mean": case.mean, "spread": case.spread}
    assert expected == verdicts
    assert case.said in report.to_json()
    assert case.status == report.status
    assert bool(report.unreadable) == (case.status == "unreadable")


def test_every_report_is_on_disk(graded):
    """What was returned is what was written."""
    assignment, reports = graded

    assert list(reports.values()) == [
        read_report(assignment.report_store, name) for name in reports
    ]


def test_points_follow_the_verdicts(graded):
    """An exercise that costs its worker costs its own points only."""
    reports = graded[1]

    assert 6.0 == reports["right"].score == reports["right"].max_score
    assert reports["right"].extra_credit == 1.0
    assert reports["dies_in_spread"].score == 6.0
    assert reports["dies_in_spread"].extra_credit == 0.0
    assert reports["unattempted"].score == 0.0


def test_four_endless_answers_leave_the_fifth_its_points(tmp_path):
    """One hanging exercise after the other: what is right keeps its points."""
    assignment = minicourse.write_course(tmp_path)
    for name in ("a", "b", "c", "d"):
        add_exercise(tmp_path, name)
    submitted = released_with(assignment, [*"abcd"])
    minicourse.hand_in(assignment, "s1", submitted)
    fresh = assignment.course.assignment("sums")
    report = run_batch.grade_all(fresh, ["s1"]).reports[0]

    verdicts = {one.name: one.verdict for one in report.exercises}
    assert {Verdict.TIMED_OUT} == {verdicts[name] for name in "abcd"}
    assert Verdict.PASSED == verdicts["total"] == verdicts["mean"]
    assert report.score == 6.0


def add_exercise(root, name):
    suite = (
        "from autograder.checks import assert_number\n\n\n"
        f'def test_values(student):\n    """It is 1."""\n'
        f"    assert_number(student.{name}(), 1.0)\n"
    )
    (root / f"tests/hidden/sums/test_{name}.py").write_text(suite)
    reference = root / "solutions/sums/reference.py"
    known = reference.read_text()
    reference.write_text(f"{known}\n\ndef {name}():\n    return 1.0\n")
    path = root / "assignments/sums/sums.ipynb"
    notebook = json.loads(path.read_text())
    stub = f"def {name}():\n    raise NotImplementedError()"
    notebook["cells"] += [
        cell(f"{name}_solution", stub, solution=True),
        cell(name, "", grade=True, locked=True, points=1),
    ]
    path.write_text(json.dumps(notebook))


def released_with(assignment, endless):
    notebook = json.loads(assignment.release_notebook.read_text())
    for one in notebook["cells"]:
        name = one["id"].removesuffix("_solution")
        if one["id"].endswith("_solution"):
            one["source"] = RIGHT.get(name) or f"def {name}():\n{ENDLESS}"
    assert set(endless) < {one["id"] for one in notebook["cells"]}
    return notebook
