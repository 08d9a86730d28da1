"""The fork server's own process, from which workers are forked.

Theory of operation. The grader execs this file with a scrubbed environment, never forks
itself, so there is nothing of the grader in the zygote's memory or in its workers'. It
speaks JSON over one control socket, and sees no notebook, name, test or hidden path:

    grader → zygote   options, once
    zygote → grader   {"up": pid}
    grader → zygote   {"fork": id, "scratch": path, …}   + the worker's socket, stderr
    zygote → grader   {"forked": id, "pid": pid}         + a pidfd
    zygote → grader   {"exited": id, "status": n, "peak": bytes}   at any time

It ends when the control socket closes: when the grader has gone, however it went. Then
it takes every worker with it and removes what they wrote. (A parent-death signal would
come when the grader's *thread* ends.) One thread, so that a fork copies all there is;
`gc.freeze` keeps pages shared.

In the layer `namespaces` they are entered before the imports; see there. Where workers
can start processes, the zygote adopts and ends them; see `reaper`.
"""

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from autograder.sandbox.guest.ipython_shell import NotebookSession
    from autograder.sandbox.guest.namespaces import MountPlan

_MESSAGE_BYTES = 1 << 16


def run_zygote() -> NoReturn:
    """Prepare, then fork on request until the grader is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(control.recv(_MESSAGE_BYTES))
    sys.path.insert(0, options["package"])
    from autograder.sandbox.guest import (
        libc,
        namespaces,
        process_confinement,
        reaper,
        tree_removal,
    )

    # The exec left no others open; this does not rely on it.
    process_confinement.close_all_but(0, 1, 2, control.fileno())
    plan = _mount_plan(options)
    if plan is None:
        entered = None
        proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    else:
        # Before the imports: a process with threads cannot enter a user namespace, and
        # nobody knows what a module starts.
        entered = namespaces.enter_namespaces(
            plan, at_end=lambda: _clean_up(control, options["base"])
        )
        proc = entered.proc
    libc.hide_memory()
    libc.keep_heap()
    libc.call_prctl(libc.PR_SET_CHILD_SUBREAPER, 1)
    session = _warm_up(options)
    if entered is not None:
        entered.seal()
    _leave_package_behind(options["readable"])
    if _can_fork(options) and not reaper.can_find_processes(proc):
        raise SystemExit("this machine shows no /proc to find strays in")
    zygote = Zygote(control, options, session, proc)
    _keep_pages_shared()
    control.send(json.dumps({"up": os.getpid()}).encode())
    try:
        zygote.serve()
    except _GraderGone:
        if plan is None:  # else the folder is out of sight; the supervisor removes it
            tree_removal.remove_tree(options["base"])
        os._exit(0)


def _mount_plan(options: dict[str, Any]) -> "MountPlan | None":
    from autograder.sandbox.guest import namespaces

    if "namespaces" not in options["layers"]:
        return None
    shared = [] if "tmpfs" in options["layers"] else [options["base"]]
    return namespaces.MountPlan(
        base=options["base"],
        readable=options["readable"],
        # Not the folder above: hidden suites may lie beside the package.
        read_at_first=[os.path.join(options["package"], "autograder")],
        written_at_first=[options["home"], options["fonts"]],
        writable=shared,
        many_users="uid" in options["layers"],
    )


def _clean_up(control: socket.socket, base: str) -> None:
    """Do what nobody else can, when the grader was killed: from outside."""
    from autograder.sandbox.guest import tree_removal

    poll = select.poll()
    poll.register(control, 0)
    if poll.poll(0):  # the other end is closed
        tree_removal.remove_tree(base)


def _warm_up(options: dict[str, Any]) -> "NotebookSession":
    from autograder.sandbox.guest import process_confinement, worker

    session = worker.prepare_session(options["preload"], home=options["home"])
    for layer, paths in (("seccomp", True), ("seccomp-strict", False)):
        if layer in options["layers"]:
            process_confinement.prepared_filter(paths=paths)
    return session


def _leave_package_behind(readable: list[str]) -> None:
    """Import from the Python installation only, from here on."""
    roots = tuple(f"{os.path.realpath(root)}/" for root in readable)
    sys.path[:] = [
        entry for entry in sys.path if f"{os.path.realpath(entry)}/".startswith(roots)
    ]
    # A package without a path has no more modules to import: what is not loaded by now
    # (the grader's side, `checks`) cannot be, even where its files are in sight.
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "autograder" and hasattr(module, "__path__"):
            module.__path__ = []


def _keep_pages_shared() -> None:
    gc.collect()
    # A collection writes into every object it looks at, and so copies its page.
    gc.freeze()
    # Looking for garbage every 700 objects costs a short life more than it frees.
    gc.set_threshold(20_000, 20, 100)


class _GraderGone(Exception):  # noqa: N818 - an event
    """The control socket has closed."""


class Zygote:
    """Forks workers and reports how they end."""

    def __init__(
        self,
        control: socket.socket,
        options: dict[str, Any],
        session: "NotebookSession",
        proc: int,
    ) -> None:
        from autograder.sandbox.guest import process_confinement

        self._control = control
        self._options = options
        self._session = session
        self._proc = proc
        self._steps = process_confinement.confinement_steps(options["layers"])
        self._address_space, self._resident = _memory_used(proc)
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
            message, fds, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 2)
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
        self._workers = {}
        self._end_strays()
        raise _GraderGone

    def _fork(self, request: dict[str, Any], fds: list[int]) -> int:
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be_worker(request, fds, zygote)
        # No race for the number: until it is waited for, a dead child keeps it.
        pidfd = os.pidfd_open(pid)
        for fd in fds:
            os.close(fd)
        self._workers[pidfd] = (pid, request["fork"])
        self._tell({"forked": request["fork"], "pid": pid}, pidfd)
        return pidfd

    def _be_worker(
        self, request: dict[str, Any], fds: list[int], zygote: int
    ) -> NoReturn:
        from autograder.sandbox.guest import (
            namespaces,
            process_confinement,
            request_server,
            worker,
        )
        from autograder.sandbox.guest.exit_statuses import NOT_LOCKED_IN_STATUS

        try:
            confinement = process_confinement.Confinement(
                zygote=zygote,
                layers=self._options["layers"],
                readable=self._options["readable"],
                user=namespaces.worker_user(request["fork"]),
                address_space=self._address_space + request["memory"],
                **{name: request[name] for name in process_confinement.ASKED_FOR},
            )
            terms = request_server.WorkerTerms(
                # So many numbers for each worker that no two workers' Refs are alike.
                first_ref=request["fork"] << 32,
                output_chars=request["output_chars"],
                frame_bytes=request["frame_bytes"],
            )
            fds_here = (fds[0], fds[1])
            worker.run_worker(self._session, self._steps, confinement, fds_here, terms)
        except BaseException:  # never return into the zygote's loop
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(NOT_LOCKED_IN_STATUS)

    def _report(self, pidfd: int) -> None:
        pid, number = self._workers.pop(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        # First, so that nothing of it is left when the grader hears of its end.
        self._end_strays()
        code = os.waitstatus_to_exitcode(status)
        # A worker begins with all that is loaded here, and did not ask for it.
        peak = max(0, (usage.ru_maxrss << 10) - self._resident)
        self._tell({"exited": number, "status": code, "peak": peak})

    def _end_strays(self) -> None:
        from autograder.sandbox.guest import reaper

        if _can_fork(self._options):
            reaper.end_leftover_processes(
                self._proc, {pid for pid, _ in self._workers.values()}
            )

    def _tell(self, message: dict[str, Any], *fds: int) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], list(fds))
        except OSError:
            self._end()


def _can_fork(options: dict[str, Any]) -> bool:
    """Tell whether workers can start processes."""
    return not {"seccomp", "seccomp-strict"} & set(options["layers"])


def _memory_used(proc: int) -> tuple[int, int]:
    """Give the bytes of address space and of memory that workers begin with."""
    # Of a /proc that was opened before it went out of sight.
    fd = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    try:
        size, resident, *_ = os.read(fd, 99).split()
    finally:
        os.close(fd)
    page = resource.getpagesize()
    return int(size) * page, int(resident) * page


if __name__ == "__main__":
    run_zygote()
