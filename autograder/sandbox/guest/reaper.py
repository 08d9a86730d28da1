"""What workers leave behind: processes that they started, found and ended.

A worker cannot start any where `seccomp` is; this is for the backends without it. The
zygote adopts whatever loses its parent, so all of it descends from the zygote. The
standard library only: this runs in the zygote.
"""

import contextlib
import os
import signal
from collections.abc import Collection

_ROUNDS = 200


def can_find_processes(proc: int) -> bool:
    """Tell whether this /proc (a descriptor) numbers processes as we do."""
    return os.readlink("self", dir_fd=proc) == str(os.getpid())


def end_leftover_processes(proc: int, spared: Collection[int]) -> None:
    """End all that descends from this process, but for `spared` and what is theirs.

    They are stopped first, until no new ones come, and then killed: one that forks as
    fast as it is killed would go on for ever.

    Raises:
        RuntimeError: when they cannot be brought to an end.
    """
    for _ in range(_ROUNDS):
        found = _descendants(proc, spared)
        if not found:
            return
        _stop_all(proc, spared, found)
        for pid in found:
            _signal(pid, signal.SIGKILL)
        for pid in found:
            # Some are a stray's own children yet: they come to us in the next round.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)
    raise RuntimeError("processes of a worker cannot be ended")


def _stop_all(proc: int, spared: Collection[int], found: set[int]) -> None:
    """Stop them and those that they still start; adds the new ones to `found`."""
    new = set(found)
    for _ in range(_ROUNDS):
        for pid in new:
            _signal(pid, signal.SIGSTOP)
        # One that was forking while it was stopped has left a child.
        new = _descendants(proc, spared) - found
        found |= new
        if not new:
            return


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _descendants(proc: int, spared: Collection[int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for pid, parent in _parents(proc):
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    queue = [os.getpid()]
    while queue:
        new = [pid for pid in children.get(queue.pop(), []) if pid not in spared]
        found.update(new)
        queue += new
    return found


def _parents(proc: int) -> list[tuple[int, int]]:
    pairs = []
    for name in os.listdir(proc):
        if name.isdigit():
            with contextlib.suppress(OSError):
                stat = _read(proc, f"{name}/stat")
                # Behind the last bracket: a process may have brackets in its name.
                pairs.append((int(name), int(stat.rpartition(b")")[2].split()[1])))
    return pairs


def _read(proc: int, name: str) -> bytes:
    fd = os.open(name, os.O_RDONLY, dir_fd=proc)
    try:
        return os.read(fd, 4096)
    finally:
        os.close(fd)
