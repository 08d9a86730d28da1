"""The Landlock layer: which files a worker may read and write, by their paths.

Rights that are not listed are denied, on kernels that know them; what an older kernel
does not govern (rename across folders, truncate, TCP), seccomp denies.
"""

import functools
import os
import stat
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.sandbox.guest.libc import (
    PR_SET_NO_NEW_PRIVS,
    call_prctl,
    check_result,
    make_syscall,
)

_CREATE, _ADD, _RESTRICT = 444, 445, 446

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ = _READ_FILE | _READ_DIR
_CHANGE = _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
_WRITE = _READ | _WRITE_FILE | _TRUNCATE | _CHANGE
_OF_FILES = _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV


@functools.cache
def landlock_version() -> int:
    """Give the kernel's Landlock version, 0 when there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(make_syscall(_CREATE, None, 0, 1), 0)


def restrict_files(readable: Sequence[str], writable: str) -> None:
    """Let this process read below `readable`, write below `writable`, and no more."""
    rights = LandlockRights.of(landlock_version())
    rules = struct.pack("<QQQ", rights.files, rights.network, rights.scope)
    # An older kernel refuses bytes that it does not know, even if they are 0.
    rules = rules[: rights.attribute_bytes]
    ruleset = check_result(
        make_syscall(_CREATE, rules, len(rules), 0), "landlock_create_ruleset"
    )
    for path in readable:
        _allow(ruleset, path, _READ & rights.files)
    _allow(ruleset, "/dev/null", _READ | _WRITE_FILE)  # libraries open it
    _allow(ruleset, writable, _WRITE & rights.files)
    call_prctl(PR_SET_NO_NEW_PRIVS, 1)  # the kernel asks for it
    check_result(make_syscall(_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not every machine has every path
        return
    if not stat.S_ISDIR(os.fstat(fd).st_mode):
        # A right of folders on a file is an error, and the whole rule is refused.
        rights &= _OF_FILES
    rule = struct.pack("<Qi", rights, fd)  # packed: no padding behind the `int`
    check_result(make_syscall(_ADD, ruleset, 1, rule, 0), f"landlock_add_rule {path}")
    os.close(fd)


@dataclass(frozen=True, slots=True)
class LandlockRights:
    """What a ruleset of one Landlock version governs; unlisted rights are denied."""

    files: int
    network: int
    scope: int
    attribute_bytes: int

    @classmethod
    def of(cls, version: int) -> "LandlockRights":
        """Give the rights that this version knows, and the size of its attributes."""
        files = (1 << 13) - 1
        for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
            if version >= since:
                files |= right
        # The network's are two so far, and so are those of a scope: bind and connect,
        # abstract sockets and signals.
        has_network, has_scope = version >= 4, version >= 6  # noqa: PLR2004 - ABIs
        size = 8 + 8 * has_network + 8 * has_scope
        return cls(files, 3 * has_network, 3 * has_scope, size)
