"""The benchmark: its ratios, its targets, its translation, on given numbers."""

import json
import sys
from pathlib import Path

import pytest

from autograder.course.course import Course
from autograder.model import Cell
from benchmarks import __main__ as command
from benchmarks import floor, material, measuring, results, stages, translate
from benchmarks.measuring import Cost, Failed
from benchmarks.results import Extra, Target
from benchmarks.rounds import Measured
from benchmarks.scale import Scale
from tests import minicourse

ROOT = Path(__file__).resolve().parents[2]


def measured(**changes):
    """Make an assignment's measurements, of two rounds each."""
    said = {
        "name": "losses",
        "code_cells": 40,
        "hidden_tests": 100,
        "floor": [Cost(0.1, 0), Cost(0.1, 0)],
        "ours": [Cost(0.3, 1), Cost(0.3, 1)],
        "plain": [Cost(0.25, 1), Cost(0.25, 1)],
        "autograde": [Cost(2.5, 3), Cost(2.5, 3)],
        "feedback": [Cost(0.6, 1), Cost(0.6, 1)],
        **changes,
    }
    return Measured(**said)


def found(one, extra=None):
    """Give the targets' figures, by what they are of."""
    return {
        target.what: round(target.found, 6)
        for target in results.targets([one], extra or Extra())
    }


def test_each_further_submission_costs_what_many_cost_beyond_one():
    """The start of the command is in both runs and goes out."""
    assert Cost(2.0, 3.0) == measuring.each(Cost(11.0, 16.0), Cost(1.0, 1.0), 6)


def test_median_is_taken_of_cpu_and_wall_apart():
    """One round that met other work moves neither."""
    costs = [Cost(1.0, 9.0), Cost(2.0, 2.0), Cost(50.0, 3.0)]

    assert Cost(2.0, 3.0) == measuring.median(costs)


def test_run_counts_the_children_of_a_command():
    """What a command's own children compute is its cost."""
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    program = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"
    )
    cost, _ = measuring.run(measuring.python("-c", program), folder=ROOT)

    assert cost.cpu > 0.29  # and a little for Python's own start, twice


def test_run_says_what_failed_when_a_command_ends_badly():
    """A benchmark of something that does not work is none."""
    with pytest.raises(Failed, match="no such luck"):
        measuring.run(
            measuring.python("-c", "raise SystemExit('no such luck')"), folder=ROOT
        )


def test_targets_hold_the_medians_against_the_floor_and_nbgrader():
    """Ratios are of what lies beyond the floor, where the issue says so."""
    assert found(measured()) == {
        "losses: end to end against the floor": 3.0,
        "losses: beyond the floor, no pictures": 150.0,
        "losses: pictures": 50.0,
        "losses: nbgrader beyond the floor against ours": 20.0,
    }


def test_allowance_grows_with_tests_and_cells():
    """60 ms, half a millisecond a test, one and a half a code cell."""
    rows = results.targets([measured()], Extra())
    limits = [round(row.limit, 6) for row in rows if "no pictures" in row.what]

    assert limits == [170.0]


@pytest.mark.parametrize(
    "name, limit", [("training", 2.0), ("losses", 4.0), ("one_hot", 4.0)]
)
def test_training_may_take_twice_the_floor(name, limit):
    """Where the student's own code is what costs, we may add less."""
    assert limit == results.targets([measured(name=name)], Extra())[0].limit


def test_pairs_are_compared_within_their_round():
    """A slow round is slow for both."""
    one = measured(
        floor=[Cost(0.1, 0), Cost(0.5, 0), Cost(0.1, 0)],
        plain=[Cost(0.2, 0), Cost(0.6, 0), Cost(0.2, 0)],
        ours=[Cost(0.2, 0), Cost(0.6, 0), Cost(0.2, 0)],
    )

    assert found(one)["losses: beyond the floor, no pictures"] == 100.0


def test_scale_is_held_against_its_limits():
    """Each figure has its own limit, from above or from below."""
    grown = Scale(
        name="losses",
        two_workers=1.9,
        cluster=0.8,
        unchanged=2.5,
        memory=(100.0, 120.0),
        each=(0.2, 0.21),
        most=2000,
    )
    rows = results.targets([measured()], Extra(scale=grown))[-5:]

    assert [round(row.found, 6) for row in rows] == [1.9, 2.5, 1.2, 1.05, 0.8]
    assert [row.met for row in rows] == [True, True, False, True, False]


def test_rates_are_held_against_nbgrader_on_one_core():
    """Both of ours are compared with the one that nbgrader has."""
    rates = {
        "autograder, one core": 240.0,
        "autograder, two cores": 460.0,
        "nbgrader, one core": 20.0,
    }
    given = found(measured(), Extra(rates={"losses": rates}))

    assert {12.0, 23.0} == {
        figure for what, figure in given.items() if "a minute" in what
    }


def test_what_lies_below_nothing_is_infinitely_often_in_everything():
    """Noise can put us below the floor."""
    assert measuring.ratio(1.0, -0.1) == float("inf")


@pytest.mark.parametrize(
    "target, met",
    [
        (Target("a", 4.0, 4.0), True),
        (Target("a", 4.1, 4.0), False),
        (Target("a", 20.0, 20.0, at_most=False), True),
        (Target("a", 19.9, 20.0, at_most=False), False),
    ],
)
def test_target_is_met_on_its_own_side(target, met):
    """Some figures should be small, some large."""
    assert met == target.met
    assert met == ("**no**" not in target.row())


def test_page_shows_costs_ratios_targets_and_stages():
    """One table each, with the machine in front."""
    one = measured(stages={"tests": [12.34, 5.6, 0.0]})
    page = results.page([one], Extra(), {"date": "2026-11-22"})

    assert "* date: 2026-11-22" in page
    assert "| losses | 40, 100, 0 | 100 | 300 | 250 | 2500 + 600 | – |" in page
    assert "| run the hidden tests | 12.3 + 5.6 |" in page
    assert "| losses: pictures | ≤ 100 ms | 50 ms | yes |" in page


def test_inner_stage_is_not_charged_to_the_outer_one():
    """Every millisecond is counted once."""
    times = iter([0.0, 1.0, 4.0, 9.0])
    clock = stages.Clock(lambda: (next(times), 0.0, 0.0))
    with clock.stage("outer"), clock.stage("inner"):
        pass

    assert clock.spent == {"inner": (3.0, 0.0, 0.0), "outer": (6.0, 0.0, 0.0)}


@pytest.fixture
def translated(tmp_path, monkeypatch):
    """Give the small course's hidden tests of `total` as a function of names."""
    assignment = minicourse.write_course(tmp_path / "course")
    translate.support(assignment, tmp_path / "support")
    monkeypatch.syspath_prepend(tmp_path / "support")
    text = translate.hidden_tests(assignment, "total")

    def grade(names):
        for name in ("standin", "checks", "solutions", "solutions.sums"):
            sys.modules.pop(name, None)
        sys.modules.pop("solutions.sums.reference", None)
        exec(text, names)

    return grade


def test_translated_tests_pass_a_right_answer(translated):
    """They are the same tests."""
    called = []

    def total(values):
        called.append(values)
        return float(sum(values))

    try:
        translated({"total": total})
    finally:
        sys.modules.pop("checks", None)

    assert called


def test_translated_tests_stop_at_a_wrong_answer(translated):
    """The cell gets no points from nbgrader."""
    with pytest.raises(AssertionError):
        translated({"total": lambda values: float(sum(values[:-1]))})


def test_translated_source_does_not_import_pytest():
    """A kernel would pay for it, and nbgrader's figures with it."""
    source = (
        "import pytest\nfrom autograder.checks import weight\nfrom .draws import a\n"
    )

    assert (
        translate.translated(source)
        == "import standin as pytest\nfrom checks import weight\nfrom draws import a\n"
    )


def test_grade_cells_hold_the_hidden_suite_between_nbgraders_marks(tmp_path):
    """What is visible stays in front."""
    assignment = minicourse.write_course(tmp_path)
    made = translate.source_notebook(assignment)
    cells = {
        cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"])
        for cell in made["cells"]
    }
    visible, _, hidden = cells["total"].partition(translate.BEGIN)

    assert visible.strip()
    assert "def test_values" in hidden
    assert hidden.endswith(translate.END)


def test_floor_runs_the_cells_and_every_call_that_was_heard():
    """On copies, and a call that raises is no end."""
    calls = []
    source = "def f(x):\n    heard.append(x)\n    return 1 / x"
    code = floor.StudentCode(cells=(Cell(source=source),))
    worker = floor.Here()
    worker.names["heard"] = calls
    floor.Here, kept = lambda: worker, floor.Here
    try:
        cells, spent = floor.floor(code, [("f", [0], {}), ("f", [2], {})])
    finally:
        floor.Here = kept

    assert calls == [0, 2]
    assert cells > 0
    assert spent > 0


def test_quick_mode_makes_a_page_of_one_short_round(tmp_path, monkeypatch):
    """From the command line to the page; `make nightly` measures a real round."""
    asked = []

    class Given:
        def __init__(self, _course, name, _folder, plan):
            asked.append((name, plan.pairs, plan.nbgrader, plan.members))

        def go(self, _say):
            return measured(stages={"tests": [12.34, 5.6, 0.0]})

    def start(extra, _folder, names, times):
        extra.start = dict.fromkeys(names, float(times))

    monkeypatch.setattr(command, "Rounds", Given)
    monkeypatch.setattr(command, "_starts", start)
    page = tmp_path / "RESULTS.md"
    code = command.main(["losses", "--quick", "--output", str(page)])
    text = page.read_text("utf-8")

    assert code == 0
    assert asked == [("losses", 1, False, 0)]
    assert "| losses: end to end against the floor | ≤ 4 × | 3 × | yes |" in text
    assert (
        "| losses: `grade` before its first submission | ≤ 1.5 s | 1 s | yes |" in text
    )
    assert "| run the hidden tests | 12.3 + 5.6 |" in text
    assert str(ROOT) not in text


def test_the_course_s_suites_can_be_translated():
    """No suite of ours asks for more of pytest than what stands in for it."""
    course = Course.find(ROOT)
    for name in course.names():
        made = json.dumps(translate.source_notebook(course.assignment(name)))

        assert "import pytest" not in made.replace("import standin as pytest", "")
        assert "autograder." not in made.partition(translate.BEGIN)[2]


def test_class_has_right_and_wrong_members_and_none_that_hangs():
    """They are spread over the class, whatever its size."""
    assignment = Course.find(ROOT).assignment("losses")
    members = material.class_of(assignment, 6)

    assert len(set(members)) == 6
    assert not [one for one in members if b"while True" in one or b"os._exit(0)" in one]


def test_floor_of_a_file_that_cannot_be_read_has_no_cells(tmp_path):
    """A truncated file is in the class, too."""
    assignment = minicourse.write_course(tmp_path)

    assert floor._code(assignment, b"{").cells == ()
