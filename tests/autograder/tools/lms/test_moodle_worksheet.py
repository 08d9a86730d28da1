"""Moodle's grading worksheet: the one place where it says when work came in."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.cli.screens.collect_screen import collection_screen
from autograder.common.errors import UserError
from autograder.submissions import attempts
from autograder.tools.lms import collect, moodle_worksheet
from autograder.tools.lms.download_layouts import Layout
from tests import downloads
from tests.autograder.tools.lms.test_collect import at, course

__all__ = ["course"]

ZONE = ZoneInfo("Asia/Singapore")
HEAD = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be "
    "changed,Last modified (submission),Last modified (grade),Feedback comments\n"
)


def row(number, when, status="Submitted for grading - ", name="Jane Doe"):
    """Give one participant's row as Moodle writes it."""
    return f'Participant {number},{name},,{status},,10.00,Yes,"{when}",-,\n'


SHEET = (
    "\ufeff"
    + HEAD
    + row(31001, "Sunday, 1 March 2026, 11:30 PM")
    + row(
        31002, "Monday, 2 March 2026, 12:05 AM", "Submitted for grading - 6 mins late"
    )
    + row(31003, "-", "No submission - ")
)


@pytest.mark.parametrize(
    "told",
    [
        "Sunday, 1 March 2026, 11:30 PM",
        "Sunday, 01 March 2026, 11:30 PM",
        "Sunday, March 1, 2026, 11:30 PM",
        "Sunday, 1 March 2026, 11:30\u202fPM",
        "Sunday, 1 March 2026, 23:30",
    ],
)
def test_date_is_read_as_english_moodles_write_it(told):
    """On the clocks of the course, whatever stands before PM."""
    found = moodle_worksheet.read_worksheet(HEAD + row(7, told), ZONE)

    assert found == {"7": datetime(2026, 3, 1, 15, 30, tzinfo=UTC)}


@pytest.mark.parametrize(
    "told",
    [
        "01.03.2026 23:30",
        "1.3.26 23:30:00",
        "01.03.2026, 23:30",
        "2026-03-01 23:30",
        "2026/3/1 11:30 PM",
        "1-Mar-26 11:30 p.m.",
    ],
)
def test_date_that_a_spreadsheet_rewrote_is_read_where_it_is_one_day(told):
    """With dots the day stands first, and a year of four digits is a year."""
    found = moodle_worksheet.read_worksheet(HEAD + row(7, told), ZONE)

    assert found == {"7": datetime(2026, 3, 1, 15, 30, tzinfo=UTC)}


def test_day_above_twelve_is_no_month():
    """France and America then mean the same."""
    found = moodle_worksheet.read_worksheet(
        HEAD + row(7, "13/03/2026 10:00") + row(8, "3/13/2026 10:00"), ZONE
    )

    assert found["7"] == found["8"] == datetime(2026, 3, 13, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "told, why",
    [
        ("01/03/2026 23:30", "may be two days"),
        ("26/11/06 23:30", "may be two days"),
        ("########", "too narrow"),
        ("46082.97917", "its own number"),
        ("01.03.2026", "dropped the time of day"),
    ],
)
def test_date_that_a_spreadsheet_spoilt_is_refused_by_that_name(told, why):
    """Another language of Moodle would not help."""
    with pytest.raises(UserError) as caught:
        moodle_worksheet.read_worksheet(HEAD + row(7, told), ZONE, "grades.csv")

    assert str(caught.value).startswith("`grades.csv`, line 2: ")
    assert why in str(caught.value)
    assert "without opening it in a spreadsheet" in caught.value.hint


def test_columns_that_are_there_are_named():
    """So one sees at once which file, or which language, it is."""
    with pytest.raises(UserError, match="it has: `ID`, `Zuletzt geändert"):
        moodle_worksheet.read_worksheet("ID;Zuletzt geändert (Abgabe)\n", ZONE)


def test_who_handed_in_nothing_has_no_time():
    """A dash is no date."""
    assert list(moodle_worksheet.read_worksheet(SHEET, ZONE)) == ["31001", "31002"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "line 1: no column `Identifier`"),
        ("Identifier,Status\n", "line 1: no column `Last modified (submission)`"),
        (
            "Identifikation,Zuletzt geändert (Abgabe)\n",
            "no grading worksheet of Moodle",
        ),
        (HEAD + row(1, "Sonntag, 1. März 2026, 23:30"), "line 2: no date as expected"),
        (HEAD + row("x", "-"), "line 2: no number of a participant in `Participant x`"),
        (HEAD + 'Participant 1,"never closed\n', "line 2: "),
    ],
)
def test_what_is_no_worksheet_is_refused_with_its_line(text, said):
    """Nobody is late, or in time, by a date that was guessed."""
    with pytest.raises(UserError) as caught:
        moodle_worksheet.read_worksheet(text, ZONE, "grades.csv")

    assert said in str(caught.value)
    assert str(caught.value).startswith("`grades.csv`, line ")


def test_hint_says_where_to_get_one_in_english():
    """The language is the one thing that people can do something about."""
    with pytest.raises(UserError) as caught:
        moodle_worksheet.read_worksheet("Identifikation\n", ZONE)

    assert "Preferred language, English" in caught.value.hint


# ------------------------------------------------------------------ collected with it


@pytest.fixture
def run(course, tmp_path):
    """Collect what Moodle gives, with a worksheet of this text."""

    def run_it(sheet, encoding="utf-8"):
        zip_ = downloads.write(tmp_path / "d", downloads.zip_of(downloads.MOODLE))
        path = tmp_path / "d" / "grades.csv"
        path.write_text(sheet, encoding=encoding)
        return collect.collect_download(course, zip_, worksheet=path)

    return run_it


def test_moodle_work_is_late_when_the_worksheet_says_so(course, run):
    """By name and number the same submission; who is not in it is told."""
    done = run(SHEET)

    assert done.late == ["s002"]
    assert at(course, "s001") == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    assert at(course, "s002") == datetime(2026, 3, 1, 16, 5, tzinfo=UTC)
    assert done.guessed == {Layout.MOODLE, Layout.CANVAS}
    assert (
        "! times: those of Moodle's grading worksheet" in collection_screen(done).plain
    )
    assert "1 submission not in it: taken for in time" in collection_screen(done).plain


@pytest.mark.parametrize(
    "sheet, encoding",
    [
        (SHEET.removeprefix("\ufeff").replace("Jane", "Zoë"), "cp1252"),
        (SHEET.removeprefix("\ufeff"), "utf-16"),
    ],
)
def test_worksheet_is_read_as_excel_saves_it(run, sheet, encoding):
    """A name in a code page hurts nobody: numbers and dates are plain."""
    assert run(sheet, encoding).late == ["s002"]


def test_worksheet_that_comes_later_mends_the_time(course, run, tmp_path):
    """What was taken for in time without it is late with it, and is one attempt."""
    zip_ = downloads.write(tmp_path / "first", downloads.zip_of(downloads.MOODLE))
    first = collect.collect_download(course, zip_)
    done = run(SHEET)
    again = collect.collect_download(course, zip_)

    assert (first.late, done.late, again.late) == ([], ["s002"], ["s002"])
    assert done.unchanged == ["s001", "s002", "s003"]
    assert at(course, "s001") == datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    assert len(attempts.AttemptStore(course, "s002").attempts) == 1


def test_nothing_is_guessed_when_everybody_is_in_the_worksheet(run):
    """Then the times are Moodle's own."""
    done = run(SHEET + row(31003, "Monday, 9 March 2026, 11:00 PM", name="Zoë"))

    assert done.guessed == {Layout.CANVAS}
    assert (
        "  times: those of Moodle's grading worksheet" in collection_screen(done).plain
    )
    assert "not in it" not in collection_screen(done).plain


def test_worksheet_that_cannot_be_read_is_told(course, tmp_path):
    """Before anything is collected."""
    zip_ = downloads.write(tmp_path / "d", downloads.zip_of(downloads.MOODLE))
    with pytest.raises(UserError, match="cannot be read"):
        collect.collect_download(course, zip_, worksheet=tmp_path / "none.csv")

    assert not course.course.submitted.exists()
