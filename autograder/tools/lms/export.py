"""One assignment's grades as a file that another system imports. Pure.

The columns of each, and where their makers say so, are in docs/lms.md. A grade that is
not final is in no file that would be taken for one: its row is left out and told.
"""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction

from autograder.common.safe_csv import csv_table, harmless_cell
from autograder.course.policy import format_hundredths
from autograder.gradebook.course_grades import (
    COUNTED,
    AssignmentGrade,
    CourseGrades,
    ExerciseGrade,
)
from autograder.tools.lms import grade_csv_formats
from autograder.tools.lms.grade_csv_formats import GradeExport, shown_if_any


class ExportFormat(StrEnum):
    """Who the file is for."""

    CSV = "csv"
    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    JSON = "json"


def export_grades(grades: CourseGrades, name: str, kind: ExportFormat) -> GradeExport:
    """Write the grades of one assignment for another system.

    Raises:
        UserError: the format needs something that is not there, such as a roster.
    """
    return _WRITERS[kind](grades, name)


# ------------------------------------------------------------------ CSV


def _csv(grades: CourseGrades, name: str) -> GradeExport:
    exercises = list(
        dict.fromkeys(
            judged.name for row in grades.rows for judged in row.grade(name).exercises
        )
    )
    rows = [
        [
            row.student.id,
            harmless_cell(row.student.name),
            row.student.email,
            *_summary(row.grade(name)),
            *_by_exercise(row.grade(name), exercises),
        ]
        for row in grades.rows
    ]
    return GradeExport(
        text=csv_table([[*_HEAD, *exercises], *rows]), students=len(rows)
    )


_HEAD = (
    *("student", "name", "email", "state", "points", "max_points", "extra_credit"),
    *("submitted", "days_late", "penalty_percent"),
)


def _summary(grade: AssignmentGrade) -> list[str]:
    extra = sum((judged.extra for judged in grade.exercises), Fraction(0))
    points = submitted = ""  # nothing rather than a number that is not final
    if grade.state in COUNTED:
        points = format_hundredths(grade.points)
    if grade.submitted:
        submitted = grade.submitted.isoformat(sep=" ")
    return [
        grade.state,
        points,
        format_hundredths(grade.max_score),
        format_hundredths(extra),
        submitted,
        str(grade.days_late),
        format_hundredths(grade.penalty * 100),
    ]


def _by_exercise(grade: AssignmentGrade, exercises: list[str]) -> list[str]:
    scores = {judged.name: judged.score for judged in grade.exercises}
    return [shown_if_any(scores.get(exercise)) for exercise in exercises]


# ------------------------------------------------------------------ JSON


def _json(grades: CourseGrades, name: str) -> GradeExport:
    made = {
        "assignment": name,
        "title": grades.titles[name],
        "students": [
            {
                "student": row.student.id,
                "name": row.student.name,
                "email": row.student.email,
                **grade_data(row.grade(name)),
                "exercises": [
                    _exercise_data(judged) for judged in row.grade(name).exercises
                ],
            }
            for row in grades.rows
        ],
    }
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    return GradeExport(text=text, students=len(grades.rows))


def grade_data(grade: AssignmentGrade) -> dict[str, object]:
    """Give a grade as plain values, numbers to 0.01."""
    return {
        "assignment": grade.assignment,
        "state": grade.state,
        "final": grade.final,
        "why": grade.why,
        "points": rounded_number(grade.points),
        "max_points": rounded_number(grade.max_score),
        "due": grade.due and grade.due.isoformat(),
        "submitted": grade.submitted and grade.submitted.isoformat(),
        "days_late": grade.days_late,
        "penalty_percent": rounded_number(grade.penalty * 100),
        "dropped": grade.dropped,
    }


def _exercise_data(judged: ExerciseGrade) -> dict[str, object]:
    return {
        "name": judged.name,
        "state": judged.state,
        "score": rounded_if_any(judged.score),
        "max_score": rounded_number(judged.max_score),
        "extra_credit": rounded_number(judged.extra),
        "by_person": judged.by_person,
        "comment": judged.comment,
    }


def rounded_number(value: Fraction) -> float:
    """Give a number to 0.01, as people are shown it."""
    return float(format_hundredths(value))


def rounded_if_any(value: Fraction | None) -> float | None:
    """Give a number as `rounded_number` does; None where there is none."""
    if value is None:
        return None
    return rounded_number(value)


_WRITERS: Mapping[ExportFormat, Callable[[CourseGrades, str], GradeExport]] = {
    ExportFormat.CSV: _csv,
    ExportFormat.CANVAS: grade_csv_formats.export_canvas,
    ExportFormat.MOODLE: grade_csv_formats.export_moodle,
    ExportFormat.GRADESCOPE: grade_csv_formats.export_gradescope,
    ExportFormat.JSON: _json,
}
