"""What a student can see before handing in: the visible checks, in a worker.

Only the notebook is needed: its own grade cells hold the visible checks. They print a
line that begins with a sign for each exercise, or raise. What comes of them is a Report
like any other, without hidden tests; its page shows no points.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder import __version__, notebook, scoring
from autograder.courses.course import AssignmentConfig, exercises_of
from autograder.courses.fill import LABEL, source_of
from autograder.errors import MachineError, UserError
from autograder.model import Exercise, Kind, Limits, SandboxName, StudentCode, Verdict
from autograder.notebook import Notebook, Unreadable
from autograder.report import ExerciseResult, Outcome, Probe, Report, Submission
from autograder.sandbox.faults import Raised, StudentFault
from autograder.sandbox.protocol import CellResult, Worker
from autograder.student import Student
from autograder.submissions.arrivals import digest

log = logging.getLogger(__name__)

PRELOAD = ("matplotlib.pyplot", "sklearn.datasets")
DECIDES = "visible checks passed; hidden tests decide the grade"
RUBRIC = "The visible checks pass."

_SIGNS = {"✓": Verdict.PASSED, "✗": Verdict.WRONG, "–": Verdict.NOT_ATTEMPTED}
_SAID = re.compile(r"^([✓✗–]) (\w+): ?(.*)", re.MULTILINE | re.DOTALL)
_COMPARED = re.compile(r"(.*?) is\n(.*)\nbut should be\n(.*)", re.DOTALL)
"""how the visible checks of this course word a wrong value"""
_NEXT = re.compile(r"\n(?=[✓✗–] \w+: )")


def check(path: Path, *, sandbox: SandboxName = "auto") -> Report:
    """Run a notebook's cells and its visible checks; give what they found.

    Raises:
        UserError: the file is not there, or is no notebook of an assignment.
    """
    data = read(path)
    found, own = parsed(path, data), with_tags(path, data)
    exercises = asked(path, own)
    restored = notebook.restore(found, own, exercises)
    with _worker_for(sandbox) as (open_worker, layers):
        student = Student(restored.code, open_worker, Limits())
        student.run(figures=False)
        student.close()
    results = dict(zip(_ids(restored.code), student.cell_results, strict=False))
    judged = [_judged(one, results.get(one.name)) for one in exercises]
    label = label_of(found)
    score, max_score, extra = scoring.totals(judged)
    return Report(
        student="your notebook",
        assignment=str(label.get("assignment") or path.stem),
        title=str(label.get("title") or ""),
        status="graded",
        score=score,
        max_score=max_score,
        extra_credit=extra,
        suite="",
        sandbox=layers,
        grader=__version__,
        submission=Submission(file=path.name, sha256=digest(data)),
        notes=restored.code.notes,
        exercises=tuple(judged),
    )


def is_green(report: Report) -> bool:
    """Tell whether every visible check passed."""
    return not to_do(report)


def to_do(report: Report) -> list[ExerciseResult]:
    """Give the exercises whose visible checks do not pass."""
    asked = (one for one in report.exercises if one.kind is not Kind.WRITTEN)
    return [one for one in asked if one.verdict is not Verdict.PASSED]


# ------------------------------------------------------------------ reading


def read(path: Path) -> bytes:
    """Read a student's file, or say in words why not."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"`{path}` cannot be read: {error.strerror}",
            hint="give the path of your notebook, such as week_1.ipynb",
        ) from None


def parsed(path: Path, data: bytes) -> Notebook:
    """Parse a student's notebook."""
    try:
        return notebook.parse(data)
    except Unreadable as why:
        hint = f"{why.remedy}, or start from a fresh copy"
        raise UserError(f"`{path}`: {why.reason}", hint=hint) from None


def with_tags(path: Path, data: bytes) -> Notebook:
    """Read a notebook with nbgrader's tags, as a course reads its own release."""
    hint = "save it in Jupyter again, or start from a fresh copy"
    try:
        found = json.loads(data)
        cells = [{**one, "source": source_of(one)} for one in found["cells"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UserError(f"`{path}` is no notebook of format 4", hint=hint) from None
    return {**found, "cells": cells}


def asked(path: Path, own: Notebook) -> tuple[Exercise, ...]:
    """Read what a notebook asks for off its own grade cells."""
    try:
        exercises = exercises_of(own, AssignmentConfig(title=""), path.stem)
    except (KeyError, TypeError, ValueError, AttributeError, UserError):
        exercises = ()
    if not exercises:
        raise UserError(
            f"`{path}` is not the notebook of an assignment",
            hint="answer in the notebook that you were given: its cells are known "
            "by tags that a new notebook does not have",
        )
    return exercises


def label_of(found: Notebook) -> dict[str, object]:
    """Give what `release` noted in a notebook: assignment, title, answers."""
    label = found["metadata"].get(LABEL)
    return label if isinstance(label, dict) else {}


# ------------------------------------------------------------------ running


@contextmanager
def _worker_for(sandbox: SandboxName) -> Iterator[tuple[Callable[[], Worker], str]]:
    """Open workers; where this machine has no walls, without and with a warning."""
    from autograder.sandbox import start  # not everybody who asks can start one

    try:
        zygote = start(preload=PRELOAD, sandbox=sandbox)
    except MachineError as error:
        if sandbox != "auto":
            raise
        log.warning("%s: your notebook runs with all your rights, as in Jupyter", error)
        zygote = start(preload=PRELOAD, sandbox="none")
    with zygote:
        yield zygote.open, zygote.layers


def _ids(code: StudentCode) -> list[str]:
    return [cell.grade_id or f" {at}" for at, cell in enumerate(code.cells)]


# ------------------------------------------------------------------ judging


def _judged(exercise: Exercise, result: CellResult | None) -> ExerciseResult:
    if exercise.kind is Kind.WRITTEN:
        return scoring.score_exercise(exercise, [])
    verdict, message = _verdict(exercise.name, result)
    compared = _COMPARED.fullmatch(message)
    outcome = Outcome(
        test="visible_checks",
        rubric=RUBRIC,
        verdict=verdict,
        weight=1.0,
        message="" if compared else message,
    )
    probe = None
    if compared:
        call, yours, expected = compared.groups()
        probe = Probe(call=call, yours=yours, expected=expected)
    return scoring.score_exercise(exercise, [outcome], probe=probe)


def _verdict(name: str, result: CellResult | None) -> tuple[Verdict, str]:
    """Say what the grade cell of an exercise came to."""
    if result is None:
        return Verdict.MISSING, f"the cell with the checks of `{name}` did not run"
    if result.fault is not None:
        return _of_fault(result.fault)
    said = list(_said(f"{result.stdout}\n{result.stderr}"))
    worst = [one for one in said if one[0] is not Verdict.PASSED]
    return (worst or [(Verdict.PASSED, "")])[0]


def _of_fault(fault: StudentFault) -> tuple[Verdict, str]:
    """Word what a check raised; here the student may read all of it."""
    if not isinstance(fault, Raised) or not fault.detail:
        return fault.verdict, fault.message
    is_check = fault.name == "AssertionError"
    told = fault.detail if is_check else f"{fault.message}: {fault.detail}"
    return (Verdict.WRONG if is_check else fault.verdict), told


def _said(text: str) -> Iterable[tuple[Verdict, str]]:
    """Read the lines that begin with a sign, each with what follows it."""
    for part in _NEXT.split(f"\n{text}"):
        if found := _SAID.match(part.strip("\n")):
            sign, _name, told = found.groups()
            verdict = _SIGNS[sign]
            yield verdict, "" if verdict is Verdict.PASSED else told.strip()
