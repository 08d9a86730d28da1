"""What real downloads hold, and what becomes of it: the table in docs/collect.md."""

from datetime import UTC, datetime

import pytest

from autograder.submissions import arrival_times
from autograder.tools.lms import collect
from autograder.tools.lms.collection_result import CLOCKS, CollectionResult
from autograder.tools.lms.download_layouts import Layout
from tests import downloads
from tests.downloads import answer


def at(assignment, student):
    return arrival_times.read_arrival(assignment.course, assignment.name, student).at


# ------------------------------------------------------------------ Brightspace


BRIGHTSPACE = {
    "index.html": b"<html>who handed in what</html>",
    "101-9 - Jane Doe - Feb 27, 2026 1159 PM/sums.ipynb": answer("jane"),
    "101-9 - Jane Doe - Feb 27, 2026 1159 PM/index.html": b"hers",
    "102-9 - Bob van der Berg- Feb 28, 2026 905 AM/sums.ipynb": answer("bob"),
    "103-9 - Zoë Müller-Núñez - 1 March, 2026 1204 AM/sums.ipynb": answer("zoe"),
    "104-9 - Ann Lee - Feb 27, 2026 1159 PM/sums.ipynb": answer("which ann"),
}


def test_brightspace_folders_go_to_the_students_of_their_names(
    rostered, collected, handed_in
):
    """Times are in the names, on the course's clocks; the list on top is no work."""
    done = collected(BRIGHTSPACE)

    assert done.new == ["s001", "s002", "s003"]
    assert done.layouts == {Layout.BRIGHTSPACE: 4}
    assert set(handed_in("s001")) == {"sums.ipynb", "index.html"}
    assert at(rostered, "s001") == datetime(2026, 2, 27, 15, 59, tzinfo=UTC)
    assert at(rostered, "s002") == datetime(2026, 2, 28, 1, 5, tzinfo=UTC)
    assert at(rostered, "s003") == datetime(2026, 2, 28, 16, 4, tzinfo=UTC)
    assert "may be any of s004, s005" in done.left_out[0][1]


def test_brightspace_flat_files_are_read_up_to_the_date(collected, handed_in):
    """What stands behind it is the student's own name for the file."""
    front = "101-9 - Jane Doe - Feb 27, 2026 1159 PM - "
    collected(
        {
            f"{front}sums.ipynb": answer("jane"),
            f"{front}x - Feb 1, 2026 100 AM - data.csv": b"1",
        }
    )

    assert set(handed_in("s001")) == {"sums.ipynb", "x - Feb 1, 2026 100 AM - data.csv"}


def test_brightspace_attempts_of_one_student_are_told_by_their_times(
    rostered, collected, handed_in
):
    """A download may hold all of them: the latest counts."""
    done = collected(
        {
            f"101-9 - Jane Doe - Feb {day}, 2026 {hour} PM/sums.ipynb": answer(hour)
            for day, hour in ((27, "1200"), (26, "1159"))
        }
    )

    assert (done.new, done.older) == (["s001"], ["s001"])
    assert handed_in("s001") == {"sums.ipynb": answer("1200")}
    assert at(rostered, "s001") == datetime(2026, 2, 27, 4, tzinfo=UTC)


def test_brightspace_namesakes_are_nobodys_where_the_roster_has_one(collected):
    """Their numbers differ."""
    done = collected(
        {
            f"{number}-9 - Jane Doe - Feb 27, 2026 1159 PM/s.ipynb": answer(number)
            for number in ("101", "105")
        }
    )

    assert done.new == []
    assert "another of this name" in done.left_out[0][1]


@pytest.mark.parametrize(
    "date", ["27 févr. 2026 2359", "27. Februar 2026 2359", "2026-02-27 2359"]
)
def test_brightspace_date_in_another_language_is_told_with_what_to_do(collected, date):
    """A wrong time would be somebody's lateness."""
    done = collected({f"101-9 - Jane Doe - {date}/sums.ipynb": answer()})

    assert done.new == []
    assert "set Brightspace to English" in done.left_out[0][1]


def test_brightspace_group_is_told_by_its_name(collected):
    """Nobody on the roster is called so."""
    done = collected({"7-9 - Group 1 - Feb 27, 2026 1159 PM/sums.ipynb": answer()})

    assert done.left_out[0][1] == "no `Group 1` on the roster"


# ------------------------------------------------------------------ Moodle


@pytest.mark.parametrize(
    "who",
    ["Participant", "Team A-Participant", "Teilnehmerin", "Participant 7"],
)
def test_moodle_that_hid_the_names_is_told_as_that(collected, who):
    """Anonymous submissions, in English and other languages."""
    done = collected(
        {
            f"{who}_31001_assignsubmission_file/sums.ipynb": answer(),
            f"{who}_31002_assignsubmission_file_sums.ipynb": answer(),
        }
    )

    assert len(done.left_out) == 2
    assert all("reveal student identities" in why for _, why in done.left_out)


def test_moodle_that_calls_all_the_same_hid_the_names_in_any_language(collected):
    """Two may share a name; three who are all that handed in do not."""
    names = [f"Deelnemer_3100{number}_assignsubmission_file/" for number in range(3)]
    done = collected({f"{name}sums.ipynb": answer() for name in names})
    two = collected({f"{name}sums.ipynb": answer() for name in names[:2]})

    assert all("reveal student identities" in why for _, why in done.left_out)
    assert all("no `Deelnemer`" in why for _, why in two.left_out)


@pytest.mark.parametrize(
    "who", ["Team A-Jane Doe", "Default team-Jane Doe", "Bob van der Berg-Jane Doe"]
)
def test_moodle_member_of_a_group_is_found_behind_its_name(collected, who):
    """Moodle gives each member a folder, the group's name in front."""
    done = collected({f"{who}_31001_assignsubmission_file/sums.ipynb": answer()})

    assert done.new == ["s001"]


def test_moodle_group_that_makes_another_name_of_a_members_is_nobodys(
    rostered, collected
):
    """Students may choose what their group is called."""
    more = "s007,Lee Jane Doe,l@example.org,\n"
    (rostered.course.root / "roster.csv").write_text(downloads.ROSTER + more)
    done = collected({"Lee-Jane Doe_31001_assignsubmission_file/s.ipynb": answer()})

    assert done.new == []
    assert "may be any of s001, s007" in done.left_out[0][1]


@pytest.mark.parametrize(
    "name",
    [
        "Jane Doe_31001_assignsubmission_onlinetext/onlinetext.html",
        "Jane Doe_31001_assignsubmission_onlinetext_/onlinetext.html",
        "Jane Doe_31001_assignsubmission_onlinetext_onlinetext.html",
    ],
)
def test_moodle_text_alone_is_kept_and_told(collected, handed_in, name):
    """There is no notebook in it; it may be all that somebody wrote."""
    done = collected({name: b"<p>my answer</p>"})

    assert handed_in("s001") == {"onlinetext.html": b"<p>my answer</p>"}
    assert done.notes[0][1] == "typed text, no file"


# ------------------------------------------------------------------ Canvas


@pytest.mark.parametrize("late", ["", "_LATE"])
@pytest.mark.parametrize("what", ["link", "text"])
def test_canvas_link_or_text_is_told_with_who_handed_it_in(collected, late, what):
    """Name and number are in the path; what is missing is a file."""
    done = collected(
        {f"doejane{late}_7001_{what}.html": b"<a>", **downloads.CANVAS}
        if not late
        else {f"doejane_LATE_7001_{what}.html": b"<a>"}
    )

    said = {"link": "a link, no file", "text": "typed text, no file"}[what]
    assert done.left_out == [
        (f"doejane{late}_7001_{what}.html", f"Jane Doe handed in {said}")
    ]


def test_canvas_link_of_somebody_unknown_is_told_by_the_name_in_it(collected):
    """Whoever it is did hand in a link."""
    done = collected({"nobody_9_link.html": b"<a>"})

    assert done.left_out == [("nobody_9_link.html", "nobody handed in a link, no file")]


def test_canvas_file_called_as_a_link_is_a_file(collected, handed_in):
    """Its own number stands before what the student called it."""
    collected({"doejane_7001_9001_link.html": b"mine"})

    assert handed_in("s001") == {"link.html": b"mine"}


def test_canvas_name_that_ends_in_a_number_is_not_taken_for_a_number(collected):
    """`Lee_404` handed in a link: 404 is somebody else's number."""
    done = collected({"lee_404_505_link.html": b"<a>"})

    assert done.new == []


# ------------------------------------------------------------------ Blackboard


def test_blackboard_text_alone_is_kept_and_told(collected, handed_in):
    """Its `.txt` holds what was typed, and who and when."""
    done = collected({"HW_s001_attempt_2026-02-01-10-00-00.txt": b"Name: Jane"})

    assert handed_in("s001") == {"submission.txt": b"Name: Jane"}
    assert done.notes[0][1] == "typed text, no file"


# ------------------------------------------------------------------ a course


def test_course_directory_gives_what_was_submitted_alone(rostered, tmp_path):
    """`source/sums` and `autograded/s001/sums` are nobody's submissions."""
    for folder in ("submitted/s001/sums", "source/sums", "autograded/s002/sums"):
        downloads.write(tmp_path / "old" / folder, answer(folder), "sums.ipynb")
    done = collect.collect_download(rostered, tmp_path / "old")

    assert done.new == ["s001"]
    assert sorted(what for what, _ in done.left_out) == [
        "autograded/s002/sums/sums.ipynb",
        "source/sums/sums.ipynb",
    ]


def test_exchange_is_found_whichever_of_its_folders_is_given(rostered, tmp_path):
    """Beside `inbound/` lies what was released."""
    folder = tmp_path / "exchange/course"
    downloads.write(folder / "outbound/sums", answer("released"), "sums.ipynb")
    name = "s001+sums+2026-02-27 10:00:00 UTC"
    downloads.write(folder / "inbound" / name, answer("jane"), "sums.ipynb")

    assert collect.collect_download(rostered, folder).new == ["s001"]
    assert collect.collect_download(rostered, folder.parent).unchanged == ["s001"]


def test_sections_beside_each_other_are_one_download(collected):
    """Each is as the system wrote it, at one depth."""
    done = collected(
        {f"section 1/{name}": it for name, it in downloads.CANVAS.items()}
        | {"section 2/leeann_505_9_sums.ipynb": answer("ann of five")}
    )

    assert done.new == ["s001", "s002", "s003", "s004", "s005"]


def test_exports_of_gradescope_beside_each_other_have_their_own_metadata(collected):
    """Both call a submission by the same number."""
    who = "submission_1:\n  :submitters:\n  - :sid: {}\n"
    done = collected(
        {
            f"{export}/{name}": data
            for export, student in (("one", "s001"), ("two", "s002"))
            for name, data in (
                ("submission_metadata.yml", who.format(student).encode()),
                ("submission_1/sums.ipynb", answer(student)),
            )
        }
    )

    assert done.new == ["s001", "s002"]


@pytest.mark.parametrize("layout", list(Layout))
def test_the_screen_can_say_which_times_were_taken(layout):
    """Of every layout."""
    done = CollectionResult("sums", layouts={layout: 1})

    assert done.clocks[0] == CLOCKS[layout]
