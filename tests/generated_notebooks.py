"""Notebooks as students leave them: right answers, and cells that were moved about.

`generated(number)` takes the small course's solved notebook and moves, merges, copies,
relabels, deletes, splits and retypes its cells, and adds scratch cells. The same number
always gives the same notebook. `complaint` says what is wrong with how one is read, by
an oracle of its own: its cells run by plain Python, in the order in which they stand.
"""

import ast
import io
import json
import random
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np

from autograder.common.errors import UserError
from autograder.course.course import AssignmentConfig, exercises_of
from autograder.grading.student import Student, find_absence
from autograder.model import Kind, Notebook, StudentCode
from autograder.sandbox.student_faults import StudentFault
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import restore_answers
from autograder.tools.student.expected_values import read_expected
from tests.inprocess import InProcessWorker
from tests.minicourse import RIGHT, STUB, cell, markdown, released

Cells = list[dict[str, Any]]
Change = Callable[[random.Random, Cells], None]

SAID = "They are added up in the order in which they come."

SAMPLE = [1.0, 2.0, 6.0]
VALUES = {"total": 9.0, "mean": 3.0, "spread": 5.0}
"""what a right answer gives for the sample"""

ANSWERS = {
    "total": (
        RIGHT["total"],
        "import math\n\ndef total(values):\n    return math.fsum(values)",
        "def added(v):\n    return sum(v)\n\ntotal = lambda v: float(added(v))",
    ),
    "mean": (RIGHT["mean"], "def mean(values):\n    return float(np.mean(values))"),
    "spread": (
        RIGHT["spread"],
        "low = min\n\ndef spread(values):\n    return float(max(values) - low(values))",
    ),
}
SCRATCH = (
    *("total([1, 2])", "x = 3", "# later", "1 / 0", "print(mean([2.0]))"),
    *("total = total([1.0])", "mean = spread = 4", "np = 5", "sum = 0", "del mean"),
    *("from numpy import *", "max = min = None", "for total in range(2): pass"),
    *("globals().clear()", "math = low = added = 3", "def helper(v): return v"),
)


def generated(number: int) -> dict[str, Any]:
    """Give one notebook."""
    rng = random.Random(number)
    made = released()
    made["metadata"]["autograder"] = {
        "assignment": "sums",
        "answers": [*(f"{name}_solution" for name in RIGHT), "why"],
    }
    for one in made["cells"]:
        name = one["id"].removesuffix("_solution")
        if one["id"] != name and rng.random() < 0.9:
            one["source"] = rng.choice(ANSWERS[name])
    answer_in_words(random.Random(f"words {number}"), made["cells"])
    for _ in range(rng.randrange(6)):
        if made["cells"]:
            rng.choice(CHANGES)(rng, made["cells"])
    return made


def answer_in_words(rng: random.Random, cells: Cells) -> None:
    """Answer the written question in its cell, in one of one's own, or nowhere."""
    own = [
        markdown(source=SAID),
        {**cell(source=f"# {SAID}"), "metadata": {}},
        {**cell(source=f"'{SAID}'"), "metadata": {}},
    ]
    kind = rng.randrange(len(own) + 2)
    if kind < len(own):
        cells.insert(rng.randrange(len(cells) + 1), own[kind])
    elif kind == len(own):
        cells[-1]["source"] = SAID


# ------------------------------------------------------------------ changes


def move(rng: random.Random, cells: Cells) -> None:
    cells.insert(rng.randrange(len(cells)), cells.pop(rng.randrange(len(cells))))


def shuffle(rng: random.Random, cells: Cells) -> None:
    rng.shuffle(cells)


def merge(rng: random.Random, cells: Cells) -> None:
    """Merge with the cell below, as Shift-M does: the upper one's tags stay."""
    if len(cells) > 1:
        at = rng.randrange(len(cells) - 1)
        lower = cells.pop(at + 1)
        cells[at] = {**cells[at], "source": f"{cells[at]['source']}\n{lower['source']}"}


def gather(rng: random.Random, cells: Cells) -> None:
    """Write all functions in one cell; leave the others blank, or delete them."""
    answers = [one for one in cells if _is_answer(one)]
    if not answers:
        return
    chosen = rng.choice(answers)
    rng.shuffle(answers)
    together = "\n\n".join(one["source"] for one in answers)
    leaves_blank = rng.random() < 0.5
    for one in answers:
        name = one["id"].removesuffix("_solution")
        one["source"] = STUB.format(name=name)
        if one is not chosen and not leaves_blank:
            cells[:] = [other for other in cells if other is not one]
    chosen["source"] = together


def rewrite(rng: random.Random, cells: Cells) -> None:
    """Answer in a new cell and leave the given one blank."""
    answers = [one for one in cells if _is_answer(one)]
    if answers:
        one = rng.choice(answers)
        own = {**cell(source=one["source"]), "metadata": {}}
        one["source"] = STUB.format(name=one["id"].removesuffix("_solution"))
        cells.insert(rng.randrange(len(cells) + 1), own)


def copy(rng: random.Random, cells: Cells) -> None:
    one = json.loads(json.dumps(rng.choice(cells)))
    cells.insert(rng.randrange(len(cells) + 1), one)


def relabel(rng: random.Random, cells: Cells) -> None:
    """Give a cell the tags of another one, or none, or unknown ones."""
    one, other = rng.choice(cells), rng.choice(cells)
    tags = rng.choice([{}, {"nbgrader": {"grade_id": "mine"}}, other["metadata"]])
    one["metadata"] = json.loads(json.dumps(tags))


def delete(rng: random.Random, cells: Cells) -> None:
    cells.pop(rng.randrange(len(cells)))


def split(rng: random.Random, cells: Cells) -> None:
    """Cut a cell in two between lines; both keep the tags, or the lower has none."""
    at = rng.randrange(len(cells))
    lines = cells[at]["source"].split("\n")
    cut = rng.randrange(len(lines) + 1)
    lower = {**cells[at], "source": "\n".join(lines[cut:])}
    lower["metadata"] = rng.choice([lower["metadata"], {}])
    cells[at] = {**cells[at], "source": "\n".join(lines[:cut])}
    cells.insert(at + 1, lower)


def retype(rng: random.Random, cells: Cells) -> None:
    rng.choice(cells)["cell_type"] = rng.choice(["code", "markdown", "raw"])


def scratch(rng: random.Random, cells: Cells) -> None:
    place = rng.choice([len(cells), rng.randrange(len(cells) + 1)])
    cells.insert(place, {**cell(source=rng.choice(SCRATCH)), "metadata": {}})


CHANGES: list[Change] = [
    *(move, move, shuffle, merge, merge, gather, rewrite, copy, relabel, relabel),
    *(delete, split, retype, scratch, scratch, scratch),
]


def _is_answer(one: dict[str, Any]) -> bool:
    return one["id"].endswith("_solution") and one["cell_type"] == "code"


# ------------------------------------------------------------------ the oracle


def what_python_runs(made: dict[str, Any]) -> set[str]:
    """Run the cells one after the other; name each exercise that was right at a time.

    Nothing of ours is used: what a name gives is tried after every line of a cell.
    """
    names: dict[str, Any] = {"np": np}
    right: set[str] = set()
    with redirect_stdout(io.StringIO()):
        for one in made["cells"]:
            if one["cell_type"] == "code":
                _run_lines(one["source"], names, right)
    return right


def _run_lines(source: str, names: dict[str, Any], right: set[str]) -> None:
    """Run a cell as a notebook does: none of it if it is no Python, else by lines."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return
    for statement in statements:
        try:
            exec(compile(ast.Module([statement], []), "<cell>", "exec"), names)
        except Exception:
            return
        right |= {
            name for name, value in VALUES.items() if _gives(names, name) == value
        }


def _gives(names: dict[str, Any], name: str) -> Any:
    if names.get(name) is getattr(np, name, names):
        return None  # a star import's, and nobody's answer
    try:
        return float(names[name](list(SAMPLE)))
    except Exception:
        return None


# ------------------------------------------------------------------ what is held


EXERCISES = exercises_of(released(), AssignmentConfig(title="Sums"), "sums")
FUNCTIONS = [one for one in EXERCISES if one.kind is not Kind.WRITTEN]


def complaint(made: dict[str, Any]) -> str:
    """Say what is wrong with how a notebook is read; nothing when all is well."""
    found = parse_notebook(json.dumps(made).encode())
    runs = what_python_runs(made)
    graded, checked = _graded(found), _checked(found)
    if graded is None:
        return f"grading refuses {sorted(runs)}" if runs else ""
    lost = sorted(runs - {name for name in VALUES if graded[name] == VALUES[name]})
    if in_words := _complaint_in_words(made, found):
        return in_words
    if lost:
        return f"{lost} ran, and grading gets {graded}"
    if checked is None or _absent(graded) != _absent(checked):
        return f"grading gets {graded}, check gets {checked}"
    return ""


def _complaint_in_words(made: dict[str, Any], found: Notebook) -> str:
    """Say so where a written question is blank although somebody could read it."""
    code = restore_answers(found, released(), EXERCISES).code
    answer = code.answers["why"]
    sources = [one["source"].strip() for one in made["cells"]]
    # A remark in code that runs is part of the code.
    plain = (
        one if one == f"# {SAID}" else one.replace(f"# {SAID}", "") for one in sources
    )
    said = any(SAID in one for one in plain)
    seen = answer.attempted or answer.elsewhere
    return "" if seen or not said else f"`why` is blank: {answer}"


def _absent(answered: dict[str, Any]) -> set[str]:
    return {name for name, value in answered.items() if value == "absent"}


def _graded(found: Notebook) -> dict[str, Any] | None:
    """Give what each exercise's function gives in grading, "absent" where none is."""
    try:
        return _answered(restore_answers(found, released(), EXERCISES).code)
    except Unreadable:
        return None


def _checked(found: Notebook) -> dict[str, Any] | None:
    """Give the same of `check`, which has no release."""
    expected = read_expected(found, "sums")
    try:
        exercises = expected.exercises
        return _answered(restore_answers(found, expected.release, exercises).code)
    except (Unreadable, UserError):
        return None


def _answered(code: StudentCode) -> dict[str, Any]:
    student = Student(code, InProcessWorker)
    student.run()
    return {
        one.name: "absent" if find_absence(one, student) else _called(student, one.name)
        for one in FUNCTIONS
    }


def _called(student: Student, name: str) -> Any:
    try:
        return float(getattr(student, name)(list(SAMPLE)))
    except (StudentFault, TypeError, ValueError) as fault:
        return f"{type(fault).__name__}"
