"""The ground on which attacks are tried, and what is watched while they run.

An attack is a file `FAMILY/NAME.py` beside this one: the text of a notebook's cell. It
is given every address it could wish for (paths, process numbers, ports, descriptors,
the wire's format). Its cell is run; then `attack()`, `use(f)` with a function of ours,
and `attack_later()` are called where it defines them, and at last our own `honest(x)`.

Whether it got through is seen from here, never taken from its word: tokens that come
out, files that changed, packets that arrived, processes that are left, a neighbour that
no longer answers, a check that passes, gigabytes or minutes on our side. Only where
nobody else can see the effect (a namespace was made) a text with `=` that the attack
returns counts, against us.
"""

import contextlib
import os
import re
import resource
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from autograder import checks
from autograder.grading import checks, public_example
from autograder.grading.recorder import CurveRecorder
from autograder.model import Limits
from autograder.sandbox.host.fork_server import ForkServer
from autograder.sandbox.student_faults import StudentFault, WorkerLost
from autograder.sandbox.api import CallOptions
from autograder.sandbox.guest.wire import Ref

CORPUS = Path(__file__).parent
ATTACKS = sorted(
    str(path.relative_to(CORPUS).with_suffix(""))
    for path in CORPUS.glob("*/*.py")
    if path.parent.name != "points"
)

QUICK = Limits(cell_cpu=0.5, call_cpu=0.25, wall_factor=3.0, memory=256 << 20)
ROOMY = Limits(cell_cpu=1.0, call_cpu=1.0, wall_factor=2.0, memory=256 << 20)
USUAL = Limits(memory=256 << 20)
"""for whoever is no attack: nothing that a busy machine could run into"""
IMPATIENT = ("time", "output", "death", "own")
"""families that get little time, since they only waste it"""

PRELOAD = (
    *("socket", "subprocess", "multiprocessing", "sqlite3", "mmap", "fcntl"),
    *("resource", "urllib.request", "ctypes", "glob", "py_compile", "threading"),
)

LATE = 180.0
"""seconds on a busy machine: ten times what the limits allow all steps of an attack"""
SLOW = 10.0
"""seconds of computing that our own work on one value may take"""
SPACE = 1 << 30
"""bytes that our own work on one value may take"""
ROOM = 100 << 20
"""bytes that an attack may fill beyond its limits before it counts"""

FORGE = """
import os, struct
RESULT, ERROR, CALLBACK = 130, 131, 132
LIST_OF_FORGED = b"l\\3\\0\\0\\0" + b"s\\6\\0\\0\\0forged" + b"NN"
def frame(kind, call, body, length=None):
    length = 5 + len(body) if length is None else length
    data = struct.pack("<IBI", length, kind, call) + body
    while data:
        try:
            data = data[os.write(3, data):]
        except BlockingIOError:
            pass
def call_under_way():
    import gc
    (server,) = [o for o in gc.get_objects() if type(o).__name__ == "RequestServer"]
    return server._call_id
def honest(x):
    return x + 1
"""

VICTIM = """
import ctypes, os, sys, time
secret = bytearray(os.environ["IN_MEMORY"].encode())
room = (ctypes.c_char * len(secret)).from_buffer(secret)
descriptor = os.open(sys.argv[2], os.O_RDONLY)
os.environ.pop("IN_MEMORY")
print(ctypes.addressof(room), len(secret), descriptor, flush=True)
while True:
    time.sleep(0.01)
    if secret[:4] != b"tok-":
        os._exit(7)
"""


class Arena:
    """One zygote, its neighbours, and everything that an attack could harm."""

    def __init__(self, zygote: ForkServer, folder: Path) -> None:
        self.zygote = zygote
        self.tokens = [f"tok-{secrets.token_hex(12)}" for _ in range(6)]
        self.mark = f"mark{secrets.token_hex(8)}"
        # The machine's processes are seen by every arena there is.
        self.escapee = f"esc{secrets.token_hex(6)}"
        self._name = f"name{secrets.token_hex(8)}.py"
        self.tokens.append(self._name)
        self._stack = contextlib.ExitStack()
        self._folder = folder
        self._lay_out()
        self._listen()
        self._start_victim()
        try:
            self._start_sibling()
        except BaseException:
            self._end()
            raise

    def close(self) -> None:
        """End the victim, the neighbour and the listeners."""
        self.sibling.close()
        self._end()

    def _end(self) -> None:
        self._victim.kill()
        self._victim.wait()
        self._stack.close()

    def attack(self, name: str, limits: Limits | None = None) -> list[str]:
        """Try an attack; give its effects, none when it was contained."""
        if limits is None:
            limits = QUICK if name.split("/")[0] in IMPATIENT else ROOMY
        run = Run(self, name, limits)
        started = time.monotonic()
        effects = run.effects()
        if time.monotonic() - started > LATE:
            effects.append("it was late")
        effects += self._harm()
        if effects:
            self._repair()
        return effects

    # -------------------------------------------------------------- what is there

    def addresses(self) -> dict[str, Any]:
        """Give everything that an attacker could wish to know, by name."""
        return {
            "SECRET": str(self.secret),
            "HIDDEN": str(self.hidden),
            "GRADEBOOK": str(self.gradebook),
            "OTHERS": str(self.others),
            "CANARY": str(self.canary),
            "HOME": str(Path.home()),
            "BASE": self.zygote._base,
            "SIBLING_FILE": self._siblings_file,
            "GRADER": os.getpid(),
            "ZYGOTE": self.zygote._process.pid,
            "SIBLING": self.sibling._process.pid,
            "VICTIM": self._victim.pid,
            "ADDRESS": self._address,
            "LENGTH": self._length,
            "DESCRIPTOR": self._descriptor,
            "TCP": self._port(0),
            "UDP": self._port(1),
            "UNIX": self._listeners[2].getsockname(),
            "UNIX_DATAGRAM": self._listeners[3].getsockname(),
            "ABSTRACT": self._listeners[4].getsockname(),
            "MARK": self.mark,
            "ESCAPEE": self.escapee.encode(),
            "PATTERN": rb"tok-[0-9a-f]{24}",
        }

    def _lay_out(self) -> None:
        self.hidden = self._folder / "hidden"
        self.canary = self._folder / "everybodys"
        for folder, mode in ((self.hidden, 0o700), (self.canary, 0o777)):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)
        self.secret = self.hidden / "test_hidden.py"
        self.secret.write_text(f"TOKEN = {self.tokens[0]!r}\n")
        self.secret.chmod(0o600)
        (self.hidden / self._name).touch()
        self.others = self._folder / "others"
        self.others.write_text(self.tokens[0])
        self.others.chmod(0o600)
        if os.geteuid() == 0:
            os.chown(self.others, 12345, 12345)
        self.gradebook = self.hidden / "gradebook.db"
        self.gradebook.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(self.gradebook)) as base, base:
            base.execute("create table grades (name text, score real)")
            base.execute("insert into grades values (?, 1)", (self.tokens[1],))
        for name in self._marks():
            name.unlink(missing_ok=True)
        for path in self.canary.iterdir():
            path.unlink()
        self._before = self._state()

    def _listen(self) -> None:
        unix, datagram = self._folder / "s", self._folder / "d"
        self._listeners = [
            socket.create_server(("127.0.0.1", 0)),
            socket.socket(type=socket.SOCK_DGRAM),
            socket.socket(socket.AF_UNIX),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            socket.socket(socket.AF_UNIX),
        ]
        self._listeners[1].bind(("127.0.0.1", 0))
        self._listeners[2].bind(str(unix))
        self._listeners[3].bind(str(datagram))
        self._listeners[4].bind(b"\0" + self.mark.encode())
        for listener in self._listeners:
            self._stack.enter_context(listener)
            listener.setblocking(False)
            if listener.type == socket.SOCK_STREAM:
                listener.listen()
        for path in (unix, datagram):
            path.chmod(0o777)
        self._folder.chmod(0o755)

    def _port(self, place: int) -> int:
        port: int = self._listeners[place].getsockname()[1]
        return port

    def _start_victim(self) -> None:
        environ = {"IN_MEMORY": self.tokens[2], "IN_ENVIRON": self.tokens[3]}
        program = [sys.executable, "-S", "-E", "-c", VICTIM]
        self._victim = subprocess.Popen(
            [*program, self.tokens[4], str(self.secret)],
            env=environ,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._victim.stdout is not None
        with self._victim.stdout as said:
            self._address, self._length, self._descriptor = map(
                int, said.readline().split()
            )
        self._healthy = self._victims_state()

    def _start_sibling(self) -> None:
        self.sibling = self.zygote.open(USUAL)
        self.sibling.run_cell(FORGE)
        self.sibling.run_cell(f"open('theirs', 'w').write({self.tokens[5]!r})")
        scratch = self.sibling._process.scratch
        self._siblings_file = os.path.join(scratch, "theirs")

    # -------------------------------------------------------------- harm

    def _state(self) -> list[Any]:
        """Describe the hidden files: names, bytes, modes, owners, times, attributes."""
        found: list[Any] = []
        for path in (self.hidden, self.secret, self.gradebook):
            about = path.lstat()
            data = path.read_bytes() if path.is_file() else sorted(os.listdir(path))
            attributes = os.listxattr(path)
            found.append((data, about.st_mode, about.st_uid, about.st_mtime_ns))
            found.append((attributes, about.st_nlink, about.st_ino))
        return found

    def _marks(self) -> list[Path]:
        stdlib, site = (Path(sysconfig.get_path(one)) for one in ("stdlib", "purelib"))
        profile = Path.home() / ".ipython/profile_default/startup"
        own = f"{self.mark}.py"
        return [
            *(Path("/dev/shm") / self.mark, Path.home() / self.mark, profile / own),
            *(stdlib / own, site / own, stdlib / "site-packages" / own),
            *(stdlib / "__pycache__" / f"{self.mark}.pyc",),
            Path(self.zygote._base) / "zygote" / self.mark,
        ]

    def _victims_state(self) -> tuple[Any, ...]:
        pid = self._victim.pid
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (
            stat[0] in "RS",
            os.getpriority(os.PRIO_PROCESS, pid),
            os.sched_getaffinity(pid),
            resource.prlimit(pid, resource.RLIMIT_NOFILE),
            Path(f"/proc/{pid}/oom_score_adj").read_text(),
        )

    def _harm(self) -> list[str]:
        """Say what an attack has left or changed in the world."""
        found = [f"{path} was written" for path in self._marks() if path.exists()]
        found += [f"{path} was written" for path in self.canary.iterdir()]
        try:
            if self._state() != self._before:
                found.append("a hidden file was changed")
        except OSError as error:
            found.append(f"a hidden file is gone: {error}")
        found += [f"a packet arrived at {n}" for n in range(5) if self._got(n)]
        if self._victim.poll() is not None:
            found.append("another process was ended")
        elif self._victims_state() != self._healthy:
            found.append(f"another process was changed: {self._victims_state()}")
        try:
            answer = self.sibling.call("honest", [41], {}, CallOptions()).value
        except StudentFault as fault:
            answer = fault
        if answer != 42:
            found.append(f"a neighbour was harmed: {answer}")
        found += [f"process {pid} is left" for pid in self._escapees()]
        return found

    def _escapees(self) -> list[int]:
        """Give the processes that an attack has named so."""
        return [pid for pid, name, _ in processes() if name == self.escapee]

    def _got(self, place: int) -> bool:
        listener = self._listeners[place]
        with contextlib.suppress(BlockingIOError):
            if listener.type == socket.SOCK_DGRAM:
                return bool(listener.recv(100))
            listener.accept()[0].close()
            return True
        return False

    def _repair(self) -> None:
        """Make the world whole for the next attack."""
        for pid in self._escapees():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self._victim.kill()
        self._victim.wait()
        self.sibling.close()
        self._lay_out()
        self._start_victim()
        self._start_sibling()


class Run:
    """One attack in one worker."""

    def __init__(self, arena: Arena, name: str, limits: Limits) -> None:
        self._arena = arena
        self._text = (CORPUS / f"{name}.py").read_text()
        self._limits = limits
        self._judged = name.split("/")[0] in ("values", "trusted")
        self._said: list[str] = []
        self._shown: list[str] = []
        self._effects: list[str] = []
        self._uses = 0
        self._under_way = False

    def effects(self) -> list[str]:
        """Run it; give what came of it on our side."""
        before = len(os.listdir("/proc/self/fd"))
        self._worker = self._arena.zygote.open(self._limits)
        pid, scratch = self._worker._process.pid, Path(self._worker._process.scratch)
        try:
            self._try(self._everything)
            self._look_at_what_it_holds(pid, scratch)
        finally:
            self._worker.close()
        self._effects += [f"process {one} is left" for one in of_session(pid)]
        if scratch.exists() and str(scratch).startswith(self._arena.zygote._base):
            self._effects.append("its scratch is left")
        if len(os.listdir("/proc/self/fd")) != before:
            self._effects.append("a descriptor of ours is left")
        self._look_at_what_came_out()
        return self._effects

    def _everything(self) -> None:
        names = self._arena.addresses().items()
        self._cell("\n".join(f"{name} = {value!r}" for name, value in names))
        self._cell(FORGE)
        self._cell(self._text)
        self._call("attack")
        self._call("use", self._function)
        self._call("attack_later")
        answer = self._call("honest", number := secrets.randbelow(10**6))
        if answer == "forged":
            self._effects.append("an answer was taken before its question")
        elif answer not in (None, number + 1) and "honest" not in self._text:
            self._effects.append(f"a neighbouring call was answered by {answer!r}")

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except WorkerLost as gone:
            self._shown.append(str(gone))
        except Exception as error:
            self._effects.append(f"the grader stumbled: {error!r}")

    def _cell(self, source: str) -> None:
        result = self._worker.run_cell(source)
        texts = [output.text for output in result.outputs]
        self._shown += [result.stdout, result.stderr, *texts]
        if len(result.outputs) > 50 or any(len(one) > 100_000 for one in self._shown):
            self._effects.append("more was kept than the limit")
        self._said += [output.png.decode("latin-1") for output in result.outputs]
        if result.fault:
            self._shown += [str(result.fault), getattr(result.fault, "detail", "")]
            if isinstance(result.fault, WorkerLost):
                raise result.fault

    def _call(self, name: str, *args: object) -> Any:
        if f"def {name}(" not in FORGE + self._text:
            return None
        self._under_way = True
        try:
            value = self._worker.call(name, args, {}, CallOptions()).value
        except WorkerLost:
            raise
        except StudentFault as fault:
            self._shown.append(str(fault))
            self._said.append(getattr(fault, "detail", ""))
            if len(str(fault)) > 500:
                self._effects.append("a long message was kept")
            return None
        finally:
            self._under_way = False
        self._look_at(name, value)
        return value

    def _function(self, *args: Any) -> Any:
        self._uses += 1
        if not self._under_way or args[:1] == ("late",):
            self._effects.append("a function was used after its call")
        if args[1:] == ("vast",):
            self._effects.append("a function was given millions of numbers")
        if self._uses > 10_000:
            self._effects.append("a function was used without end")
        if args and callable(args[-1]):
            return args[-1](self._function, args[-1])
        return args[0] if args else None

    # -------------------------------------------------------------- what came of it

    def _look_at(self, name: str, value: Any) -> None:
        if name != "attack":
            return
        if type(value) is str and "=" in value:
            self._effects.append(value)
        odd = sorted({type(part).__name__ for part in parts(value)} - PLAIN)
        if odd:
            self._effects.append(f"a value of type {odd} arrived")
        self._shown += [part.typename for part in parts(value) if type(part) is Ref]
        if type(value) is np.ndarray and value.nbytes < 1 << 16:
            self._said.append(value.tobytes().decode("latin-1"))
        elif not isinstance(value, np.ndarray):
            self._said += [str(part)[: 1 << 20] for part in parts(value)][:5000]
        if self._judged:
            self._judge(value)

    def _judge(self, value: Any) -> None:
        """Do with a value what hidden tests and the Report do."""
        for use in USES:
            try:
                with guarded(), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    said = use(value)
            except checks.CheckFailed as failure:
                self._shown.append(str(failure))
            except _TooLong:
                self._effects.append(f"{use.__name__} took over {SLOW:g} s")
            except MemoryError:
                self._effects.append(f"{use.__name__} took gigabytes")
            except (ArithmeticError, TypeError, ValueError, LookupError):
                pass  # `suite` asks the reference then
            else:
                if said is None:
                    self._effects.append(f"{use.__name__} passed")
                else:
                    self._shown.append(said)

    def _look_at_what_came_out(self) -> None:
        shown = "\n".join(self._shown)
        everything = shown + "\n".join(self._said)
        if any(token in everything for token in self._arena.tokens):
            self._effects.append("a token came out")
        if self._arena.mark in shown and f"late={self._arena.mark}" in shown:
            self._effects.append("it wrote after its time")
        if "mark()" in everything:
            self._effects.append("active content came out")
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", shown):
            self._effects.append("control characters came out")

    def _look_at_what_it_holds(self, pid: int, scratch: Path) -> None:
        """Measure what a living worker has taken."""
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            if held := re.search(r"VmHWM:\s+(\d+) kB", status):
                if int(held.group(1)) << 10 > self._limits.memory + 2 * ROOM:
                    self._effects.append(f"it held {held.group(1)} kB")
        if not scratch.exists():
            scratch = Path(f"/proc/{pid}/root{scratch}")
        size = sum(
            about.st_blocks * 512
            for path in files_below(scratch)
            if (about := path.lstat())
        )
        if size > ROOM:
            self._effects.append(f"{size} bytes lie in its scratch")
        with contextlib.suppress(OSError):
            if os.fstat(self._worker._process.stderr).st_blocks * 512 > ROOM:
                self._effects.append("its standard error takes too much")


PLAIN = {
    *("NoneType", "bool", "int", "float", "complex", "str", "bytes"),
    *("list", "tuple", "dict", "ndarray", "Ref"),
    *(np.dtype(char).type.__name__ for char in "?bBhHiIlLqQefdFD"),
}
"""names of the types that may arrive, looked at by `type(…)`"""


def parts(value: Any) -> Iterator[Any]:
    """Give a value and everything in it."""
    yield value
    if type(value) in (list, tuple):
        for one in value:
            yield from parts(one)
    elif type(value) is dict:
        for pair in value.items():
            yield from parts(pair)


def as_values(value: Any) -> None:
    """Compare with expected numbers."""
    checks.assert_values(value, np.ones(3))


def as_number(value: Any) -> None:
    """Compare with one expected number."""
    checks.assert_number(value, 1.0)


def as_probabilities(value: Any) -> None:
    """Check for probabilities."""
    checks.assert_probabilities(value, (3,))


def as_mapping(value: Any) -> None:
    """Check for a dict."""
    checks.assert_mapping(value, ["W1"])


def as_integers(value: Any) -> None:
    """Check for integers."""
    checks.assert_integers(value, np.array([1, 1, 1]))


def on_the_page(value: Any) -> str:
    """Show it beside the expected value."""
    return public_example.format_value(value)


def in_a_figure(value: Any) -> str:
    """Draw it."""
    record = CurveRecorder()
    line = (np.arange(3.0), value)
    record.lines("t", xlabel="x", ylabel="y", yours={"yours": line})
    return ""


USES: tuple[Callable[[Any], str | None], ...] = (
    *(as_values, as_number, as_probabilities, as_mapping, as_integers),
    *(on_the_page, in_a_figure),
)


class _TooLong(BaseException):
    """Our own work took too long."""


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Keep our own work within time and memory, so that the machine survives."""

    def ring(*_: object) -> None:
        raise _TooLong

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + SPACE
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SLOW)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def processes() -> Iterator[tuple[int, str, int]]:
    """Give number, name and session of every living process."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{name}/stat").read_text()
                state, _, _, session, *_ = text.rpartition(")")[2].split()
                if state != "Z":
                    yield (
                        int(name),
                        text[text.find("(") + 1 : text.rfind(")")],
                        int(session),
                    )


def of_session(session: int) -> list[int]:
    """Give the processes that are left of a worker's session."""
    return [pid for pid, _, one in processes() if one == session]


def files_below(folder: Path) -> Iterator[Path]:
    """Walk a folder, as far as it lets us."""
    for where, _, names in os.walk(folder, onerror=None):
        for name in names:
            path = Path(where) / name
            with contextlib.suppress(OSError):
                path.lstat()
                yield path
