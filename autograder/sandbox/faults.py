"""A student's faults, as the trusted side meets them while it talks to a worker.

They never leave a grading run: `plugin` turns each into an Outcome. A message is
written for the student and holds nothing that a hidden test sent or computed.

    StudentFault
    ├── Raised    the student's code raised; the worker lives on
    ├── Missing   the function asked for is not there; the worker lives on
    └── Gone      the worker was lost: too slow, too big, dead, or breaking the wire
"""

from collections.abc import Sequence

from autograder.model import Verdict


class StudentFault(Exception):  # noqa: N818 - a fault is what it is called everywhere
    """Something the student's code did, with the verdict it deserves."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message


class Raised(StudentFault):
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
        attempted = name != "NotImplementedError"
        verdict = Verdict.RAISED if attempted else Verdict.NOT_ATTEMPTED
        if name == "MemoryError":
            verdict = Verdict.OUT_OF_MEMORY
        at = f" at {where}" if where else ""
        super().__init__(verdict, f"your code raised {name}{at}")
        self.name = name
        self.bases = tuple(bases)
        self.where = where
        self.detail = detail


class Missing(StudentFault):
    """No function of that name exists once the notebook has run."""

    def __init__(self, message: str) -> None:
        super().__init__(Verdict.MISSING, message)


class Gone(StudentFault):
    """The worker is lost; a new one must replay the notebook."""
