"""One submission stops nothing: what reading it raises is told, the rest comes in."""

import io
import struct
import zipfile
from datetime import UTC

import pytest

from autograder.common.errors import GraderError, MachineError
from autograder.submissions import attempts
from autograder.submissions.safe_archive import ReadBudget, read_inner_zip
from autograder.tools.lms import download_layouts
from autograder.tools.lms.gradescope_metadata import read_metadata
from autograder.tools.lms.submission_reader import SubmissionReader
from tests import downloads
from tests.downloads import answer, entry, zip_of

JANES = "Jane Doe_31001_assignsubmission_file/"
BOBS = {"Bob van der Berg_31002_assignsubmission_file/sums.ipynb": answer("bob")}


def patched(data, name, place, value, size="<H"):
    """Change a field of an entry in both places where a zip has it."""
    raw = bytearray(data)
    local = data.index(name.encode()) - 30
    central = data.index(name.encode(), data.index(b"PK\x01\x02")) - 46
    for at in (local + place, central + place + 2):
        struct.pack_into(size, raw, at, value)
    return bytes(raw)


def of_method(method):
    """Zip a notebook in a way that only its header tells of."""
    return patched(zip_of({"sums.ipynb": answer()}), "sums.ipynb", 8, method)


# ------------------------------------------------------------------ rare zips


@pytest.mark.parametrize(
    "method, name",
    [
        (9, "Deflate64"),
        (12, "bzip2"),
        (14, "LZMA"),
        (93, "Zstandard"),
        (95, "xz"),
        (98, "method 98"),
    ],
)
def test_zip_of_a_rare_method_is_kept_and_told(collected, handed_in, method, name):
    """Such a file may ask for gigabytes; a person can look into the zip."""
    data = of_method(method)
    done = collected({f"{JANES}all.zip": data, **BOBS})

    assert sorted(done.new) == ["s001", "s002"]
    assert {"all.zip": data} == handed_in("s001")
    assert name in done.notes[0][1]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_entry_of_a_rare_method_in_the_download_is_left_out(collected, method):
    """Without a look at what is in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry(f"{JANES}sums.ipynb", compress_type=method), answer())
        archive.writestr(*next(iter(BOBS.items())))
    done = collected(buffer.getvalue())

    assert done.new == ["s002"]
    assert "zip it in the usual way" in done.left_out[0][1]


@pytest.mark.parametrize("flag", [0x1, 0x41, 0x2001])
def test_zip_with_a_password_is_kept_and_told(collected, handed_in, flag):
    """By whatever kind of encryption."""
    data = patched(zip_of({"sums.ipynb": answer()}), "sums.ipynb", 6, flag)
    done = collected({f"{JANES}all.zip": data})

    assert {"all.zip": data} == handed_in("s001")
    assert "it is encrypted" in done.notes[0][1]


ODD_ZIPS = {
    "empty": b"",
    "text": b"PK\x05\x06",
    "no end": zip_of({"sums.ipynb": answer()})[:-10],
    "version": patched(zip_of({"a": b""}), "a", 4, 255),
    "patch data": patched(zip_of({"a": b"12"}), "a", 6, 0x20),
    "date": patched(zip_of({"a": b"12"}), "a", 12, 0xFFFF),
    "extra": zip_of([(entry("a", extra=b"\x01\x00\xff\xff1"), b"12")]),
    "utf-8": zip_of({"müller": b"1"}).replace("ü".encode(), b"\xff\xff"),
    "folder": zip_of({"a/": b""}),
    "nothing": zip_of({}),
    "nul": zip_of({"a\0b": b"1"}),
    "sums": patched(zip_of({"a": b"12"}), "a", 14, 1, "<I"),
    "offset": zip_of({"a": b"12"})[:-6] + b"\xff\xff\xff\x7f\0\0",
}


@pytest.mark.parametrize("data", ODD_ZIPS.values(), ids=list(ODD_ZIPS))
def test_odd_zip_stops_nobody_elses_collection(collected, handed_in, data):
    """Each makes `zipfile` raise something else; it is kept as it came."""
    done = collected({f"{JANES}all.zip": data, **BOBS})

    assert {"s001", "s002"} == set(done.new)
    assert done.left_out == []
    assert handed_in("s002") == {"sums.ipynb": answer("bob")}


@pytest.mark.parametrize(
    "path",
    [
        "/".join(["d" * 90] * 12) + "/sums.ipynb",
        "/".join(["ü" * 60] * 9) + "/sums.ipynb",
        "a" * 900 + "/sums.ipynb",
        "x/" * 9 + "n" * 300 + "." + "e" * 300,
        "con/nul.ipynb",
        "." * 20 + "/...",
    ],
)
def test_names_that_no_disk_takes_stop_nobody(collected, path):
    """They are cut; the machine is not at fault."""
    done = collected({f"{JANES}all.zip": zip_of({path: answer()}), **BOBS})

    assert {"s001", "s002"} == set(done.new)


# ------------------------------------------------------------------ the boundary


@pytest.mark.parametrize(
    "error", [KeyError("x"), RecursionError(), MemoryError(), GraderError("ours")]
)
def test_our_own_fault_is_named_and_stops_nobody(collected, monkeypatch, error):
    """It is told of one submission, so the exit code is 1; the others are there."""
    opened = SubmissionReader.open_submission

    def broken(self, submission):
        if "Jane" in submission.claim.original:
            raise error
        return opened(self, submission)

    monkeypatch.setattr(SubmissionReader, "open_submission", broken)
    done = collected({f"{JANES}sums.ipynb": answer(), **BOBS})

    assert done.new == ["s002"]
    assert [what for what, _ in done.left_out] == [JANES.rstrip("/")]
    assert type(error).__name__ in done.left_out[0][1]
    assert "a fault of ours" in done.left_out[0][1]


def test_disk_that_is_full_is_the_machines_and_ends_it(collected, monkeypatch):
    """Nobody's submission is at fault, and none must look as if it were."""

    def full(*_):
        raise MachineError("no space")

    monkeypatch.setattr(attempts.AttemptStore, "add", full)
    with pytest.raises(MachineError, match="no space"):
        collected(BOBS)


# ------------------------------------------------------------------ metadata


GOOD = downloads.GRADESCOPE_METADATA
BLOCKS = {
    "not closed": "submission_9:\n  :submitters: [\n",
    "deep": "submission_9:\n  :submitters: " + "[" * 5000 + "\n",
    "alias": "submission_9:\n  :submitters: *a\n",
    "bomb": "submission_9:\n  :submitters: &a [1]\n  :created_at: [*a, *a]\n",
    "tag": "submission_9:\n  :submitters: !!python/name:os.system\n",
    "number": "submission_9:\n  :created_at: " + "9" * 9000 + "\n",
    "time": "submission_9:\n  :created_at: 0001-01-01 00:00:00 +23:59\n",
    "list": "submission_9:\n- 1\n",
    "nothing": "submission_9:\n",
    "long": "submission_9:\n  :submitters: " + "a" * 70_000 + "\n",
    "tab": "submission_9:\n\t:submitters: 1\n",
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=list(BLOCKS))
@pytest.mark.parametrize("is_first", [True, False])
def test_broken_block_of_metadata_costs_one_submission(collected, block, is_first):
    """The others are who Gradescope says."""
    text = block + GOOD if is_first else GOOD + block
    done = collected(
        {
            **downloads.GRADESCOPE,
            "assignment_9_export/submission_metadata.yml": text.encode(),
            "assignment_9_export/submission_9/sums.ipynb": answer(),
        }
    )

    assert sorted(done.new) == ["s001", "s002", "s003"]
    assert len(done.left_out) == 1
    assert "submission_9" in done.left_out[0][0]


@pytest.mark.parametrize(
    "data, reason",
    [
        (b"\xff\xfe", "not UTF-8"),
        (b"", "names no submission"),
        (b"<html>", "names no submission"),
        (b"0" * (5 << 20), "it swells"),
    ],
)
def test_metadata_that_cannot_be_read_is_told_as_that(collected, data, reason):
    """And not as work that does not say whose it is."""
    name = "assignment_9_export/submission_metadata.yml"
    done = collected({**downloads.GRADESCOPE, name: data})

    assert done.new == []
    assert reason in str(done.left_out)
    assert "submission_metadata.yml" in str(done.left_out)


def test_ids_stay_as_they_are_written():
    """To YAML `0012` is ten, `1_2` is twelve and `no` is false."""
    text = "submission_1:\n  :submitters:\n"
    text += "".join(f"  - :sid: {one}\n" for one in ("0012", "1_2", "no", "1e3", ""))
    read = read_metadata(text.encode(), ["submission_1"])

    people = read["submission_1"].people
    assert [one.sid for one in people] == ["0012", "1_2", "no", "1e3", ""]


def test_block_of_metadata_that_is_too_long_is_not_read():
    """A group of a thousand is none, and would keep everybody waiting."""
    text = "submission_1:\n  :submitters:\n" + "  - :sid: s001\n" * 2000
    read = read_metadata(text.encode(), ["submission_1"])

    assert "too long" in read["submission_1"]


def test_what_tests_printed_is_not_read():
    """It is most of the file, and what is in it students chose."""
    noise = "  :results:\n    :output: |\n      submission_2:\n        :sid: s009\n"
    text = "submission_1:\n" + noise * 2000 + "  :submitters:\n  - :sid: s001\n"
    read = read_metadata(text.encode(), ["submission_1"])

    assert [one.sid for one in read["submission_1"].people] == ["s001"]
    assert list(read) == ["submission_1"]


@pytest.mark.parametrize("odd", ["_1", "_1x", "_LATE", " - 1", "+1", "-", "_attempt_2"])
def test_long_names_that_nearly_fit_are_read(odd):
    """No form goes back and forth over a name: this would not come to an end."""
    front = f"1-2 - {odd * (900 // len(odd))}"
    names = [odd * (950 // len(odd)) + "\n", front, f"x{odd * 200}_attempt_2026-01-01"]

    for one in names:
        path = f"{one}/{one}"
        assert download_layouts.submission_of(path, "sums") in ("", path)


def test_zip_inside_is_opened_once_its_names_are_bounded():
    """A list of names that says it is short and is not ends there."""
    data = zip_of({f"{number}": b"" for number in range(6000)})
    found = read_inner_zip(data, UTC, ReadBudget())

    assert len(found.entries) == 5000
    assert len(found.refused) == 1
