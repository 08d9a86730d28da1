"""What opens workers, and closes them: the part that does not hang on how it does so.

Theory of operation. A worker is asked for first and talked to later, because getting
one takes a while. `open` takes the worker that was asked for ahead, or asks for one,
connects to it, waits until it says that it is ready, and asks for the next one ahead:
that one gets ready while the grader is busy with this one, and holds nothing of a
submission. `fork_server` has the fork server, `unconfined` what stands in for it off
Linux.
"""

import contextlib
import tempfile
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from autograder.common.errors import GraderError
from autograder.model import Limits
from autograder.sandbox.guest.tree_removal import remove_tree
from autograder.sandbox.host.remote_worker import RemoteWorker
from autograder.sandbox.host.worker_process import WorkerProcess


class PendingWorker(Protocol):
    """A worker that was asked for and that nobody talks to yet."""

    @property
    def limits(self) -> Limits:
        """What it may use; settled when it was asked for."""

    def drop(self) -> None:
        """Have nothing to do with it; it ends."""


Pending = TypeVar("Pending", bound=PendingWorker)


class WorkerServer(ABC, Generic[Pending]):
    """Opens workers; closing it ends every one of them."""

    isolation: str
    """what holds student code in, and what is missing, in words for the Report"""
    layers: tuple[str, ...]
    """the names of the layers that each worker is locked in with"""

    def __init__(self, limits: Limits | None, *, ahead: bool) -> None:
        """Have a folder for what workers write; no process is started yet.

        Args:
            limits: what each worker may use, unless `open` says otherwise.
            ahead: ask for the next worker ahead.
        """
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._asked_for = 0
        self._workers: list[RemoteWorker] = []
        self._works_ahead = ahead
        self._spare: Pending | None = None
        self._base = tempfile.mkdtemp(prefix="autograder-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, limits: Limits | None = None) -> RemoteWorker:
        """Give a worker that is confined and ready."""
        chosen = limits or self.limits
        with self._lock:
            pending = self._take_spare(chosen) or self._ask_for_worker(chosen)
            worker = RemoteWorker(self._connect(pending), chosen)
            still_open = [known for known in self._workers if known.is_open]
            self._workers = [*still_open, worker]
        worker.wait_until_ready()
        if self._works_ahead:
            # Where there cannot be a next one, this one is good all the same.
            with self._lock, contextlib.suppress(GraderError):
                self._spare = self._spare or self._ask_for_worker(self.limits)
        return worker

    def close(self) -> None:
        """End every worker, and remove what they wrote; safe to call twice."""
        for worker in self._workers:
            worker.close()
        self._workers = []
        if self._spare is not None:
            self._spare.drop()
            self._spare = None
        self._stop()
        # Last: nothing that could still write is left.
        remove_tree(self._base)

    def _take_spare(self, limits: Limits) -> Pending | None:
        """Give the worker that was asked for ahead, unless it is of other limits."""
        if self._spare is None or self._spare.limits != limits:
            return None
        spare, self._spare = self._spare, None
        return spare

    def _next_number(self) -> int:
        """Number one more worker; never one number twice, for its Refs bear it."""
        self._asked_for += 1
        return self._asked_for

    @abstractmethod
    def _ask_for_worker(self, limits: Limits) -> Pending:
        """Ask for one more worker, and do not wait for it."""

    @abstractmethod
    def _connect(self, pending: Pending) -> WorkerProcess:
        """Wait until a worker that was asked for is there; drop it when it is not."""

    def _stop(self) -> None:
        """End what workers come from; all of them are closed."""
