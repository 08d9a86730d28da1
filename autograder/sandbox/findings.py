"""What this machine can confine student code with, for `autograder doctor`."""

import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from autograder.errors import AutograderError
from autograder.sandbox import lockdown, syscalls
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
    """Look at the kernel, then start a zygote and try to break out of a worker."""
    return [_machine(), _landlock(), _seccomp(), *_live()]


def _machine() -> Finding:
    known = platform.system() == "Linux" and syscalls.is_known()
    return Finding(
        name="machine",
        ok=known,
        detail=f"{platform.system()} {platform.release()} on {platform.machine()}",
        remedy="" if known else "grade on Linux, on x86-64 or arm64",
    )


def _landlock() -> Finding:
    abi = lockdown.landlock_abi()
    return Finding(
        name="landlock",
        ok=abi > 0,
        detail=f"version {abi}" if abi else "none: notebooks cannot open any file",
        remedy=""
        if abi
        else "use Linux 5.13 or newer with `landlock` in its `lsm=` list",
    )


def _seccomp() -> Finding:
    found = lockdown.has_seccomp()
    return Finding(
        name="seccomp",
        ok=found,
        detail="filters can be installed" if found else "no filter can be installed",
        remedy="" if found else "use a kernel with CONFIG_SECCOMP_FILTER",
    )


def _live() -> list[Finding]:
    try:
        with Zygote() as zygote:
            return [
                Finding(name="layers", ok=True, detail=zygote.layers),
                _timing(zygote),
                *_attacks(zygote),
            ]
    except AutograderError as error:
        return [
            Finding(name="worker", ok=False, detail=str(error), remedy=error.hint),
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
        remedy="" if fails else "do not grade here: see `landlock` and `seccomp` above",
    )
