"""Zygotes that several graders of a test session use, one after the other.

A zygote knows nothing of whom it serves, and its workers nothing of each other. One
that starts costs more than grading the small course. Tests that are about grading a
class, and not about how a zygote starts and ends, ask for the fixture `lent_zygotes`.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from autograder.model import Limits, SandboxName
from autograder.sandbox.host import backends
from autograder.sandbox.host.fork_server import ForkServer
from autograder.sandbox.host.remote_worker import RemoteWorker
from autograder.sandbox.host.worker_environment import worker_environment


class LentZygote:
    """A zygote as one grader sees it: closing it ends this grader's workers alone."""

    def __init__(self, zygote: ForkServer, limits: Limits | None) -> None:
        self.limits = limits or Limits()
        self.layers = zygote.layers
        self.isolation = zygote.isolation
        self._zygote = zygote
        self._workers: list[RemoteWorker] = []

    def __enter__(self) -> "LentZygote":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, limits: Limits | None = None) -> RemoteWorker:
        """Give a worker."""
        worker = self._zygote.open(limits or self.limits)
        self._workers.append(worker)
        return worker

    def close(self) -> None:
        """End the workers that were opened here."""
        for worker in self._workers:
            worker.close()


class ZygoteShelf:
    """Zygotes that are warm, by all that decides what a worker of theirs finds."""

    def __init__(self) -> None:
        self._zygotes: dict[Any, ForkServer] = {}

    def lend(
        self,
        *,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        sandbox: SandboxName = "auto",
        ahead: bool = False,
    ) -> LentZygote:
        """Stand in for `start_sandbox`."""
        backend = backends.choose_backend(sandbox)
        surroundings = tuple(worker_environment("/").items())
        wanted = (tuple(preload), backend.name, backend.layers, surroundings, ahead)
        zygote = self._zygotes.get(wanted)
        if zygote is None or _has_ended(zygote):
            zygote = ForkServer(
                layers=backend.layers,
                isolation=backend.isolation,
                preload=preload,
                ahead=ahead,
            )
            self._zygotes[wanted] = zygote
        zygote.limits = limits or Limits()  # of the worker that is forked ahead
        return LentZygote(zygote, limits)

    def close(self) -> None:
        """End them."""
        for zygote in self._zygotes.values():
            zygote.close()


def _has_ended(zygote: ForkServer) -> bool:
    """Tell whether a test ended it, as some do on purpose."""
    return zygote._process is None or zygote._process.poll() is not None
