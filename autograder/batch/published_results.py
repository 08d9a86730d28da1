"""Write what grading came to into all that people look at."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from autograder.batch import feedback_pages
from autograder.batch.grade_one import Artifacts
from autograder.common.files import remove_leftovers, write_whole
from autograder.course.course import Assignment
from autograder.course.report_store import report_path

if TYPE_CHECKING:
    from autograder.gradebook.gradebook import Gradebook


@dataclass(frozen=True, slots=True)
class PublishedResults:
    """Gradebook, autograded notebooks, pages, Reports: `batch.ResultDestination`."""

    assignment: Assignment
    say: Callable[[str], None] = lambda _: None
    """hears what we wait for"""

    @contextmanager
    def open_writer(self) -> Iterator[Callable[[Sequence[Artifacts]], None]]:
        """Give what writes results here, the Report last of each."""
        # Its import costs time, and often there is nothing new to write.
        from autograder.gradebook.gradebook import Gradebook

        remove_leftovers(self.assignment.reports)
        with Gradebook(self.assignment, say=self.say) as gradebook:
            yield partial(self._write_results, gradebook)

    def refresh_pages(self, students: Collection[str]) -> None:
        """Show what people gave since on the pages of Reports that stand."""
        feedback_pages.refresh_pages(self.assignment, sorted(students))

    def _write_results(self, gradebook: "Gradebook", done: Sequence[Artifacts]) -> None:
        gradebook.record(*(artifacts.entry for artifacts in done))
        for student, page in feedback_pages.pages_of_results(gradebook, done).items():
            path = feedback_pages.page_path(self.assignment, student)
            remove_leftovers(path.parent)
            write_whole(path, page)
        for artifacts in done:
            # Last: where there is a Report, a run that goes on has nothing to do.
            path = report_path(self.assignment.report_store, artifacts.student)
            write_whole(path, artifacts.report.to_json())
