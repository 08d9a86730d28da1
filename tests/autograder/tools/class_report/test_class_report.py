"""The class at a glance: its figures, its page, and who is named where."""

import json
import sys
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest

from autograder import cli
from autograder.batch.timings import CELLS, sum_up_time
from autograder.cli.screens.class_report_screen import class_report_screen
from autograder.common.files import write_whole
from autograder.course.config import CourseRules
from autograder.course.course import Course
from autograder.course.lateness import Lateness
from autograder.course.moments import read_report_time
from autograder.course.report_store import report_path
from autograder.gradebook.marks import Mark
from autograder.model import Verdict
from autograder.report import Diagnosis
from autograder.submissions import intake
from autograder.tools.class_report import anonymize, class_report, histogram
from autograder.tools.class_report.anonymize import known_words
from autograder.tools.class_report.class_report import (
    ClassReport,
    MistakeExample,
    UnexplainedAnswers,
)
from autograder.tools.class_report.class_stats import class_stats_of
from autograder.tools.class_report.similarity import SimilarPair
from tests import minicourse
from tests.autograder.output.test_feedback_page import WCAG, Page
from tests.minicourse import solved
from tests.sample_reports import HOSTILE, SAMPLES, exercise, outcome, report, written
from tests.waiting import PATIENCE


def lateness_of(report):
    """Judge the work of a Report by when it was due."""
    rules, due = CourseRules(), datetime.fromisoformat("2025-10-14T20:00:00+02:00")
    came = read_report_time(report.submission.submitted_at, rules.timezone)
    return Lateness.by_rules(rules, due, came)


WRONG = (outcome(Verdict.WRONG, "Rows sum to 1.", "far off", test="test_values"),)
"""what a wrong answer's one test saw"""


def result(name, right, **fields):
    """Give an exercise of 6 points that is all right or all wrong."""
    return exercise(name, 6, () if right else WRONG, **fields)


def class_of(*rows):
    """Give a Report for each row of right and wrong answers to a, b, c."""
    return [
        report(
            *(result(name, right) for name, right in zip("abc", row, strict=True)),
            student=f"s{place:02}",
        )
        for place, row in enumerate(rows)
    ]


SPLIT = class_of(*[(1, 1, 1)] * 6, *[(0, 0, 1)] * 4)
"""a and b go together; everybody has c"""


# ------------------------------------------------------------------ figures


def test_difficulty_and_discrimination_are_those_of_the_formulas():
    """The share of points, and the correlation with the points of the rest."""
    a, b, c = class_stats_of(SPLIT, {}).items

    assert (a.share, a.full, a.judged) == (0.6, 6, 10)
    assert a.discrimination == pytest.approx(1.0)
    assert (c.share, c.discrimination) == (1.0, None)
    assert b == replace(a, name="b")


def test_discrimination_leaves_the_exercise_itself_out():
    """Three exercises that have nothing to do with each other correlate with none."""
    rows = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)] * 2
    items = class_stats_of(class_of(*rows), {}).items

    assert [one.discrimination for one in items] == pytest.approx([0.0] * 3)


def test_discrimination_is_unknown_when_few_were_graded():
    """Nine people are too few for a correlation."""
    assert class_stats_of(SPLIT[1:], {}).items[0].discrimination is None


def test_a_persons_score_counts_when_there_is_one():
    """It takes the place of the automatic one, in the total too."""
    stats = class_stats_of(SPLIT, {"s09": {"a": 3.0}, "nobody": {"a": 1.0}})

    assert (stats.items[0].share, stats.items[0].by_people) == (0.65, 1)
    assert stats.totals == (6, 6, 6, 9, *[18] * 6)


def test_written_questions_count_when_a_person_has_read_them():
    """They are in the table, and not in the totals."""
    reports = [report(result("a", 1), written(), student=who) for who in ("s1", "s2")]
    stats = class_stats_of(reports, {"s1": {"why_zero_log_zero": 2.0}})

    assert stats.totals == (6, 6)
    assert [(one.judged, one.share) for one in stats.items] == [(2, 1.0), (1, 0.8)]


def test_what_could_not_be_read_is_called_so_and_counts_as_nothing_left_empty():
    """It is named with its reason, and no exercise of it was left empty."""
    unread = SPLIT[0].model_copy(
        update={"status": "unreadable", "unreadable": "it is empty: save it again"}
    )
    stats = class_stats_of([unread, *SPLIT[1:]], {})
    html = class_report.render_class_report(replace(EMPTY_CLASS, stats=stats))
    page = Page(html)

    assert stats.unreadable == (("s00", "it is empty: save it again"),)
    assert (len(stats.totals), stats.items[0].empty) == (9, 0)
    assert "1 submission is unreadable" in page.text
    assert "s00 It is empty: save it again." in page.text


def test_nothing_of_a_suspicious_submission_counts():
    """It is named, and no figure has it in it."""
    frozen = SPLIT[0].model_copy(
        update={"status": "suspicious", "tampering": "it left", "score": 0.0}
    )
    stats = class_stats_of([frozen, *SPLIT[1:]], {})

    assert stats.suspicious == (("s00", "it left"),)
    assert (stats.reports, len(stats.totals), stats.items[0].judged) == (10, 9, 9)


def test_our_own_fault_costs_nobody_anything():
    """An exercise that we left open has no score, nor has the whole."""
    ours = (outcome(Verdict.GRADER_ERROR, message="no memory left"),)
    open_ = report(exercise("a", 6, ours), result("b", 1), result("c", 1), student="x")
    stats = class_stats_of([*SPLIT, open_], {})

    assert [one.judged for one in stats.items] == [10, 11, 11]
    assert len(stats.totals) == 10
    (one,) = stats.ours
    assert (one.student, one.exercises, one.message) == ("x", ("a",), "no memory left")
    rubrics = {one.rubric for one in stats.items[0].tests}
    assert ours[0].rubric not in rubrics


def test_cases_of_one_test_count_once():
    """A parametrised test has held when every case has; what waits was not run."""
    outcomes = [
        outcome(test="test_values[3]"),
        outcome(Verdict.WRONG, test="test_values[5]"),
        outcome(Verdict.BLOCKED, "Nothing is moved.", test="test_arguments"),
    ]
    right = [outcome(test="test_values[3]"), outcome(test="test_values[5]")]
    reports = [
        report(exercise("a", 6, outcomes), student="s1"),
        report(exercise("a", 6, right), student="s2"),
    ]
    values, arguments = class_stats_of(reports, {}).items[0].tests

    assert (values.passed, values.failed, values.not_run) == (1, 1, 0)
    assert (arguments.passed, arguments.failed, arguments.not_run) == (0, 0, 1)
    assert (values.share, arguments.share) == (0.5, 0.0)


def test_late_is_what_came_after_the_due_date():
    """By how much, the latest first; a time that is none is not late."""
    odd = SAMPLES["hostile"]
    stats = class_stats_of([*SPLIT[:1], odd], {}, lateness_of=lateness_of)

    assert [(one.student, one.hours) for one in stats.late] == [("s00", 1.67)]
    assert class_stats_of(SPLIT, {}).late == ()


def test_commonest_mistake_is_first():
    """Mistakes are counted by exercise, with everybody who made them."""
    rare, often = (
        (Diagnosis(misconception=name, likeness=1.0, hint="No."),)
        for name in ("rare", "often")
    )
    reports = [
        report(result("a", 0, diagnosis=its), student=who)
        for who, its in (("s1", rare), ("s2", often), ("s3", often))
    ]
    mistakes = class_stats_of(reports, {}).mistakes

    assert [(one.name, one.students) for one in mistakes] == [
        ("often", ("s2", "s3")),
        ("rare", ("s1",)),
    ]


@pytest.mark.parametrize(
    "scores, best, counts",
    [
        ([0, 0.5, 1, 9.9, 10], 10, {0: 1, 0.5: 1, 1: 1, 9.5: 2}),
        ([32.5, 31, 0], 32.5, {0: 1, 30: 2}),
        ([], 30, {}),
        ([0.0], 0, {0: 1}),
        ([12], 10, {9.5: 1}),
    ],
)
def test_every_score_is_in_one_bar(scores, best, counts):
    """The last bar has the full score in it, and what a person gave beyond."""
    bars = histogram.count_bars(scores, best)

    assert {bar.low: bar.number for bar in bars if bar.number} == counts
    assert len(bars) <= histogram.MOST_BARS + 1


# ------------------------------------------------------------------ without names


def test_example_shows_nothing_of_its_author():
    """Comments, docstrings, own names, own texts and long numbers go."""
    source = '''
def total(values):
    """By Jane Doe."""
    # jane.doe@example.org
    jane, janes_sum = 20231234, "jane"
    for value in values:
        jane.sum(janes_sum, axis=0)
    return f"jane {jane} doe"
'''
    known = known_words(["def total(values): pass"], [])
    shown = anonymize.anonymise_code(source, known)

    assert shown.splitlines() == [
        "def total(values):",
        "    name_2, name_3 = (20000000, '…')",
        "    for name_1 in values:",
        "        name_2.sum(name_3, axis=0)",
        "    return f'…{name_2}…'",
    ]


@pytest.mark.parametrize(
    "number, shown",
    [
        ("20231234", "20000000"),
        ("20_231_234", "20000000"),
        ("0x134b3b2", "20000000"),
        ("20231234.0", "20000000.0"),
        ("2.0231234e7", "20000000.0"),
        ("0.20231234", "0.2"),
        ("20231234j", "20000000j"),
        ("-20231234", "-20000000"),
        ("20230000", "20000000"),
        ("48217", "48000"),
        ("0x" + "f" * 5000, str(int(1e300))),
        ("1e-12", "1e-12"),
        ("100000", "100000"),
        ("1e6", "1000000.0"),
        ("0.125", "0.125"),
        ("1000", "1000"),
        ("2718.28", "2718.28"),
        ("31416", "31416"),
        ("True", "True"),
    ],
)
def test_a_number_that_looks_like_an_id_is_rounded(number, shown):
    """Whatever it is written as, unless the course or several people write it."""
    class_ = [["x = 31416"]] * 3 + [["x = 48217"]]
    known = known_words(["x = 2718.28"], class_)

    assert anonymize.anonymise_code(f"x = {number}", known) == f"x = {shown}"


def test_name_stays_when_several_use_it():
    """What three people call a thing is nobody's."""
    class_ = [["def f(weights): return weights"]] * 3 + [["def f(jane): return jane"]]
    known = known_words([], class_)

    assert "weights" in known
    assert "jane" not in known


@pytest.mark.parametrize("source", ["def f(:", "x" * 30_000, "-" * 15_000 + "1", "\0"])
def test_nothing_is_shown_when_it_is_no_code(source):
    """What cannot be read cannot be cleaned either."""
    assert anonymize.anonymise_code(source, frozenset()) == ""


# ------------------------------------------------------------------ the page


HOSTILE_CLASS = ClassReport(
    assignment="cross_entropy",
    title=HOSTILE,
    stats=replace(
        class_stats_of(
            [*SAMPLES.values()], {"s014": {"softmax": 4.5}}, lateness_of=lateness_of
        ),
        suspicious=((HOSTILE, HOSTILE),),
        unreadable=((HOSTILE, HOSTILE),),
        suites=("a", HOSTILE),
    ),
    examples=tuple(
        MistakeExample(mistake=replace(one, students=(HOSTILE, "s1")), code=HOSTILE)
        for one in class_stats_of([*SAMPLES.values()], {}).mistakes
    ),
    unexplained=(
        UnexplainedAnswers(
            exercise="train", students=(HOSTILE,), failed=(HOSTILE,), code=HOSTILE
        ),
    ),
    missing=(HOSTILE,),
    has_roster=True,
    ungraded=(HOSTILE,),
    left_out=((HOSTILE, HOSTILE),),
    pairs=(
        SimilarPair(
            students=(HOSTILE, "s2"), share=0.995, exercises=("train",), compared=3
        ),
    ),
    time=sum_up_time([{CELLS: 0.2, HOSTILE: 3.0}, {"train": 90.0}]),
)
EMPTY_CLASS = ClassReport(
    assignment="sums",
    title="",
    stats=class_stats_of([], {}),
    examples=(),
    unexplained=(),
    missing=(),
    has_roster=False,
    ungraded=("s1",),
    left_out=(),
    pairs=(),
)
SPLIT_CLASS = replace(
    EMPTY_CLASS, title="Sums", stats=class_stats_of(SPLIT, {}, lateness_of=lateness_of)
)
PAGES = {"hostile": HOSTILE_CLASS, "empty": EMPTY_CLASS, "split": SPLIT_CLASS}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_self_contained_and_inert(name):
    """No scripts, addresses, handlers or inline styles, whatever students wrote."""
    html = class_report.render_class_report(PAGES[name])
    shown = Page(html)

    assert not shown.all("script", "link", "img", "iframe", "object", "form", "base")
    for _, attrs in shown.elements:
        assert not [key for key in attrs if key.startswith("on") or key == "style"]
        assert attrs.get("href", "#").startswith("#")
    for odd in ("\u202e", "\x1b", "\x00", "<script"):
        assert odd not in html
    assert "default-src 'none'" in html
    ids = [attrs["id"] for _, attrs in shown.elements if "id" in attrs]
    assert len(set(ids)) == len(ids)
    targets = {attrs["href"][1:] for attrs in shown.all("a")}
    assert targets <= set(ids)


def test_nobody_is_named_before_the_part_that_says_so():
    """The first part can be shown to the class."""
    people = ("ann-the-first", "bob-the-second")
    reports = [
        one.model_copy(update={"student": who})
        for one, who in zip(SPLIT[5:7], people, strict=True)
    ]
    stats = class_stats_of(reports, {}, lateness_of=lateness_of)
    pair = SimilarPair(students=people, share=1.0, exercises=("a",), compared=1)
    shown = class_report.render_class_report(
        replace(EMPTY_CLASS, stats=stats, pairs=(pair,))
    )
    first, second = shown.split('id="people"')

    for who in people:
        assert who not in first
        assert who in second


def test_page_says_what_the_figures_say():
    """Scores, difficulty, rubrics and late work are there in words."""
    text = Page(class_report.render_class_report(SPLIT_CLASS)).text

    assert "10 submissions" in text
    assert "mean 13.2, median 18, from 6 to 18 of 18" in text
    assert "60 % 60 % 1.00" in text
    assert "100 % 100 % –" in text
    assert "Failed most rubric failed Rows sum to 1. a 4" in text
    assert "Late, 10: s00 by 1 h" in text
    assert "Everybody who handed in anything handed in this." in text


def test_pairs_are_no_accusation():
    """Who reads a pair reads first what it may mean."""
    text = Page(class_report.render_class_report(HOSTILE_CLASS)).text

    assert "Pairs to look at, and no accusation" in text
    assert "99 %" in text


@pytest.mark.parametrize(
    "hours, words",
    [(0.001, "1 min"), (0.5, "30 min"), (5.2, "5 h"), (24, "1 d"), (51.5, "2 d 3 h")],
)
def test_lateness_is_written_for_people(hours, words):
    """Minutes, hours, days."""
    assert class_report._hours(hours) == words


@pytest.mark.parametrize(
    "share, words",
    [(0, "0 %"), (0.004, "< 1 %"), (0.5, "50 %"), (0.998, "99 %"), (1, "100 %")],
)
def test_share_is_never_rounded_to_all_or_nothing(share, words):
    """One of two hundred is not nobody."""
    assert class_report._percent(share) == words


# ------------------------------------------------------------------ what it is made of


@pytest.fixture
def handed_in(assignment, monkeypatch):
    """Give a class with Reports that were made up, and marks of a person."""
    last = "def total(values):\n    # {who}\n    return float(sum(values[:-1]))"
    right = solved()
    mine = solved(total=last.format(who="ann"))
    for who, data in (("ann", mine), ("bob", mine), ("cy", right), ("dan", right)):
        minicourse.hand_in(assignment, who, data)
    minicourse.hand_in(assignment, "=odd", right)
    (assignment.course.submitted / "eve" / "other").mkdir(parents=True)
    diagnosis = Diagnosis(misconception="leaves_out_the_last", likeness=1.0, hint="No.")
    wrong = result("total", 0, diagnosis=(diagnosis,))
    for who, one in (("ann", wrong), ("bob", wrong), ("cy", result("total", 1))):
        made = report(one, student=who, assignment="sums")
        write_whole(report_path(assignment.report_store, who), made.to_json())
    mark = Mark(score=2.0, manual=True, extra_credit=0.0, comment="")
    ours = replace(mark, manual=False, score=5.0)
    marks = {"ann": {"total": mark}, "bob": {"total": ours}}
    monkeypatch.setattr(class_report, "read_marks", lambda _: marks)
    return assignment


def test_class_is_gathered_from_what_lies_there(handed_in):
    """Reports, a person's marks, answers, and who is not among them."""
    found = class_report.gather_class_report(handed_in)

    assert found.stats.totals == (0, 2, 6)
    assert found.missing == ("eve",)
    assert found.ungraded == ("dan",)
    assert [folder for folder, _ in found.left_out] == ["=odd"]
    (example,) = found.examples
    assert example.mistake.students == ("ann", "bob")
    assert example.code == "def total(values):\n    return float(sum(values[:-1]))"
    json.dumps(class_report.class_report_values(found))


def test_roster_and_extensions_count_when_the_course_has_them(handed_in):
    """Who is on the roster can be missing; more time and grace make nobody late."""
    root = handed_in.course.root
    people = "".join(f"{who},{who},\n" for who in ("ann", "bob", "cy", "zoe"))
    (root / "roster.csv").write_text("id,name,email\n" + people)
    (root / "course.yaml").write_text(
        "roster: roster.csv\n"
        "assignments: {sums: {due: 2025-10-12T19:00:00+00:00}}\n"
        "extensions: {cy: {sums: 3 days}, bob: {sums: 2 days}}\n"
        "late: {grace: 1 hour}\n"
    )
    config = root / "source/sums/assignment.yaml"
    config.write_text(config.read_text().replace("due:", "# due:"))
    found = class_report.gather_class_report(Course.find(root).assignment("sums"))

    assert (found.missing, found.has_roster) == (("zoe",), True)
    assert [one.student for one in found.stats.late] == ["ann"]


def test_screen_says_where_the_page_is(handed_in, tmp_path):
    """People get two lines and a path, programs the figures."""
    screen = class_report_screen(
        class_report.gather_class_report(handed_in), tmp_path / "page.html"
    )

    assert "3 submissions; mean 2.67, median 2, from 0 to 6 of 6" in screen.plain
    assert "1 known mistake, 0 unexplained" in screen.plain
    assert screen.plain.endswith("page.html")
    assert screen.data["missing"] == ("eve",)


def test_unexplained_answers_are_shown_without_names(handed_in, monkeypatch):
    """Candidates are shown with the shortest code, cleaned."""
    found = [
        SimpleNamespace(exercise="total", students=("ann", "bob"), failed=("test_x",))
    ]
    monkeypatch.setattr(class_report.candidates, "find_candidates", lambda *_: found)
    (one,) = class_report.gather_class_report(handed_in).unexplained

    assert one.failed == ("test_x",)
    assert "# ann" not in one.code
    assert "values[:-1]" in one.code


def test_each_submission_is_read_once(handed_in, monkeypatch):
    """A class of hundreds is read in seconds."""
    seen, read = [], intake.read_submission

    def counted(assignment, student):
        seen.append(student)
        return read(assignment, student)

    monkeypatch.setattr(class_report.intake, "read_submission", counted)
    class_report.gather_class_report(handed_in)

    assert sorted(seen) == ["ann", "bob", "cy"]


def test_command_writes_the_page_and_prints_json(handed_in, monkeypatch, capsys):
    """The page lies beside the Reports or where `--to` says; `--json` needs none."""
    root = handed_in.course.root

    def run(*options):
        words = ["autograder", "classreport", "sums", "--course-dir", str(root)]
        monkeypatch.setattr(sys, "argv", [*words, *map(str, options)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    code, out = run("--json")

    assert (code, json.loads(out)["stats"]["totals"]) == (0, [0, 2, 6])
    assert not (root / "reports/sums.html").exists()
    assert run()[1].rstrip().endswith("reports/sums.html")
    assert "The class at a glance" in (root / "reports/sums.html").read_text()
    run("--to", root / "elsewhere.html", "--json")
    assert (root / "elsewhere.html").is_file()


@pytest.mark.browser
@pytest.mark.parametrize("scheme, width", [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_on_the_page(tmp_path, chromium, scheme, width):
    """WCAG 2.2 AA in a real browser, wide and narrow, with everything unfolded."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found, rules, wide = {}, 0, {}
    size = {"width": width, "height": 900}
    window = chromium.new_page(color_scheme=scheme, viewport=size)
    window.set_default_timeout(1000 * PATIENCE)
    for name, one in PAGES.items():
        path = tmp_path / f"{name}.html"
        html = class_report.render_class_report(one).replace(
            "<details", "<details open"
        )
        path.write_text(html, encoding="utf-8")
        window.goto(path.as_uri())
        response = axe.run(window, options={"runOnly": WCAG}).response
        found[name] = [one["id"] for one in response["violations"]]
        rules += len(response["passes"])
        wide[name] = window.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        )
    window.close()

    assert [one for one in found.items() if one[1]] == []
    assert wide == dict.fromkeys(wide, False)
    assert rules > 10 * len(found)
