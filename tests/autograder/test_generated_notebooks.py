"""A hundred notebooks whose cells were moved about: what ran is graded."""

import pytest

from tests.generated_notebooks import complaint, generated, what_python_runs

NUMBERS = range(100)
"""tests/nightly/generated_notebooks.py goes on behind these"""


@pytest.mark.parametrize("tens", [NUMBERS[at : at + 25] for at in NUMBERS[::25]])
def test_no_work_that_python_runs_is_lost_wherever_it_stands(tens):
    """What was right when it ran is right in grading, and `check` finds as much."""
    complaints = {number: complaint(generated(number)) for number in tens}

    assert {number: said for number, said in complaints.items() if said} == {}


def test_generated_notebooks_are_of_every_kind():
    """Most answers run in most of them, and in some none does."""
    ran = [len(what_python_runs(generated(number))) for number in NUMBERS]

    assert set(ran) == {0, 1, 2, 3}
    assert sum(ran) > 2 * len(ran)
