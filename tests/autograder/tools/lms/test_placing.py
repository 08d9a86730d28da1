"""What a person places by hand is no later than it came."""

import os
from datetime import UTC, datetime

import pytest

from autograder.cli.screens.collect_screen import collection_screen
from autograder.common.errors import UserError
from autograder.submissions import arrival_times, attempts, intake
from autograder.tools.lms import collect
from tests import downloads
from tests.autograder.tools.lms.test_collect import at, course
from tests.downloads import answer, zip_of

__all__ = ["course"]

DUE = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
NOW = datetime(2026, 4, 1, tzinfo=UTC)
STRANGE = "Bobby Berg_31002_assignsubmission_file"
EARLY = "2026-02-27 10:00"


def download(folder, files, **fields):
    """Write a zip of these files."""
    return downloads.write(folder, zip_of(files, **fields))


@pytest.fixture
def mailed(tmp_path):
    """Give a notebook that came by mail and was saved just now."""
    path = tmp_path / "mail" / "sums final.ipynb"
    path.parent.mkdir()
    path.write_bytes(answer("mailed"))
    return path


def submitted(assignment, student):
    """Copy a notebook into `submitted/` by hand; it is new, as any copy is."""
    folder = assignment.course.submitted / student / assignment.name
    folder.mkdir(parents=True)

    def copy(data):
        (folder / "sums.ipynb").write_bytes(data)
        return intake.read_submission(assignment, student)

    return copy


def test_copy_of_what_a_download_had_is_as_late_as_it_was(course, tmp_path):
    """Moodle says nothing: in time, as for those whom collect placed."""
    files = {f"{STRANGE}/sums.ipynb": answer("bob")}
    done = collect.collect_download(course, download(tmp_path, files))
    work = submitted(course, "s002")(answer("bob"))

    assert done.left_out == [(STRANGE, "no `Bobby Berg` on the roster")]
    assert work.submitted_at == "2026-03-01T15:59:00+00:00"
    assert work.notes == ()


@pytest.mark.parametrize(
    "name, came",
    [
        ("bergbobby_7002_9001_sums.ipynb", "2026-03-01T15:59:00+00:00"),
        ("bergbobby_LATE_7002_9001_sums.ipynb", "2026-03-05T04:00:00+00:00"),
        ("ps1_nobody_attempt_2026-03-02-10-00-00_x.ipynb", "2026-03-02T02:00:00+00:00"),
        ("LATE_anon_5_9001_sums.ipynb", "2026-03-05T04:00:00+00:00"),
        ("found somewhere.ipynb", "2026-03-01T15:59:00+00:00"),
    ],
)
def test_copy_has_the_time_that_its_system_says(course, tmp_path, name, came):
    """Late where that is said, at the moment that is said, else in time."""
    collect.collect_download(course, download(tmp_path, {name: answer("bob")}))

    assert submitted(course, "s002")(answer("bob")).submitted_at == came


def test_groups_other_member_gets_the_time_of_the_one_who_was_placed(course, tmp_path):
    """Moodle and Canvas name one of them: the others are placed by hand."""
    files = {"doejane_LATE_7001_9001_sums.ipynb": answer("both")}
    collect.collect_download(course, download(tmp_path, files))
    work = submitted(course, "s002")(answer("both"))

    assert work.submitted_at == "2026-03-05T04:00:00+00:00"


def test_changed_file_has_no_claim_to_the_time_of_another(course, tmp_path):
    """By content: one sign more is other work, and its time is not known."""
    files = {f"{STRANGE}/sums.ipynb": answer("bob")}
    collect.collect_download(
        course, download(tmp_path, files, when=(2026, 2, 27, 10, 0, 0))
    )
    work = submitted(course, "s002")(answer("bob, and more"))

    assert work.submitted_at == "2026-03-01T15:59:00+00:00"
    assert work.notes == (intake.UNDATED_NOTE,)


def test_file_without_a_record_is_in_time_and_told(course):
    """Whoever copies a file makes it new: that costs nobody points."""
    work = submitted(course, "s002")(answer("bob"))

    assert work.submitted_at == "2026-03-01T15:59:00+00:00"
    assert work.notes == (intake.UNDATED_NOTE,)


def test_file_dated_before_it_was_due_keeps_its_time(course):
    """Then it changes nothing, and a course without collect shows when."""
    copy = submitted(course, "s002")
    copy(answer("bob"))
    path = course.course.submitted / "s002" / course.name / "sums.ipynb"
    os.utime(path, (DUE.timestamp() - 60, DUE.timestamp() - 60))
    work = intake.read_submission(course, "s002")

    assert (work.submitted_at, work.notes) == ("2026-03-01T15:58:00+00:00", ())


def test_what_lay_there_stays_in_time_when_the_next_download_is_collected(
    course, tmp_path
):
    """It becomes an attempt, with the time that it was graded with."""
    submitted(course, "s001")(answer("by hand"))
    files = {"Jane Doe_1_assignsubmission_file/sums.ipynb": answer("earlier")}
    when = (2026, 2, 27, 10, 0, 0)
    done = collect.collect_download(course, download(tmp_path, files, when=when))

    assert done.late == []
    assert at(course, "s001") == DUE


# ------------------------------------------------------------------ collect --student


def test_person_says_whose_a_file_is_and_when_it_came(course, mailed):
    """A notebook, by any spelling of the id, on the course's clocks."""
    done = collect.place_submission(course, mailed, "S002", at="2026-03-02 09:30")

    assert done.new == done.late == ["s002"]
    assert at(course, "s002") == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert intake.read_submission(course, "s002").files == {
        "sums final.ipynb": answer("mailed")
    }
    assert "of s002, in since 2026-03-02 09:30" in collection_screen(done).plain


def test_person_is_asked_when_nothing_says_it(course, mailed):
    """The file's own time is that of saving it."""
    with pytest.raises(UserError, match="when did `sums final") as caught:
        collect.place_submission(course, mailed, "s002")

    assert "--at" in caught.value.hint
    assert not course.course.submitted.exists()


def test_person_is_not_asked_when_a_download_said_it(course, tmp_path):
    """From the folder of the unpacked zip, or the notebook in it."""
    files = {f"{STRANGE}/sums.ipynb": answer("bob")}
    collect.collect_download(course, download(tmp_path, files))
    folder = tmp_path / STRANGE
    folder.mkdir()
    (folder / "sums.ipynb").write_bytes(answer("bob"))
    done = collect.place_submission(course, folder, "s002")

    assert (done.new, done.late) == (["s002"], [])
    assert at(course, "s002") == DUE
    assert collect.place_submission(
        course, folder / "sums.ipynb", "s002"
    ).unchanged == ["s002"]


def test_zip_with_one_folder_is_taken_without_it(course, tmp_path):
    """As a student packs it."""
    path = download(tmp_path, {"my work/sums.ipynb": answer(), "my work/a.png": b"x"})
    collect.place_submission(course, path, "s002", at=EARLY)

    assert sorted(intake.read_submission(course, "s002").files) == ["sums.ipynb"]
    kept = attempts.latest_attempt(course, "s002")
    assert (sorted(kept.files), kept.source) == (
        ["a.png", "sums.ipynb"],
        "a person, by hand",
    )


def test_whole_download_is_not_one_students(course, tmp_path):
    """A slip would give one student everybody's work."""
    path = download(tmp_path, downloads.CANVAS)
    with pytest.raises(UserError, match=r"holds \d submissions, not one student's"):
        collect.place_submission(course, path, "s002", at=EARLY)


@pytest.mark.parametrize(
    "slip, said",
    [
        ({"student": "s00x"}, "no `s00x` on the roster"),
        ({"at": "yesterday"}, "`yesterday` is no date"),
        ({"path": "none.ipynb"}, "cannot be read"),
    ],
)
def test_slip_in_the_command_is_told(course, mailed, slip, said):
    """Nothing is placed then."""
    asked = {"path": mailed, "student": "s002", "at": EARLY, **slip}
    with pytest.raises(UserError, match=said):
        collect.place_submission(course, mailed.parent / asked.pop("path"), **asked)

    assert not course.course.submitted.exists()


def test_person_corrects_the_time_of_what_lies_there(course):
    """The same file, said again with another time: one attempt."""
    submitted(course, "s002")(answer("bob"))
    path = course.course.submitted / "s002" / course.name / "sums.ipynb"
    done = collect.place_submission(course, path, "s002", at="2026-03-03 12:00")
    again = collect.place_submission(course, path, "s002", at=EARLY)

    assert (done.late, again.late) == (["s002"], [])
    assert at(course, "s002") == datetime(2026, 2, 27, 2, tzinfo=UTC)
    assert len(attempts.AttemptStore(course, "s002").attempts) == 1


def test_placed_file_counts_before_an_undated_one_that_lay_there(course, mailed):
    """A better file by mail, earlier than the due date."""
    submitted(course, "s002")(answer("undated"))
    done = collect.place_submission(course, mailed, "s002", at=EARLY)

    assert done.replaced == ["s002"]
    assert list(intake.read_submission(course, "s002").files) == ["sums final.ipynb"]
    assert len(attempts.AttemptStore(course, "s002").attempts) == 2


def test_files_own_times_count_when_a_person_says_so(course):
    """`collect NAME submitted/`: for courses whose students copy their files there."""
    submitted(course, "s002")(answer("bob"))
    collect.collect_download(course, course.course.submitted)
    came = datetime.fromisoformat(intake.read_submission(course, "s002").submitted_at)

    assert came > DUE


def test_time_of_a_download_is_what_is_said_most_surely(course):
    """A worksheet that comes later is surer; of guesses the earliest counts."""
    seen = [datetime(2026, 3, day, tzinfo=UTC) for day in (5, 4, 3, 6)]
    notes = [arrival_times.DownloadNote(seen=one, is_dated=False) for one in seen[:2]]
    notes.append(arrival_times.DownloadNote(seen=seen[3], at=seen[2]))
    for one in (*notes, notes[0]):
        arrival_times.record_download_notes(course.course, course.name, {"x": one})

    assert arrival_times.read_download_notes(course.course, course.name) == {
        "x": notes[2]
    }


def test_command_places_and_refuses(run, course, mailed):
    """`autograder collect NAME FILE --student ID --at TIME`."""
    root = ("--course-dir", course.course.root)
    placed = run("collect", "sums", mailed, "--student", "s002", "--at", EARLY, *root)
    alone = run("collect", "sums", mailed, "--at", EARLY, *root)
    unsaid = run("collect", "sums", mailed, "--student", "s001", *root)

    assert placed[0] == 0
    assert (alone[0], unsaid[0]) == (2, 2)
    assert "--student ID says whose it is" in alone[2]
    assert "when did" in unsaid[2]
