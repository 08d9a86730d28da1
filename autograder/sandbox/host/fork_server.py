"""The grader's end of the zygote: start it, ask it for workers, clean up after it.

Theory of operation. `ForkServer(...)` execs `zygote.py` with an environment of its own
and waits until it is warm. For each worker it makes a socket pair, a memory file for
the worker's standard error and, where a worker has no tmpfs, a scratch directory of
mode 0700; it hands the first two over, gets a pidfd back, and waits for the worker to
say that it is locked in. Everything else that student code does goes through the
RemoteWorker and never touches the zygote again.
"""

import contextlib
import json
import math
import os
import secrets
import select
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.common.errors import GraderError, MachineError
from autograder.model import Limits
from autograder.sandbox.guest import libc, namespaces
from autograder.sandbox.host.package_files import package_parent, program_file
from autograder.sandbox.host.readable_paths import readable_paths
from autograder.sandbox.host.worker_environment import worker_environment
from autograder.sandbox.host.worker_process import ForkedProcess, ProcessExit, last_line
from autograder.sandbox.host.worker_server import WorkerServer

_WARM_SECONDS, _FORK_SECONDS, _EXIT_SECONDS, _END_SECONDS = 60.0, 20.0, 2.0, 5.0
_MESSAGE_BYTES = 1 << 16
_BUFFER_BYTES = 1 << 20
_CPU_BACKSTOP = 60
"""CPU seconds beyond all that the grader's own clock allows"""


@dataclass(frozen=True, slots=True)
class ForkRequest:
    """A worker that the zygote was asked for: the grader's ends of it."""

    number: int
    limits: Limits
    scratch: str
    connection: socket.socket
    stderr: int

    def drop(self) -> None:
        """Have nothing to do with it; it ends when it finds its connection closed."""
        self.connection.close()
        os.close(self.stderr)


class ForkServer(WorkerServer[ForkRequest]):
    """A warm fork server; closing it ends every worker."""

    def __init__(
        self,
        *,
        layers: Sequence[str],
        isolation: str,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        ahead: bool = False,
    ) -> None:
        """Start it; raise MachineError when it does not come up.

        Args:
            layers: the names of what each worker is locked in with; see `backends`.
            isolation: the same in words, and what is missing.
            preload: modules that notebooks will import, by name.
            limits: what each worker may use, unless `open` says otherwise.
            ahead: do not wait until it is warm, and keep the next worker ready.
        """
        # Before there is a process that might look: it runs as the same user.
        libc.hide_memory()
        libc.keep_heap()
        super().__init__(limits, ahead=ahead)
        self.layers = tuple(layers)
        self.isolation = isolation
        self._forked: dict[int, tuple[int, int]] = {}
        """number: pid as the zygote sees it, pidfd"""
        self._exits: dict[int, ProcessExit] = {}
        self._is_warm = False
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._start(preload)
            if not ahead:
                self._wait_until_warm()
        except BaseException:
            self.close()
            raise

    # -------------------------------------------------------------- the zygote

    def _start(self, preload: Sequence[str]) -> None:
        if "uid" in self.layers:  # workers of other users pass through
            os.chmod(self._base, 0o711)  # noqa: S103 - nobody can list it
        home = os.path.join(self._base, "zygote")
        os.mkdir(home, 0o700)
        environment = worker_environment(home)
        # SEQPACKET keeps messages apart, and shows either side that the other ended.
        self._control, zygote_end = socket.socketpair(
            socket.AF_UNIX, socket.SOCK_SEQPACKET
        )
        self._log = os.path.join(self._base, "zygote.log")
        with zygote_end, open(self._log, "wb") as log:
            # `-I` would ignore PYTHONHASHSEED; the environment is ours anyway.
            # An exec and no fork: nothing of the grader's memory gets there.
            program = [sys.executable, "-P", "-s", program_file(_ZYGOTE)]
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [*program, str(zygote_end.fileno())],
                env=environment,
                pass_fds=[zygote_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C is the grader's to handle: it would end workers mid-call.
                start_new_session=True,
                cwd="/",
            )
        options = {
            "package": package_parent(),
            "preload": list(preload),
            "readable": readable_paths(),
            "layers": self.layers,
            "base": self._base,
            "home": home,
            "fonts": environment["MPLCONFIGDIR"],
        }
        self._control.send(json.dumps(options).encode())

    def _wait_until_warm(self) -> None:
        if not self._is_warm and not self._receive(_WARM_SECONDS):
            log = Path(self._log).read_text(errors="replace")
            raise MachineError(
                f"the sandbox did not start: {last_line(log)}",
                hint="run `autograder doctor`",
            )
        self._is_warm = True

    def _stop(self) -> None:
        if self._process is not None:
            self._control.close()  # which tells the zygote to end
            try:
                self._process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        # Of workers that were asked for and never taken.
        for _, pidfd in self._forked.values():
            os.close(pidfd)
        self._forked = {}

    # -------------------------------------------------------------- one worker

    def _ask_for_worker(self, limits: Limits) -> ForkRequest:
        """Ask for one more worker, and do not wait for it."""
        self._wait_until_warm()
        number = self._next_number()
        scratch = self._make_scratch(number)
        message = {
            "fork": number,
            "scratch": scratch,
            "memory": limits.memory,
            "file_bytes": limits.file_bytes,
            "scratch_bytes": limits.scratch_bytes,
            "files": limits.files,
            "open_files": limits.open_files,
            "processes": limits.processes,
            "cpu_seconds": math.ceil(limits.submission_wall) + _CPU_BACKSTOP,
            "output_chars": limits.output_chars,
            "frame_bytes": limits.frame_bytes,
        }
        grader_end, worker_end = _socket_pair()
        stderr = _memory_file()
        request = ForkRequest(number, limits, scratch, grader_end, stderr)
        fds = [worker_end.fileno(), stderr]
        try:
            with worker_end:
                socket.send_fds(self._control, [json.dumps(message).encode()], fds)
        except OSError:
            request.drop()
            raise GraderError("the sandbox's fork server has ended") from None
        return request

    def _make_scratch(self, number: int) -> str:
        """Give where a worker may write; make the folder unless it mounts its own."""
        if "tmpfs" in self.layers:
            return namespaces.SCRATCH
        # Landlock lets any path be asked for its size: nobody may know another's.
        name = f"worker-{number}-{secrets.token_hex(16)}"
        scratch = os.path.join(self._base, name)
        os.mkdir(scratch, 0o700)
        if "uid" in self.layers:
            user = namespaces.worker_user(number)
            os.chown(scratch, user, user)
        return scratch

    def _connect(self, pending: ForkRequest) -> ForkedProcess:
        """Wait until the zygote has forked it."""
        while pending.number not in self._forked:
            if self._receive(_FORK_SECONDS) is None:
                pending.drop()
                raise GraderError("the sandbox's fork server does not answer")
        pid, pidfd = self._forked.pop(pending.number)
        return ForkedProcess(
            number=pending.number,
            # The zygote may live in a process namespace, with numbers of its own.
            pid=_pid_here(pidfd) or pid,
            pidfd=pidfd,
            connection=pending.connection,
            stderr=pending.stderr,
            scratch=pending.scratch,
            watched="tmpfs" not in self.layers,
            exit_of=self._exit_of,
        )

    def _exit_of(self, number: int) -> ProcessExit | None:
        """Wait for the zygote to say how a worker ended."""
        ends = time.monotonic() + _EXIT_SECONDS
        with self._lock:
            # What arrives first may be of another worker: it is kept for who asks.
            while number not in self._exits:
                if self._receive(max(0.0, ends - time.monotonic())) is None:
                    break
            return self._exits.pop(number, None)

    def _receive(self, timeout: float) -> dict[str, Any] | None:
        """Receive one message of the zygote; None when there is none in time."""
        if not select.select([self._control], [], [], timeout)[0]:
            return None
        # A zygote that was killed resets the connection, or closes it: an empty text.
        with contextlib.suppress(ConnectionError):
            text, fds, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
            if text:
                message: dict[str, Any] = json.loads(text)
                if "exited" in message:
                    ended = ProcessExit(message["status"], message["peak"])
                    self._exits[message["exited"]] = ended
                elif "forked" in message:
                    self._forked[message["forked"]] = (message["pid"], fds[0])
                return message
        return None


_ZYGOTE = "autograder.sandbox.guest.zygote"


def _pid_here(pidfd: int) -> int:
    """Give a process's number in our own process namespace; 0 when it is not told."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "Pid":
                return max(0, int(value))  # -1: it has ended
    return 0


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    grader_end, worker_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for end in (grader_end, worker_end):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
    return grader_end, worker_end


def _memory_file() -> int:
    """Make a file in memory that is appended to, so that it can be emptied any time."""
    import fcntl  # this module is imported on Windows too

    fd = os.memfd_create("stderr", os.MFD_CLOEXEC)
    # Without it the worker would go on at its old place, behind a hole of zeros.
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND)
    return fd
