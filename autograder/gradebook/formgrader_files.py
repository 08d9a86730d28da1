"""The files that formgrader shows submissions by, beside the gradebook's rows."""

import json
import os
from pathlib import Path

from autograder.common.files import remove_leftovers, write_whole
from autograder.course.course import Assignment
from autograder.output.gradebook_entry import GradebookEntry, written_answers

_TIMESTAMP_BYTES = 200


class FormgraderFiles:
    """An assignment's notebooks and timestamps in `autograded/`."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment

    def is_shown(self, student: str) -> bool:
        """Tell whether formgrader has a notebook to show."""
        return self._shown_path(student).is_file()

    def show(self, entry: GradebookEntry) -> None:
        """Write the notebook that formgrader shows, and when it was handed in."""
        folder = self._folder("autograded", entry.student)
        remove_leftovers(folder)
        write_whole(self._shown_path(entry.student), entry.shown)
        stamp = self.timestamp(entry.student)
        if stamp:
            write_whole(folder / "timestamp.txt", stamp)
        else:
            (folder / "timestamp.txt").unlink(missing_ok=True)

    def timestamp(self, student: str) -> str:
        """Give the text by which formgrader tells whether a submission is newer."""
        path = self._folder("submitted", student) / "timestamp.txt"
        try:
            # A student's file: no link is followed, and no pipe keeps us waiting.
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                return file.read(_TIMESTAMP_BYTES).decode("ascii", "replace").strip()
        except OSError:
            return ""

    def changed_answers(self, entry: GradebookEntry) -> set[str]:
        """Name the written questions whose answer is not the one a person saw."""
        try:
            text = self._shown_path(entry.student).read_text("utf-8")
            before = written_answers(self._assignment, json.loads(text))
        except FileNotFoundError:
            before = {}
        except (OSError, ValueError, KeyError, TypeError):
            return set(entry.answers)  # what they saw is lost, so they look again
        if not before and self._was_another_file(entry):
            return set(entry.answers)  # nbgrader removes it, to grade it anew
        return {
            name
            for name, now in entry.answers.items()
            if name in before and before[name] != now
        }

    def _was_another_file(self, entry: GradebookEntry) -> bool:
        """Tell whether the Report that stands is about another file than this."""
        path = self._assignment.reports / f"{entry.student}.json"
        try:
            # Not as a Report: one of another version says its file, too.
            report = json.loads(path.read_bytes())
            return bool(report["submission"]["sha256"] != entry.file)
        except FileNotFoundError:
            return False
        except (OSError, ValueError, KeyError, TypeError):
            return True

    def _shown_path(self, student: str) -> Path:
        folder = self._folder("autograded", student)
        return folder / f"{self._assignment.notebook}.ipynb"

    def _folder(self, step: str, student: str) -> Path:
        return self._assignment.course.root / step / student / self._assignment.name
