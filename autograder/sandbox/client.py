"""The grader's end of the zygote: start it, open workers, clean up after them.

Theory of operation. `Zygote(...)` execs `zygote.py` with an environment of its own and
waits until it is warm. `open()` makes a socket pair, a memory file for the worker's
standard error and, where a worker has no tmpfs, a scratch directory of mode 0700; it
hands the first two over, gets a pidfd back, and waits for the worker to say that it is
locked in. Everything else that student code does goes through the RemoteWorker and
never touches the zygote again.

With `spare` one worker more is forked and locked in ahead, while the grader is busy
with the one before: it waits for its first frame, and holds nothing of a submission.
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
import tempfile
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

from autograder.errors import GraderError, MachineError
from autograder.model import Limits, SandboxName
from autograder.sandbox import backends, kernel, namespaces
from autograder.sandbox.process import Exit, Process
from autograder.sandbox.readable import readable_paths
from autograder.sandbox.remote import RemoteWorker
from autograder.sandbox.scratch import remove_tree
from autograder.threads import chosen_kernels, one_thread

_START, _FORK = 60.0, 20.0
_MESSAGE = 1 << 16
_BUFFER = 1 << 20
_PACKAGE = Path(__file__).resolve().parents[2]
_PROGRAM = Path(__file__).with_name("zygote.py")


class Zygote:
    """A warm fork server; closing it ends every worker."""

    def __init__(  # noqa: PLR0913 - each by its name
        self,
        *,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        sandbox: SandboxName = "auto",
        without: Collection[str] = (),
        spare: bool = False,
        waits: bool = True,
    ) -> None:
        """Start it; raise MachineError when this machine cannot confine student code.

        Args:
            preload: modules that notebooks will import, by name.
            limits: what each worker may use, unless `open` says otherwise.
            sandbox: the backend; `auto` takes the strongest and refuses weak ones.
            without: layers to leave out, to see what each is good for.
            spare: fork the next worker ahead.
            waits: return when it is warm; else the first `open` waits for that.
        """
        backend = backends.choose(sandbox)
        self.confinement = backend.layers_without(without)
        """the names of the layers that each worker is locked in with"""
        self.layers = backends.words(backend, without)
        """the same for the Report, and what is missing"""
        kernel.hide_memory()
        kernel.keep_heap()
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._opened = 0
        self._forked: dict[int, tuple[int, int]] = {}
        """number: pid as the zygote sees it, pidfd"""
        self._exits: dict[int, Exit] = {}
        self._workers: list[RemoteWorker] = []
        self._is_warm = False
        self._has_spare = spare
        self._spare: _Request | None = None
        self._base = tempfile.mkdtemp(prefix="autograder-")
        try:
            self._start(preload)
            if waits:
                self._wait_until_warm()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Zygote":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, limits: Limits | None = None) -> RemoteWorker:
        """Give a worker that is forked, confined and ready."""
        chosen = limits or self.limits
        with self._lock:
            self._wait_until_warm()
            request = self._take_spare(chosen) or self._ask_for_fork(chosen)
            worker = RemoteWorker(self._process_of(request), chosen)
            self._workers = [*(one for one in self._workers if one.is_open), worker]
        worker.wait_until_ready()
        if self._has_spare:
            with self._lock, contextlib.suppress(GraderError):
                self._spare = self._spare or self._ask_for_fork(self.limits)
        return worker

    def close(self) -> None:
        """End every worker and the zygote, and remove what they wrote."""
        for worker in self._workers:
            worker.close()
        self._workers = []
        if self._spare is not None:
            self._spare.drop()
            self._spare = None
        if hasattr(self, "_process"):
            self._control.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        for _, pidfd in self._forked.values():
            os.close(pidfd)
        self._forked = {}
        remove_tree(self._base)

    # -------------------------------------------------------------- starting

    def _start(self, preload: Sequence[str]) -> None:
        if "uid" in self.confinement:  # workers of other users pass through
            os.chmod(self._base, 0o711)  # noqa: S103 - nobody can list it
        home = os.path.join(self._base, "zygote")
        os.mkdir(home, 0o700)
        surroundings = environment(home)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = os.path.join(self._base, "zygote.log")
        with theirs, open(self._log, "wb") as log:
            # `-I` would ignore PYTHONHASHSEED; the environment is ours anyway.
            program = [sys.executable, "-P", "-s", str(_PROGRAM), str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                program,
                env=surroundings,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
            )
        options = {
            "package": str(_PACKAGE),
            "preload": list(preload),
            "readable": readable_paths(),
            "layers": self.confinement,
            "base": self._base,
            "home": home,
            "fonts": surroundings["MPLCONFIGDIR"],
        }
        self._control.send(json.dumps(options).encode())

    def _wait_until_warm(self) -> None:
        if not self._is_warm and not self._hear(_START):
            self._did_not_start()
        self._is_warm = True

    def _did_not_start(self) -> NoReturn:
        said = Path(self._log).read_text(errors="replace").strip().splitlines()
        raise MachineError(
            f"the sandbox did not start: {said[-1] if said else 'it said nothing'}",
            hint="run `autograder doctor`",
        )

    # -------------------------------------------------------------- one worker

    def _take_spare(self, limits: Limits) -> "_Request | None":
        """Give the worker forked ahead, unless it is of other limits."""
        if self._spare is None or limits != self._spare.limits:
            return None
        spare, self._spare = self._spare, None
        return spare

    def _ask_for_fork(self, limits: Limits) -> "_Request":
        """Ask for one more worker, and do not wait for it."""
        self._opened += 1
        number = self._opened
        scratch = self._scratch(number)
        message = {
            "fork": number,
            "scratch": scratch,
            "memory": limits.memory,
            "file_bytes": limits.file_bytes,
            "scratch_bytes": limits.scratch_bytes,
            "files": limits.files,
            "open_files": limits.open_files,
            "processes": limits.processes,
            "cpu_seconds": math.ceil(limits.submission_wall) + 60,
            "output_chars": limits.output_chars,
            "frame_bytes": limits.frame_bytes,
        }
        ours, theirs = _socket_pair()
        stderr = _memory_file()
        request = _Request(number, limits, scratch, ours, stderr)
        fds = [theirs.fileno(), stderr]
        try:
            with theirs:
                socket.send_fds(self._control, [json.dumps(message).encode()], fds)
        except OSError:
            request.drop()
            raise GraderError("the sandbox's fork server has ended") from None
        return request

    def _scratch(self, number: int) -> str:
        """Give where a worker may write; make the folder unless it mounts its own."""
        if "tmpfs" in self.confinement:
            return namespaces.SCRATCH
        # Landlock lets any path be asked for its size: nobody may know another's.
        name = f"worker-{number}-{secrets.token_hex(16)}"
        scratch = os.path.join(self._base, name)
        os.mkdir(scratch, 0o700)
        if "uid" in self.confinement:
            user = namespaces.user_of(number)
            os.chown(scratch, user, user)
        return scratch

    def _process_of(self, request: "_Request") -> Process:
        """Wait until the zygote has forked it."""
        while request.number not in self._forked:
            if self._hear(_FORK) is None:
                request.drop()
                raise GraderError("the sandbox's fork server does not answer")
        pid, pidfd = self._forked.pop(request.number)
        return Process(
            number=request.number,
            pid=_pid_here(pidfd) or pid,
            pidfd=pidfd,
            connection=request.connection,
            stderr=request.stderr,
            scratch=request.scratch,
            watched="tmpfs" not in self.confinement,
            exit_of=self._exit_of,
        )

    def _exit_of(self, number: int) -> Exit | None:
        """Wait for the zygote to say how a worker ended."""
        ends = time.monotonic() + 2.0
        with self._lock:
            while number not in self._exits:
                if self._hear(max(0.0, ends - time.monotonic())) is None:
                    break
            return self._exits.pop(number, None)

    def _hear(self, timeout: float) -> dict[str, Any] | None:
        """Receive one message of the zygote; None when there is none in time."""
        if not select.select([self._control], [], [], timeout)[0]:
            return None
        with contextlib.suppress(ConnectionError):
            text, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 1)
            if text:
                message: dict[str, Any] = json.loads(text)
                if "exited" in message:
                    ended = Exit(message["status"], message["peak"])
                    self._exits[message["exited"]] = ended
                elif "forked" in message:
                    self._forked[message["forked"]] = (message["pid"], fds[0])
                return message
        return None


@dataclass(frozen=True, slots=True)
class _Request:
    """A worker that was asked for: the grader's ends of it."""

    number: int
    limits: Limits
    scratch: str
    connection: socket.socket
    stderr: int

    def drop(self) -> None:
        """Have nothing to do with it; it ends when it finds its connection closed."""
        self.connection.close()
        os.close(self.stderr)


def _pid_here(pidfd: int) -> int:
    """Give a process's number in our own process namespace; 0 when it is not told."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "Pid":
                return max(0, int(value))
    return 0


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
    return ours, theirs


def _memory_file() -> int:
    """Make a file in memory that is appended to, so that it can be emptied any time."""
    import fcntl  # this module is imported on Windows too

    fd = os.memfd_create("stderr", os.MFD_CLOEXEC)
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND)
    return fd


def environment(home: str) -> dict[str, str]:
    """Give the zygote's whole environment.

    Of the grader's own it has what decides how numbers, times and libraries are read:
    a worker that rounds otherwise than the grader would be judged by another's values.
    """
    kept = {
        name: os.environ[name]
        for name in ("LD_LIBRARY_PATH", "TZ", "SYSTEMROOT")
        if name in os.environ
    }
    return {
        **kept,
        **chosen_kernels(),
        **one_thread(),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": os.path.join(home, ".ipython"),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": _font_cache(home),
        "PYTHONHASHSEED": "0",
        "JOBLIB_MULTIPROCESSING": "0",
    }


def _font_cache(home: str) -> str:
    """Give where matplotlib's list of fonts is kept from one zygote to the next.

    Making it takes seconds; workers have it in memory, and cannot write it.
    """
    with contextlib.suppress(OSError, RuntimeError):
        caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(caches) / "autograder" / "matplotlib"
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    return home
