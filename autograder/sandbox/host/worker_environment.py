"""The environment of every process that runs beside student code: all of it is ours."""

import contextlib
import os
from pathlib import Path

from autograder.common.cpus import chosen_kernels, one_thread


def worker_environment(home: str) -> dict[str, str]:
    """Give the whole environment of a fork server, and so of its workers.

    Of the grader's own it has what decides how numbers, times and libraries are read:
    a worker that rounds otherwise than the grader would be judged by another's values.
    """
    passed_on = {
        name: os.environ[name]
        for name in ("LD_LIBRARY_PATH", "TZ", "SYSTEMROOT")
        if name in os.environ
    }
    return {
        **passed_on,
        **chosen_kernels(),
        **one_thread(),
        # No PYTHONPATH, no tokens, no names: student code can read all of this.
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": os.path.join(home, ".ipython"),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": font_cache_folder(home),
        # Sets of texts are walked in the same order in every run.
        "PYTHONHASHSEED": "0",
        # joblib would try out a semaphore when it is imported; workers can have none.
        "JOBLIB_MULTIPROCESSING": "0",
    }


def font_cache_folder(home: str) -> str:
    """Give where matplotlib's list of fonts is kept from one fork server to the next.

    Making it takes seconds; workers have it in memory, and cannot write it.
    """
    with contextlib.suppress(OSError, RuntimeError):  # no home, or nobody may write it
        caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(caches) / "autograder" / "matplotlib"
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return str(folder)
    return home
