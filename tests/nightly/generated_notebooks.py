"""Read two thousand notebooks whose cells were moved about: no work may be lost.

    python -m tests.nightly.generated_notebooks [--count N] [--start N]

Goes on behind the hundred of `make test`, with the same questions. Exit code 1 means
that something ran in plain Python and not in grading, or that `check` saw it otherwise;
its number repeats it: `tests.generated_notebooks.generated(number)`.
"""

import argparse
import sys

from tests.generated_notebooks import complaint, generated


def main() -> int:
    """Read them all; say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--start", type=int, default=100)
    given = parser.parse_args()
    numbers = range(given.start, given.start + given.count)
    complaints = {
        number: said for number in numbers if (said := complaint(generated(number)))
    }
    for number, said in complaints.items():
        print(f"  {number}  {said}")
    print(
        f"{len(numbers) - len(complaints)} of {len(numbers)} notebooks keep their work"
    )
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
