"""Where student code runs: a warm zygote, and one locked-in worker per submission.

    from autograder.sandbox import Zygote

    with Zygote(preload=("matplotlib.pyplot",)) as zygote:
        worker = zygote.open()

The names are fetched on first use: the worker is in this package too, and must not
import the grader's side with it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.client import Zygote
    from autograder.sandbox.faults import Gone, Missing, Raised, StudentFault
    from autograder.sandbox.findings import Finding, probe
    from autograder.sandbox.plain import start
    from autograder.sandbox.protocol import (
        CallOptions,
        CallResult,
        CellResult,
        DrawnAxes,
        DrawnLine,
        Output,
        Sandbox,
        Worker,
    )

__all__ = [
    "CallOptions",
    "CallResult",
    "CellResult",
    "DrawnAxes",
    "DrawnLine",
    "Finding",
    "Gone",
    "Missing",
    "Output",
    "Raised",
    "Sandbox",
    "StudentFault",
    "Worker",
    "Zygote",
    "probe",
    "start",
]

_HOMES = {
    "Zygote": "client",
    "start": "plain",
    **dict.fromkeys(("Gone", "Missing", "Raised", "StudentFault"), "faults"),
    **dict.fromkeys(("Finding", "probe"), "findings"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    home = import_module(f"{__name__}.{_HOMES.get(name, 'protocol')}")
    return getattr(home, name)
