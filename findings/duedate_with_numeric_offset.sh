#!/bin/bash
# A due date with a numeric offset, given to nbgrader: `2026-11-06 23:59 +0100`.
# Guess noted before: it is stored as 22:59 UTC, as `2026-11-06T23:59+01:00` is, since
#   both are ISO 8601 and dateutil reads both.
# Seen: it is stored as 23:57:20 UTC. Of three words nbgrader takes the last for a zone;
#   what int() reads goes to dateutil as seconds, so `+0100` is an offset of 100 seconds.
#   With a T between date and time (two words), a zone by name is dropped: CET means UTC.
# Surprised: who writes due dates as git and e-mail write times; students are late, or in
#   time, by an hour.
# nbgrader 0.9.6, python-dateutil 2.9.0.post0; 2026-11-30.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v uv > /dev/null; then # much faster than pip
    uv venv -q "$work/venv"
    uv pip install -q --python "$work/venv/bin/python" nbgrader==0.9.6 python-dateutil==2.9.0.post0
else
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install -q nbgrader==0.9.6 python-dateutil==2.9.0.post0
fi
cd "$work"
PATH="$work/venv/bin:$PATH" # nbgrader starts alembic by its name
"$work/venv/bin/python" -W ignore - <<'PY'
from nbgrader.api import Gradebook
from nbgrader.utils import parse_utc

written = [
    "2026-11-06T23:59+01:00",
    "2026-11-06 23:59 +0100",
    "2026-11-06 23:59 Europe/Berlin",
    "2026-11-06T23:59 Europe/Berlin",
    "2026-11-06 23:59 CET",
    "2026-11-06T23:59 CET",
]
found = []
with Gradebook("sqlite:///gradebook.db") as gradebook:
    for number, text in enumerate(written):
        try:
            due = parse_utc(text)
            gradebook.add_assignment(f"ps{number}", duedate=due)
            found.append(str(gradebook.find_assignment(f"ps{number}").duedate))
        except ValueError as error:
            found.append(type(error).__name__)
for text, due in zip(written, found, strict=True):
    print(f"{text:32} due in UTC: {due}")
hour = "2026-11-06 22:59:00"
assert found[0] == found[2] == found[4] == hour, found
assert found[1] == "2026-11-06 23:57:20", found
assert found[5] == "2026-11-06 23:59:00", found
print("as recorded: +0100 is an offset of 100 seconds, and after a T `CET` is UTC")
PY
