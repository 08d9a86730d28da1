"""Break hidden tests on purpose, and count how often certify would turn red.

    python tests/nightly/break_suites.py [NAME …] [--every N] [--jobs N]

Each break is one of: a check deleted, a check negated, a tolerance of 0.1. Only the
tests that a break reaches are run again, on the known answers that could tell: a break
turns certify red as soon as an accepted answer fails or a catch of the committed matrix
is lost. Exit code 1 when fewer than nine of ten breaks do.
"""

import argparse
import ast
import inspect
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.course.course import Assignment, Course
from autograder.grading.checks import CheckFailed
from autograder.grading.hidden_suite import HiddenSuite, HiddenTest
from autograder.sandbox.student_faults import StudentFault
from autograder.tools.certify.certificate import judge_trials
from autograder.tools.certify.certify import read_matrix
from autograder.tools.certify.matrix import CAUGHT, Label, Matrix
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from autograder.tools.certify.trials import Trial, TrialGrader

GOAL = 0.9
WIDE = 0.1
KINDS = ("delete", "negate", "widen")


@dataclass(frozen=True, slots=True)
class Break:
    """One change to one file of hidden tests."""

    file: str
    line: int
    kind: str
    check: str
    function: str
    """the function it is in"""

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}: {self.kind} {self.check}"


# ------------------------------------------------------------------ breaking a file


class Breaker(ast.NodeTransformer):
    """Breaks the `wanted`-th place that its kind of break fits; notes all of them."""

    def __init__(
        self, kind: str, takes: Callable[[str], set[str]], wanted: int
    ) -> None:
        self.kind, self.takes, self.wanted = kind, takes, wanted
        self.places: list[tuple[int, str]] = []

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if not name.startswith("assert_") or not node.args:
            return node
        if self.kind == "widen":
            return self._widened(node, self.takes(name), name)
        if not self._is_it(node, name):
            return node
        if self.kind == "delete":
            return node.args[0]
        if name == "assert_true":
            node.args[0] = ast.UnaryOp(ast.Not(), node.args[0])
            return node
        return ast.Call(
            ast.Name("_negated", ast.Load()), [node.func, *node.args], node.keywords
        )

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        self.generic_visit(node)
        if self.kind == "widen" or not self._is_it(node, "assert"):
            return node
        return ast.Pass() if self.kind == "delete" else _negated_assert(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        bound = node.comparators[-1]
        if self.kind != "widen" or not isinstance(node.ops[-1], ast.Lt | ast.LtE):
            return node
        small = isinstance(bound, ast.Constant) and isinstance(bound.value, float)
        if small and 0 < bound.value < WIDE and self._is_it(node, ast.unparse(node)):
            node.comparators[-1] = ast.Constant(WIDE)
        return node

    def _widened(self, node: ast.Call, takes: set[str], name: str) -> ast.Call:
        if takes and self._is_it(node, name):
            others = [one for one in node.keywords if one.arg not in takes]
            wide = [ast.keyword(one, ast.Constant(WIDE)) for one in sorted(takes)]
            node.keywords = [*others, *wide]
        return node

    def _is_it(self, node: ast.expr | ast.stmt, what: str) -> bool:
        self.places.append((node.lineno, what))
        return len(self.places) - 1 == self.wanted


def _negated_assert(node: ast.Assert) -> ast.Assert:
    return ast.Assert(ast.UnaryOp(ast.Not(), node.test), node.msg)


def _negated(check: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Pass where a check fails, and the other way round."""
    try:
        check(*args, **kwargs)
    except (CheckFailed, StudentFault):
        return args[0]
    raise CheckFailed("the negated check did not fail")


# ------------------------------------------------------------------ a suite's files


@dataclass(slots=True)
class File:
    """One file of hidden tests, as it was imported."""

    name: str
    source: str
    names: dict[str, Any]
    """its globals"""

    def breaks(self) -> Iterator[tuple[Break, int]]:
        """Give every break, and which of its kind it is."""
        owners = _owners(ast.parse(self.source))
        for kind in KINDS:
            for at, (line, check) in enumerate(self._broken(kind, -1).places):
                yield Break(self.name, line, kind, check[:60], owners.get(line, "")), at

    def broken(self, kind: str, at: int, names: dict[str, Any]) -> dict[str, Any]:
        """Execute the file with one break, in these globals."""
        return self._run(self._broken(kind, at).tree, names)

    def whole(self, names: dict[str, Any]) -> dict[str, Any]:
        """Execute the file unbroken, in these globals."""
        return self._run(ast.parse(self.source), names)

    def users(self, function: str) -> set[str]:
        """Name the functions that reach this one, itself among them."""
        calls = {
            node.name: {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            for node in ast.parse(self.source).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        }
        reached = {function}
        while (
            more := {name for name, used in calls.items() if used & reached} - reached
        ):
            reached |= more
        return reached

    def _broken(self, kind: str, at: int) -> Any:
        breaker = Breaker(kind, self._takes, at)
        breaker.tree = breaker.visit(ast.parse(self.source))
        return breaker

    def _takes(self, check: str) -> set[str]:
        try:
            parameters = inspect.signature(self.names[check]).parameters
        except (KeyError, TypeError, ValueError):
            return set()
        return {"rtol", "atol"} & set(parameters)

    def _run(self, tree: ast.Module, names: dict[str, Any]) -> dict[str, Any]:
        tree.body = [
            node
            for node in tree.body
            if not isinstance(node, ast.Import | ast.ImportFrom)
        ]
        fresh = {**names, "_negated": _negated}
        exec(compile(ast.fix_missing_locations(tree), self.name, "exec"), fresh)
        return fresh


def _owners(tree: ast.Module) -> dict[int, str]:
    """Name the top-level function of each line."""
    return {
        line: node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def file_of(assignment: Assignment, exercise: str, tests: list[HiddenTest]) -> File:
    """Read an exercise's file as it was collected."""
    path = assignment.hidden / f"test_{exercise}.py"
    return File(path.name, path.read_text("utf-8"), tests[0].run.__globals__)


def shared_of(assignment: Assignment, file: File) -> File | None:
    """Read `draws.py` as the exercise's file imported it."""
    path = assignment.hidden / "draws.py"
    for value in file.names.values():
        if inspect.isfunction(value) and value.__module__.endswith("draws"):
            return File(path.name, path.read_text("utf-8"), value.__globals__)
    return None


# ------------------------------------------------------------------ trying a break


class Exercise:
    """One exercise's suite, and the known answers that can tell if it is broken."""

    def __init__(self, grader: TrialGrader, name: str, matrix: Matrix) -> None:
        self.grader, self.name, self.matrix = grader, name, matrix
        self.tests = grader.suite.tests[name]
        self.file = file_of(grader.assignment, name, self.tests)
        planned = plan_trials(
            grader.assignment, CertifyOptions(tolerances=False), only=[name]
        )
        # The exercises behind a wrong answer have no broken tests.
        self.known = [replace(trial, behind=()) for trial in planned if trial.open]
        label = Label("accepted", name, "reference")
        self.known.insert(0, Trial(label=label, open=True))

    def turns_red(self, kind: str, names: dict[str, Any], functions: set[str]) -> bool:
        """Tell whether certify is red when the tests are those of `names`."""
        reached = [test for test in self.tests if test.function in functions]
        changed = [replace(test, run=names[test.function]) for test in reached]
        if not changed:
            return False
        suite = HiddenSuite(tests={self.name: changed})
        self.grader.judge = replace(self.grader.judge, suite=suite)
        trials = [one for one in self.known if self._can_tell(one, changed)]
        if kind == "negate":
            return any(map(self._is_red, trials))
        return any(map(self._is_red, reversed(trials)))

    def _can_tell(self, trial: Trial, changed: list[HiddenTest]) -> bool:
        if trial.label.shelf == "accepted":
            return True
        row = self._row(trial.label)
        return any(row.get(test.name, "") in CAUGHT for test in changed)

    def _is_red(self, trial: Trial) -> bool:
        """Judge by the tests that were run, as certify judges by all of them."""
        (one,) = self.grader.try_out(trial)
        row = {test: self._row(trial.label).get(test, "") for test in one.verdicts}
        rows = {trial.label: "".join(row.values())} if all(row.values()) else {}
        committed = Matrix(1, {self.name: tuple(row)}, rows)
        problems = judge_trials([(trial, (one,))], committed)
        wrong = [it for it in problems.problems if it.shelf == "accepted" or one.ours]
        return bool(wrong or problems.lost)

    def _row(self, label: Label) -> dict[str, str]:
        return self.matrix.letters(label) if label in self.matrix.rows else {}


def break_exercise(
    root: Path, name: str, exercise: str, every: int
) -> list[tuple[Break, bool]]:
    """Try every break of an exercise's own file."""
    assignment = Course.find(root).assignment(name)
    found = []
    with TrialGrader(assignment) as grader:
        one = Exercise(grader, exercise, read_matrix(assignment) or Matrix())
        for made, at in list(one.file.breaks())[::every]:
            names = one.file.broken(made.kind, at, one.file.names)
            red = one.turns_red(made.kind, names, one.file.users(made.function))
            found.append((made, red))
    return found


def break_shared(root: Path, name: str, every: int) -> list[tuple[Break, bool]]:
    """Try every break of what an assignment's hidden tests share."""
    assignment = Course.find(root).assignment(name)
    red: dict[Break, bool] = {}
    with TrialGrader(assignment) as grader:
        matrix = read_matrix(assignment) or Matrix()
        several = [Exercise(grader, each, matrix) for each in grader.suite.tests]
        for one in several:
            shared = shared_of(assignment, one.file)
            for made, at in list(shared.breaks())[::every] if shared else []:
                reached = shared.users(made.function)
                if red.get(made) or not reached & set(one.file.names):
                    continue
                helpers = shared.broken(made.kind, at, shared.names)
                more = {it: helpers[it] for it in reached & set(one.file.names)}
                names = one.file.whole({**one.file.names, **more})
                functions = set().union(*map(one.file.users, more))
                red[made] = one.turns_red(made.kind, names, functions)
    return list(red.items())


# ------------------------------------------------------------------ all of them


def main() -> int:
    """Break everything; say what went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument(
        "--every", type=int, default=1, help="try one of so many breaks"
    )
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--course-dir", type=Path, default=Path.cwd())
    given = parser.parse_args()
    course = Course.find(given.course_dir)
    found: list[tuple[str, Break, bool]] = []
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(given.jobs, mp_context=spawn) as pool:
        waiting = []
        for name in given.names or course.names():
            waiting.append(
                (name, pool.submit(break_shared, course.root, name, given.every))
            )
            for path in sorted(course.assignment(name).hidden.glob("test_*.py")):
                exercise = path.stem.removeprefix("test_")
                job = pool.submit(
                    break_exercise, course.root, name, exercise, given.every
                )
                waiting.append((name, job))
        for name, job in waiting:
            found += [(name, made, red) for made, red in job.result()]
    return report(found)


def report(found: list[tuple[str, Break, bool]]) -> int:
    """Print what went unnoticed and how many were noticed."""
    for name, made, red in found:
        if not red:
            print(f"  unnoticed  {name}/{made}")
    tried = Counter((name, made.kind) for name, made, _ in found)
    noticed = Counter((name, made.kind) for name, made, red in found if red)
    for (name, kind), number in sorted(tried.items()):
        print(f"  {name:<12}{kind:<8}{noticed[name, kind]:>5} of {number} turn it red")
    share = sum(noticed.values()) / max(len(found), 1)
    print(
        f"{sum(noticed.values())} of {len(found)} breaks turn certify red: {share:.1%}"
    )
    return 0 if found and share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
