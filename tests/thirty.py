"""Thirty submissions of the small course: right, wrong, broken and hostile ones."""

import copy
import json
from pathlib import Path
from typing import Any

from autograder.course.course import Assignment
from tests import minicourse
from tests.graded import with_answer
from tests.minicourse import cell, markdown, released, solved

WRONG = {
    "leaves_out_the_last": "def total(values):\n    return float(sum(values[:-1]))",
    "gives_zero": "def total(values):\n    return 0.0",
    "gives_text": "def total(values):\n    return str(np.sum(values))",
    "gives_nan": "def total(values):\n    return float('nan')",
    "gives_an_array": "def total(values):\n    return np.asarray(values)",
    "gives_nothing": "def total(values):\n    print(np.sum(values))",
    "raises": "def total(values):\n    raise ValueError('<b>no</b> $\\\\href{x}{y}$')",
    "does_not_parse": "def total(values:\n    return 0.0",
    "has_another_name": "def totals(values):\n    return float(np.sum(values))",
    "wants_two": "def total(values, more):\n    return float(np.sum(values))",
    "changes_its_input": "def total(values):\n    values *= 0\n    return 0.0",
    "says_that_all_is_equal": (
        "class Same(float):\n    __eq__ = lambda *_: True\n"
        "    __sub__ = lambda *_: 0.0\ndef total(values):\n    return Same(1)"
    ),
    "ends_python": "import os\ndef total(values):\n    os._exit(0)",
    "never_ends": "def total(values):\n    while True: pass",
    "prints_a_score": "print('4.0')\ndef total(values):\n    return 0.0\n4.0",
    "forks": "import os\ndef total(values):\n    os.fork()\n    return sum(values)",
    "asks_for_memory": "def total(values):\n    return bytearray(1 << 45)",
}


def submissions() -> dict[str, dict[str, Any] | bytes]:
    """Give what was handed in, by student; the student's name says what it is."""
    right = solved()
    made: dict[str, Any] = {name: solved(total=code) for name, code in WRONG.items()}
    made |= {
        "right": right,
        "right_and_written": with_answer("It has *nothing* to add: $0$."),
        "left_alone": released(),
        "mean_alone": solved(total=minicourse.STUB.format(name="total")),
        "no_bonus": solved(spread="def spread(values):\n    return 0.0"),
        "cells_twice": {**right, "cells": [*right["cells"], *right["cells"][2:]]},
        "cells_gone": {**right, "cells": right["cells"][2:3]},
        "without_tags": _without_tags(right),
        "hostile_prose": with_answer("<script>x()</script> [x](javascript:y)"),
        "hostile_cells": {**right, "cells": [*right["cells"], *_hostile()]},
        "empty": b"",
        "cut_off": json.dumps(right).encode()[:700],
        "no_notebook": b"%PDF-1.7 not a notebook",
    }
    return made


def hand_in(assignment: Assignment) -> dict[str, Path]:
    """Hand all of it in; one notebook is called otherwise, one has company."""
    paths = {
        student: minicourse.hand_in(assignment, student, data)
        for student, data in submissions().items()
    }
    paths["right"].rename(paths["right"].with_name("my answer (2).ipynb"))
    paths["raises"].with_name("draft.ipynb").write_text(json.dumps(released()))
    paths["no_bonus"].with_name("timestamp.txt").write_text("<script>not a time")
    paths["gives_zero"].with_name("notes.html").write_text("<script>x()</script>")
    return paths


def _without_tags(notebook: dict[str, Any]) -> dict[str, Any]:
    bare = copy.deepcopy(notebook)
    for one in bare["cells"]:
        one["metadata"] = {}
    return bare


def _hostile() -> list[dict[str, Any]]:
    reads = "import glob\nprint(glob.glob('/**/test_total.py', recursive=True)[:3])"
    return [
        cell(source="open('ran', 'w').write('x')\n" + reads),
        cell("total", "assert False", grade=True, locked=True, points=400),
        markdown("why", "twice", grade=True, solution=True, points=99),
    ]
