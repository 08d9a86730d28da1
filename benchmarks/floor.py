"""The floor: a submission's cells and the hidden tests' calls, and nothing else.

    python -m benchmarks.floor COURSE ASSIGNMENT REPEATS NOTEBOOK…

Theory of operation. A first run, which is not timed, grades the submission with a
worker that lives in this very process, and writes down each call that the hidden tests
make. Then cells and calls run again and again in this warm process, on copies of the
same arguments that were made ahead: no isolation, no files, no checks, no reference, no
pictures. Any grader must spend that. Only answers of our own catalogue come here: there
is nothing between them and this process.
"""

import contextlib
import copy
import gc
import io
import json
import random
import statistics
import sys
import time
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("agg")

import matplotlib.pyplot as plt
import sklearn.datasets

from autograder.course import catalogue
from autograder.course.course import Assignment, Course
from autograder.grading.hidden_suite import HiddenSuite, TestContext
from autograder.grading.student import Student
from autograder.grading.suite_collection import collect_suite
from autograder.model import Kind, StudentCode
from autograder.sandbox.api import (
    CallOptions,
    CallResult,
    CellResult,
    DrawnAxes,
    DrawnLine,
)
from autograder.sandbox.guest.figure_capture import describe_figures
from autograder.sandbox.student_faults import ExceptionRaised, FunctionMissing
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import restore_answers, unreadable_code

Call = tuple[str, list[Any], dict[str, Any]]

_SECRET = b"benchmark"


def main(root: str, name: str, repeats: str, *notebooks: str) -> None:
    """Print the floor of each notebook as JSON, by file name."""
    plt.show = lambda *_, **__: None
    sklearn.datasets.load_digits()
    assignment = Course.find(Path(root)).assignment(name)
    suite, reference = (
        collect_suite(assignment.hidden),
        catalogue.load_reference(assignment),
    )
    found = {}
    for path in notebooks:
        code = _code(assignment, Path(path).read_bytes())
        worker = Here()
        student = Student(code, lambda worker=worker: worker)
        context = TestContext(
            student=student,
            reference=reference,
            secret=_SECRET,
            reference_student=lambda: _reference_student(assignment),
        )
        with _silence():
            tests = _hear(assignment, suite, context)
        times = [floor(code, worker.calls) for _ in range(int(repeats) + 1)][1:]
        found[Path(path).stem] = {
            "cells": statistics.median(cells for cells, _ in times),
            "calls": statistics.median(calls for _, calls in times),
            "code_cells": len(code.cells),
            "hidden_tests": tests,
            "calls_made": len(worker.calls),
        }
    print(json.dumps(found))


def floor(code: StudentCode, calls: Sequence[Call]) -> tuple[float, float]:
    """Run cells, then calls, in fresh names; give the CPU seconds of each."""
    random.seed(0)
    np.random.seed(0)
    worker = Here()
    prepared = copy.deepcopy(list(calls))
    gc.collect()
    with _silence():
        started = time.process_time()
        for cell in code.cells:
            worker.run_cell(cell.source)
        between = time.process_time()
        with np.errstate(all="ignore"):
            for name, args, kwargs in prepared:
                with contextlib.suppress(Exception):
                    worker.names[name](*args, **kwargs)
                plt.close("all")
        ended = time.process_time()
    return between - started, ended - between


class Here:
    """A worker in this process that writes calls down."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.names: dict[str, Any] = types.ModuleType("notebook").__dict__

    def run_cell(self, source: str, **_: Any) -> CellResult:
        """Run one cell; its figures are made and thrown away."""
        try:
            exec(compile(source, "<cell>", "exec"), self.names)  # noqa: S102 - our own
        except Exception as error:
            return CellResult(fault=_raised(error))
        finally:
            plt.close("all")
        return CellResult()

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        """Call a function, on copies."""
        if name not in self.names:
            raise FunctionMissing(f"`{name}` is not defined")
        self.calls.append((name, copy.deepcopy(list(args)), dict(kwargs)))
        copies = copy.deepcopy(list(args))
        if options.readonly:
            for value in copies:
                if isinstance(value, np.ndarray):
                    value.flags.writeable = False
        try:
            value = self.names[name](*copies, **kwargs)
            drawing = _drawn() if options.drawing else ()
        except Exception as error:
            raise _raised(error) from None
        finally:
            plt.close("all")
        return CallResult(value=value, arguments=tuple(copies), drawing=drawing)

    def fetch(self, ref: Any) -> Any:
        """Give a value that was kept: it is here."""
        return copy.deepcopy(ref)

    def functions(self) -> Mapping[str, str]:
        """Give the names there are."""
        return {name: type(value).__name__ for name, value in self.names.items()}

    def cpu_seconds(self) -> float:
        """Have no clock: nothing is limited here."""
        return 0.0

    def close(self) -> None:
        """Do nothing: the process goes on."""


def _hear(assignment: Assignment, suite: HiddenSuite, context: TestContext) -> int:
    """Grade once, so that the worker hears all calls; give the number of tests."""
    context.student.run(figures=False)
    graded = (
        exercise
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN
    )
    return sum(len(suite.run(exercise, context).outcomes) for exercise in graded)


def _code(assignment: Assignment, data: bytes) -> StudentCode:
    release, exercises = assignment.release, assignment.exercises
    try:
        return restore_answers(parse_notebook(data), release, exercises).code
    except Unreadable as reason:
        return unreadable_code(str(reason), exercises)


def _reference_student(assignment: Assignment) -> Student:
    answers = catalogue.reference_answers(assignment)
    solved = catalogue.make_answered_notebook(assignment, answers)
    return Student(_code(assignment, json.dumps(solved).encode()), Here)


def _drawn() -> tuple[DrawnAxes, ...]:
    return tuple(
        DrawnAxes(
            title=axes["title"],
            xlabel=axes["xlabel"],
            ylabel=axes["ylabel"],
            lines=tuple(DrawnLine(label=n, x=x, y=y) for n, x, y in axes["lines"]),
        )
        for axes in describe_figures(axes=20, lines=50)
    )


def _raised(error: Exception) -> ExceptionRaised:
    bases = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    return ExceptionRaised(name=type(error).__name__, bases=bases, detail=str(error))


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield


if __name__ == "__main__":
    main(*sys.argv[1:])
