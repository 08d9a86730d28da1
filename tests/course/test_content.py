"""The course's content: in sync, self-contained, complete."""

import ast
import json
import re
from pathlib import Path

import pytest

from autograder.certifying import certify
from autograder.courses.course import Course
from autograder.model import Kind

ROOT = Path(__file__).parents[2]
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


def hidden_files():
    return sorted((ROOT / "tests" / "hidden").rglob("test_*.py"))


@pytest.mark.parametrize("path", hidden_files(), ids=lambda path: path.stem)
def test_hidden_tests_have_a_rubric_sentence(path):
    """Each hidden test's docstring is one full sentence; each file has value tests."""
    tree = ast.parse(path.read_text())
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert any(test.name.startswith("test_values") for test in tests)
    for test in tests:
        rubric = ast.get_docstring(test) or ""
        assert re.fullmatch(r"[A-Z].+\.", " ".join(rubric.split())), test.name


def own_tests():
    return sorted(
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if "hidden" not in path.parts
    )


@pytest.mark.parametrize("path", own_tests(), ids=lambda path: path.stem)
def test_own_tests_say_what_they_show(path):
    """Each of our own tests has a docstring, and asserts or expects something."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            body = ast.unparse(node)
            assert ast.get_docstring(node), node.name
            assert re.search(r"\bassert|raises", body), node.name
