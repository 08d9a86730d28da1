"""Hidden suites: collecting, blocking, verdicts, seeds."""

import json
import shutil

import numpy as np
import pytest

from autograder.common.errors import GraderError
from autograder.course import catalogue
from autograder.grading import hidden_suite
from autograder.grading.student import Student
from autograder.grading.suite_collection import collect_suite
from autograder.model import Verdict
from autograder.sandbox.student_faults import ExceptionRaised
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.restored_notebook import restore_answers
from tests import minicourse
from tests.inprocess import InProcessWorker


def alive(assignment, submitted):
    data = json.dumps(submitted).encode()
    restored = restore_answers(
        parse_notebook(data), assignment.release, assignment.exercises
    )
    student = Student(restored.code, InProcessWorker)
    student.run()
    return student


def run(assignment, exercise, submitted=None, **changed):
    student = alive(assignment, submitted or minicourse.solved(**changed))
    reference = alive(assignment, minicourse.solved())
    context = hidden_suite.TestContext(
        student=student,
        reference=catalogue.load_reference(assignment),
        secret=b"secret",
        reference_student=lambda: reference,
    )
    collected = collect_suite(assignment.hidden)
    return collected.run(assignment.exercise(exercise), context).outcomes


def verdicts(outcomes):
    return [str(outcome.verdict) for outcome in outcomes]


def replace_test(assignment, text, name="total"):
    (assignment.hidden / f"test_{name}.py").write_text(text)


def test_value_tests_come_first(assignment):
    """Whatever the file's order, the tests that gate the others run in front."""
    tests = collect_suite(assignment.hidden).tests["total"]

    assert [test.name for test in tests] == [
        "test_values[3]",
        "test_values[5]",
        "test_empty",
    ]
    assert [test.weight for test in tests] == [2.0, 2.0, 1.0]
    assert tests[0].rubric == "The values are added up."


def test_right_answer_passes_everything(assignment):
    """The reference's own functions earn every test."""
    assert verdicts(run(assignment, "total")) == ["PASSED"] * 3


def test_constant_is_blocked_from_cheap_tests(assignment):
    """0 for everything fails the values, so the empty total earns nothing."""
    outcomes = run(assignment, "total", total="def total(values):\n    return 0.0")

    assert verdicts(outcomes) == ["WRONG", "WRONG", "BLOCKED"]
    assert outcomes[2].message == "not run: needs `test_values`"


def test_exception_names_the_class_and_no_text(assignment):
    """What a hidden call raised is told by class: its text could hold hidden inputs."""
    source = "def total(values):\n    raise KeyError(values)"
    outcome = run(assignment, "total", total=source)[0]

    assert outcome.verdict == "RAISED"
    assert outcome.message == "your code raised KeyError"


def test_unattempted_exercise_is_not_run(assignment):
    """The stub is NOT_ATTEMPTED in every test."""
    outcomes = run(assignment, "total", minicourse.released())

    assert verdicts(outcomes) == ["NOT_ATTEMPTED"] * 3


def test_missing_function_says_what_is_there(assignment):
    """A renamed function is MISSING, with the name that was found."""
    source = "def summe(values):\n    return 0.0"
    outcomes = run(assignment, "total", total=source)

    assert verdicts(outcomes) == ["MISSING"] * 3
    assert "defines `summe`, not `total`" in outcomes[0].message


def test_broken_cell_is_the_reason_for_a_missing_function(assignment):
    """A syntax error in the answer cell is what the student is told."""
    outcome = run(assignment, "total", total="def total(values)\n    return 1")[0]

    assert outcome.verdict == "MISSING"
    assert "SyntaxError" in outcome.message


def test_calling_an_unattempted_exercise_is_blocked(assignment):
    """`mean` calls `total`; without a total it was not wrong, it could not run."""
    stub = minicourse.STUB.format(name="total")
    outcome = run(assignment, "mean", total=stub)[0]

    assert outcome.verdict == "BLOCKED"
    assert outcome.message == "it calls a function that is not attempted yet"


@pytest.mark.parametrize(
    "text, said",
    [
        ("\nimport nonsense", ":2: ModuleNotFoundError: No module named 'nonsense'"),
        ("def test_values(:", ":1: SyntaxError: invalid syntax"),
        ("x = 1\n\nx.y", ":3: AttributeError: 'int' object has no attribute 'y'"),
        ("def test_values(student, tmp_path): pass", ":1: `test_values` asks for tmp_"),
        ("", ": not there, or without a test"),
    ],
)
def test_broken_hidden_file_costs_nothing(assignment, text, said):
    """It is our fault, for its exercise alone, and its line and reason are told."""
    replace_test(assignment, text)
    (outcome,) = run(assignment, "total")

    assert outcome.verdict == "GRADER_ERROR"
    assert outcome.message.startswith(f"tests/hidden/sums/test_total.py{said}")
    assert verdicts(run(assignment, "mean")) == ["PASSED"]


def test_broken_file_of_all_suites_is_our_fault(assignment):
    """Where none of the hidden files can be read, each exercise says why."""
    (assignment.hidden / "conftest.py").write_text("1 / 0")
    for exercise in ("total", "mean"):
        (outcome,) = run(assignment, exercise)

        assert outcome.verdict == "GRADER_ERROR"
        assert "ZeroDivisionError" in outcome.message


@pytest.mark.parametrize(
    "name",
    [
        "a [b] c",
        "x[",
        "c::d",
        "$HOME ${HOME} ~",
        "100% é ☃",
        "q\"'`?#*!{},;&|<>",
        "back\\slash",
        "new\nline",
        "-x",
    ],
)
def test_suites_of_a_course_at_any_path_are_collected(tmp_path, name):
    """Pytest has meanings of its own for some signs in what it is given."""
    collected = collect_suite(minicourse.write_course(tmp_path / name).hidden)

    assert collected.broken == {}
    assert collected.tests.keys() == {"total", "mean", "spread"}


@pytest.mark.parametrize("name", ["plain", "[odd]"])
def test_what_lies_around_a_course_is_not_run(tmp_path, name):
    """Anybody may have put a file there; one within the course is the course's."""
    assignment = minicourse.write_course(tmp_path / name)
    ran = f"import pathlib\npathlib.Path({str(tmp_path)!r}, 'ran').touch()\n"
    (tmp_path / "conftest.py").write_text(ran)
    collected = collect_suite(assignment.hidden)
    by_whoever = (tmp_path / "ran").exists()
    (tmp_path / name / "tests" / "conftest.py").write_text(ran)
    collect_suite(assignment.hidden)

    assert collected.broken == {}
    assert not by_whoever
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["plain", "[odd]"])
def test_missing_folder_of_suites_is_said(tmp_path, name):
    """Whatever the course's path is: there is nothing to go into."""
    assignment = minicourse.write_course(tmp_path / name)
    shutil.rmtree(assignment.hidden)
    collected = collect_suite(assignment.hidden)

    said = "tests/hidden/sums: no such folder"
    assert collected.reason_unusable("total") == said


def test_missing_hidden_file_costs_nothing(assignment):
    """So is one that is not there."""
    (assignment.hidden / "test_total.py").unlink()

    assert verdicts(run(assignment, "total")) == ["GRADER_ERROR"]


def test_test_that_falls_over_for_everyone_is_our_fault(assignment):
    """The reference cannot pass it either."""
    replace_test(assignment, "def test_values(student):\n    {}['hidden']\n")
    outcome = run(assignment, "total")[0]

    assert outcome.verdict == "GRADER_ERROR"
    assert "hidden" not in outcome.message.replace("hidden test", "")


def test_test_that_falls_over_a_strange_answer_is_the_answers_fault(assignment):
    """What no right answer provokes is WRONG, not our error."""
    text = "def test_values(student):\n    assert student.total([1.0]) + 1.0 == 2.0\n"
    replace_test(assignment, text)
    outcome = run(assignment, "total", total="def total(values):\n    return 'x'")[0]

    assert outcome.verdict == "WRONG"
    assert outcome.message == hidden_suite.UNUSABLE


@pytest.mark.parametrize("line", ["pytest.skip('x')", "pytest.fail('x')"])
def test_skipping_or_failing_by_hand_is_our_fault(assignment, line):
    """A hidden test that decides nothing is a fault of ours."""
    replace_test(assignment, f"import pytest\ndef test_values(student):\n    {line}\n")

    assert verdicts(run(assignment, "total")) == ["GRADER_ERROR"]


def test_plain_assert_fails_without_words(assignment):
    """A bare assert is a WRONG whose rubric line has to do."""
    replace_test(assignment, "def test_values(student):\n    assert 1 == 2\n")
    outcome = run(assignment, "total")[0]

    assert (outcome.verdict, outcome.message) == ("WRONG", "")


def test_unknown_argument_is_our_fault_with_a_reason(assignment):
    """Hidden tests ask for what grading has, nothing else of pytest's."""
    replace_test(
        assignment, "def test_values(student, tmp_path):\n    assert student\n"
    )
    outcome = run(assignment, "total")[0]

    assert outcome.verdict == "GRADER_ERROR"
    assert "asks for tmp_path" in outcome.message


def test_needs_names_another_test(assignment):
    """`@needs` blocks on a test of the same file, beyond the value tests."""
    replace_test(
        assignment,
        "from autograder.checks import needs\n"
        "def test_values(student):\n    assert True\n"
        "def test_shape(student):\n    assert False\n"
        "@needs('test_shape')\ndef test_late(student):\n    assert True\n"
        "def test_free(student):\n    assert True\n",
    )

    assert verdicts(run(assignment, "total")) == [
        "PASSED",
        "WRONG",
        "BLOCKED",
        "PASSED",
    ]


def test_reruns_draw_the_same_and_others_differ():
    """A test's inputs depend on the secret, the submission and the test's name."""

    def draw(*key):
        return hidden_suite.rng_for(*key).normal(size=3)

    first = draw(b"s", "digest", "total::test_values")

    assert np.array_equal(first, draw(b"s", "digest", "total::test_values"))
    assert not np.array_equal(first, draw(b"t", "digest", "total::test_values"))
    assert not np.array_equal(first, draw(b"s", "other", "total::test_values"))
    assert not np.array_equal(first, draw(b"s", "digest", "total::test_more"))


def test_our_error_in_the_worker_is_our_fault(assignment):
    """A GraderError while a test runs is no verdict on the student."""
    test = collect_suite(assignment.hidden).tests["total"][0]
    student = alive(assignment, minicourse.solved())

    def break_down(*_args, **_kwargs):
        raise GraderError("worker did not start")

    student.call = break_down
    context = hidden_suite.TestContext(
        student=student,
        reference=catalogue.load_reference(assignment),
        secret=b"",
        reference_student=lambda: student,
    )
    collected = hidden_suite.HiddenSuite(tests={"total": [test]})
    outcomes = collected.run(assignment.exercise("total"), context).outcomes

    assert [one.verdict for one in outcomes] == [Verdict.GRADER_ERROR]


def test_raised_not_implemented_is_not_an_attempt():
    """NotImplementedError is how a stub gives up."""
    assert ExceptionRaised(name="NotImplementedError").verdict == Verdict.NOT_ATTEMPTED
    assert ExceptionRaised(name="MemoryError").verdict == Verdict.OUT_OF_MEMORY
