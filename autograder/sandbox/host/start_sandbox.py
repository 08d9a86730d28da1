"""The one place that decides what opens workers."""

import sys
from collections.abc import Sequence

from autograder.model import Limits, SandboxName
from autograder.sandbox.host import backends
from autograder.sandbox.host.fork_server import ForkServer
from autograder.sandbox.host.unconfined import UnconfinedServer

RunningSandbox = ForkServer | UnconfinedServer
"""what opens workers on this machine"""


def start_sandbox(
    *,
    preload: Sequence[str] = (),
    limits: Limits | None = None,
    sandbox: SandboxName = "auto",
    ahead: bool = False,
) -> RunningSandbox:
    """Start what opens workers: a fork server, and off Linux the nearest thing.

    Args:
        preload: modules that notebooks will import, by name.
        limits: what each worker may use, unless `open` says otherwise.
        sandbox: the backend; `auto` takes the strongest and refuses weak ones.
        ahead: do not wait until it is warm, and keep the next worker ready.

    Raises:
        MachineError: this machine cannot confine student code as asked.
    """
    backend = backends.choose_backend(sandbox)
    if not sys.platform.startswith("linux"):
        return UnconfinedServer(preload=preload, limits=limits)
    return ForkServer(
        layers=backend.layers,
        isolation=backend.isolation,
        preload=preload,
        limits=limits,
        ahead=ahead,
    )
