"""What student code tries, and that each attack's own effect did not come about."""

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

import autograder
from autograder.common.errors import GraderError
from autograder.model import Limits, Verdict
from autograder.sandbox.api import CallOptions, CellResult
from autograder.sandbox.host.start_sandbox import start_sandbox
from autograder.sandbox.student_faults import StudentFault, WorkerLost
from tests.autograder.sandbox.conftest import USUAL
from tests.waiting import PATIENCE

pytestmark = pytest.mark.sandbox

# How an attack may speak on the wire: a frame of any kind, call and body.
FORGE = """
import os, struct
def frame(kind, call, body, length=None):
    length = 5 + len(body) if length is None else length
    os.write(3, struct.pack("<IBI", length, kind, call) + body)
def call_under_way():
    import gc
    (server,) = [o for o in gc.get_objects() if type(o).__name__ == "RequestServer"]
    return server._call_id
"""


def run(worker, source):
    """Run an attack; what it got is in the result or the fault, or it is lost."""
    try:
        return worker.run_cell(source)
    except WorkerLost as gone:
        return CellResult(fault=gone)


def shown(result):
    """Give everything a cell said."""
    texts = [output.text for output in result.outputs]
    return "".join([result.stdout, result.stderr, *texts])


@pytest.fixture
def secret(tmp_path):
    """Give a file that student code should neither read nor change."""
    path = tmp_path / "secret.txt"
    path.write_text("planted")
    return path


READS = (
    "print(open({path!r}).read())",
    "import os; print(os.read(os.open({path!r}, os.O_RDONLY), 99))",
    "import os; print(os.read(os.open('../../' * 20 + {path!r}, 0), 99))",
    "import os; os.symlink({path!r}, 'a'); print(open('a').read())",
    "import os; os.link({path!r}, 'a'); print(open('a').read())",
    "import numpy as np; print(np.fromfile({path!r}, 'S7'))",
    "import shutil; shutil.copy({path!r}, 'a'); print(open('a').read())",
    "%run {path}",
    "%cat {path}",
    "!cat {path}",
    "x = !cat {path}\nprint(x)",
)


@pytest.mark.parametrize("source", READS)
def test_file_outside_is_not_read(worker, secret, source):
    """No way to open a file of the course shows its content."""
    result = run(worker, source.format(path=str(secret)))

    assert "planted" not in shown(result)
    assert "planted" not in str(getattr(result.fault, "detail", ""))


WRITES = (
    "open({path!r}, 'w').write('x')",
    "open({path!r}, 'a').write('x')",
    "import os; os.truncate({path!r}, 0)",
    "import os; os.unlink({path!r})",
    "import os; os.rename({path!r}, 'a')",
    "open('a', 'w').write('x'); import os; os.rename('a', {path!r})",
    "import os; os.chmod({path!r}, 0o777)",
    "import os; os.utime({path!r}, (0, 0))",
    "open({path!r} + '.new', 'w')",
    "import os; os.mkdir({path!r} + '.new')",
)


@pytest.mark.parametrize("source", WRITES)
def test_file_outside_is_not_changed(worker, secret, source):
    """Content, mode, time and neighbours of a file stay as they were."""
    before = secret.stat()

    run(worker, source.format(path=str(secret)))

    assert secret.read_text() == "planted"
    after = secret.stat()
    assert (after.st_mode, after.st_mtime) == (before.st_mode, before.st_mtime)
    assert [path.name for path in secret.parent.iterdir()] == ["secret.txt"]


def test_repository_and_course_are_not_readable(worker):
    """Neither this file nor the package's own source can be listed or read."""
    here = Path(__file__).resolve()
    package = Path(autograder.__file__).resolve().parent

    for folder in (here.parent, package, package.parent / "tests", Path("/proc")):
        assert folder.is_dir()
        result = run(worker, f"import os; print(os.listdir({str(folder)!r}))")
        assert result.fault is not None
        assert result.stdout == ""


PROCESSES = (
    "import os; os.fork() or os._exit(0)",
    "import subprocess; subprocess.run(['/bin/touch', {mark!r}])",
    "import os; os.system('/bin/touch ' + {mark!r})",
    "import os; os.execv('/bin/touch', ['touch', {mark!r}])",
    "import os; os.posix_spawn('/bin/touch', ['touch', {mark!r}], {{}})",
    "import ctypes; ctypes.CDLL(None).vfork() or open({mark!r}, 'w')",
    "import multiprocessing as m; m.Process(target=open, args=({mark!r}, 'w')).start()",
    "!touch {mark}",
)


@pytest.mark.parametrize("source", PROCESSES)
def test_no_process_is_started(zygote, worker, tmp_path, source):
    """Nothing is executed, and the worker has no children."""
    mark = tmp_path / "mark"

    run(worker, source.format(mark=str(mark)))

    assert not mark.exists()
    if worker.is_open:
        assert children(worker._process.pid) == []


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.parametrize(
    "source",
    [
        "socket.socket().connect(('127.0.0.1', {port}))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
        "import urllib.request as r; r.urlopen('http://127.0.0.1:{port}', timeout=1)",
    ],
)
def test_no_socket_is_opened(worker, source):
    """Every kind of socket that reaches another process is refused."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        result = run(worker, "import socket\n" + source.format(port=port))

        assert result.fault is not None
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "source",
    [
        "os.kill(os.getppid(), 9)",
        "os.kill({grader}, 9)",
        "os.kill(-1, 0)",
        "os.killpg(0, 15)",
        "ctypes.CDLL(None).tgkill({grader}, {grader}, 9)",
        "resource.prlimit({grader}, resource.RLIMIT_CPU, (1, 1))",
        "fcntl.fcntl(3, fcntl.F_SETOWN, {grader}); fcntl.fcntl(3, 10, 9)",
        "os.setpriority(os.PRIO_PROCESS, {grader}, 19)",
        "ctypes.CDLL(None).ptrace(16, {grader}, 0, 0)",
        "open('/proc/{grader}/mem', 'rb+').read(1)",
        "open('/proc/{grader}/environ').read()",
        "os.pidfd_open({grader})",
    ],
)
def test_grader_and_zygote_are_out_of_reach(zygote, worker, source):
    """No signal, limit, priority, trace or memory access reaches another process."""
    before = os.getpriority(os.PRIO_PROCESS, 0)
    imports = "import os, ctypes, resource, fcntl\n"

    result = run(worker, imports + source.format(grader=os.getpid()) + "\n")

    assert result.fault is not None or result.outputs[0].text == "-1"
    assert before == os.getpriority(os.PRIO_PROCESS, 0)
    other = zygote.open()
    assert other.run_cell("1").fault is None
    other.close()


LOCKS = """
import fcntl, numpy
def flock(kind):
    held.append(open(numpy.__file__, "rb"))
    fcntl.flock(held[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
    return "granted"
def lockf(kind):
    held.append(open(numpy.__file__, "rb"))
    fcntl.lockf(held[-1], fcntl.LOCK_SH | fcntl.LOCK_NB)
    return fcntl.fcntl(held[-1], fcntl.F_GETLK, struct.pack("hhqqi4x", 1, 0, 0, 0, 0))
held = []
"""


@pytest.mark.parametrize("kind", ["flock", "lockf"])
def test_locks_of_one_worker_tell_another_nothing(zygote, worker, kind):
    """All read the same files: what a hidden call locked, a public one could ask."""
    other = zygote.open()
    answers = []
    for one in (worker, other):
        one.run_cell("import struct" + LOCKS)
        answers.append(one.call(kind, [1], {}, CallOptions()).value)
    other.close()

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "source",
    ["while True: pass", "while True:\n    try: 1/0\n    except: pass"],
)
def test_endless_loop_ends_in_a_call_and_in_a_cell(zygote, source):
    """Computing time is what counts, and the message says where it went."""
    body = source.replace("\n", "\n    ")
    short = replace(USUAL, cell_cpu=0.5, call_cpu=0.2, wall_factor=100.0)
    worker = zygote.open(short)
    worker.run_cell(f"def f():\n    {body}")
    with pytest.raises(WorkerLost, match=r"longer than 0.2 s .* in `f`") as called:
        worker.call("f", [], {}, CallOptions())
    with pytest.raises(WorkerLost, match=r"longer than 0.5 s of computing time") as ran:
        zygote.open(short).run_cell(source)

    assert called.value.verdict is Verdict.TIMED_OUT
    assert ran.value.verdict is Verdict.TIMED_OUT


def test_sleeper_is_met_by_the_wall_clock(zygote):
    """Who sleeps for thirty years uses no computing time, and ends all the same."""
    worker = zygote.open(replace(USUAL, call_cpu=1.2, wall_factor=1.0))
    worker.run_cell("import time\ndef f():\n    time.sleep(1e9)")
    with pytest.raises(
        WorkerLost, match=r"waited longer than 1.2 s.* in `f`"
    ) as caught:
        worker.call("f", [], {}, CallOptions())

    assert caught.value.verdict is Verdict.TIMED_OUT


def test_worker_that_does_not_read_cannot_hold_the_grader(zygote):
    """Writing has a deadline too."""
    # Whoever used a tenth of the computing time did not merely wait.
    worker = zygote.open(replace(USUAL, call_cpu=3.0, wall_factor=1.0))
    worker.run_cell(FORGE)
    worker.run_cell(
        "def f(g):\n"
        "    import time\n"
        "    stub = b'l\\3\\0\\0\\0' + b'i' + struct.pack('<q', 1)\n"
        "    frame(132, call_under_way(), stub + b'l\\0\\0\\0\\0' + b'D\\0\\0\\0\\0')\n"
        "    time.sleep(1e9)"
    )
    asked = []
    with pytest.raises(WorkerLost, match="waited longer") as caught:
        worker.call(
            "f", [lambda: asked.append(1) or bytes(60 << 20)], {}, CallOptions()
        )

    assert asked == [1]
    assert caught.value.verdict is Verdict.TIMED_OUT


@pytest.mark.parametrize(
    "body, verdict, message",
    [
        ("os._exit(0)", Verdict.DIED, "ended itself, for example by exit"),
        ("os.abort()", Verdict.DIED, r"crashed \(aborted\)"),
        ("ctypes.string_at(0)", Verdict.DIED, r"crashed \(segmentation fault\)"),
        ("os.kill(os.getpid(), 9)", Verdict.DIED, "was killed"),
        ("os.close(3); time.sleep(9)", Verdict.DIED, "closed its connection"),
    ],
)
def test_death_of_the_worker_is_told_in_words(call, body, verdict, message):
    """How a process ended becomes a sentence."""
    with pytest.raises(WorkerLost, match=message) as caught:
        call(f"import os, ctypes, time\ndef f():\n    {body}")

    assert caught.value.verdict is verdict


def test_huge_memory_is_an_exception_and_not_taken(worker, call):
    """The limit of memory is met as MemoryError; the machine's memory is not used."""
    with pytest.raises(StudentFault, match="raised MemoryError at line 2") as caught:
        call("import numpy as np\ndef f(): return np.ones(10**9)")

    assert caught.value.verdict is Verdict.OUT_OF_MEMORY
    grab = "kept = []\nwhile True:\n    kept.append(bytearray(1 << 22))"
    assert "MemoryError" in worker.run_cell(grab).fault.message


def test_huge_output_is_cut(worker):
    """What is printed beyond the limit is counted, not kept."""
    result = run(worker, "for _ in range(100): print('x' * 10**6)")

    assert result.fault is None
    assert len(result.stdout) < Limits().output_chars + 100
    assert "more characters" in result.stdout


def test_writing_to_descriptors_fills_no_disk(worker):
    """Descriptors 1 and 2 are one memory file of limited size."""
    result = run(worker, "import os\nwhile True: os.write(2, b'x' * (1 << 20))")

    assert result.fault is not None
    assert os.fstat(worker._process.stderr).st_size <= Limits().file_bytes


@pytest.mark.parametrize(
    "body",
    [
        "open('big', 'wb').write(bytes(10**9))",
        "[open(str(k), 'wb').write(bytes(10**7)) for k in range(100)]",
        "[open(str(k), 'wb').close() for k in range(10**4)]",
        "[(os.mkdir('d'), os.chdir('d')) for _ in range(3000)]",
    ],
)
def test_disk_is_not_filled_and_nothing_is_left(zygote, body):
    """Files are limited in size and number, and a hostile tree is removed."""
    worker = zygote.open()
    scratch = Path(worker._process.scratch)
    worker.run_cell(f"import os\ndef f(): {body}")
    with pytest.raises(StudentFault):
        worker.call("f", [], {}, CallOptions())
    worker.close()

    assert not scratch.exists()


def test_folder_of_odd_mode_is_removed(zygote):
    """A folder that cannot be listed is no obstacle."""
    worker = zygote.open()
    scratch = Path(worker._process.scratch)
    run(worker, "import os\nos.mkdir('a', 0o300); open('a/b', 'w'); os.mkdir('c', 0)")
    worker.close()

    assert not scratch.exists()


FORGERIES = (
    "frame(130, call_under_way(), b'N', length=0xFFFFFFFF)",
    "frame(130, call_under_way(), b'l\\xff\\xff\\xff\\xff')",
    "frame(130, call_under_way(), b'?')",
    "frame(130, call_under_way(), b'x\\0\\0\\0\\0')",
    "frame(131, call_under_way(), b'N')",
    "frame(130, 12345, b'N')",
    "frame(132, call_under_way(), b'N')",
    "frame(2, call_under_way(), b'N')",
    "frame(255, call_under_way(), b'N')",
    "os.write(3, b'x')",
)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_lying_frame_loses_the_worker_and_no_more(zygote, forgery):
    """A forged answer is a fault of the submission, whatever it says."""
    worker = zygote.open(replace(USUAL, call_cpu=0.5, wall_factor=2.0))
    worker.run_cell(FORGE)
    worker.run_cell(f"def f():\n    {forgery}\n    import time; time.sleep(9)")
    with pytest.raises(WorkerLost) as caught:
        worker.call("f", [], {}, CallOptions())

    assert caught.value.verdict in (Verdict.DIED, Verdict.TIMED_OUT)
    assert not worker.is_open


def test_forged_answer_is_the_answer_and_the_true_one_is_refused(worker):
    """Who writes its own call's answer might as well have returned it; once."""
    worker.run_cell(FORGE)
    worker.run_cell("def f(): frame(130, call_under_way(), b'N'); return 1")
    first = worker.call("f", [], {}, CallOptions()).value
    with pytest.raises(WorkerLost, match="does not accept"):
        worker.call("f", [], {}, CallOptions())

    assert first is None
    assert not worker.is_open


def test_early_frame_does_not_answer_a_later_call(worker):
    """An answer that was written before its question is refused."""
    worker.run_cell(FORGE)
    worker.run_cell("def early(): frame(130, call_under_way() + 1, b'N')")
    worker.run_cell("def f(): return 1")

    def both():
        return [worker.call(name, [], {}, CallOptions()) for name in ("early", "f")]

    with pytest.raises(WorkerLost, match="does not accept"):
        both()
    assert not worker.is_open


def test_endless_callbacks_are_cut(worker):
    """A call may use the functions passed to it ten thousand times."""
    used = []
    worker.run_cell("def f(g):\n    while True: g()")
    worker._limits = Limits(call_cpu=300.0)
    with pytest.raises(WorkerLost, match="over 10000 times") as caught:
        worker.call("f", [lambda: used.append(1)], {}, CallOptions())

    assert caught.value.verdict is Verdict.TIMED_OUT
    assert len(used) == 10_000


def test_function_of_an_earlier_call_is_dead(worker):
    """A function that a test passed lives for that one call."""
    used = []
    worker.run_cell("def f(g): global kept; kept = g\ndef again(): kept()")
    worker.call("f", [lambda: used.append(1)], {}, CallOptions())
    with pytest.raises(StudentFault, match="RuntimeError at line 2 of `again`"):
        worker.call("again", [], {}, CallOptions())

    assert used == []


def test_nothing_is_left_after_closing(zygote):
    """Process, scratch directory and descriptors are gone, also when it was busy."""
    before = set(os.listdir("/proc/self/fd"))
    worker = zygote.open()
    run(worker, "open('kept', 'w').write('x')")
    pid, scratch = worker._process.pid, Path(worker._process.scratch)
    worker.close()
    worker.close()

    assert not Path(f"/proc/{pid}").exists()
    assert not scratch.exists()
    assert before == set(os.listdir("/proc/self/fd"))


def test_workers_do_not_see_each_other(zygote):
    """A second submission finds neither the first one's names nor its files."""
    first, second = zygote.open(), zygote.open()
    run(first, "planted = 1; import numpy; numpy.planted = 1; open('a', 'w')")
    folder = first._process.scratch
    found = run(
        second,
        "import numpy, os\nprint('planted' in globals(), hasattr(numpy, 'planted'))\n"
        f"print(os.listdir({folder!r}))",
    )
    first.close()
    second.close()

    # Each finds its own empty folder there, or none that it may list.
    assert found.stdout.startswith("False False\n")
    assert "'a'" not in found.stdout


def open_many(zygote):
    """Open workers for as long as it takes a zygote and all of its own to go."""
    for _ in range(100):
        zygote.open().close()


def test_zygote_s_death_ends_its_workers():
    """No worker outlives its zygote, and the next one is refused in words."""
    with start_sandbox() as zygote:
        worker = zygote.open()
        zygote._process.kill()
        with pytest.raises(GraderError):
            open_many(zygote)

        assert worker._process.ended(PATIENCE)
