"""The isolation layer of Linux namespaces, for fork server and workers.

Theory of operation. Three processes, each the parent of the next:

    supervisor         stays outside; writes the maps of user ids, waits, and cleans up
                       at the end
    namespace parent   enters the user, mount, network, IPC and UTS namespaces; waits
    zygote             process 1 of a process namespace; builds the new root and moves
                       into it

Each dies with its parent, and with process 1 the kernel ends all that the namespace
holds. The new root is a small read-only tmpfs; into it are bound, read-only and under
their own paths, what workers may read. What the zygote alone needs while it imports is
bound too and taken away by `seal`. There is no /proc and no network device.

As root, the ids of workers are mapped to themselves and root to root. An ordinary user
is root in here, and has no other id.
"""

import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from autograder.sandbox.guest import libc

SCRATCH = "/scratch"
"""where a worker's own tmpfs is mounted"""
FIRST_USER, USERS = 64_100, 1000
"""the uids of workers, where the grader is root"""

_KINDS = (
    libc.CLONE_NEWUSER
    | libc.CLONE_NEWNS
    | libc.CLONE_NEWNET
    | libc.CLONE_NEWIPC
    | libc.CLONE_NEWUTS
)
_OLD = "/.old"
_DEVICES = ("/dev/null",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MountPlan:
    """What is bound into the new root."""

    base: str
    """the grader's temporary directory, as the place to build the root at"""
    readable: Sequence[str]
    read_at_first: Sequence[str] = ()
    """what only the zygote reads, until `seal`"""
    written_at_first: Sequence[str] = ()
    """what only the zygote writes, until `seal`"""
    writable: Sequence[str] = ()
    many_users: bool = False
    """whether workers change their user"""


def worker_user(number: int) -> int:
    """Give the uid of the worker of this number."""
    return FIRST_USER + number % USERS


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredNamespaces:
    """What the zygote has in its namespaces."""

    proc: int
    """a descriptor of a /proc, for the zygote's own use"""
    at_first: Sequence[str]
    """mounts to take away"""

    def seal(self) -> None:
        """Take away what only the zygote needed while it imported."""
        for path in self.at_first:
            # Even what has files open in it goes out of sight, for every later fork.
            libc.unmount_filesystem(path)


def enter_namespaces(
    plan: MountPlan, *, at_end: Callable[[], None]
) -> EnteredNamespaces:
    """Move this process's grandchild into namespaces, and return in that one only.

    The calling process waits for it, calls `at_end`, and exits as it did.
    """
    entered, mapped = os.pipe(), os.pipe()
    namespace_parent = os.fork()
    if namespace_parent:
        _supervise(namespace_parent, entered, mapped, plan, at_end)
    os.close(entered[0])
    os.close(mapped[1])
    libc.unshare_namespaces(_KINDS)
    _die_with_parent()
    # The maps can be written from outside only, and only between these two.
    os.write(entered[1], b"e")
    if os.read(mapped[0], 1) != b"m":
        raise OSError("user ids could not be mapped")
    os.close(entered[1])
    os.close(mapped[0])
    # Whoever asks for a process namespace stays outside of it: its child is process 1.
    libc.unshare_namespaces(libc.CLONE_NEWPID)
    zygote = os.fork()
    if zygote:
        # It only waits; the zygote's ends must not stay open by way of it.
        os.closerange(3, 1 << 16)
        _wait(zygote)
    # The fork has cleared it.
    _die_with_parent()
    libc.set_host_name("worker")
    return _build_root(plan)


def mount_scratch(path: str, *, user: int, bytes_: int, files: int) -> None:
    """Give the calling worker a mount namespace and an empty tmpfs of its own."""
    libc.unshare_namespaces(libc.CLONE_NEWNS)
    # An entry is an inode, the root of the tmpfs among them.
    limits = f"size={bytes_},nr_inodes={files + 1},mode=700,uid={user},gid={user}"
    flags = libc.MS_NOSUID | libc.MS_NODEV | libc.MS_NOEXEC
    libc.mount_filesystem("tmpfs", path, "tmpfs", flags, limits)


# ------------------------------------------------------------------ the supervisor


def _supervise(
    namespace_parent: int,
    entered: tuple[int, int],
    mapped: tuple[int, int],
    plan: MountPlan,
    at_end: Callable[[], None],
) -> NoReturn:
    os.close(entered[1])
    os.close(mapped[0])
    try:
        # An end of file instead: it could not enter them, and says so on stderr.
        if os.read(entered[0], 1):
            _write_maps(namespace_parent, many_users=plan.many_users)
            os.write(mapped[1], b"m")
    finally:
        os.close(mapped[1])
        _wait(namespace_parent, at_end)


def _write_maps(process: int, *, many_users: bool) -> None:
    """Say who is who in the user namespace of `process`."""
    if os.geteuid() == 0:
        workers = f"{FIRST_USER} {FIRST_USER} {USERS}\n" if many_users else ""
        maps = {"uid_map": f"0 0 1\n{workers}", "gid_map": f"0 0 1\n{workers}"}
    else:
        # Without "deny" an ordinary user may map no group: it could drop one that
        # keeps it from a file.
        maps = {
            "setgroups": "deny",
            "uid_map": f"0 {os.geteuid()} 1\n",
            "gid_map": f"0 {os.getegid()} 1\n",
        }
    for name, text in maps.items():
        fd = os.open(f"/proc/{process}/{name}", os.O_WRONLY)
        # One write: the kernel takes a map once and whole.
        os.write(fd, text.encode())
        os.close(fd)


def _wait(process: int, at_end: Callable[[], None] = lambda: None) -> NoReturn:
    """Be there for as long as `process` is, and exit as it does."""
    libc.hide_memory()
    _, status = os.waitpid(process, 0)
    at_end()
    os._exit(abs(os.waitstatus_to_exitcode(status)))


def _die_with_parent() -> None:
    libc.call_prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


# ------------------------------------------------------------------ the new root


def _build_root(plan: MountPlan) -> EnteredNamespaces:
    readable = _sources([*_DEVICES, *plan.readable])
    writable = _sources(plan.writable)
    read_at_first = _sources(plan.read_at_first, known=readable)
    written_at_first = _sources(plan.written_at_first, known=writable)
    # Else what is mounted from here on would show outside, too.
    libc.mount_filesystem("", "/", "", libc.MS_REC | libc.MS_PRIVATE)
    # Over a folder that is surely there; what it hides is found below `_OLD`.
    libc.mount_filesystem(
        "tmpfs", plan.base, "tmpfs", libc.MS_NODEV, "size=1m,mode=755"
    )
    os.mkdir(plan.base + _OLD)
    libc.pivot_root(plan.base, plan.base + _OLD)
    os.chdir("/")
    _folder(SCRATCH)
    for sources in (readable, read_at_first):
        _bind(sources)
        for path in sources:
            # By a call of its own: a bind mount ignores "read-only" at first.
            libc.protect_mount(path, below=True)
    _bind(writable)
    _bind(written_at_first)
    proc = _open_proc()
    # From here on there is no way back to the old root, by path or by `..`.
    libc.unmount_filesystem(_OLD)
    os.rmdir(_OLD)
    libc.protect_mount("/", below=False)
    return EnteredNamespaces(proc=proc, at_first=[*written_at_first, *read_at_first])


def _sources(paths: Iterable[str], known: Iterable[str] = ()) -> dict[str, str]:
    """Give where to find what is to hang at each path, its links followed.

    What a link leads to is there under both of its names, and comes first; what lies
    in another one, or in one that is known, is there with it.
    """
    sources: dict[str, str] = {}
    bound = list(known)
    for path in paths:
        source = os.path.realpath(path)
        if os.path.exists(source):
            for target in (source, path):
                if not any(f"{target}/".startswith(f"{above}/") for above in bound):
                    sources[target] = source
                    bound.append(target)
    return sources


def _bind(sources: Mapping[str, str]) -> None:
    for target, source in sources.items():
        if os.path.isdir(_OLD + source):
            _folder(target)
        elif not os.path.exists(target):
            _folder(os.path.dirname(target))
            os.close(os.open(target, os.O_CREAT, 0o644))
        libc.mount_filesystem(_OLD + source, target, "", libc.MS_BIND | libc.MS_REC)


def _folder(path: str) -> None:
    os.makedirs(path, mode=0o755, exist_ok=True)


def _open_proc() -> int:
    """Open a /proc of the new process namespace, or else the old one.

    A container that hides part of its /proc lets nobody mount a whole one.
    """
    _folder("/proc")
    # Only a descriptor of it is kept: workers have no path to it.
    try:
        libc.mount_filesystem("proc", "/proc", "proc", libc.MS_NOSUID | libc.MS_NODEV)
    except OSError:
        return os.open(f"{_OLD}/proc", os.O_RDONLY | os.O_DIRECTORY)
    fd = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    libc.unmount_filesystem("/proc")
    return fd
