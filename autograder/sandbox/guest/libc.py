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
def c_library() -> ctypes.CDLL:
    """Give the C library, with `errno` kept and whole words returned by `syscall`."""
    library = ctypes.CDLL(None, use_errno=True)
    # Else an address above 2 GiB would come back as a negative number.
    library.syscall.restype = ctypes.c_long
    return library


def check_result(result: int, what: str) -> int:
    """Give what a call gave; raise OSError when that is an error."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(result)


def make_syscall(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call by its number; unchecked."""
    return int(c_library().syscall(ctypes.c_long(number), *map(_as_word, arguments)))


def _as_word(argument: int | bytes | None) -> ctypes.c_size_t | bytes | None:
    # ctypes would pass a plain int as 32 bits: the upper half of the register may
    # hold anything.
    return ctypes.c_size_t(argument) if isinstance(argument, int) else argument


def call_prctl(option: int, value: int) -> None:
    """Set one of the process's own switches."""
    # All five, as whole words: some options fail when one that they ignore is not 0.
    zero = ctypes.c_ulong(0)
    result = c_library().prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    check_result(result, f"prctl {option}")


def hide_memory() -> None:
    """Keep processes of the same user out of this one's memory and descriptors."""
    # Who is not dumpable belongs to root in /proc, and cannot be traced.
    call_prctl(PR_SET_DUMPABLE, 0)


def keep_heap() -> None:
    """Keep what one array leaves for the next, where the C library is glibc.

    A page that the kernel has to give again costs about 2 µs, in a worker and in who
    compares its values. Larger blocks go back at once, as they always do.
    """
    mallopt = getattr(c_library(), "mallopt", None)  # musl has none
    if mallopt is not None:
        for option, value in _HEAP.items():
            mallopt(ctypes.c_int(option), ctypes.c_int(value))


def unshare_namespaces(kinds: int) -> None:
    """Leave namespaces of these kinds for new ones."""
    check_result(c_library().unshare(ctypes.c_int(kinds)), "unshare")


def mount_filesystem(
    source: str, target: str, kind: str, flags: int, data: str = ""
) -> None:
    """Mount something; an empty text stands for none."""
    # An empty text as a NULL pointer: that is what binding and moving ask for.
    source_, kind_, data_ = (os.fsencode(text) or None for text in (source, kind, data))
    result = c_library().mount(
        source_, os.fsencode(target), kind_, ctypes.c_ulong(flags), data_
    )
    check_result(result, f"mount {target}")


def unmount_filesystem(target: str) -> None:
    """Take a mount out of the tree, even when it is in use."""
    check_result(
        c_library().umount2(os.fsencode(target), MNT_DETACH), f"umount {target}"
    )


def protect_mount(target: str, *, below: bool) -> None:
    """Make a mount read-only and its setuid bits void; or all mounts below it, too."""
    attributes = struct.pack("<QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    flags = _AT_RECURSIVE if below else 0
    # A remount would change the one mount only: what is mounted below stays writable.
    result = make_syscall(
        _MOUNT_SETATTR,
        _AT_FDCWD,
        os.fsencode(target),
        flags,
        attributes,
        len(attributes),
    )
    check_result(result, f"mount_setattr {target}")


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root, and hang the old one in at `old`."""
    check_result(
        c_library().pivot_root(os.fsencode(new), os.fsencode(old)), "pivot_root"
    )


def set_host_name(name: str) -> None:
    """Name the machine as this UTS namespace sees it."""
    check_result(c_library().sethostname(name.encode(), len(name)), "sethostname")
