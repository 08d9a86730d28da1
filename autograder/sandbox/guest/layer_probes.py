"""Try each layer in a throw-away process, and say why one does not work here.

Theory of operation. `backends` execs `probes.py PACKAGE OPTIONS`, once a run.
Each layer is put on by the code that workers use, in a child that then ends; what the
child says last is the reason. One JSON object goes to stdout: layer → reason, empty
where it works.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

_REASON_BYTES = 500


def print_layer_probes() -> None:
    """Try them all and print what came of it."""
    package, options = sys.argv[1], json.loads(sys.argv[2])
    sys.path.insert(0, package)
    from autograder.sandbox.guest import process_confinement

    process_confinement.close_all_but(0, 1, 2)
    probes = LayerProbes(options)
    found = {
        "namespaces": probes.attempt(probes.namespaces),
        "tmpfs": probes.attempt(probes.tmpfs),
        "uid": probes.attempt(probes.uid),
        "reach": probes.attempt(probes.reach),
        "landlock": probes.attempt(probes.landlock),
        "seccomp": probes.attempt(probes.seccomp),
    }
    print(json.dumps(found))


class _NotHere(Exception):  # noqa: N818 - an answer
    """A layer is not to be had, without trying it."""


class LayerProbes:
    """One method a layer; each may do to its process what cannot be undone."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._readable: list[str] = options["readable"]
        self._modules: list[str] = options["modules"]
        """files that a worker must be able to read, whoever it is"""

    def attempt(self, probe: Callable[[], None]) -> str:
        """Run a probe in a child; give its reason for failing, or an empty text."""
        read, write = os.pipe()
        with tempfile.TemporaryDirectory(prefix="autograder-") as base:
            child = os.fork()
            if child == 0:
                self._run(probe, write, base)
            # Else the pipe would never end for who reads it.
            os.close(write)
            with os.fdopen(read, "rb") as pipe:
                reason = pipe.read(_REASON_BYTES).decode(errors="replace")
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status and not reason:  # killed, as by a filter that is wrong
            return f"ended with status {status}"
        return reason

    def _run(self, probe: Callable[[], None], write: int, base: str) -> None:
        status = 1
        try:
            # Descriptor 2, so that what libraries and the C library say arrives, too.
            os.dup2(write, 2)
            self._base = base
            probe()
            status = 0
        except OSError as error:
            reason = f"{error.strerror or error}"
            if error.filename:
                reason = f"{reason}: {error.filename}"
            os.write(2, reason.encode())
        except _NotHere as reason:
            os.write(2, str(reason).encode())
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}".encode())
        finally:
            # Never back into `attempt`: this is a second process in its loop.
            os._exit(status)

    def namespaces(self, *, many_users: bool = False) -> None:
        """Enter them, and find Python inside."""
        from autograder.sandbox.guest import namespaces

        plan = namespaces.MountPlan(
            base=self._base, readable=self._readable, many_users=many_users
        )
        namespaces.enter_namespaces(plan, at_end=lambda: None)
        self._read_modules()

    def tmpfs(self) -> None:
        """Mount one inside."""
        from autograder.sandbox.guest import namespaces

        self.namespaces()
        namespaces.mount_scratch(namespaces.SCRATCH, user=0, bytes_=1 << 20, files=10)
        with open(f"{namespaces.SCRATCH}/file", "w", encoding="ascii") as file:
            file.write("x")

    def uid(self) -> None:
        """Become another user inside."""
        self._require_root()
        self.namespaces(many_users=True)
        self._become_another()

    def reach(self) -> None:
        """Become another user outside, and find Python still."""
        self._require_root()
        self._become_another()

    def landlock(self) -> None:
        """Restrict files, and find Python still."""
        from autograder.sandbox.guest import landlock

        if not landlock.landlock_version():
            raise _NotHere("the kernel has none")
        landlock.restrict_files(self._readable, self._base)
        self._read_modules()

    def seccomp(self) -> None:
        """Install the filter."""
        from autograder.sandbox.guest import process_confinement

        if not process_confinement.has_seccomp():
            raise _NotHere("no filter can be installed on this machine")
        process_confinement.install_filter(paths=True)
        self._read_modules()

    def _require_root(self) -> None:
        if os.geteuid() != 0:
            raise _NotHere("the grader is not root")

    def _become_another(self) -> None:
        from autograder.sandbox.guest import namespaces, process_confinement

        process_confinement.change_user(namespaces.FIRST_USER)
        self._read_modules()

    def _read_modules(self) -> None:
        # A layer that shuts Python out as well is none that workers can have.
        for path in self._modules:
            with open(path, "rb") as file:
                file.read(1)


if __name__ == "__main__":
    print_layer_probes()
