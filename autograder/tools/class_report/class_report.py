"""The class at a glance: one self-contained page of an assignment, and its figures.

It is a function of the Reports, of what people gave in formgrader, and of the answers
as they were handed in. Its first part names nobody and can be shown to the class. What
concerns single people stands in a part of its own at the end.
"""

import dataclasses
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from autograder.batch.timings import ClassTime, SubmissionTimings, sum_up_time
from autograder.common.text import count_noun, make_visible
from autograder.course.catalogue import reference_answers
from autograder.course.course import Assignment, Course
from autograder.course.lateness import Lateness
from autograder.course.report_store import read_reports
from autograder.course.source_notebook import grade_id, source_of
from autograder.course.student_ids import invalid_id_reason
from autograder.gradebook.marks import read_marks
from autograder.grading import wording
from autograder.grading.report_builder import ReportBuilder
from autograder.model import Kind
from autograder.output import feedback_page
from autograder.report import Report
from autograder.submissions import intake
from autograder.submissions.safe_folder import is_gone
from autograder.tools.class_report import candidates, histogram, similarity
from autograder.tools.class_report.anonymize import anonymise_code, known_words
from autograder.tools.class_report.class_stats import (
    ClassStats,
    HiddenTestStats,
    ItemAnalysis,
    MistakeStats,
    ScoresByStudent,
    class_stats_of,
)
from autograder.tools.class_report.similarity import SimilarPair

AnswersByStudent = Mapping[str, Mapping[str, str]]
"""code as it was handed in: by student, then by exercise"""

HARD, EASY = 0.4, 0.95
"""shares of points below and above which an exercise is worth a thought"""
WEAK = 0.15
"""a correlation below which an exercise hardly tells anything of the rest"""
MAX_LINES = 30
LISTED = 60
FAILED_MOST = 5
SHOWN = 12
"""examples on the page"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeExample:
    """A known mistake with the code of one who made it, without who that was."""

    mistake: MistakeStats
    code: str
    """empty where there is none to show"""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnexplainedAnswers:
    """Wrong answers that agree and that no known mistake explains."""

    exercise: str
    students: tuple[str, ...]
    failed: tuple[str, ...]
    """hidden tests that they fail"""
    code: str
    """the shortest of them, without who wrote it"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReport:
    """All that the page shows."""

    assignment: str
    title: str
    stats: ClassStats
    examples: tuple[MistakeExample, ...]
    unexplained: tuple[UnexplainedAnswers, ...]
    missing: tuple[str, ...]
    """who handed nothing in for this assignment"""
    has_roster: bool
    """whether the roster says who is in the class, or who handed anything in"""
    ungraded: tuple[str, ...]
    """who handed in and has no Report yet"""
    left_out: tuple[tuple[str, str], ...]
    """folders that are no submission we can carry, each with its reason"""
    pairs: tuple[SimilarPair, ...]
    """the likest first"""
    time: ClassTime | None = None
    """where computing time went; None when it is not known of anybody"""


def gather_class_report(assignment: Assignment) -> ClassReport:
    """Read Reports, marks and answers of an assignment, and sum them up."""
    reports = read_reports(assignment.report_store)
    graded = [report.student for report in reports]
    answers = _answers(assignment, graded)
    finder = assignment.course.student_finder
    folders = _student_folders(assignment.course)
    handed_in = {name for name in folders if not is_gone(_folder(assignment, name))}
    # Where no roster says who is in the class, it is who ever handed anything in.
    class_ = set(finder.listed or ()) or folders
    shown = _AnonymousCode(assignment, answers)
    stats = class_stats_of(
        reports,
        _given(assignment),
        lateness_of=partial(Lateness.of_report, assignment),
    )
    return ClassReport(
        assignment=assignment.name,
        title=assignment.title,
        stats=stats,
        examples=tuple(
            MistakeExample(
                mistake=mistake,
                code=shown.shortest(mistake.exercise, mistake.students),
            )
            for mistake in stats.mistakes
        ),
        unexplained=_unexplained(assignment, reports, shown),
        missing=tuple(sorted(class_ - {finder.id_of(name) for name in handed_in})),
        has_roster=finder.listed is not None,
        ungraded=tuple(sorted(handed_in - set(graded))),
        left_out=tuple(
            (refused.folder, refused.reason)
            for refused in intake.refused_folders(assignment)
        ),
        pairs=tuple(similarity.find_similar_pairs(answers, _released(assignment))),
        time=sum_up_time(map(SubmissionTimings(assignment).parts_of, answers)),
    )


def class_report_values(report: ClassReport) -> dict[str, Any]:
    """Give the figures as plain values, for programs; Any, since JSON is."""
    return dataclasses.asdict(report)


# ------------------------------------------------------------------ what is read


def _answers(assignment: Assignment, students: Sequence[str]) -> AnswersByStudent:
    builder = ReportBuilder(assignment)
    found = {}
    for student in students:
        read = builder.restore_submission(
            intake.read_submission(assignment, student)
        ).code.answers
        found[student] = {
            exercise.name: read[exercise.name].source or ""
            for exercise in assignment.exercises
            if exercise.kind is not Kind.WRITTEN and exercise.name in read
        }
    return found


def _given(assignment: Assignment) -> ScoresByStudent:
    return {
        student: {
            name: mark.score
            for name, mark in marks.items()
            if mark.manual and mark.score is not None
        }
        for student, marks in read_marks(assignment).items()
    }


def _released(assignment: Assignment) -> dict[str, str]:
    cells = {grade_id(cell): source_of(cell) for cell in assignment.release["cells"]}
    return {
        exercise.name: cells.get(exercise.answer_id, "")
        for exercise in assignment.exercises
    }


def _student_folders(course: Course) -> set[str]:
    """Name everybody who handed anything in."""
    if not course.submitted.is_dir():
        return set()
    return {
        folder.name
        for folder in course.submitted.iterdir()
        if folder.is_dir()
        and not folder.is_symlink()
        and not invalid_id_reason(folder.name)
    }


def _folder(assignment: Assignment, student: str) -> Path:
    return assignment.course.submitted / student / assignment.name


def _unexplained(
    assignment: Assignment, reports: Sequence[Report], shown: "_AnonymousCode"
) -> tuple[UnexplainedAnswers, ...]:
    return tuple(
        UnexplainedAnswers(
            exercise=candidate.exercise,
            students=candidate.students,
            failed=candidate.failed,
            code=shown.shortest(candidate.exercise, candidate.students),
        )
        for candidate in candidates.find_candidates(assignment, reports)
    )


class _AnonymousCode:
    """Gives code of the class without who wrote it."""

    def __init__(self, assignment: Assignment, answers: AnswersByStudent) -> None:
        self._assignment = assignment
        self._answers = answers

    def shortest(self, exercise: str, students: Sequence[str]) -> str:
        """Give the shortest answer of these students that can be shown."""
        answers = (self._answers.get(name, {}).get(exercise, "") for name in students)
        # Not a set: of equally short ones, every run is to show the same.
        different = sorted(dict.fromkeys(answers), key=len)
        shown = (anonymise_code(code, self._known) for code in different)
        return _cut(next(filter(None, shown), ""))

    @cached_property
    def _known(self) -> frozenset[str]:
        release = self._assignment.release["cells"]
        code = [source_of(cell) for cell in release if cell["cell_type"] == "code"]
        right = reference_answers(self._assignment).values()
        return known_words(
            [*code, *right], (answers.values() for answers in self._answers.values())
        )


def _cut(code: str) -> str:
    lines = code.splitlines()
    return "\n".join(lines[:MAX_LINES] + ["…"] * (len(lines) > MAX_LINES))


# ------------------------------------------------------------------ the page


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReportPage:
    """A ClassReport, arranged for a reader."""

    report: ClassReport
    title: str
    graded: str
    line: str
    """mean, median, lowest and highest"""
    empty: int
    """submissions in which every exercise is empty"""
    remarks: dict[str, str]
    """what is worth a thought, by exercise"""
    common: list[MistakeExample]
    """mistakes of more than one student"""
    least: list[tuple[str, HiddenTestStats]]
    """what most submissions fail, with its exercise"""
    people: int
    """how many things in the second part ask for somebody"""

    @property
    def rare(self) -> int:
        """Count the mistakes that are not shown."""
        return len(self.report.examples) - min(len(self.common), SHOWN)

    @property
    def once(self) -> bool:
        """Tell whether each of those was seen once only."""
        return len(self.common) <= SHOWN

    @classmethod
    def of(cls, report: ClassReport) -> "_ReportPage":
        stats = report.stats
        coded = [item.empty for item in stats.items if item.kind is not Kind.WRITTEN]
        empty = min(coded, default=0)
        return cls(
            report=report,
            title=make_visible(report.title or report.assignment, 200),
            graded=count_noun(stats.reports, "submission"),
            line=describe_totals(stats),
            common=[
                example
                for example in report.examples
                if len(example.mistake.students) > 1
            ],
            least=_failed_most(stats),
            empty=empty,
            remarks={item.name: _remark(item, empty) for item in stats.items},
            people=len(stats.suspicious)
            + len(stats.unreadable)
            + len(stats.ours)
            + len(report.left_out),
        )


def render_class_report(report: ClassReport) -> str:
    """Give the page as HTML."""
    # The same template engine as a student's page: all text is escaped.
    template = feedback_page.page_template(
        "classreport.html.j2", "figures.css", "classreport.css"
    )
    return template.render(
        page=_ReportPage.of(report),
        draw_scores=histogram.draw_histogram,
        percent=_percent,
        correlation=_correlation,
        hours=_hours,
        seconds=_seconds,
        count=count_noun,
        listed=LISTED,
        shown=SHOWN,
        alike=similarity,
    )


def describe_totals(stats: ClassStats) -> str:
    """Write mean, median, lowest and highest of all points; empty if there is none."""
    if not stats.totals:
        return ""
    points = wording.format_points
    return (
        f"mean {points(statistics.fmean(stats.totals))}, "
        f"median {points(statistics.median(stats.totals))}, "
        f"from {points(stats.totals[0])} to {points(stats.totals[-1])} "
        f"of {points(stats.max_score)}"
    )


def _failed_most(stats: ClassStats) -> list[tuple[str, HiddenTestStats]]:
    failed = [
        (item.name, test) for item in stats.items for test in item.tests if test.failed
    ]
    return sorted(failed, key=lambda found: -found[1].failed)[:FAILED_MOST]


def _remark(item: ItemAnalysis, empty: int) -> str:
    if not item.judged:
        return "nobody has a score of it yet"
    correlation = item.discrimination
    # What nearly everybody has right cannot tell people apart, and need not.
    weak = correlation is not None and correlation < WEAK and item.share <= EASY
    facts = {
        "hard": item.share < HARD,
        "easy": item.share > EASY,
        "tells little of the rest": weak,
        f"{item.empty} left it empty": item.empty > empty,
        f"{item.too_slow} too slow": item.too_slow,
        f"{item.by_people} scored by a person": item.by_people,
        "a written question": item.kind is Kind.WRITTEN,
    }
    return ", ".join(text for text, holds in facts.items() if holds)


def _percent(share: float) -> str:
    """Write a share, never rounded up to all or down to nothing."""
    if 0 < share < 0.01:  # noqa: PLR2004 - one per cent
        return "< 1 %"
    if 0.99 < share < 1:  # noqa: PLR2004 - the same from above
        return "99 %"
    return f"{round(100 * share)} %"


def _correlation(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}".replace("-", "−")


def _seconds(seconds: float) -> str:
    """Write a time: < 0.1 s, 0.4 s, 12 s, 3 min."""
    if seconds < 0.1:  # noqa: PLR2004 - what starting and waiting costs
        return "< 0.1 s"
    if seconds < 10:  # noqa: PLR2004 - from here on nobody counts tenths
        return f"{seconds:.1f} s"
    if seconds < 120:  # noqa: PLR2004 - nor seconds
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _hours(hours: float) -> str:
    """Write how late: 40 min, 5 h, 2 d 3 h."""
    minutes = max(round(hours * 60), 1)
    if minutes < 60:  # noqa: PLR2004 - minutes of an hour
        return f"{minutes} min"
    days, rest = divmod(minutes // 60, 24)
    if not days:
        return f"{rest} h"
    if not rest:
        return f"{days} d"
    return f"{days} d {rest} h"
