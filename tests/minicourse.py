"""A small course on another subject, written into a folder for tests.

One assignment, `sums`: `total` (4 points), `mean` which calls it (2 points), the bonus
`spread`, and a written question.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.course.course import Assignment, Course
from autograder.submissions import arrival_times
from autograder.submissions.arrival_times import Arrival
from autograder.submissions.safe_folder import read_submission_folder

ASSIGNMENT_YAML = """\
title: Sums
due: 2026-03-01T23:59:00+08:00
lecture: {total: [L7]}
bonus: {spread: 1}
limits: {cell_cpu: 4.0, call_cpu: 1.0, wall_factor: 10.0}
"""

REFERENCE = '''\
import numpy as np


def total(values):
    """Add up the values (n,)."""
    return float(np.sum(values))


def mean(values):
    """Give the mean of the values (n,)."""
    return total(values) / len(values)


def spread(values):
    """Give the largest value minus the smallest."""
    return float(np.max(values) - np.min(values))
'''

PROBES = '''\
def total(f):
    """Three small numbers."""
    return f.total([1.0, 2.0, 4.0])
'''

MISCONCEPTIONS = '''\
def leaves_out_the_last(values):
    """The last value does not count.

    Hint: count how many values you add.
    """
    return float(sum(values[:-1]))
'''

TEST_TOTAL = '''\
import pytest

from autograder.checks import assert_number, assert_raises, weight


def test_empty(student):
    """The total of nothing is 0."""
    assert_number(student.total([]), 0.0)


@weight(2)
@pytest.mark.parametrize("n", [3, 5])
def test_values(student, reference, rng, n):
    """The values are added up."""
    values = rng.normal(size=n)
    assert_number(student.total(values), reference.total(values))
'''

TEST_MEAN = '''\
from autograder.checks import assert_number


def test_values(student, reference, rng):
    """The mean is the total over the number of values."""
    values = rng.normal(size=6)
    assert_number(student.mean(values), reference.mean(values))
'''

TEST_SPREAD = '''\
from autograder.checks import assert_number


def test_values(student, reference, rng):
    """The spread is the distance from the smallest to the largest."""
    values = rng.normal(size=6)
    assert_number(student.spread(values), reference.spread(values))
'''

STUB = "def {name}(values):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def cell(grade_id: str = "", source: str = "", **tags: Any) -> dict[str, Any]:
    """Make a code cell; with a grade_id it carries nbgrader's tags."""
    made: dict[str, Any] = {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "id": grade_id or "text",
    }
    if grade_id:
        made["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade_id": grade_id,
            "grade": False,
            "locked": False,
            "solution": False,
            "task": False,
            **tags,
        }
    return made


def markdown(grade_id: str = "", source: str = "", **tags: Any) -> dict[str, Any]:
    """Make a markdown cell."""
    made = cell(grade_id, source, **tags)
    del made["outputs"], made["execution_count"]
    return {**made, "cell_type": "markdown"}


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Make a notebook of cells."""
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def released() -> dict[str, Any]:
    """Give the release of `sums`: everything unanswered."""
    cells = [
        markdown(source="# Sums"),
        cell("setup", "import numpy as np", locked=True),
    ]
    for name, points in (("total", 4), ("mean", 2), ("spread", 0)):
        cells += [
            cell(f"{name}_solution", STUB.format(name=name), solution=True),
            cell(name, "checked = True", grade=True, locked=True, points=points),
        ]
    cells.append(
        markdown("why", "YOUR ANSWER HERE", grade=True, solution=True, points=2.5)
    )
    return notebook(cells)


RIGHT = {
    "total": "def total(values):\n    return float(np.sum(values))",
    "mean": "def mean(values):\n    return total(values) / len(values)",
    "spread": "def spread(values):\n    return float(np.ptp(values))",
}


def solved(**changed: str) -> dict[str, Any]:
    """Give a notebook with every exercise right, but for the changed ones."""
    made = released()
    answers = {**RIGHT, **changed}
    for one in made["cells"]:
        grade_id = one["metadata"].get("nbgrader", {}).get("grade_id", "")
        name = grade_id.removesuffix("_solution")
        if grade_id.endswith("_solution"):
            one["source"] = answers[name]
    return made


def write_course(root: Path) -> Assignment:
    """Write the course; give its one assignment."""
    files = {
        "source/sums/assignment.yaml": ASSIGNMENT_YAML,
        "assignments/sums/sums.ipynb": json.dumps(released()),
        "solutions/sums/reference.py": REFERENCE,
        "solutions/sums/probes.py": PROBES,
        "solutions/sums/misconceptions/total.py": MISCONCEPTIONS,
        "tests/hidden/sums/test_total.py": TEST_TOTAL,
        "tests/hidden/sums/test_mean.py": TEST_MEAN,
        "tests/hidden/sums/test_spread.py": TEST_SPREAD,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Course.find(root).assignment("sums")


def hand_in(assignment: Assignment, student: str, data: bytes | dict[str, Any]) -> Path:
    """Hand something in for a student; give the file."""
    folder = assignment.course.submitted / student / assignment.name
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{assignment.name}.ipynb"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def came_in(assignment: Assignment, student: str, moment: str) -> None:
    """Put on record when what a student handed in came, as a collection does."""
    found = read_submission_folder(
        assignment.course.submitted, student, assignment.name
    )
    arrival = Arrival(at=datetime.fromisoformat(moment), files=found.digests)
    arrival_times.record_arrival(assignment.course, assignment.name, student, arrival)


def shown(assignment: Assignment, student: str) -> dict[str, Any]:
    """Read the notebook that formgrader shows."""
    folder = assignment.course.root / "autograded" / student / assignment.name
    text = (folder / f"{assignment.notebook}.ipynb").read_text("utf-8")
    made: dict[str, Any] = json.loads(text)
    return made
