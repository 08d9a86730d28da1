"""One-way confinement of the calling process; it serves the worker and `doctor`.

Theory of operation. A worker locks itself in after the fork and before the first line
of student code, by a list of named steps that each only take rights away. A step that
fails ends the worker: nobody runs half locked in. In order:

    session       its own session; dies with the zygote
    rlimits       memory, file size, open files, CPU seconds, no core file
    capabilities  root's powers dropped for good
    landlock      files: read the Python installation, write the scratch directory
    seccomp       system calls: those of `syscalls`, no fork, exec or socket; and none
                  that takes a path where there is no Landlock

Steps that need rights of the zygote (namespaces, a tmpfs, another uid) belong in front
of `capabilities`. Every function here is small enough to audit, and uses the standard
library and ctypes only.
"""

import ctypes
import errno
import functools
import os
import resource
import signal
import stat
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.sandbox import syscalls

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_FILTER = 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_CAPABILITY_VERSION_3 = 0x20080522


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What one worker is confined to."""

    zygote: int
    """the process whose death ends the worker"""
    scratch: str
    readable: Sequence[str]
    memory: int
    """bytes of address space beyond what the process has now"""
    file_bytes: int
    cpu_seconds: int
    """a backstop: the grader's own clock is the limit"""


@dataclass(frozen=True, slots=True)
class Step:
    """One layer, as a Report names it, and how it is applied."""

    name: str
    apply: Callable[[Confinement], None]


def steps(*, confined: bool = True) -> list[Step]:
    """Give the steps that this machine has, in order."""
    plan = [Step("session", _own_session), Step("rlimits", _limit_resources)]
    if not confined:
        return plan
    plan.append(Step("capabilities", _drop_capabilities))
    if landlock_abi():
        plan.append(Step(f"landlock {landlock_abi()}", _restrict_files))
    if has_seccomp():
        name = "seccomp" if landlock_abi() else "seccomp without files"
        plan.append(Step(name, _restrict_calls))
    return plan


def layers(*, confined: bool = True) -> str:
    """Name the layers that hold student code in, for the Report."""
    if not confined:
        return "none (rlimits only)"
    names = [step.name for step in steps()]
    walls = [name for name in names if name.startswith(("landlock", "seccomp"))]
    return " + ".join([*walls, "rlimits"])


def hide_memory() -> None:
    """Keep processes of the same user out of this one's memory and descriptors."""
    _prctl(_PR_SET_DUMPABLE, 0)


def close_all_but(*keep: int) -> None:
    """Close every descriptor except these."""
    low = 0
    for fd in [*sorted(keep), 1 << 20]:
        if fd > low:  # an empty range would close them all
            os.closerange(low, fd)
        low = fd + 1


# ------------------------------------------------------------------ the steps


def _own_session(confinement: Confinement) -> None:
    os.setsid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != confinement.zygote:
        raise OSError(errno.ESRCH, "the zygote is gone")
    hide_memory()


def _limit_resources(confinement: Confinement) -> None:
    address_space = _address_space() + confinement.memory
    cpu = confinement.cpu_seconds
    for kind, value in (
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_FSIZE, confinement.file_bytes),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        _, hard = resource.getrlimit(kind)
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def _drop_capabilities(_confinement: Confinement) -> None:
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    _check(_libc().capset(header, bytes(24)), "capset")
    # A change of credentials may reset both.
    hide_memory()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _restrict_files(confinement: Confinement) -> None:
    rights = _Rights.of(landlock_abi())
    rules = struct.pack("<QQQ", rights.files, rights.network, rights.scope)
    rules = rules[: rights.attribute_bytes]
    ruleset = _check(
        _syscall(_LANDLOCK_CREATE, rules, len(rules), 0), "landlock_create_ruleset"
    )
    for path in confinement.readable:
        _allow(ruleset, path, _READ & rights.files)
    _allow(ruleset, "/dev/null", _READ | _WRITE_FILE)
    _allow(ruleset, confinement.scratch, _WRITE & rights.files)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _check(_syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not every machine has every path
        return
    if not stat.S_ISDIR(os.fstat(fd).st_mode):
        rights &= _OF_FILES
    rule = struct.pack("<Qi", rights, fd)
    _check(_syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), f"landlock_add_rule {path}")
    os.close(fd)


def _restrict_calls(_confinement: Confinement) -> None:
    program = prepared_filter().replace(_PID_MARK, struct.pack("<I", os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))
    header = _FilterHeader(len(program) // 8, ctypes.addressof(code))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _check(
        _libc().prctl(
            _PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_FILTER), ctypes.byref(header)
        ),
        "seccomp",
    )


class _FilterHeader(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


_PID_MARK = struct.pack("<I", 0x7EADBEEF)


@functools.cache
def prepared_filter() -> bytes:
    """Assemble the filter once, in the zygote; a worker puts its own pid in."""
    (pid,) = struct.unpack("<I", _PID_MARK)
    return syscalls.filter_program(pid, paths=bool(landlock_abi()))


# ------------------------------------------------------------------ Landlock's rights

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG = 1 << 7, 1 << 8
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ = _READ_FILE | _READ_DIR
_CHANGE = _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG
_WRITE = _READ | _WRITE_FILE | _TRUNCATE | _CHANGE
_OF_FILES = _READ_FILE | _WRITE_FILE | _TRUNCATE | _IOCTL_DEV


@dataclass(frozen=True, slots=True)
class _Rights:
    """What a ruleset of one Landlock version governs; unlisted rights are denied."""

    files: int
    network: int
    scope: int
    attribute_bytes: int

    @classmethod
    def of(cls, abi: int) -> "_Rights":
        files = (1 << 13) - 1
        for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
            files |= right if abi >= since else 0
        has_network, has_scope = abi >= 4, abi >= 6  # noqa: PLR2004 - Landlock's ABIs
        size = 8 + 8 * has_network + 8 * has_scope
        return cls(files, 3 * has_network, 3 * has_scope, size)


# ------------------------------------------------------------------ what there is


@functools.cache
def landlock_abi() -> int:
    """Give the kernel's Landlock version, 0 when there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    found = _syscall(_LANDLOCK_CREATE, None, 0, 1)
    return max(found, 0)


@functools.cache
def has_seccomp() -> bool:
    """Tell whether filters can be installed and this machine's calls are known."""
    if not sys.platform.startswith("linux") or not syscalls.is_known():
        return False
    # A filter at address 0: EFAULT means that the kernel would have read one.
    found = _libc().prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_FILTER), None)
    return found < 0 and ctypes.get_errno() == errno.EFAULT


@functools.cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def _syscall(number: int, *arguments: int | bytes | None) -> int:
    words = [
        ctypes.c_size_t(word) if isinstance(word, int) else word for word in arguments
    ]
    return int(_libc().syscall(ctypes.c_long(number), *words))


def _prctl(option: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    found = _libc().prctl(option, ctypes.c_ulong(value), zero, zero, zero)
    _check(found, f"prctl {option}")


def _check(found: int, what: str) -> int:
    if found < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(found)
