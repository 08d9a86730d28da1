"""Reports, added up."""

from autograder.cli.screens import summary_screen
from tests.sample_reports import ALL_RIGHT, MIXED, NOT_GRADED, UNREADABLE, summed

REPORTS = [ALL_RIGHT, MIXED, NOT_GRADED, UNREADABLE]


def test_reports_add_up_to_the_same_in_any_order():
    """Where and in which order submissions were graded does not show."""
    whole, backwards = summed(*REPORTS), summed(*reversed(REPORTS))

    assert len(backwards) == len(REPORTS)
    assert (
        summary_screen.summary_screen(backwards).plain
        == summary_screen.summary_screen(whole).plain
    )


def test_who_has_no_submission_any_more_is_named():
    """A Report without a submission is told, and a long list is cut."""
    tally = summed(*REPORTS)
    tally.gone = [f"s{number}" for number in range(7)]
    text = summary_screen.summary_screen(tally).plain

    assert "gone           7   graded before, no submission now: s0, s1" in text
    assert "s4 and 2 more" in text


def test_who_could_not_be_read_is_named_before_everything_else():
    """The first line says whose file it is and what to do, and somebody must look."""
    tally = summed(ALL_RIGHT, UNREADABLE)
    lines = summary_screen.summary_screen(tally).plain.splitlines()

    assert lines[0].split()[:2] == ["unreadable", "1"]
    assert UNREADABLE.unreadable in lines[1]
    assert "graded         1" in lines[2]
    assert tally.needs_a_person
    assert not summed(ALL_RIGHT).needs_a_person
