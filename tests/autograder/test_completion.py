"""Completion: what the shell offers behind Tab, and how soon."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import minicourse
from tests.minicourse import solved

COMMAND = str(Path(sys.executable).with_name("autograder"))
PROGRAM = """\
import os, sys
from autograder.cli import main
try:
    main()
finally:
    slow = {"numpy", "pytest", "nbgrader", "yaml", "rich", "sqlalchemy"}
    print("slow:", *sorted(slow & set(sys.modules)), file=sys.stderr)
"""
HOSTILE = ["$(touch hacked)", "a b", "`id`", "-x", "a;b", "*", "\x1b[2J", "a\nb"]


@pytest.fixture
def root(assignment):
    """Give a course in which three have handed in, and one has only a Report."""
    for student in ("s001", "s002", "müller"):
        minicourse.hand_in(assignment, student, solved())
    (assignment.course.submitted / "s003" / "other").mkdir(parents=True)
    for student in HOSTILE:
        (assignment.course.submitted / student / "sums").mkdir(parents=True)
    assignment.reports.mkdir(parents=True)
    (assignment.reports / "s009.json").write_text("{}")
    return assignment.course.root


def offered(root, *words, shell="bash"):
    """Ask for what completes the last word; give the offers and what was imported."""
    line = " ".join(["autograder", *words])
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        },
    }[shell]
    code = PROGRAM.replace(
        "import os, sys", "import os, sys; sys.argv[0] = 'autograder'"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **asked, "_AUTOGRADER_COMPLETE": f"complete_{shell}"},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout, done.stderr.strip()


@pytest.mark.parametrize("verb", ["grade", "show", "debug", "release", "publish"])
def test_assignments_are_offered(root, verb):
    """Of the course in the current folder."""
    assert offered(root, verb, "s")[0].split() == ["sums"]


@pytest.mark.parametrize(
    "words, found",
    [
        (["show", "sums", "s"], "s001 s002 s009"),
        (["debug", "sums", ""], "müller s001 s002 s009"),
        (["grade", "sums", "--student", "s00"], "s001 s002 s003 s009"),
        (["show", "sums", "--exercise", ""], "mean spread total"),
        (["show", "sums", "--exercise", "t"], "total"),
        (["grades", "--student", "s00"], "s001 s002 s003 s009"),
        (["grades", "--assignment", ""], "sums"),
        (["watch", "--assignment", "s"], "sums"),
        (["show", "sums", "--status", ""], "graded not_graded suspicious unreadable"),
        (["gradeb"], "gradebook"),
    ],
)
def test_names_are_offered(root, words, found):
    """Students by who handed in or has a Report, exercises by their hidden tests."""
    assert offered(root, *words)[0].split() == found.split()


def test_other_course_is_looked_into_when_it_is_named(root, tmp_path_factory):
    """`--course-dir` in front of the name counts."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    words = ["show", "--course-dir", str(root), "sums", "s"]

    assert offered(elsewhere, *words)[0].split() == ["s001", "s002", "s009"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_served(root, shell):
    """Each in its own form, at once, and without a name that a shell would obey."""
    out, said = offered(root, "show", "sums", "", shell=shell)

    for student in ("s001", "s002", "s009"):
        assert student in out
    for name in HOSTILE:
        assert name not in out.split("\n")
        assert f'"{name}"' not in out
    assert said == "slow:"


def test_nothing_is_offered_where_there_is_no_course(tmp_path):
    """No course, no offers, and no error in the middle of a line."""
    out, said = offered(tmp_path, "show", "sums", "")

    assert (out.strip(), said) == ("", "slow:")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_itself_completes(root):
    """The script that `--show-completion` prints, read by bash, fills the reply."""
    script = f"""\
PATH={Path(COMMAND).parent}:$PATH
eval "$(_AUTOGRADER_COMPLETE=source_bash autograder)"
COMP_WORDS=(autograder show sums s0)
COMP_CWORD=3
_autograder_completion autograder
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ["bash", "-c", script], cwd=root, capture_output=True, text=True, check=False
    )

    assert done.stdout.split() == ["s001", "s002", "s009"]
