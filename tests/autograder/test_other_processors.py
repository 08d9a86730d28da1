"""The nightly comparison of processors, as far as every test run goes."""

import pytest

from tests.nightly import other_processors
from tests.nightly.other_processors import Setting

EXERCISE = "training", ["backward"]
"""the one that was judged otherwise on another processor"""


@pytest.mark.sandbox
@pytest.mark.slow
def test_two_processors_judge_alike(capsys):
    """Verdicts and names are the same on this machine and on one ten years older."""
    name, exercises = EXERCISE
    settings = [Setting(name="as it is"), other_processors.oldest_setting()]
    code = other_processors.compare(settings, [name], exercises)
    rows = [line.split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]

    assert code == 0
    assert [row[0] for row in rows] == ["| as it is", "| oldest"]
    assert rows[0][1:] == rows[1][1:]


def test_settings_change_what_computes():
    """A variable that a library does not know would compare a machine with itself."""
    here, oldest = (
        other_processors.arithmetic_under(one)
        for one in (Setting(name="as it is"), other_processors.oldest_setting())
    )

    assert here["numpy"] == oldest["numpy"]
    assert "Nehalem" in oldest["kernels"] or "openblas" not in oldest["kernels"]
    assert len(oldest["simd"]) <= len(here["simd"])


def test_difference_is_told_and_red(monkeypatch, capsys):
    """What differs is named, with both sides."""
    row = {"backward / x": "WW."}
    facts = {"certificate": row, "scores": {}, "diagnoses": {}}
    other = {**facts, "certificate": {"backward / x": "W.."}}
    given = iter([facts, other])
    monkeypatch.setattr(other_processors, "usable_cpus", lambda: 1)
    monkeypatch.setattr(other_processors, "facts_under", lambda *_: next(given))
    settings = [Setting(name="one"), Setting(name="other")]
    code = other_processors.compare(settings, ["training"])

    assert code == 1
    assert "other: training / backward / x: WW. → W.." in capsys.readouterr().out
