"""`autograder debug`: the test that fails, where it fell, and live functions."""

import io
import os
import pty
import select
import subprocess
import sys
import time
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.cli.screens import debug_screen
from autograder.common.errors import UserError
from autograder.grading.grader import Grader
from autograder.grading.student import Student
from autograder.model import Limits, StudentCode, Verdict
from autograder.sandbox.student_faults import ExceptionRaised, WorkerLost
from autograder.submissions import intake
from autograder.tools.debug import debug, prompt
from tests import minicourse
from tests.inprocess import InProcessWorker
from tests.minicourse import solved
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("lent_zygotes")]

PROGRAM = "from autograder.cli import main; main()"
ZERO = "def total(values):\n    return 0.0"
BOO = "def mean(values):\n    raise ValueError('\\x1b[2Jboo')"
LEAVES = """\
import os
def mean(values):
    os._exit(3)
"""
KEEPS = """\
calls = []
def total(values):
    calls.append(1)
    return float(np.sum(values)) + 1.0 * (len(calls) == 2)
"""
MANY = """\
def mean(values):
    return total(values) / len(values) if len(values) > 1 else 3 * total(values)
"""
ONE = """

def test_one(student):
    \"\"\"The mean of one value is that value.\"\"\"
    assert_number(student.mean([3.0]), 3.0)
"""
HELPER = """
def compared(student, values):
    got = student.spread(values)
    assert_number(got, 1.0)


def test_helper(student):
    \"\"\"A helper of the file compares.\"\"\"
    numbers = [1.0, 3.0]
    compared(student, numbers)


def test_falls_over(student):
    \"\"\"It falls over whoever is asked.\"\"\"
    got = student.spread([1.0, 3.0])
    got.missing


def test_asks_nothing():
    \"\"\"It fails without a call.\"\"\"
    assert False
"""


@pytest.fixture(scope="module")
def grader(tmp_path_factory):
    """Give a grader of the small course, in which several have handed in."""
    assignment = minicourse.write_course(tmp_path_factory.mktemp("debug"))
    for student, answers in {
        "right": {},
        "zero": {"total": ZERO},
        "boo": {"mean": BOO},
        "leaves": {"mean": LEAVES},
        "keeps": {"total": KEEPS},
        "wide": {"spread": "def spread(values):\n    return 9.0"},
        "both": {"total": ZERO, "mean": MANY},
        "blank": {"total": minicourse.STUB.format(name="total")},
    }.items():
        minicourse.hand_in(assignment, student, solved(**answers))
    minicourse.hand_in(assignment, "broken", b"{")
    for name, more in (("spread", HELPER), ("mean", ONE)):
        with (assignment.hidden / f"test_{name}.py").open("a") as file:
            file.write(more)
    with Grader(assignment) as opened:
        yield opened


def test_first_failing_test_is_opened(grader):
    """Its verdict, where it fell, its last call, and what it knew."""
    with debug.open_failure_with(grader, "zero") as found:
        assert (found.test.exercise, found.test.name) == ("total", "test_values[3]")
        assert found.outcome.verdict is Verdict.WRONG
        assert found.outcome.message == "the result is 100% off"
        assert found.place == "tests/hidden/sums/test_total.py:16"
        assert found.source == (
            "assert_number(student.total(values), reference.total(values))"
        )
        assert found.others == ("test_values[5]",)
        assert (found.call.name, found.call.value) == ("total", 0.0)
        np.testing.assert_array_equal(found.call.args[0], found.names["values"])
        assert found.names["n"] == 3
        assert found.names["value"] == 0.0
        assert found.names["expected"] == pytest.approx(sum(found.names["values"]))


def test_student_lives_at_the_prompt(grader):
    """The functions answer, in a worker and not here."""
    with debug.open_failure_with(grader, "boo", "mean") as found:
        student = found.names["student"]

        assert student.total([1.0, 2.0]) == 3.0
        with pytest.raises(ExceptionRaised, match="ValueError"):
            student.mean([1.0])
    with pytest.raises(AttributeError):
        student.__wrapped__  # noqa: B018 - nothing of ours is a student's function


def test_code_runs_in_another_process(grader):
    """What the student's code does to its process, it does not do to ours."""
    with debug.open_failure_with(grader, "leaves", "mean") as found:
        student = found.names["student"]

        assert found.outcome.verdict is Verdict.DIED
        with pytest.raises(WorkerLost):
            student.mean([1.0])
        assert student.total([1.0, 2.0]) == 3.0


def test_call_that_was_interrupted_costs_its_worker(grader):
    """Ctrl-C leaves half an exchange, which nobody may go on with."""

    class Interrupts(InProcessWorker):
        def call(self, *_args):
            raise KeyboardInterrupt

    workers = [Interrupts(), InProcessWorker("def f():\n    return 7")]
    live = Student(StudentCode(cells=()), iter(workers).__next__, Limits())
    with pytest.raises(KeyboardInterrupt):
        live.f()

    assert workers[0].closed
    assert live.f() == 7
    assert live.call_log.last_call.value == 7


def test_time_at_the_prompt_is_not_the_submissions(grader, monkeypatch):
    """A person may think longer than a submission may take."""
    with debug.open_failure_with(grader, "zero") as found:
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 1e6)

        assert found.names["student"].spread([1.0, 3.0]) == 2.0


def test_inputs_are_those_of_grading(grader):
    """The test fails as it did in the Report, on the same numbers."""
    work = intake.read_submission(grader.assignment, "both")
    report = grader.grade(work).report
    (result,) = (one for one in report.exercises if one.name == "mean")
    (graded,) = (one for one in result.outcomes if one.test == "test_one")
    with debug.open_failure_with(grader, "both", "mean") as found:
        assert found.outcome == graded
        assert found.outcome.message == "the result is 200% off"
        assert found.replaced == ("total",)
        # At the prompt the student's own total answers again.
        assert found.names["student"].total([1.0]) == 0.0


def test_state_between_calls_is_as_it_was(grader):
    """The second call ever is wrong: the test before it is run before it."""
    with debug.open_failure_with(grader, "keeps") as found:
        assert found.test.name == "test_values[5]"
        assert found.outcome.verdict is Verdict.WRONG


def test_blocked_test_is_opened_where_it_is_asked_for(grader):
    """It was not run because the values are wrong; by itself it may pass."""
    with debug.open_failure_with(grader, "zero", "empty") as found:
        text = debug_screen.failure_screen(found).plain

        assert found.outcome.verdict is Verdict.PASSED
        assert "needs `test_values`" in found.blocked
        assert "passed: The total of nothing is 0." in text
        assert "graded: not run: needs `test_values`" in text
        assert "def test_empty(student):" in text
        assert found.names["student"].total([]) == 0.0


def test_names_of_a_helper_are_there(grader):
    """The deepest frame of the test's file counts, and those around it."""
    with debug.open_failure_with(grader, "right", "helper") as found:
        assert found.source == "assert_number(got, 1.0)"
        assert found.names["got"] == 2.0
        assert found.names["numbers"] == [1.0, 3.0]
        assert callable(found.names["compared"])


@pytest.mark.parametrize("words", ["total", "mean", "spread and values"])
def test_nothing_is_opened_when_all_pass(grader, words):
    """That is said, and no prompt comes."""
    with debug.open_failure_with(grader, "right", words) as found:
        text = debug_screen.no_failure_screen(found).plain

    assert isinstance(found, debug.NoFailure)
    assert "all pass" in text
    assert f"{found.passed} hidden test" in text


def test_exercise_that_was_left_out_is_named(grader):
    """There is no test to look at; a Report says why."""
    with debug.open_failure_with(grader, "blank", "total") as found:
        text = debug_screen.no_failure_screen(found).plain

    assert found.skipped == ("total: not attempted yet",)
    assert "autograder show sums blank" in text


def test_file_that_cannot_be_read_says_so(grader):
    """No exercise of it was run: one reason, not one for each."""
    with debug.open_failure_with(grader, "broken") as found:
        text = debug_screen.no_failure_screen(found).plain

    assert isinstance(found, debug.NoFailure)
    assert len(found.skipped) == 1
    assert "broken · sums: no test was run to look at" in text


def test_frame_of_the_student_is_kept_when_the_reference_falls_too(grader):
    """Our own fault: both fall over, and the student's values are looked at."""
    with debug.open_failure_with(grader, "wide", "falls") as found:
        assert found.outcome.verdict is Verdict.GRADER_ERROR
        assert found.source == "got.missing"
        assert found.names["got"] == 9.0


def test_call_of_an_earlier_test_is_not_the_last(grader):
    """A test that asked for nothing has no last call."""
    with debug.open_failure_with(grader, "right", "asks_nothing") as found:
        assert found.outcome.verdict is Verdict.WRONG
        assert found.call is None
        assert "last call" not in debug_screen.failure_screen(found).plain


def test_right_versions_are_told(grader):
    """What the test called is not what the prompt calls."""
    with debug.open_failure_with(grader, "both", "mean") as found:
        text = debug_screen.failure_screen(found).plain

    assert "judged with right versions of `total`" in text


def test_screen_shows_what_a_person_needs(grader):
    """The rubric, the verdict, the line, the call with its argument, the names."""
    with debug.open_failure_with(grader, "zero") as found:
        text = debug_screen.failure_screen(found).plain

    assert "zero · total::test_values[3]" in text
    assert "wrong: The values are added up." in text
    assert "last call: total(values)    values: (3,)" in text
    assert "\n      values  [" in text
    assert "\n      gave    0\n" in text
    assert "fail, too: test_values[5]" in text
    assert "names: student, reference, rng, record, expected, n, value, values" in text


def test_call_without_a_value_shows_its_fault(grader):
    """The student's text is made safe, and its detail is for the prompt."""
    with debug.open_failure_with(grader, "boo", "mean") as found:
        text = debug_screen.failure_screen(found).plain

    assert "gave    your code raised ValueError at line 2 of `mean`" in text


@pytest.mark.parametrize(
    "student, hint",
    [
        ("zera", "did you mean `zero`?"),
        ("bo", "`bo` is in 2 names: `boo`, `both`"),
        ("xyzw", "there are: `blank`, `boo`, `both`, `broken`, `keeps`, `leaves`, "),
    ],
)
def test_unknown_student_is_refused(grader, student, hint):
    """Who may be meant is named; nobody is guessed."""
    with pytest.raises(UserError, match="no submission of") as refused:
        debug.find_submitter(grader.assignment, student)

    assert refused.value.hint.startswith(hint)


def test_student_of_another_assignment_is_told_of(grader):
    """They handed something in, only not this."""
    course = grader.assignment.course
    other = course.root / "source" / "other"
    other.mkdir(exist_ok=True)
    (other / "assignment.yaml").write_text("title: Other\n")
    (course.submitted / "late" / "other").mkdir(parents=True)
    with pytest.raises(UserError) as refused:
        debug.find_submitter(grader.assignment, "late")
    (other / "assignment.yaml").unlink()

    assert refused.value.hint == "`late` handed in: other"


def test_a_suite_that_cannot_be_run_says_why(tmp_path):
    """Not that no test has the name: there are none."""
    assignment = minicourse.write_course(tmp_path)
    minicourse.hand_in(assignment, "ann", solved())
    for suite in assignment.hidden.glob("test_*.py"):
        suite.write_text("import nothing_here")
    with (
        Grader(assignment) as opened,
        pytest.raises(UserError, match="the hidden suite cannot be run") as refused,
        debug.open_failure_with(opened, "ann"),
    ):
        pass

    assert "test_mean.py:1: ModuleNotFoundError: No module" in str(refused.value)


def test_no_such_test_lists_those_there_are(grader):
    """A slip of the pen is no empty answer."""
    with (
        pytest.raises(UserError, match="no hidden test of `sums`") as refused,
        debug.open_failure_with(grader, "zero", "valeus"),
    ):
        pass

    assert "total::test_values" in refused.value.hint


# ------------------------------------------------------------------ the command


def run(root, *words, typed=""):
    """Run `autograder debug sums …` with lines typed."""
    command = [sys.executable, "-c", PROGRAM, "debug", "sums", *words]
    return subprocess.run(
        [*command, "--course-dir", str(root)],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def test_command_reads_python_from_standard_input(grader):
    """What is typed sees the live functions; a fault is one safe line."""
    typed = (
        "print(os.getpid()) if 'os' in dir() else print('no os')\n"
        "student.total([1.0, 2.0])\n"
        "student.mean([1.0, 2.0])\n"
        "for n in (1.0, 2.0):\n"
        "    print('n', student.total([n]))\n"
        "\n"
        "1 / 0\n"
        "raise RuntimeError(chr(27) + '[2J')\n"
        "no python\n"
        "exit()\n"
        "print('never')\n"
    )
    done = run(grader.assignment.course.root, "boo", typed=typed)

    assert done.returncode == 0
    assert "boo · mean::test_values" in done.stdout
    assert done.stdout.splitlines()[-4:] == ["no os", "3.0", "n 1.0", "n 2.0"]
    assert "RAISED: your code raised ValueError" in done.stderr
    assert "\\x1b[2Jboo" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "SyntaxError" in done.stderr
    assert "RuntimeError: \\x1b[2J" in done.stderr


@pytest.mark.parametrize(
    "typed, said",
    [
        ("for n in (1.0,):\n    print('n', student.total([n]))", "n 1.0"),
        ("for n in (1.0,):\n    print('n', student.total([n]))\n", "n 1.0"),
        ("print('first')\nprint(2", "SyntaxError: '(' was never closed"),
    ],
)
def test_lines_that_input_ends_in_are_run_or_told(capsys, monkeypatch, typed, said):
    """A block that nothing ends does not vanish."""
    student = SimpleNamespace(total=sum)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    prompt.open_prompt({"student": student})
    told = capsys.readouterr()

    assert said in told.out + told.err


def test_command_says_that_all_pass(grader):
    """No prompt is opened, so nothing that is typed is read."""
    root = grader.assignment.course.root
    done = run(root, "right", "-k", "total", typed="print('read')")

    assert done.returncode == 0
    assert "3 hidden tests asked, all pass" in done.stdout
    assert "read" not in done.stdout


def test_command_writes_nothing(grader):
    """A look changes no Report, no gradebook, no page."""
    root = grader.assignment.course.root
    before = sorted(root.rglob("*"))
    run(root, "zero", typed="student.total([1.0])\n")

    assert sorted(root.rglob("*")) == before


def test_terminal_gets_a_prompt_with_its_names(grader):
    """At a terminal it is IPython, which keeps no history of this."""
    root = str(grader.assignment.course.root)
    home = grader.assignment.course.root / "home"
    shown = _at_terminal(
        [*("debug", "sums", "boo", "--course-dir", root)],
        ["student.total([20.0, 22.0])", "student.mean([1.0])", "exit"],
        {"NO_COLOR": "1", "TERM": "dumb", "HOME": str(home), "IPYTHONDIR": str(home)},
    )

    assert "42.0" in shown
    assert "RAISED: your code raised ValueError" in shown
    assert "\\x1b[2Jboo" in shown
    assert not list(home.rglob("history.sqlite"))


def _at_terminal(words, typed, environment):
    """Run a command at a terminal of its own; type a line at each prompt."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **environment},
    )
    os.close(theirs)
    shown, left, ends = "", list(typed), time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        ready, _, _ = select.select([ours], [], [], 0.5)
        try:
            shown += os.read(ours, 65536).decode("utf-8", "replace") if ready else ""
        except OSError:  # it closed its terminal
            break
        if left and shown.count("In [") > len(typed) - len(left):
            os.write(ours, f"{left.pop(0)}\n".encode())
    os.close(ours)
    process.kill()
    process.wait()
    return shown
