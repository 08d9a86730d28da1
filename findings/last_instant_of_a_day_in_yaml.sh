#!/usr/bin/env bash
# What: Gradescope's submission_metadata.yml has times with nine digits behind the second,
#   as Ruby writes them. PyYAML cuts them off after six, ruamel.yaml rounds: one and the
#   same 23:59:59.9999999 is on 27 February to the one and on 28 February to the other.
# Guess before: both give the same microseconds (cut off), since both make a `datetime`.
# Surprised: who compares such a time with a due date at midnight; a change of library, or
#   a round trip through ruamel.yaml, makes work late.
# Versions: PyYAML 6.0.4, ruamel.yaml 0.19.1, Python 3.11. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  PyYAML==6.0.4 ruamel.yaml==0.19.1

"$folder/venv/bin/python" - <<'PYTHON'
import sys

import yaml
from ruamel.yaml import YAML

TEXT = """\
submission_101:
  :created_at: 2026-02-27 23:59:59.999999900 Z
"""
read = {
    "PyYAML": yaml.safe_load(TEXT),
    "ruamel.yaml": YAML(typ="safe").load(TEXT),
}
days = {}
for library, found in read.items():
    at = found["submission_101"][":created_at"]
    days[library] = (at.month, at.day, at.microsecond)
    print(f"{library}: {at.isoformat()}")
sys.exit(days != {"PyYAML": (2, 27, 999999), "ruamel.yaml": (2, 28, 0)})
PYTHON
