"""Faults of student code as the trusted side meets them, while it talks to a worker.

They never leave a grading run: `plugin` turns each into an Outcome. A message is
written for the student and holds nothing that a hidden test sent or computed.

    StudentFault
    ├── Raised      the student's code raised; the worker lives on
    ├── Missing     the function asked for is not there; the worker lives on
    └── WorkerLost  the worker is lost: too slow, too big, dead, or breaking the wire
"""

from collections.abc import Sequence

from autograder.model import Verdict


class StudentFault(Exception):  # noqa: N818 - a fault is what it is called everywhere
    """Something the student's code did, with the verdict it deserves."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message


class ExceptionRaised(StudentFault):
    """The student's code raised an exception."""

    def __init__(
        self,
        *,
        name: str,
        bases: Sequence[str] = (),
        where: str = "",
        detail: str = "",
    ) -> None:
        """Describe the exception.

        Args:
            name: its class, such as `ValueError`.
            bases: the classes it derives from, itself included, each as
                `module.name`, such as `builtins.ValueError`.
            where: the student's own line, such as "line 3 of `softmax`".
            detail: the exception's text; it can repeat hidden inputs, so it is
                shown for the notebook's own cells and never for a hidden call.
        """
        message = f"your code raised {name}"
        if where:
            message = f"{message} at {where}"
        super().__init__(_VERDICTS.get(name, Verdict.RAISED), message)
        self.name = name
        self.bases = tuple(bases)
        self.where = where
        self.detail = detail


_VERDICTS = {
    # What a release has in the place of an answer.
    "NotImplementedError": Verdict.NOT_ATTEMPTED,
    # A worker that met its limit in time to say so, as one huge array does.
    "MemoryError": Verdict.OUT_OF_MEMORY,
}


class FunctionMissing(StudentFault):
    """No function of that name exists once the notebook has run."""

    def __init__(self, message: str) -> None:
        super().__init__(Verdict.MISSING, message)


class WorkerLost(StudentFault):
    """The worker is lost; a new one must replay the notebook."""
