"""What this machine can confine student code with, for `autograder doctor`."""

import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from autograder.errors import AutograderError
from autograder.sandbox import backends, landlock, syscalls
from autograder.sandbox.client import Zygote
from autograder.sandbox.protocol import CallOptions
from autograder.sandbox.remote import RemoteWorker

_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of what `doctor` prints."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def probe() -> list[Finding]:
    """Try every layer, then start a zygote and try to break out of a worker."""
    return [_machine(), *_layers(), *_live()]


def _machine() -> Finding:
    known = platform.system() == "Linux" and syscalls.is_known()
    return Finding(
        name="machine",
        ok=known,
        detail=f"{platform.system()} {platform.release()} on {platform.machine()}",
        remedy="" if known else "grade on Linux, on x86-64 or arm64",
    )


def _layers() -> list[Finding]:
    return [
        Finding(
            name=layer,
            ok=not reason,
            detail=reason or _IS_THERE[layer],
            remedy=backends.REMEDIES[layer] if reason else "",
        )
        for layer, reason in backends.offered().items()
        if layer in _IS_THERE and not _is_pointless(layer)
    ]


_IS_THERE = {
    "namespaces": "no other file, process or network in sight",
    "tmpfs": "what a worker writes is limited, and gone with it",
    "uid": "workers run as users of their own",
    "landlock": f"version {landlock.abi()}",
    "seccomp": "filters can be installed",
}


def _is_pointless(layer: str) -> bool:
    """Tell whether there is nothing to mend: an ordinary user has no other user."""
    return layer == "uid" and hasattr(os, "geteuid") and os.geteuid() != 0


def _live() -> list[Finding]:
    try:
        backend = backends.choose("auto")
        with Zygote() as zygote:
            return [
                Finding(name="sandbox", ok=True, detail=zygote.layers),
                Finding(name="student code can still", ok=True, detail=backend.lacks),
                _timing(zygote),
                *_attacks(zygote),
            ]
    except AutograderError as error:
        return [
            Finding(name="sandbox", ok=False, detail=str(error), remedy=error.hint),
        ]


def _timing(zygote: Zygote) -> Finding:
    starts, calls = [], []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        worker = zygote.open()
        starts.append(time.perf_counter() - started)
        worker.run_cell("def same(x): return x")
        started = time.perf_counter()
        worker.call("same", [1], {}, CallOptions())
        calls.append(time.perf_counter() - started)
        worker.close()
    start, call = 1000 * median(starts), 1000 * median(calls)
    detail = f"starts in {start:.1f} ms, answers a call in {call:.2f} ms"
    return Finding(name="worker", ok=True, detail=detail)


def _attacks(zygote: Zygote) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix="autograder-probe-") as folder:
        secret = Path(folder) / "secret"
        secret.write_text("planted")
        worker = zygote.open()
        try:
            found = [_attack(worker, what, text(secret)) for what, text in _ATTACKS]
        finally:
            worker.close()
        changed = secret.read_text() != "planted"
    return [*found, _held("change a file", fails=not changed)]


_ATTACKS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("read a file", lambda secret: f"open({str(secret)!r}).read()"),
    ("write a file", lambda secret: f"open({str(secret)!r}, 'w').write('x')"),
    ("start a process", lambda _: "import os; os.fork() or os._exit(0)"),
    ("open a socket", lambda _: "import socket; socket.socket()"),
)


def _attack(worker: RemoteWorker, what: str, source: str) -> Finding:
    return _held(what, fails=worker.run_cell(source).fault is not None)


def _held(what: str, *, fails: bool) -> Finding:
    return Finding(
        name=f"student code cannot {what}",
        ok=fails,
        detail="it was refused" if fails else "it succeeded",
        remedy="" if fails else "do not grade here, and tell us: docs/security.md",
    )
