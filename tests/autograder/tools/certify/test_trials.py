"""Known answers through the grading line: which cells run, which draws, which tests."""

import pytest

from autograder.model import Verdict
from autograder.tools.certify import trials
from autograder.tools.certify.matrix import Label
from autograder.tools.certify.trials import Trial, TrialGrader, run_trials

pytestmark = pytest.mark.usefixtures("lent_zygotes")

ZERO = "def total(values):\n    return 0.0"


def trial(source, name="x", **options):
    return Trial(
        label=Label("accepted", "total", name), cells={"total": source}, **options
    )


@pytest.mark.sandbox
def test_open_trial_runs_each_test_on_its_own(assignment):
    """An open trial shows what each test catches, blocked or not."""
    gated, opened = run_trials(assignment, [trial(ZERO), trial(ZERO, open=True)])
    verdicts = [list(one.verdicts.values()) for (one,) in (gated, opened)]

    assert verdicts[0] == [Verdict.WRONG, Verdict.WRONG, Verdict.BLOCKED]
    assert verdicts[1] == [Verdict.WRONG, Verdict.WRONG, Verdict.PASSED]
    assert (gated[0].earned, gated[0].best) == (0, 4)


@pytest.mark.sandbox
def test_whole_notebook_gives_every_exercise(assignment):
    """The release earns nothing anywhere, the reference everything."""
    solved = Trial(label=Label("reference", "", "reference"))
    empty = Trial(label=Label("unattempted", "", "release"), attempted=False)
    right, nothing = run_trials(assignment, [solved, empty])

    assert [one.exercise for one in right] == ["total", "mean", "spread"]
    assert all(one.kept_all and one.best > 0 for one in right)
    assert [one.earned for one in nothing] == [0, 0, 0]


@pytest.mark.sandbox
def test_draws_hang_on_seed_and_name_alone(assignment):
    """An edit of other cells changes no draw; another seed does."""
    test = (
        "def test_values(student, rng):\n    assert rng.normal() == student.total([])"
    )
    (assignment.hidden / "test_total.py").write_text(test)
    seen = []
    with TrialGrader(assignment) as grader:
        for found in grader.suite.tests["total"]:
            seen.append(found.name)
        draws = trials_rng(grader, [trial(ZERO), trial("def total(a):\n    return 1")])
        others = trials_rng(grader, [trial(ZERO, seed=1), trial(ZERO, name="y")])

    assert seen == ["test_values"]
    assert draws[0] == draws[1]
    assert len({draws[0], *others}) == 3


def trials_rng(grader, several):
    """Give what seeds the hidden tests of these trials."""
    found = []
    for one in several:
        found.append((grader.judge_of(one).secret, grader.read_excerpt(one).digest))
    return found


@pytest.mark.sandbox
@pytest.mark.slow
def test_processes_change_nothing(assignment):
    """Two processes give the same results in the same order."""
    several = [
        trial(ZERO, name=str(number), open=True, seed=number) for number in range(5)
    ] + [Trial(label=Label("reference", "", "reference"))]
    heard = []

    assert run_trials(assignment, several) == run_trials(
        assignment, several, jobs=2, progress=heard.append
    )
    assert len(heard) == len(several)


def test_nothing_to_try_opens_nothing(assignment):
    """Without trials there is no process to wait for."""
    assert list(trials.run_trials(assignment, [])) == []
