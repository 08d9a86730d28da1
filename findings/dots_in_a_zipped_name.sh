#!/usr/bin/env bash
# What: a zip holds `final...really.ipynb`, a name with three dots and no way out of its
#   folder. `shutil.unpack_archive` leaves the file out, without a word and with success;
#   setuptools' unpack_archive (which nbgrader unpacks with) and unzip give all files.
#   shutil leaves out every name in which `..` stands anywhere, not only as a folder.
# Guess before: all of them give both files.
# Surprised: whoever unpacks what students handed in with shutil: somebody is missing.
# Versions: Python 3.11.7, setuptools 84.2.1. Date: 2026-11-30.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  setuptools==84.2.1

"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import shutil
import sys
import zipfile
from pathlib import Path

from setuptools.archive_util import unpack_archive

folder = Path(sys.argv[1])
names = ["final...really.ipynb", "sums.ipynb"]
with zipfile.ZipFile(folder / "work.zip", "w") as archive:
    for name in names:
        archive.writestr(f"work/{name}", "{}")

seen = {}
for unpack in (shutil.unpack_archive, unpack_archive, zipfile.ZipFile.extractall):
    target = folder / unpack.__module__
    target.mkdir()
    if unpack is zipfile.ZipFile.extractall:
        zipfile.ZipFile(folder / "work.zip").extractall(target)
    else:
        unpack(str(folder / "work.zip"), str(target))
    seen[unpack.__module__] = sorted(one.name for one in (target / "work").iterdir())
for module, given in seen.items():
    print(f"{module}: {', '.join(given)}")
sys.exit(
    seen
    != {"shutil": ["sums.ipynb"], "setuptools.archive_util": names, "zipfile": names}
)
PYTHON
