"""Fork servers whose workers lack isolation layers, to see what each layer is for."""

from collections.abc import Collection
from typing import Any

from autograder.model import SandboxName
from autograder.sandbox.host import backends
from autograder.sandbox.host.backends import Backend
from autograder.sandbox.host.fork_server import ForkServer


def layers_without(backend: Backend, left_out: Collection[str]) -> tuple[str, ...]:
    """Name a backend's layers without some, and without what works only in those."""
    gone = set(left_out)
    if "namespaces" in gone:
        gone.add("tmpfs")
        if backends.layer_failures()["reach"]:
            # Nothing re-exposes a Python below /root to another user.
            gone.add("uid")
    return tuple(layer for layer in backend.layers if layer not in gone)


def fork_server(
    name: SandboxName, left_out: Collection[str] = (), **options: Any
) -> ForkServer:
    """Start a fork server of a backend that this machine has, without some layers."""
    layers = layers_without(backends.choose_backend(name), left_out)
    isolation = backends.describe_isolation(name, layers)
    return ForkServer(layers=layers, isolation=isolation, **options)
