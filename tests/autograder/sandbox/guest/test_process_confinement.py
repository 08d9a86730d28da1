import errno
import platform
import signal
import struct
import sys

import pytest

from autograder.sandbox.guest import landlock, libc, process_confinement, seccomp
from autograder.sandbox.host import scratch_limits

ALLOW, KILL, EPERM = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
DONE = 0x00050000
X86, ARM = (("x86_64", 0xC000003E), ("aarch64", 0xC00000B7))


def verdict(program, arch, number, *arguments):
    """Run a filter as the kernel would, on one call."""
    words = [value >> shift & 0xFFFFFFFF for value in arguments for shift in (0, 32)]
    data = struct.pack("<IIQ", number, arch, 0) + struct.pack(f"<{len(words)}I", *words)
    data += bytes(64 - len(data))
    code = list(struct.iter_unpack("<HBBI", program))
    place = value = 0
    while True:
        operation, yes, no, operand = code[place]
        place += 1
        if operation == 0x06:
            return operand
        if operation == 0x20:
            value = struct.unpack_from("<I", data, operand)[0]
        elif operation == 0x54:
            value &= operand
        else:
            held = value == operand if operation == 0x15 else value >= operand
            place += yes if held else no


@pytest.fixture
def judge(monkeypatch):
    """Give the filter's verdict on a machine of our choice, for the process 42."""

    def judge(machine, number, *arguments, arch=None, paths=True):
        monkeypatch.setattr(platform, "machine", lambda: machine[0])
        program = seccomp.filter_program(42, paths=paths)
        return verdict(program, arch or machine[1], number, *arguments)

    return judge


@pytest.mark.parametrize(
    "machine, number, arguments, expected",
    [
        (X86, 0, (), ALLOW),  # read
        (ARM, 63, (), ALLOW),
        (X86, 257, (), ALLOW),  # openat
        (X86, 57, (), EPERM),  # fork
        (X86, 58, (), EPERM),  # vfork
        (X86, 59, (), EPERM),  # execve
        (ARM, 221, (), EPERM),
        (X86, 56, (), EPERM),  # clone
        (ARM, 220, (), EPERM),
        (X86, 41, (), EPERM),  # socket
        (ARM, 198, (), EPERM),
        (X86, 101, (), EPERM),  # ptrace
        (ARM, 117, (), EPERM),
        (X86, 319, (), EPERM),  # memfd_create
        (X86, 90, (), EPERM),  # chmod
        (X86, 76, (), EPERM),  # truncate
        (X86, 62, (42, 9), ALLOW),  # kill
        (X86, 62, (43, 9), EPERM),
        (X86, 62, (0xFFFFFFFF, 9), EPERM),
        (ARM, 129, (42, 9), ALLOW),
        (ARM, 129, (43, 9), EPERM),
        (X86, 302, (0, 0), ALLOW),  # prlimit64
        (X86, 302, (7, 0), EPERM),
        (X86, 53, (1, 1), ALLOW),  # socketpair
        (X86, 53, (1, 2), EPERM),
        (X86, 53, (1, 0x80001), ALLOW),
        (X86, 53, (2, 1), EPERM),
        (X86, 44, (3, 0, 0, 0, 0), ALLOW),  # sendto
        (X86, 44, (3, 0, 0, 0, 5), EPERM),
        (X86, 44, (3, 0, 0, 0, 5 << 32), EPERM),
        (X86, 72, (3, 4), ALLOW),  # fcntl
        (X86, 72, (3, 8), EPERM),
        (X86, 72, (3, 1031), EPERM),
        (X86, 72, (3, 5), ALLOW),
        (X86, 72, (3, 6), DONE),
        (X86, 72, (3, 7), DONE),
        (X86, 72, (3, 38), DONE),
        (ARM, 25, (3, 37), DONE),
        (X86, 73, (3, 6), DONE),  # flock
        (ARM, 32, (3, 6), DONE),
        (X86, 204, (0,), ALLOW),  # sched_getaffinity
        (X86, 204, (42,), ALLOW),
        (X86, 204, (43,), EPERM),
        (X86, 16, (1, 0x5413), ALLOW),  # ioctl
        (X86, 16, (1, 0x5412), 0x00050000 | errno.ENOTTY),
        (X86, 157, (15,), ALLOW),  # prctl
        (X86, 157, (4, 1), EPERM),
        (X86, 435, (), 0x00050000 | errno.ENOSYS),  # clone3
        (X86, 0x40000000, (), KILL),  # x32
        (ARM, 9999, (), 0x00050000 | errno.ENOSYS),
    ],
)
def test_filter_allows_what_it_should(judge, machine, number, arguments, expected):
    """Calls by number and argument on both machines, judged by an interpreter."""
    assert judge(machine, number, *arguments) == expected


@pytest.mark.parametrize(
    "machine, number, arguments, expected",
    [
        (X86, 2, (), EPERM),  # open
        (X86, 257, (), EPERM),  # openat
        (ARM, 56, (), EPERM),
        (X86, 87, (), EPERM),  # unlink
        (X86, 262, (3, 0, 0, 0), EPERM),  # newfstatat
        (X86, 262, (3, 0, 0, 0x1000), ALLOW),
        (X86, 0, (), ALLOW),  # read
        (X86, 57, (), EPERM),  # fork
    ],
)
def test_filter_without_paths_opens_nothing(
    judge, machine, number, arguments, expected
):
    """Where nothing else confines files, no call takes a path."""
    assert judge(machine, number, *arguments, paths=False) == expected


@pytest.mark.parametrize("machine", [X86, ARM])
def test_call_by_another_table_kills(judge, machine):
    """`int 0x80` and foreign binaries have other numbers for the same calls."""
    assert judge(machine, 0, arch=0x40000003) == KILL


def test_unknown_machine_has_no_filter(monkeypatch):
    """Where the numbers are unknown there is no seccomp layer."""
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")

    assert not seccomp.has_syscall_table()
    assert not process_confinement.has_seccomp.__wrapped__()


def test_other_systems_have_no_layers(monkeypatch):
    """Landlock and seccomp are looked for on Linux only."""
    monkeypatch.setattr(sys, "platform", "darwin")

    assert landlock.landlock_version.__wrapped__() == 0
    assert not process_confinement.has_seccomp.__wrapped__()


def test_steps_are_those_of_the_layers_in_their_order():
    """What needs rights comes before they are dropped; a session is always there."""
    found = process_confinement.confinement_steps(
        {"seccomp", "capabilities", "uid", "tmpfs", "landlock"}
    )

    assert [step.name for step in found] == [
        "session",
        "tmpfs",
        "uid",
        "capabilities",
        "landlock",
        "seccomp",
    ]


@pytest.mark.parametrize(
    "abi, size, files", [(1, 8, 13), (2, 8, 14), (3, 8, 15), (4, 16, 15), (7, 24, 16)]
)
def test_landlock_rights_fit_the_kernel(abi, size, files):
    """An older kernel is not asked for rights that it does not know."""
    rights = landlock.LandlockRights.of(abi)

    assert (rights.attribute_bytes, rights.files) == (size, (1 << files) - 1)


def test_failing_call_is_an_os_error():
    """A step that the kernel refuses does not pass silently."""
    with pytest.raises(OSError, match="prctl 1"):
        libc.call_prctl(1, signal.NSIG + 1000)


@pytest.mark.parametrize(
    "size, entries, depth", [(1 << 15, 9, 9), (1 << 20, 2, 9), (1 << 20, 9, 1)]
)
def test_scratch_is_overfull_by_size_number_or_depth(
    tmp_path, monkeypatch, size, entries, depth
):
    """Each of the limits is looked at."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "c").write_bytes(bytes(1 << 16))
    assert not scratch_limits.is_overfull(str(tmp_path), size=1 << 20, entries=9)

    monkeypatch.setattr(scratch_limits, "MAX_DEPTH", depth)

    assert scratch_limits.is_overfull(str(tmp_path), size=size, entries=entries)


def test_scratch_that_is_gone_is_empty(tmp_path):
    """A folder may vanish while it is looked at."""
    assert not scratch_limits.is_overfull(str(tmp_path / "none"), size=0, entries=0)


def test_scratch_that_cannot_be_listed_is_overfull(tmp_path):
    """What hides from the grader counts as too much."""
    (tmp_path / "file").write_text("x")

    assert scratch_limits.is_overfull(str(tmp_path / "file"), size=1 << 20, entries=9)
