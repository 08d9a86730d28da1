"""Confine the calling process for good: limits, user, layers in order.

Theory of operation. A worker locks itself in after the fork and before the first line
of student code, by a list of named steps that each only take rights away. A step that
fails ends the worker: nobody runs half locked in. In order:

    session         its own session; dies with the zygote
    tmpfs           a mount namespace of its own, with an empty scratch directory in
                    memory, limited in bytes and entries; only within `namespaces`
    rlimits         memory, file size, open files, processes, CPU seconds, no core file
    uid             a user of its own, where the grader is root
    capabilities    root's powers dropped for good
    landlock        files: read the Python installation, write the scratch directory
    seccomp         system calls: those of `seccomp`, no fork, exec or socket
    seccomp-strict  the same and none that takes a path: where nothing else confines
                    files

The layer `namespaces` is the zygote's, once for all workers; see there. Which layers
make a backend is `backends`' to say. Every function here is small enough to audit, and
uses the standard library and ctypes only.
"""

import ctypes
import errno
import functools
import os
import signal
import struct
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from autograder.sandbox.guest import landlock, libc, namespaces, seccomp

_SECCOMP_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522
_NEIGHBOURS = 256
"""processes of the same user in a namespace that are not the worker's own"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What one worker is confined to."""

    zygote: int
    """the process whose death ends the worker"""
    layers: Collection[str]
    scratch: str
    readable: Sequence[str]
    user: int
    """the uid and gid that it takes on, in the layer `uid`"""
    address_space: int
    """bytes, what the zygote has included"""
    file_bytes: int
    scratch_bytes: int
    files: int
    """entries of the scratch directory"""
    open_files: int
    processes: int
    cpu_seconds: int
    """a backstop: the grader's own clock is the limit"""


ASKED_FOR = (
    "scratch",
    "file_bytes",
    "scratch_bytes",
    "files",
    "open_files",
    "processes",
    "cpu_seconds",
)
"""what of a Confinement may differ by worker, and is asked for with it"""


@dataclass(frozen=True, slots=True)
class ConfinementStep:
    """One layer, as a Report names it, and how it is applied."""

    name: str
    apply: Callable[[Confinement], None]


def confinement_steps(layers: Collection[str]) -> list[ConfinementStep]:
    """Give the steps that these layers ask of a worker, in order."""
    return [
        ConfinementStep(name, apply)
        for name, apply in _STEPS.items()
        if name in layers or name == "session"
    ]


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
    libc.call_prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)
    # A zygote that died before the line above sends no signal any more.
    if os.getppid() != confinement.zygote:
        raise OSError(errno.ESRCH, "the zygote is gone")
    libc.hide_memory()


def _own_scratch(confinement: Confinement) -> None:
    # Who has no user of their own is root of the namespace.
    owner = confinement.user if "uid" in confinement.layers else 0
    namespaces.mount_scratch(
        confinement.scratch,
        user=owner,
        bytes_=confinement.scratch_bytes,
        files=confinement.files,
    )
    # Anew: the place before is now below the mount.
    os.chdir(confinement.scratch)


def _limit_resources(confinement: Confinement) -> None:
    import resource  # this module is imported on Windows too

    for kind, value in (
        (resource.RLIMIT_AS, confinement.address_space),
        (resource.RLIMIT_FSIZE, confinement.file_bytes),
        (resource.RLIMIT_NOFILE, confinement.open_files),
        (resource.RLIMIT_NPROC, _processes(confinement)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        limit = value
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:  # which is -1, below every number
            limit = min(value, hard)
        # The hard limit too: it can be lowered and never raised again.
        resource.setrlimit(kind, (limit, limit))
    cpu = confinement.cpu_seconds
    # SIGXCPU first, which explains itself; who catches it is killed 5 s later.
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))


def _processes(confinement: Confinement) -> int:
    """Give how many processes its user may have, where that says something of it.

    The kernel counts by user and user namespace; without either of its own, a worker
    shares the count with whatever else the grader's user runs.
    """
    import resource

    if "uid" in confinement.layers:
        return confinement.processes
    if "namespaces" in confinement.layers:
        return confinement.processes + _NEIGHBOURS
    return resource.getrlimit(resource.RLIMIT_NPROC)[1]


def _change_user(confinement: Confinement) -> None:
    change_user(confinement.user)
    _hide_again()


def change_user(user: int) -> None:
    """Take on a uid and the gid of the same number, and no other group."""
    # Groups first: without root's power nobody may drop one.
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def _drop_capabilities(_confinement: Confinement) -> None:
    # Three empty sets of 64 bits: effective, permitted, inheritable.
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    libc.check_result(libc.c_library().capset(header, bytes(24)), "capset")
    _hide_again()


def _hide_again() -> None:
    """Set what a change of credentials may reset."""
    libc.hide_memory()
    libc.call_prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def _restrict_files(confinement: Confinement) -> None:
    landlock.restrict_files(confinement.readable, confinement.scratch)


def _restrict_calls(_confinement: Confinement) -> None:
    install_filter(paths=True)


def _restrict_calls_and_paths(_confinement: Confinement) -> None:
    install_filter(paths=False)


def install_filter(*, paths: bool) -> None:
    """Let this process make the calls of `seccomp` only, for good."""
    program = prepared_filter(paths=paths).replace(
        _PID_MARK, struct.pack("<I", os.getpid())
    )
    # A buffer that lives until the call: the header holds its bare address.
    code = ctypes.create_string_buffer(program, len(program))
    header = _FilterHeader(len(program) // 8, ctypes.addressof(code))
    # Without it only root may install one: a setuid program could be fooled by it.
    libc.call_prctl(libc.PR_SET_NO_NEW_PRIVS, 1)
    libc.check_result(
        libc.c_library().prctl(
            libc.PR_SET_SECCOMP,
            ctypes.c_ulong(_SECCOMP_FILTER),
            ctypes.byref(header),
        ),
        "seccomp",
    )


class _FilterHeader(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


# Above the largest pid that Linux gives (2**22): no filter holds it by chance.
_PID_MARK = struct.pack("<I", 0x7EADBEEF)


@functools.cache
def prepared_filter(*, paths: bool) -> bytes:
    """Assemble the filter once, in the zygote; a worker puts its own pid in."""
    (pid,) = struct.unpack("<I", _PID_MARK)
    return seccomp.filter_program(pid, paths=paths)


# In this order: mounting and changing the user need root's powers, which
# `capabilities` drops; Landlock needs calls that the filter, put on last, denies.
_STEPS: dict[str, Callable[[Confinement], None]] = {
    "session": _own_session,
    "tmpfs": _own_scratch,
    "rlimits": _limit_resources,
    "uid": _change_user,
    "capabilities": _drop_capabilities,
    "landlock": _restrict_files,
    "seccomp": _restrict_calls,
    "seccomp-strict": _restrict_calls_and_paths,
}


@functools.cache
def has_seccomp() -> bool:
    """Tell whether filters can be installed and this machine's calls are known."""
    if not sys.platform.startswith("linux") or not seccomp.has_syscall_table():
        return False
    # A filter at address 0: EFAULT means that the kernel would have read one.
    result = libc.c_library().prctl(
        libc.PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_FILTER), None
    )
    return result < 0 and ctypes.get_errno() == errno.EFAULT
