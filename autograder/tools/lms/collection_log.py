"""Tell what a collection leaves out and notes, and keep one submission from others.

Names and reasons may be a student's: all are made harmless here, and of one submission
no more is told than a person reads.
"""

import contextlib
import logging
from collections import Counter
from collections.abc import Iterator

from autograder.common.errors import Interrupted, MachineError, UserError
from autograder.common.text import make_visible
from autograder.tools.lms.collection_result import CollectionResult

log = logging.getLogger(__name__)

MAX_TOLD = 20
"""lines about one submission"""


class CollectionLog:
    """Writes what is to tell into a result."""

    def __init__(self, result: CollectionResult) -> None:
        self.result = result
        self._lines: Counter[str] = Counter()
        """how many there are about each submission"""

    def leave_out(self, what: str, reason: str, *, of: str = "") -> None:
        """Say what is left out; `of`: of which submission."""
        self._tell(self.result.left_out, what, reason, of)

    def add_note(self, what: str, told: str, of: str = "") -> None:
        """Say what a person should know of something that was placed."""
        self._tell(self.result.notes, what, told, of)

    def _tell(self, rows: list[tuple[str, str]], what: str, told: str, of: str) -> None:
        # A zip of ten thousand bad names must not push other students' lines away.
        self._lines[of] += bool(of)
        if self._lines[of] <= MAX_TOLD:
            rows.append((make_visible(what, 200), make_visible(told, 300)))
        elif self._lines[of] == MAX_TOLD + 1:
            rows.append((make_visible(of, 200), "there is more of this kind in it"))

    @contextlib.contextmanager
    def apart(self, what: str) -> Iterator[None]:
        """Keep what one submission raises from all others."""
        try:
            yield
        except ValueError as reason:  # what we refuse, in words
            self.leave_out(what, str(reason))
        except (UserError, MachineError, Interrupted):  # nobody's submission
            raise
        except Exception as error:
            log.debug("collecting one submission failed", exc_info=True)
            fault = f"{type(error).__name__}: {error}"
            self.leave_out(what, f"a fault of ours, please report it: {fault}")
