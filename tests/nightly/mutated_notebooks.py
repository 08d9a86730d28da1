"""Grade ten thousand mutated notebooks: every one gets a Report, in time.

    python -m tests.nightly.mutated_notebooks [--count N] [--start N] [--jobs N]

Goes on behind the 300 that `make test` grades, with the same questions. Exit code 1
means that some notebook was our fault, or late, or could not be shown; its number
repeats it: `tests.submissions.mutate.mutated(number)`.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from autograder.grading.grader import Grader
from tests import minicourse
from tests.submissions.mutate import mutated
from tests.submissions.test_mutated_notebooks import complaint

CHUNK = 250


def grade_some(numbers: Sequence[int]) -> dict[int, str]:
    """Grade these; give what is wrong with any, by number."""
    with tempfile.TemporaryDirectory() as folder:
        assignment = minicourse.write_course(Path(folder))
        with Grader(assignment) as grader:
            said = {number: complaint(grader, mutated(number)) for number in numbers}
    return {number: text for number, text in said.items() if text}


def main() -> int:
    """Grade them all; say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    numbers = range(given.start, given.start + given.count)
    chunks = [numbers[at : at + CHUNK] for at in range(0, given.count, CHUNK)]
    spawn = multiprocessing.get_context("spawn")
    complaints: dict[int, str] = {}
    with ProcessPoolExecutor(given.jobs, mp_context=spawn) as pool:
        for found in pool.map(grade_some, chunks):
            complaints |= found
    for number, said in complaints.items():
        print(f"  {number}  {said}")
    print(
        f"{len(numbers) - len(complaints)} of {len(numbers)} mutated notebooks graded"
    )
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
