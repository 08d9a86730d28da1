"""Grade on the workers of a dask.distributed cluster.

Theory of operation. The client, which holds the course, publishes the course's bundle
on the scheduler and sends submissions, twice as many at a time as the workers have
threads. A worker fetches the bundle if its machine has not got it yet, and has a
PoolProcess for each of its threads, as the pool has: dask's own process stays free
to answer the scheduler, and student code is never near it. Results come back one by
one. When a worker dies, dask gives its submissions to others.

Whoever can connect to the scheduler can run code on all of its machines and read the
hidden suites: `docs/scaling.md` says how to keep others out.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any

from autograder import __version__
from autograder.batch import course_bundle, grade_one
from autograder.batch.grade_one import Artifacts
from autograder.batch.process_pool import ATTEMPTS, PoolProcess, ProcessDied
from autograder.common import interrupts
from autograder.common.errors import (
    AutograderError,
    GraderError,
    MachineError,
    UserError,
)
from autograder.course.course import Assignment, Course
from autograder.grading.report_builder import library_versions
from autograder.model import SandboxName
from autograder.submissions.submission import Submission

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT, JOIN = 15.0, 60.0
"""seconds for the scheduler to answer, and for a first worker to join it"""
AHEAD = 2
"""submissions sent for each thread of the cluster"""
_LOOK = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTicket:
    """What a worker must know to grade submissions of one run."""

    bundle: str
    """the name of the course's bundle"""
    assignment: str
    sandbox: SandboxName
    versions: str
    """a Report must not hang on which machine made it"""


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """The workers of one scheduler."""

    assignment: Assignment
    address: str
    sandbox: SandboxName
    say: Callable[[str], None]

    @contextmanager
    def grade_each(self, works: Iterable[Submission]) -> Iterator[Iterator[Artifacts]]:
        """Grade on the cluster; give what is done as it comes.

        Raises:
            UserError: no scheduler answers, or no worker joins it.
            MachineError: the cluster was lost, or its workers cannot grade.
        """
        data = course_bundle.pack_bundle(self.assignment)
        ticket = ClusterTicket(
            bundle=course_bundle.bundle_name(data),
            assignment=self.assignment.name,
            sandbox=self.sandbox,
            versions=our_versions(),
        )
        with _connect(self.address) as client:
            client.publish_dataset(data, name=ticket.bundle, override=True)
            try:
                yield _ClusterRun(self, client, ticket, iter(works)).results()
            finally:
                with contextlib.suppress(Exception):  # the scheduler may be gone
                    client.unpublish_dataset(ticket.bundle)


def our_versions() -> str:
    """Name everything that must be the same on all machines."""
    return f"autograder {__version__}, {library_versions()}"


@contextmanager
def _connect(address: str) -> Iterator["Client"]:
    try:
        from distributed import Client
    except ImportError:
        raise UserError(
            "this installation cannot use a cluster: `distributed` is missing",
            hint="pip install 'autograder[cluster]'",
        ) from None
    for name in ("distributed", "distributed.client"):  # it gives each its own level
        logging.getLogger(name).setLevel(logging.CRITICAL)  # we say it ourselves
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UserError(
            f"no dask scheduler answers at `{address}`",
            hint="start one with `dask scheduler`; it prints its address",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=JOIN)
        except TimeoutError:
            raise UserError(
                f"no worker has joined the scheduler at `{address}`",
                hint=f"run this on each machine: dask worker {address}",
            ) from None
        yield client


class _ClusterRun:
    """One run: what was sent and has not come back."""

    def __init__(
        self,
        cluster: DaskCluster,
        client: "Client",
        ticket: ClusterTicket,
        works: Iterator[Submission],
    ) -> None:
        self._cluster = cluster
        self._client = client
        self._ticket = ticket
        self._works = works
        self._sent: dict[str, tuple[Future, Submission]] = {}
        self._back: SimpleQueue[Future] = SimpleQueue()
        self._room = 0
        self._looked = 0.0
        self._told = False

    def results(self) -> Iterator[Artifacts]:
        self._send()
        while self._sent:
            interrupts.raise_lost_interrupt()
            try:
                future = self._back.get(timeout=_LOOK)
            except Empty:
                self._send()
                continue
            _, work = self._sent[future.key]
            artifacts = self._result(future, work)
            del self._sent[future.key]
            del future  # or the worker would keep the result
            self._send()
            yield artifacts

    def _send(self) -> None:
        """Send submissions while there is room; the cluster may grow and shrink."""
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        while len(self._sent) < self._room:
            work = next(self._works, None)
            if work is None:
                return
            with self._reaching():
                future = self._client.submit(
                    grade_on_worker, self._ticket, work, pure=False, retries=1
                )
            self._sent[future.key] = (future, work)
            future.add_done_callback(self._back.put)

    def _look(self) -> None:
        with self._reaching():
            threads = sum(self._client.nthreads().values())
        if not threads and not self._told:
            self._cluster.say("no worker is left in the cluster; waiting for one")
        self._told = not threads
        self._room = AHEAD * max(threads, 1)
        self._looked = time.monotonic()

    def _result(self, future: "Future", work: Submission) -> Artifacts:
        from distributed import CancelledError, KilledWorker

        try:
            artifacts: Artifacts = future.result()
        except KilledWorker:
            # dask counts what only waited on a worker as it counts what ran there.
            why = "each worker that it was sent to was lost, perhaps before it began"
            return grade_one.give_up_submission(self._cluster.assignment, work, why)
        except AutograderError:
            raise
        except Exception as error:
            on_the_way = isinstance(error, (OSError, CancelledError))
            if on_the_way and future.status != "error":  # the worker did not raise it
                raise self._lost() from error
            raise MachineError(
                f"the cluster cannot grade: {type(error).__name__}: {error}",
                hint="all machines need the same autograder; then run it again: it "
                "goes on where it was",
            ) from error
        return artifacts

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Say what it means when the scheduler cannot be reached."""
        from distributed.client import ClosedClientError

        try:
            yield
        except (OSError, RuntimeError, ClosedClientError) as error:
            raise self._lost() from error

    def _lost(self) -> MachineError:
        return MachineError(
            f"the scheduler at `{self._cluster.address}` is gone",
            hint="start it and its workers, then run the command again: it goes on "
            "where it was",
        )


# ------------------------------------------------------------------ on a worker


def grade_on_worker(ticket: ClusterTicket, work: Submission) -> Artifacts:
    """Grade one submission in this worker's process of a cluster.

    Raises:
        MachineError: this worker has other versions than the client.
        GraderError: what grades has died each time.
    """
    if ticket.versions != our_versions():
        raise MachineError(
            f"a worker has {our_versions()}; here it is {ticket.versions}",
            hint="install the same versions on all machines",
        )
    for _ in range(ATTEMPTS):
        process = _PROCESSES.take(ticket)
        try:
            artifacts = process.ask(work)
        except ProcessDied as died:
            process.end()
            how = str(died)
        except BaseException:
            process.end()
            raise
        else:
            _PROCESSES.put_back(ticket, process)
            return artifacts
    assignment = Course.find(_unpack(ticket)).assignment(ticket.assignment)
    why = f"the grading process {how}, {ATTEMPTS} times"
    return grade_one.give_up_submission(assignment, work, why)


class _WorkerProcesses:
    """The processes of this worker, one for each of its threads that grades."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: list[tuple[ClusterTicket, PoolProcess[Submission, Artifacts]]] = []

    def take(self, ticket: ClusterTicket) -> PoolProcess[Submission, Artifacts]:
        """Give one that grades for this ticket, an idle one or a new one."""
        with self._lock:
            others = [process for its, process in self._idle if its != ticket]
            same = [process for its, process in self._idle if its == ticket]
            found = same.pop() if same else None
            self._idle = [(ticket, process) for process in same]
        # Those of an earlier run: its course may have changed since.
        for process in others:
            process.end()
        if found:
            return found
        return PoolProcess(
            partial(
                grade_one.open_grader,
                _unpack(ticket),
                ticket.assignment,
                ticket.sandbox,
            )
        )

    def put_back(
        self, ticket: ClusterTicket, process: PoolProcess[Submission, Artifacts]
    ) -> None:
        """Keep one for the next submission."""
        with self._lock:
            self._idle.append((ticket, process))


_PROCESSES = _WorkerProcesses()


def _unpack(ticket: ClusterTicket) -> Path:
    """Give where the course lies on this machine."""
    return course_bundle.unpack_bundle(ticket.bundle, partial(_fetch, ticket))


def _fetch(ticket: ClusterTicket) -> bytes:
    from distributed import get_client

    data: Any = get_client().get_dataset(ticket.bundle)
    if not isinstance(data, bytes):
        raise GraderError("the scheduler has no bundle of the course")
    return data
