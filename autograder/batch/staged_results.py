"""What grading came to, kept beside what people look at, until somebody decides.

In a store of its own lie the Reports and, in `.rest/`, what publishing writes besides:
the page and the gradebook's entry. The Report is written last, so where it is, the
rest is too; and where the rest was lost the submission is graded again.
"""

import dataclasses
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.batch.grade_one import Artifacts
from autograder.common.files import remove_leftovers, write_whole
from autograder.course.report_store import ReportStore, read_report, report_path
from autograder.output.gradebook_entry import GradebookEntry, GradeValues


@dataclasses.dataclass(frozen=True, slots=True)
class StagedResults:
    """Results in a store at which nobody looks yet: `batch.ResultDestination`."""

    store: ReportStore

    @contextmanager
    def open_writer(self) -> Iterator[Callable[[Sequence[Artifacts]], None]]:
        """Give what writes results here."""
        folders = (one for one in self.store.folder.rglob("*") if one.is_dir())
        for folder in [self.store.folder, *folders]:
            remove_leftovers(folder)
        yield self._write_results

    def refresh_pages(self, students: Collection[str]) -> None:
        """Leave the pages as they are: nobody has published anything new."""

    def _write_results(self, done: Sequence[Artifacts]) -> None:
        for artifacts in done:
            name, entry = artifacts.name, dataclasses.asdict(artifacts.entry)
            rest = json.dumps({"page": artifacts.page, "entry": entry})
            write_whole(_rest_path(self.store, name), rest)
            # Last: a Report says that the rest is there, also after a kill.
            write_whole(report_path(self.store, name), artifacts.report.to_json())


def read_staged(store: ReportStore, name: str) -> Artifacts | None:
    """Read back what grading a submission came to; None when some of it is not there.

    Args:
        store: in which it was kept.
        name: as `Artifacts.name` says it.
    """
    report = read_report(store, name)
    if report is None:
        return None
    try:
        rest = json.loads(_rest_path(store, name).read_text("utf-8"))
        return Artifacts(
            report=report, page=rest["page"], entry=_entry_from_json(**rest["entry"])
        )
    except (OSError, ValueError, KeyError, TypeError):  # lost, or of another version
        return None


def remove_staged(store: ReportStore, name: str) -> None:
    """Forget what a submission came to."""
    report_path(store, name).unlink(missing_ok=True)
    _rest_path(store, name).unlink(missing_ok=True)


def _entry_from_json(
    grades: dict[str, dict[str, float | None]], **fields: Any
) -> GradebookEntry:
    values = {name: GradeValues(**one) for name, one in grades.items()}
    return GradebookEntry(grades=values, **fields)


def _rest_path(store: ReportStore, name: str) -> Path:
    return store.folder / ".rest" / f"{name}.json"
