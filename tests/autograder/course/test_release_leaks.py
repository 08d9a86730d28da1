"""What a release would give away."""

import pytest

from autograder.course.release_leaks import (
    Secret,
    answer_secrets,
    find_leaks,
    model_text_secrets,
    suite_secrets,
)
from tests.minicourse import cell, markdown, notebook

REFERENCE = '''\
import numpy as np

SCALES = np.linspace(0.0, 1.0, 11) ** 2


def spread(values):
    """Give the largest value minus the smallest."""
    values = np.asarray(values, dtype=float)
    result = values.max() - values.min()  # of the whole
    for i in range(len(values)):
        pass
    return result
'''

SUITE = '''\
"""The spread."""


def test_values(student, reference, rng):
    """The spread is the distance from the smallest to the largest."""
    values = rng.normal(size=(6, 2))
    assert_number(student.spread(values), reference.spread(values))
'''

LINE = "result = values.max() - values.min()"


def leaks(*cells):
    secrets = answer_secrets(REFERENCE, "reference.py")
    return [(leak.cell, leak.line) for leak in find_leaks(notebook([*cells]), secrets)]


def test_lines_that_say_nothing_are_no_secrets_when_a_reference_is_read():
    """Only lines that solve something are secrets, without their comments."""
    lines = [secret.line for secret in answer_secrets(REFERENCE, "reference.py")]

    assert lines == [LINE, "SCALES = np.linspace(0.0, 1.0, 11) ** 2"]


@pytest.mark.parametrize(
    "line",
    [
        "return result",
        "import numpy as np",
        "for i in range(n):",
        "n, k = logits.shape",
        "probs = softmax(logits)",
        "logits = np.asarray(logits, dtype=np.float64)",
        "raise ValueError('labels are out of range: ' + str(labels))",
        "x = x + h",
        "fig, ax = plt.subplots(figsize=(5, 4), layout='tight')",
        "ax.legend(loc='lower left', fontsize=8)",
        "axes[0].set_xlabel('gap', size=12)",
    ],
)
def test_a_common_line_is_no_secret_when_anybody_would_write_it(line):
    """Trivial lines do not make a release fail."""
    body = f"    {line}\n        pass" if line.endswith(":") else f"    {line}"

    assert list(answer_secrets(f"def f(x):\n{body}", "reference.py")) == []


@pytest.mark.parametrize(
    "line",
    [
        "return np.eye(num_classes)[labels]",
        "return np.argmax(logits, axis=-1)",
        "shifted = logits - logits.max(axis=axis, keepdims=True)",
        "return softmax(logits) - targets",
        "ax.plot(steps, [loss(p) for p in path], label='CE')",
        "return float(np.mean(labels == predicted))",
    ],
)
def test_a_telling_line_is_a_secret_when_it_solves_something(line):
    """A line of two operations or more is recognised."""
    reference = f"def f(x):\n    {line}\n"

    assert list(answer_secrets(reference, "reference.py")) == [
        Secret(line, "reference.py")
    ]


@pytest.mark.parametrize(
    "shown",
    [
        cell(source=f"import numpy\n  {LINE}"),
        cell(source=f"# {LINE}"),
        cell(source=f"{LINE}  # the spread"),
        cell(source=f"x = 1; {LINE}"),
        cell(source="result = values.max()-values.min()"),
        cell("total", LINE, grade=True, locked=True, points=1),
        cell("other", LINE, locked=True),
        markdown(source=f"Hint: write `{LINE}`, and no more."),
        markdown(source=f"> {LINE}"),
        markdown(source="result =\n> values.max() - values.min()"),
    ],
    ids=[
        "in code",
        "in a comment",
        "before a comment",
        "behind a semicolon",
        "with other spaces",
        "in a grade cell",
        "in a locked cell",
        "in prose",
        "quoted",
        "wrapped",
    ],
)
def test_a_solution_line_is_found_when_a_cell_shows_it(shown):
    """Wherever a line of an answer stands, it is a leak."""
    assert [line for _, line in leaks(shown)] == [LINE]


def test_a_line_is_no_leak_when_students_are_given_it():
    """What stands in the cells setup and given is given away on purpose."""
    given = cell("given", f"def f(values):\n    {LINE}", locked=True)

    assert leaks(given, cell(source=LINE)) == []


def test_docstrings_are_no_secrets_when_a_suite_is_read():
    """Students see a test's docstring, not its lines."""
    lines = [secret.line for secret in suite_secrets(SUITE, "test_spread.py")]

    assert lines == [
        "values = rng.normal(size=(6, 2))",
        "assert_number(student.spread(values), reference.spread(values))",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The distance grows with each value.\n\\begin{aligned}",
        "YOUR ANSWER HERE\n### BEGIN SOLUTION\n"
        "The distance grows with each value.\n### END SOLUTION",
    ],
    ids=["the whole cell", "a region"],
)
def test_a_model_text_is_found_when_a_cell_repeats_it(text):
    """The lines of a written answer's model text are secrets."""
    source = notebook([markdown("why", text, grade=True, solution=True, points=1)])
    secrets = list(model_text_secrets(source, "sums.ipynb"))
    release = notebook([markdown(source="So: The distance\ngrows with each value.")])

    found = find_leaks(release, secrets)

    assert [leak.line for leak in found] == ["The distance grows with each value."]
    assert len(secrets) == 1


@pytest.mark.parametrize(
    "marker",
    ["### BEGIN SOLUTION", "# begin  hidden tests", "=== END MARK SCHEME ==="],
)
def test_a_marker_is_a_leak_when_nbgrader_left_it(marker):
    """A region that was not cleared shows by its marker."""
    assert leaks(cell("total", marker, grade=True)) == [("total", marker)]
