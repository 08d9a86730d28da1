"""How long `grade` takes before it grades its first submission.

    python -m benchmarks.first COURSE ASSIGNMENT

Prints wall seconds from the start of the process, and leaves.
"""

import os
import sys
import time
from typing import Any, NoReturn


def main(root: str, name: str) -> None:
    """Start grading; stop when the first submission's turn comes."""
    from autograder import cli
    from autograder.grading.grader import Grader

    def first(grader: Any, *_: Any, **__: Any) -> NoReturn:
        print(f"{_age():.3f}", flush=True)
        grader.close()
        os._exit(0)

    Grader.grade = first  # type: ignore[method-assign]
    words = ["grade", name, "--force", "--jobs", "1", "--course-dir", root]
    sys.argv[1:] = words
    cli.main()


def _age() -> float:
    """Give the seconds since this process began."""
    with open("/proc/self/stat", encoding="ascii") as stat:
        began = int(stat.read().rpartition(")")[2].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
