"""Which cells of a notebook an exercise needs."""

from autograder.model import Cell, Exercise, Kind
from autograder.tools.certify.excerpt import needed_cells

TOTAL = Exercise(name="total", notebook="sums", kind=Kind.CODE, points=4)


def cells(**sources):
    return [Cell(source=source, grade_id=name) for name, source in sources.items()]


def kept(*found):
    return [cell.grade_id for cell in needed_cells(found, TOTAL)]


def test_cells_of_other_exercises_are_left_out():
    """Setup, every answer, and what belongs to the exercise itself are run."""
    found = cells(
        setup="import numpy as np",
        mean_solution="def mean(values): ...",
        mean="mean([1])",
        total_solution="def total(values): ...",
        total_seen="print(total([1]))",
        total="assert total([1]) == 1",
        spread_solution="def spread(values): ...",
        spread="spread([1])",
    )
    expected = "setup mean_solution total_solution total_seen total spread_solution"

    assert expected.split() == kept(*found)


def test_cells_that_give_names_are_kept_with_what_they_use():
    """What the exercise's cells use is there, from however far it comes."""
    found = cells(
        data="import math\nDATA = [math.pi]",
        unused="import json\nOTHER = 1",
        mean_solution="def mean(values):\n    OTHER = 2\n    return OTHER",
        mean_seen="def draw(values):\n    return [one for one in DATA]",
        mean="draw([OTHER])",
        total_solution="def total(values): ...",
        total="with open(1) as file:\n    draw([1])",
    )
    expected = "data mean_solution mean_seen total_solution total"

    assert expected.split() == kept(*found)


def test_cell_that_binds_a_name_last_gives_it():
    """A name bound twice means what it meant in the notebook."""
    found = cells(one="LOW = 1", two="LOW = 2", total_solution="HIGH = LOW", three="")

    assert kept(*found) == ["two", "total_solution", "three"]


def test_broken_answer_is_run_like_any_other():
    """A cell that is no Python is the worker's to judge."""
    assert kept(*cells(total_solution="def total(")) == ["total_solution"]
