"""The page a student reads: one self-contained HTML file made from one Report.

It has no scripts and asks for nothing outside itself. A content security policy says
so too, and allows only the style sheet whose hash it names, so that markup which
slipped through would still be inert. Every value is escaped by the template engine;
text that a student chose passes `make_visible` first.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from autograder.common.text import make_sentence, make_visible
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind, Verdict
from autograder.output import svg_figures
from autograder.output.aligned_values import AlignedLines, align_values
from autograder.output.apply_marks import LatenessCost, Mark, marks_digest, with_marks
from autograder.report import ExerciseResult, Outcome, Probe, Report

TEMPLATES = Path(__file__).parent / "templates"
HEAD = 1000
"""characters of a page that hold the mark of what it shows"""


def render_feedback(
    report: Report,
    *,
    points: bool = True,
    marks: Mapping[str, Mark] = MappingProxyType({}),
    late: LatenessCost | None = None,
    pictures: Sequence[str] = (),
) -> str:
    """Give the page as HTML.

    Args:
        report: whose page it is.
        points: False where only visible checks were run.
        marks: what a person gave, by exercise: it stands instead of our own score.
        late: what handing in late costs; None when it costs nothing.
        pictures: of the student's answers, JPEG in base64.
    """
    if marks:
        report = with_marks(report, marks)
    page = _arrange_page(report, marks, late)
    template = page_template("feedback.html.j2", "figures.css")
    return template.render(page=page, points=points, pictures=pictures)


def marks_element(digest: str) -> Markup:
    """Give the element, near a page's beginning, that says which marks it shows."""
    return Markup('<meta name="marks" content="{}">').format(digest)


# ------------------------------------------------------------------ what the page shows


@dataclass(frozen=True, slots=True, kw_only=True)
class _ExerciseRow:
    """One line of the table of exercises."""

    result: ExerciseResult
    state: ExerciseState
    sign: str
    link: str
    """the heading it leads to; empty when the row says all"""
    tests: str
    checks: str
    """the same where only visible checks were run"""
    share: float
    """of the points, from 0 to 100, for its bar"""
    notes: tuple[str, ...]

    @property
    def is_written(self) -> bool:
        """Tell whether it is a written question, which no tests decide."""
        return self.result.kind is Kind.WRITTEN

    @property
    def has_section(self) -> bool:
        """Tell whether what its tests saw is told below the table."""
        return self.state is ExerciseState.LOST and not self.is_written


@dataclass(frozen=True, slots=True, kw_only=True)
class _LostExercise:
    """One exercise that lost points."""

    result: ExerciseResult
    failures: list[tuple[Outcome, int]]
    """each with how many more failed in the same way"""
    waiting: dict[str, list[tuple[Outcome, int]]]
    """what was not run, by what it waits for"""
    ours: list[Outcome]
    passed: list[Outcome]
    yours: AlignedLines
    expected: AlignedLines
    same: bool
    """whether the public call gave what is right"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PersonMark:
    """What a person gave for one exercise."""

    result: ExerciseResult
    manual: bool
    """the score is a person's"""
    comment: list[str]
    """its lines"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArrangedReport:
    """A Report, arranged for a reader."""

    report: Report
    title: str
    student: str
    total: str
    extra: str
    handed_in: str
    quote: str
    rows: list[_ExerciseRow]
    sections: list[_LostExercise]
    given: list[_PersonMark]
    """what a person gave or wrote"""
    late: LatenessCost | None
    mark: str
    """the element that says which marks are shown"""

    @property
    def green(self) -> int:
        """Count the exercises that lost nothing."""
        return len(self._in_state(ExerciseState.RIGHT))

    @property
    def asked(self) -> int:
        """Count the exercises that tests decide."""
        return len(self.rows) - len(self.unread)

    @property
    def absent(self) -> list[_ExerciseRow]:
        """Give those for which nothing was handed in."""
        return self._in_state(ExerciseState.EMPTY)

    @property
    def absent_reason(self) -> str:
        """Say what all of these have in common, once."""
        reasons = {_absence(row.result) for row in self.absent if not row.is_written}
        if len(reasons) == 1:
            return reasons.pop()
        return ""

    @property
    def unread(self) -> list[_ExerciseRow]:
        """Give those that a person will read."""
        return self._in_state(ExerciseState.UNREAD)

    @property
    def unread_points(self) -> float:
        """Give the points that a person decides yet."""
        return sum(row.result.max_score for row in self.unread)

    @property
    def runs(self) -> list[_ExerciseRow]:
        """Give those outside the sections that have figures."""
        return [row for row in self.rows if row.result.figures and not row.has_section]

    @property
    def ours(self) -> list[_ExerciseRow]:
        """Give those of which we could not judge all."""
        return [
            row for row in self.rows if wording.ungraded_outcomes(row.result.outcomes)
        ]

    @property
    def after_late(self) -> str:
        """Points that are left after lateness, extra credit with them."""
        lost = self.late.points if self.late else 0.0
        return wording.format_points(
            self.report.score + self.report.extra_credit - lost
        )

    def _in_state(self, state: ExerciseState) -> list[_ExerciseRow]:
        return [row for row in self.rows if row.state is state]


def _arrange_page(
    report: Report, marks: Mapping[str, Mark], late: LatenessCost | None
) -> _ArrangedReport:
    rows = [_make_row(result) for result in report.exercises]
    return _ArrangedReport(
        report=report,
        title=make_visible(wording.report_title(report), 200),
        student=make_visible(report.student, 100),
        total=wording.format_total(report),
        extra=_describe_extra(report),
        handed_in=_format_moment(report.submission.submitted_at or ""),
        quote=_quote_grading(report),
        rows=rows,
        sections=[_make_section(row.result) for row in rows if row.has_section],
        given=_list_given(report, marks),
        late=late,
        mark=marks_element(marks_digest(marks, late)),
    )


SIGNS = {
    ExerciseState.RIGHT: "✓",
    ExerciseState.LOST: "✗",
    ExerciseState.EMPTY: "–",
    ExerciseState.UNREAD: "–",
    ExerciseState.OURS: "!",
}


def _list_given(report: Report, marks: Mapping[str, Mark]) -> list[_PersonMark]:
    """Give what a person decided or wrote, in the notebook's order."""
    both = [(one, marks[one.name]) for one in report.exercises if one.name in marks]
    return [
        _PersonMark(
            result=result,
            manual=mark.manual,
            comment=[line for line in mark.comment.splitlines() if line.strip()],
        )
        for result, mark in both
        if mark.manual or mark.comment
    ]


def _state(result: ExerciseResult) -> ExerciseState:
    if result.kind is not Kind.WRITTEN or result.score is None:
        return wording.exercise_state(result)
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return ExerciseState.EMPTY
    return (
        ExerciseState.RIGHT if result.score >= result.max_score else ExerciseState.LOST
    )


def _make_row(result: ExerciseResult) -> _ExerciseRow:
    state = _state(result)
    notes = result.notes
    if state in (ExerciseState.LOST, ExerciseState.EMPTY):  # told below the table
        notes = ()
    return _ExerciseRow(
        result=result,
        state=state,
        sign=SIGNS[state],
        link=_link(result, state),
        tests=_describe_tests(result, state),
        checks=_describe_checks(result, state),
        share=_share(result),
        notes=notes,
    )


def _link(result: ExerciseResult, state: ExerciseState) -> str:
    if result.kind is Kind.WRITTEN and state in (
        ExerciseState.RIGHT,
        ExerciseState.LOST,
    ):
        return ""
    if state is ExerciseState.LOST:
        return f"exercise-{result.name}"
    if result.figures:
        return f"run-{result.name}"
    return {ExerciseState.EMPTY: "absent", ExerciseState.UNREAD: "written"}.get(
        state, ""
    )


def _describe_tests(result: ExerciseResult, state: ExerciseState) -> str:
    if state is ExerciseState.UNREAD:
        return state.value
    if result.kind is Kind.WRITTEN and state is not ExerciseState.EMPTY:
        return "a written answer"
    if state is ExerciseState.OURS:
        return "not graded: our fault"
    if state is ExerciseState.EMPTY:
        return wording.VERDICT_WORDS[result.verdict or Verdict.NOT_ATTEMPTED]
    passed, ours = (
        wording.passed_outcomes(result.outcomes),
        wording.ungraded_outcomes(result.outcomes),
    )
    text = f"{len(passed)} of {len(result.outcomes)}"
    if ours:
        return f"{text}, {len(ours)} not graded"
    return text


def _describe_checks(result: ExerciseResult, state: ExerciseState) -> str:
    if state is ExerciseState.RIGHT:
        return "passed"
    if state is ExerciseState.UNREAD:
        return state.value
    return wording.VERDICT_WORDS[result.verdict or Verdict.NOT_ATTEMPTED]


def _share(result: ExerciseResult) -> float:
    earned, most = result.score, result.max_score
    if not most:
        earned, most = result.extra_credit, result.max_extra_credit
    if not most:
        return 0.0
    # A person may give more than there is; no bar is longer than its track.
    return min(100.0, 100 * (earned or 0.0) / most)


def _make_section(result: ExerciseResult) -> _LostExercise:
    probe = result.probe or Probe(call="", yours="", expected="")
    yours, expected = (
        make_visible(text, 4000, lines=True) for text in (probe.yours, probe.expected)
    )
    left, right = align_values(yours, expected)
    return _LostExercise(
        result=result,
        failures=wording.group_alike(wording.failed_outcomes(result.outcomes)),
        waiting={
            cause: wording.group_alike(tests)
            for cause, tests in wording.group_blocked(result.outcomes).items()
        },
        ours=wording.ungraded_outcomes(result.outcomes),
        passed=wording.passed_outcomes(result.outcomes),
        yours=left,
        expected=right,
        same=probe.yours == probe.expected,
    )


def _absence(result: ExerciseResult) -> str:
    """Say why there is nothing to grade, where more is known than that."""
    failed = wording.failed_outcomes(result.outcomes)
    if not failed or failed[0].verdict is Verdict.NOT_ATTEMPTED:
        return ""
    return wording.explain_outcome(failed[0])


def _describe_extra(report: Report) -> str:
    most = sum(result.max_extra_credit for result in report.exercises)
    if not most and not report.extra_credit:
        return ""
    earned = wording.format_points(report.extra_credit)
    return f"+{earned} of {wording.format_points(most)} extra"


def _format_moment(stamp: str) -> str:
    """Write an ISO time for people, with its offset; as it is when it is none."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return make_visible(stamp, 40)
    return f"{moment.day} {moment:%b %Y, %H:%M %Z}".strip()


def _quote_grading(report: Report) -> str:
    """Give the line that lets a TA find exactly this grading."""
    parts = [report.assignment, report.student, f"suite {_shorten(report.suite)}"]
    if report.grader:
        parts.append(f"autograder {report.grader}")
    if report.submission.sha256:
        parts.append(f"file {_shorten(report.submission.sha256)}")
    return " · ".join(make_visible(part, 100) for part in parts if part)


def _shorten(digest: str) -> str:
    return digest.rpartition(":")[2][:7]


# ------------------------------------------------------------------ the template


@cache
def page_template(name: str, *styles: str) -> Template:
    """Load a page's template, with `page.css` and these style sheets in it."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = "".join(
        (TEMPLATES / sheet).read_text("utf-8") for sheet in ("page.css", *styles)
    )
    env.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        # The page's own policy allows the style sheet of this hash, and no other.
        "style_hash": base64.b64encode(
            hashlib.sha256(style.encode()).digest()
        ).decode(),
        "draw": svg_figures.draw_figure,
        "key": svg_figures.stroke_legend,
        "score": _unbroken_score,
        "absence": _absence,
        "rubric": wording.rubric_sentence,
        "meaning": wording.explain_outcome,
        "mistake": wording.mistake_name,
        "verdicts": wording.VERDICT_WORDS,
        "our_fault": wording.NOT_OURS_TO_TAKE,
        "frozen": wording.FROZEN_SENTENCE,
    }
    env.filters |= {
        "points": wording.format_points,
        "visible": make_visible,
        "code": partial(make_visible, limit=4000, lines=True),
        "prose": prose_markup,
        "sentence": make_sentence,
        "name": breakable_name,
    }
    return env.get_template(name)


def prose_markup(text: str) -> Markup:
    """Escape a sentence and set what stands in backticks as code."""
    shown = make_visible(text, 600)
    if "`" not in shown:
        return escape(shown)
    made: list[Markup] = []
    for place, piece in enumerate(re.split(r"`([^`]+)`", shown)):
        if place % 2:  # every second piece of such a split is the group's
            made.append(Markup("<code>{}</code>").format(_with_breaks(piece)))
        else:
            made.append(escape(piece))
    return Markup("").join(made)


def breakable_name(name: str) -> Markup:
    """Let a long name break after its underscores."""
    return _with_breaks(make_visible(name, 80))


def _with_breaks(name: str) -> Markup:
    return Markup("_<wbr>").join(name.split("_"))


def _unbroken_score(result: ExerciseResult) -> str:
    return wording.format_score(result).replace(
        " / ", "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}"
    )
