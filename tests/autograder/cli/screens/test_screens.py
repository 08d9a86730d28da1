"""The terminal's screens, as plain text."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.screens import (
    list_screen,
    output_streams,
    report_screen,
    summary_screen,
)
from autograder.common.progress import progress_bar
from autograder.common.terminal import align_columns, fit_encoding, screen_line
from autograder.model import Verdict
from autograder.report import Report
from autograder.sandbox.host.self_test import MachineFinding
from autograder.tools.authoring.release import ReleaseResult
from autograder.tools.class_report.overview import AssignmentOverview
from tests.sample_reports import (
    ALL_RIGHT,
    HOSTILE,
    HOSTILE_REPORT,
    MIXED,
    NOT_GRADED,
    SAMPLES,
    UNREADABLE,
    exercise,
    outcome,
    report,
    summed,
)


def scored(points, **fields):
    """Give a Report of one exercise worth 10."""
    wrong = [outcome(Verdict.WRONG, message="all entries are wrong, by up to 31% off")]
    right = [outcome()] * int(points)
    return report(exercise("softmax", 10, right + wrong * (10 - int(points))), **fields)


def screen_of(reports, **more):
    return summary_screen.summary_screen(summed(*reports), **more).plain


def test_summary_counts_and_averages():
    """Mean, median and lowest are of what was graded."""
    text = screen_of([scored(4), scored(7), scored(10)], unchanged=1, late=2)

    assert "graded         2   mean 7 / 10   median 7   lowest 4" in text
    assert "unchanged      1" in text
    assert "late           2" in text
    assert "not graded" not in text


def test_summary_lists_our_faults_and_what_to_do():
    """A submission that we could not grade is named with its exercise and reason."""
    text = screen_of([ALL_RIGHT, NOT_GRADED])

    assert "not graded     1   our fault, no points lost:" in text
    assert "! s007  softmax  the worker did not start: no memory left" in text
    assert "hint: `autograder doctor` looks for the cause" in text
    assert "grades 1 submission again" in text


def test_summary_cuts_a_long_list_of_our_faults():
    """Ten are named, the rest is counted."""
    many = [
        report(
            exercise(outcomes=[outcome(Verdict.GRADER_ERROR, message=f"no {place}")]),
            student=f"s{place:03}",
        )
        for place in range(14)
    ]

    text = screen_of(many)

    assert "s009" in text
    assert "s010" not in text
    assert "and 4 more" in text


def test_summary_tells_a_fault_that_all_met_once():
    """A hidden file that cannot be imported is one thing to mend, not a hundred."""
    why = "tests/hidden/sums/test_total.py:3: NameError: name 'x' is not defined"
    broken = [exercise(outcomes=[outcome(Verdict.GRADER_ERROR, message=why)])]
    many = [report(*broken, student=f"s{place:03}") for place in range(14)]
    text = screen_of(many)

    assert f"! s000 and 13 more  softmax  {why}" in text
    assert text.count("NameError") == 1
    assert "in the suite; then `autograder grade" in text


def test_summary_names_what_is_often_wrong():
    """Share and commonest message; numbers in messages do not split the count."""
    other = [outcome(Verdict.WRONG, message="all entries are wrong, by up to 7% off")]
    graded = [scored(0), report(exercise("softmax", 10, other)), scored(10), scored(10)]

    text = screen_of(graded)

    assert "often wrong  softmax   50%  mostly: all entries are wrong… (2)" in text


def test_summary_says_so_when_nothing_is_new():
    """Skipping is never silent."""
    text = screen_of([scored(4)], unchanged=1)

    assert "graded         0" in text
    assert "`--force` grades unchanged submissions again" in text


def test_summary_of_nothing_is_short():
    """No submissions, no averages."""
    assert "mean" not in screen_of([])


def test_summary_ends_with_where_things_are():
    """What was written is named."""
    text = screen_of([scored(4)], places=["reports/softmax/", "gradebook.db"])

    assert text.endswith("reports/softmax/  gradebook.db")


def test_report_shows_each_exercise_with_sign_and_word():
    """Signs carry the meaning, words repeat it, failures come with their rubric."""
    text = report_screen.report_screen(MIXED).plain

    assert text.splitlines()[0] == "Cross-entropy · s014 · 16.5 / 37.5 +1.5 extra"
    assert "  ✓ plot_ratio                       2.5 / 2.5   2 tests" in text
    assert "      ✗ wrong: Logits of ±10000 give finite probabilities." in text
    assert "        the result contains nan" in text
    assert "      – 3 tests not run: needs “The gradient agrees" in text
    assert (
        "  – why_zero_log_zero                  – / 2.5   a person will read this"
        in text
    )
    assert "  ! the file `Untitled3.ipynb` was graded" in text


def test_report_aligns_the_probe():
    """Yours and expected stand under each other."""
    rows = report_screen.report_screen(MIXED).plain.splitlines()
    yours = next(row for row in rows if "yours" in row)
    expected = next(row for row in rows if "expected  " in row)

    assert yours.index("0.8789") == expected.index("0.8789")


def test_report_tells_our_fault_to_the_ta():
    """The reason is shown here, and that nothing was deducted."""
    text = report_screen.report_screen(NOT_GRADED).plain

    assert "15 / 18 (not final)" in text
    assert "We could not grade this; nothing was deducted." in text
    assert "our fault: the worker did not start: no memory left" in text


def test_report_says_why_a_file_was_not_read():
    """An unreadable file has its reason."""
    assert "it ends too early" in report_screen.report_screen(UNREADABLE).plain


@pytest.mark.parametrize("name", SAMPLES)
def test_no_control_character_reaches_a_screen(name):
    """Whatever a student chose, a terminal has nothing to obey."""
    one = SAMPLES[name]
    shown = report_screen.report_screen(one).plain + screen_of([one], places=[HOSTILE])

    assert all(char.isprintable() or char == "\n" for char in shown)


def test_markup_of_a_student_is_not_obeyed():
    """Square brackets are text."""
    text = report_screen.report_screen(
        report(exercise(), student="[red]s1[/red]")
    ).plain

    assert "[red]s1[/red]" in text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_signs_become_words_without_utf8(encoding):
    """Every screen can be encoded for a terminal that has no UTF-8."""
    text = fit_encoding(report_screen.report_screen(MIXED).text, encoding).plain

    assert "  FAIL softmax" in text
    assert "  ok   one_hot" in text
    assert "  skip predict" in text
    assert "  note the file" in text
    assert text.encode(encoding)


def test_utf8_text_stays_as_it_is():
    """A terminal with UTF-8 gets the very same text."""
    text = report_screen.report_screen(MIXED).text

    assert text is fit_encoding(text, "utf-8")


def test_columns_count_wide_characters_twice():
    """Names in any script line up."""
    rows = align_columns([("日本", "x"), ("abcd", "y")])

    assert rows == ["日本  x", "abcd  y"]


def test_show_prints_without_colour_into_a_pipe(capsys):
    """No escape sequence and no wrapping reaches a file."""
    output_streams.print_screen(report_screen.report_screen(HOSTILE_REPORT))
    printed = capsys.readouterr().out

    assert "\x1b" not in printed
    assert report_screen.report_screen(HOSTILE_REPORT).plain + "\n" == printed


def test_colour_is_off_when_no_color_is_set(monkeypatch):
    """NO_COLOR is honoured on a terminal too."""
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system="standard")
    console.print(report_screen.report_screen(MIXED).text, soft_wrap=True)

    assert "\x1b[31m" not in stream.getvalue()
    assert "✗" in stream.getvalue()


def test_json_is_reports_and_nothing_else():
    """What `--json` prints reads back as the same Reports."""
    reports = [ALL_RIGHT, HOSTILE_REPORT]

    read = json.loads(output_streams.reports_json(reports))

    assert reports == [Report.model_validate(one) for one in read]
    assert output_streams.reports_json(reports).isascii()


def test_show_prints_the_data_as_json(capsys):
    """A screen's data is printed in place of its text."""
    output_streams.print_screen(report_screen.report_screen(MIXED), as_json=True)

    assert Report.model_validate_json(capsys.readouterr().out) == MIXED


def row(**fields):
    """Give one row of `list`."""
    parts = {
        "name": "one_hot",
        "title": "One-hot",
        "due": "2025-10-14 23:59",
        "exercises": 13,
        "written": 4,
        "max_score": 32.5,
        "released": True,
        "submitted": 3,
        "graded": 3,
        "not_graded": 0,
    }
    return AssignmentOverview(**parts | fields)


def test_listing_has_a_line_for_each_assignment():
    """Released, handed in and graded, with a sign for what is left to do."""
    rows = [
        row(),
        row(name="losses", graded=1),
        row(name="training", graded=2, not_graded=1),
        row(name="gradients", released=False, due=""),
    ]

    lines = list_screen.assignments_screen(rows).plain.splitlines()

    assert lines[:3] == [
        "  ✓ one_hot    due 2025-10-14 23:59  13 exercises, 4 written, 32.5 points"
        "  3 of 3 submissions graded",
        "  – losses     due 2025-10-14 23:59  13 exercises, 4 written, 32.5 points"
        "  1 of 3 submissions graded",
        "  ! training   due 2025-10-14 23:59  13 exercises, 4 written, 32.5 points"
        "  2 of 3 submissions graded, 1 not graded: our fault",
    ]
    assert lines[3].startswith("  – gradients  no due date")
    assert lines[3].endswith("not released")


def test_listing_of_an_empty_course_says_so():
    """No assignments is a sentence, not an empty screen."""
    assert list_screen.assignments_screen([]).plain == "no assignment in source/ yet"


def test_doctor_shows_what_to_fix():
    """A fatal finding fails, another is a note, and each has its remedy."""
    findings = [
        MachineFinding(name="python 3.11", ok=True),
        MachineFinding(
            name="namespaces", ok=False, detail="denied", remedy="x", fatal=True
        ),
        MachineFinding(name="alembic", ok=False, remedy="source it"),
    ]

    assert list_screen.findings_screen(findings).plain.splitlines() == [
        "  ✓ python 3.11",
        "  ✗ namespaces: denied",
        "    fix: x",
        "  ! alembic",
        "    fix: source it",
        "",
        "this machine cannot grade: 1 problem to fix",
    ]


def test_doctor_is_content_when_nothing_is_fatal():
    """The last line answers the question."""
    text = list_screen.findings_screen(
        [MachineFinding(name="python 3.11", ok=True)]
    ).plain

    assert text.endswith("this machine can grade")


@pytest.mark.parametrize(
    "changed, check, shown",
    [
        (False, False, "  ✓ one_hot  up to date"),
        (True, False, "  ✓ one_hot  written\n      source/x"),
        (
            True,
            True,
            "  ✗ one_hot  out of date\n      source/x\n\n"
            "hint: `autograder release` writes them",
        ),
    ],
)
def test_releases_tell_what_was_written(changed, check, shown):
    """Only files that differ are named."""
    result = ReleaseResult(
        name="one_hot",
        source=Path("source/x"),
        release=Path("assignments/x"),
        source_changed=changed,
        release_changed=False,
    )

    assert shown == list_screen.releases_screen([result], check=check).plain


def test_progress_is_drawn_on_a_terminal_only():
    """A log file holds no bar."""
    pipe = Console(file=io.StringIO())
    terminal = Console(file=io.StringIO(), force_terminal=True)
    for console in (pipe, terminal):
        with progress_bar("grading", 2, console=console) as advance:
            advance("s001")
            advance("s002")

    assert pipe.file.getvalue() == ""
    assert "2/2" in terminal.file.getvalue()


def test_a_line_shows_control_characters():
    """The one way to a screen leaves nothing to obey."""
    assert screen_line("a\x1b[2Jb").plain == "a\\x1b[2Jb"
