"""Whether a worker's scratch directory holds more than it may; the grader looks.

What lies in it was put there by an adversary: no link is followed, no depth assumed.
"""

import contextlib
import os

MAX_DEPTH = 40
"""how many folders may lie in each other"""
_BLOCK_BYTES = 512
"""in which `stat` counts, whatever the file system's own blocks are"""


def is_overfull(path: str, *, size: int, entries: int) -> bool:
    """Tell whether more lies there than a worker may write, or what cannot be read.

    Args:
        path: the directory.
        size: bytes on the disk, at most.
        entries: files and folders, at most.
    """
    folders = [(path, 0)]
    # No recursion: the adversary would choose how deep.
    while folders:
        folder, depth = folders.pop()
        try:
            inside = list(os.scandir(folder))
            size -= sum(_disk_bytes(entry) for entry in inside)
        except FileNotFoundError:  # the worker goes on while we look
            continue
        except OSError:  # also names that together are too long for a path
            return True
        entries -= len(inside)
        if size < 0 or entries < 0 or depth > MAX_DEPTH:
            return True
        folders += [
            (entry.path, depth + 1)
            for entry in inside
            if entry.is_dir(follow_symlinks=False)
        ]
    return False


def _disk_bytes(entry: os.DirEntry[str]) -> int:
    """Give what a file takes up: one with holes is larger in name only."""
    with contextlib.suppress(FileNotFoundError):
        return entry.stat(follow_symlinks=False).st_blocks * _BLOCK_BYTES
    return 0
