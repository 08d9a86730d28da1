"""Workers off Linux, as far as Linux can show them."""

import importlib
import os
import select
import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.common.errors import GraderError, MachineError
from autograder.model import Limits, Verdict
from autograder.sandbox.api import CallOptions
from autograder.sandbox.guest import framing, windows_sockets
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.sandbox.host.unconfined import UnconfinedServer
from autograder.sandbox.student_faults import WorkerLost

SHORT = Limits(call_cpu=0.5)
"""of the wall's seconds, which are all that is known of such a worker"""


@pytest.fixture(scope="module")
def zygote():
    with UnconfinedServer() as zygote:
        yield zygote
    assert not Path(zygote._base).exists()


@pytest.mark.sandbox
def test_plain_worker_answers_like_any_other(zygote):
    """Values, callbacks, seeds and output are those of the one protocol."""
    worker = zygote.open()
    draw = "np.random.default_rng().random()"
    source = f"import numpy as np\ndef f(x, g): return g(x) + {draw}"
    cell = worker.run_cell(source + "\nprint('here')")
    found = worker.call("f", [np.ones(2), lambda x: x * 2], {}, CallOptions()).value
    worker.close()
    other = zygote.open()
    other.run_cell(source)
    again = other.call("f", [np.ones(2), lambda x: x * 2], {}, CallOptions()).value
    other.close()

    assert cell.stdout == "here\n"
    assert found.shape == (2,)
    assert np.array_equal(found, again)


@pytest.mark.sandbox
def test_plain_worker_that_hangs_or_ends_is_lost(zygote):
    """Deadlines hold, by the wall; an end is told; nothing of it is left."""
    worker = zygote.open(SHORT)
    folder = worker._process._started.folder
    worker.run_cell("import os\ndef f():\n    while True: pass\ndef g(): os._exit(3)")
    with pytest.raises(WorkerLost, match=r"longer than 0\.5 s") as hung:
        worker.call("f", [], {}, CallOptions())
    other = zygote.open()
    other.run_cell("import os\ndef g(): os._exit(3)")
    with pytest.raises(WorkerLost, match="ended itself") as ended:
        other.call("g", [], {}, CallOptions())

    assert hung.value.verdict is Verdict.TIMED_OUT
    assert ended.value.verdict is Verdict.DIED
    assert not folder.exists()


@pytest.mark.sandbox
def test_plain_worker_that_does_not_start_says_why():
    """The last line that it wrote is in the message."""
    with (
        UnconfinedServer(preload=("no_such_module",)) as zygote,
        pytest.raises(GraderError, match="No module named 'no_such_module'"),
    ):
        zygote.open()


@pytest.mark.sandbox
def test_caller_without_the_token_is_sent_away():
    """Another process of this machine may find the port, and gets nothing."""
    with (
        UnconfinedServer() as zygote,
        # It calls before the worker has started.
        socket.create_connection(zygote._spare.server.getsockname()) as stranger,
    ):
        stranger.sendall(bytes(32))
        worker = zygote.open()
        cell = worker.run_cell("print(1)")
        stranger.settimeout(5)
        refused = stranger.recv(1)

    assert (refused, cell.stdout) == (b"", "1\n")


@pytest.mark.sandbox
def test_plain_worker_of_other_limits_leaves_the_next_one_be(zygote):
    """What was started ahead is kept for whoever wants its limits."""
    zygote.open().close()
    other = zygote.open(Limits(output_chars=10))
    cell = other.run_cell("print('x' * 99)")
    other.close()
    usual = zygote.open()
    numbers = (other._process.number, usual._process.number)
    usual.close()

    assert "90 more" in cell.stdout
    assert numbers[0] > numbers[1]


@pytest.mark.sandbox
def test_other_systems_have_plain_workers_for_none_and_nothing_else(monkeypatch):
    """`none` works off Linux; whatever else is asked for is refused."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with start_sandbox(sandbox="none") as found:
        worker = found.open()
        cell = worker.run_cell("print(1)")

    assert type(found) is UnconfinedServer
    assert (found.isolation, found.layers) == ("none (no isolation)", ())
    assert cell.stdout == "1\n"
    with pytest.raises(MachineError, match="Linux only"):
        start_sandbox()


def test_connection_works_where_a_socket_is_no_file(monkeypatch):
    """Without `readv` and `poll`, as on Windows, frames still go to and fro."""
    monkeypatch.delattr(os, "readv")
    monkeypatch.delattr(os, "writev")
    monkeypatch.delattr(select, "poll")
    spec = importlib.util.find_spec("autograder.sandbox.guest.framing")
    other = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "connection_of_windows", other)
    spec.name = "connection_of_windows"
    spec.loader.name = other.__name__ = "connection_of_windows"
    spec.loader.exec_module(other)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender, receiver = (other.Connection(end.fileno()) for end in (ours, theirs))
        before = receiver.has_input()
        sender.send(other.FrameKind.CALL, 7, [b"abc", b"def"])
        frame = receiver.receive()
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(other.ConnectionClosed):
            receiver.receive()

    assert other._read is windows_sockets.read_socket
    assert framing._read is not windows_sockets.read_socket
    assert (before, frame.call, bytes(frame.body)) == (False, 7, b"abcdef")
