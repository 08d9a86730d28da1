"""Can this machine grade? Each finding says what is wrong and what mends it."""

import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from autograder import sandbox
from autograder.model import ROOM
from autograder.sandbox.pace import measure_slowness

LIBRARIES = ("numpy", "nbgrader", "IPython", "matplotlib", "scikit-learn")


OPTIONAL_LAYERS = ("namespaces", "tmpfs", "uid", "landlock", "seccomp")
"""layers that grading can do without; `sandbox` says whether enough are there"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str = ""
    remedy: str = ""
    """a command or a sentence; empty when nothing is wrong"""
    fatal: bool = False
    """grading is not possible unless this is ok"""


def findings() -> list[Finding]:
    """Look at everything grading needs; fast, and changes nothing."""
    return [
        _python(),
        *_libraries(),
        _alembic(),
        *_sandbox(),
        speed_finding(measure_slowness()),
    ]


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding(
        name=f"python {platform.python_version()}",
        ok=ok,
        remedy="" if ok else "use Python 3.11 or newer",
        fatal=not ok,
    )


def _libraries() -> list[Finding]:
    return [_library(name) for name in LIBRARIES]


def _library(name: str) -> Finding:
    try:
        return Finding(name=f"{name} {metadata.version(name)}", ok=True)
    except metadata.PackageNotFoundError:
        return Finding(
            name=name,
            ok=False,
            detail="is not installed",
            remedy="make setup",
            fatal=True,
        )


def _alembic() -> Finding:
    """Nbgrader 0.9.6 runs `alembic` from PATH when it makes a gradebook itself."""
    beside = Path(sys.executable).with_name("alembic")
    ok = shutil.which("alembic") is not None
    return Finding(
        name="alembic on PATH",
        ok=ok,
        detail="" if ok else "plain `nbgrader` commands need it; ours do not",
        remedy="" if ok else f"source {beside.parent / 'activate'}",
    )


def _sandbox() -> list[Finding]:
    return [
        Finding(
            name=one.name,
            ok=one.ok,
            detail=one.detail,
            remedy=one.remedy,
            fatal=one.name not in OPTIONAL_LAYERS,
        )
        for one in sandbox.probe()
    ]


def speed_finding(slowness: float) -> Finding:
    """Say whether the limits leave a machine of this speed room for right answers."""
    return Finding(
        name="speed",
        ok=slowness <= ROOM,
        detail=f"the same work takes {slowness:.1f} times as long as where our suites "
        f"were certified; limits leave room for {ROOM:g} times",
        remedy=""
        if slowness <= ROOM
        else "grade on a faster machine, or raise the seconds under `limits:` in "
        f"source/*/assignment.yaml {slowness / ROOM:.1f} times",
    )
