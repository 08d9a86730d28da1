"""One mistake costs once: later exercises are judged with right versions."""

import json

import pytest

from autograder.grading.grader import Grader
from autograder.grading.student_calls import Overrides
from autograder.submissions.submission import Submission
from autograder.tools.certify import impostors
from tests import minicourse
from tests.minicourse import solved

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("lent_zygotes")]

ZERO = "def total(values):\n    return 0.0"
ENDLESS = "def total(values):\n    while True:\n        pass"
DIES = "def total(values):\n    import os\n    os._exit(1)"


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    with Grader(minicourse.write_course(tmp_path_factory.mktemp("carried"))) as opened:
        yield opened


def grade(grader, submitted):
    data = json.dumps(submitted).encode()
    report = grader.grade(Submission(student="x", files={"x.ipynb": data})).report
    return {one.name: one for one in report.exercises}


ABSENT = impostors.make_absences(
    "total", minicourse.RIGHT["total"], minicourse.STUB.format(name="total")
)


@pytest.mark.parametrize("wrong", [ZERO, ENDLESS, DIES, *ABSENT.values()])
def test_wrong_total_costs_the_mean_nothing(grader, wrong):
    """`mean` calls `total`: it is judged with a right one, and the Report says so."""
    results = grade(grader, solved(total=wrong))

    assert results["total"].score == 0.0
    assert results["mean"].score == 2.0
    assert results["mean"].notes == (
        "judged with right versions of `total`: yours cost once",
    )
    assert results["spread"].notes == ()


def test_what_a_test_calls_itself_is_replaced_when_it_is_missing(tmp_path):
    """A plot's test compares with the student's own total, which is not there."""
    assignment = minicourse.write_course(tmp_path)
    (assignment.hidden / "test_spread.py").write_text(
        "def test_values(student):\n"
        '    """The spread of one value is 0, and its total is the value."""\n'
        "    assert student.spread([3.0]) == student.total([3.0]) - 3.0\n"
    )
    with Grader(assignment) as grader:
        results = grade(grader, solved(total=ABSENT["renamed"]))

    assert results["total"].score == 0.0
    assert results["spread"].extra_credit == 1.0


def test_what_is_missing_under_its_own_name_stays_missing(grader):
    """A mean that was renamed earns nothing, whatever stands in for its total."""
    renamed = "def average(values):\n    return total(values) / len(values)"
    results = grade(grader, solved(total=ZERO, mean=renamed))

    assert results["mean"].score == 0.0
    assert results["mean"].verdict == "MISSING"


def test_own_mistake_still_costs(grader):
    """A wrong mean stays wrong, whatever its total is."""
    wrong = "def mean(values):\n    return total(values) / (len(values) + 1)"
    results = grade(grader, solved(total=ZERO, mean=wrong))

    assert results["mean"].score == 0.0


def test_answer_that_is_right_as_it_stands_is_left_alone(grader):
    """A mean that does its own sum does not need anybody's total."""
    own = "def mean(values):\n    return float(np.mean(values))"
    results = grade(grader, solved(total=ZERO, mean=own))

    assert results["mean"].score == 2.0
    assert results["mean"].notes == ()


def test_right_version_is_gone_afterwards(grader):
    """It stands in only while the later exercise is tested."""
    keeps = "def spread(values):\n    return total([1.0]) + float(np.ptp(values))"
    wrong_for_spread = grade(grader, solved(total=ZERO, spread=keeps))["spread"]
    restored = grade(grader, solved(total=ZERO))["total"]

    assert wrong_for_spread.extra_credit == 1.0
    assert restored.score == 0.0


def test_right_version_is_no_answer_to_its_own_exercise(grader):
    """The exercise under test is never replaced, whatever the student writes."""
    thief = "def total(values):\n    return total_of_ours(values)"
    results = grade(grader, solved(total=thief))

    assert results["total"].score == 0.0


def test_code_of_the_right_version_never_enters_the_worker(grader):
    """What stands in is a stub: it has no source, no closure, no module of ours."""
    spy = (
        "def mean(values):\n"
        "    import types\n"
        "    inside = getattr(total, '__code__', None)\n"
        "    names = inside.co_names if inside else ()\n"
        "    assert 'sum' not in names and isinstance(total, types.FunctionType)\n"
        "    return total(values) / len(values)"
    )
    results = grade(grader, solved(total=ZERO, mean=spy))

    assert results["mean"].score == 2.0


def test_function_can_be_passed_through_a_right_version(grader):
    """A right version that takes a function calls the student's own one back."""
    worker = grader.open_student(grader.reference_student.code)
    apply = Overrides(functions={"apply": lambda function, x: function(x) + 1})
    try:
        worker.run()
        source = "def uses(x):\n    return apply(lambda y: y * 10, x)"
        alive = worker._alive()
        alive.run_cell(source)

        with worker.overriding(apply):
            assert worker.uses(2) == 21
    finally:
        worker.close()


BY_TOTAL = '''\
from autograder.checks import assert_number


def test_values(student, rng):
    """The mean is your own total over the number of values."""
    values = rng.normal(size=6)
    assert_number(student.mean(values), student.total(values) / 6)
'''


def test_right_version_also_answers_where_the_test_itself_calls(tmp_path):
    """A test that compares with the student's own total does so with a right one."""
    assignment = minicourse.write_course(tmp_path)
    (assignment.hidden / "test_mean.py").write_text(BY_TOTAL)
    loud = "def total(values):\n    raise ValueError"
    with Grader(assignment) as opened:
        results = grade(opened, solved(total=loud))

    assert results["total"].score == 0.0
    assert results["mean"].score == 2.0


def test_figure_stays_open_while_a_right_version_calls_back(grader):
    """A function of the student's that a right version calls closes no picture."""
    source = (
        "import matplotlib.pyplot as plt\n"
        "def apply(f):\n    return f(1)\n"
        "def draws():\n"
        "    plt.plot([0, 1], [0, 1], label='line')\n"
        "    return apply(lambda x: x)\n"
    )
    worker = grader.open_student(grader.restore_submission(work_of(source)).code)
    with worker.overriding(Overrides(functions={"apply": lambda f: f(1)})):
        value, (axes,) = worker.draws.drawing()
    worker.close()

    assert value == 1
    assert [line.label for line in axes.lines] == ["line"]


def work_of(source):
    cells = [*solved()["cells"], minicourse.cell(source=source)]
    data = json.dumps(minicourse.notebook(cells)).encode()
    return Submission(student="x", files={"x.ipynb": data})
