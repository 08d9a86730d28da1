"""What `autograder grades` and `autograder export` show. Pure."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from rich.text import Text

from autograder.common.safe_csv import csv_table, harmless_cell
from autograder.common.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.course.policy import format_hundredths
from autograder.gradebook.course_grades import (
    AssignmentGrade,
    CourseGrades,
    GradeState,
    StudentGrades,
)
from autograder.tools.lms.export import grade_data, rounded_number
from autograder.tools.lms.grade_csv_formats import GradeExport, describe_lateness

MAX_LISTED = 20
"""students named before the rest is counted"""


def grades_screen(found: CourseGrades, *, filtered: bool = False) -> Screen:
    """Show every student's grades and total, then what is not final and why.

    Args:
        found: the grades to show.
        filtered: some may have been left out, as somebody asked.
    """
    if not found.rows:
        told = "no student yet: nothing is handed in, and course.yaml names no roster"
        if filtered:
            told = "no student's grades are like that"
        return Screen(screen_line(told), _data(found))
    head = ["student", "", *found.titles, "total"]
    cells = [head, *(_cells(row) for row in found.rows)]
    title, *rows = align_columns(cells)
    lines = [
        screen_line(_rules(found), style="bold"),
        screen_line(f"    {title}"),
        *(
            signed_line(_tone(row), text)
            for row, text in zip(found.rows, rows, strict=True)
        ),
        *_not_final(found),
    ]
    return Screen(join_lines(lines), _data(found))


def _rules(found: CourseGrades) -> str:
    rules = found.rules
    told = [
        " ".join(filter(None, [rules.title, rules.term])) or "grades",
        count_noun(len(found.rows), "student"),
    ]
    weights = [
        f"{name} {format_hundredths(weight)}" for name, weight in rules.weights.items()
    ]
    if weights:
        told.append(f"weights {', '.join(weights)}")
    if rules.drop_lowest:
        told.append(f"the lowest {rules.drop_lowest} dropped")
    return " · ".join(told)


def _cells(row: StudentGrades) -> list[str]:
    return [
        make_visible(row.student.id, 30),
        make_visible(row.student.name, 30),
        *(_cell(grade) for grade in row.grades),
        _total(row),
    ]


def _total(row: StudentGrades) -> str:
    total = "–"
    if row.total is not None:
        total = f"{format_hundredths(row.total * 100)} %"
    if not row.final:
        total += " so far"
    return total


def _cell(grade: AssignmentGrade) -> str:
    if grade.dropped:
        return f"({_standing(grade)} dropped)"
    return _standing(grade)


def _standing(grade: AssignmentGrade) -> str:
    if grade.state is GradeState.OPEN:
        return "–"
    if grade.state is GradeState.MISSING or not grade.exercises:
        return str(grade.state)
    told = f"{format_hundredths(grade.points)} / {format_hundredths(grade.max_score)}"
    if grade.days_late:
        told += f", {describe_lateness(grade)}"
    if not grade.final:
        told += " so far"
    return told


def _tone(row: StudentGrades) -> Tone:
    if any(grade.state is GradeState.SUSPICIOUS for grade in row.grades):
        return "bad"
    if not row.final:
        return "note"
    if any(grade.state is GradeState.MISSING for grade in row.grades):
        return "skip"
    return "good"


def _not_final(found: CourseGrades) -> Iterator[Text]:
    cells = [
        (
            make_visible(row.student.id, 30),
            grade.assignment,
            f"{grade.state}: {grade.why}",
        )
        for row in found.rows
        for grade in row.grades
        if not grade.final
    ]
    strangers = [
        make_visible(row.student.id, 30) for row in found.rows if not row.listed
    ]
    if cells:
        yield screen_line()
        yield screen_line(f"not final, and not in the total: {len(cells)}")
        yield from (
            screen_line(f"    {text}") for text in align_columns(cells[:MAX_LISTED])
        )
    if cells[MAX_LISTED:]:
        yield screen_line(f"    and {len(cells) - MAX_LISTED} more; --json names all")
    if strangers:
        yield screen_line()
        yield screen_line(f"not on the roster: {', '.join(strangers)}")


def _data(found: CourseGrades) -> dict[str, object]:
    rules = found.rules
    return {
        "title": rules.title,
        "term": rules.term,
        "drop_lowest": rules.drop_lowest,
        "weights": {
            name: rounded_number(weight) for name, weight in rules.weights.items()
        },
        "students": [
            {
                "student": row.student.id,
                "name": row.student.name,
                "email": row.student.email,
                "on_roster": row.listed,
                "total_percent": _percent(row),
                "final": row.final,
                "grades": [grade_data(grade) for grade in row.grades],
            }
            for row in found.rows
        ],
    }


def _percent(row: StudentGrades) -> float | None:
    if row.total is None:
        return None
    return rounded_number(row.total * 100)


def write_totals(found: CourseGrades) -> str:
    """Write all students' grades and totals as CSV."""
    head = ["student", "name", "email"]
    for name in found.titles:
        head += [f"{name}{what}" for what in _COLUMNS]
    rows = [
        [
            row.student.id,
            # Names are the roster's: whoever chose one may have written a formula.
            harmless_cell(row.student.name),
            row.student.email,
            *(cell for grade in row.grades for cell in _csv_cells(grade)),
            _csv_total(row),
            YES_OR_NO[row.final],
        ]
        for row in found.rows
    ]
    return csv_table([[*head, "total_percent", "final"], *rows])


_COLUMNS = ("", "_max", "_days_late", "_penalty_percent", "_state", "_dropped")
YES_OR_NO = {True: "yes", False: "no"}


def _csv_total(row: StudentGrades) -> str:
    if row.total is None:
        return ""
    return format_hundredths(row.total * 100)


def _csv_cells(grade: AssignmentGrade) -> list[str]:
    points = ""
    if grade.state in (GradeState.FINAL, GradeState.MISSING):
        points = format_hundredths(grade.points)
    return [
        points,
        format_hundredths(grade.max_score),
        str(grade.days_late),
        format_hundredths(grade.penalty * Fraction(100)),
        grade.state,
        YES_OR_NO[grade.dropped],
    ]


def export_screen(done: GradeExport, path: Path) -> Screen:
    """Say what was written, and who is not in it."""
    lines = [signed_line("good", f"{count_noun(done.students, 'student')} in {path}")]
    lines += [signed_line("note", note) for note in done.notes]
    lines += _left_out(done.left_out)
    data = {
        "path": str(path),
        "students": done.students,
        "left_out": [{"student": who, "why": why} for who, why in done.left_out],
        "notes": list(done.notes),
    }
    return Screen(join_lines(lines), data)


def _left_out(left_out: Sequence[tuple[str, str]]) -> Iterator[Text]:
    if not left_out:
        return
    yield signed_line("note", f"{count_noun(len(left_out), 'student')} left out:")
    cells = [(make_visible(who, 30), make_visible(why, 200)) for who, why in left_out]
    yield from (
        screen_line(f"      {text}") for text in align_columns(cells[:MAX_LISTED])
    )
    if cells[MAX_LISTED:]:
        yield screen_line(f"      and {len(cells) - MAX_LISTED} more")
