#!/usr/bin/env bash
# What: nbstripout, which takes outputs out of notebooks before a commit, also gives every
#   cell another id: 0, 1, 2 … by its place. nbgrader's own labels in the metadata stay.
# Guess before: outputs and counts go; ids stay, since nbformat made them so that a cell
#   can be known again.
# Surprised: who finds cells of a notebook again by their ids, or compares two versions of
#   one: a cell put in front gives all others the id of their neighbour.
# Versions: nbstripout 0.8.1, nbformat 5.10.4, Python 3.11. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  nbstripout==0.8.1 nbformat==5.10.4
cd "$folder"

venv/bin/python - <<'PYTHON'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

cells = [new_code_cell("a = 1", id="answer-one"), new_markdown_cell("b", id="why-two")]
cells[0].metadata["nbgrader"] = {
    "grade_id": "one", "solution": True, "grade": False, "locked": False,
    "schema_version": 3, "task": False,
}
nbformat.write(new_notebook(cells=cells), "worked.ipynb")
PYTHON
venv/bin/python -m nbstripout worked.ipynb
venv/bin/python - <<'PYTHON'
import json

cells = json.load(open("worked.ipynb"))["cells"]
ids = [cell["id"] for cell in cells]
label = cells[0]["metadata"]["nbgrader"]["grade_id"]
print(f"ids before: answer-one why-two   after: {' '.join(ids)}   label: {label}")

assert ids == ["0", "1"]
assert label == "one"
PYTHON
