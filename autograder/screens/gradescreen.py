"""What `autograder grades` and `autograder export` show. Pure."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from rich.text import Text

from autograder.courses.rules import shown
from autograder.lms.export import grade_data, number
from autograder.lms.lmscsv import Exported, lateness
from autograder.lms.sheet import harmless, table
from autograder.marking.grades import (
    AssignmentGrade,
    CourseGrades,
    GradeState,
    StudentGrades,
)
from autograder.terminal import (
    Screen,
    Tone,
    align_columns,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun, make_visible

MAX_LISTED = 20
"""students named before the rest is counted"""


def grades(found: CourseGrades, *, filtered: bool = False) -> Screen:
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
    weights = ", ".join(
        f"{name} {shown(weight)}" for name, weight in rules.weights.items()
    )
    told = [
        " ".join(part for part in (rules.title, rules.term) if part) or "grades",
        count_noun(len(found.rows), "student"),
        f"weights {weights}" if weights else "",
        f"the lowest {rules.drop_lowest} dropped" if rules.drop_lowest else "",
    ]
    return " · ".join(part for part in told if part)


def _cells(row: StudentGrades) -> list[str]:
    total = "–" if row.total is None else f"{shown(row.total * 100)} %"
    return [
        make_visible(row.student.id, 30),
        make_visible(row.student.name, 30),
        *(_cell(one) for one in row.grades),
        total if row.final else f"{total} so far",
    ]


def _cell(grade: AssignmentGrade) -> str:
    if grade.state in (GradeState.OPEN, GradeState.MISSING) or not grade.exercises:
        text = "–" if grade.state is GradeState.OPEN else str(grade.state)
    else:
        text = f"{shown(grade.points)} / {shown(grade.max_score)}"
        text += f", {lateness(grade)}" if grade.days_late else ""
        text += "" if grade.final else " so far"
    return f"({text} dropped)" if grade.dropped else text


def _tone(row: StudentGrades) -> Tone:
    if any(one.state is GradeState.SUSPICIOUS for one in row.grades):
        return "bad"
    if not row.final:
        return "note"
    missing = any(one.state is GradeState.MISSING for one in row.grades)
    return "skip" if missing else "good"


def _not_final(found: CourseGrades) -> Iterator[Text]:
    cells = [
        (make_visible(row.student.id, 30), one.assignment, f"{one.state}: {one.why}")
        for row in found.rows
        for one in row.grades
        if not one.final
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
        "weights": {name: number(weight) for name, weight in rules.weights.items()},
        "students": [
            {
                "student": row.student.id,
                "name": row.student.name,
                "email": row.student.email,
                "on_roster": row.listed,
                "total_percent": None if row.total is None else number(row.total * 100),
                "final": row.final,
                "grades": [grade_data(one) for one in row.grades],
            }
            for row in found.rows
        ],
    }


def totals_csv(found: CourseGrades) -> str:
    """Write all students' grades and totals as CSV."""
    head = ["student", "name", "email"]
    for name in found.titles:
        head += [f"{name}{what}" for what in _COLUMNS]
    rows = [
        [
            row.student.id,
            harmless(row.student.name),
            row.student.email,
            *(cell for one in row.grades for cell in _csv_cells(one)),
            "" if row.total is None else shown(row.total * 100),
            "yes" if row.final else "no",
        ]
        for row in found.rows
    ]
    return table([[*head, "total_percent", "final"], *rows])


_COLUMNS = ("", "_max", "_days_late", "_penalty_percent", "_state", "_dropped")


def _csv_cells(grade: AssignmentGrade) -> list[str]:
    return [
        shown(grade.points)
        if grade.state in (GradeState.FINAL, GradeState.MISSING)
        else "",
        shown(grade.max_score),
        str(grade.days_late),
        shown(grade.penalty * Fraction(100)),
        grade.state,
        "yes" if grade.dropped else "no",
    ]


def exported(done: Exported, path: Path) -> Screen:
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
