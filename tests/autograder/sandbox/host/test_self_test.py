import os
import platform
import sys

import pytest

from autograder.sandbox.host import self_test


@pytest.mark.sandbox
def test_probe_tries_to_break_out_and_measures():
    """On a machine that can grade, every finding is good."""
    found = {finding.name: finding for finding in self_test.examine_isolation()}

    assert all(finding.ok for finding in found.values()), found
    assert "student code cannot read a file" in found
    assert found["worker"].detail.startswith("starts in ")


def test_what_is_missing_has_a_remedy(monkeypatch):
    """Each bad finding says why and what to do."""
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    found = self_test.examine_isolation()

    assert [finding.name for finding in found] == [
        "machine",
        "namespaces",
        "tmpfs",
        "uid",
        "landlock",
        "seccomp",
        "sandbox",
    ]
    assert all(finding.remedy and not finding.ok for finding in found)
    assert found[1].detail == "darwin has none"
    assert found[-1].detail == "student code can be confined on Linux only"


def test_user_of_their_own_is_not_missed_by_an_ordinary_user(monkeypatch):
    """Who is not root cannot have it, and need not mend anything."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert "uid" not in [finding.name for finding in self_test._layers()]


def test_attack_that_succeeds_is_a_bad_finding():
    """A hole is told loudly."""
    found = self_test._attempt_finding("read a file", fails=False)

    assert (found.ok, found.detail) == (False, "it succeeded")
    assert found.remedy
