"""One depth of a download decides whose work it is; nothing deeper moves any."""

import json
import os
import pwd
from datetime import UTC

import pytest

from autograder.common.digests import sha256_hex
from autograder.submissions import file_owners
from autograder.tools.lms import collect, download_layouts
from autograder.tools.lms.watch import FolderWatch
from tests import downloads
from tests.downloads import answer, zip_of

EXCHANGE = "s002+sums+2026-02-01 10:00:00 UTC"
FORGED = {
    "exchange": f"{EXCHANGE}/sums.ipynb",
    "moodle": "Bob van der Berg_31002_assignsubmission_file/sums.ipynb",
    "moodle flat": "Bob van der Berg_31002_assignsubmission_file_sums.ipynb",
    "canvas": "bergbobvander_7002_9002_sums.ipynb",
    "blackboard": "x_s002_attempt_2026-02-01-10-00-00_sums.ipynb",
    "brightspace": "1-2 - Bob van der Berg - Feb 1, 2026 1000 AM/sums.ipynb",
    "course": "s002/sums/sums.ipynb",
    "submitted": "submitted/s002/sums/sums.ipynb",
}
"""what would be Bob's, if it lay where a system writes"""
JANES = {
    "exchange": "s001+sums+2026-01-01 10:00:00 UTC/",
    "moodle": "Jane Doe_31001_assignsubmission_file/",
    "group": "Team-Jane Doe_31001_assignsubmission_file_/",
    "brightspace": "11-22 - Jane Doe - Feb 1, 2026 1000 AM/",
    "course": "s001/sums/",
    "below": "old/submitted/s001/sums/",
}
"""where everything is Jane's, whatever lies in it"""
HIDDEN = {
    "moodle": "Participant_31001_assignsubmission_file/",
    "team": "Default team_assignsubmission_file/",
    "flat": "Default team_assignsubmission_file_",
    "gradescope": "submission_7/",
    "export": "assignment_9_export/submission_7/",
    "date": "11-22 - Jane Doe - 1 mars 2026 2359/",
}
"""where a system does not say whose it is"""


@pytest.mark.parametrize("forged", FORGED.values(), ids=list(FORGED))
@pytest.mark.parametrize("around", JANES.values(), ids=list(JANES))
def test_work_stays_its_owners_when_folders_inside_look_like_a_system(
    rostered, around, forged
):
    """Every layout, forged a hundred times inside every other one."""
    paths = [f"{around}{number}/{forged}" for number in range(100)]
    found = download_layouts.find_claims(
        [*paths, f"{around}sums.ipynb", around + forged],
        zone=rostered.course.rules.timezone,
        metadata={},
        assignment="sums",
    )

    people = {person for one in found.values() for person in one.people}
    assert len(found) == 102
    assert {one.id or one.name.rpartition("-")[2] for one in people} <= {
        "s001",
        "Jane Doe",
    }


@pytest.mark.parametrize("forged", FORGED.values(), ids=list(FORGED))
@pytest.mark.parametrize("around", HIDDEN.values(), ids=list(HIDDEN))
def test_work_is_nobodys_when_only_what_a_student_chose_says_whose(
    collected, handed_in, around, forged
):
    """The system's own name is there and tells nobody: nothing deeper is asked."""
    path = around + forged
    done = collected({path: answer()})

    assert (done.new, handed_in("s002")) == ([], {})
    assert [what for what, _ in done.left_out] == [path]


@pytest.mark.parametrize("name", ["anon_Ab1c2_9_", "LATE_anon_7_9_", "anon_LATE_Ab_9_"])
@pytest.mark.parametrize(
    "end",
    ["x_7002_9_s.ipynb", "x_s002_attempt_2026-02-01-10-00-00_s.ipynb", "link.html"],
)
def test_hidden_name_of_canvas_stays_hidden_whatever_the_file_is_called(
    collected, name, end
):
    """The front of a name is Canvas's, its end the student's."""
    done = collected({name + end: answer()})

    assert done.new == []
    assert "anonymous grading" in done.left_out[0][1]


def test_blackboard_file_called_as_canvas_calls_files_stays_its_owners(
    collected, handed_in
):
    """The time of the attempt stands before whatever a student chose."""
    done = collected({"HW_s001_attempt_2026-02-01-10-00-00_x_404_9_s.ipynb": answer()})

    assert (done.new, handed_in("s004")) == (["s001"], {})


def test_what_has_no_form_is_left_out_when_others_beside_it_have(collected, handed_in):
    """It is not read further in, however many files there are."""
    inside = {f"odd/{name}": answer(name) for name in FORGED.values()}
    done = collected({**inside, "doejane_7001_9001_sums.ipynb": answer()})

    assert (done.new, handed_in("s002")) == (["s001"], {})
    assert {what for what, _ in done.left_out} == set(inside)


def test_metadata_counts_only_beside_the_folders_that_gradescope_named(
    collected, handed_in
):
    """Not on top of the download, not inside a folder: there a student could lay it."""
    forged = b"submission_101:\n  :submitters:\n  - :sid: s002\n"
    folder = "assignment_9_export/submission_101"
    done = collected(
        {
            f"{folder}/sums.ipynb": answer(),
            f"{folder}/submission_metadata.yml": forged,
            f"{folder}/submission_101/sums.ipynb": answer(),
            "submission_metadata.yml": forged,
        }
    )

    assert (done.new, handed_in("s002")) == ([], {})
    assert "does not lie beside it" in done.left_out[0][1]


@pytest.mark.parametrize("around", ["week1/sums/", "s001/sums/"])
def test_download_is_nobodys_when_the_folder_around_it_is_called_as_the_assignment(
    collected, around
):
    """Else one student would get what all others handed in."""
    done = collected(
        {
            f"{around}{HIDDEN['moodle'].replace('Participant', name)}sums.ipynb": data
            for name, data in [("Jane Doe", answer()), ("Bob van der Berg", answer())]
        }
    )

    assert (done.new, len(done.left_out)) == ([], 2)
    assert f"`{around[:-1]}` holds what several handed in" in done.left_out[0][1]


# ------------------------------------------------------------------ manifests


def manifest(data, student="s002", **more):
    said = {"student": student, "assignment": "sums", "file": "sums.ipynb"}
    return json.dumps({**said, "sha256": sha256_hex(data), **more}).encode()


def packed(data, **more):
    return {"sums.ipynb": data, "manifest.json": manifest(data, **more)}


def test_manifest_in_a_folder_moves_nothing(rostered, tmp_path, handed_in):
    """Only a zip is what `submit` makes; a folder holds what anybody laid there."""
    for name, data in packed(answer()).items():
        downloads.write(tmp_path / "inbox", data, name)
    downloads.write(tmp_path / "inbox", answer(), "doejane_7001_9001_sums.ipynb")
    done = collect.collect_download(rostered, tmp_path / "inbox")

    assert (done.new, handed_in("s002")) == (["s001"], {})


@pytest.mark.parametrize(
    "files",
    [
        {**packed(answer()), "more.txt": b""},
        {"manifest.json": manifest(answer())},
        packed(answer(), sha256="0" * 64),
        packed(answer(), file="other.ipynb"),
        {"x/sums.ipynb": answer(), "x/manifest.json": manifest(answer())},
        {"sums.ipynb": b"", "manifest.json": b"[" * 30_000},
        {"sums.ipynb": answer(), "manifest.json": b"[]"},
        {**downloads.MOODLE, "manifest.json": manifest(answer(), student="s004")},
    ],
)
def test_manifest_counts_only_in_a_zip_as_submit_packs_it(collected, handed_in, files):
    """A notebook and its hash, and nothing else."""
    done = collected(files)

    assert (handed_in("s004"), "manifest.json" in str(done.left_out)) == ({}, True)
    assert (handed_in("s002") == {}) is (len(files) < 4)


def test_zip_as_submit_packs_it_is_taken(collected):
    """What the cases above differ from."""
    assert collected(packed(answer())).new == ["s002"]


# ------------------------------------------------------------------ the exchange


ACCOUNTS = {2001: "s001", 2002: "bberg", 2003: "tutor"}


@pytest.fixture
def inbound(tmp_path, monkeypatch):
    """Give a way to lay a folder into an exchange as some account."""
    owned = {}
    fstat = os.fstat

    def named(uid):
        if uid not in ACCOUNTS:
            raise KeyError(uid)
        return pwd.struct_passwd((ACCOUNTS[uid], "x", uid, uid, "", "/", ""))

    def owned_by(handle):
        about = list(fstat(handle))
        about[4] = owned.get(about[1], about[4])
        return os.stat_result(about)

    monkeypatch.setattr(file_owners.pwd, "getpwuid", named)
    monkeypatch.setattr("autograder.submissions.safe_archive.os.fstat", owned_by)

    def lay(folder, owner, data):
        path = downloads.write(tmp_path / "inbound" / folder, data, "sums.ipynb")
        owned[path.parent.stat().st_ino] = owner
        return tmp_path / "inbound"

    return lay


@pytest.mark.parametrize("owner", [2001, 2003, 2999])
def test_exchange_folder_is_left_out_when_another_account_owns_it(
    rostered, inbound, handed_in, owner
):
    """Every student may write there, under any name."""
    inbound("s001+sums+2026-02-01 10:00:00 UTC", 2001, answer("own"))
    done = collect.collect_download(
        rostered, inbound(EXCHANGE, owner, answer("forged"))
    )

    assert (done.new, handed_in("s002")) == (["s001"], {})
    assert "cheating?" in done.left_out[0][1]


@pytest.mark.parametrize("owner", [2002, os.getuid(), 0])
def test_exchange_folder_is_taken_when_its_student_or_we_own_it(
    rostered, inbound, owner
):
    """By the login of the roster; a copy is of whoever made it."""
    text = downloads.ROSTER.replace("canvas_id\n", "canvas_id,login\n")
    text = text.replace("bob@example.org,", "bob@example.org,,bberg")
    (rostered.course.root / "roster.csv").write_text(text)
    done = collect.collect_download(rostered, inbound(EXCHANGE, owner, answer()))

    assert done.new == ["s002"]
    assert bool(done.notes) is (owner != 2002)


def test_file_laid_into_the_exchange_is_nobodys_whatever_it_is_called(
    rostered, inbound, handed_in
):
    """Students could give it any name that another system writes."""
    folder = inbound("s001+sums+2026-02-01 10:00:00 UTC", 2001, answer())
    for number in range(3):
        name = f"bergbobvander_7002_{number}_sums.ipynb"
        downloads.write(folder, answer(str(number)), name)
    done = collect.collect_download(rostered, folder)

    assert (done.new, handed_in("s002")) == (["s001"], {})
    assert len(done.left_out) == 3


def test_id_with_a_plus_is_read_out_of_the_exchange():
    """A hub's accounts may be addresses."""
    path = "jane+x@a.org+sums+2026-02-01 10:00:00 UTC+r4nd/sums.ipynb"
    found = download_layouts.find_claims(
        [path], zone=UTC, metadata={}, assignment="sums"
    )

    assert found[path].people[0].id == "jane+x@a.org"


# ------------------------------------------------------------------ an inbox


@pytest.fixture
def watched(rostered, tmp_path, monkeypatch):
    """Give an inbox, and what comes of looking at it once things have settled."""
    monkeypatch.setattr(
        "autograder.tools.lms.watch.run_batch.grade_all", lambda *_, **__: Graded
    )
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    events = []
    watch = FolderWatch(rostered.course.root, inbox, tell=events.append)

    def look(files):
        for name, data in files.items():
            downloads.write((inbox / name).parent, data, name.rpartition("/")[2])
        watch.look()
        watch.look()
        return events

    return look


class Graded:
    reused = 0


@pytest.mark.parametrize("forged", FORGED.values(), ids=list(FORGED))
@pytest.mark.parametrize(
    "first",
    [
        {"doejane_7001_9001_sums.ipynb": answer()},
        {"s001.zip": zip_of(packed(answer(), student="s001"))},
        {"s001+sums+2026-01-01 10:00:00 UTC/sums.ipynb": answer()},
    ],
    ids=["canvas", "submit", "exchange"],
)
def test_folder_that_arrives_later_moves_nothing(watched, handed_in, first, forged):
    """What lies in an inbox already says at which depth names count."""
    watched(first)
    watched({f"later/{forged}": answer("forged")})

    assert handed_in("s001")["sums.ipynb"] == answer()
    assert handed_in("s002") == {}


def test_folder_that_arrives_first_keeps_nobodys_zip_out(watched, handed_in):
    """The outermost depth decides, whichever came first."""
    watched({f"odd/{FORGED['canvas']}": answer("forged")})
    watched({"s001.zip": zip_of(packed(answer(), student="s001"))})

    assert handed_in("s001")["sums.ipynb"] == answer()


@pytest.mark.parametrize(
    "beside",
    [
        "roemary_7002_9001_sums.ipynb",
        "Mary Roe_31002_assignsubmission_file/sums.ipynb",
        "nobody/sums/sums.ipynb",
    ],
)
def test_zip_in_an_inbox_counts_when_a_system_named_what_lies_beside(
    watched, handed_in, beside
):
    """Nobody's work is left out for what somebody else sent there."""
    watched({beside: answer(), "s001.zip": zip_of(packed(answer(), student="s001"))})

    assert handed_in("s001")["sums.ipynb"] == answer()


def test_system_name_counts_when_a_zip_lies_beside_in_an_inbox(watched, handed_in):
    """The other way round, too; and a manifest moves nothing that a system named."""
    watched({"s002.zip": zip_of(packed(answer()))})
    watched({"doejane_7001_9001_more.zip": zip_of(packed(answer("forged")))})

    assert handed_in("s001")["sums.ipynb"] == answer("forged")
    assert handed_in("s002")["sums.ipynb"] == answer()


def test_zip_in_the_exchange_is_nobodys_when_it_is_watched(watched, handed_in):
    """Students write there themselves, and a zip has no owner that is asked for."""
    watched(
        {
            "s001+sums+2026-01-01 10:00:00 UTC/sums.ipynb": answer(),
            "s002.zip": zip_of(packed(answer("forged"))),
        }
    )

    assert (handed_in("s001")["sums.ipynb"], handed_in("s002")) == (answer(), {})
