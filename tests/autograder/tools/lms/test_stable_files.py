"""What has stopped changing, and what ends in the middle."""

import io
import os
import zipfile

import pytest

from autograder.tools.lms.stable_files import StableFiles, is_whole, stamp_path

WHOLE = b'{"cells": []}\n'


@pytest.fixture
def folder(tmp_path):
    """Give a folder with one notebook in it."""
    (tmp_path / "s1").mkdir()
    (tmp_path / "s1" / "sums.ipynb").write_bytes(WHOLE)
    return tmp_path / "s1"


def zipped():
    """Give the bytes of a small zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sums.ipynb", WHOLE)
    return buffer.getvalue()


def test_what_is_new_waits_for_a_second_look():
    """Nobody knows yet whether it is all there."""
    settled = StableFiles()

    assert settled.look({"a": 1}) == []
    assert settled.arriving == 1
    assert settled.look({"a": 1}) == ["a"]
    assert settled.arriving == 0


def test_what_changes_is_not_settled():
    """Only two looks that are the same count."""
    settled = StableFiles()
    looks = [settled.look({"a": size}) for size in (1, 2, 3, 3)]

    assert looks == [[], [], [], ["a"]]


def test_what_was_taken_is_left_alone_until_it_changes():
    """A submission is graded once for each time that it arrives."""
    settled = StableFiles()
    settled.look({"a": 1})
    settled.take(settled.look({"a": 1}))

    assert settled.look({"a": 1}) == []
    assert settled.look({"a": 2}) == []
    assert settled.look({"a": 2}) == ["a"]


def test_what_was_not_taken_is_given_again():
    """The course was locked: the next round sees it once more."""
    settled = StableFiles()
    settled.look({"a": 1})

    assert settled.look({"a": 1}) == ["a"]
    assert settled.look({"a": 1}) == ["a"]


def test_what_went_and_came_back_is_new():
    """The same file, handed in again after it was removed."""
    settled = StableFiles()
    settled.look({"a": 1})
    settled.take(settled.look({"a": 1}))
    settled.look({})
    settled.look({"a": 1})

    assert settled.look({"a": 1}) == ["a"]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "sums.ipynb").write_bytes(WHOLE + b"\n"),
        lambda folder: os.utime(folder / "sums.ipynb", (1, 1)),
        lambda folder: (folder / "more").mkdir(),
        lambda folder: (folder / "other.py").write_text(""),
        lambda folder: (folder / "sums.ipynb").rename(folder / "sum.ipynb"),
    ],
    ids=["longer", "touched", "folder", "file", "renamed"],
)
def test_look_sees_every_change(folder, change):
    """Size, time, and what there is."""
    before = stamp_path(folder)
    change(folder)

    assert stamp_path(folder) != before


@pytest.mark.parametrize("name", ["timestamp.txt", "timestamp.txt.ignored", ".sums.x"])
def test_look_passes_over_what_is_not_handed_in(folder, name):
    """Our own stamps, and what a copying program hides."""
    before = stamp_path(folder)
    (folder / name).write_text("")

    assert stamp_path(folder) == before


def test_look_follows_no_link(folder, tmp_path):
    """A link to the whole disk is one name."""
    (folder / "all").symlink_to(tmp_path)
    before = stamp_path(folder)
    (tmp_path / "elsewhere").mkdir()

    assert stamp_path(folder) == before


def test_nothing_looks_like_nothing(tmp_path):
    """What is gone has no look."""
    assert stamp_path(tmp_path / "gone") is None


@pytest.mark.parametrize(
    "name, data, whole",
    [
        ("a.ipynb", WHOLE, True),
        ("a.ipynb", WHOLE[:-3], False),
        ("a.ipynb", b"", False),
        ("a.zip", zipped(), True),
        ("a.zip", zipped()[:-30], False),
        ("a.py", b"whatever", True),
        ("a.ipynb.part", WHOLE, False),
        ("a.zip.crdownload", zipped(), False),
    ],
)
def test_file_that_ends_in_the_middle_is_not_whole(tmp_path, name, data, whole):
    """A notebook ends in a brace, a zip in its last record."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)

    assert is_whole(tmp_path / "in") is whole
    assert is_whole(tmp_path / "in" / name) is whole


def test_wait_for_the_rest_ends(tmp_path):
    """A notebook that never gets its end is graded as it is."""
    path = tmp_path / "a.ipynb"
    path.write_bytes(WHOLE[:-3])
    os.utime(path, (1, 1))

    assert is_whole(path)


def test_link_and_pipe_are_not_read(tmp_path):
    """What is neither a file nor a folder has no end that we would wait for."""
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "link.ipynb").symlink_to("/dev/zero")
    (tmp_path / "cut.ipynb").symlink_to(tmp_path / "cut")
    (tmp_path / "cut").write_bytes(WHOLE[:-3])

    assert is_whole(tmp_path)


def test_folder_behind_a_link_is_not_walked(tmp_path):
    """A link in an inbox may lead to the whole disk."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "a.ipynb").write_bytes(WHOLE[:-3])
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "far")

    assert is_whole(tmp_path / "in" / "link")
    assert is_whole(tmp_path / "in")
    assert not is_whole(tmp_path / "far")
