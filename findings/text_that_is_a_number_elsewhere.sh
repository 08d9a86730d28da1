#!/bin/bash
# Student ids such as `12e4` and `08` (a hash's first letters, a number with its zero),
# written as text by PyYAML and read by a library of YAML 1.2.
# Guess noted before: PyYAML puts every text that any YAML reads as a number into
#   quotation marks, so ids survive a round trip between libraries.
# Seen: it quotes what PyYAML itself would misread (`1_2`, `0x1F`, `1:30`) and nothing
#   else. `12e4` and `08` go out bare; ruamel.yaml, which reads YAML 1.2, makes 120000.0
#   and 8 of them.
# Surprised: who writes rosters or metadata with one library and reads with the other;
#   two students (`12e4`, `120000.0`) become one.
# PyYAML 6.0.2, ruamel.yaml 0.18.10; 2026-11-30.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v uv > /dev/null; then # much faster than pip
    uv venv -q "$work/venv"
    uv pip install -q --python "$work/venv/bin/python" PyYAML==6.0.2 ruamel.yaml==0.18.10
else
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q PyYAML==6.0.2 ruamel.yaml==0.18.10
fi
"$work/venv/bin/python" - <<'PY'
import io

import yaml
from ruamel.yaml import YAML

ids = ["s001", "12e4", "08", "1_2", "0x1F", "1:30"]
written = yaml.safe_dump(ids, default_flow_style=False)
here = yaml.safe_load(written)
there = list(YAML(typ="safe").load(io.StringIO(written)))
print(written)
print("PyYAML reads     ", here)
print("ruamel.yaml reads", there)
assert here == ids
assert there[1:3] == [120000.0, 8], there
assert there[0] == "s001" and there[3:] == ids[3:], there
print("as recorded: two of six ids are numbers for the other library")
PY
