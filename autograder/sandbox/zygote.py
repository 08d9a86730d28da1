"""The fork server: a warm interpreter that gives one locked-in worker per submission.

Theory of operation. The grader execs this file with a scrubbed environment, never forks
itself, so there is nothing of the grader in the zygote's memory or in its workers'. It
speaks JSON over one control socket, and sees no notebook, name, test or hidden path:

    grader → zygote   options, once
    zygote → grader   {"up": pid, "layers": text}
    grader → zygote   {"fork": id, "scratch": path, …}   + the worker's socket, stderr
    zygote → grader   {"forked": id, "pid": pid}         + a pidfd
    zygote → grader   {"exited": id, "status": n, "peak": bytes}   at any time

It ends when the control socket closes: when the grader has gone, however it went. Then
it takes every worker with it and removes what they wrote. (A parent-death signal would
come when the grader's *thread* ends.) One thread, so that a fork copies all there is;
`gc.freeze` keeps pages shared.

Namespaces, when they come, are entered here before the imports.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from autograder.sandbox.lockdown import Step
    from autograder.sandbox.shell import Notebook

_MESSAGE = 1 << 16


def main() -> NoReturn:
    """Prepare, then fork on request until the grader is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(control.recv(_MESSAGE))
    sys.path.insert(0, options["package"])
    from autograder.sandbox import lockdown, scratch, worker

    lockdown.close_all_but(0, 1, 2, control.fileno())
    lockdown.hide_memory()
    steps = lockdown.steps(confined=options["confined"])
    notebook = worker.prepare(options["preload"], home=options["home"])
    if options["confined"] and lockdown.has_seccomp():
        lockdown.prepared_filter()
    _leave_package_behind(options["readable"])
    gc.collect()
    gc.freeze()
    up = {"up": os.getpid(), "layers": lockdown.layers(confined=options["confined"])}
    control.send(json.dumps(up).encode())
    try:
        Zygote(control, options, notebook, steps).serve()
    except _GraderGone:
        scratch.remove_tree(options["base"])
        os._exit(0)


def _leave_package_behind(readable: list[str]) -> None:
    """Import from the Python installation only, from here on."""
    roots = tuple(f"{os.path.realpath(root)}/" for root in readable)
    sys.path[:] = [
        entry for entry in sys.path if f"{os.path.realpath(entry)}/".startswith(roots)
    ]
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "autograder" and hasattr(module, "__path__"):
            module.__path__ = []


class _GraderGone(Exception):  # noqa: N818 - an event
    """The control socket has closed."""


class Zygote:
    """Forks workers and reports how they end."""

    def __init__(
        self,
        control: socket.socket,
        options: dict[str, Any],
        notebook: "Notebook",
        steps: "list[Step]",
    ) -> None:
        self._control = control
        self._options = options
        self._notebook = notebook
        self._steps = steps
        self._workers: dict[int, tuple[int, int]] = {}
        """pidfd: pid, id"""

    def serve(self) -> NoReturn:
        """Wait for requests and for deaths."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == self._control.fileno():
                    poll.register(self._fork(*self._request()), select.POLLIN)
                else:
                    poll.unregister(fd)
                    self._report(fd)

    def _request(self) -> tuple[dict[str, Any], list[int]]:
        try:
            message, fds, _, _ = socket.recv_fds(self._control, _MESSAGE, 2)
        except ConnectionError:
            message = b""
        if not message:
            self._end()
        request: dict[str, Any] = json.loads(message)
        return request, list(fds)

    def _end(self) -> NoReturn:
        for pid, _ in self._workers.values():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        raise _GraderGone

    def _fork(self, request: dict[str, Any], fds: list[int]) -> int:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be_worker(request, fds, zygote)
        pidfd = os.pidfd_open(pid)
        for fd in fds:
            os.close(fd)
        self._workers[pidfd] = (pid, request["fork"])
        self._tell({"forked": request["fork"], "pid": pid}, pidfd)
        return pidfd

    def _be_worker(
        self, request: dict[str, Any], fds: list[int], zygote: int
    ) -> NoReturn:
        from autograder.sandbox import lockdown, worker

        try:
            confinement = lockdown.Confinement(
                zygote=zygote,
                scratch=request["scratch"],
                readable=self._options["readable"],
                memory=request["memory"],
                file_bytes=request["file_bytes"],
                cpu_seconds=request["cpu_seconds"],
            )
            terms = worker.Terms(
                first_ref=request["fork"] << 32,
                output_chars=request["output_chars"],
                frame_bytes=request["frame_bytes"],
            )
            fds_here = (fds[0], fds[1])
            worker.run(self._notebook, self._steps, confinement, fds_here, terms)
        except BaseException:  # never return into the zygote's loop
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(worker.FAILED)

    def _report(self, pidfd: int) -> None:
        pid, number = self._workers.pop(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        self._tell({"exited": number, "status": code, "peak": usage.ru_maxrss << 10})

    def _tell(self, message: dict[str, Any], *fds: int) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], list(fds))
        except OSError:
            self._end()


if __name__ == "__main__":
    main()
