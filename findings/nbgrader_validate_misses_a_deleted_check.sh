#!/usr/bin/env bash
# `nbgrader validate` on a student's notebook whose visible check was deleted.
#
# Guess, made beforehand: it says that a test cell is missing, since it does complain
# when the text of a test cell was changed (nbgrader notes a checksum in each).
# Seen: a wrong answer whose check was edited is reported as changed; the same wrong
# answer whose check was deleted, or lost its tags, is "Success! Your notebook passes
# all the tests." Only cells that are left are looked at.
# Surprised: a student who validates before handing in, and a TA who relies on it.
# nbgrader 0.9.5, nbformat 5.10.4, ipykernel 6.29.5, Python 3.11, November 2026.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nbgrader==0.9.5 nbformat==5.10.4 ipykernel==6.29.5
cd "$folder"
export JUPYTER_CONFIG_DIR="$folder/config" IPYTHONDIR="$folder/ipython" HOME="$folder"

"$folder/venv/bin/python" - <<'PYTHON'
import subprocess
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import compute_checksum


def cell(grade_id, source, **tags):
    known = {"schema_version": 3, "grade": False, "solution": False, "locked": False}
    made = new_code_cell(source)
    made.metadata["nbgrader"] = {**known, "task": False, "grade_id": grade_id, **tags}
    made.metadata["nbgrader"]["cell_type"] = "code"
    made.metadata["nbgrader"]["checksum"] = compute_checksum(made)
    return made


def notebook(*kept):
    answer = cell("double_answer", "def double(x): return x", solution=True)
    check = cell("double", "assert double(2) == 4", grade=True, locked=True, points=1)
    made = new_notebook(cells=[answer, check])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return made


def validated(made, name):
    nbformat.write(made, name)
    program = str(Path(sys.executable).with_name("nbgrader"))
    done = subprocess.run(
        [program, "validate", name], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


whole = validated(notebook(), "whole.ipynb")

made = notebook()
made.cells[1].source = "assert True"
edited = validated(made, "edited.ipynb")

made = notebook()
del made.cells[1]
deleted = validated(made, "deleted.ipynb")

made = notebook()
del made.cells[1].metadata["nbgrader"]
made.cells[1].source = "pass"
untagged = validated(made, "untagged.ipynb")

for name, said in [("whole", whole), ("edited", edited), ("deleted", deleted),
                   ("untagged", untagged)]:
    print(f"--- {name}\n{said.strip()}")

assert "VALIDATION FAILED ON 1 CELL" in whole, "the wrong answer was not noticed"
assert "HAVE CHANGED" in edited, "the edited check was not noticed"
assert "Success!" in deleted, "the deleted check is noticed now"
assert "Success!" in untagged, "the check without tags is noticed now"
PYTHON
echo "as recorded: a deleted check goes unnoticed"
