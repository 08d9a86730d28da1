"""Graded submissions without grading: reports with chosen outcomes, for tests."""

import json
from collections.abc import Mapping
from typing import Any

from autograder.course.course import Assignment
from autograder.grading import scoring
from autograder.grading.report_builder import GradingResult
from autograder.model import Kind, StudentCode, Verdict
from autograder.report import GradedFile, Outcome, Report
from autograder.sandbox.api import CellResult, Output
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.restored_notebook import restore_answers
from tests import minicourse


def graded(
    assignment: Assignment,
    student: str,
    submitted: Mapping[str, Any] | None = None,
    **verdicts: Verdict,
) -> GradingResult:
    """Make a graded submission: everything passed, but for the verdicts named."""
    data = json.dumps(submitted or minicourse.solved()).encode()
    restored = restore_answers(
        parse_notebook(data), assignment.release, assignment.exercises
    )
    return GradingResult(
        report=report(assignment, student, verdicts, restored.code),
        notebook=restored.notebook,
        cell_results=(CellResult(outputs=(Output(text="ready"),)),),
    )


def report(
    assignment: Assignment,
    student: str,
    verdicts: Mapping[str, Verdict],
    code: StudentCode | None = None,
) -> Report:
    """Make a Report: of each exercise's two tests, the second has the verdict."""
    results = []
    for exercise in assignment.exercises:
        verdict = verdicts.get(exercise.name, Verdict.PASSED)
        outcomes = [
            Outcome(
                test="test_shape",
                rubric="The result is one number.",
                verdict=Verdict.PASSED,
                weight=1,
            ),
            Outcome(
                test="test_values",
                rubric="The values are added up.",
                verdict=verdict,
                weight=2,
                message="" if verdict is Verdict.PASSED else "it is <b>far</b> off",
            ),
        ]
        if exercise.kind is Kind.WRITTEN:
            answer = code.answers[exercise.name] if code else None
            results.append(scoring.score_written(exercise, answer))
        else:
            results.append(scoring.score_exercise(exercise, outcomes))
    score, max_score, extra = scoring.total_points(results)
    return Report(
        student=student,
        assignment=assignment.name,
        title=assignment.title,
        status=scoring.status_of(results),
        score=score,
        max_score=max_score,
        extra_credit=extra,
        suite="suite",
        sandbox="none",
        submission=GradedFile(file="sums.ipynb", sha256="0" * 64),
        exercises=tuple(results),
    )


def with_answer(text: str) -> dict[str, Any]:
    """Give a right notebook whose written question is answered so."""
    made = minicourse.solved()
    for cell in made["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why":
            cell["source"] = text
    return made
