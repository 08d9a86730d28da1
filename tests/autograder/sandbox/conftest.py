"""A zygote for the whole session, and workers of it."""

import pytest

from autograder.model import Limits
from autograder.sandbox.api import CallOptions
from autograder.sandbox.host.start_sandbox import start_sandbox

USUAL = Limits(memory=256 << 20)
"""nothing of time that a slow or busy machine could run into"""


@pytest.fixture(scope="session")
def zygote():
    """Give one warm zygote: starting one takes a second."""
    with start_sandbox(preload=("matplotlib.pyplot",), limits=USUAL) as zygote:
        yield zygote


@pytest.fixture
def worker(zygote):
    """Give a worker that is closed afterwards."""
    worker = zygote.open()
    yield worker
    worker.close()


@pytest.fixture
def call(worker):
    """Give a function that defines `f` by its source and calls it."""

    def call(source, *args, options=None, **kwargs):
        cell = worker.run_cell(source)
        assert cell.fault is None, (cell.fault, cell.fault.detail)
        return worker.call("f", args, kwargs, options or CallOptions())

    return call
