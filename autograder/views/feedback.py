"""The page a student reads: one self-contained HTML file made from one Report.

It has no scripts and asks for nothing outside itself. A content security policy says
so too, and allows only the style sheet whose hash it names, so that markup which
slipped through would still be inert. Every value is escaped by the template engine;
text that a student chose passes `text.visible` first.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from autograder import wording
from autograder.files import write_whole
from autograder.model import Kind, Verdict
from autograder.report import ExerciseResult, Outcome, Probe, Report
from autograder.text import make_sentence, make_visible
from autograder.views import figures
from autograder.views.overlay import Late, Mark, digest, with_marks
from autograder.views.sidebyside import Lines, side_by_side
from autograder.wording import ExerciseState

TEMPLATES = Path(__file__).parent / "templates"
HEAD = 1000
"""characters of a page that hold the mark of what it shows"""


def render(
    report: Report,
    *,
    points: bool = True,
    marks: Mapping[str, Mark] = MappingProxyType({}),
    late: Late | None = None,
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
    page = _Page.of(with_marks(report, marks) if marks else report)
    page.given = _given(page.report, marks)
    page.late = late
    page.mark = mark_of(digest(marks, late))
    made = template("feedback.html.j2", "figures.css")
    return made.render(page=page, points=points, pictures=pictures)


def mark_of(digest: str) -> Markup:
    """Give the element, near a page's beginning, that says which marks it shows."""
    return Markup('<meta name="marks" content="{}">').format(digest)


def write(report: Report, folder: Path) -> Path:
    """Write `<folder>/<assignment>.html`, whole or not at all; give its path.

    Args:
        report: whose page it is.
        folder: `feedback/<student>/<assignment>` of the course; made when missing.

    Raises:
        MachineError: the page cannot be written.
    """
    page = folder / f"{report.assignment}.html"
    write_whole(page, render(report))
    return page


# ------------------------------------------------------------------ what the page shows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """One exercise that lost points."""

    result: ExerciseResult
    failures: list[tuple[Outcome, int]]
    """each with how many more failed in the same way"""
    waiting: dict[str, list[tuple[Outcome, int]]]
    """what was not run, by what it waits for"""
    ours: list[Outcome]
    passed: list[Outcome]
    yours: Lines
    expected: Lines
    same: bool
    """whether the public call gave what is right"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What a person gave for one exercise."""

    result: ExerciseResult
    manual: bool
    """the score is a person's"""
    comment: list[str]
    """its lines"""


@dataclass(slots=True, kw_only=True)
class _Page:
    """A Report, arranged for a reader."""

    report: Report
    title: str
    student: str
    total: str
    green: int
    """exercises that lost nothing"""
    asked: int
    """exercises that tests decide"""
    extra: str
    handed_in: str
    rows: list[_Row]
    sections: list[_Section]
    absent: list[_Row]
    absent_reason: str
    """what all of `absent` have in common, said once"""
    unread: list[_Row]
    unread_points: float
    runs: list[_Row]
    """exercises outside the sections that have figures"""
    quote: str
    ours: list[_Row] = field(default_factory=list)
    given: list[_Given] = field(default_factory=list)
    """what a person gave or wrote"""
    late: Late | None = None
    mark: str = ""
    """the element that says which marks are shown"""

    @property
    def after_late(self) -> str:
        """Points that are left after lateness, extra credit with them."""
        lost = self.late.points if self.late else 0.0
        return wording.format_points(
            self.report.score + self.report.extra_credit - lost
        )

    @classmethod
    def of(cls, report: Report) -> "_Page":
        rows = [_row(result) for result in report.exercises]
        absent = [row for row in rows if row.state is ExerciseState.EMPTY]
        unread = [row for row in rows if row.state is ExerciseState.UNREAD]
        lost = [
            row for row in rows if row.state is ExerciseState.LOST and not _read(row)
        ]
        return cls(
            report=report,
            title=make_visible(wording.report_title(report), 200),
            student=make_visible(report.student, 100),
            total=wording.format_total(report),
            green=sum(row.state is ExerciseState.RIGHT for row in rows),
            asked=sum(row.state is not ExerciseState.UNREAD for row in rows),
            extra=_extra(report),
            handed_in=_format_moment(report.submission.submitted_at or ""),
            rows=rows,
            sections=[_section(row.result) for row in lost],
            absent=absent,
            absent_reason=_common_reason(absent),
            unread=unread,
            unread_points=sum(row.result.max_score for row in unread),
            runs=[row for row in rows if row.result.figures and row not in lost],
            quote=_quote(report),
            ours=[
                row for row in rows if wording.ungraded_outcomes(row.result.outcomes)
            ],
        )


SIGNS = {
    ExerciseState.RIGHT: "✓",
    ExerciseState.LOST: "✗",
    ExerciseState.EMPTY: "–",
    ExerciseState.UNREAD: "–",
    ExerciseState.OURS: "!",
}


def _given(report: Report, marks: Mapping[str, Mark]) -> list[_Given]:
    """Give what a person decided or wrote, in the notebook's order."""
    there = [(one, marks[one.name]) for one in report.exercises if one.name in marks]
    return [
        _Given(
            result=one,
            manual=mark.manual,
            comment=[row for row in mark.comment.splitlines() if row.strip()],
        )
        for one, mark in there
        if mark.manual or mark.comment
    ]


def _read(row: _Row) -> bool:
    """Tell whether it is a written question, which no tests decide."""
    return row.result.kind is Kind.WRITTEN


def _state(result: ExerciseResult) -> ExerciseState:
    if result.kind is not Kind.WRITTEN or result.score is None:
        return wording.exercise_state(result)
    if result.verdict is Verdict.NOT_ATTEMPTED:
        return ExerciseState.EMPTY
    return (
        ExerciseState.RIGHT if result.score >= result.max_score else ExerciseState.LOST
    )


def _row(result: ExerciseResult) -> _Row:
    state = _state(result)
    return _Row(
        result=result,
        state=state,
        sign=SIGNS[state],
        link=_link(result, state),
        tests=_tests(result, state),
        checks="passed" if state is ExerciseState.RIGHT else _checks(result, state),
        share=_share(result),
        notes=result.notes
        if state in (ExerciseState.RIGHT, ExerciseState.OURS, ExerciseState.UNREAD)
        else (),
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


def _tests(result: ExerciseResult, state: ExerciseState) -> str:
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
    return f"{text}, {len(ours)} not graded" if ours else text


def _checks(result: ExerciseResult, state: ExerciseState) -> str:
    verdict = result.verdict or Verdict.NOT_ATTEMPTED
    return (
        state.value if state is ExerciseState.UNREAD else wording.VERDICT_WORDS[verdict]
    )


def _share(result: ExerciseResult) -> float:
    best = result.max_score or result.max_extra_credit
    earned = result.score if result.max_score else result.extra_credit
    return min(100.0, 100 * (earned or 0.0) / best) if best else 0.0


def _section(result: ExerciseResult) -> _Section:
    probe = result.probe or Probe(call="", yours="", expected="")
    yours, expected = (
        make_visible(text, 4000, lines=True) for text in (probe.yours, probe.expected)
    )
    left, right = side_by_side(yours, expected)
    return _Section(
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


def _common_reason(absent: Sequence[_Row]) -> str:
    reasons = {_absence(row.result) for row in absent if not _read(row)}
    return reasons.pop() if len(reasons) == 1 else ""


def _absence(result: ExerciseResult) -> str:
    failed = wording.failed_outcomes(result.outcomes)
    told = failed and failed[0].verdict is not Verdict.NOT_ATTEMPTED
    return wording.explain_outcome(failed[0]) if told else ""


def _extra(report: Report) -> str:
    best = sum(result.max_extra_credit for result in report.exercises)
    if not best and not report.extra_credit:
        return ""
    extra = wording.format_points(report.extra_credit)
    return f"+{extra} of {wording.format_points(best)} extra"


def _format_moment(stamp: str) -> str:
    """Write an ISO time for people, with its offset; as it is when it is none."""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return make_visible(stamp, 40)
    return f"{moment.day} {moment:%b %Y, %H:%M %Z}".strip()


def _quote(report: Report) -> str:
    """Give the line that lets a TA find exactly this grading."""
    parts = [
        report.assignment,
        report.student,
        f"suite {_short(report.suite)}",
        f"autograder {report.grader}" if report.grader else "",
        f"file {_short(report.submission.sha256)}" if report.submission.sha256 else "",
    ]
    return " · ".join(make_visible(part, 100) for part in parts if part)


def _short(digest: str) -> str:
    return digest.rpartition(":")[2][:7]


# ------------------------------------------------------------------ the template


@cache
def template(name: str, *styles: str) -> Template:
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
        "style_hash": base64.b64encode(
            hashlib.sha256(style.encode()).digest()
        ).decode(),
        "draw": figures.draw,
        "key": figures.key,
        "score": _unbroken_score,
        "absence": _absence,
        "rubric": wording.rubric_sentence,
        "meaning": wording.explain_outcome,
        "mistake": wording.mistake_name,
        "verdicts": wording.VERDICT_WORDS,
        "our_fault": wording.NOT_OURS_TO_TAKE,
        "frozen": wording.FROZEN,
    }
    env.filters |= {
        "points": wording.format_points,
        "visible": make_visible,
        "code": partial(make_visible, limit=4000, lines=True),
        "prose": prose,
        "sentence": make_sentence,
        "name": breakable,
    }
    return env.get_template(name)


def prose(text: str) -> Markup:
    """Escape a sentence and set what stands in backticks as code."""
    shown = make_visible(text, 600)
    if "`" not in shown:
        return escape(shown)
    parts = re.split(r"`([^`]+)`", shown)
    pieces = [
        Markup("<code>{}</code>").format(_with_breaks(part))
        if place % 2
        else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(pieces)


def breakable(name: str) -> Markup:
    """Let a long name break after its underscores."""
    return _with_breaks(make_visible(name, 80))


def _with_breaks(name: str) -> Markup:
    return Markup("_<wbr>").join(name.split("_"))


def _unbroken_score(result: ExerciseResult) -> str:
    return wording.format_score(result).replace(
        " / ", "\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}"
    )
