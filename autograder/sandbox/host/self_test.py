"""What this machine can confine student code with, for `autograder doctor`."""

import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from autograder.common.errors import AutograderError
from autograder.sandbox.api import CallOptions
from autograder.sandbox.guest import landlock, seccomp
from autograder.sandbox.host import backends
from autograder.sandbox.host.remote_worker import RemoteWorker
from autograder.sandbox.host.start_sandbox import RunningSandbox, start_sandbox

OPTIONAL_LAYERS = ("namespaces", "tmpfs", "uid", "landlock", "seccomp")
"""layers that grading can do without; `sandbox` says whether enough are there"""
_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineFinding:
    """One thing that was looked at, a line of what `doctor` prints."""

    name: str
    ok: bool
    detail: str = ""
    remedy: str = ""
    """a command or a sentence; empty when nothing is wrong"""
    fatal: bool = False
    """grading is not possible unless this is ok"""


def examine_isolation() -> list[MachineFinding]:
    """Try every layer, then start a sandbox and try to break out of a worker."""
    return [_machine(), *_layers(), *_live()]


def _finding(name: str, *, ok: bool, detail: str, remedy: str = "") -> MachineFinding:
    """Make a finding about the sandbox: all of them are fatal but single layers."""
    fatal = name not in OPTIONAL_LAYERS
    return MachineFinding(name=name, ok=ok, detail=detail, remedy=remedy, fatal=fatal)


def _machine() -> MachineFinding:
    known = platform.system() == "Linux" and seccomp.has_syscall_table()
    return _finding(
        "machine",
        ok=known,
        detail=f"{platform.system()} {platform.release()} on {platform.machine()}",
        remedy="" if known else "grade on Linux, on x86-64 or arm64",
    )


def _layers() -> list[MachineFinding]:
    return [
        _layer(layer, reason)
        for layer, reason in backends.layer_failures().items()
        if layer in _IS_THERE and not _is_pointless(layer)
    ]


def _layer(layer: str, reason: str) -> MachineFinding:
    if reason:
        remedy = backends.LAYER_REMEDIES[layer]
        return _finding(layer, ok=False, detail=reason, remedy=remedy)
    return _finding(layer, ok=True, detail=_IS_THERE[layer])


_IS_THERE = {
    "namespaces": "no other file, process or network in sight",
    "tmpfs": "what a worker writes is limited, and gone with it",
    "uid": "workers run as users of their own",
    "landlock": f"version {landlock.landlock_version()}",
    "seccomp": "filters can be installed",
}


def _is_pointless(layer: str) -> bool:
    """Tell whether there is nothing to mend: an ordinary user has no other user."""
    return layer == "uid" and hasattr(os, "geteuid") and os.geteuid() != 0


def _live() -> list[MachineFinding]:
    try:
        backend = backends.choose_backend("auto")
        with start_sandbox() as sandbox:
            return [
                _finding("sandbox", ok=True, detail=sandbox.isolation),
                _finding("student code can still", ok=True, detail=backend.lacks),
                _timing(sandbox),
                *_attacks(sandbox),
            ]
    except AutograderError as error:
        return [_finding("sandbox", ok=False, detail=str(error), remedy=error.hint)]


def _timing(sandbox: RunningSandbox) -> MachineFinding:
    starts, calls = [], []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        worker = sandbox.open()
        starts.append(time.perf_counter() - started)
        worker.run_cell("def same(x): return x")
        started = time.perf_counter()
        worker.call("same", [1], {}, CallOptions())
        calls.append(time.perf_counter() - started)
        worker.close()
    start, call = 1000 * median(starts), 1000 * median(calls)
    detail = f"starts in {start:.1f} ms, answers a call in {call:.2f} ms"
    return _finding("worker", ok=True, detail=detail)


def _attacks(sandbox: RunningSandbox) -> list[MachineFinding]:
    with tempfile.TemporaryDirectory(prefix="autograder-probe-") as folder:
        secret = Path(folder) / "secret"
        secret.write_text("planted")
        worker = sandbox.open()
        try:
            findings = [_attack(worker, what, text(secret)) for what, text in _ATTACKS]
        finally:
            worker.close()
        # A worker's word that it failed is not enough.
        changed = secret.read_text() != "planted"
    return [*findings, _attempt_finding("change a file", fails=not changed)]


_ATTACKS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("read a file", lambda secret: f"open({str(secret)!r}).read()"),
    ("write a file", lambda secret: f"open({str(secret)!r}, 'w').write('x')"),
    ("start a process", lambda _: "import os; os.fork() or os._exit(0)"),
    ("open a socket", lambda _: "import socket; socket.socket()"),
)


def _attack(worker: RemoteWorker, what: str, source: str) -> MachineFinding:
    return _attempt_finding(what, fails=worker.run_cell(source).fault is not None)


def _attempt_finding(what: str, *, fails: bool) -> MachineFinding:
    name = f"student code cannot {what}"
    if fails:
        return _finding(name, ok=True, detail="it was refused")
    remedy = "do not grade here, and tell us: docs/security.md"
    return _finding(name, ok=False, detail="it succeeded", remedy=remedy)
