import os
import sys

import pytest

from autograder.common.errors import MachineError
from autograder.sandbox.guest import landlock
from autograder.sandbox.host import backends
from tests.autograder.sandbox.weakened import layers_without

WORKS = dict.fromkeys(
    ("namespaces", "tmpfs", "uid", "reach", "landlock", "seccomp"), ""
)


@pytest.fixture
def machine(monkeypatch):
    """Give a machine on which layers fail for these reasons."""

    def machine(**reasons):
        monkeypatch.setattr(backends, "layer_failures", lambda: {**WORKS, **reasons})
        monkeypatch.setattr(landlock, "landlock_version", lambda: 4)

    return machine


@pytest.mark.parametrize(
    "lacking, name, layers",
    [
        ((), "full", "namespaces tmpfs uid landlock seccomp"),
        (("uid", "reach"), "full", "namespaces tmpfs landlock seccomp"),
        (("reach",), "full", "namespaces tmpfs uid landlock seccomp"),
        (("landlock",), "namespaces", "namespaces tmpfs uid seccomp"),
        (("namespaces", "tmpfs"), "landlock", "uid landlock seccomp"),
        (("namespaces", "tmpfs", "uid"), "landlock", "uid landlock seccomp"),
        (("tmpfs", "reach"), "landlock", "landlock seccomp"),
        (("namespaces", "tmpfs", "landlock"), "strict", "uid seccomp-strict"),
    ],
)
def test_auto_takes_the_strongest_that_works(machine, lacking, name, layers):
    """What a machine lacks decides, and a user of its own comes where it can."""
    machine(**dict.fromkeys(lacking, "no"))

    backend = backends.choose_backend("auto")

    chosen = [one for one in backend.layers if one not in backends._ALWAYS]
    assert (backend.name, " ".join(chosen)) == (name, layers)


def test_auto_refuses_what_isolates_less(machine):
    """Without seccomp nothing keeps processes apart; the remedy names the way out."""
    machine(seccomp="no filter")

    with pytest.raises(MachineError, match="`seccomp` no filter") as caught:
        backends.choose_backend("auto")
    assert caught.value.hint.endswith("--sandbox partial")
    assert caught.value.exit_code == 3
    assert backends.choose_backend("partial").layers[1:3] == ("namespaces", "tmpfs")


def test_auto_refuses_where_there_is_nothing(machine):
    """The last way out is to have no isolation at all, and to say so."""
    machine(**dict.fromkeys(WORKS, "no"))

    with pytest.raises(MachineError) as caught:
        backends.choose_backend("auto")
    assert caught.value.hint.endswith("--sandbox none")
    assert [backend.name for backend in backends.usable_backends()] == ["none"]


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_are_refused(monkeypatch, system):
    """Only Linux confines; nothing is started to find that out."""
    monkeypatch.setattr(sys, "platform", system)

    with pytest.raises(MachineError, match="Linux only") as caught:
        backends.choose_backend("auto")
    assert "--sandbox none" in caught.value.hint
    assert backends.choose_backend("none").layers == ()
    assert backends.layer_failures()["seccomp"] == f"{system} has none"


def test_backend_that_was_asked_for_says_what_it_misses(machine):
    """A name is a promise: `full` is never less than full."""
    machine(namespaces="unshare: Operation not permitted")

    with pytest.raises(MachineError, match=r"`namespaces` \(unshare: Operation not"):
        backends.choose_backend("full")
    assert backends.choose_backend("landlock").name == "landlock"


def test_partial_backend_needs_something(machine):
    """Where no layer works, `partial` would be `none`."""
    machine(**dict.fromkeys(WORKS, "no"))

    with pytest.raises(MachineError, match=r"`landlock` \(no\)"):
        backends.choose_backend("partial")


@pytest.mark.parametrize(
    "name, without, expected",
    [
        ("full", (), "full: namespaces + tmpfs + uid + landlock 4 + seccomp + rlimits"),
        (
            "landlock",
            (),
            "landlock: uid + landlock 4 + seccomp + rlimits; without namespaces, tmpfs",
        ),
        (
            "strict",
            (),
            "strict: uid + seccomp-strict + rlimits; "
            "without namespaces, tmpfs, landlock",
        ),
        (
            "full",
            ("namespaces",),
            "full: uid + landlock 4 + seccomp + rlimits; without namespaces, tmpfs",
        ),
        ("none", (), "none (no isolation)"),
    ],
)
def test_report_says_what_there_was_and_what_was_missing(
    machine, name, without, expected
):
    """The words for a Report."""
    machine()

    layers = layers_without(backends.choose_backend(name), without)

    assert backends.describe_isolation(name, layers) == expected


def test_user_of_its_own_goes_with_the_namespaces_that_show_it_python(machine):
    """Outside of them a Python below /root cannot be read."""
    machine(reach="Permission denied")

    assert "uid" in backends.choose_backend("full").layers
    assert "uid" not in backends.choose_backend("landlock").layers


@pytest.mark.sandbox
def test_this_machine_is_asked_by_trying():
    """Each layer has an answer, and none is that it could not be tried."""
    found = backends.layer_failures()

    assert set(found) == set(WORKS)
    assert not any("could not be tried" in reason for reason in found.values())
    assert (found["uid"] == "the grader is not root") == (os.geteuid() != 0)


def test_probe_that_breaks_is_a_reason_and_no_crash(monkeypatch, tmp_path):
    """Whatever goes wrong while trying, a layer is then not there."""
    monkeypatch.setattr(backends, "_PROBE", tmp_path / "none.py")

    found = backends._tried.__wrapped__()

    assert set(found.values()) == {"could not be tried (CalledProcessError)"}
