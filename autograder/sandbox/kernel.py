"""Calls of the kernel that Python has no name for, checked, for what confines.

Numbers are those of the kernel's uapi headers and the same on every architecture.
The standard library and ctypes only: this runs beside student code.
"""

import ctypes
import functools
import os
import struct

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 1 << 12, 1 << 14, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID = 1, 2

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_HEAP = {_M_TRIM_THRESHOLD: 64 << 20, _M_TOP_PAD: 1 << 20, _M_MMAP_THRESHOLD: 32 << 20}
"""bytes: glibc's own are about 128 KiB"""

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442


@functools.cache
def libc() -> ctypes.CDLL:
    """Give the C library, with `errno` kept and whole words returned by `syscall`."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    return library


def check(found: int, what: str) -> int:
    """Give what a call gave; raise OSError when that is an error."""
    if found < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(found)


def syscall(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call by its number; unchecked."""
    words = [
        ctypes.c_size_t(word) if isinstance(word, int) else word for word in arguments
    ]
    return int(libc().syscall(ctypes.c_long(number), *words))


def prctl(option: int, value: int) -> None:
    """Set one of the process's own switches."""
    zero = ctypes.c_ulong(0)
    found = libc().prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    check(found, f"prctl {option}")


def hide_memory() -> None:
    """Keep processes of the same user out of this one's memory and descriptors."""
    prctl(PR_SET_DUMPABLE, 0)


def keep_heap() -> None:
    """Keep what one array leaves for the next, where the C library is glibc.

    A page that the kernel has to give again costs about 2 µs, in a worker and in who
    compares its values. Larger blocks go back at once, as they always do.
    """
    mallopt = getattr(libc(), "mallopt", None)
    if mallopt is not None:
        for option, value in _HEAP.items():
            mallopt(ctypes.c_int(option), ctypes.c_int(value))


def unshare(kinds: int) -> None:
    """Leave namespaces of these kinds for new ones."""
    check(libc().unshare(ctypes.c_int(kinds)), "unshare")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount something; an empty text stands for none."""
    texts = [os.fsencode(text) if text else None for text in (source, kind, data)]
    found = libc().mount(
        texts[0], os.fsencode(target), texts[1], ctypes.c_ulong(flags), texts[2]
    )
    check(found, f"mount {target}")


def unmount(target: str) -> None:
    """Take a mount out of the tree, even when it is in use."""
    check(libc().umount2(os.fsencode(target), MNT_DETACH), f"umount {target}")


def protect_mount(target: str, *, below: bool) -> None:
    """Make a mount read-only and its setuid bits void; or all mounts below it, too."""
    attributes = struct.pack("<QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    found = syscall(
        _MOUNT_SETATTR,
        _AT_FDCWD,
        os.fsencode(target),
        _AT_RECURSIVE if below else 0,
        attributes,
        len(attributes),
    )
    check(found, f"mount_setattr {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root, and hang the old one in at `old`."""
    check(libc().pivot_root(os.fsencode(new), os.fsencode(old)), "pivot_root")


def set_host_name(name: str) -> None:
    """Name the machine as this UTS namespace sees it."""
    check(libc().sethostname(name.encode(), len(name)), "sethostname")
