"""What is read of a submission is bounded, and nobody uses up another's."""

import struct
from datetime import UTC
from functools import partial
from pathlib import Path

import pytest

from autograder.common.errors import UserError
from autograder.submissions import safe_archive
from autograder.submissions.safe_archive import (
    ReadBudget,
    SharedReadBudget,
    open_source,
    read_inner_zip,
)
from autograder.tools.lms import collect, download_layouts, submission_reader
from autograder.tools.lms.collection_log import MAX_TOLD
from autograder.tools.lms.filenames import DiskNames
from tests import downloads
from tests.downloads import answer, zip_of

JANES = "Jane Doe_31001_assignsubmission_file/"
BOBS = {"Bob van der Berg_31002_assignsubmission_file/all.zip": zip_of({"s": answer()})}


def test_zip_of_many_names_leaves_room_for_the_next(collected, handed_in, monkeypatch):
    """Each submission has its own number of names; the zip is kept for a person."""
    monkeypatch.setattr(submission_reader, "ReadBudget", partial(ReadBudget, entries=9))
    many = zip_of({f"{number}": b"" for number in range(20)})
    done = collected({f"{JANES}{at}.zip": many for at in range(3)} | BOBS)

    assert sorted(done.new) == ["s001", "s002"]
    assert handed_in("s002") == {"s": answer()}
    assert handed_in("s001")["0.zip"] == many
    assert any("too many files" in told for _, told in done.notes)


def test_notebook_is_kept_when_there_are_too_many_files(
    collected, handed_in, monkeypatch
):
    """Whoever zips a whole folder has it anywhere in it."""
    monkeypatch.setattr(submission_reader, "MAX_FILES", 3)
    files = {f"lib/{number}.py": b"" for number in range(9)}
    collected({f"{JANES}all.zip": zip_of({**files, "sums.ipynb": answer()})})

    assert handed_in("s001")["sums.ipynb"] == answer()
    assert len(handed_in("s001")) == 3


@pytest.mark.parametrize("names", [["a"] * 40, ["a", "A", "a/b", "A/B/c", "a (2)"]])
def test_names_that_are_alike_on_some_disk_are_told_apart(names):
    """Nobody's file takes the place of another."""
    disk = DiskNames()
    given = [disk.take(name) for name in names]
    folders = {"/".join(one.casefold().split("/")[:1]) for one in given if "/" in one}

    assert len({one.casefold() for one in given}) == len(names)
    assert folders.isdisjoint(one.casefold() for one in given)


def test_folder_of_many_names_leaves_room_for_the_next(tmp_path):
    """In a folder on disk as in a zip, and what is nobody's has its own, too."""
    whose = partial(download_layouts.submission_of, assignment="sums")
    shares = SharedReadBudget(whose, entries=3, strays=3)
    for at in range(9):
        downloads.write(tmp_path / JANES, b"", f"{at}")
        downloads.write(tmp_path / "a/b/c", b"", f"{at}")
    downloads.write(tmp_path / next(iter(BOBS)), b"", "sums.ipynb")
    with open_source(tmp_path, UTC, shares) as found:
        listed = [one.path for one in found.entries]

    assert sum(path.startswith("Bob") for path in listed) == 1
    assert len(found.refused) == 2


def test_bytes_of_one_submission_do_not_count_for_the_next(
    collected, handed_in, monkeypatch
):
    """Who handed in too much gets what fits; the others all of theirs."""
    room = len(answer()) + 200
    monkeypatch.setattr(
        submission_reader, "ReadBudget", partial(ReadBudget, total=room)
    )
    done = collected(
        {
            f"{JANES}a.ipynb": answer(),
            f"{JANES}b.ipynb": answer(),
            "Bob van der Berg_31002_assignsubmission_file/b.ipynb": answer(),
        }
    )

    assert sorted(done.new) == ["s001", "s002"]
    assert list(handed_in("s001")) == ["a.ipynb"]
    assert list(handed_in("s002")) == ["b.ipynb"]
    assert "in all" in done.notes[0][1]


def test_zip_may_not_swell_in_small_pieces(monkeypatch):
    """Each entry is small enough; together they are a thousand times the zip."""
    monkeypatch.setattr(safe_archive, "SMALL_ARCHIVE", 1 << 20)
    data = zip_of({f"{number}": b"0" * (1 << 20) for number in range(9)})
    found = read_inner_zip(data, UTC, ReadBudget())
    read = []
    with pytest.raises(ValueError, match="the zip swells"):
        read += [one.read() for one in found.entries]

    assert len(found.entries) == 9


def test_small_zip_that_packs_well_is_read():
    """A notebook of a few zeros is no bomb."""
    found = read_inner_zip(zip_of({"a.ipynb": b"0" * (1 << 20)}), UTC, ReadBudget())

    assert len(found.entries[0].read()) == 1 << 20


def test_a_persons_list_is_not_filled_by_one_submission(collected):
    """Of each submission as much is told as somebody reads."""
    links = {f"{number}.ipynb": b"" for number in range(3 * MAX_TOLD)}
    bad = zip_of(
        [(downloads.entry(one, external_attr=0o120777 << 16), b"x") for one in links]
    )
    done = collected({f"{JANES}all.zip": bad, "x.ipynb": b"", **BOBS})

    assert len(done.notes) == MAX_TOLD + 1
    assert "there is more" in done.notes[-1][1]
    assert [what for what, _ in done.left_out] == ["x.ipynb"]


def test_files_of_one_folder_that_are_nobodys_are_told_shortly(collected):
    """A folder that does not say whose it is may hold thousands."""
    odd = {f"odd/{number}.ipynb": b"" for number in range(3 * MAX_TOLD)}
    done = collected({**odd, **BOBS})

    assert len(done.left_out) == MAX_TOLD + 1
    assert done.new == ["s002"]


def with_end_in_64_bits(data, directory=None):
    """End a zip as programs do that write into a pipe."""
    at = data.rindex(b"PK\x05\x06")
    number, size, place = struct.unpack_from("<10xHII", data, at)
    size = size if directory is None else directory
    end = struct.pack(
        *("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, size, place)
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *[2**16 - 1] * 2, *LARGE, 0)
    return data[:at] + end + locator + last


LARGE = (2**32 - 1, 2**32 - 1)


def test_small_zip_is_read_when_its_end_has_64_bits(collected, handed_in):
    """It lists few files, and says so in the longer form."""
    data = with_end_in_64_bits(zip_of({"sums.ipynb": answer()}))
    collected({f"{JANES}all.zip": data})

    assert handed_in("s001") == {"sums.ipynb": answer()}


@pytest.mark.parametrize("directory", [2 << 20, 2**63])
def test_zip_is_refused_when_its_end_in_64_bits_is_endless(directory):
    """The list of names is measured before it is read."""
    data = with_end_in_64_bits(zip_of({"sums.ipynb": answer()}), directory)

    with pytest.raises(ValueError, match="lists too many files"):
        read_inner_zip(data, UTC, ReadBudget())


def test_file_is_refused_when_it_has_no_end(assignment):
    """A device or a pipe is no download, and is not read to find that out."""
    with pytest.raises(UserError, match="it is a device"):
        collect.collect_download(assignment, Path("/dev/zero"))
