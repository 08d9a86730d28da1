"""What each layer of the lock-down costs a submission: `python -m` this module.

Workers of one zygote per row are opened in turn, so that what else the machine does
falls on all rows alike. Milliseconds: from asking for a worker until it is ready, and
from asking for its end until it is gone; the median of the rounds, and the least. Last,
the worker's own computing time until it is ready, which a busy machine changes least.
"""

import sys
import time
from contextlib import ExitStack
from statistics import median

from autograder.grading.grader import PRELOAD
from autograder.sandbox.host import backends
from autograder.sandbox.host.fork_server import ForkServer
from autograder.sandbox.host.start_sandbox import start_sandbox
from tests.autograder.sandbox.weakened import fork_server

ROUNDS = 40


def main(rounds: int) -> None:
    """Print a row for each backend, and for each layer left out of the strongest."""
    rows = [(backend.name, ()) for backend in backends.usable_backends()]
    strongest = backends.choose_backend("auto")
    rows += [
        (strongest.name, (layer,)) for layer in strongest.layers if layer != "session"
    ]
    with ExitStack() as stack:
        zygotes = [
            stack.enter_context(fork_server(name, without, preload=PRELOAD))
            for name, without in rows
        ]
        spare = stack.enter_context(start_sandbox(preload=PRELOAD, ahead=True))
        taken = {zygote: ([], [], []) for zygote in (*zygotes, spare)}
        for _ in range(rounds):
            for zygote, times in taken.items():
                _once(zygote, *times)
    for (name, without), zygote in zip(rows, zygotes, strict=True):
        _print(" without ".join((name, *without)), *taken[zygote])
    _print(f"{strongest.name} with a spare", *taken[spare])


def _once(
    zygote: ForkServer, starts: list[float], ends: list[float], used: list[float]
) -> None:
    started = time.perf_counter()
    worker = zygote.open()
    starts.append(time.perf_counter() - started)
    used.append(worker.cpu_seconds())
    worker.run_cell("1")
    time.sleep(0.02)  # as long as a small submission takes: a spare gets ready
    started = time.perf_counter()
    worker.close()
    ends.append(time.perf_counter() - started)


def _print(name: str, *measured: list[float]) -> None:
    figures = [f"{1000 * of(times):6.2f}" for times in measured for of in (median, min)]
    print(f"{name:32}", *figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
