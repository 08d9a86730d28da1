"""How many processes a machine gets."""

import os

import pytest

from autograder.common import cpus


@pytest.mark.parametrize(
    "quota, expected",
    [("max 100000", 8), ("150000 100000", 2), ("50000 100000", 1), ("nonsense", 8)],
)
def test_cores_are_those_that_a_container_grants(
    tmp_path, monkeypatch, quota, expected
):
    """The quota of a control group counts, rounded up; whose it is, too."""
    group = tmp_path / "outer" / "inner"
    group.mkdir(parents=True)
    (tmp_path / "outer" / "cpu.max").write_text(quota)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    monkeypatch.setattr(cpus, "_own_group", lambda: group)

    assert cpus.usable_cpus() == expected


def test_cores_are_those_that_this_process_may_use(tmp_path, monkeypatch):
    """`taskset -c 3` leaves one."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    monkeypatch.setattr(cpus, "_own_group", lambda: tmp_path)

    assert cpus.usable_cpus() == 1
