"""Public probes and pictures: what is shown, and that wrong values harm nothing."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.common.errors import GraderError
from autograder.course import catalogue
from autograder.grading import public_example
from autograder.grading.student import Student
from autograder.sandbox.guest.wire import Ref
from autograder.submissions.restored_notebook import unreadable_code
from tests import minicourse
from tests.inprocess import InProcessWorker

REFERENCE = SimpleNamespace(f=lambda x, scale=1.0: np.asarray(x) * scale)


def student_with(source):
    student = Student(
        unreadable_code("", []), lambda: InProcessWorker(source), limits=None
    )
    student.run()
    return student


@pytest.mark.parametrize(
    "value,text",
    [
        (0.1 + 0.2, "0.3"),
        (np.float64(2.5), "2.5"),
        (np.array([[1.0, 2.0], [3.0, 4.5]]), "[[1.  2. ]\n [3.  4.5]]"),
        ([[1, 2], [3, 4]], "[[1 2]\n [3 4]]"),
        ((np.zeros(2), [0.5]), "[0. 0.]\n[0.5]"),
        ({"W": np.ones(1), "b": 2.0}, "W: [1.]\nb: 2"),
        (None, "None"),
        ([[1], [2, 3]], "[[1], [2, 3]]"),
        (Ref(1, "generator"), "a generator"),
        (np.array([1e-9, 2e-9]), "[1.e-09 2.e-09]"),
    ],
)
def test_values_are_shown_for_people(value, text):
    """Four digits, parts below each other, nothing that only a machine reads."""
    assert public_example.format_value(value) == text


def test_long_values_are_cut():
    """A dozen lines at most, and lines of a hundred characters."""
    shown = (
        public_example.format_value("x" * 10_000),
        public_example.format_value(np.zeros((500, 2)) + np.eye(500, 2)),
    )

    assert all(len(text.splitlines()) <= public_example.MAX_LINES + 1 for text in shown)
    assert all(
        len(line) <= public_example.MAX_WIDTH
        for text in shown
        for line in text.splitlines()
    )


def test_probe_shows_both_and_the_call():
    """Yours, expected, and the last call with its arguments' shapes."""
    student = student_with("def f(x, scale=1.0): return np.asarray(x) * 0")
    shown = public_example.run_probe(
        lambda f: f.f(np.ones((1, 2)), scale=2.0), student, REFERENCE
    )

    assert shown.call == "f(x, scale=2.0)    x: (1, 2)"
    assert shown.yours == "[[0. 0.]]"
    assert shown.expected == "[[2. 2.]]"


@pytest.mark.parametrize(
    "source,said",
    [
        ("def f(x): raise KeyError", "your code raised KeyError"),
        ("def f(x): return None", "not what the contract says"),
    ],
)
def test_probe_of_a_broken_answer_says_so(source, said):
    """An exception is named; a value that the probe cannot go on with is no crash."""
    shown = public_example.run_probe(
        lambda f: f.f([1.0])[0], student_with(source), REFERENCE
    )

    assert shown.yours == said


def test_picture_is_drawn_from_the_students_function():
    """What a picture records is what the page shows."""

    def picture(student, reference, record):
        yours = {"f": ([0, 1], [student.f(0.0), student.f(1.0)])}
        record.lines("f", xlabel="x", ylabel="y", yours=yours)

    figures = public_example.draw_picture(
        picture, student_with("def f(x): return x + 1"), REFERENCE
    )

    assert figures[0].lines[0].y == (1.0, 2.0)


def test_picture_of_a_strange_value_is_left_out():
    """A wrong value can be anything; then there is no picture, and no error."""

    def picture(student, reference, record):
        record.lines("f", xlabel="x", ylabel="y", yours={"f": ([0], student.f(0) + 1)})

    student = student_with("def f(x): return 'x'")

    assert public_example.draw_picture(picture, student, REFERENCE) == []


@pytest.mark.parametrize("error", [GraderError("a worker did not start"), KeyError()])
def test_fault_of_ours_in_a_picture_costs_the_picture(error):
    """It decides no points, so neither exercise nor submission waits for it."""

    def picture(student, reference, record):
        raise error

    assert public_example.draw_picture(picture, student_with(""), REFERENCE) == []


@pytest.mark.parametrize("error", [GraderError("a worker did not start"), KeyError()])
def test_fault_of_ours_in_a_probe_costs_the_probe(error):
    """Also where it fails for the reference already."""

    def broken(functions):
        raise error

    assert public_example.run_probe(broken, student_with(""), REFERENCE) is None


def test_probes_of_the_course_are_found(assignment):
    """probes.py holds a function for each exercise that has one."""
    assert list(catalogue.load_probes(assignment)) == ["total"]
    assert catalogue.load_pictures(assignment) == {}


def test_catalogue_answers_become_submissions(assignment):
    """A misconception takes the exercise's name and hides what it believes."""
    (known,) = catalogue.known_answers(assignment, "misconceptions")
    made = catalogue.make_answered_notebook(assignment, {known.exercise: known.source})
    cell = next(cell for cell in made["cells"] if cell["id"] == "total_solution")

    assert known.name == "leaves_out_the_last"
    assert known.belief == "The last value does not count."
    assert known.hint == "count how many values you add."
    assert cell["source"].startswith("def total(values):")
    assert "does not count" not in json.dumps(made)


def test_reference_of_another_course_is_not_mixed_up(assignment, tmp_path):
    """Two courses with the same names keep their own answers."""
    other = minicourse.write_course(tmp_path / "other")
    path = other.reference
    path.write_text(path.read_text().replace("np.sum(values)", "np.sum(values) + 1"))

    assert catalogue.load_reference(assignment).total([1.0]) == 1.0
    assert catalogue.load_reference(other).total([1.0]) == 2.0
    assert catalogue.load_reference(assignment).total([1.0]) == 1.0


@pytest.mark.parametrize(
    "value, text",
    [
        (np.zeros((6,) * 8, dtype=bool), "an array of shape (6, 6, 6, 6, 6, 6, 6, 6)"),
        ([np.ones(300), [1]] * 9999, "[an array of shape (300,), [1]"),
        ([[["x"] * 99] * 99] * 99, "[[['x', 'x',"),
        ({f"k{n}": n for n in range(4000)}, "k0: 0"),
        (tuple(range(100_000)), "0\n1\n"),
        ({"\x1b[2J": 1}, r"\x1b[2J: 1"),
    ],
)
def test_vast_values_are_shown_soon(value, text):
    """What a student's function gave is cut before it is written, not afterwards."""
    shown = public_example.format_value(value)

    assert shown.startswith(text)
    assert len(shown) < 1500
