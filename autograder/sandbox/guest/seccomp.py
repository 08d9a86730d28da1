"""The system calls that a worker may make, as a seccomp filter.

Theory of operation. `filter_program` assembles a classic BPF program: first the
architecture (32-bit and x32 calls kill), then one block per allowed call, some of
which look at arguments, then EPERM; calls newer than this table give ENOSYS, so that
the C library falls back. There is no fork, no exec, no thread, no socket, no chmod,
truncate, link, ptrace, memfd, io_uring or mount in it. Where nothing else confines
files, no call that takes a path is in it either: then what a notebook imports must be
preloaded. Numbers are those of the kernel's uapi headers; x86-64 and arm64 are known.
"""

import errno
import platform
import struct
from collections.abc import Mapping, Sequence

_X86, _ARM = "x86_64", "aarch64"
_AUDIT_ARCH = {_X86: 0xC000003E, _ARM: 0xC00000B7}

# name: (x86-64, arm64); None where the architecture lacks it.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "open": (2, None),
    "close": (3, 57),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "poll": (7, None),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "ioctl": (16, 29),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "readv": (19, 65),
    "writev": (20, 66),
    "access": (21, None),
    "pipe": (22, None),
    "select": (23, None),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "msync": (26, 227),
    "mincore": (27, 232),
    "madvise": (28, 233),
    "dup": (32, 23),
    "dup2": (33, None),
    "pause": (34, None),
    "nanosleep": (35, 101),
    "getitimer": (36, 102),
    "alarm": (37, None),
    "setitimer": (38, 103),
    "getpid": (39, 172),
    "sendfile": (40, 71),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "shutdown": (48, 210),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
    "socketpair": (53, 199),
    "getsockopt": (55, 209),
    "exit": (60, 93),
    "wait4": (61, 260),
    "kill": (62, 129),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "flock": (73, 32),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "rename": (82, None),
    "mkdir": (83, None),
    "rmdir": (84, None),
    "unlink": (87, None),
    "readlink": (89, None),
    "umask": (95, 166),
    "gettimeofday": (96, 169),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "times": (100, 153),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "getppid": (110, 173),
    "getpgrp": (111, None),
    "getgroups": (115, 158),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133),
    "sigaltstack": (131, 132),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "getpriority": (140, 141),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126),
    "mlock": (149, 228),
    "munlock": (150, 229),
    "prctl": (157, 167),
    "arch_prctl": (158, None),
    "setrlimit": (160, 164),
    "gettid": (186, 178),
    "readahead": (187, 213),
    "time": (201, None),
    "futex": (202, 98),
    "sched_setaffinity": (203, 122),
    "sched_getaffinity": (204, 123),
    "getdents64": (217, 61),
    "set_tid_address": (218, 96),
    "restart_syscall": (219, 128),
    "fadvise64": (221, 223),
    "timer_create": (222, 107),
    "timer_settime": (223, 110),
    "timer_gettime": (224, 108),
    "timer_getoverrun": (225, 109),
    "timer_delete": (226, 111),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "epoll_wait": (232, None),
    "epoll_ctl": (233, 21),
    "tgkill": (234, 131),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "readlinkat": (267, 78),
    "faccessat": (269, 48),
    "pselect6": (270, 72),
    "ppoll": (271, 73),
    "set_robust_list": (273, 99),
    "epoll_pwait": (281, 22),
    "timerfd_create": (283, 85),
    "fallocate": (285, 47),
    "timerfd_settime": (286, 86),
    "timerfd_gettime": (287, 87),
    "eventfd2": (290, 19),
    "epoll_create1": (291, 20),
    "dup3": (292, 24),
    "pipe2": (293, 59),
    "preadv": (295, 69),
    "pwritev": (296, 70),
    "prlimit64": (302, 261),
    "getcpu": (309, 168),
    "renameat2": (316, 276),
    "getrandom": (318, 278),
    "membarrier": (324, 283),
    "copy_file_range": (326, 285),
    "preadv2": (327, 286),
    "pwritev2": (328, 287),
    "statx": (332, 291),
    "rseq": (334, 293),
    "close_range": (436, 436),
    "faccessat2": (439, 439),
    "epoll_pwait2": (441, 441),
    "futex_waitv": (449, 449),
}
# All calls above that take a path; a new one must be named here, too.
_WITH_A_PATH = {
    *("open", "openat", "stat", "lstat", "statx", "statfs", "access", "faccessat"),
    *("faccessat2", "readlink", "readlinkat", "mkdir", "mkdirat", "rmdir", "unlink"),
    *("unlinkat", "rename", "renameat", "renameat2", "chdir"),
}
_NEWER_THAN_TABLE = 424
_X32_BIT = 0x40000000

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM = _ERRNO | errno.EPERM
_DONE = _ERRNO | 0
"""gives 0 and does nothing"""
_LOAD, _RETURN, _AND = 0x20, 0x06, 0x54
_IF_EQUAL, _IF_AT_LEAST = 0x15, 0x35
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16
"""offsets in the kernel's `seccomp_data`"""

_AT_EMPTY_PATH = 0x1000
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPE_BITS = 1, 1, 0xF
# With these a file can be made to signal another process, or a pipe to hold a lot:
# F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ.
_BAD_FCNTL = (8, 10, 15, 1024, 1026, 1031)
# Workers read the same files of Python's, so a lock that one holds is a bit that the
# others can ask for, and so what a hidden test gave would reach a public call. A worker
# is alone with the files that it writes: locks are granted without asking the kernel.
# F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW.
_LOCKS = (6, 7, 37, 38)
# FIONBIO, FIONREAD, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ.
_GOOD_IOCTL = (0x5421, 0x541B, 0x5451, 0x5450, 0x5401, 0x5413)
# PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_CAPBSET_READ, PR_SET_VMA.
_GOOD_PRCTL = (15, 16, 3, 23, 0x53564D41)

Instruction = tuple[int, int, int, int]
"""code, jump if true, jump if false, operand"""


def has_syscall_table() -> bool:
    """Tell whether there is a table for this machine."""
    return platform.machine() in _AUDIT_ARCH


def filter_program(pid: int, *, paths: bool = True) -> bytes:
    """Give the BPF program for this machine.

    Args:
        pid: the process that will run under it; it may signal itself.
        paths: whether files may be opened by their path.
    """
    machine = platform.machine()
    program = _guard_architecture(machine)
    bodies = _arguments(pid)
    if not paths:
        bodies |= {name: [_stop(_EPERM)] for name in _WITH_A_PATH}
        bodies["newfstatat"] = _of_a_descriptor()
    column = (_X86, _ARM).index(machine)
    for name, numbers in _ALLOWED.items():
        number = numbers[column]
        if number is not None:
            body = bodies.get(name, [_stop(_ALLOW)])
            # One block a call, and no jump further than its end: a jump has 8 bits.
            program += [(_IF_EQUAL, 0, len(body), number), *body]
    program += [
        # What the C library tries first, and does without: `clone3`, `openat2`, …
        (_IF_AT_LEAST, 0, 1, _NEWER_THAN_TABLE),
        _stop(_ERRNO | errno.ENOSYS),
        _stop(_EPERM),
    ]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)


def _guard_architecture(machine: str) -> list[Instruction]:
    """Kill whoever calls by another table: `int 0x80` and x32 have other numbers."""
    program = [
        # First: a number means nothing before the table is known that it is of.
        (_LOAD, 0, 0, _ARCH),
        (_IF_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        _stop(_KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == _X86:
        program += [(_IF_AT_LEAST, 0, 1, _X32_BIT), _stop(_KILL)]
    return program


def _arguments(pid: int) -> dict[str, list[Instruction]]:
    """Give the blocks of the calls whose arguments decide."""
    return {
        # The grader, the zygote and other workers may run under the same user.
        "kill": _only(0, [pid]),
        "tgkill": _only(0, [pid]),
        "prlimit64": _only(0, [0, pid]),
        # 0 is the caller, as the C library writes it.
        "sched_setaffinity": _only(0, [0]),
        # Another's would be bits of that one's choice.
        "sched_getaffinity": _only(0, [0, pid]),
        # A datagram pair could send to any Unix socket by its path.
        "socketpair": [
            _load(0),
            (_IF_EQUAL, 1, 0, _AF_UNIX),
            _stop(_EPERM),
            _load(1),
            (_AND, 0, 0, _SOCK_TYPE_BITS),
            (_IF_EQUAL, 0, 1, _SOCK_STREAM),
            _stop(_ALLOW),
            _stop(_EPERM),
        ],
        # No address: both halves of the pointer are zero.
        "sendto": [
            _load(4),
            (_IF_EQUAL, 0, 2, 0),
            _load(4, upper=True),
            (_IF_EQUAL, 1, 0, 0),
            _stop(_EPERM),
            _stop(_ALLOW),
        ],
        "fcntl": _by_value(
            1,
            dict.fromkeys(_BAD_FCNTL, _EPERM) | dict.fromkeys(_LOCKS, _DONE),
            otherwise=_ALLOW,
        ),
        "flock": [_stop(_DONE)],
        "ioctl": _only(1, _GOOD_IOCTL, otherwise=_ERRNO | errno.ENOTTY),
        "prctl": _only(0, _GOOD_PRCTL),
    }


def _of_a_descriptor() -> list[Instruction]:
    """Allow `newfstatat` as the C library's `fstat` uses it."""
    return [
        _load(3),
        (_AND, 0, 0, _AT_EMPTY_PATH),
        (_IF_EQUAL, 0, 1, _AT_EMPTY_PATH),
        _stop(_ALLOW),
        _stop(_EPERM),
    ]


def _only(
    argument: int, values: Sequence[int], *, then: int = _ALLOW, otherwise: int = _EPERM
) -> list[Instruction]:
    """Compare the low word of an argument with each value."""
    # The kernel reads these arguments as 32 bits, too: what is above them is ignored.
    tests = [
        (_IF_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)
    ]
    return [_load(argument), *tests, _stop(otherwise), _stop(then)]


def _by_value(
    argument: int, actions: Mapping[int, int], *, otherwise: int
) -> list[Instruction]:
    """Do what belongs to the low word of an argument."""
    tests = [
        step
        for value, action in actions.items()
        for step in ((_IF_EQUAL, 0, 1, value), _stop(action))
    ]
    return [_load(argument), *tests, _stop(otherwise)]


def _load(argument: int, *, upper: bool = False) -> Instruction:
    # Both architectures are little-endian: the lower half of a word comes first.
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * argument + 4 * upper)


def _stop(action: int) -> Instruction:
    return (_RETURN, 0, 0, action)
