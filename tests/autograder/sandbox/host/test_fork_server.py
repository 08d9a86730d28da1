import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.common import cpus
from autograder.common.errors import GraderError, MachineError
from autograder.model import Limits
from autograder.sandbox.api import CallOptions
from autograder.sandbox.host import backends, readable_paths, worker_environment
from autograder.sandbox.host.package_files import package_parent
from autograder.sandbox.host.start_sandbox import start_sandbox
from tests.waiting import wait_until

PR_GET_DUMPABLE = 3


@pytest.mark.sandbox
def test_layers_name_what_confines_and_memory_is_hidden(zygote):
    """The Report's words for the sandbox; the grader's own memory is hidden, too."""
    assert zygote.isolation == backends.choose_backend("auto").isolation
    assert zygote.isolation.endswith("rlimits")
    assert ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


@pytest.mark.sandbox
def test_unconfined_zygote_says_so():
    """`sandbox="none"` works where asked for, and is marked."""
    with start_sandbox(sandbox="none") as zygote:
        worker = zygote.open()
        worker.run_cell("def f(): return open('/etc/hostname').read() and 1")

        assert zygote.isolation == "none (no isolation)"
        assert worker.call("f", [], {}, CallOptions()).value == 1
        base = Path(zygote._base)
    assert not base.exists()


@pytest.mark.sandbox
def test_zygote_that_does_not_start_says_why():
    """The last line of its log is in the message, and nothing is left."""
    with pytest.raises(MachineError, match="No module named 'no_such_module'"):
        start_sandbox(preload=("no_such_module",))


@pytest.mark.sandbox
def test_worker_that_cannot_be_locked_in_is_our_fault(zygote):
    """A step that fails ends the worker before it runs a line."""
    with pytest.raises(GraderError, match="a worker did not start"):
        zygote.open(Limits(file_bytes=None))


@pytest.mark.sandbox
def test_limits_may_differ_by_worker(zygote):
    """An assignment's own limits hold for its workers."""
    worker = zygote.open(Limits(output_chars=10))

    assert worker.run_cell("print('x' * 99)").stdout.startswith("xxxxxxxxxx\n… 90 more")
    worker.close()


@pytest.mark.sandbox
def test_memory_of_arrays_is_used_again_when_others_come(zygote):
    """Neither a worker nor the grader asks the kernel for a page time and again."""
    source = (
        "import resource\nimport numpy as np\n"
        "def faults():\n"
        "    for _ in range(20): [np.ones(100_000) for _ in range(10)]\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
    )
    worker = zygote.open()
    worker.run_cell(source)
    theirs = int(worker.run_cell("print(-faults() + faults())").stdout)
    worker.close()
    names = {}
    exec(source, names)
    ours = -names["faults"]() + names["faults"]()
    pages = 20 * 10 * 100_000 * 8 // 4096

    assert max(ours, theirs) < pages // 10


@pytest.mark.sandbox
def test_worker_that_goes_with_its_zygote_is_our_fault():
    """A student does not pay for a fork server that somebody killed."""
    with start_sandbox() as zygote:
        worker = zygote.open()
        zygote._process.kill()
        with pytest.raises(GraderError, match="fork server has ended"):
            worker.run_cell("import time; time.sleep(60)")


@pytest.mark.sandbox
def test_spare_is_taken_and_the_next_one_asked_for():
    """A worker forked ahead is like any other, and knows nothing of the last one."""
    source = "import os, numpy as np\nprint(os.listdir('.'), np.random.rand())\n"
    with start_sandbox(ahead=True) as zygote:
        seen = []
        for number in range(3):
            worker = zygote.open()
            spare = zygote._spare
            cell = worker.run_cell(source + f"open('kept{number}', 'w')\nnp.kept = 1")
            kept = worker.run_cell("import numpy as np; np.kept").outputs[0].text
            seen.append((cell.stdout, kept, worker._process.number, spare.number))
            worker.close()
        pid = zygote._process.pid

    assert [one[2:] for one in seen] == [(1, 2), (2, 3), (3, 4)]
    assert len({one[:2] for one in seen}) == 1
    assert seen[0][0].startswith("[] ")
    assert not is_running(pid)


@pytest.mark.sandbox
def test_spare_of_other_limits_is_left_for_later():
    """What a worker may use is settled when it is forked."""
    with start_sandbox(ahead=True) as zygote:
        zygote.open().close()
        other = zygote.open(Limits(output_chars=10))
        text = other.run_cell("print('x' * 99)").stdout
        other.close()
        usual = zygote.open()
        numbers = (other._process.number, usual._process.number)
        usual.close()

    assert "90 more" in text
    assert numbers == (3, 2)


@pytest.mark.sandbox
def test_zygote_keeps_no_more_descriptors_with_a_spare():
    """However many workers there were, one spare is open at a time."""
    with start_sandbox(ahead=True) as zygote:
        zygote.open().close()
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(5):
            zygote.open().close()
        after = len(os.listdir("/proc/self/fd"))
    closed = len(os.listdir("/proc/self/fd"))

    assert after <= before + 1  # the pidfd of the spare may be here already
    assert closed < before


def test_readable_paths_keep_the_course_out():
    """Libraries are readable, folders above them are not."""
    paths = [Path(path) for path in readable_paths.readable_paths()]
    repository = Path(package_parent())

    assert Path(os.__file__).parent in paths
    assert not any(path in (repository, *repository.parents) for path in paths)
    assert Path(sys.prefix) not in paths


def test_worker_rounds_as_the_grader_does(monkeypatch):
    """What chooses kernels here chooses them there; threads are one each."""
    for name in list(cpus.chosen_kernels()):
        monkeypatch.delenv(name)
    before = worker_environment.worker_environment("/home")
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    monkeypatch.setenv("NPY_DISABLE_CPU_FEATURES", "X86_V3")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    after = worker_environment.worker_environment("/home")

    assert after == {
        **before,
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3",
    }
    assert after["OPENBLAS_NUM_THREADS"] == "1"


def test_font_cache_falls_back_to_the_zygote_s_home(monkeypatch):
    """Without a cache folder that may be written, the fonts are listed anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")

    assert worker_environment.font_cache_folder("home") == "home"


@pytest.mark.sandbox
def test_importing_the_worker_does_not_import_the_grader_s_side():
    """The worker's modules come without client, process or model."""
    program = (
        "import sys, autograder.sandbox.guest.worker\n"
        "print(*[n for n in sys.modules if n.startswith('autograder.')])\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=package_parent(),
    ).stdout.split()

    assert "autograder.sandbox.guest.request_server" in found
    assert "autograder.sandbox.host.fork_server" not in found
    assert "autograder.model" not in found
    assert "autograder.common.errors" not in found


@pytest.mark.sandbox
def test_nothing_is_left_when_the_grader_is_killed():
    """A grader that cannot clean up takes its zygote and workers with it."""
    program = (
        "import os\n"
        "from autograder.sandbox.host.start_sandbox import start_sandbox\n"
        "zygote = start_sandbox()\n"
        "worker = zygote.open()\n"
        'worker.run_cell(\'open("kept", "w").write("x")\')\n'
        "print(zygote._base, zygote._process.pid, worker._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=package_parent(),
    )
    base, *pids = killed.stdout.split()
    wait_until(lambda: not any(map(is_running, pids)))

    assert killed.returncode == -9
    assert not Path(base).exists()


def is_running(pid):
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False
