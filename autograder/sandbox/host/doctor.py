"""Tell whether this machine can grade: what is wrong with it, and what mends it."""

import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path

from autograder.model import ROOM
from autograder.sandbox.host.machine_pace import measure_slowness
from autograder.sandbox.host.self_test import MachineFinding, examine_isolation

LIBRARIES = ("numpy", "nbgrader", "IPython", "matplotlib", "scikit-learn")


def examine_machine() -> list[MachineFinding]:
    """Look at everything grading needs; fast, and changes nothing."""
    return [
        _python(),
        *map(_library, LIBRARIES),
        _alembic(),
        *examine_isolation(),
        speed_finding(measure_slowness()),
    ]


def _python() -> MachineFinding:
    ok = sys.version_info >= (3, 11)
    return MachineFinding(
        name=f"python {platform.python_version()}",
        ok=ok,
        remedy="" if ok else "use Python 3.11 or newer",
        fatal=not ok,
    )


def _library(name: str) -> MachineFinding:
    try:
        return MachineFinding(name=f"{name} {metadata.version(name)}", ok=True)
    except metadata.PackageNotFoundError:
        return MachineFinding(
            name=name,
            ok=False,
            detail="is not installed",
            remedy="make setup",
            fatal=True,
        )


def _alembic() -> MachineFinding:
    """Nbgrader 0.9.6 runs `alembic` from PATH when it makes a gradebook itself."""
    if shutil.which("alembic") is not None:
        return MachineFinding(name="alembic on PATH", ok=True)
    beside = Path(sys.executable).with_name("alembic")
    return MachineFinding(
        name="alembic on PATH",
        ok=False,
        detail="plain `nbgrader` commands need it; ours do not",
        remedy=f"source {beside.parent / 'activate'}",
    )


def speed_finding(slowness: float) -> MachineFinding:
    """Say whether the limits leave a machine of this speed room for right answers."""
    ok = slowness <= ROOM
    mended = (
        "grade on a faster machine, or raise the seconds under `limits:` in "
        f"source/*/assignment.yaml {slowness / ROOM:.1f} times"
    )
    return MachineFinding(
        name="speed",
        ok=ok,
        detail=f"the same work takes {slowness:.1f} times as long as where our suites "
        f"were certified; limits leave room for {ROOM:g} times",
        remedy="" if ok else mended,
    )
