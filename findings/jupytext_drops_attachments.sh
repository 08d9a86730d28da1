#!/usr/bin/env bash
# What: an answer with a photo pasted into it (an attachment of its markdown cell) goes
#   through jupytext to text and back. The words `![photo.png](attachment:photo.png)` come
#   back and the picture does not, in each of its text formats and without a warning.
# Guess before: MyST and R Markdown carry attachments along as they carry cells' metadata.
# Surprised: who keeps a course's notebooks paired as text, and a student who hands in what
#   was opened from the text; the cell shows a broken picture.
# Versions: jupytext 1.17.3, nbformat 5.10.4, Python 3.11. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  jupytext==1.17.3 nbformat==5.10.4

"$folder/venv/bin/python" - <<'PYTHON'
import jupytext
from nbformat.v4 import new_markdown_cell, new_notebook

WORDS = "My derivation: ![photo.png](attachment:photo.png)"
cell = new_markdown_cell(WORDS)
cell["attachments"] = {"photo.png": {"image/png": "iVBORw0KGgo="}}
notebook = new_notebook(cells=[cell])

seen = {}
for form in ("ipynb", "md", "md:myst", "Rmd", "py:percent"):
    back = jupytext.reads(jupytext.writes(notebook, fmt=form), fmt=form).cells[0]
    seen[form] = "attachments" in back
    assert back.source == WORDS, form
    print(f"{form:10}  the words: kept   the picture: {'kept' if seen[form] else 'gone'}")

assert seen == {
    "ipynb": True, "md": False, "md:myst": False, "Rmd": False, "py:percent": False
}
PYTHON
