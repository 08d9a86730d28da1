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
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.common.errors import GraderError
from autograder.model import Limits
from autograder.sandbox.guest.tree_removal import remove_tree
from autograder.sandbox.host import response_checks
from autograder.sandbox.host.package_files import package_parent, program_file
from autograder.sandbox.host.worker_environment import worker_environment
from autograder.sandbox.host.worker_process import ProcessExit, last_line
from autograder.sandbox.host.worker_server import WorkerServer

_PROGRAM = "autograder.sandbox.guest.unconfined_main"
_START_SECONDS, _ACCEPT_SECONDS, _TOKEN_SECONDS = 120.0, 0.5, 5.0
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedProcess:
    """A worker's process that has been started and has not called yet."""

    number: int
    server: socket.socket
    process: "subprocess.Popen[bytes]"
    folder: Path
    limits: Limits
    token: bytes = field(repr=False)

    def output_tail(self) -> str:
        """Give the last of what it wrote to its standard output and error."""
        tail = (self.folder / "output").read_bytes()[-4000:]
        return response_checks.clean_text(
            tail.decode("utf-8", "replace"), 4000, keep="\n"
        )

    def drop(self) -> None:
        """End it and remove what it wrote."""
        self.end()

    def end(self) -> int:
        """End it and remove what it wrote; give its status."""
        self.server.close()
        self.process.kill()
        status = self.process.wait()
        remove_tree(str(self.folder))
        return status


class UnconfinedServer(WorkerServer[StartedProcess]):
    """Starts unconfined workers, where there can be no fork server."""

    isolation = "none (no isolation)"
    layers = ()

    def __init__(
        self, *, preload: Sequence[str] = (), limits: Limits | None = None
    ) -> None:
        """Start the first worker ahead.

        Args:
            preload: modules that notebooks will import, by name.
            limits: what each worker may use, unless `open` says otherwise.
        """
        super().__init__(limits, ahead=True)
        self._preload = list(preload)
        self._spare = self._ask_for_worker(self.limits)

    def _ask_for_worker(self, limits: Limits) -> StartedProcess:
        """Start one more worker, and do not wait for it."""
        number = self._next_number()
        folder = Path(self._base) / f"worker-{number}"
        home = folder / "home"
        home.mkdir(parents=True)
        started = StartedProcess(
            number=number,
            # One for each: another worker that calls must not be taken for it.
            server=socket.create_server(("127.0.0.1", 0)),
            process=_run_program(folder),
            folder=folder,
            limits=limits,
            token=secrets.token_bytes(_TOKEN_BYTES),
        )
        options = {
            "package": package_parent(),
            "preload": self._preload,
            "home": str(home),
            "scratch": str(home),
            "port": started.server.getsockname()[1],
            "token": started.token.hex(),
            "first_ref": number << 32,
            "output_chars": limits.output_chars,
            "frame_bytes": limits.frame_bytes,
        }
        assert started.process.stdin is not None
        # Not as an argument or a variable: other users can read those.
        with started.process.stdin as stdin:
            stdin.write(json.dumps(options).encode())
        return started

    def _connect(self, pending: StartedProcess) -> "UnconfinedProcess":
        """Wait until it calls; whoever else calls does not know the token."""
        ends = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends and pending.process.poll() is None:
            pending.server.settimeout(_ACCEPT_SECONDS)
            try:
                caller, _ = pending.server.accept()
            except TimeoutError:
                continue
            if _shows_token(caller, pending.token):
                pending.server.close()
                return UnconfinedProcess(pending, caller)
            caller.close()
        output = pending.output_tail()
        pending.drop()
        raise GraderError(
            f"a worker did not start: {last_line(output)}",
            hint="run `autograder doctor`",
        )


class UnconfinedProcess:
    """The process of one unconfined worker; see `process.WorkerProcess`."""

    watched = True

    def __init__(self, started: StartedProcess, connection: socket.socket) -> None:
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
        if self._started.process.poll() is not None:
            return 0.0
        return time.monotonic() - self._began

    def stuck_in(self) -> str:
        """Say nothing: not every system can ask a process where it is."""
        return ""

    def output_tail(self) -> str:
        """Give the last of what it wrote to its standard output and error."""
        return self._started.output_tail()

    def end(self) -> ProcessExit:
        """Kill it, wait until it is gone, remove what it wrote."""
        # Asked first: what it ended with itself says more than that we killed it.
        own_status = self._started.process.poll()
        status = self._started.end()
        self.connection.close()
        if own_status is not None:
            status = own_status
        return ProcessExit(status, 0)


def _run_program(folder: Path) -> "subprocess.Popen[bytes]":
    with (folder / "output").open("wb") as output:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-s", program_file(_PROGRAM)],
            env=worker_environment(str(folder / "home")),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=folder / "home",
        )


def _shows_token(caller: socket.socket, token: bytes) -> bool:
    # A caller that says nothing must not keep the worker waiting behind it.
    caller.settimeout(_TOKEN_SECONDS)
    try:
        shown = caller.recv(len(token), socket.MSG_WAITALL)
    except OSError:
        return False
    # Requests are small: Nagle's algorithm would hold each back for 40 ms.
    caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return secrets.compare_digest(shown, token)
