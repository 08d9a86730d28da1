"""The course's content: in sync, self-contained, complete."""

import ast
import json
import re
from pathlib import Path

import pytest

import autograder
from autograder.course.course import Course
from autograder.model import Kind
from autograder.tools.certify import certify

ROOT = Path(__file__).parents[2]
PACKAGE = Path(autograder.__file__).parent
COURSE = Course.find(ROOT)
NAMES = COURSE.names()

POINTS = {
    "one_hot": {
        "fit_least_squares": 2,
        "predict_index": 1,
        "renumber_accuracy": 2,
        "one_hot": 3,
        "linear_outputs": 2,
        "softmax": 6,
        "prob_ratio": 1,
        "sigmoid": 3,
        "binary_prob": 2,
        "sigmoid_weights": 3,
    },
    "losses": {
        "mse_loss": 3,
        "cross_entropy": 5,
        "cross_entropy_labels": 2,
        "log_likelihood": 2,
        "best_theta": 2,
        "log_softmax": 4,
        "cross_entropy_logits": 4,
        "double_softmax_floor": 3,
    },
    "gradients": {
        "numerical_gradient": 4,
        "softmax_jacobian": 4,
        "softmax_backward": 3,
        "mse_grad_probs": 1,
        "cross_entropy_grad_probs": 2,
        "cross_entropy_grad_logits": 4,
        "mse_grad_logits": 4,
        "gradient_ratio": 3,
    },
    "training": {
        "forward": 4,
        "backward": 5,
        "sgd_step": 1,
        "predict": 1,
        "accuracy": 1,
        "train": 5,
        "descend": 3,
        "train_from_bad_start": 5,
        "adam_step": 0,
    },
}
WRITTEN = {"one_hot": 4, "losses": 3, "gradients": 2, "training": 3}
PLOTS = {"one_hot": 3, "losses": 1, "gradients": 2, "training": 2}


@pytest.mark.parametrize("name", NAMES)
def test_points_are_those_of_the_plan(name):
    """25 points of hidden tests, 2.5 for each plot and each written question."""
    exercises = COURSE.assignment(name).exercises
    code = {one.name: one.points for one in exercises if one.kind is Kind.CODE}

    assert POINTS[name] == code
    assert sum(code.values()) == 25
    for kind, count in ((Kind.PLOT, PLOTS), (Kind.WRITTEN, WRITTEN)):
        assert [2.5] * count[name] == [
            float(one.points) for one in exercises if one.kind is kind
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_exercise_is_complete(name):
    """Each has a hidden suite, a probe, and rows of the lecture."""
    assignment = COURSE.assignment(name)
    probes = (assignment.solutions / "probes.py").read_text()
    for exercise in assignment.exercises:
        if exercise.kind is not Kind.WRITTEN:
            assert (assignment.hidden / f"test_{exercise.name}.py").is_file()
            assert exercise.lecture, exercise.name
        if exercise.kind is Kind.CODE:
            assert f"def {exercise.name}(f)" in probes


@pytest.mark.parametrize("name", NAMES)
def test_hidden_suite_is_certified_as_it_stands(name):
    """Whoever changed what decides a score ran `autograder certify` afterwards."""
    assert certify.is_certified(COURSE.assignment(name))


@pytest.mark.parametrize("folder", ["source", "assignments"])
@pytest.mark.parametrize("name", NAMES)
def test_notebooks_hold_no_outputs(folder, name):
    """Notebooks in the repository are clean: no outputs, no counts."""
    notebook = json.loads((ROOT / folder / name / f"{name}.ipynb").read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert code
    assert all(not cell["outputs"] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("name", NAMES)
def test_notebooks_import_only_what_students_have(name):
    """numpy, matplotlib and scikit-learn run everywhere; nothing of ours is needed."""
    notebook = json.loads(COURSE.assignment(name).release_notebook.read_text())
    code = "\n".join(
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    )
    imports = {
        (node.module or "").split(".")[0]
        if isinstance(node, ast.ImportFrom)
        else node.names[0].name.split(".")[0]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }

    assert imports <= {"sys", "time", "math", "numpy", "matplotlib", "sklearn"}


def functions_of(folder, *, without=""):
    """Give file and function of every test below a folder."""
    for path in sorted(folder.rglob("test_*.py")):
        if without not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield path, node


def test_hidden_tests_have_a_rubric_sentence():
    """Each hidden test's docstring is one full sentence; each file has value tests."""
    tests = list(functions_of(ROOT / "tests" / "hidden"))
    with_values = {path for path, test in tests if test.name.startswith("test_values")}

    assert len(tests) > 200
    assert {path for path, _ in tests} == with_values
    for path, test in tests:
        rubric = " ".join((ast.get_docstring(test) or "").split())
        assert re.fullmatch(r"[A-Z].+\.", rubric), f"{path}::{test.name}"


def test_own_tests_say_what_they_show():
    """Each of our own tests has a docstring, and asserts or expects something."""
    tests = list(functions_of(ROOT / "tests", without="hidden"))

    assert len(tests) > 1000
    for path, test in tests:
        assert ast.get_docstring(test), f"{path}::{test.name}"
        assert re.search(r"\bassert|raises", ast.unparse(test)), f"{path}::{test.name}"


def test_package_knows_no_name_of_this_course():
    """No assignment and no exercise of ours stands in the package's code."""
    ours = {
        name
        for assignment in map(COURSE.assignment, NAMES)
        for name in (assignment.name, *(one.name for one in assignment.exercises))
    }
    known = {
        str(path): ours & words_of(path.read_text()) for path in PACKAGE.rglob("*.py")
    }

    assert len(ours) > 40
    assert len(known) > 150
    assert {path: names for path, names in known.items() if names} == {}


def words_of(text):
    """Give the words of Python code, without its docstrings and comments."""
    tree = ast.parse(text)
    prose = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    said = [
        value
        for node in ast.walk(tree)
        if id(node) not in prose
        for _, value in ast.iter_fields(node)
        if isinstance(value, str)
    ]
    return set(re.findall(r"\w+", " ".join(said)))


def test_words_of_code_are_found_and_those_of_prose_are_not():
    """The test above would see a name in code and in a message."""
    text = '"""prose"""\n# comment\ncode = f"message {other.attribute}"\n'

    assert words_of(text) == {"code", "message", "other", "attribute"}
