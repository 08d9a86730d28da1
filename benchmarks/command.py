"""`autograder …` as it is, or without the pictures of the notebook's own cells.

python -m benchmarks.command full|plain grade NAME …
"""

import sys
from functools import partialmethod

from autograder import cli

if __name__ == "__main__":
    if sys.argv.pop(1) == "plain":
        from autograder.grading.grader import Grader

        Grader.grade = partialmethod(Grader.grade, figures=False)  # type: ignore[assignment]
    cli.main()
