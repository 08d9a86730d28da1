"""Files are written whole or not at all."""

import os
import sys

import pytest

from autograder.common import files
from autograder.common.errors import MachineError
from autograder.common.files import (
    hold_lock,
    open_lock,
    remove_leftovers,
    swap_folders,
    write_whole,
)


def test_text_is_there_when_it_was_written(tmp_path):
    """The folder is made, the text is the file's, everybody may read it."""
    path = tmp_path / "a" / "b.txt"
    write_whole(path, "ä\n")

    assert path.read_bytes() == "ä\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644
    assert [path] == list(path.parent.iterdir())


@pytest.mark.parametrize(
    "before, after", [(0o000, 0o002), (0o022, 0o022), (0o077, 0o077), (0o020, 0o022)]
)
def test_others_cannot_write_whatever_the_account_allows(tmp_path, before, after):
    """Folders, databases and files alike; what was closed stays closed."""
    kept = os.umask(before)
    try:
        files.keep_others_from_writing()
        write_whole(tmp_path / "made" / "a.txt", "")
        (tmp_path / "b.db").touch()
        found = os.umask(0)
    finally:
        os.umask(kept)
    modes = [
        (tmp_path / name).stat().st_mode for name in ("made", "made/a.txt", "b.db")
    ]

    assert found == after
    assert not any(mode & 0o002 for mode in modes)


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_old_text_stays_when_a_step_fails(tmp_path, monkeypatch, step):
    """Whatever goes wrong, the file is what it was and nothing lies beside it."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(MachineError, match="No space left on device") as caught:
        write_whole(path, "new")

    assert "make space" in caught.value.hint
    assert path.read_text() == "old"
    assert [path] == list(tmp_path.iterdir())


def test_interrupt_leaves_nothing_behind(tmp_path, monkeypatch):
    """Ctrl-C in the middle of a write is no error of ours, and leaves no file."""

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.txt", "new")

    assert list(tmp_path.iterdir()) == []


def test_text_is_on_the_disk_before_its_name_is(tmp_path, monkeypatch):
    """The bytes are synced before the rename, the folder after it."""
    steps = []
    real = {name: getattr(os, name) for name in ("fsync", "replace")}

    def noted(name):
        def call(*arguments):
            steps.append(name)
            return real[name](*arguments)

        return call

    for name in real:
        monkeypatch.setattr(os, name, noted(name))
    write_whole(tmp_path / "a.txt", "new")

    assert steps == ["fsync", "replace", "fsync"]


def test_leftovers_of_a_crash_are_removed_and_nothing_else(tmp_path):
    """What a killed write left goes; files and other hidden files stay."""
    for name in (".a.txt.x1y2.tmp", "a.txt", ".keep", "b.tmp"):
        (tmp_path / name).touch()
    remove_leftovers(tmp_path)

    assert {".keep", "a.txt", "b.tmp"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("at_once", [True, False])
def test_folders_take_each_others_place(tmp_path, monkeypatch, at_once):
    """Also where the disk cannot do it at once; nothing else is left."""
    if not at_once:
        monkeypatch.setattr(files, "_exchange", lambda *_: False)
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    swap_folders(one, other)

    assert [one.joinpath("other").exists(), other.joinpath("one").exists()] == [
        True
    ] * 2
    assert sorted(tmp_path.iterdir()) == [one, other]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it takes three steps")
def test_folder_is_there_at_every_moment_of_a_swap(tmp_path, monkeypatch):
    """On Linux no step is seen in between: none is made by Python."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.symlink_to("nowhere")
    monkeypatch.setattr(type(one), "rename", None)
    swap_folders(one, other)

    assert (one.is_symlink(), other.is_dir()) == (True, True)


def test_a_lock_is_held_by_one_at_a_time(tmp_path):
    """Whoever comes second is asked what to do, and gets it when it is free."""
    first, second = open_lock(tmp_path / "lock"), open_lock(tmp_path / "lock")
    holder = hold_lock(first)
    waited = []

    def while_busy():
        waited.append(1)
        if len(waited) == 2:
            holder.__exit__(None, None, None)

    holder.__enter__()
    with hold_lock(second, while_busy=while_busy):
        assert len(waited) == 2


def test_a_lock_is_let_go_when_one_gives_up(tmp_path):
    """The file is closed, whatever is raised."""
    first, second = open_lock(tmp_path / "lock"), open_lock(tmp_path / "lock")

    def give_up():
        raise MachineError("busy")

    with (
        hold_lock(first),
        pytest.raises(MachineError),
        hold_lock(second, while_busy=give_up),
    ):
        pass
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(second)
