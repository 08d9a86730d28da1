"""Limits as `assignment.yaml` gives them, and that a worker is held to them."""

from dataclasses import fields

import pytest
from pydantic import ValidationError

from autograder.courses.course import AssignmentConfig
from autograder.model import LIMIT_RANGES, Limits
from autograder.sandbox import CallOptions, Gone, Zygote


def config(**limits):
    return AssignmentConfig.model_validate({"title": "Sums", "limits": limits})


def test_every_limit_has_a_range_that_holds_its_default():
    """What `assignment.yaml` may set is what there is."""
    defaults = {field.name: getattr(Limits(), field.name) for field in fields(Limits)}

    assert set(LIMIT_RANGES) == set(defaults)
    assert config(**defaults).limits == defaults


@pytest.mark.parametrize(
    "limits, message",
    [
        (
            {"memory": 5},
            "`memory` must be from 67,108,864 to 1,099,511,627,776, and not 5",
        ),
        ({"processes": 0}, "`processes` must be above 0"),
        ({"call_cpu": float("nan")}, "`call_cpu` must be from 0.01 to 3,600, and"),
        ({"call_cpu": float("inf")}, "and not inf"),
        ({"files": 2.5}, "`files` must be a whole number, and not 2.5"),
        ({"proceses": 2}, "no limit `proceses`; did you mean `processes`?"),
        ({"call_cpu": 70}, r"`call_cpu` \(70\) is above `exercise_cpu` \(60\)"),
        ({"cell_cpu": 9, "submission_cpu": 8}, r"above `submission_cpu` \(8\)"),
        ({"scratch_bytes": 1 << 20}, "`file_bytes` .* is above `scratch_bytes`"),
        ({"call_cpu": "soon"}, "valid number"),
    ],
)
def test_absurd_limit_is_refused_in_words(limits, message):
    """A limit that nobody can mean says what it may be."""
    with pytest.raises(ValidationError, match=message):
        config(**limits)


@pytest.mark.sandbox
def test_worker_is_held_to_limits_of_the_assignment():
    """Open files and uses of a passed function end where they say."""
    limits = Limits(open_files=20, callbacks=3)
    with Zygote(limits=limits) as zygote:
        worker = zygote.open()
        held = worker.run_cell("import os\nheld = [os.dup(2) for _ in range(30)]")
        worker.run_cell("import os\nos.closerange(4, 30)\ndef f(g): return [g()] * 3")
        three = worker.call("f", [lambda: 1], {}, CallOptions()).value
        worker.run_cell("def f(g): return [g() for _ in range(4)]")
        with pytest.raises(Gone, match="over 3 times"):
            worker.call("f", [lambda: 1], {}, CallOptions())

    assert "Too many open files" in held.fault.detail
    assert three == [1, 1, 1]
