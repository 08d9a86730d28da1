"""Grades in the columns of Canvas, Moodle and Gradescope. Pure.

docs/lms.md says where their makers describe these columns. A row that goes to the wrong
student is worse than one that is not there, so who cannot be told apart is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograder.common.errors import UserError
from autograder.common.safe_csv import csv_table, harmless_cell
from autograder.common.text import count_noun
from autograder.course.policy import format_hundredths
from autograder.gradebook.course_grades import (
    COUNTED,
    AssignmentGrade,
    CourseGrades,
    ExerciseGrade,
    GradeState,
    StudentGrades,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeExport:
    """A file, and what a person should know of it."""

    text: str
    students: int
    """how many are in it"""
    left_out: tuple[tuple[str, str], ...] = ()
    """students who are not in it, each with the reason"""
    notes: tuple[str, ...] = ()


ExcludedStudents = list[tuple[str, str]]
"""who is in no file, each with the reason"""


def final_rows(
    grades: CourseGrades, name: str
) -> tuple[list[StudentGrades], ExcludedStudents]:
    """Give the rows that may go out as final, and who is left out and why.

    What a system has of a student who is not in the file stays as it is.
    """
    rows: list[StudentGrades] = []
    left_out: ExcludedStudents = []
    for row in grades.rows:
        grade = row.grade(name)
        if grade.state not in COUNTED:
            left_out.append((row.student.id, grade.why or str(grade.state)))
        elif not row.listed:
            left_out.append((row.student.id, "not on the roster"))
        else:
            rows.append(row)
    return rows, left_out


def shown_if_any(points: Fraction | None) -> str:
    """Write points; nothing where there are none yet."""
    if points is None:
        return ""
    return format_hundredths(points)


# ------------------------------------------------------------------ Canvas

_CANVAS_OWN = re.compile(
    r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)"
)
"""a column with this in its name is Canvas's own, and is not imported"""
_CANVAS_ID = re.compile(r"\s\([0-9]+\)$")
_CANVAS_NUMBER = re.compile(r"-?[0-9.,]+%?")
_POINTS_POSSIBLE = "Points Possible"
"""a row with this in its first cell tells the points that there are"""


def export_canvas(grades: CourseGrades, name: str) -> GradeExport:
    """Write what "Import" in Canvas's gradebook takes.

    Students are found by Canvas's number, SIS id, login and name, in this order.
    """
    rows, left_out = final_rows(grades, name)
    # An id of digits and points would be another one after the import.
    changed = [row for row in rows if _read_by_canvas(row.student.id) != row.student.id]
    for row in changed:
        reads = f"Canvas would read its id as `{_read_by_canvas(row.student.id)}`"
        left_out.append((row.student.id, reads))
    kept = [row for row in rows if row not in changed]
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    made = [
        [*head, _canvas_column(grades, name)],
        [
            f"    {_POINTS_POSSIBLE}",
            "",
            "",
            "",
            "",
            format_hundredths(grades.max_scores[name]),
        ],
        *(_canvas_row(row, name) for row in kept),
    ]
    return GradeExport(
        text=csv_table(made), students=len(kept), left_out=tuple(left_out)
    )


def _read_by_canvas(text: str) -> str:
    """Give what Canvas takes a cell for: of `1,234.5` it makes `1234.5`."""
    if not _CANVAS_NUMBER.fullmatch(text):
        return text
    *whole, last = re.split(r"[.,]", text)
    if not whole:
        return text
    return f"{''.join(whole)}.{last}"


def _canvas_row(row: StudentGrades, assignment: str) -> list[str]:
    student = row.student
    name = student.name
    if not name or _POINTS_POSSIBLE in name:  # Canvas would take it for that row
        name = student.id
    return [
        harmless_cell(name),
        student.canvas_id,
        student.id,
        student.login or student.id,
        harmless_cell(student.section),
        format_hundredths(row.grade(assignment).points),
    ]


def _canvas_column(grades: CourseGrades, name: str) -> str:
    title = grades.titles[name]
    if _CANVAS_OWN.search(title):
        raise UserError(
            f"Canvas imports no column that is called `{title}`",
            hint=f"give `{name}` another title",
        )
    number = grades.rules.canvas_id(name)
    if not number and _CANVAS_ID.search(title):
        raise UserError(
            f"Canvas would take the number in `{title}` for an assignment's",
            hint=f"`canvas_id` of `{name}` in course.yaml says which one it is",
        )
    if number:
        title += f" ({number})"
    return harmless_cell(title)


# ------------------------------------------------------------------ Moodle

MOODLE_MOST = 100


def export_moodle(grades: CourseGrades, name: str) -> GradeExport:
    """Write what "Import: CSV file" in Moodle's gradebook takes.

    Moodle gives a row whose address is blank to the student of the row before: the
    column of addresses is there only when everybody has one. PHP has `0` for blank.
    """
    rows, left_out = final_rows(grades, name)
    left_out += [
        (row.student.id, "Moodle would take its id for a blank one")
        for row in rows
        if row.student.id == "0"
    ]
    rows = [row for row in rows if row.student.id != "0"]
    addressed = all(row.student.email for row in rows) and bool(rows)
    title = harmless_cell(grades.titles[name])
    made = [["ID number", "Full name", "Email address", title, f"{title} (Feedback)"]]
    for row in rows:
        grade, student = row.grade(name), row.student
        told = [format_hundredths(grade.points), harmless_cell(feedback_line(grade))]
        made.append([student.id, harmless_cell(student.name), student.email, *told])
    if not addressed:
        made = [[*row[:2], *row[3:]] for row in made]
    return GradeExport(
        text=csv_table(made),
        students=len(rows),
        left_out=tuple(left_out),
        notes=tuple(_moodle_notes(grades, rows, name)),
    )


def _moodle_notes(
    grades: CourseGrades, rows: Sequence[StudentGrades], name: str
) -> Iterator[str]:
    if grades.has_roster and not all(row.student.email for row in rows):
        yield "somebody has no e-mail address: map `ID number` in Moodle"
    # Moodle refuses the whole file for one such row.
    most = max((row.grade(name).points for row in rows), default=Fraction(0))
    if most > MOODLE_MOST:
        yield (
            f"the highest grade is {format_hundredths(most)}: Moodle refuses a file "
            f"with more than {MOODLE_MOST} unless its `unlimitedgrades` is set"
        )


def feedback_line(grade: AssignmentGrade) -> str:
    """Say in one line how a grade came about: points, lateness, a person's comments."""
    if grade.state is GradeState.MISSING:
        return "Nothing was handed in."
    told = [_exercise_told(judged) for judged in grade.exercises]
    if grade.days_late:
        told.append(describe_lateness(grade))
    return "; ".join(told)


def _exercise_told(judged: ExerciseGrade) -> str:
    score = format_hundredths(judged.score or Fraction(0))
    told = f"{judged.name}: {score} / {format_hundredths(judged.max_score)}"
    if judged.extra:
        told += f" +{format_hundredths(judged.extra)} extra"
    if judged.comment:
        told += f" ({' '.join(judged.comment.split())})"
    return told


def describe_lateness(grade: AssignmentGrade) -> str:
    """Say how late work came and what that cost: `2 days late, −20 %`."""
    late = f"{count_noun(grade.days_late, 'day')} late"
    if not grade.penalty:
        return late
    return f"{late}, −{format_hundredths(grade.penalty * 100)} %"


# ------------------------------------------------------------------ Gradescope

_STATUS = {
    GradeState.FINAL: "Graded",
    GradeState.MISSING: "Missing",
    GradeState.OPEN: "Missing",
}

GRADESCOPE_HEAD = (
    *("First Name", "Last Name", "SID", "Email", "Sections", "Total Score"),
    *("Max Points", "Status", "Submission ID", "Submission Time"),
    "Lateness (H:M:S)",
)


def export_gradescope(grades: CourseGrades, name: str) -> GradeExport:
    """Write a file in the columns of Gradescope's own "Download Grades".

    Gradescope imports no scores. It takes this file as a roster, by its columns of
    names, addresses and SID; what reads its downloads can read the rest.
    """
    if not grades.has_roster:
        raise UserError(
            "Gradescope knows students by name and e-mail, and there is no roster",
            hint="`roster: roster.csv` in course.yaml names one: id, name, email",
        )
    exercises = grades.exercises[name]
    rows: list[list[str]] = []
    left_out: ExcludedStudents = []
    for row in grades.rows:
        if not row.listed:
            left_out.append((row.student.id, "not on the roster"))
        elif not row.student.email:
            left_out.append((row.student.id, "no e-mail address"))
        else:
            rows.append(
                _gradescope_row(row, name, [exercise.name for exercise in exercises])
            )
    questions = [
        f"{number}: {exercise.name} ({float(exercise.points)} pts)"
        for number, exercise in enumerate(exercises, start=1)
    ]
    return GradeExport(
        text=csv_table([[*GRADESCOPE_HEAD, *questions], *rows]),
        students=len(rows),
        left_out=tuple(left_out),
        notes=(
            "Gradescope imports no scores: this is a roster to it; "
            "`docs/lms.md` says how scores get there",
        ),
    )


def _gradescope_row(
    row: StudentGrades, name: str, exercises: Sequence[str]
) -> list[str]:
    grade, student = row.grade(name), row.student
    first, last = _split(student.name or student.id)
    scores = {judged.name: judged.score for judged in grade.exercises}
    points = submitted = ""
    if grade.state is GradeState.FINAL:
        points = format_hundredths(grade.points)
    if grade.submitted:
        submitted = f"{grade.submitted:%Y-%m-%d %H:%M:%S %z}"
    return [
        harmless_cell(first),
        harmless_cell(last),
        student.id,
        student.email,
        harmless_cell(student.section),
        points,
        format_hundredths(grade.max_score),
        _STATUS.get(grade.state, "Ungraded"),
        "",
        submitted,
        _elapsed(grade),
        *(shown_if_any(scores.get(exercise)) for exercise in exercises),
    ]


def _split(name: str) -> tuple[str, str]:
    """Split `Ada Lovelace` and `Lovelace, Ada` into first and last name."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    if not first:  # one name alone: Gradescope wants a first one
        return last, ""
    return first, last


def _elapsed(grade: AssignmentGrade) -> str:
    """Write by how much work was late, as Gradescope does: on the clock, no days."""
    if grade.submitted is None or grade.due is None:
        return ""
    # Seconds of elapsed time: clocks may have changed between the two.
    seconds = max(0, int(grade.submitted.timestamp() - grade.due.timestamp()))
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
