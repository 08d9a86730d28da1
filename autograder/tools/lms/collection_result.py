"""What one collection came to: who is new, what was left out, whose clocks count."""

from dataclasses import dataclass, field

from autograder.common.text import count_noun
from autograder.tools.lms.download_names import Layout

CLOCKS = {
    Layout.GRADESCOPE: "Gradescope's own",
    Layout.NBGRADER: "those in the names of the exchange's folders",
    Layout.BLACKBOARD: "those in the files' names",
    Layout.BRIGHTSPACE: "those in the names that Brightspace gave",
    Layout.CANVAS: "Canvas says only whether work was late, not when it came: on time "
    "counts as the due date at the latest, late as the time in the zip",
    Layout.MOODLE: "Moodle's zip does not say when work came in: what is dated after "
    "the due date is taken for in time. Its grading worksheet knows: --worksheet CSV",
    Layout.COURSE: "those of the files; a copy or a clone of a file has its own",
    Layout.SUBMIT: "those of the zips; the one inside is by the student's own clock",
    Layout.BY_HAND: "what --at says, else what the download said that had this file",
}
"""which times are taken, in words"""
GUESSED = frozenset({Layout.CANVAS, Layout.MOODLE})
"""which say at most whether work was late"""
UNDATED = frozenset({Layout.MOODLE})
"""whose files are dated by when they were sent"""


@dataclass(slots=True)
class CollectionResult:
    """What one collection came to."""

    assignment: str
    layouts: dict[Layout, int] = field(default_factory=dict)
    """how many submissions came in which layout"""
    new: list[str] = field(default_factory=list)
    """students who had none before"""
    replaced: list[str] = field(default_factory=list)
    """whose earlier attempt does not count any more"""
    older: list[str] = field(default_factory=list)
    """of whom something came that does not count: a later attempt is there"""
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """whose attempt that counts is after their due date"""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """what was not placed, and why"""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """what was placed, and what a person should know of it"""

    dated: int = 0
    """how many submissions from Moodle its worksheet says the time of"""

    @property
    def clocks(self) -> list[str]:
        """Say which times were taken."""
        return [self._clock(layout) for layout in self.layouts]

    @property
    def guessed(self) -> frozenset[Layout]:
        """Name the layouts whose times a person should not rely on."""
        if self.dated and self.dated == self.layouts.get(Layout.MOODLE):
            return GUESSED - {Layout.MOODLE}
        return GUESSED

    def _clock(self, layout: Layout) -> str:
        if layout is not Layout.MOODLE or not self.dated:
            return CLOCKS[layout]
        told = "those of Moodle's grading worksheet, to the minute"
        left = self.layouts[layout] - self.dated
        if not left:
            return told
        return f"{told}; {count_noun(left, 'submission')} not in it: taken for in time"
