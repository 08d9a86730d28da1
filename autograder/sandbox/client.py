"""The grader's end of the zygote: start it, open workers, clean up after them.

Theory of operation. `Zygote(...)` execs `zygote.py` with an environment of its own and
waits until it is warm. `open()` makes a socket pair, a memory file for the worker's
standard error and a scratch directory of mode 0700; it hands the first two over, gets a
pidfd back, and waits for the worker to say that it is locked in. Everything else that
student code does goes through the RemoteWorker and never touches the zygote again.
"""

import contextlib
import fcntl
import json
import math
import os
import select
import site
import socket
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from autograder.errors import GraderError, MachineError
from autograder.model import Limits
from autograder.sandbox import lockdown
from autograder.sandbox.process import Exit, Process
from autograder.sandbox.remote import RemoteWorker
from autograder.sandbox.scratch import remove_tree

_START, _FORK = 60.0, 20.0
_MESSAGE = 1 << 16
_BUFFER = 1 << 20
_PACKAGE = Path(__file__).resolve().parents[2]
_PROGRAM = Path(__file__).with_name("zygote.py")
_ONE_THREAD = ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM", "BLIS")

SYSTEM_PATHS = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/share/mime",
    "/usr/share/zoneinfo",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
)


class Zygote:
    """A warm fork server; closing it ends every worker."""

    def __init__(
        self,
        *,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        sandbox: Literal["auto", "none"] = "auto",
    ) -> None:
        """Start it; raise MachineError when this machine cannot confine student code.

        Args:
            preload: modules that notebooks will import, by name.
            limits: what each worker may use, unless `open` says otherwise.
            sandbox: "none" asks for workers that are not confined.
        """
        confined = sandbox != "none"
        if confined:
            _require_walls()
        lockdown.hide_memory()
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._opened = 0
        self._exits: dict[int, Exit] = {}
        self._workers: list[RemoteWorker] = []
        self._base = tempfile.mkdtemp(prefix="autograder-")
        try:
            self._start(preload, confined=confined)
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
            process = self._fork(chosen)
            worker = RemoteWorker(process, chosen)
            self._workers = [*(one for one in self._workers if one.is_open), worker]
        worker.wait_until_ready()
        return worker

    def close(self) -> None:
        """End every worker and the zygote, and remove what they wrote."""
        for worker in self._workers:
            worker.close()
        self._workers = []
        if hasattr(self, "_process"):
            self._control.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        remove_tree(self._base)

    # -------------------------------------------------------------- starting

    def _start(self, preload: Sequence[str], *, confined: bool) -> None:
        home = os.path.join(self._base, "zygote")
        os.mkdir(home, 0o700)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._log = os.path.join(self._base, "zygote.log")
        with theirs, open(self._log, "wb") as log:
            # `-I` would ignore PYTHONHASHSEED; the environment is ours anyway.
            program = [sys.executable, "-P", "-s", str(_PROGRAM), str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                program,
                env=_environment(home),
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
            "confined": confined,
            "base": self._base,
            "home": home,
        }
        self._control.send(json.dumps(options).encode())
        up, _ = self._hear(_START) or self._did_not_start()
        self.layers: str = up["layers"]

    def _did_not_start(self) -> Any:
        said = Path(self._log).read_text(errors="replace").strip().splitlines()
        raise MachineError(
            f"the sandbox did not start: {said[-1] if said else 'it said nothing'}",
            hint="run `autograder doctor`",
        )

    # -------------------------------------------------------------- one worker

    def _fork(self, limits: Limits) -> Process:
        self._opened += 1
        number = self._opened
        scratch = os.path.join(self._base, f"worker-{number}")
        os.mkdir(scratch, 0o700)
        request = {
            "fork": number,
            "scratch": scratch,
            "memory": limits.memory,
            "file_bytes": limits.file_bytes,
            "cpu_seconds": math.ceil(limits.submission_wall) + 60,
            "output_chars": limits.output_chars,
            "frame_bytes": limits.frame_bytes,
        }
        ours, theirs = _socket_pair()
        stderr = _memory_file()
        try:
            with theirs:
                pid, pidfd = self._ask_for_fork(request, [theirs.fileno(), stderr])
        except BaseException:
            ours.close()
            os.close(stderr)
            raise
        return Process(
            number=number,
            pid=pid,
            pidfd=pidfd,
            connection=ours,
            stderr=stderr,
            scratch=scratch,
            exit_of=self._exit_of,
        )

    def _ask_for_fork(self, request: dict[str, Any], fds: list[int]) -> tuple[int, int]:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], fds)
        except OSError:
            raise GraderError("the sandbox's fork server has ended") from None
        while heard := self._hear(_FORK):
            message, received = heard
            if message.get("forked") == request["fork"]:
                return message["pid"], received[0]
        raise GraderError("the sandbox's fork server does not answer")

    def _exit_of(self, number: int) -> Exit | None:
        """Wait for the zygote to say how a worker ended."""
        ends = time.monotonic() + 2.0
        with self._lock:
            while number not in self._exits:
                if self._hear(max(0.0, ends - time.monotonic())) is None:
                    break
            return self._exits.pop(number, None)

    def _hear(self, timeout: float) -> tuple[dict[str, Any], list[int]] | None:
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
                return message, list(fds)
        return None


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
    return ours, theirs


def _memory_file() -> int:
    """Make a file in memory that is appended to, so that it can be emptied any time."""
    fd = os.memfd_create("stderr", os.MFD_CLOEXEC)
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_APPEND)
    return fd


def readable_paths() -> list[str]:
    """List what a worker may read: the Python installation and the system's libraries.

    Of a prefix only its library folders: someone may have made a virtual environment
    of the course directory itself.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    libraries = {
        os.path.join(prefix, folder)
        for prefix in prefixes
        for folder in ("lib", "lib64", "share")
    }
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    libraries |= {sysconfig.get_path(kind) for kind in kinds}
    libraries |= set(site.getsitepackages()) | _user_packages()
    return [*sorted(filter(os.path.isdir, libraries)), *SYSTEM_PATHS]


def _user_packages() -> set[str]:
    folder = site.getusersitepackages()
    return {folder} if folder in sys.path else set()


def _require_walls() -> None:
    if not sys.platform.startswith("linux"):
        raise MachineError(
            "student code can be confined on Linux only",
            hint="grade in a container or a virtual machine",
        )
    if not lockdown.landlock_abi() and not lockdown.has_seccomp():
        raise MachineError(
            "this machine has neither Landlock nor seccomp to confine student code",
            hint="run `autograder doctor`",
        )


def _environment(home: str) -> dict[str, str]:
    """Give the zygote's whole environment: nothing of the grader's own."""
    kept = {
        name: os.environ[name]
        for name in ("LD_LIBRARY_PATH", "TZ")
        if name in os.environ
    }
    return {
        **kept,
        **{f"{library}_NUM_THREADS": "1" for library in _ONE_THREAD},
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
