"""Which isolation layers confine student code on this machine: backends.

A backend is a name for layers, see `process_confinement`. Which of them work here is
found out by trying, see `layer_probes`; `auto` is the strongest that isolates
processes, files and network. What is weaker must be asked for by its name, and every
Report says what there was.
"""

import functools
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass

from autograder.common.errors import MachineError
from autograder.model import SandboxName
from autograder.sandbox.guest import landlock
from autograder.sandbox.host.package_files import package_parent, program_file
from autograder.sandbox.host.readable_paths import readable_paths

LAYERS = (
    "session",
    "namespaces",
    "tmpfs",
    "rlimits",
    "uid",
    "capabilities",
    "landlock",
    "seccomp",
    "seccomp-strict",
)
"""every layer, in the order in which they are put on"""
_NAMED_IN_REPORTS = (
    *("namespaces", "tmpfs", "uid", "landlock"),
    *("seccomp", "seccomp-strict"),
)
_ALWAYS = ("session", "rlimits", "capabilities")
_TRIED = ("namespaces", "tmpfs", "uid", "reach", "landlock", "seccomp")
_PROBE = program_file("autograder.sandbox.guest.layer_probes")
_TRIAL_SECONDS = 30.0

LAYER_REMEDIES = {
    "namespaces": "allow user namespaces: `sysctl user.max_user_namespaces=10000`, on "
    "Ubuntu also `sysctl kernel.apparmor_restrict_unprivileged_userns=0`; a container "
    "needs its host's leave",
    "tmpfs": "comes with `namespaces`",
    "uid": "grade as root, with a Python that other users may read",
    "landlock": "use Linux 5.13 or newer with `landlock` in its `lsm=` list",
    "seccomp": "use a kernel with CONFIG_SECCOMP_FILTER, on x86-64 or arm64",
}
"""what to do where a layer does not work"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """One way to lock student code in."""

    name: SandboxName
    needs: tuple[str, ...]
    """layers without which it is not this backend"""
    may_have: tuple[str, ...] = ("uid",)
    """layers that it has where the machine offers them"""
    isolates: bool = True
    """whether processes, files and network are all kept apart; else `auto` passes"""
    lacks: str
    """what student code can still do, in words; see docs/security.md"""

    @property
    def layers(self) -> tuple[str, ...]:
        """Name its layers on this machine, in order."""
        if self.name == "none":
            return ("session", "rlimits") if _is_linux() else ()
        working = (layer for layer in self.may_have if _works(layer))
        chosen = {*_ALWAYS, *self.needs, *working}
        if "namespaces" not in chosen:
            # It is mounted at a place that only the new root has.
            chosen.discard("tmpfs")
            if _reason("reach"):
                # Nothing re-exposes a Python below /root to another user.
                chosen.discard("uid")
        return tuple(layer for layer in LAYERS if layer in chosen)

    @property
    def isolation(self) -> str:
        """Say for a Report what holds student code in, and what is missing."""
        return describe_isolation(self.name, self.layers)

    def missing(self) -> dict[str, str]:
        """Say which of the layers it needs do not work here, and why."""
        reasons = {layer: _reason(layer) for layer in self.needs}
        return {layer: reason for layer, reason in reasons.items() if reason}


BACKENDS = (
    Backend(
        name="full",
        needs=("namespaces", "tmpfs", "landlock", "seccomp"),
        lacks="nothing that we know of",
    ),
    Backend(
        name="namespaces",
        needs=("namespaces", "tmpfs", "seccomp"),
        lacks="a second wall around files",
    ),
    Backend(
        name="landlock",
        needs=("landlock", "seccomp"),
        lacks="whether a file exists whose path is guessed, its size and time",
    ),
    Backend(
        name="strict",
        needs=("seccomp-strict",),
        lacks="notebooks cannot open files, nor import what is not preloaded",
    ),
    Backend(
        name="partial",
        needs=(),
        may_have=("namespaces", "tmpfs", "uid", "landlock"),
        isolates=False,
        lacks="it starts processes, opens sockets and reaches much of the kernel",
    ),
    Backend(
        name="none",
        needs=(),
        may_have=(),
        isolates=False,
        lacks="student code can do all that you can do",
    ),
)
_BY_NAME = {backend.name: backend for backend in BACKENDS}


def choose_backend(name: SandboxName = "auto") -> Backend:
    """Give the backend of that name, or the strongest for `auto`.

    Raises:
        MachineError: it does not work here, or nothing here isolates enough.
    """
    if name != "auto":
        return _named(name)
    for backend in BACKENDS:
        if backend.isolates and not backend.missing():
            return backend
    raise _nothing_isolates()


def usable_backends() -> list[Backend]:
    """Give the backends that work on this machine, strongest first."""
    return [backend for backend in BACKENDS if _is_usable(backend)]


def describe_isolation(name: SandboxName, layers: Collection[str]) -> str:
    """Say for a Report what held student code in, and what was missing."""
    if name == "none":
        return "none (no isolation)"
    named = [_with_version(layer) for layer in layers if layer in _NAMED_IN_REPORTS]
    strongest = BACKENDS[0]
    missing = [layer for layer in strongest.needs if layer not in layers]
    if "seccomp-strict" in layers and "seccomp" in missing:
        missing.remove("seccomp")  # which it is more than
    isolation = f"{name}: {' + '.join([*named, 'rlimits'])}"
    if missing:
        return f"{isolation}; without {', '.join(missing)}"
    return isolation


def layer_failures() -> dict[str, str]:
    """Say of each layer why it does not work here; empty where it does.

    `reach` is no layer: whether `uid` works outside of namespaces.
    """
    if not _is_linux():
        return dict.fromkeys(_TRIED, f"{sys.platform} has none")
    return _tried()


@functools.cache
def _tried() -> dict[str, str]:
    """Try every layer, once and in throw-away processes."""
    options = {"readable": readable_paths(), "modules": _modules()}
    # `-I -S`: neither the environment nor a `.pth` file chooses what is imported.
    program = [sys.executable, "-I", "-S", _PROBE, package_parent()]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [*program, json.dumps(options)],
            capture_output=True,
            check=True,
            timeout=_TRIAL_SECONDS,
            env={"PATH": "/usr/bin:/bin"},
            cwd="/",
        )
        found: dict[str, str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        return dict.fromkeys(_TRIED, f"could not be tried ({type(error).__name__})")
    return found


def _modules() -> list[str]:
    """Give files that show whether Python can be read: of it, and of what it has."""
    numpy = importlib.util.find_spec("numpy")
    if numpy is None or not numpy.origin:
        return [os.__file__]
    return [os.__file__, numpy.origin]


def _reason(layer: str) -> str:
    # Both install a filter; what it allows is no matter of the machine.
    tried = "seccomp" if layer == "seccomp-strict" else layer
    return layer_failures()[tried]


def _is_linux() -> bool:
    return sys.platform.startswith("linux")


def _works(layer: str) -> bool:
    return not _reason(layer) or (layer == "uid" and not _reason("reach"))


def _is_usable(backend: Backend) -> bool:
    if backend.name == "partial":
        return any(not _reason(layer) for layer in backend.may_have)
    return not backend.missing()


def _named(name: SandboxName) -> Backend:
    backend = _BY_NAME[name]
    if _is_usable(backend):
        return backend
    missing = backend.missing() or {layer: _reason(layer) for layer in backend.may_have}
    reasons = ", ".join(f"`{layer}` ({why})" for layer, why in missing.items())
    raise MachineError(
        f"the sandbox `{name}` does not work on this machine: {reasons}",
        hint="run `autograder doctor`; `--sandbox auto` takes the strongest there is",
    )


def _nothing_isolates() -> MachineError:
    if not _is_linux():
        return MachineError(
            "student code can be confined on Linux only",
            hint="grade in a Linux container or virtual machine; `--sandbox none` runs "
            "student code as you, with all that you may do",
        )
    reason = _reason("seccomp")
    weaker = usable_backends()[0].name
    remedy = LAYER_REMEDIES["seccomp"]
    return MachineError(
        "this machine cannot keep processes, files and network from student code: "
        f"`seccomp` {reason}",
        hint=f"{remedy}; or say what you accept: --sandbox {weaker}",
    )


def _with_version(layer: str) -> str:
    return f"landlock {landlock.landlock_version()}" if layer == "landlock" else layer
