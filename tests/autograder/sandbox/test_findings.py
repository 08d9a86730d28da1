import platform

import pytest

from autograder.errors import MachineError
from autograder.sandbox import findings, lockdown, syscalls


@pytest.mark.sandbox
def test_probe_tries_to_break_out_and_measures():
    """On a machine that can grade, every finding is good."""
    found = {finding.name: finding for finding in findings.probe()}

    assert all(finding.ok for finding in found.values()), found
    assert "student code cannot read a file" in found
    assert found["worker"].detail.startswith("starts in ")


def test_what_is_missing_has_a_remedy(monkeypatch):
    """Each bad finding says what to do."""

    def refuse():
        raise MachineError("no walls", hint="find some")

    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(syscalls, "is_known", lambda: False)
    monkeypatch.setattr(lockdown, "landlock_abi", lambda: 0)
    monkeypatch.setattr(lockdown, "has_seccomp", lambda: False)
    monkeypatch.setattr(findings, "Zygote", refuse)

    found = findings.probe()

    assert [finding.name for finding in found] == [
        "machine",
        "landlock",
        "seccomp",
        "worker",
    ]
    assert all(finding.remedy and not finding.ok for finding in found)


def test_attack_that_succeeds_is_a_bad_finding():
    """A hole is told loudly."""
    found = findings._held("read a file", fails=False)

    assert (found.ok, found.detail) == (False, "it succeeded")
    assert found.remedy
