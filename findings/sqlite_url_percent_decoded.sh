#!/usr/bin/env bash
# What: SQLAlchemy reads the database part of a URL percent-decoded, so a SQLite file
#   whose folder is called "50%20off" is opened in the folder "50 off".
# Guess made beforehand: of a sqlite:/// URL only what follows a "?" is special; the
#   path before it is taken letter by letter, as the examples in its documentation
#   ("sqlite:////absolute/path/to/foo.db") and every f"sqlite:///{path}" assume.
# Who is surprised: whoever builds the URL from a path that they did not choose, such
#   as nbgrader's default database URL of a course directory: it is another file, or
#   "unable to open database file", for a folder that exists.
# Versions: SQLAlchemy 2.1.9, Python 3.11; seen on 2026-11-30.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "sqlalchemy==2.1.9"
mkdir "$work/50%20off" "$work/50 off"
"$work/venv/bin/python" - "$work" <<'PYTHON'
import sys
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

root = Path(sys.argv[1])
meant = root / "50%20off" / "gradebook.db"
url = f"sqlite:///{meant}"
print("meant: ", meant)
print("opened:", make_url(url).database)
engine = create_engine(url)
with engine.begin() as connection:
    connection.execute(text("create table grades (points integer)"))
engine.dispose()
other = root / "50 off" / "gradebook.db"
print("in the folder that was named:", meant.exists())
print("in another one:", other.exists())
doubled = make_url(url.replace("%", "%25")).database
print("with %25 for the sign:", doubled)
sys.exit(not (other.exists() and not meant.exists() and doubled == str(meant)))
PYTHON
