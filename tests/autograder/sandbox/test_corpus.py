"""Every attack of the corpus on every backend, and what goes through where."""

import contextlib
import functools
import importlib.util
import os
import re
from pathlib import Path

import pytest

import autograder
from autograder.model import Limits
from autograder.sandbox.host import backends
from autograder.sandbox.host.start_sandbox import start_sandbox
from tests.autograder.sandbox.corpus import arena as arena_of_attacks
from tests.autograder.sandbox.corpus.arena import ATTACKS, PRELOAD, Arena
from tests.autograder.sandbox.weakened import fork_server

pytestmark = pytest.mark.sandbox

USABLE = [one.name for one in backends.usable_backends() if one.isolates]
EVERYWHERE = "AUTOGRADER_EVERY_BACKEND" in os.environ
"""`make nightly` asks for it"""
LIMITED = ("time", "memory")
"""families that wait for a limit, which is kept alike whatever the walls are"""
PATIENT = Limits(cell_cpu=20.0, call_cpu=20.0, memory=256 << 20)


TRIED = [
    (backend, name)
    for backend in USABLE
    for name in ATTACKS
    if EVERYWHERE or backend == USABLE[0] or not name.startswith(LIMITED)
]


@pytest.fixture(scope="module")
def arena_on(tmp_path_factory):
    """Give the ground for attacks on a backend, which is made when first asked for."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def arena_on(backend):
            opened = start_sandbox(preload=PRELOAD, sandbox=backend)
            zygote = stack.enter_context(opened)
            arena = Arena(zygote, tmp_path_factory.mktemp("arena"))
            stack.callback(arena.close)
            return arena

        yield arena_on


def known(name, layers):
    """Say why an attack may go through these layers; empty when it may not."""
    if name.startswith("metadata/stat") and not {"namespaces", "uid"} & set(layers):
        return "Landlock does not hide that a guessed path exists"
    if name == "disk/unlinked_files" and "tmpfs" not in layers:
        return "files without a name are limited by their number and size only"
    return ""


# No fixture with the backend as its parameter: pytest sorts pairs of parameters by the
# second one, and would end and start a zygote between any two attacks.
@pytest.mark.parametrize("backend, name", TRIED)
def test_attack_has_no_effect(arena_on, backend, name):
    """What an attack is after does not come about, on any backend."""
    arena = arena_on(backend)
    reason = known(name, arena.zygote.layers)
    if reason:
        pytest.skip(f"docs/security.md: {reason}")
    effects = arena.attack(name)

    assert not effects


def test_corpus_is_large_and_says_what_it_tries():
    """There are 120 attacks at least, in every family that we know of."""
    families = {name.split("/")[0] for name in ATTACKS}

    assert len(ATTACKS) >= 120
    assert len(families) >= 18


def test_attacks_name_modules_and_classes_that_there_are():
    """An attack on what has another name by now would fail, and show nothing."""
    corpus = Path(arena_of_attacks.__file__).parent
    attacks = "".join(path.read_text() for path in sorted(corpus.rglob("*.py")))
    modules = set(re.findall(r'"(autograder\.[\w.]+)"', attacks))
    classes = set(re.findall(r'type\(\w+\)\.__name__ == "(\w+)"', attacks))
    package = Path(autograder.__file__).parent
    defined = set()
    for path in package.rglob("*.py"):
        defined |= set(re.findall(r"^class (\w+)", path.read_text("utf-8"), re.M))

    assert len(modules) > 5
    assert all(importlib.util.find_spec(name) for name in modules)
    assert classes >= {"RequestServer", "Connection"}
    assert classes <= defined


ROOT = os.geteuid() == 0
USER = () if not ROOT else ("uid",)
"""left out on both sides, so that what is tried is the only wall"""

CONTRASTS = [
    ("seccomp", "full", (), "kernel/memfd"),
    ("seccomp", "landlock", (), "network/datagram_pair"),
    ("seccomp", "namespaces", (), "kernel/new_user_namespace"),
    ("landlock", "landlock", USER, "files/open_read"),
    ("namespaces", "namespaces", USER, "files/open_read"),
    ("tmpfs", "namespaces", (), "disk/unlinked_files"),
    ("rlimits", "full", (), "memory/one_array"),
    ("seccomp-strict", "strict", USER, "files/list_hidden_folder"),
]
AS_ROOT = [
    ("uid", "full", ("seccomp",), "spawn/threads"),
    ("capabilities", "landlock", ("landlock", "uid"), "files/another_users_file"),
]


@pytest.mark.parametrize(
    "layer, backend, without, name", CONTRASTS + (AS_ROOT if ROOT else [])
)
def test_attack_goes_through_where_its_layer_is_off(
    tmp_path, layer, backend, without, name
):
    """Each layer holds something that the rest would let through."""
    if backend not in USABLE:
        pytest.skip(f"no `{backend}` on this machine")
    # Where nothing else is left out, `test_attack_has_no_effect` has shown it.
    held = effects_of(name, tmp_path, backend, without) if without else []
    through = effects_of(name, tmp_path, backend, (*without, layer))

    assert not held
    assert through


def effects_of(name, folder, backend, without):
    folder = folder / str(len(without))
    folder.mkdir()
    with fork_server(backend, without, preload=PRELOAD) as zygote:
        arena = Arena(zygote, folder)
        try:
            return arena.attack(name, PATIENT)
        finally:
            arena.close()
