"""Workers that nothing confines, on systems that have no fork server: `none`.

Theory of operation. Each worker is a Python of its own that imports everything anew,
which takes about a second; the next one is started ahead. It finds the grader on a
loopback port and shows a token that it was given on its standard input. From there all
is as with any worker: the same frames, and deadlines kept by killing it. There is no
clock of its computing time here, so the wall's stands in for it.

This is for a student's own laptop (`autograder check`): code runs as whoever runs it.
"""

import json
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from autograder.errors import GraderError
from autograder.model import Limits, SandboxName
from autograder.sandbox import answers
from autograder.sandbox.backends import choose
from autograder.sandbox.client import Zygote, environment
from autograder.sandbox.process import Exit
from autograder.sandbox.protocol import Sandbox
from autograder.sandbox.remote import RemoteWorker
from autograder.sandbox.scratch import remove_tree

_PACKAGE = Path(__file__).resolve().parents[2]
_PROGRAM = Path(__file__).with_name("plainworker.py")
_START = 120.0
_TOKEN_BYTES = 32


def start(
    *,
    preload: Sequence[str] = (),
    limits: Limits | None = None,
    sandbox: SandboxName = "auto",
    ahead: bool = False,
) -> Sandbox:
    """Start what opens workers: a Zygote, and off Linux the nearest thing.

    Args:
        preload: modules that notebooks will import, by name.
        limits: what each worker may use, unless `open` says otherwise.
        sandbox: the backend.
        ahead: do not wait until it is warm, and keep the next worker ready.

    Raises:
        MachineError: this machine cannot confine student code as asked.
    """
    backend = choose(sandbox)
    if sys.platform.startswith("linux"):
        return Zygote(
            preload=preload,
            limits=limits,
            sandbox=backend.name,
            spare=ahead,
            waits=not ahead,
        )
    return PlainZygote(preload=preload, limits=limits)


class PlainZygote:
    """Starts unconfined workers; stands in for a Zygote where there can be none."""

    layers = "none (no isolation)"
    confinement: tuple[str, ...] = ()

    def __init__(
        self, *, preload: Sequence[str] = (), limits: Limits | None = None
    ) -> None:
        """Start the first worker ahead.

        Args:
            preload: modules that notebooks will import, by name.
            limits: what each worker may use, unless `open` says otherwise.
        """
        self.limits = limits or Limits()
        self._preload = list(preload)
        self._lock = threading.Lock()
        self._opened = 0
        self._workers: list[RemoteWorker] = []
        self._base = tempfile.mkdtemp(prefix="autograder-")
        self._next: _Started | None = self._begin(self.limits)

    def __enter__(self) -> "PlainZygote":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, limits: Limits | None = None) -> RemoteWorker:
        """Give a worker that is started and ready."""
        chosen = limits or self.limits
        with self._lock:
            started = self._take_next(chosen) or self._begin(chosen)
            connection = self._accept(started)
            worker = RemoteWorker(PlainProcess(started, connection), chosen)
            self._workers = [*(one for one in self._workers if one.is_open), worker]
            self._next = self._next or self._begin(self.limits)
        worker.wait_until_ready()
        return worker

    def close(self) -> None:
        """End every worker, and remove what they wrote."""
        for worker in self._workers:
            worker.close()
        self._workers = []
        if self._next is not None:
            self._next.drop()
            self._next = None
        remove_tree(self._base)

    def _take_next(self, limits: Limits) -> "_Started | None":
        """Give the worker started ahead, unless it is of other limits."""
        if self._next is None or self._next.limits != limits:
            return None
        started, self._next = self._next, None
        return started

    def _begin(self, limits: Limits) -> "_Started":
        self._opened += 1
        folder = Path(self._base) / f"worker-{self._opened}"
        (folder / "home").mkdir(parents=True)
        started = _Started(
            number=self._opened,
            # One for each: another worker that calls must not be taken for it.
            server=socket.create_server(("127.0.0.1", 0)),
            process=self._run(folder),
            folder=folder,
            limits=limits,
            token=secrets.token_bytes(_TOKEN_BYTES),
        )
        options = {
            "package": str(_PACKAGE),
            "preload": self._preload,
            "home": str(folder / "home"),
            "scratch": str(folder / "home"),
            "port": started.server.getsockname()[1],
            "token": started.token.hex(),
            "first_ref": self._opened << 32,
            "output_chars": limits.output_chars,
            "frame_bytes": limits.frame_bytes,
        }
        assert started.process.stdin is not None
        with started.process.stdin as stdin:
            stdin.write(json.dumps(options).encode())
        return started

    def _run(self, folder: Path) -> "subprocess.Popen[bytes]":
        with (folder / "said").open("wb") as said:
            return subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-s", str(_PROGRAM)],
                env=environment(str(folder / "home")),
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
                cwd=folder / "home",
            )

    def _accept(self, started: "_Started") -> socket.socket:
        """Wait until it calls; whoever else calls does not know the token."""
        ends = time.monotonic() + _START
        while time.monotonic() < ends and started.process.poll() is None:
            started.server.settimeout(0.5)
            try:
                caller, _ = started.server.accept()
            except TimeoutError:
                continue
            if _shows(caller, started.token):
                started.server.close()
                return caller
            caller.close()
        said = started.said().strip().splitlines()
        started.drop()
        raise GraderError(
            f"a worker did not start: {said[-1] if said else 'it said nothing'}",
            hint="run `autograder doctor`",
        )


def _shows(caller: socket.socket, token: bytes) -> bool:
    caller.settimeout(5.0)
    try:
        shown = caller.recv(len(token), socket.MSG_WAITALL)
    except OSError:
        return False
    caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return secrets.compare_digest(shown, token)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Started:
    """A worker that has been started and has not called yet."""

    number: int
    server: socket.socket
    process: "subprocess.Popen[bytes]"
    folder: Path
    limits: Limits
    token: bytes = field(repr=False)

    def said(self) -> str:
        """Give the last of what it wrote to its standard output and error."""
        text = (self.folder / "said").read_bytes()[-4000:].decode("utf-8", "replace")
        return answers.clean(text, 4000, keep="\n")

    def drop(self) -> int:
        """End it and remove what it wrote; give its status."""
        self.server.close()
        self.process.kill()
        status = self.process.wait()
        remove_tree(str(self.folder))
        return status


class PlainProcess:
    """The process of one unconfined worker."""

    watched = True

    def __init__(self, started: _Started, connection: socket.socket) -> None:
        self.number = started.number
        self.connection = connection
        self.scratch = str(started.folder / "home")
        self._started = started
        self._began = time.monotonic()

    def ended(self, timeout: float) -> bool:
        """Wait until the process is gone; tell whether it is."""
        try:
            self._started.process.wait(timeout)
        except subprocess.TimeoutExpired:
            return False
        return True

    def cpu_seconds(self) -> float:
        """Give the wall's seconds since it called: there is no clock of its own."""
        alive = self._started.process.poll() is None
        return time.monotonic() - self._began if alive else 0.0

    def stuck_in(self) -> str:
        """Say nothing: not every system can ask a process where it is."""
        return ""

    def said(self) -> str:
        """Give the last of what it wrote to its standard output and error."""
        return self._started.said()

    def end(self) -> Exit | None:
        """Kill it, wait until it is gone, remove what it wrote."""
        own = self._started.process.poll()
        status = self._started.drop()
        self.connection.close()
        return Exit(status if own is None else own, 0)
