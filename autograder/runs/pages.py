"""Keep every student's page in step with what people gave in formgrader.

A page is a function of a Report, of the marks in the gradebook, of what lateness costs
and of the student's pictures, which the autograded notebook holds. It is written when a
submission is graded, and again when a mark changed since: by the next `autograder
grade`, and by `nbgrader generate_feedback`. The gradebook's late penalty is kept in
step with it, where course.yaml has a rule for lateness; where it has none, the column
is nbgrader's own to write.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from autograder import wording
from autograder.courses.course import Assignment
from autograder.courses.lateness import Lateness
from autograder.courses.reports import read_report
from autograder.courses.rules import LatePolicy
from autograder.files import write_whole
from autograder.marking.grades import earned_points, judge_exercises
from autograder.marking.marks import MarkBook, MarkLender, MarkTable, read_marks
from autograder.report import Report
from autograder.runs.finish import Finished
from autograder.text import count_noun
from autograder.views import feedback
from autograder.views.overlay import Late, Mark, digest
from autograder.views.shown import shown_pictures


def settle(assignment: Assignment, students: Collection[str]) -> None:
    """Write what is not as it should be: late penalties and pages of these students.

    Only where a Report stands. Nobody else should write these meanwhile.
    """
    if not students:
        return
    read = partial(read_report, assignment)
    marks, late = _given(MarkBook(assignment), students, read)
    for student in students:
        its, its_late = marks.get(student, {}), late.get(student)
        if _shows(_head(path(assignment, student)), its, its_late):
            continue
        report = read(student)
        if report is not None:
            page = render(assignment, report, its, its_late)
            write_whole(path(assignment, student), page)


def settle_lateness(assignment: Assignment, students: Collection[str]) -> None:
    """Write what lateness costs these students into the gradebook."""
    late(assignment, students, read_marks(assignment, students))


def late(
    assignment: Assignment,
    students: Collection[str],
    marks: Mapping[str, Mapping[str, Mark]],
) -> dict[str, Late]:
    """Give what lateness costs these students, and settle it in the gradebook."""
    read = partial(read_report, assignment)
    return _late(MarkBook(assignment), students, marks, read)


def of(book: MarkLender, some: Sequence[Finished]) -> dict[str, str]:
    """Give the pages of submissions that were just recorded, by student."""
    texts = {one.student: one.report for one in some}
    marks, late = _given(
        book, texts, lambda student: Report.model_validate_json(texts[student])
    )
    return {
        one.student: _page(one, marks.get(one.student, {}), late.get(one.student))
        for one in some
    }


def one(assignment: Assignment, student: str) -> str | None:
    """Give a student's page as it should be now; None when no Report stands."""
    read = partial(read_report, assignment)
    report = read(student)
    if report is None:
        return None
    marks, late = _given(MarkBook(assignment), [student], read)
    return render(assignment, report, marks.get(student, {}), late.get(student))


def render(
    assignment: Assignment,
    report: Report,
    marks: Mapping[str, Mark],
    late: Late | None,
) -> str:
    """Give a page of a Report that stands, with the pictures that formgrader shows."""
    pictures = _pictures(assignment, report.student)
    return feedback.render(report, marks=marks, late=late, pictures=pictures)


def path(assignment: Assignment, student: str) -> Path:
    """Give where a student's page lies."""
    folder = assignment.course.root / "feedback" / student / assignment.name
    return folder / f"{assignment.name}.html"


def has_rule(assignment: Assignment) -> bool:
    """Tell whether course.yaml says that lateness costs something."""
    return assignment.course.rules.late.policy != LatePolicy()


# ------------------------------------------------------------------ what was given


def _given(
    book: MarkLender, students: Collection[str], read: Callable[[str], Report | None]
) -> tuple[dict[str, dict[str, Mark]], dict[str, Late]]:
    marks: dict[str, dict[str, Mark]] = book.ask_marks(
        students, MarkTable.read_marks, absent={}
    )
    return marks, _late(book, students, marks, read)


def _late(
    book: MarkLender,
    students: Collection[str],
    marks: Mapping[str, Mapping[str, Mark]],
    read: Callable[[str], Report | None],
) -> dict[str, Late]:
    found: dict[str, float] = book.ask_marks(
        students, MarkTable.read_late_penalties, absent={}
    )
    if not has_rule(book.assignment):
        return {one: Late(points=points) for one, points in found.items()}
    late = {
        student: its
        for student in students
        if (report := read(student))
        and (its := _by_rule(book.assignment, report, marks.get(student, {})))
    }
    costs = {one: late[one].points if one in late else 0.0 for one in students}
    changed = {one: cost for one, cost in costs.items() if cost != found.get(one, 0.0)}
    if changed:
        book.ask_marks(
            changed, lambda table: table.write_late_penalties(changed), absent=None
        )
    return late


def _by_rule(
    assignment: Assignment, report: Report, marks: Mapping[str, Mark]
) -> Late | None:
    """Give what lateness costs by course.yaml; None where it costs nothing."""
    lateness = Lateness.of_report(assignment, report)
    if not lateness.cost:
        return None
    earned = earned_points(judge_exercises(assignment.exercises, report, marks))
    return Late(points=float(earned * lateness.cost), why=_why(lateness))


def _why(lateness: Lateness) -> str:
    days = count_noun(lateness.days, "day")
    share = wording.format_points(float(lateness.cost * 100))
    return f"{days} late: {share} % of the points"


# ------------------------------------------------------------------ what is shown


def _page(one: Finished, marks: Mapping[str, Mark], late: Late | None) -> str:
    if _shows(one.page, marks, late):
        return one.page
    report = Report.model_validate_json(one.report)
    return feedback.render(report, marks=marks, late=late, pictures=one.entry.pictures)


def _pictures(assignment: Assignment, student: str) -> tuple[str, ...]:
    """Give the student's pictures as the autograded notebook holds them."""
    folder = assignment.course.root / "autograded" / student / assignment.name
    try:
        text = (folder / f"{assignment.notebook}.ipynb").read_text("utf-8")
        return shown_pictures(json.loads(text)) if "data:image/jpeg" in text else ()
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return ()  # it is lost; `gradebook --rebuild` makes it again


def _shows(page: str, marks: Mapping[str, Mark], late: Late | None) -> bool:
    """Tell whether a page shows just these marks."""
    return feedback.mark_of(digest(marks, late)) in page[: feedback.HEAD]


def _head(page: Path) -> str:
    try:
        with page.open(encoding="utf-8") as file:
            return file.read(feedback.HEAD)
    except (OSError, ValueError):
        return ""
