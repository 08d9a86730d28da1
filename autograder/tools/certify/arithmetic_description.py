"""By what numbers are computed here, for a certificate."""

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info


def describe_arithmetic() -> Mapping[str, str | int]:
    """Name the processor, the kernels that were chosen for it, versions and threads."""
    libraries = [
        library for library in threadpool_info() if library["user_api"] == "blas"
    ]
    return {
        "processor": _processor(),
        "kernels": ", ".join(sorted({_kernel(library) for library in libraries})),
        "simd": " ".join(_features()),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "libc": " ".join(platform.libc_ver()),
        "threads": max((library["num_threads"] for library in libraries), default=1),
    }


def _processor() -> str:
    """Name it as Linux does; elsewhere as Python does."""
    about, lines = Path("/proc/cpuinfo"), []
    if about.is_file():
        lines = about.read_text("utf-8", "replace").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if "model name" in line)
    return next(named, platform.processor() or platform.machine())


def _kernel(library: Mapping[str, Any]) -> str:
    """Name a library of linear algebra and what it took this processor for."""
    # threadpoolctl leaves out what it does not know of a library.
    parts = (library.get(part) for part in ("internal_api", "version", "architecture"))
    return " ".join(str(part) for part in parts if part)


def _features() -> list[str]:
    """Name the instructions that numpy's own loops use, the basic ones first."""
    # numpy prints it when no mode is given.
    found: Mapping[str, Any] = np.show_config(mode="dicts") or {}
    simd = found.get("SIMD Extensions", {})
    return [*simd.get("baseline", ()), *simd.get("found", ())]
