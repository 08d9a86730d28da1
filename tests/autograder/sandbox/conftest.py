"""A zygote for the whole session, and workers of it."""

import pytest

from autograder.model import Limits
from autograder.sandbox import CallOptions, Zygote

QUICK = Limits(cell_cpu=1.0, call_cpu=0.4, wall_factor=3.0, memory=256 << 20)


@pytest.fixture(scope="session")
def zygote():
    """Give one warm zygote: starting one takes a second."""
    with Zygote(preload=("matplotlib.pyplot",), limits=QUICK) as zygote:
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
