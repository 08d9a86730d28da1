"""Make the zip that has Gradescope grade an assignment with our engine.

It holds `setup.sh` and `run_autograder`, which Gradescope asks for, the settings, this
package as a wheel and the course's bundle. So it holds the solutions and the hidden
tests: it is for Gradescope alone. `gradescope_runner` is what runs there.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal, get_args

import autograder
from autograder.batch import course_bundle
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.course.course import Assignment
from autograder.grading.report_builder import LIBRARIES
from autograder.submissions.safe_archive import zip_files

ResultVisibility = Literal["visible", "after_due_date", "after_published", "hidden"]
"""when students see what hidden tests found, in Gradescope's words"""
SHOWN: tuple[ResultVisibility, ...] = get_args(ResultVisibility)

BUNDLE, SETTINGS = "course.tar.xz", "settings.json"
PROGRAMS = ("setup.sh", "run_autograder")
LEAST = "3.11"
"""the oldest Python that will do"""

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: a Python, this package, closed doors.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"

newest() {
  for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if command -v "$name" >/dev/null &&
       "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
    then echo "$name"; return; fi
  done
}

python="$(newest)"
if [ -z "$python" ]; then
  apt-get update
  apt-get install -y python3.12 python3.12-venv || \\
    apt-get install -y python3.11 python3.11-venv
  python="$(newest)"
fi
[ -n "$python" ] || { echo "no Python from 3.11 on: choose a newer image"; exit 1; }

"$python" -m venv "$root/venv"
pip=("$root/venv/bin/python" -m pip install --no-cache-dir "$root"/source/*.whl)
"${pip[@]}" --constraint "$root/source/constraints.txt" || "${pip[@]}"

# Student code runs behind the engine's walls; this is one more.
chmod 700 "$root/source"
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission. AUTOGRADER_ROOT and AUTOGRADER_PYTHON are for tests.
root="${AUTOGRADER_ROOT:-/autograder}"
export XDG_CACHE_HOME="$root/cache"
python="${AUTOGRADER_PYTHON:-$root/venv/bin/python}"
exec "$python" -m autograder.tools.lms.gradescope_runner "$root"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradescopeZip:
    """A written zip."""

    path: Path
    assignment: str
    suite: str
    bytes: int


def make_autograder(
    assignment: Assignment, to: Path, *, shown: ResultVisibility = "after_due_date"
) -> GradescopeZip:
    """Write the autograder zip, readable by its owner alone.

    Args:
        assignment: what it grades.
        to: the zip.
        shown: when students see what hidden tests found.

    Raises:
        UserError: the assignment is not released.
        MachineError: the zip cannot be written.
    """
    _ = assignment.exercises  # or a UserError
    settings = {"assignment": assignment.name, "shown": shown}
    name, package = build_wheel()
    data = zip_files(
        {
            "setup.sh": SETUP.encode(),
            "run_autograder": RUN.encode(),
            "constraints.txt": "".join(f"{pin}\n" for pin in _pins()).encode(),
            SETTINGS: json.dumps(settings, indent=1).encode(),
            BUNDLE: course_bundle.pack_bundle(assignment),
            name: package,
        },
        programs=PROGRAMS,
    )
    write_whole(to, data)
    # It holds the solutions: others on this machine read none of them.
    to.chmod(0o600)
    return GradescopeZip(
        path=to,
        assignment=assignment.name,
        suite=assignment.suite_hash,
        bytes=len(data),
    )


def read_visibility(name: str) -> ResultVisibility:
    """Give one of Gradescope's words, or a UserError."""
    for visibility in SHOWN:
        if visibility == name:
            return visibility
    raise UserError(f"no visibility `{name}`", hint=f"there are: {', '.join(SHOWN)}")


def build_wheel() -> tuple[str, bytes]:
    """Give this package as a wheel: its file name and its bytes.

    It is made of what runs here, so that Gradescope grades with the same code.
    """
    about = metadata.distribution("autograder")
    info = f"autograder-{about.version}.dist-info"
    files = dict(_package())
    files[f"{info}/METADATA"] = (about.read_text("METADATA") or "").encode()
    files[f"{info}/entry_points.txt"] = (
        about.read_text("entry_points.txt") or ""
    ).encode()
    # pip refuses a wheel without this file and RECORD.
    files[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: autograder\n"
        b"Root-Is-Purelib: true\nTag: py3-none-any\n"
    )
    record = [f"{name},sha256={_sum(data)},{len(data)}" for name, data in files.items()]
    record.append(f"{info}/RECORD,,")
    files[f"{info}/RECORD"] = "".join(f"{row}\n" for row in sorted(record)).encode()
    return f"autograder-{about.version}-py3-none-any.whl", zip_files(files)


def _package() -> Iterator[tuple[str, bytes]]:
    root = Path(autograder.__file__).parent
    for path in sorted(root.rglob("*")):
        # Bytecode would make the zip other bytes on each Python.
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path.relative_to(root.parent)), path.read_bytes()


def _sum(data: bytes) -> str:
    digest = hashlib.sha256(data).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _pins() -> Iterator[str]:
    """Name the libraries that student code runs with, as they are here."""
    for name in LIBRARIES:
        try:
            yield f"{name}=={metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
