"""The processors, threads and kernels that grading may use; quickly imported."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

_LIBRARIES = ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM", "BLIS")

_KERNELS = (
    "OPENBLAS_CORETYPE",
    "NPY_DISABLE_CPU_FEATURES",
    "NPY_ENABLE_CPU_FEATURES",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
    "BLIS_ARCH_TYPE",
    "GLIBC_TUNABLES",
)
"""variables by which libraries choose among kernels that round differently"""


def one_thread() -> Mapping[str, str]:
    """Give the environment in which libraries of linear algebra use one thread.

    With several they round differently, and get in each other's way.
    """
    return {f"{library}_NUM_THREADS": "1" for library in _LIBRARIES}


def chosen_kernels() -> Mapping[str, str]:
    """Give the part of our environment that says how arithmetic is done.

    Whoever set it meant all processes: two that round differently are two machines.
    """
    return {name: os.environ[name] for name in _KERNELS if name in os.environ}


def usable_cpus() -> int:
    """Count the processor cores that this process may use."""
    # Not `os.cpu_count`, which a container or `taskset` does not change.
    allowed = len(os.sched_getaffinity(0))
    return max(1, min(allowed, _quota() or allowed))


def _quota() -> int | None:
    """Read how many cores a container's control groups grant, rounded up."""
    granted = [
        int(-(-quota // period))
        for quota, period in _limits(_own_group())
        if quota > 0 and period > 0
    ]
    return min(granted, default=None)


def _own_group() -> Path:
    root = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError):
        for text in Path("/proc/self/cgroup").read_text().splitlines():
            number, _, path = text.split(":", 2)
            if number == "0":  # version 2 of control groups
                return root / path.lstrip("/")
    return root


def _limits(group: Path) -> Iterator[tuple[float, float]]:
    """Give quota and period of a control group and of those around it."""
    for folder in (group, *group.parents):
        # "max", which is no number, for one without a limit.
        with contextlib.suppress(OSError, ValueError):
            quota, period = (folder / "cpu.max").read_text().split()
            yield float(quota), float(period)
