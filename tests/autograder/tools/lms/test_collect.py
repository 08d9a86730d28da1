"""What an LMS gives is placed by the roster; what cannot be is told."""

import io
import json
import os
import shutil
import stat
import struct
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.cli.screens.collect_screen import collection_screen
from autograder.common.digests import sha256_hex
from autograder.common.errors import UserError
from autograder.course.roster import parse_roster
from autograder.model import StudentCode
from autograder.submissions import arrival_times, attempts, intake
from autograder.submissions.safe_archive import (
    MAX_RATIO,
    ReadBudget,
    open_source,
    read_inner_zip,
    zip_files,
)
from autograder.tools.lms import collect, download_layouts
from autograder.tools.lms.download_layouts import Finder, Layout, Person
from autograder.tools.student import submit
from tests import downloads, minicourse
from tests.downloads import DOWNLOADED, answer, entry, zip_of


@pytest.fixture
def course(assignment):
    root = assignment.course.root
    (root / "roster.csv").write_text(downloads.ROSTER)
    (root / "course.yaml").write_text(
        "roster: roster.csv\ntimezone: Asia/Singapore\nextensions:\n  s003: 9 days\n"
    )
    return assignment


@pytest.fixture
def run(course, tmp_path):
    def run(files, name="submissions.zip", **more):
        data = files if isinstance(files, bytes) else zip_of(files, **more)
        path = downloads.write(tmp_path / "downloads", data, name)
        return collect.collect_download(course, path)

    return run


def handed_in(assignment, student):
    folder = assignment.course.submitted / student / assignment.name
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def at(assignment, student):
    return arrival_times.read_arrival(assignment.course, assignment.name, student).at


# ------------------------------------------------------------------ layouts


def test_canvas_files_go_to_the_students_of_their_names(course, run):
    """Family name first, accents, a lost umlaut: the roster knows them all."""
    done = run(downloads.CANVAS)

    assert done.new == ["s001", "s002", "s003", "s004"]
    assert done.left_out == []
    assert {"sums.ipynb": answer("jane")} == handed_in(course, "s001")


def test_canvas_number_of_an_attempt_is_not_part_of_the_name(course, run):
    """Canvas calls a second upload `sums-2.ipynb`; students need not hear of that."""
    run(downloads.CANVAS)

    assert list(handed_in(course, "s002")) == ["sums.ipynb"]
    assert list(handed_in(course, "s003")) == ["my_answer.ipynb"]


def test_canvas_work_on_time_does_not_look_late_when_it_is_downloaded_later(
    course, run
):
    """The zip's own times are after the due date; Canvas says who was late."""
    done = run(downloads.CANVAS)

    assert done.late == ["s002"]
    assert course.config.due == at(course, "s001")
    assert datetime(2026, 3, 5, 4, tzinfo=UTC) == at(course, "s002")
    assert "whether work was late" in collection_screen(done).plain


def test_canvas_late_work_is_late_even_if_the_clocks_disagree(course, run):
    """A server's clock that is behind does not undo what Canvas says."""
    done = run(downloads.CANVAS, when=(2026, 2, 1, 0, 0, 0))

    assert done.late == ["s002"]
    assert course.config.due < at(course, "s002")


@pytest.mark.parametrize(
    "when, late", [((2026, 3, 5, 0, 0, 0), []), ((2026, 3, 20, 0, 0, 0), ["s003"])]
)
def test_canvas_knows_nothing_of_an_extension_in_course_yaml(course, run, when, late):
    """Late for Canvas, and by the time in the zip within nine days more."""
    done = run({"mullernunezzoe_LATE_7003_9001_sums.ipynb": answer()}, when=when)

    assert (done.new, done.late) == (["s003"], late)
    assert course.config.due < at(course, "s003")


def test_canvas_without_names_is_left_out_with_what_to_do(run):
    """Anonymous grading hides whose work it is."""
    done = run({"anon_Ab1c2_9001_sums.ipynb": answer(), **downloads.CANVAS})

    assert [what for what, _ in done.left_out] == ["anon_Ab1c2_9001_sums.ipynb"]
    assert "anonymous grading" in done.left_out[0][1]


def test_moodle_folders_and_flat_files_are_placed_and_a_zip_in_one_is_opened(
    course, run
):
    """Both forms of Moodle's zip, and a student who handed in a zip."""
    done = run(downloads.MOODLE)

    assert sorted(done.new) == ["s001", "s002", "s003"]
    assert {
        "sums.ipynb": answer("jane"),
        "onlinetext.html": b"<p>hello</p>",
    } == handed_in(course, "s001")
    assert {"work/sums.ipynb": answer("bob"), "work/data.csv": b"1,2"} == handed_in(
        course, "s002"
    )
    assert {"sums.ipynb": answer("zoe")} == handed_in(course, "s003")


def test_moodle_times_after_the_due_date_make_nobody_late(course, run):
    """They are when the zip was made; Moodle alone knows who was late."""
    done = run(downloads.MOODLE)

    assert at(course, "s001") == course.config.due
    assert done.late == []
    assert "does not say when" in collection_screen(done).plain


def test_moodle_times_before_the_due_date_are_taken_on_the_courses_clocks(course, run):
    """Work that is in a zip was there when the zip was made."""
    run(downloads.MOODLE, when=(2026, 2, 5, 12, 0, 0))

    assert at(course, "s001") == datetime(2026, 2, 5, 4, tzinfo=UTC)


def test_an_extension_is_the_students_own_due_date(course, run):
    """Nine days more, from the first of March."""
    done = run({"s003+sums+2026-03-09 10:00:00 UTC/sums.ipynb": answer()})

    assert done.late == []


def test_work_within_the_grace_is_not_late(course, run):
    """As `grade` and `grades` say: the due date is 15:59 UTC."""
    rules = course.course.root / "course.yaml"
    rules.write_text("roster: roster.csv\nlate: {grace: 30 minutes}\n")
    files = {
        f"{student}+sums+2026-03-01 {time} UTC/sums.ipynb": answer(student)
        for student, time in (("s001", "16:29:00"), ("s002", "16:29:01"))
    }
    done = run(files)

    assert done.late == ["s002"]


def test_gradescope_metadata_says_who_and_when_and_groups_share(course, run):
    """By id, by address in any case; each of a group gets the work."""
    done = run(downloads.GRADESCOPE)

    assert sorted(done.new) == ["s001", "s002", "s003"]
    assert datetime(2026, 2, 27, 10, tzinfo=UTC) == at(course, "s001").replace(
        microsecond=0
    )
    assert handed_in(course, "s002") == handed_in(course, "s003")
    assert done.late == ["s002"]


def test_gradescope_folder_without_metadata_is_left_out(run):
    """A folder that the metadata does not know has nobody."""
    files = {
        **downloads.GRADESCOPE,
        "assignment_9_export/submission_103/sums.ipynb": answer(),
    }
    done = run(files)

    assert done.left_out == [
        (
            "assignment_9_export/submission_103/sums.ipynb",
            "its path does not say whose it is, as others from Gradescope do",
        )
    ]


@pytest.mark.parametrize(
    "metadata",
    [b"{", b"submission_101: {':submitters': 5}\nsubmission_102: {':submitters': {}}"],
)
def test_broken_metadata_leaves_all_out_and_stops_nothing(run, metadata):
    """Metadata that is no YAML, or names nobody, is as good as none."""
    done = run(
        {
            **downloads.GRADESCOPE,
            "assignment_9_export/submission_metadata.yml": metadata,
        }
    )

    assert len(done.left_out) == 2


def test_exchange_folders_are_placed_and_other_assignments_are_not(course, tmp_path):
    """The exchange's inbound folder: id, assignment and time are in the name."""
    inbound = tmp_path / "inbound"
    for name in (
        "s001+sums+2026-02-27 10:00:00.123456 UTC",
        "s001+sums+2026-02-28 10:00:00.000000 UTC+ab12",
        "s002+other+2026-02-27 10:00:00.000000 UTC",
        "s999+sums+2026-02-27 10:00:00.000000 UTC",
    ):
        downloads.write(inbound / name, answer(name), "sums.ipynb")
        downloads.write(inbound / name, b"1999-01-01 00:00:00 UTC", "timestamp.txt")
    done = collect.collect_download(course, inbound)

    assert {"sums.ipynb": answer("s001+sums+2026-02-28 10:00:00.000000 UTC+ab12")} == (
        handed_in(course, "s001")
    )
    assert datetime(2026, 2, 28, 10, tzinfo=UTC) == at(course, "s001")
    assert [reason for _, reason in done.left_out] == [
        "it is of `other`",
        "no `s999` on the roster",
    ]


def test_zip_collect_folder_is_read_by_its_archives_not_twice(course, tmp_path):
    """`archive/` holds the download, `extracted/` what nbgrader made of it."""
    folder = tmp_path / "downloaded" / "sums"
    downloads.write(folder / "archive", zip_of(downloads.CANVAS))
    for name, data in downloads.CANVAS.items():
        downloads.write(folder / "extracted" / "submissions", data, name)
    done = collect.collect_download(course, folder)

    assert done.layouts == {Layout.CANVAS: 4}
    assert (done.unchanged, done.left_out) == ([], [])


def test_names_with_an_attempt_and_a_time_are_read_on_the_courses_clocks(course, run):
    """The form in nbgrader's documentation of zip_collect."""
    run({"ps1_s001_attempt_2026-02-27-18-00-00_sums.ipynb": answer()})

    assert datetime(2026, 2, 27, 10, tzinfo=UTC) == at(course, "s001")
    assert list(handed_in(course, "s001")) == ["sums.ipynb"]


def test_submitted_folder_of_another_course_is_taken_over(course, tmp_path):
    """The layout of nbgrader itself: student, assignment, notebook."""
    downloads.write(tmp_path / "old/submitted/s001/sums", answer(), "sums.ipynb")
    done = collect.collect_download(course, tmp_path / "old")

    assert done.new == ["s001"]


@pytest.fixture
def packed(tmp_path, monkeypatch):
    monkeypatch.setattr(submit.self_check, "require_exercises", lambda *_: ())
    monkeypatch.setattr(
        submit.self_check, "restore_own_answers", lambda *_: StudentCode(cells=())
    )

    def packed(student, folder="packed"):
        notebook = downloads.write(tmp_path, answer(student), "sums.ipynb")
        folder = tmp_path / folder
        folder.mkdir(exist_ok=True)
        return submit.pack_submission(
            notebook, student=student, assignment="sums", folder=folder
        )

    return packed


def test_folder_of_submit_zips_is_placed_by_their_manifests(course, packed):
    """Our own zips say whose they are; the time is that of the zip's file."""
    path = packed("s001").path
    packed("s777")
    done = collect.collect_download(course, path.parent)

    assert answer("s001") == handed_in(course, "s001")["sums.ipynb"]
    assert done.left_out == [("sums-s777.zip", "no `s777` on the roster")]
    assert path.stat().st_mtime == pytest.approx(at(course, "s001").timestamp(), abs=2)


def test_one_submit_zip_is_placed_by_itself(course, packed):
    """What a student sent by mail."""
    done = collect.collect_download(course, packed("s002").path)

    assert done.new == ["s002"]


def test_manifest_of_somebody_else_does_not_move_work_out_of_its_folder(
    course, run, packed
):
    """Whoever the system says handed in counts; what is inside is the student's."""
    data = packed("s002").path.read_bytes()
    done = run({"doejane_7001_9001_sums-s002.zip": data})

    assert done.new == ["s001"]


@pytest.mark.parametrize(
    "path",
    [
        "anon_abc_9001_all.zip",
        "Default team_assignsubmission_file/all.zip",
        "export/submission_103/all.zip",
        "all.zip",
    ],
)
@pytest.mark.parametrize("others", [{}, downloads.GRADESCOPE])
def test_a_zip_that_a_system_names_nobody_for_is_nobodys(
    course, tmp_path, packed, path, others
):
    """What a student put into it does not say whose it is."""
    data = packed("s004").path.read_bytes()
    for name, content in {path: data, **others}.items():
        downloads.write((tmp_path / "all" / name).parent, content, name.split("/")[-1])
    done = collect.collect_download(course, tmp_path / "all")
    alone = path == "all.zip" and not others

    assert bool(handed_in(course, "s004")) is alone
    assert (path in [what for what, _ in done.left_out]) is not alone


def test_without_a_roster_ids_are_taken_and_names_are_left_out(assignment, tmp_path):
    """Only a roster can say whose id belongs to a name."""
    canvas = downloads.write(tmp_path, zip_of(downloads.CANVAS))
    exchange = tmp_path / "inbound/s001+sums+2026-02-27 10:00:00 UTC"
    downloads.write(exchange, answer(), "sums.ipynb")

    assert len(collect.collect_download(assignment, canvas).left_out) == 4
    assert collect.collect_download(assignment, exchange.parent).new == ["s001"]


def test_a_hidden_name_is_not_taken_for_a_number_of_canvas(run):
    """The id that stands for a hidden name may be digits; 404 is somebody's number."""
    done = run({"anon_404_9001_sums.ipynb": answer(), "LATE_anon_404_1_s.ipynb": b""})

    assert done.new == []
    assert all("anonymous grading" in reason for _, reason in done.left_out)


# ------------------------------------------------------------------ people


@pytest.mark.parametrize(
    "person, found",
    [
        (Person(id="S001"), "s001"),
        (Person(id="x", email="ZOE@example.org"), "s003"),
        (Person(name="doejane"), "s001"),
        (Person(name="Doe, Jane"), "s001"),
        (Person(name="bergbobvander"), "s002"),
        (Person(name="Zoe Mu\u0308ller-Nunez"), "s003"),
        (Person(name="leeann", number="505"), "s005"),
        (Person(name="anything", number="404"), "s004"),
    ],
)
def test_a_person_is_found_when_one_of_the_roster_fits(person, found):
    """Ids, addresses, Canvas's numbers, and names in any order of their words."""
    assert found == Finder(parse_roster(downloads.ROSTER)).find(person)


@pytest.mark.parametrize(
    "person, reason",
    [
        (Person(name="Ann Lee"), "may be any of s004, s005"),
        (Person(name="leeann", number="606"), "no `leeann` on the roster"),
        (Person(name="janet doe"), "no `janet doe` on the roster"),
        (Person(id="s00"), "no `s00` on the roster"),
        (Person(name="s001"), "no `s001` on the roster"),
        (Person(name="…"), "no `…` on the roster"),
    ],
)
def test_a_person_is_not_guessed_when_nobody_or_several_fit(person, reason):
    """Nobody's work goes to somebody who is only likely."""
    with pytest.raises(ValueError, match=reason):
        Finder(parse_roster(downloads.ROSTER)).find(person)


def test_a_number_that_is_somebodys_id_is_not_that_person_when_the_name_differs():
    """Canvas's numbers and a course's ids are not the same numbers."""
    roster = parse_roster(
        "id,name,email\n7001,Eve Other,e@x.org\n12,Jane Doe,j@x.org\n"
    )

    assert Finder(roster).find(Person(name="doejane", number="7001")) == "12"


def test_a_number_in_a_name_of_canvas_is_nobodys(course, run):
    """Who calls themselves `Lee_404` puts a number before their own; a file may too."""
    done = run(
        {
            "lee_404_505_9001_sums.ipynb": answer("not of 404"),
            "doejane_7001_9002_2_sums.ipynb": answer("jane"),
        }
    )

    reason = "whose it is may be said by 404 or by 505"
    assert done.left_out == [("lee_404_505_9001_sums.ipynb", reason)]
    assert done.new == ["s001"]


@pytest.mark.parametrize(
    "path",
    ["doejane_{0}_{0}1_sums.ipynb", "Jane Doe_{0}_assignsubmission_file/sums.ipynb"],
)
def test_two_of_a_name_are_left_out_where_the_roster_has_one(course, run, path):
    """Else one of them would get the other's work as their latest."""
    files = {path.format(number): answer(str(number)) for number in (7001, 7002)}
    done = run(files)

    assert len(done.left_out) == 2
    assert "another of this name handed in too" in done.left_out[0][1]
    assert handed_in(course, "s001") == {}


def test_two_of_a_name_are_told_apart_by_the_number_of_one(course, run):
    """The roster knows who is 404; who is not is not on it."""
    files = {
        "leeann_404_1_sums.ipynb": answer("of 404"),
        "leeann_606_2_sums.ipynb": answer("of 606"),
    }
    done = run(files)

    assert done.new == ["s004"]
    assert len(done.left_out) == 1


# ------------------------------------------------------------------ attempts


def attempt_folders(assignment, student):
    root = assignment.course.root / attempts.FOLDER / assignment.name / student
    return sorted(path.name for path in root.iterdir())


def test_collecting_again_changes_nothing(course, run):
    """The same download twice is one attempt, and not new."""
    run(downloads.CANVAS)
    done = run(downloads.CANVAS)

    assert done.unchanged == ["s001", "s002", "s003", "s004"]
    assert (done.new, done.replaced, done.older) == ([], [], [])
    assert attempt_folders(course, "s001") == ["1"]


def test_the_latest_counts_whatever_order_they_are_collected_in(course, run):
    """An older download that comes later is kept, and does not count."""
    early = "s001+sums+2026-02-01 10:00:00 UTC/sums.ipynb"
    late = "s001+sums+2026-02-02 10:00:00 UTC/sums.ipynb"
    run({late: answer("second")})
    done = run({early: answer("first")})

    assert done.older == ["s001"]
    assert {"sums.ipynb": answer("second")} == handed_in(course, "s001")
    assert attempt_folders(course, "s001") == ["1", "2"]


def test_work_that_is_handed_in_again_after_another_counts_again(course, run):
    """First A, then B, then A: A is what the student wants graded."""
    for day, text in ((1, "a"), (2, "b"), (3, "a")):
        done = run({f"s001+sums+2026-02-0{day} 10:00:00 UTC/sums.ipynb": answer(text)})

    assert done.replaced == ["s001"]
    assert {"sums.ipynb": answer("a")} == handed_in(course, "s001")
    assert datetime(2026, 2, 3, 10, tzinfo=UTC) == at(course, "s001")


def test_a_later_canvas_download_replaces_an_earlier_one(course, run):
    """Both were on time and downloaded after: the later download is the later work."""
    run(downloads.CANVAS)
    changed = {**downloads.CANVAS, "doejane_7001_9105_sums-1.ipynb": answer("again")}
    del changed["doejane_7001_9001_sums.ipynb"]
    done = run(changed, when=(2026, 3, 6, 12, 0, 0))

    assert done.replaced == ["s001"]
    assert {"sums.ipynb": answer("again")} == handed_in(course, "s001")


def test_an_earlier_canvas_download_that_comes_later_does_not_count(course, run):
    """Both count as the due date: the times in the zips tell which was first."""
    run({"doejane_7001_9105_sums-1.ipynb": answer("again")}, when=(2026, 3, 6, 1, 0, 0))
    done = run({"doejane_7001_9001_sums.ipynb": answer("first")})

    assert done.older == ["s001"]
    assert handed_in(course, "s001") == {"sums.ipynb": answer("again")}


def test_the_stamp_that_grading_writes_is_no_work_of_anybodys(course, run):
    """Intake notes the time for formgrader; collecting again finds nothing new."""
    run(downloads.CANVAS)
    intake.read_submission(course, "s001")
    done = run(downloads.CANVAS)

    assert "timestamp.txt" in handed_in(course, "s001")
    assert done.notes == []
    assert attempt_folders(course, "s001") == ["1"]


def test_what_nbgrader_collected_before_keeps_its_time(course, run):
    """Its record of arrival is older than the file that lies there."""
    minicourse.hand_in(course, "s001", answer("by nbgrader"))
    moment = datetime(2026, 2, 1, 10, tzinfo=UTC)
    digests = {"sums.ipynb": sha256_hex(answer("by nbgrader"))}
    arrival = arrival_times.Arrival(at=moment, files=digests)
    arrival_times.record_arrival(course.course, "sums", "s001", arrival)
    run({"s001+sums+2026-02-02 10:00:00 UTC/sums.ipynb": answer("later")})

    kept = attempts.AttemptStore(course, "s001").attempts
    assert [one.at for one in kept] == [moment, datetime(2026, 2, 2, 10, tzinfo=UTC)]
    assert handed_in(course, "s001") == {"sums.ipynb": answer("later")}


def test_what_lay_there_before_is_kept_as_an_attempt(course, run):
    """Work that was put there by hand is not overwritten."""
    path = minicourse.hand_in(course, "s001", answer("by hand"))
    path.with_name("notes.txt").write_text("mine")
    path.with_name("link").symlink_to("/etc/passwd")
    os.utime(path, (0, 1_600_000_000))
    done = run({"s001+sums+2026-02-01 10:00:00 UTC/sums.ipynb": answer("collected")})

    kept = course.course.root / attempts.FOLDER / "sums" / "s001" / "1"
    assert done.replaced == ["s001"]
    assert (kept / "files" / "notes.txt").read_bytes() == b"mine"
    assert answer("by hand") == (kept / "files" / "sums.ipynb").read_bytes()
    assert (kept / "as-found" / "link").is_symlink()
    assert {"sums.ipynb": answer("collected")} == handed_in(course, "s001")
    assert "was not collected by us" in done.notes[0][1]


def test_what_lay_there_counts_on_when_it_is_later(course, run):
    """A notebook that was mended by hand after the deadline is the latest."""
    minicourse.hand_in(course, "s001", answer("by hand"))
    done = run({"s001+sums+2026-02-01 10:00:00 UTC/sums.ipynb": answer("collected")})

    assert done.older == ["s001"]
    assert {"sums.ipynb": answer("by hand")} == handed_in(course, "s001")


def test_a_collection_that_was_cut_off_is_made_whole_by_the_next(course, run):
    """An attempt without its copy, as a crash leaves it."""
    run(downloads.CANVAS)
    shutil.rmtree(course.course.submitted / "s001")
    (course.course.root / arrival_times.FOLDER / "sums" / "s001.json").unlink()
    run(downloads.CANVAS)

    assert {"sums.ipynb": answer("jane")} == handed_in(course, "s001")
    assert course.config.due == at(course, "s001")


def test_new_names_of_the_same_work_are_kept_for_the_way_back(course, run):
    """Canvas gives the same file another number when it is uploaded again."""
    run({"doejane_7001_9001_sums.ipynb": answer()})
    run({"doejane_7001_9777_sums-1.ipynb": answer()})

    kept = attempts.latest_attempt(course, "s001")
    assert kept.originals == {"sums.ipynb": "doejane_7001_9777_sums-1.ipynb"}


def test_intake_grades_what_counts_by_its_time_on_record(course, run):
    """From the exchange to the grader: bytes, time, and no notes."""
    run({"s001+sums+2026-02-27 10:00:00 UTC/sums.ipynb": answer()})
    work = intake.read_submission(course, "s001")

    assert {"sums.ipynb": answer()} == dict(work.files)
    assert work.submitted_at == "2026-02-27T10:00:00+00:00"
    assert work.notes == ()
    assert intake.submitting_students(course) == ["s001"]


def test_a_student_folder_that_is_a_link_is_left_alone(course, run, tmp_path):
    """Nothing is written through a link."""
    course.course.submitted.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (course.course.submitted / "s001").symlink_to(tmp_path / "elsewhere")
    done = run({"doejane_7001_9001_sums.ipynb": answer()})

    assert "is a link" in done.left_out[0][1]
    assert list((tmp_path / "elsewhere").iterdir()) == []


# ------------------------------------------------------------------ hostile


def hostile(name, data=b"x", **about):
    return [(entry(name, **about), data), *downloads.CANVAS.items()]


@pytest.mark.parametrize(
    "name",
    [
        "../../../evil_1_2_sums.ipynb",
        "a/../../doejane_1_2_sums.ipynb",
        "/etc/doejane_1_2_sums.ipynb",
        "C:\\doejane_1_2_sums.ipynb",
        "..\\..\\doejane_1_2_sums.ipynb",
        "a/" * 20 + "doejane_1_2_sums.ipynb",
        "x" * 1200,
    ],
)
def test_paths_that_lead_out_are_left_out_and_the_rest_is_collected(
    course, run, tmp_path, name
):
    """Nothing is written where a zip says it should be."""
    before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
    done = run(hostile(name))

    assert len(done.left_out) == 1
    assert "path" in done.left_out[0][1]
    assert len(done.new) == 4
    assert before == {path for path in tmp_path.rglob("*") if "evil" in path.name}


def test_links_in_a_zip_are_left_out(run):
    """A link would be followed by whoever unpacks."""
    link = (stat.S_IFLNK | 0o777) << 16
    done = run(hostile("doejane_1_2_link.ipynb", b"/etc/passwd", external_attr=link))

    assert [why for _, why in done.left_out] == ["it is a link or a device, not a file"]


def test_links_in_a_folder_are_left_out(course, tmp_path):
    """A folder of downloads may hold links too."""
    folder = tmp_path / "inbound"
    downloads.write(folder, answer(), "doejane_7001_9001_sums.ipynb")
    (folder / "leeann_404_9004_sums.ipynb").symlink_to("/etc/passwd")
    (folder / "more").symlink_to("/etc")
    done = collect.collect_download(course, folder)

    assert [why for _, why in done.left_out] == ["it is a link, not a file"] * 2
    assert done.new == ["s001"]


def test_a_bomb_is_left_out_without_being_read(run):
    """An entry that shrank to a thousandth is nobody's work, but for notebooks."""
    done = run(hostile("doejane_1_2_bomb.bin", b"0" * (4 << 20)))

    assert [why for _, why in done.left_out] == ["it swells when it is unpacked"]


def test_a_bomb_inside_a_zip_is_noted_and_the_zip_is_kept(course, run):
    """The rest of that submission is collected, and nothing is lost."""
    bomb = zip_of({"bomb.bin": b"0" * (4 << 20), "sums.ipynb": answer("jane")})
    done = run({"Jane Doe_1_assignsubmission_file/work.zip": bomb})

    assert {"sums.ipynb": answer("jane"), "work.zip": bomb} == handed_in(course, "s001")
    assert "swells" in done.notes[0][1]


def test_zips_in_a_zip_in_a_zip_are_not_opened(course, run):
    """One level is what a student may mean."""
    inner = zip_of({"sums.ipynb": answer()})
    run({"Jane Doe_1_assignsubmission_file/a.zip": zip_of({"b.zip": inner})})

    assert {"b.zip": inner} == handed_in(course, "s001")


def test_all_that_is_read_has_a_bound():
    """Many entries, none of them too large, are too much together."""
    budget = ReadBudget(total=25)
    found = read_inner_zip(zip_of(dict.fromkeys("abc", b"0123456789")), UTC, budget)
    read = []
    with pytest.raises(ValueError, match="in all"):
        read += [one.read() for one in found.entries]

    assert budget.total == 5


def test_entries_beyond_the_bound_are_left_out():
    """A zip of a million names keeps nobody waiting."""
    found = read_inner_zip(
        zip_of(dict.fromkeys("abc", b"")), UTC, ReadBudget(entries=2)
    )

    assert (len(found.entries), len(found.refused)) == (2, 1)


def test_a_list_of_names_that_would_fill_the_memory_is_not_read(monkeypatch):
    """The list's size is looked at before zipfile reads it."""
    monkeypatch.setattr("autograder.submissions.safe_archive.MAX_INNER_DIRECTORY", 100)
    data = zip_of({f"{number}.txt": b"" for number in range(10)})

    with pytest.raises(ValueError, match="too many"):
        read_inner_zip(data, UTC, ReadBudget())


def test_a_name_that_is_there_twice_counts_once_and_is_told(course, run):
    """Two files of one name: the first is taken, the other listed."""
    name = "doejane_7001_9001_sums.ipynb"
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zip_of([(name, answer("first")), (name, answer("second"))])
    done = run(data)

    assert {"sums.ipynb": answer("first")} == handed_in(course, "s001")
    assert [why for _, why in done.left_out] == [
        "a file of this name is in the zip already"
    ]


def test_names_that_differ_in_case_only_both_survive(course, run):
    """Some disks take `A` and `a` for one."""
    folder = "Jane Doe_1_assignsubmission_file"
    run({f"{folder}/a.ipynb": b"1", f"{folder}/A.ipynb": b"2"})

    assert handed_in(course, "s001") == {"a.ipynb": b"1", "A (2).ipynb": b"2"}


@pytest.mark.parametrize("turn", [1, -1])
def test_a_file_called_as_a_folder_stops_nobodys_collection(course, run, turn):
    """A zip takes both, in any order; no disk does."""
    files = {"A": b"1", "a/sums.ipynb": answer(), "a/sums.ipynb/b": b"2"}
    inner = zip_of(list(files.items())[::turn])
    done = run({"doejane_7001_9001_all.zip": inner, **downloads.CANVAS})

    assert "s002" in done.new
    assert set(files.values()) <= set(handed_in(course, "s001").values())


def test_odd_names_become_plain_ones(course, run):
    """Control signs, quotes and endless names are no names for a disk."""
    folder = "Jane Doe_1_assignsubmission_file"
    long = "n" * 300
    run({f"{folder}/\x1b[31m<b>.ipynb": b"1", f"{folder}/{long}.ipynb": b"2"})

    assert {"_[31m_b_.ipynb", f"{'n' * 94}.ipynb"} == set(handed_in(course, "s001"))


def test_a_timestamp_in_a_submission_is_not_handed_on(course, run):
    """Only our own record says when work came in."""
    folder = "Jane Doe_1_assignsubmission_file"
    run({f"{folder}/sums.ipynb": answer(), f"{folder}/timestamp.txt": b"1999"})

    assert list(handed_in(course, "s001")) == ["sums.ipynb"]


def test_names_in_utf_8_that_do_not_say_so_are_read(course, run):
    """Older zips leave the flag out."""
    name = "müllernúñezzoë_7003_9003_sums.ipynb"
    data = zip_of({name: answer()})
    raw = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = data.index(mark) + place
        raw[flags : flags + 2] = struct.pack("<H", 0)
    done = run(bytes(raw))

    assert done.new == ["s003"]


def test_an_encrypted_entry_is_left_out(run):
    """Nobody has the password."""
    data = zip_of({"doejane_1_2_sums.ipynb": answer()})
    raw = bytearray(data)
    raw[6] |= 1
    raw[data.index(b"PK\x01\x02") + 8] |= 1
    done = run(bytes(raw))

    assert [why for _, why in done.left_out] == ["it is encrypted"]


def test_a_damaged_entry_leaves_its_student_out_and_no_other(course, run):
    """A sum that does not fit is found when the entry is read."""
    data = zip_of(
        [
            ("doejane_7001_9001_sums.ipynb", answer()),
            *list(downloads.CANVAS.items())[1:],
        ]
    )
    raw = bytearray(data)
    start = 30 + len("doejane_7001_9001_sums.ipynb")
    raw[start : start + 40] = bytes(40)
    done = run(bytes(raw))

    assert (done.left_out) == [
        ("doejane_7001_9001_sums.ipynb", "nothing in it could be read")
    ]
    assert len(done.new) == 3


def test_what_is_no_zip_is_the_users_mistake(course, tmp_path):
    """A download that stopped half-way is told, not half collected."""
    path = downloads.write(tmp_path, zip_of(downloads.CANVAS)[:-30])

    with pytest.raises(UserError, match="not a whole zip"):
        collect.collect_download(course, path)
    with pytest.raises(UserError, match="cannot be read"):
        collect.collect_download(course, tmp_path / "none.zip")


def test_a_file_cannot_pass_for_another_layout(course, run):
    """A student's own file name says nothing of whose it is."""
    forged = "doejane_7001_9001_Bob van der Berg_1_assignsubmission_file_sums.ipynb"
    done = run({forged: answer(), "leeann_404_9004_sums.ipynb": answer("ann")})

    assert sorted(done.new) == ["s001", "s004"]


def test_metadata_in_a_students_own_folder_moves_nothing(course, run):
    """One student alone lays out a folder as Gradescope would, in another's name."""
    folder = "Jane Doe_1_assignsubmission_file"
    forged = "submission_1:\n  :submitters:\n  - :sid: s002\n"
    done = run(
        {
            f"{folder}/submission_metadata.yml": forged.encode(),
            f"{folder}/submission_1/sums.ipynb": answer(),
        }
    )

    assert done.new == ["s001"]


@pytest.mark.parametrize(
    "inner",
    [
        "s002+sums+2026-02-01 10:00:00 UTC/sums.ipynb",
        "Bob van der Berg_1_assignsubmission_file/sums.ipynb",
        "bergbobvander_7002_9002_sums.ipynb",
        "s002/sums/sums.ipynb",
        "x_s002_attempt_2026-02-01-10-00-00_sums.ipynb",
    ],
)
def test_folders_inside_a_submission_are_its_own(course, run, inner):
    """Every layout, forged inside the only submission of another one."""
    done = run({f"s001+sums+2026-01-01 10:00:00 UTC/{inner}": answer()})

    assert done.new == ["s001"]


PLANTED = "s002_attempt_2026-02-28-18-00-00_sums.ipynb"


@pytest.mark.parametrize(
    "path, new",
    [
        (f"doejane_7001_9001_x_{PLANTED}", ["s001"]),
        (f"ps1_s001_attempt_2026-02-27-18-00-00_x_{PLANTED}", ["s001"]),
        (f"anon_abc_9001_x_{PLANTED}", []),
        ("export/submission_101/s002/sums/sums.ipynb", []),
        ("export/submission_101/s002+sums+2026-02-01 10:00:00 UTC/a.ipynb", []),
    ],
)
def test_a_file_that_came_alone_cannot_pass_for_somebody_elses(course, run, path, new):
    """What else was handed in does not have to outweigh it."""
    done = run({path: answer()})

    assert new == done.new
    assert handed_in(course, "s002") == {}


def test_a_time_beyond_the_calendar_is_none(course, tmp_path):
    """Whoever may write into the exchange names the folder."""
    folder = "s001+sums+0001-01-01 00:00:00 Asia/Singapore"
    downloads.write(tmp_path / "inbound" / folder, answer(), "sums.ipynb")
    done = collect.collect_download(course, tmp_path / "inbound")

    assert done.new == ["s001"]
    assert at(course, "s001").year > 2000


def test_a_file_name_with_a_date_that_there_is_none_of_stops_nothing(course, run):
    """A student chooses the name."""
    odd = "doejane_7001_9001_x_s002_attempt_2026-99-28-18-00-00_sums.ipynb"
    done = run({odd: answer(), **downloads.CANVAS})

    assert done.new == ["s001", "s002", "s003", "s004"]


def test_a_name_that_ends_as_a_hidden_one_begins_is_a_name():
    """Nobody is left out for being called Lebanon."""
    path = "lebanonjane_7001_9001_sums.ipynb"
    found = download_layouts.find_claims(
        [path], zone=UTC, metadata={}, assignment="sums"
    )

    assert found[path].people == (Person(name="lebanonjane", number="7001"),)


def test_what_operating_systems_leave_is_nobodys_work(run):
    """A Mac's shadow files are neither placed nor complained of."""
    done = run({"__MACOSX/._doejane_1_2_sums.ipynb": b"", **downloads.CANVAS})

    assert done.left_out == []


COPY = "Jane Doe_31001_assignsubmission_file/.ipynb_checkpoints/sums-checkpoint.ipynb"


@pytest.mark.parametrize("beside", ["report.pdf", ""])
def test_a_copy_of_jupyters_that_came_without_its_notebook_is_told(run, beside):
    """It is not graded, and it may be all that a student has."""
    more = {f"Jane Doe_31001_assignsubmission_file/{beside}": b"%"} if beside else {}
    done = run({COPY: answer(), **more})

    reason = "Jupyter's own copy, and no notebook was handed in"
    assert (COPY, reason) in done.left_out


@pytest.mark.parametrize("beside, kept", [("data.csv", True), ("a.ipynb", False)])
def test_a_zip_with_a_copy_of_jupyters_and_no_notebook_is_kept(
    course, run, beside, kept
):
    """A person can look into it."""
    inner = zip_of({".ipynb_checkpoints/a-checkpoint.ipynb": answer(), beside: b"1"})
    run({"doejane_7001_9001_all.zip": inner})

    assert ("all.zip" in handed_in(course, "s001")) is kept


def test_a_copy_of_jupyters_beside_its_notebook_is_nobodys_work(run):
    """Nobody wants to hear of each."""
    done = run({COPY: answer(), **downloads.MOODLE})

    assert done.left_out == []


def test_folders_of_a_zip_with_backslashes_are_no_files(run):
    """Some programs of Windows write both."""
    folder = "Jane Doe_1_assignsubmission_file\\"
    done = run({folder: b"", f"{folder}sums.ipynb": answer()})

    assert (done.new, done.left_out) == (["s001"], [])


# ------------------------------------------------------------------ archives


def test_a_zips_time_in_utc_is_taken_before_the_one_on_a_clock():
    """The extra field says when, wherever the clock stood."""
    info = entry("a")
    info.extra = struct.pack("<HHBi", 0x5455, 5, 1, 1_770_000_000)
    found = read_inner_zip(zip_of([(info, b"")]), UTC, ReadBudget())

    assert datetime.fromtimestamp(1_770_000_000, UTC) == found.entries[0].when


def test_a_zip_of_ours_depends_on_its_content_alone(tmp_path):
    """The same files in another order give the same bytes."""
    one, two = {"a": b"1", "b": b"2"}, {"b": b"2", "a": b"1"}

    assert zip_files(one) == zip_files(two)
    assert zip_files(one) != zip_files({**one, "b": b"3"})


def test_a_bomb_is_what_shrinks_more_than_notebooks_do():
    """A notebook may print one line a thousand times, and data may repeat itself."""
    data = b"".join(b"%06d" % number for number in range(400_000))
    printed = b"[[0.12 0.88] [0.55 0.45]]\n" * 100_000
    found = read_inner_zip(
        zip_of({"a.bin": data, "b.ipynb": printed}), UTC, ReadBudget()
    )

    assert [data, printed] == [one.read() for one in found.entries]
    assert MAX_RATIO < 1000


def test_a_zip_is_not_read_to_its_end_when_it_lies(tmp_path):
    """More behind an entry than it says is not read."""
    data = bytearray(zip_of({"a": b"0123456789" * 10}))
    at_ = data.index(b"PK\x01\x02") + 24
    data[at_ : at_ + 4] = struct.pack("<I", 5)
    path = downloads.write(tmp_path, bytes(data))

    with (
        open_source(path, UTC, ReadBudget()) as found,
        pytest.raises(ValueError, match="damaged"),
    ):
        found.entries[0].read()


def test_the_screen_lists_what_was_left_out_first_and_shows_no_control_signs(run):
    """A person must see who is missing before how many came."""
    done = run({"evil\x1b[2J_1_2_sums.ipynb": answer(), **downloads.CANVAS})
    text = collection_screen(done).plain

    assert text.index("left out") < text.index("from Canvas")
    assert "\x1b" not in text
    assert json.dumps(collection_screen(done).data, default=str)


def test_downloads_are_dated_as_the_tests_think():
    """The zip that tests make carries the time it should."""
    with zipfile.ZipFile(io.BytesIO(zip_of({"a": b""}))) as archive:
        assert archive.infolist()[0].date_time == DOWNLOADED


# ------------------------------------------------------------------ ids with `_`

WITH_UNDERSCORES = """\
id,name,email,login
s001,Jane Doe,jane@example.org,jdoe
s002,Bob Berg,bob@example.org,j_berg
berg,Karl Iceberg,karl@example.org,
"""


def attempt_name(who):
    """Name a file as Blackboard does."""
    return f"{who}_attempt_2026-02-27-18-00-00_sums.ipynb"


@pytest.mark.parametrize(
    "names, found, left",
    [
        (["Sums_j_berg", "Sums_jdoe"], ["s001", "s002"], []),
        (["Lab_3_j_berg"], ["s002"], []),
        (["Lab_j_berg", "Lab_j_jdoe", "Lab_j_s002"], ["berg", "s001", "s002"], []),
        (["Lab_x_berg", "Lab_jdoe", "Lab_S002"], ["s001", "s002"], ["no `x_berg`"]),
        (["sums_x_berg"], [], ["no `x_berg` on the roster"]),
        (["One_jdoe", "Lab_jdoe", "Two_j_berg"], ["s001"], ["any of berg, s002"]),
        (["Lab_nobody_here"], [], ["no `Lab_nobody_here` on the roster"]),
    ],
)
def test_id_at_the_end_of_a_name_is_who_the_title_leaves(
    course, run, names, found, left
):
    """A login with `_` is one login; no id is cut out of another's."""
    (course.course.root / "roster.csv").write_text(WITH_UNDERSCORES)
    done = run({attempt_name(one): answer(one) for one in names})

    assert sorted({*done.new, *done.replaced, *done.older}) == found
    assert len(done.left_out) == len(left)
    assert all(part in done.left_out[at][1] for at, part in enumerate(left))


def test_id_with_a_sign_of_its_own_needs_a_title_or_a_roster(assignment, tmp_path):
    """Without either, `berg` would be made up."""

    def collected_from(*names):
        files = {attempt_name(one): answer(one) for one in names}
        path = downloads.write(tmp_path / "_".join(names), zip_of(files))
        return collect.collect_download(assignment, path)

    assert collected_from("sums_j_berg").new == ["j_berg"]
    assert collected_from("Lab_k_berg", "Lab_jdoe").new == ["k_berg", "jdoe"]
    alone = collected_from("Lab_m_berg")
    assert alone.new == []
    assert "may be any of berg, m_berg: a roster says who" in alone.left_out[0][1]


def test_two_students_whom_a_download_names_for_one_file_are_nobody():
    """An id of one and an address of another: a slip, or an attempt."""
    with pytest.raises(ValueError, match="may be any of s001, s003"):
        Finder(parse_roster(downloads.ROSTER)).find(
            Person(id="s001", email="zoe@example.org")
        )
