"""What the gradebook and formgrader get of one submission, as plain values. Pure.

It is made beside the grading, in whatever process that is; the one writer of the
gradebook only writes it down.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.common.digests import sha256_hex
from autograder.course.course import Assignment
from autograder.course.source_notebook import LABEL, grade_id, source_of
from autograder.grading.report_builder import GradingResult
from autograder.grading.scoring import LEFT_BLANK
from autograder.model import Kind, Notebook, Verdict
from autograder.output.apply_marks import Mark
from autograder.output.formgrader_notebook import (
    answer_comment,
    make_formgrader_notebook,
    pictures_in_notebook,
)
from autograder.report import FROZEN_STATUSES, ExerciseResult, Report

NO_RESPONSE = "No response."
"""nbgrader's words under an answer that was not given"""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeValues:
    """What the gradebook says of one exercise, a person's marks apart."""

    auto_score: float | None
    """None when a person must look"""
    extra_credit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradebookEntry:
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


def make_entry(assignment: Assignment, result: GradingResult) -> GradebookEntry:
    """Make the entry of a graded submission."""
    report, unanswered = result.report, _list_unanswered(result.report)
    shown = make_formgrader_notebook(result, release=assignment.release)
    return GradebookEntry(
        student=report.student,
        grades={
            exercise.name: _grade_values(report, exercise, unanswered)
            for exercise in report.exercises
        },
        comments={
            assignment.exercise(exercise.name).answer_id: _comment(exercise, unanswered)
            for exercise in report.exercises
        },
        # Not indented: Python encodes that ten times slower, and nobody reads it.
        shown=json.dumps(shown, ensure_ascii=False),
        answers=written_answers(assignment, shown),
        pictures=pictures_in_notebook(shown),
        file=report.submission.sha256,
    )


def automatic_marks(entry: GradebookEntry) -> dict[str, Mark]:
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
    questions = {one.name for one in assignment.exercises if one.kind is Kind.WRITTEN}
    # The label changes with whatever else may be the answer.
    return {
        grade_id(cell): sha256_hex(source_of(cell) + str(cell["metadata"].get(LABEL)))
        for cell in shown["cells"]
        if grade_id(cell) in questions
    }


def _list_unanswered(report: Report) -> set[str]:
    """Name the written questions to which nothing may be the answer."""
    written = [one for one in report.exercises if one.kind is Kind.WRITTEN]
    # Reports of version 0.1.0 and before said it in a note alone.
    return {
        question.name
        for question in written
        if question.verdict is Verdict.NOT_ATTEMPTED or LEFT_BLANK in question.notes
    }


def _comment(result: ExerciseResult, unanswered: set[str]) -> str | None:
    if result.name in unanswered:
        return NO_RESPONSE
    return answer_comment(result)


def _grade_values(
    report: Report, result: ExerciseResult, unanswered: set[str]
) -> GradeValues:
    if report.status in FROZEN_STATUSES:
        return _frozen_values(report, result, unanswered)
    return GradeValues(
        auto_score=_auto_score(result, unanswered), extra_credit=_extra_credit(result)
    )


def _frozen_values(
    report: Report, result: ExerciseResult, unanswered: set[str]
) -> GradeValues:
    """Leave every point to a person; what was left blank is blank in any case."""
    score = None
    if result.kind is Kind.WRITTEN and report.status == "suspicious":
        score = _auto_score(result, unanswered)
    return GradeValues(auto_score=score, extra_credit=None)


def _auto_score(result: ExerciseResult, unanswered: set[str]) -> float | None:
    if result.kind is Kind.WRITTEN:
        return 0.0 if result.name in unanswered else None
    if result.verdict is Verdict.GRADER_ERROR:
        return None  # 0 would take points for a fault of ours
    return result.score


def _extra_credit(result: ExerciseResult) -> float | None:
    if not result.max_extra_credit or result.verdict is Verdict.GRADER_ERROR:
        return None
    return result.extra_credit
