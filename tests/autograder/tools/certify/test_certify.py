"""Certifying the small course: what is red, what is written, what `grade` says."""

import json

import numpy as np
import pytest

from autograder.common.errors import UserError
from autograder.grading.suite_collection import collect_suite
from autograder.tools.certify import certify
from autograder.tools.certify.certify import is_certified
from autograder.tools.certify.gaps import find_gaps
from autograder.tools.certify.impostors import CONSTANTS
from autograder.tools.certify.matrix import Matrix
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from tests.minicourse import hand_in, solved

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("lent_zygotes")]

ACCEPTED = '''\
def in_a_loop(values):
    """Adds one after the other."""
    result = 0.0
    for value in values:
        result += value
    return result
'''

UNTESTED = '''

def takes_no_strings(values):
    """It is right, in truth.

    Hint: none.
    """
    return float(sum(values))
'''

KNOWN = ("accepted", "misconceptions")

LAST_BIT = '''\
def {name}(values):
    """It is right where a last bit says so.

    Hint: none.
    """
    import numpy as np

    if len(values) == 0:
        return {empty}
    bits = np.asarray(values, dtype=float).view(np.uint64)
    return float(np.sum(values)) + 0.1 * float(bits[0] % 2 == {bit})
'''

SHAKY = '''\
def almost(values):
    """Half of what a check allows is lost."""
    return float(sum(values)) * (1 + {off})
'''


@pytest.fixture
def course(assignment):
    """Give the small course with an accepted answer."""
    shelve(assignment, "accepted", ACCEPTED)
    return assignment


def shelve(assignment, shelf, text, more=""):
    path = assignment.solutions / shelf / "total.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if more else "") + text + more)


def certified(assignment, only=(), shelves=(), **options):
    """Certify what a test is about: each trial costs a worker."""
    trials = plan_trials(assignment, CertifyOptions(**options), only=only)
    asked = [one for one in trials if not shelves or one.label.shelf in shelves]
    return certify.certify_assignment(fresh(assignment), asked, jobs=1, only=only)


def fresh(assignment):
    """Read the course again, as the next command would."""
    return assignment.course.assignment(assignment.name)


def said(certificate):
    return [(one.shelf, one.answer, one.said) for one in certificate.problems]


def test_good_suite_is_green_and_says_what_it_tried(course):
    """Every shelf was tried; few known answers are told and no failure."""
    found = certified(course, tolerances=False)

    assert found.green
    assert found.tried == {
        "reference": 1,
        "unattempted": 1,
        "constants": 12,
        "absences": 12,
        "distortions": 51,
        "accepted": 1,
        "misconceptions": 1,
    }
    assert "total: 1 accepted, 1 misconceptions" in found.thin
    assert found.now.letters(next(iter(found.now.bugs())))["test_values[3]"] == "W"


def test_misconception_that_keeps_its_points_is_red(course):
    """A wrong answer that nothing catches is what certifying is for."""
    path = course.solutions / "misconceptions/total.py"
    path.write_text(path.read_text() + UNTESTED)
    found = certified(course, only=["total"], tolerances=False)

    assert not found.green
    assert said(found) == [
        ("misconceptions", "total / takes_no_strings", "keeps 4 of 4")
    ]
    assert "test_total.py" in found.problems[0].hint


def test_accepted_answer_that_loses_points_is_red(course):
    """A test that a right answer fails is wrong."""
    suite = course.hidden / "test_total.py"
    suite.write_text(suite.read_text().replace("total([]), 0.0", "total([]), 1.0"))
    found = certified(course, shelves=("reference", "accepted"), tolerances=False)

    assert ("accepted", "total / in_a_loop", "loses points in test_empty") in said(
        found
    )
    assert ("reference", "total", "loses points in test_empty") in said(found)


def test_course_that_is_not_whole_is_refused_with_every_reason(course, run):
    """File, line and reason, once each, and nothing is tried."""
    text = course.reference.read_text()
    course.reference.write_text(text.replace("def mean(", "def meen("))
    (course.hidden / "test_total.py").write_text("\n1 / 0")
    (course.hidden / "test_spread.py").unlink()
    code, out, err = run("certify", "--course-dir", str(course.course.root))

    assert (code, out) == (2, "")
    assert err.splitlines()[:4] == [
        "error: nothing was tried: the course is not whole",
        "  tests/hidden/sums/test_total.py:2: ZeroDivisionError: division by zero",
        "  solutions/sums/reference.py: no function `mean`",
        "  tests/hidden/sums/test_spread.py: not there, or without a test",
    ]


def test_what_students_would_miss_is_named_with_its_line(course):
    """A docstring, a hint, a probe, and files that belong to no exercise."""
    (course.hidden / "test_mean.py").write_text(
        "import pytest\n\n@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_values(student, n):\n    pass\n"
    )
    shelve(course, "misconceptions", "def one_off(values):\n    return 1.0\n")
    shelve(course, "accepted", ACCEPTED)
    (course.solutions / "accepted" / "totall.py").write_text(ACCEPTED)
    found = find_gaps(course, collect_suite(course.hidden))
    mistake = "solutions/sums/misconceptions/total.py:1: no"

    assert found == [
        "tests/hidden/sums/test_mean.py:3: no docstring of `test_values`: the sentence "
        "that students read",
        f"{mistake} docstring of `one_off`: what the student believes",
        f"{mistake} `Hint:` of `one_off`: what we tell them",
        "solutions/sums/probes.py: no probe `mean`: the call that the page shows, "
        "yours beside expected",
        "solutions/sums/probes.py: no probe `spread`: the call that the page shows, "
        "yours beside expected",
        "solutions/sums/accepted/totall.py: no exercise `totall`; did you mean "
        "`total`?",
    ]


SLOW = """\
def takes_its_time(values):
    import time

    started = time.process_time()
    while len(values) == 5 and time.process_time() < started + 0.4:
        pass
    return float(sum(values))
"""


def test_right_answer_that_leaves_slower_machines_no_room_is_red(course):
    """Grading allows a second; on a machine three times slower 0.4 would be 1.2."""
    yaml = course.course.root / "source" / "sums" / "assignment.yaml"
    patient = yaml.read_text().replace("wall_factor: 2.0", "wall_factor: 100")
    yaml.write_text(patient)  # computing time is what is tested, however busy it is
    shelve(course, "accepted", SLOW)
    shelve(course, "misconceptions", SLOW)
    trials = [
        one
        for one in plan_trials(fresh(course), CertifyOptions(tolerances=False))
        if one.label.name == "takes_its_time"
    ]
    found = certify.certify_assignment(fresh(course), trials, jobs=1)

    assert said(found) == [
        (
            "accepted",
            "total / takes_its_time",
            "uses over a third of a limit of computing time in test_values[5]",
        ),
        ("misconceptions", "total / takes_its_time", "keeps 4 of 4"),
    ]
    assert "give three times the seconds" in found.problems[0].hint


def test_constant_that_earns_is_red(course):
    """Shapes alone are worth nothing."""
    suite = course.hidden / "test_mean.py"
    suite.write_text(
        "from autograder.checks import assert_scalar\n\n\n"
        "def test_shape(student):\n"
        '    """The mean is one number."""\n'
        "    assert_scalar(student.mean([1.0, 2.0]))\n"
    )
    found = certified(course, only=["mean"])

    assert said(found) == [
        ("constants", f"mean / {constant}", "earns 2 of 2") for constant in CONSTANTS
    ]


def test_missing_function_that_costs_another_exercise_is_red(course):
    """A test that asks whether the student has a helper takes points twice."""
    suite = course.hidden / "test_mean.py"
    suite.write_text(suite.read_text() + '    assert student.defines("total")\n')
    found = certified(course, only=["total"], tolerances=False)

    assert [one for one in said(found) if one[0] == "absences"] == [
        (
            "absences",
            f"total / {how}",
            "costs points in mean too: test_values: your code raised NameError at "
            "line 3 of `mean`",
        )
        for how in ("renamed", "syntax_error", "missing_import")
    ]


def test_our_own_fault_is_red(course):
    """A hidden test that falls over certifies nothing."""
    suite = course.hidden / "test_spread.py"
    suite.write_text("def test_values(student):\n    assert 1 / 0\n")
    found = certified(course, only=["spread"])

    assert {one.said for one in found.problems} == {
        "our fault in test_values: ZeroDivisionError in the hidden test"
    }


def test_lost_catch_is_red_until_accepted(course):
    """The committed matrix remembers what every test caught."""
    first = certify.write_certificate(course, certified(course, ["total"]), accept=True)
    suite = course.hidden / "test_total.py"
    suite.write_text(suite.read_text().replace("[3, 5]", "[3]"))
    found = certified(course, ["total"])
    kept = certify.write_certificate(fresh(course), found, accept=False)
    again = certify.write_certificate(fresh(course), found, accept=True)

    assert first.green
    assert {lost.test for lost in kept.lost} == {"test_values[5]"}
    assert not kept.green
    assert again.green
    assert certified(course, ["total"]).green


def test_only_the_exercises_concerned_are_compared(course):
    """The rows of other exercises are not missed."""
    certify.write_certificate(course, certified(course, tolerances=False), accept=True)
    found = certified(course, only=["mean"])

    assert found.tried == {"constants": 4, "distortions": 17, "absences": 4}
    assert found.green


def test_green_run_is_written_down_with_the_suite(course):
    """`grade` says so until something of the suite changes."""
    certify.write_certificate(course, certified(course, shelves=KNOWN), accept=False)
    before = is_certified(course)
    suite = course.hidden / "test_total.py"
    suite.write_text(suite.read_text() + "\n")

    assert before
    assert not is_certified(fresh(course))


@pytest.mark.parametrize("text", ["", "[]", '{"suite": "another"}'])
def test_strange_certificate_certifies_nothing(assignment, text):
    """What cannot be read is not believed."""
    (assignment.solutions / "certified.json").write_text(text)

    assert not is_certified(assignment)


def test_red_run_certifies_nothing(course):
    """Accepting the matrix does not make a problem go away."""
    shelve(course, "misconceptions", UNTESTED)
    tried = certified(course, shelves=KNOWN)
    found = certify.write_certificate(course, tried, accept=True)

    assert not found.green
    assert not is_certified(course)


@pytest.mark.parametrize(
    "shelf, off, words",
    [
        ("accepted", 4e-10, "loses points with tolerances ÷ 10"),
        ("misconceptions", 4e-9, "keeps all points with tolerances × 10"),
    ],
)
def test_verdict_near_a_tolerance_is_told(course, shelf, off, words):
    """A verdict that ten times the tolerance would change hinges on it."""
    shelve(course, shelf, SHAKY.format(off=off))
    found = certified(course, shelves=KNOWN)

    assert found.green
    assert [(label.name, said) for label, said in found.hinges] == [("almost", words)]


def test_verdict_that_depends_on_the_seed_is_marked(course):
    """An answer that a test fails under some draws only is no catch."""
    shelve(
        course,
        "misconceptions",
        "def drops_negative_sums(values):\n"
        '    """Sums are positive.\n\n    Hint: think of debts.\n    """\n'
        "    return float(abs(sum(values)))\n",
    )
    tried = certified(course, shelves=KNOWN, seeds=6)
    found = certify.write_certificate(course, tried, accept=True)
    row = found.now.rows[next(iter(found.now.bugs()))]

    assert row == "~~."
    assert found.now.seeds == 6
    assert certify.read_matrix(course) == found.now


def test_matrix_is_empty_before_the_first_is_accepted(assignment):
    """A new assignment has lost nothing yet."""
    assert certify.read_matrix(assignment) is None
    assert certify.matrix.find_lost_catches(Matrix(), Matrix()) == []


def test_accepted_matrix_is_the_same_every_time(course):
    """Two runs write the same bytes."""
    paths = course.solutions / "matrix.json", course.solutions / "certified.json"
    written = []
    for _ in range(2):
        certify.write_certificate(course, certified(course, ["total"]), accept=True)
        written.append([path.read_text() for path in paths])

    assert written[0] == written[1]
    assert json.loads(written[0][1])["suite"] == course.suite_hash


def test_certificate_says_what_it_was_made_on_and_holds_elsewhere(course):
    """The processor is told, and nobody asks for it."""
    certify.write_certificate(course, certified(course, shelves=KNOWN), accept=True)
    path = course.solutions / "certified.json"
    made_on = json.loads(path.read_text())["made_on"]
    elsewhere = {"suite": course.suite_hash, "made_on": {"processor": "an abacus"}}
    path.write_text(json.dumps(elsewhere))

    assert made_on["numpy"] == np.__version__
    assert {"processor", "kernels", "simd", "threads"} < made_on.keys()
    assert is_certified(course)
    path.write_text(json.dumps({"suite": course.suite_hash}))
    assert is_certified(course)


def test_catch_that_hangs_on_last_bits_is_marked(course):
    """Under other inputs' last bits it is none, and by its values nobody is known."""
    shelve(course, "misconceptions", LAST_BIT.format(name="odd", bit=1, empty=1.0))
    found = certified(course, shelves=KNOWN)
    (trace,) = found.signatures.traces["total"].values()

    assert found.green
    assert [found.now.rows[bug] for bug in found.now.bugs()] == ["~~W"]
    assert trace["test_values[3]"] is trace["test_values[5]"] is None
    assert trace["test_empty"]


def test_catch_that_turns_out_to_hang_on_last_bits_is_not_lost(course):
    """Another machine may be the first to notice; the suite is what it was."""
    both = [LAST_BIT.format(name=f"bit_{bit}", bit=bit, empty=1.0) for bit in (0, 1)]
    shelve(course, "misconceptions", "\n\n".join(both))
    usual = certified(course, shelves=KNOWN, tolerances=False)
    first = certify.write_certificate(course, usual, accept=True)
    caught = "".join(first.now.rows[bug][:2] for bug in first.now.bugs())
    again = certified(course, shelves=KNOWN)

    assert sorted(caught) == ["."] * 2 + ["W"] * 2
    assert [again.now.rows[bug] for bug in again.now.bugs()] == ["~~W"] * 2
    assert again.green


def test_accepted_answer_that_hangs_on_last_bits_is_red(course):
    """A right answer must not need a lucky processor."""
    shelve(course, "accepted", LAST_BIT.format(name="lucky", bit=0, empty=0.0))
    found = certified(course, shelves=KNOWN)

    assert {answer for _, answer, _ in said(found)} == {"total / lucky"}


def test_accepted_matrix_holds_no_mutants(course):
    """A run with mutants commits what one without them does, and neither is red."""
    path = course.solutions / "matrix.json"
    written = []
    for mutants in (True, False):
        tried = certified(course, only=["total"], mutants=mutants, tolerances=False)
        assert tried.green
        certify.write_certificate(course, tried, accept=True)
        written.append(path.read_text())

    assert written[0] == written[1]


def test_surviving_mutant_is_red_until_it_is_explained(course):
    """The reference's own bugs are caught, or there is a reason why they are none."""
    (course.hidden / "test_spread.py").write_text(WEAK)
    found = certified(course, only=["spread"], mutants=True, tolerances=False)
    mutants = [one for one in found.problems if one.shelf == "mutants"]
    names = [one.answer.split()[2] for one in mutants]
    reasons = {"spread": {**dict.fromkeys(names, "weak on purpose"), "m0": "gone"}}
    (course.solutions / "equivalent.yaml").write_text(json.dumps(reasons))
    again = certified(course, ["spread"], ("mutants",), mutants=True, tolerances=False)

    assert found.tried["mutants"] > len(mutants) > 0
    assert "+ return float(np.max(values) + np.min(values))" in mutants[0].answer
    assert [one for one in again.problems if one.shelf == "mutants"] == []
    assert again.explained == len(mutants)
    assert [label.name for label in again.stale] == ["m0"]


WEAK = '''\
from autograder.checks import assert_number


def test_values(student):
    """The spread of numbers from zero is the largest."""
    assert_number(student.spread([0.0, 3.0]), 3.0)
    assert_number(student.spread([0.0, 5.5, 4.0]), 5.5)
'''


def test_unreadable_explanations_are_refused(assignment):
    """A file in another shape explains nothing."""
    (assignment.solutions / "equivalent.yaml").write_text("- spread")

    with pytest.raises(UserError, match="equivalent"):
        certify.read_explained(assignment)


def test_command_line_certifies_and_says_so(course, run):
    """Exit code 0, the screen, and the files."""
    code, out, _ = run("certify", "--accept", "--jobs", 1, *at(course))

    assert code == 0
    assert "✓ misconceptions all 1 lose points" in out
    assert f"suite {course.suite_hash[:7]}, certified" in out
    assert is_certified(course)


def test_command_line_fails_where_a_suite_does(course, run):
    """Exit code 1 and the answer's name, in JSON too."""
    shelve(course, "misconceptions", UNTESTED)
    code, out, _ = run("certify", "sums", "--json", "--jobs", 1, *at(course))
    (told,) = json.loads(out)

    assert code == 1
    assert told["certified"] is False
    assert told["problems"][0]["answer"] == "total / takes_no_strings"


def test_summary_of_grade_says_whether_the_suite_is_certified(course, run):
    """People see what graded them."""
    hand_in(course, "s1", solved())
    before = run("grade", "sums", *at(course))[1]
    certify.write_certificate(course, certified(course, shelves=KNOWN), accept=False)
    after = run("grade", "sums", "--force", *at(course))[1]

    assert f"graded by   suite {course.suite_hash[:7]}, not certified" in before
    assert f"graded by   suite {course.suite_hash[:7]}, certified" in after


def at(course):
    return "--course-dir", str(course.course.root)


PASSES_FUNCTIONS = '''\
import numpy as np

from autograder.checks import assert_number


def test_values(student):
    """The function is called at 2."""
    assert_number(student.total({passed}), 4.0)
'''


@pytest.fixture
def functional(course):
    """Give the small course with a `total` that is passed a function."""
    text = course.reference.read_text()
    text = text.replace("def total(values):", "def total(function):")
    text = text.replace("float(np.sum(values))", "float(function(2.0))")
    course.reference.write_text(text)
    (course.solutions / "accepted/total.py").unlink()
    passing(course, "lambda x: 2 * x", "lambda x: x")
    return course


def passing(assignment, in_test, in_probe):
    """Have the hidden test and the probe pass these functions."""
    suite = PASSES_FUNCTIONS.format(passed=in_test)
    (assignment.hidden / "test_total.py").write_text(suite)
    (assignment.solutions / "probes.py").write_text(
        f"import numpy as np\n\n\ndef total(f):\n    return f.total({in_probe})\n"
    )


def callers(assignment):
    trials = plan_trials(
        fresh(assignment), CertifyOptions(tolerances=False), only=["total"]
    )
    trials = [one for one in trials if one.label.shelf == "callers"]
    return certify.certify_assignment(fresh(assignment), trials, jobs=1, only=["total"])


@pytest.mark.parametrize(
    "in_test, in_probe, red",
    [
        ("lambda x: 2 * x", "lambda x: x", []),
        ("lambda x, **rest: {x: 4.0}[2.0] if x == 2 else {1, 2}", "lambda x: x", []),
        ("lambda x: 2 * x", "np.exp", ["our fault in its probe"]),
        ("np.square", "lambda x: x", ["our fault in test_values"]),
    ],
)
def test_calls_that_pass_functions_are_tried_with_anything(
    functional, in_test, in_probe, red
):
    """Whatever a passed function is called with, none of it is a fault of ours."""
    passing(functional, in_test, in_probe)
    found = callers(functional)

    assert found.tried == {"callers": 1}
    assert [one.said.split(": ")[0] for one in found.problems] == red
