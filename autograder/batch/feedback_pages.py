"""Keep students' pages in step with what people gave in formgrader.

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

from autograder.batch.grade_one import Artifacts
from autograder.common.files import write_whole
from autograder.common.text import count_noun
from autograder.course.course import Assignment
from autograder.course.lateness import Lateness
from autograder.course.policy import LatePolicy
from autograder.course.report_store import read_report
from autograder.gradebook.course_grades import earned_points, judge_exercises
from autograder.gradebook.marks import MarkBook, MarkLender, MarkTable, read_marks
from autograder.grading import wording
from autograder.output import feedback_page
from autograder.output.apply_marks import LatenessCost, Mark, marks_digest
from autograder.output.formgrader_notebook import pictures_in_notebook
from autograder.report import Report


def refresh_pages(assignment: Assignment, students: Collection[str]) -> None:
    """Write what is not as it should be: late penalties and pages of these students.

    Only where a Report stands. Nobody else should write these meanwhile.
    """
    if not students:
        return
    read = partial(read_report, assignment.report_store)
    marks, costs = _read_given(MarkBook(assignment), students, read)
    for student in students:
        given, cost = marks.get(student, {}), costs.get(student)
        if _shows_marks(_read_head(page_path(assignment, student)), given, cost):
            continue
        report = read(student)
        if report is not None:
            page = render_standing_page(assignment, report, given, cost)
            write_whole(page_path(assignment, student), page)


def write_late_penalties(assignment: Assignment, students: Collection[str]) -> None:
    """Write what lateness costs these students into the gradebook."""
    lateness_costs(assignment, students, read_marks(assignment, students))


def lateness_costs(
    assignment: Assignment,
    students: Collection[str],
    marks: Mapping[str, Mapping[str, Mark]],
) -> dict[str, LatenessCost]:
    """Give what lateness costs these students, and settle it in the gradebook."""
    read = partial(read_report, assignment.report_store)
    return _settle_costs(MarkBook(assignment), students, marks, read)


def pages_of_results(
    gradebook: MarkLender, done: Sequence[Artifacts]
) -> dict[str, str]:
    """Give the pages of submissions that were just recorded, by student."""
    reports = {artifacts.student: artifacts.report for artifacts in done}
    marks, costs = _read_given(gradebook, reports, reports.get)
    return {
        one.student: _page_of(one, marks.get(one.student, {}), costs.get(one.student))
        for one in done
    }


def current_page(assignment: Assignment, student: str) -> str | None:
    """Give a student's page as it should be now; None when no Report stands."""
    read = partial(read_report, assignment.report_store)
    report = read(student)
    if report is None:
        return None
    marks, costs = _read_given(MarkBook(assignment), [student], read)
    given, cost = marks.get(student, {}), costs.get(student)
    return render_standing_page(assignment, report, given, cost)


def render_standing_page(
    assignment: Assignment,
    report: Report,
    marks: Mapping[str, Mark],
    late: LatenessCost | None,
) -> str:
    """Give a page of a Report that stands, with the pictures that formgrader shows."""
    pictures = _read_pictures(assignment, report.student)
    return feedback_page.render_feedback(
        report, marks=marks, late=late, pictures=pictures
    )


def page_path(assignment: Assignment, student: str) -> Path:
    """Give where a student's page lies."""
    folder = assignment.course.root / "feedback" / student / assignment.name
    return folder / f"{assignment.name}.html"


def has_late_rule(assignment: Assignment) -> bool:
    """Tell whether course.yaml says that lateness costs something."""
    return assignment.course.rules.late.policy != LatePolicy()


# ------------------------------------------------------------------ what was given


def _read_given(
    gradebook: MarkLender,
    students: Collection[str],
    read: Callable[[str], Report | None],
) -> tuple[dict[str, dict[str, Mark]], dict[str, LatenessCost]]:
    marks: dict[str, dict[str, Mark]] = gradebook.ask_marks(
        students, MarkTable.read_marks, absent={}
    )
    return marks, _settle_costs(gradebook, students, marks, read)


def _settle_costs(
    gradebook: MarkLender,
    students: Collection[str],
    marks: Mapping[str, Mapping[str, Mark]],
    read: Callable[[str], Report | None],
) -> dict[str, LatenessCost]:
    found: dict[str, float] = gradebook.ask_marks(
        students, MarkTable.read_late_penalties, absent={}
    )
    if not has_late_rule(gradebook.assignment):
        # The column is nbgrader's: its plugin, or a person, may have written there.
        return {student: LatenessCost(points=found[student]) for student in found}
    costs = {
        student: cost
        for student in students
        if (report := read(student))
        and (
            cost := _cost_by_rule(gradebook.assignment, report, marks.get(student, {}))
        )
    }
    points = dict.fromkeys(students, 0.0)
    points |= {student: cost.points for student, cost in costs.items()}
    changed = {one: cost for one, cost in points.items() if cost != found.get(one, 0.0)}
    if changed:
        gradebook.ask_marks(
            changed, lambda table: table.write_late_penalties(changed), absent=None
        )
    return costs


def _cost_by_rule(
    assignment: Assignment, report: Report, marks: Mapping[str, Mark]
) -> LatenessCost | None:
    """Give what lateness costs by course.yaml; None where it costs nothing."""
    lateness = Lateness.of_report(assignment, report)
    if not lateness.cost:
        return None
    earned = earned_points(judge_exercises(assignment.exercises, report, marks))
    lost = float(earned * lateness.cost)
    return LatenessCost(points=lost, why=_explain_cost(lateness))


def _explain_cost(lateness: Lateness) -> str:
    days = count_noun(lateness.days, "day")
    percent = wording.format_points(float(lateness.cost * 100))
    return f"{days} late: {percent} % of the points"


# ------------------------------------------------------------------ what is shown


def _page_of(
    artifacts: Artifacts, marks: Mapping[str, Mark], late: LatenessCost | None
) -> str:
    if _shows_marks(artifacts.page, marks, late):
        return artifacts.page
    # Where it was graded nobody knows the gradebook: only now a person's mark, or what
    # lateness costs, can be on the page.
    return feedback_page.render_feedback(
        artifacts.report, marks=marks, late=late, pictures=artifacts.entry.pictures
    )


def _read_pictures(assignment: Assignment, student: str) -> tuple[str, ...]:
    """Give the student's pictures as the autograded notebook holds them."""
    folder = assignment.course.root / "autograded" / student / assignment.name
    try:
        text = (folder / f"{assignment.notebook}.ipynb").read_text("utf-8")
        if "data:image/jpeg" not in text:  # most have none: they need no parsing
            return ()
        return pictures_in_notebook(json.loads(text))
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return ()  # it is lost; `gradebook --rebuild` makes it again


def _shows_marks(
    page: str, marks: Mapping[str, Mark], late: LatenessCost | None
) -> bool:
    """Tell whether a page shows just these marks."""
    element = feedback_page.marks_element(marks_digest(marks, late))
    return element in page[: feedback_page.HEAD]


def _read_head(page: Path) -> str:
    try:
        with page.open(encoding="utf-8") as file:
            return file.read(feedback_page.HEAD)
    except (OSError, ValueError):
        return ""
