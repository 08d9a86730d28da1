"""A worker's scratch directory, as the grader looks after it from outside.

What lies in it was put there by an adversary: no link is followed, no depth assumed.
"""

import contextlib
import os
import shutil
import subprocess

DEPTH = 40
"""how many folders may lie in each other"""


def is_overfull(path: str, *, size: int, entries: int) -> bool:
    """Tell whether more lies there than a worker may write, or what cannot be read.

    Args:
        path: the directory.
        size: bytes on the disk, at most.
        entries: files and folders, at most.
    """
    folders = [(path, 0)]
    while folders:
        folder, depth = folders.pop()
        try:
            found = list(os.scandir(folder))
            size -= sum(_size(entry) for entry in found)
        except FileNotFoundError:
            continue
        except OSError:  # also names that together are too long for a path
            return True
        entries -= len(found)
        if size < 0 or entries < 0 or depth > DEPTH:
            return True
        folders += [
            (entry.path, depth + 1)
            for entry in found
            if entry.is_dir(follow_symlinks=False)
        ]
    return False


def _size(entry: os.DirEntry[str]) -> int:
    with contextlib.suppress(FileNotFoundError):
        return entry.stat(follow_symlinks=False).st_blocks * 512
    return 0


def remove_tree(path: str) -> None:
    """Remove a tree that an adversary built: any depth, any mode, no link followed."""
    with contextlib.suppress(OSError):
        os.rmdir(path)
    if not os.path.lexists(path):
        return
    if os.name == "nt":
        shutil.rmtree(path, ignore_errors=True)
        return
    # These walk by descriptors, so that a path longer than PATH_MAX is no obstacle.
    _run("rm", "-rf", "--one-file-system", "--", path)
    if os.path.lexists(path):
        _run("chmod", "-R", "u+rwx", "--", path)
        _run("rm", "-rf", "--one-file-system", "--", path)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program, path="/usr/bin:/bin") or program
    subprocess.run([found, *arguments], check=False, capture_output=True)  # noqa: S603
