"""Feed the reading of notebooks with bytes of any kind.

    python -m tests.nightly.fuzz_notebook [--count N] [--seed N] [--engine own|atheris]

Whatever the bytes, they are Unreadable in words, or laid into the release so that all
its own cells stand there once and unchanged, every exercise has its answer, and nothing
in it is of another type or encoding than grading and showing rely on.
"""

import json
import re
import sys
from typing import Any

from autograder.course.course import AssignmentConfig, exercises_of
from autograder.course.source_notebook import grade_id, nbgrader_tags, source_of
from autograder.output.inert_html import inert_html
from autograder.submissions.notebook import NotebookFile, parse_notebook
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import RestoredNotebook, restore_answers
from autograder.submissions.submission import choose_notebook
from tests.minicourse import cell, markdown, released, solved
from tests.minicourse import notebook as made_of
from tests.nightly import fuzzing

RELEASE = released()
EXERCISES = exercises_of(RELEASE, AssignmentConfig(title="Sums"), "sums")
TAGGED = [one for one in RELEASE["cells"] if grade_id(one)]
INERT = re.compile(r'<div style="white-space: pre-wrap">(&#\d+;|[ \w])*</div>', re.A)
LOCKED = {
    grade_id(one): source_of(one)
    for one in TAGGED
    if nbgrader_tags(one)["locked"] and not nbgrader_tags(one)["solution"]
}


def check(data: bytes) -> None:
    """Read, restore and choose; look at every part of what comes of it."""
    try:
        parsed = parse_notebook(data)
        restored = restore_answers(parsed, RELEASE, EXERCISES)
    except Unreadable as reason:
        said = str(reason)
        assert said
        assert said.isprintable()
    else:
        _look_at(restored)
    files = {"a": data, "b": WHOLE, "c": b""}
    candidates = [NotebookFile(name, data) for name, data in files.items()]
    chosen = choose_notebook(candidates, RELEASE, "c")
    assert chosen in candidates[:2]


def _look_at(restored: RestoredNotebook) -> None:
    cells = restored.notebook["cells"]
    json.dumps(restored.notebook, ensure_ascii=False).encode()
    ids = [grade_id(one) for one in cells if grade_id(one)]
    assert ids == [grade_id(one) for one in TAGGED]
    code = restored.code
    assert [one.source for one in code.cells] == [
        one["source"] for one in cells if one["cell_type"] == "code"
    ]
    locked = {one.grade_id: one.source for one in code.cells if one.locked}
    assert locked == LOCKED
    assert list(code.answers) == [one.name for one in EXERCISES]
    for answer in code.answers.values():
        assert answer.source is not None or answer.note or answer.attempted
        f"{answer.source}{answer.note}".encode()
    "".join(code.notes).encode()
    for one in cells:
        if one["cell_type"] == "markdown":
            assert INERT.fullmatch(inert_html(source_of(one)))


def _seeds() -> list[bytes]:
    """Give small notebooks of every shape that is understood."""
    loose = [cell(source="def total(values):\n    return 1"), markdown(source="# x")]
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["total = 1"]}]}]}
    twice = solved()
    twice["cells"] = [one for one in twice["cells"] for _ in "ab"][:12]
    several: list[Any] = [solved(), RELEASE, twice, made_of(loose), old, made_of([])]
    made = [json.dumps(one, separators=(",", ":")).encode() for one in several]
    wide = json.dumps(made_of(loose)).encode("utf-16")
    return [one[: fuzzing.LONGEST] for one in (*made, wide, b"\xef\xbb\xbf{}", b"[")]


SEEDS = _seeds()
WHOLE = SEEDS[1]

if __name__ == "__main__":
    sys.exit(
        fuzzing.main(
            check,
            SEEDS,
            "tests.nightly.fuzz_notebook",
            "autograder.submissions.notebook",
        )
    )
