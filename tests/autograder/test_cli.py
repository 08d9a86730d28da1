"""The command line: what is printed where, and the exit codes."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import cli
from autograder.cli.screens import output_streams
from autograder.common import terminal
from autograder.common.errors import MachineError
from autograder.course.report_store import report_path
from autograder.model import Verdict
from tests import graded, minicourse
from tests.minicourse import solved

pytestmark = pytest.mark.usefixtures("lent_zygotes")

WRONG = "def total(values):\n    return 0.0"


@pytest.fixture
def root(assignment):
    minicourse.hand_in(assignment, "s1", solved())
    minicourse.hand_in(assignment, "s2", solved(total=WRONG))
    return assignment.course.root


VERBS = {
    "For graders": "grade regrade debug watch list show gradebook candidates diff",
    "For instructors": "new release certify publish classreport",
    "Submissions in, grades out": "collect grades export return gradescope",
    "For students": "check submit",
    "This machine": "demo doctor",
}


def test_help_lists_every_verb_by_who_uses_it(run):
    """Groups in this order, a verb in a line of a narrow terminal each."""
    code, out, _ = run("--help")
    found = {}
    for line in out.partition("Show this message")[2].splitlines():
        if line.endswith(":"):
            verbs = found[line[:-1]] = []
        elif found and line.startswith("  ") and not line.startswith("   "):
            verbs.append(line.split()[0])

    assert code == 0
    assert list(found) == list(VERBS)
    found["This machine"] = found["This machine"][:2]  # the epilog stands below
    assert {name: sorted(its) for name, its in found.items()} == {
        name: sorted(its.split()) for name, its in VERBS.items()
    }
    assert max(map(len, out.splitlines())) <= 80
    assert "Exit codes" in out
    assert "NO_COLOR" in out


@pytest.mark.parametrize("verb", " ".join(VERBS.values()).split())
def test_every_verb_has_help(run, verb):
    """Each verb explains itself and its options, within 80 columns."""
    code, out, _ = run(verb, "--help")

    assert code == 0
    assert "Usage" in out
    assert len(out.splitlines()) >= 6
    assert max(map(len, out.splitlines())) <= 80


NO_LISTS = {"new", "demo", "debug"}
"""verbs that show nothing a program could want"""


@pytest.mark.parametrize(
    "verb", sorted(set(" ".join(VERBS.values()).split()) - NO_LISTS)
)
def test_every_verb_that_shows_something_has_json(run, verb):
    """`--json` says in a sentence what it prints."""
    out = " ".join(run(verb, "--help")[1].split())

    assert re.search(r"--json Print JSON and nothing else: an? \w+[^.]*\.", out)


LISTS = {
    "list": "--status",
    "show": "--exercise --verdict --status --late",
    "gradebook": "--student --exercise --status",
    "grades": "--student --assignment --status --late",
    "candidates": "--student --exercise",
    "diff": "--student --exercise",
    "regrade": "--student --exercise",
    "grade": "--student",
    "doctor": "--problems",
    "watch": "--assignment",
}


@pytest.mark.parametrize("verb", LISTS)
def test_every_list_can_be_filtered(run, verb):
    """One name for one filter, wherever it fits."""
    out = run(verb, "--help")[1]

    assert [name for name in LISTS[verb].split() if name not in out] == []


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
    monkeypatch.setattr("autograder.grading.grader.start_sandbox", refuse)
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


# ------------------------------------------------------------------ lists


@pytest.fixture
def reports(root, assignment):
    """Write two Reports, one of them of a wrong answer."""
    for student, verdicts in (("s1", {}), ("s2", {"total": Verdict.WRONG})):
        path = report_path(assignment.report_store, student)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(graded.report(assignment, student, verdicts).to_json())
    return root


def test_show_lists_everybody_without_a_student(run, reports):
    """One row a Report; a filter narrows it."""
    code, out, _ = run("show", "sums", "--course-dir", reports)
    _, wrong, _ = run("show", "sums", "--course-dir", reports, "--verdict", "wrong")

    assert code == 0
    assert [row.split()[1] for row in out.splitlines()] == ["Reports", "s1", "s2"]
    assert [row.split()[1] for row in wrong.splitlines()] == ["Report", "s2"]


def test_show_gives_the_reports_that_a_filter_chooses(run, reports):
    """`--json` is a list of Reports, of one student too."""
    where = ("--course-dir", reports, "--json")
    every = json.loads(run("show", "sums", *where)[1])
    one = json.loads(run("show", "sums", "s2", "--exercise", "mean", *where)[1])

    assert [it["student"] for it in every] == ["s1", "s2"]
    assert [it["student"] for it in one] == ["s2"]
    assert [it["name"] for it in one[0]["exercises"]] == ["mean"]


def test_show_of_one_keeps_to_the_exercise(run, reports):
    """The page of one student, and of it what was asked for."""
    _, out, _ = run("show", "sums", "s2", "--exercise", "mean", "--course-dir", reports)

    assert "Sums · s2 · 3.33 / 6" in out
    assert "mean" in out
    assert "total" not in out


def test_empty_list_says_that_a_filter_did_it(run, reports):
    """Nobody waits; that is not the same as nobody handed in."""
    where = ("--course-dir", reports)
    grades = run("grades", *where, "--status", "missing")
    listed = run("list", *where, "--status", "suspicious")
    shown = run("show", "sums", *where, "--status", "suspicious")

    assert grades == (0, "no student's grades are like that\n", "")
    assert listed == (0, "no assignment in source/ is like that\n", "")
    assert shown == (0, "no Report is like that\n", "")


def test_unknown_filter_value_is_exit_code_2(run, reports):
    """What there is, is listed."""
    code, out, err = run("show", "sums", "--verdict", "rong", "--course-dir", reports)

    assert (code, out) == (2, "")
    assert "timed_out" in err.lower()


def test_publishing_a_part_is_refused(run, reports):
    """`regrade --exercise` only looks."""
    words = ("regrade", "sums", "--exercise", "mean", "--publish")
    code, _, err = run(*words, "--course-dir", reports)

    assert code == 2
    assert "a whole submission is published" in err


@pytest.mark.parametrize(
    "words",
    [
        "list",
        "list sums --status graded",
        "show sums",
        "show sums --late",
        "gradebook sums",
        "gradebook sums --status waiting",
        "grades",
        "grades --status waiting",
        "candidates sums",
        "classreport sums",
        "doctor",
        "doctor --problems",
        "export sums --to PLACE",
        "publish sums --to PLACE.zip",
        "gradescope sums --to PLACE.zip",
        "return sums --to PLACE.zip",
    ],
)
def test_json_is_valid_and_alone(run, reports, tmp_path, words):
    """One JSON value on stdout: nothing before, nothing behind, no NaN."""

    def refuse(name):
        raise AssertionError(name)

    place = tmp_path / "place"
    command = words.replace("PLACE", str(place)).split()
    where = () if command[0] == "doctor" else ("--course-dir", reports)
    _, out, err = run(*command, *where, "--json")

    assert "error" not in err
    assert isinstance(json.loads(out, parse_constant=refuse), dict | list)


def test_release_says_in_json_what_is_out_of_date(run):
    """This course's own: nothing is written."""
    root = Path(cli.__file__).parents[2]
    _, out, _ = run("release", "one_hot", "--check", "--json", "--course-dir", root)
    (told,) = json.loads(out)

    assert told["name"] == "one_hot"
    assert {"source_changed", "release_changed"} <= set(told)


def test_number_that_is_none_is_null_in_json(capsys):
    """JSON has no word for NaN, and many programs refuse Python's."""
    data = {"mean": float("nan"), "rows": [float("inf"), 1.5], 3: {"a"}}
    output_streams.print_screen(
        terminal.Screen(terminal.screen_line(), data), as_json=True
    )
    line = output_streams.json_line(data)

    plain = {"mean": None, "rows": [None, 1.5], "3": ["a"]}
    assert json.loads(capsys.readouterr().out) == plain
    assert json.loads(line) == plain
    assert line.count("\n") == 1


# ------------------------------------------------------------------ colours

PROGRAM = "from autograder.cli import main; main()"


def at_terminal(*words, **environment):
    """Run a command at a terminal; give all that it writes there."""
    ours, theirs = pty.openpty()
    kept = {name: it for name, it in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", **environment},
    ) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end was closed
                part = b""
            if not part:
                break
            written += part
        process.wait()
    os.close(ours)
    return written.decode()


def test_terminal_gets_colours(reports):
    """Otherwise the next tests would prove nothing."""
    assert "\x1b[" in at_terminal("show", "sums", "s2", "--course-dir", reports)


@pytest.mark.parametrize(
    "words",
    ["show sums s2", "show sums", "list", "grades", "show summs", "--help", "moo"],
)
def test_no_color_keeps_every_escape_code_out(reports, words):
    """Neither colour nor bold, in results, help and errors."""
    where = () if words in ("--help", "moo") else ("--course-dir", reports)
    written = at_terminal(*words.split(), *where, NO_COLOR="1")

    assert written.strip()
    assert "\x1b" not in written


@pytest.mark.sandbox
def test_no_color_keeps_colour_out_of_grading(root, empty_database):
    """The progress bar moves the cursor, and paints nothing."""
    (root / "gradebook.db").write_bytes(empty_database)  # making one takes seconds
    words = ("grade", "sums", "--course-dir", root, "-j", "1")
    written = at_terminal(*words, NO_COLOR="1")

    assert "graded" in written
    assert re.findall(r"\x1b\[[\d;]*m", written) == []


@pytest.mark.parametrize("words", ["show sums s2", "list", "doctor"])
def test_pipe_gets_no_escape_codes(reports, words):
    """Logs and pipes hold text."""
    where = () if words == "doctor" else ("--course-dir", str(reports))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words.split(), *where],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout
    assert "\x1b" not in done.stdout + done.stderr
