"""Finding what was handed in, whatever lies there."""

import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.batch.summary import BatchSummary
from autograder.cli.screens.summary_screen import summary_screen
from autograder.common.digests import sha256_hex
from autograder.common.errors import UserError
from autograder.grading.grader import Grader
from autograder.output.feedback_page import render_feedback
from autograder.submissions import arrival_times, intake
from autograder.submissions import safe_folder as folders
from autograder.submissions.intake import invalid_id_reason
from tests import minicourse
from tests.minicourse import solved
from tests.waiting import PATIENCE

pytestmark = pytest.mark.usefixtures("lent_zygotes")

ROOT = Path(__file__).resolve().parents[3]
EARLY = datetime(2026, 2, 27, 10, tzinfo=UTC)
SAVED = datetime(2026, 3, 5, 9, tzinfo=UTC).timestamp()
"""after the due date, as every copy is: it says nothing"""
IN_TIME = "2026-03-01T15:59:00+00:00"


@pytest.fixture
def folder(assignment):
    """Give the folder of ann's submission, with a right notebook in it."""
    path = minicourse.hand_in(assignment, "ann", solved())
    os.utime(path, (SAVED, SAVED))
    return path.parent


def read(assignment, student="ann"):
    return intake.read_submission(assignment, student)


def collected(assignment, folder, at=EARLY):
    files = {one.name: sha256_hex(one.read_bytes()) for one in folder.iterdir()}
    arrival = arrival_times.Arrival(at=at, files=files)
    arrival_times.record_arrival(assignment.course, assignment.name, "ann", arrival)


# ------------------------------------------------------------------ who


@pytest.mark.parametrize(
    "name",
    [
        "s001",
        "o'brien, zoë",
        "李雷",
        "María José",
        "a+b@uni.example",
        "_x",
        "Z\u0308oe",
    ],
)
def test_an_id_is_carried_when_it_is_a_persons(name):
    """Letters of any script, digits and the punctuation of names and addresses."""
    assert invalid_id_reason(name) == ""


@pytest.mark.parametrize(
    "name, said",
    [
        ("<script>", "holds `<`"),
        ("a>b", "holds `>`"),
        ("a&b", "holds `&`"),
        ('a"b', 'holds `"`'),
        ("a`b", "holds ```"),
        ("a\nb", r"holds `\n`"),
        ("a\x1b[31m", r"holds `\x1b`"),
        ("a\u202eb", r"holds `\u202e`"),
        ("a\u200bb", r"holds `\u200b`"),
        ("a\u2028b", r"holds `\u2028`"),
        ("a\udcff", r"holds `\udcff`"),
        ("a*", "holds `*`"),
        ("a\\b", "holds `\\`"),
        ("a/../b", "holds `/`"),
        ("a%2e", "holds `%`"),
        ("..", "must begin with"),
        ("=1+1", "must begin with"),
        ("+1", "must begin with"),
        ("-1", "must begin with"),
        ("@sum", "must begin with"),
        (" a", "must begin with"),
        ("", "must begin with"),
        ("a ", "ends in a space"),
        ("a" * 101, "longer than 100"),
        ("李" * 99, "longer than 100"),
    ],
)
def test_an_id_is_refused_when_it_could_do_harm(name, said):
    """The reason names the sign."""
    assert said in invalid_id_reason(name)


def test_the_others_are_graded_when_an_id_is_refused(assignment, folder):
    """A name of odd bytes is listed, with its reason, and in nobody's way."""
    for name in (b"=cmd|x", b"b\xff\xfe", b"c\nd", b"<b>"):
        odd = os.path.join(os.fsencode(assignment.course.submitted), name)
        shutil.copytree(os.fsencode(folder), os.path.join(odd, b"sums"))
    (assignment.course.submitted / "left").symlink_to(folder.parent)
    (assignment.course.submitted / ".hidden").mkdir()
    (assignment.course.submitted / "readme.txt").write_text("not a student")

    assert intake.submitting_students(assignment) == ["ann"]
    found = {one.folder: one.reason for one in intake.refused_folders(assignment)}
    assert found == {
        "=cmd|x": "the name holds `|`, which no id may",
        r"b\udcff\udcfe": r"the name holds `\udcff`, which no id may",
        r"c\nd": r"the name holds `\n`, which no id may",
        "<b>": "the name holds `<`, which no id may",
        "left": "it is a link, and links are not followed",
    }


@pytest.mark.parametrize(
    "path, told",
    [
        ("bob/Sums/sums.ipynb", "bob"),
        ("bob/sums - Copy/sums.ipynb", "bob"),
        ("bob/sums.ipynb", "bob"),
        ("bob/work.ZIP", "bob"),
        ("Sums/bob/sums.ipynb", "Sums/bob"),
        ("bob.ipynb", "bob.ipynb"),
    ],
)
def test_work_is_told_of_when_it_lies_elsewhere_in_submitted(
    assignment, folder, path, told
):
    """It is left out with the place where it belongs, and so nobody is missing."""
    place = assignment.course.submitted / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"{}")

    assert intake.submitting_students(assignment) == ["ann"]
    (one,) = intake.refused_folders(assignment)
    assert (one.folder, one.is_misplaced) == (told, True)
    assert "each belongs in submitted/<student>/sums/" in one.reason


@pytest.mark.parametrize(
    "path", ["bob/other/sums.ipynb", "bob/sums2/x.ipynb", "bob/notes.txt", "bob.txt"]
)
def test_other_work_is_not_told_of_when_it_lies_in_submitted(assignment, folder, path):
    """What was handed in for something else waits for nobody."""
    place = assignment.course.submitted / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"{}")

    assert intake.refused_folders(assignment) == []


def test_a_folder_that_is_closed_to_us_is_left_out_and_not_graded(
    assignment, folder, monkeypatch
):
    """What the machine does not let us open is no 0 of the student's."""
    minicourse.hand_in(assignment, "bob", solved())
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != folder and access(path, mode)
    )

    assert intake.submitting_students(assignment) == ["bob"]
    (closed,) = intake.refused_folders(assignment)
    assert (closed.folder, closed.reason) == (
        "ann",
        "it cannot be opened: permission denied",
    )


def test_a_notebook_that_is_closed_to_us_is_left_out_and_not_graded(
    assignment, folder, monkeypatch
):
    """One of several is enough: it may be the one that counts."""
    minicourse.hand_in(assignment, "bob", solved())
    (folder / "old.ipynb").write_bytes(b"{}")
    access = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode: not str(path).endswith("old.ipynb") and access(path, mode),
    )

    assert intake.submitting_students(assignment) == ["bob"]
    (closed,) = intake.refused_folders(assignment)
    assert closed.reason == "`old.ipynb` cannot be opened: permission denied"


def test_a_refused_id_is_explained_when_it_is_asked_for(assignment, folder):
    """Who names it hears why."""
    folder.parent.rename(folder.parent.with_name("a|b"))

    with pytest.raises(UserError, match=r"holds `\|`"):
        intake.submitting_students(assignment, ["a|b"])
    with pytest.raises(UserError) as caught:
        intake.submitting_students(assignment)
    assert "rename `a|b`" in caught.value.hint


def test_who_is_left_out_stands_on_top_of_the_summary():
    """Nobody is silently without a Report."""
    left_out = [("a\x1bb", "why")] * 12
    rows = summary_screen(BatchSummary(), left_out=left_out).plain.splitlines()

    assert rows[0].split()[:3] == ["left", "out", "12"]
    assert rows[1].endswith(r"a\x1bb  why")
    assert rows[11].strip() == "and 2 more"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open anything")
def test_a_closed_folder_is_listed(assignment, folder):
    """A folder without permission is nobody's silence."""
    folder.parent.chmod(0)

    try:
        assert "permission denied" in intake.refused_folders(assignment)[0].reason
    finally:
        folder.parent.chmod(0o755)


# ------------------------------------------------------------------ what


def a_link(path, secret):
    path.symlink_to(secret)


def a_pipe(path, _):
    os.mkfifo(path)


def a_socket(path, _):
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def a_device(path, _):
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero


KINDS = [a_link, a_pipe, a_socket]
if os.geteuid() == 0:
    KINDS.append(a_device)


@pytest.mark.parametrize("make", KINDS)
@pytest.mark.parametrize("name", ["sums.ipynb", "other.ipynb", "timestamp.txt"])
def test_what_is_no_file_is_not_opened(assignment, folder, monkeypatch, name, make):
    """Links, pipes, sockets and devices are refused in words, and cost nothing."""
    monkeypatch.chdir(folder)
    Path(name).unlink(missing_ok=True)
    make(Path(name), assignment.reference)
    work = read(assignment)

    kind = make.__name__.replace("_", " ")
    said = "".join(work.notes) + work.refused
    assert ("timestamp" in name) or f"`{name}` was not read: it is {kind}" in said
    assert all(b"np.sum(values)" in data for data in work.files.values())
    assert len(work.files) == (name != "sums.ipynb")
    assert ("`timestamp.txt` was ignored" in said) == ("timestamp" in name)


@pytest.mark.parametrize("make", KINDS)
def test_a_submission_that_is_no_folder_has_a_reason(
    assignment, folder, monkeypatch, make
):
    """The folder itself can be a link, or anything."""
    shutil.rmtree(folder)
    monkeypatch.chdir(folder.parent)
    make(Path("sums"), assignment.release_notebook.parent)
    work = read(assignment)

    assert intake.submitting_students(assignment) == ["ann"]
    assert work.files == {}
    kind = make.__name__.replace("_", " ")
    assert work.refused == f"the folder `sums` was not opened: it is {kind}"


def test_notebooks_in_folders_are_found_but_not_below_links(assignment, folder):
    """Who packed a folder is graded; three levels down, hidden ones left out."""
    data = (folder / "sums.ipynb").read_bytes()
    (folder / "sums.ipynb").unlink()
    for place in ("work/a", ".ipynb_checkpoints", "__MACOSX", "a/b/c/d"):
        (folder / place).mkdir(parents=True)
        (folder / place / "x.ipynb").write_bytes(data)
    (folder / "linked").symlink_to(folder / "work")
    deep = folder
    for _ in range(200):
        deep = deep / "d"
    deep.mkdir(parents=True)

    assert list(read(assignment).files) == ["work/a/x.ipynb"]


@pytest.mark.parametrize("name", ["sums.ipynb.txt", "sums.json", "sums", "SUMS.IPYNB"])
def test_a_notebook_of_another_name_is_found_by_its_content(assignment, folder, name):
    """What a browser or a mail program made of the name does not matter."""
    (folder / "sums.ipynb").rename(folder / name)
    (folder / "notes.txt").write_text("nothing")

    assert list(read(assignment).files) == [name]


def test_what_else_is_there_is_named_when_there_is_no_notebook(assignment, folder):
    """A student who handed in a PDF reads so."""
    (folder / "sums.ipynb").rename(folder / "sums.pdf")
    (folder / "sums.pdf").write_bytes(b"%PDF")

    refused = read(assignment).refused
    assert refused.startswith("no notebook was handed in, only `sums.pdf`: hand in")


def test_files_of_the_same_look_are_told_apart(assignment, folder):
    """Names of odd bytes can be shown, and none hides another."""
    data = (folder / "sums.ipynb").read_bytes()
    for name in (b"a\xff.ipynb", b"a\\udcff.ipynb", b"b\n\x1b[31m.ipynb"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(data)

    files = read(assignment).files
    assert set(files) == {
        "sums.ipynb",
        r"a\udcff.ipynb",
        r"a\udcff.ipynb (2)",
        r"b\n\x1b[31m.ipynb",
    }


def test_sizes_are_limited_together(assignment, folder, monkeypatch):
    """A thousand large files are as many as one."""
    size = (folder / "sums.ipynb").stat().st_size
    monkeypatch.setattr(folders, "MAX_FILE", int(2.5 * size))
    for number in range(5):
        shutil.copy(folder / "sums.ipynb", folder / f"a{number}.ipynb")
    work = read(assignment)

    assert list(work.files) == ["a0.ipynb", "a1.ipynb"]
    assert len(work.notes) == 5
    assert work.notes[-1] == intake.UNDATED_NOTE
    assert "was not read: notebooks may be 0 MB together" in work.notes[0]


def test_numbers_of_files_are_limited(assignment, folder):
    """A folder of thousands is looked at only so far."""
    for number in range(60):
        shutil.copy(folder / "sums.ipynb", folder / f"a{number:02}.ipynb")

    assert len(read(assignment).files) == folders.MAX_FILES


# ------------------------------------------------------------------ when


def test_the_record_says_when_work_came_in(assignment, folder):
    """What collection noted counts, whatever the files' own times say."""
    collected(assignment, folder)
    work = read(assignment)

    assert work.submitted_at == "2026-02-27T10:00:00+00:00"
    assert work.notes == ()
    assert (folder / "timestamp.txt").read_text() == "2026-02-27 10:00:00 UTC"
    assert read(assignment) == work


def test_a_record_does_not_cover_what_came_later(assignment, folder):
    """Of another notebook in the place of the collected one nothing is known."""
    collected(assignment, folder)
    path = minicourse.hand_in(assignment, "ann", solved(total="total = sum"))
    os.utime(path, (SAVED, SAVED))
    work = read(assignment)

    assert work.submitted_at == IN_TIME
    assert work.notes == (intake.UNDATED_NOTE,)


@pytest.mark.parametrize(
    "text",
    ["2026-02-01 10:00:00 UTC", "=1+1", "", "9" * 999, "0001-01-01", "\x00\xff"],
)
@pytest.mark.parametrize("known", [False, True])
def test_a_students_own_timestamp_moves_nothing(assignment, folder, text, known):
    """It is put aside, and the Report says so, now and in every later run."""
    if known:
        collected(assignment, folder)
    (folder / "timestamp.txt").write_text(text)
    work = read(assignment)

    notes = [intake.STAMP_NOTE] if known else [intake.STAMP_NOTE, intake.UNDATED_NOTE]
    assert work.submitted_at == ("2026-02-27T10:00:00+00:00" if known else IN_TIME)
    assert work.notes == tuple(notes)
    assert (folder / intake.ASIDE).read_text() == text
    assert (folder / intake.STAMP).exists() == known
    assert read(assignment) == work


def test_a_folder_as_timestamp_is_out_of_the_way(assignment, folder):
    """Formgrader would fall over it."""
    (folder / "timestamp.txt").mkdir()

    assert read(assignment).notes == (intake.STAMP_NOTE, intake.UNDATED_NOTE)
    assert not (folder / "timestamp.txt").exists()


@pytest.mark.parametrize("seconds", [-5e9, 0, 4e9, 2e10])
def test_times_that_cannot_be_are_not_believed(assignment, folder, seconds):
    """A file from the future came in no later than it came to lie here."""
    try:
        os.utime(folder / "sums.ipynb", (seconds, seconds))
    except OSError:
        pytest.skip("this file system has no such time")
    stamp = read(assignment).submitted_at

    now = datetime.now(UTC).isoformat()
    assert (stamp is None) if seconds <= 0 else ("2026" < stamp <= now)


@pytest.mark.parametrize("text", ["{", "[]", '{"at": 3}', '{"at": "x", "files": {}}'])
def test_a_broken_record_is_none(assignment, folder, text):
    """Our own record can be damaged, too."""
    path = assignment.course.root / arrival_times.FOLDER / "sums" / "ann.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)

    assert read(assignment).submitted_at == IN_TIME


# ------------------------------------------------------------------ with nbgrader


def nbgrader(root, *command):
    scripts = Path(sys.executable).parent
    return subprocess.run(
        [scripts / "nbgrader", *command],
        cwd=root,
        env={
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "HOME": str(root),
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )


@pytest.mark.nbgrader
def test_collection_from_the_exchange_is_on_record(assignment, tmp_path):
    """`nbgrader collect` notes the moment that the exchange knows."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    inbound = tmp_path / "exchange/classification/inbound"
    for student, stamp in (("ann", "2026-02-27 10:00:00.5 UTC"), ("bob", "later")):
        handed_in = inbound / f"{student}+sums+2026-02-27 10:00:00.500000 UTC"
        handed_in.mkdir(parents=True)
        (handed_in / "sums.ipynb").write_text(json.dumps(solved()))
        (handed_in / "timestamp.txt").write_text(stamp)
    nbgrader(tmp_path, "collect", "sums")

    works = [read(assignment, student) for student in ("ann", "bob")]
    assert {one.submitted_at for one in works} == {"2026-02-27T10:00:00+00:00"}
    assert [one.notes for one in works] == [(), (intake.STAMP_NOTE,)]


@pytest.mark.nbgrader
def test_collection_of_a_zip_is_on_record(assignment, tmp_path):
    """`nbgrader zip_collect` notes the moment in the file's name, and odd ids."""
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    with (tmp_path / "nbgrader_config.py").open("a") as config:
        config.write(
            "c.FileNameCollectorPlugin.valid_ext = ['.ipynb', '.txt']\n"
            "c.FileNameCollectorPlugin.named_regexp = (\n"
            "    r'.*/(?P<student_id>[^/]+)_attempt_(?P<timestamp>[0-9-]+)_'\n"
            "    r'(?P<file_id>\\w+)')\n"
        )
    archive = tmp_path / "downloaded/sums/archive"
    archive.mkdir(parents=True)
    for name in ("ann", "=bob"):
        stem = archive / f"{name}_attempt_2026-02-27-10-00-00"
        Path(f"{stem}_sums.ipynb").write_text(json.dumps(solved()))
        Path(f"{stem}_timestamp.txt").write_text("2026-01-01")
    nbgrader(tmp_path, "zip_collect", "sums", "--force")

    assert intake.submitting_students(assignment) == ["ann"]
    work = read(assignment)
    assert work.submitted_at == "2026-02-27T10:00:00+00:00"
    assert work.notes == ()


# ------------------------------------------------------------------ all the way


@pytest.mark.sandbox
def test_there_is_a_report_whatever_lies_there(assignment, folder):
    """Odd names and refusals reach the Report and the page, and can be written."""
    (folder / "sums.ipynb").unlink()
    path = Path(os.fsdecode(os.fsencode(folder) + b"/\xff<b>\x1b.ipynb"))
    path.write_text(json.dumps(solved()))
    (folder / "linked.ipynb").symlink_to(assignment.reference)
    with Grader(assignment) as grader:
        report = grader.grade(read(assignment)).report

    assert report.submission.file == r"\udcff<b>\x1b.ipynb"
    assert report.score == 6.0
    assert "`linked.ipynb` was not read: it is a link, not a file" in report.notes
    report.to_json().encode()
    assert "<b>" not in render_feedback(report)
