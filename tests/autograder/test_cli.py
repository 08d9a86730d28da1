"""The command line: what is printed where, and the exit codes."""

import json
import subprocess
import sys

import pytest

from autograder import cli
from autograder.errors import MachineError
from tests import minicourse
from tests.minicourse import solved

WRONG = "def total(values):\n    return 0.0"


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command line here; give exit code, stdout and stderr."""

    def run_it(*arguments):
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run_it


@pytest.fixture
def root(assignment):
    minicourse.hand_in(assignment, "s1", solved())
    minicourse.hand_in(assignment, "s2", solved(total=WRONG))
    return assignment.course.root


def test_help_lists_every_verb(run):
    """`--help` names the verbs and the exit codes."""
    code, out, _ = run("--help")

    assert code == 0
    for verb in ("release", "grade", "list", "show", "doctor", "demo"):
        assert verb in out
    assert "Exit codes" in out


@pytest.mark.parametrize("verb", ["release", "grade", "list", "show", "doctor", "demo"])
def test_every_verb_has_help(run, verb):
    """Each verb explains itself and its options."""
    code, out, _ = run(verb, "--help")

    assert code == 0
    assert "Usage" in out
    assert len(out.splitlines()) >= 6


def test_version_is_printed(run):
    """`--version` prints the version alone."""
    code, out, _ = run("--version")

    assert (code, out.strip()) == (0, cli.__version__)


def test_help_imports_nothing_slow():
    """`--help` must answer at once: no numpy, no pytest, no nbgrader."""
    program = (
        "import sys\nfrom autograder import cli\n"
        "slow = {'numpy', 'pytest', 'nbgrader', 'sqlalchemy', 'pydantic'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


@pytest.mark.sandbox
def test_grade_prints_the_summary(run, root):
    """A graded class: how many, how well, what went wrong."""
    code, out, _ = run("grade", "sums", "--course-dir", root)

    assert code == 0
    assert "graded" in out
    assert "mean 4 / 6" in out
    assert "total" in out


@pytest.mark.sandbox
def test_grade_json_prints_reports_and_nothing_else(run, root):
    """`--json` is for programs."""
    code, out, _ = run("grade", "sums", "--course-dir", root, "--json")

    assert code == 0
    assert [report["student"] for report in json.loads(out)] == ["s1", "s2"]


@pytest.mark.sandbox
def test_grade_one_student(run, root):
    """`--student` narrows the run."""
    _, out, _ = run("grade", "sums", "--course-dir", root, "--student", "s2", "--json")

    assert [report["student"] for report in json.loads(out)] == ["s2"]


@pytest.mark.sandbox
def test_our_fault_is_exit_code_1(run, root):
    """Something of ours went wrong: the summary names it, the exit code says so."""
    (root / "tests/hidden/sums/test_mean.py").write_text("import nonsense_of_ours")
    code, out, _ = run("grade", "sums", "--course-dir", root)

    assert code == 1
    assert "not graded" in out
    assert "no points lost" in out


@pytest.mark.sandbox
def test_show_tells_one_report(run, root):
    """`show` prints a student's exercises and what failed first."""
    run("grade", "sums", "--course-dir", root)
    code, out, _ = run("show", "sums", "s2", "--course-dir", root)

    assert code == 0
    assert "Sums · s2 · 2 / 6" in out
    assert "The values are added up." in out


@pytest.mark.sandbox
def test_list_counts_what_was_graded(run, root):
    """`list` has a row for the assignment."""
    run("grade", "sums", "--course-dir", root)
    code, out, _ = run("list", "--course-dir", root, "--json")

    row = json.loads(out)[0]
    assert code == 0
    assert (
        row["name"],
        row["submitted"],
        row["graded"],
        row["max_score"],
    ) == ("sums", 2, 2, 6.0)


def test_wrong_name_is_exit_code_2(run, root):
    """A wrong name is the user's error: message, hint, no traceback."""
    code, out, err = run("grade", "summs", "--course-dir", root)

    assert (code, out) == (2, "")
    assert "error: no assignment `summs` in source/" in err
    assert "hint: did you mean `sums`?" in err


def test_missing_report_says_how_to_make_it(run, root):
    """`show` before `grade` has nothing to show."""
    code, _, err = run("show", "sums", "s1", "--course-dir", root)

    assert code == 2
    assert "hint: autograder grade sums --student s1" in err


def test_unknown_sandbox_is_exit_code_2(run, root):
    """A sandbox that does not exist is refused before anything is graded."""
    code, _, err = run("grade", "sums", "--course-dir", root, "--sandbox", "moon")

    assert code == 2
    assert "moon" in err
    assert not (root / "reports").exists()


def test_machine_without_sandbox_is_exit_code_3(run, root, monkeypatch):
    """A machine that cannot confine code does not grade."""

    def refuse(*_args, **_kwargs):
        raise MachineError("no sandbox here", hint="use Linux")

    # In this process: another one would not see the patch.
    monkeypatch.setattr("autograder.grade.start", refuse)
    code, _, err = run("grade", "sums", "--course-dir", root, "-j", "1")

    assert code == 3
    assert "error: no sandbox here\n\nhint: use Linux" in err
    assert not (root / "reports").exists()


@pytest.mark.sandbox
def test_doctor_looks_at_everything(run):
    """`doctor` says that this machine can grade, and with what."""
    code, out, _ = run("doctor")

    assert code == 0
    assert "python" in out
    assert "seccomp" in out
