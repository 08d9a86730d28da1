"""Each layer bites: with it an effect does not come about, and without it it does."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import autograder
from autograder.model import Limits
from autograder.sandbox.host import backends
from autograder.sandbox.host.package_files import package_parent
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.sandbox.student_faults import WorkerLost
from tests.autograder.sandbox.weakened import fork_server
from tests.waiting import PATIENCE

pytestmark = pytest.mark.sandbox
LIMITS = Limits(files=20, scratch_bytes=1 << 20, file_bytes=1 << 19)


@pytest.fixture(scope="module")
def zygotes():
    """Give the zygote of a backend without some layers, started when first asked."""
    started = {}
    usable = [backend.name for backend in backends.usable_backends()]

    def zygote(name, *without):
        if name not in usable:
            pytest.skip(f"this machine has no `{name}`")
        if (name, without) not in started:
            started[name, without] = fork_server(name, without, limits=LIMITS)
        return started[name, without]

    yield zygote
    for one in started.values():
        one.close()


def shown(zygote, source):
    """Run a cell in a worker of its own; give what it printed or how it failed."""
    worker = zygote.open()
    try:
        cell = worker.run_cell(source)
    finally:
        worker.close()
    if cell.fault:
        return f"{cell.fault.name}: {cell.fault.detail}"
    return cell.stdout.strip()


EVERY = ("full", "namespaces", "landlock", "strict", "partial")


@pytest.mark.parametrize("name", EVERY)
def test_each_backend_computes(zygotes, name):
    """Whatever confines it, a worker does its work and is the process it says."""
    worker = zygotes(name).open()
    found = worker.run_cell("import numpy as np\nprint(np.arange(3.0).sum())")
    worker.close()

    assert found.stdout == "3.0\n"
    assert worker.cpu_seconds() == 0.0
    assert not Path(f"/proc/{worker._process.pid}").exists()


@pytest.mark.parametrize("name", EVERY)
def test_cpu_clock_is_the_worker_s_own(zygotes, name):
    """Its number in our process namespace is known, whatever namespace it is in."""
    worker = zygotes(name).open()
    before = worker.cpu_seconds()
    worker.run_cell("sum(range(3_000_000))")
    after = worker.cpu_seconds()
    worker.close()

    assert 0.0 < before < after


@pytest.mark.parametrize(
    "name, without, reads",
    [
        ("full", (), False),
        ("full", ("namespaces",), False),
        ("full", ("landlock",), False),
        ("landlock", ("landlock",), True),
        ("namespaces", ("namespaces",), True),
        ("strict", (), False),
        ("strict", ("seccomp-strict",), True),
    ],
)
def test_files_have_two_walls(zygotes, tmp_path, name, without, reads):
    """Namespaces and Landlock each keep it away; seccomp does where it is strict."""
    (tmp_path / "secret").write_text("planted")
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # so that a user of its own is not what keeps it
    found = shown(
        zygotes(name, *without), f"print(open({str(tmp_path / 'secret')!r}).read())"
    )

    assert (found == "planted") is reads


@pytest.mark.parametrize(
    "name, without, sees",
    [("namespaces", (), False), ("namespaces", ("namespaces",), True)],
)
def test_namespaces_hide_that_a_file_exists(zygotes, tmp_path, name, without, sees):
    """Landlock lets `stat` through; where there is another root, nothing is there."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    found = shown(
        zygotes(name, *without), f"import os; print(os.path.exists({str(tmp_path)!r}))"
    )

    assert found == str(sees)


def test_namespaces_show_python_to_read_and_nothing_of_ours(zygotes):
    """Its folders cannot be written, even by root; ours were there for the imports."""
    zygote = zygotes("namespaces", "uid")
    write = (
        "import numpy, pathlib\n"
        "(pathlib.Path(numpy.__file__).parent / 'planted').write_text('x')"
    )
    ours = Path(autograder.__file__).with_name("checks.py")
    look = f"import os; print(os.path.exists({str(ours)!r}))"
    kept = f"{zygote._base}/zygote/.ipython"
    home = f"import os; print(os.path.exists({kept!r}))"

    assert "Read-only file system" in shown(zygote, write)
    assert shown(zygote, look) == "False"
    assert shown(zygote, home) == "False"
    assert Path(kept).exists()
    assert ours.exists()


@pytest.mark.parametrize(
    "source, inside, outside",
    [
        ("import os; print(os.getppid() == 1)", "True", "False"),
        ("import os; print(os.path.exists('/proc/self'))", "False", "True"),
        ("import os; print(os.uname().nodename == 'worker')", "True", "False"),
    ],
)
def test_namespaces_are_a_machine_of_their_own(zygotes, source, inside, outside):
    """Processes, /proc and the machine's name are not the grader's."""
    assert shown(zygotes("namespaces"), source) == inside
    assert shown(zygotes("namespaces", "namespaces"), source) == outside


def test_network_namespace_reaches_nobody(zygotes):
    """Without seccomp a socket can be made, and leads nowhere."""
    source = (
        "import socket\n"
        "try:\n    socket.create_connection(('127.0.0.1', {port}), 1); print('open')\n"
        "except OSError as error: print(type(error).__name__)"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = source.format(port=server.getsockname()[1])
        bare = shown(zygotes("namespaces", "seccomp", "namespaces"), source)
        walled = shown(zygotes("namespaces", "seccomp"), source)

    assert (bare, walled) == ("open", "OSError")


def test_seccomp_denies_processes_and_sockets(zygotes):
    """The same cell succeeds without the layer, in all other walls."""
    source = (
        "import os, socket\nprint(socket.socket() and (os.fork() or os._exit(0)) > 0)"
    )

    assert shown(zygotes("full"), source).startswith("PermissionError")
    assert shown(zygotes("full", "seccomp", "rlimits"), source) == "True"


@pytest.mark.parametrize(
    "source, reason",
    [
        ("for k in range(30): open(str(k), 'w').close()", "No space left"),
        ("for k in range(9): open(str(k), 'wb').write(bytes(1 << 18))", "No space"),
        ("open('a', 'wb').write(bytes(1 << 20))", "File too large"),
    ],
)
def test_tmpfs_is_limited_and_nothing_of_it_is_left(zygotes, source, reason):
    """Entries and bytes have an end, and the next worker finds an empty folder."""
    zygote = zygotes("full")
    found = shown(zygote, source)
    after = shown(zygote, "import os; print(os.listdir('.'), os.getcwd())")

    assert reason in found
    assert after == "[] /scratch"
    assert {"zygote", "zygote.log"} == set(os.listdir(zygote._base))


def test_scratch_of_one_worker_is_not_another_s(zygotes):
    """All call it by the same name, and each has its own under it."""
    first, second = zygotes("namespaces").open(), zygotes("namespaces").open()
    kept = first.run_cell("open('/scratch/kept', 'w').close()")
    seen = [
        worker.run_cell("import os; print(os.listdir('/scratch'))").stdout
        for worker in (first, second)
    ]
    first.close()
    second.close()

    assert kept.fault is None
    assert seen == ["['kept']\n", "[]\n"]


def test_scratch_without_a_tmpfs_is_watched(zygotes):
    """Where nothing limits the folder, the grader looks at it."""
    worker = zygotes("full", "tmpfs").open()
    scratch = Path(worker._process.scratch)
    with pytest.raises(WorkerLost, match="more files"):
        worker.run_cell("for k in range(30): open(str(k), 'w').close()")

    assert not scratch.exists()


def test_descriptors_are_limited(zygotes):
    """So many files may be open, and no more."""
    source = "import os\nheld = [os.dup(2) for _ in range(100)]"

    assert "Too many open files" in shown(zygotes("full"), source)
    assert "held" not in shown(zygotes("full", "rlimits"), source)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change users")
def test_worker_of_root_is_another_user(zygotes):
    """Each worker has a uid of its own, whose processes are counted."""
    source = (
        "import os, threading\n"
        "try:\n    threading.Thread(target=print).start(); started = 1\n"
        "except RuntimeError: started = 0\n"
        "print(os.getuid() > 64000, os.getgroups(), started)"
    )

    assert shown(zygotes("full", "seccomp"), source) == "True [] 0"
    assert shown(zygotes("full", "seccomp", "uid"), source).startswith("False")
    first, second = (
        shown(zygotes("full"), "import os; print(os.getuid())") for _ in range(2)
    )
    assert first != second


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has none to drop")
def test_capabilities_are_dropped(zygotes):
    """Root of a namespace could mount; without the capability nobody can."""
    source = (
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print(libc.mount(b'tmpfs', b'/scratch', b'tmpfs', 0, None))"
    )

    assert shown(zygotes("full", "seccomp", "uid", "landlock"), source) == "-1"
    bare = zygotes("full", "seccomp", "uid", "landlock", "capabilities")
    assert shown(bare, source) == "0"


DAEMON = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.fork()
        open(f'daemon-{os.getpid()}', 'w').close()
        os.kill(os.getpid(), signal.{signal})
        while True: time.sleep(1)
    os._exit(0)
while sum(name.startswith('daemon') for name in os.listdir('.')) < 2:
    time.sleep(0.02)
"""


def descendants(pid):
    """Count the processes below a process, whatever became of their parents."""
    found = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,stat="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    children = {}
    for line in filter(None, found):
        child, parent, _ = line.split()
        children.setdefault(int(parent), []).append(int(child))
    queue, count = [pid], -1
    while queue:
        count += 1
        queue += children.get(queue.pop(), [])
    return count


@pytest.mark.parametrize("number", ["SIGCONT", "SIGSTOP"])
@pytest.mark.parametrize(
    "name, without",
    [("none", ()), ("full", ("seccomp", "uid")), ("landlock", ("seccomp", "uid"))],
)
def test_nothing_that_a_worker_started_is_left(zygotes, name, without, number):
    """Forked twice, in a session of its own, deaf or stopped: it is gone by the end."""
    zygote = zygotes(name, *without)
    before = descendants(zygote._process.pid)
    other = zygote.open()
    worker = zygote.open()
    cell = worker.run_cell(DAEMON.replace("{signal}", number))
    during = descendants(zygote._process.pid)
    worker.close()
    after = descendants(zygote._process.pid)
    still = other.run_cell("print(1)").stdout
    other.close()

    assert cell.fault is None, cell.fault.detail
    assert during >= before + 4
    assert after == before + 1
    assert still == "1\n"


@pytest.mark.parametrize("name", ["full", "landlock", "none"])
def test_worker_does_not_outlive_its_zygote(name):
    """However the zygote ends, and whoever the worker has become since."""
    with start_sandbox(sandbox=name) as zygote:
        worker = zygote.open()
        zygote._process.kill()

        assert worker._process.ended(PATIENCE)


DENIED = """
import ctypes, struct, sys
sys.path.insert(0, {package!r})
from autograder.sandbox.guest import libc as kernel, seccomp as syscalls
from autograder.sandbox.guest.process_confinement import _FilterHeader
# As containers do: no new namespaces.
load, equal, stop = 0x20, 0x15, 0x06
number = {{"x86_64": 272, "aarch64": 97}}[__import__("platform").machine()]
code = b"".join(struct.pack("<HBBI", *one) for one in [
    (load, 0, 0, 0), (equal, 0, 1, number), (stop, 0, 0, 0x50001),
    (stop, 0, 0, 0x7FFF0000)])
kept = ctypes.create_string_buffer(code, len(code))
header = _FilterHeader(4, ctypes.addressof(kept))
kernel.call_prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
kernel.check_result(
    kernel.c_library().prctl(22, ctypes.c_ulong(2), ctypes.byref(header)), "filter"
)
from autograder.sandbox.student_faults import WorkerLost
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.sandbox.host import backends
print(backends.layer_failures()["namespaces"])
with start_sandbox() as server:
    worker = server.open()
    print(server.isolation)
    print(worker.run_cell("open('/etc/hostname')").fault.name)
"""


def test_container_without_user_namespaces_has_landlock():
    """Where `unshare` is refused, as in Docker, the next backend is taken and works."""
    found = subprocess.run(
        [sys.executable, "-c", DENIED.format(package=package_parent())],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert found[0] == "unshare: Operation not permitted"
    assert found[1].startswith("landlock: ")
    assert found[1].endswith("; without namespaces, tmpfs")
    assert found[2] == "PermissionError"


def test_place_where_a_worker_writes_cannot_be_guessed(zygotes):
    """Landlock hides no file's size: a name that others know would hand numbers on."""
    zygote = zygotes("landlock")
    names = [shown(zygote, "import os\nprint(os.getcwd())") for _ in range(2)]
    ends = [name.rpartition("-")[2] for name in names]

    assert ends[0] != ends[1]
    assert all(len(end) == 32 for end in ends)
