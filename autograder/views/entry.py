"""What the gradebook and formgrader get of one submission, as plain values. Pure.

It is made beside the grading, in whatever process that is; the one writer of the
gradebook only writes it down.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.courses.course import Assignment
from autograder.courses.fill import LABEL, Notebook, grade_id, source_of
from autograder.digests import sha256_hex
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Report
from autograder.scoring import LEFT_BLANK
from autograder.submissions.desk import Graded
from autograder.views.overlay import Mark
from autograder.views.shown import comment, shown_notebook, shown_pictures

NO_RESPONSE = "No response."
"""nbgrader's words under an answer that was not given"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeValues:
    """What the gradebook says of one exercise, a person's marks apart."""

    auto_score: float | None
    """None when a person must look"""
    extra_credit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission, as people see it."""

    student: str
    grades: Mapping[str, GradeValues]
    """by exercise"""
    comments: Mapping[str, str | None]
    """by the grade_id of the answer cell"""
    shown: str
    """the notebook for formgrader, as JSON"""
    answers: Mapping[str, str]
    """a hash of each written answer as it is shown, by exercise"""
    file: str
    """SHA-256 of the notebook that was graded"""
    pictures: tuple[str, ...] = ()
    """the student's, as they are shown, in base64"""


def entry(assignment: Assignment, graded: Graded) -> Entry:
    """Make the entry of a graded submission."""
    shown = shown_notebook(graded, release=assignment.release)
    unanswered = _unanswered(graded.report)
    return Entry(
        student=graded.report.student,
        grades={
            result.name: _frozen(graded.report, result, unanswered)
            if graded.report.status in ("suspicious", "unreadable")
            else GradeValues(
                auto_score=_auto_score(result, unanswered),
                extra_credit=_extra_credit(result),
            )
            for result in graded.report.exercises
        },
        comments={
            assignment.exercise(result.name).answer_id: NO_RESPONSE
            if result.name in unanswered
            else comment(result)
            for result in graded.report.exercises
        },
        # Not indented: Python encodes that ten times slower, and nobody reads it.
        shown=json.dumps(shown, ensure_ascii=False),
        answers=written_answers(assignment, shown),
        pictures=shown_pictures(shown),
        file=graded.report.submission.sha256,
    )


def automatic_marks(entry: Entry) -> dict[str, Mark]:
    """Give what the gradebook holds while no person has given anything."""
    return {
        name: Mark(
            score=values.auto_score,
            manual=False,
            extra_credit=values.extra_credit or 0.0,
            comment="",
        )
        for name, values in entry.grades.items()
    }


def written_answers(assignment: Assignment, shown: Notebook) -> dict[str, str]:
    """Hash what each written question's cell shows, where there is one.

    What stands elsewhere and may be the answer counts too.
    """
    cells = _by_id(shown)
    return {
        name: sha256_hex(
            source_of(cells[name]) + str(cells[name]["metadata"].get(LABEL))
        )
        for name in _written(assignment)
        if name in cells
    }


def _unanswered(report: Report) -> set[str]:
    """Name the written questions to which nothing may be the answer."""
    written = [one for one in report.exercises if one.kind is Kind.WRITTEN]
    # Reports of version 0.1.0 and before said it in a note alone.
    return {
        one.name
        for one in written
        if one.verdict is Verdict.NOT_ATTEMPTED or LEFT_BLANK in one.notes
    }


def _frozen(
    report: Report, result: ExerciseResult, unanswered: set[str]
) -> GradeValues:
    """Leave every point to a person; what was left blank is blank in any case."""
    written = result.kind is Kind.WRITTEN and report.status == "suspicious"
    score = _auto_score(result, unanswered) if written else None
    return GradeValues(auto_score=score, extra_credit=None)


def _auto_score(result: ExerciseResult, unanswered: set[str]) -> float | None:
    if result.kind is Kind.WRITTEN:
        return 0.0 if result.name in unanswered else None
    return None if result.verdict is Verdict.GRADER_ERROR else result.score


def _extra_credit(result: ExerciseResult) -> float | None:
    judged = result.max_extra_credit and result.verdict is not Verdict.GRADER_ERROR
    return result.extra_credit if judged else None


def _written(assignment: Assignment) -> list[str]:
    return [one.name for one in assignment.exercises if one.kind is Kind.WRITTEN]


def _by_id(notebook: Notebook) -> dict[str, Mapping[str, Any]]:
    return {grade_id(cell): cell for cell in notebook["cells"] if grade_id(cell)}
