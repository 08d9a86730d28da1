"""One submission's process: it runs the cells and answers calls.

This module imports the standard library, numpy, IPython, and modules beside it that
hold to the same; what else is in the process was preloaded by name.

Theory of operation. `prepare_session` runs once, in the zygote. After each fork
`run_worker` takes over: descriptors, environment and seeds are set,
`process_confinement` locks the process in, and `request_server` says READY and serves
until the grader kills it. From the first student line on, nothing here is trusted.
"""

import faulthandler
import importlib
import os
import random
import signal
import sys
import tempfile
import warnings
from collections.abc import Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.random import bit_generator

from autograder.sandbox.guest import process_confinement
from autograder.sandbox.guest.exception_report import describe_exception
from autograder.sandbox.guest.exit_statuses import OUT_OF_MEMORY_STATUS
from autograder.sandbox.guest.figure_capture import matplotlib_kinds
from autograder.sandbox.guest.framing import Connection, ConnectionClosed
from autograder.sandbox.guest.ipython_shell import NotebookSession
from autograder.sandbox.guest.request_server import RequestServer, WorkerTerms

_STDERR, _CONNECTION = 2, 3


def prepare_session(preload: Sequence[str], *, home: str) -> NotebookSession:
    """Import, build the shell, and walk every lazy path once."""
    for name in preload:
        importlib.import_module(name)
    _take_over_entropy()
    warnings.filterwarnings("ignore", message="To exit: use", module="IPython")
    session = NotebookSession(home=home)
    for source in _WARM_UP:
        error, _ = session.run_cell(source, figures=True)
        if error is not None:
            describe_exception(error)
    if "matplotlib.pyplot" in sys.modules:
        _prepare_pyplot(session)
    session.forget()
    return session


_WARM_UP = (
    """import numpy as np
def f(x):
    "Warm up."
    return np.exp(x - x.max(axis=1, keepdims=True)) @ np.ones((3, 3))
print(f"{f(np.ones((2, 3))).sum():.3f}")
f(np.random.randn(2, 3)), {"a": 1}, [1.5, None]""",
    "1 / 0",
    "def (",
    "%matplotlib inline",
    "%%time\n1",
    # Imported only: an event loop made here would be shared by all workers.
    "import asyncio",
    "import numpy as np\nnp.random.default_rng()",
)


def _prepare_pyplot(session: NotebookSession) -> None:
    pyplot: Any = sys.modules["matplotlib.pyplot"]
    # Figures are collected at the end of a cell; `show` would only warn.
    pyplot.show = lambda *_, **__: None
    # Now: later a student could have put another class in the place of each.
    matplotlib_kinds()
    source = "import matplotlib.pyplot as p\np.plot([1], [2])"
    session.run_cell(source, figures=True)
    # A student's screen is not here: asking for one must not end the cell.
    pyplot.switch_backend = sys.modules["matplotlib"].use = pyplot.show  # type: ignore[attr-defined]
    _close_fonts()


def _close_fonts() -> None:
    """Close what the warming-up drew with; else matplotlib does in each fork."""
    manager = sys.modules.get("matplotlib.font_manager")
    fonts: Any = getattr(manager, "_get_font", None)
    if hasattr(fonts, "cache_clear"):
        fonts.cache_clear()


def run_worker(
    session: NotebookSession,
    steps: Sequence[process_confinement.ConfinementStep],
    confinement: process_confinement.Confinement,
    descriptors: tuple[int, int],
    terms: WorkerTerms,
) -> NoReturn:
    """Be the worker: lock this forked process in and serve until killed."""
    _take_over_descriptors(*descriptors)
    _make_uniform(confinement.scratch)
    # No student code has run yet. A step that fails raises, and the process ends.
    for step in steps:
        step.apply(confinement)
    _serve(session, _CONNECTION, terms)


def serve_unconfined(
    session: NotebookSession, connection: int, scratch: str, terms: WorkerTerms
) -> NoReturn:
    """Be a worker that nothing locks in, in a process that was not forked."""
    _make_uniform(scratch)
    _serve(session, connection, terms)


def _serve(session: NotebookSession, descriptor: int, terms: WorkerTerms) -> NoReturn:
    """Answer frames until nobody asks any more, and end this process."""
    session.output_chars = terms.output_chars
    connection = Connection(descriptor, frame_bytes=terms.frame_bytes)
    server = RequestServer(connection, session, terms)
    try:
        server.serve()
    except ConnectionClosed:
        os._exit(0)
    except MemoryError:  # not even the answer that it was too little fits in
        os._exit(OUT_OF_MEMORY_STATUS)


def _take_over_descriptors(connection: int, stderr: int) -> None:
    """Have four descriptors: nothing in, two to the grader's file, one to talk."""
    null = os.open("/dev/null", os.O_RDONLY)
    # Copies first, above all of them: a target may be one that is still to be moved.
    high = [os.dup(fd) for fd in (null, stderr, stderr, connection)]
    for target, fd in enumerate(high):
        os.dup2(fd, target)
    process_confinement.close_all_but(0, 1, _STDERR, _CONNECTION)


def _make_uniform(scratch: str) -> None:
    """Set what must be the same in every worker, and where it may write."""
    for name in ("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"):
        os.environ[name] = scratch
    tempfile.tempdir = None  # which was looked up in the zygote
    sys.dont_write_bytecode = True
    os.chdir(scratch)
    sys.path.append("")  # `%%writefile` and an import of it, as in Jupyter
    # For the grader's question what a worker hangs in; see `process.stuck_in`.
    faulthandler.enable(file=_STDERR)
    if hasattr(faulthandler, "register"):  # not on Windows
        faulthandler.register(signal.SIGUSR1, file=_STDERR, all_threads=False)
    # What was drawn in the zygote hangs on how it was warmed up.
    random.seed(0)
    np.random.seed(0)
    _entropy.seed(0)


_entropy = random.Random(0)  # noqa: S311 - it must be the same each time


def _take_over_entropy() -> None:
    """Let an unseeded `default_rng()` draw the same numbers in every worker.

    numpy asks this one name for the entropy of each unseeded generator.
    """
    if not hasattr(bit_generator, "randbits"):
        # Loudly, or outcomes would differ from run to run without a reason.
        raise ImportError("this numpy takes its entropy from elsewhere")
    bit_generator.randbits = _entropy.getrandbits
