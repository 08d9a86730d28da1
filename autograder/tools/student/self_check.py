"""What a student can see before handing in: the visible checks, in a worker.

Only the notebook is needed: its label says what is asked for, its own grade cells hold
the visible checks (`expected`). It is laid out and read as grading does; the checks run
at its end, where hidden tests will. They print a line that begins with a sign for each
exercise, or raise. What comes of them is a Report like any other, without hidden tests;
its page shows no points.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from autograder import __version__
from autograder.common.digests import sha256_hex
from autograder.common.errors import MachineError, UserError
from autograder.grading import scoring, wording
from autograder.grading.student import Student, find_absence
from autograder.model import (
    Cell,
    Exercise,
    Kind,
    Limits,
    Notebook,
    SandboxName,
    StudentCode,
    Verdict,
)
from autograder.report import ExerciseResult, GradedFile, Outcome, Probe, Report
from autograder.sandbox.api import Worker
from autograder.sandbox.student_faults import ExceptionRaised, StudentFault
from autograder.submissions.notebook import parse_notebook
from autograder.submissions.notebook_json import Unreadable
from autograder.submissions.restored_notebook import restore_answers
from autograder.tools.student.expected_values import (
    ExpectedNotebook,
    read_expected,
    release_label_of,
)

log = logging.getLogger(__name__)

PRELOAD = ("matplotlib.pyplot", "sklearn.datasets")
DECIDES = "visible checks passed; hidden tests decide the grade"
RUBRIC = "The visible checks pass."

ChangedNames = Sequence[tuple[str, Cell]]
"""names that later cells changed beneath a function, each with the cell"""

_SIGNS = {"✓": Verdict.PASSED, "✗": Verdict.WRONG, "–": Verdict.NOT_ATTEMPTED}
_SAID = re.compile(r"^([✓✗–]) (\w+): ?(.*)", re.MULTILINE | re.DOTALL)
_COMPARED = re.compile(r"(.*?) is\n(.*)\nbut should be\n(.*)", re.DOTALL)
"""how the visible checks of this course word a wrong value"""
_UNDEFINED = re.compile(r"name '(\w+)' is not defined.*")
_NEXT = re.compile(r"\n(?=[✓✗–] \w+: )")


def check_notebook(path: Path, *, sandbox: SandboxName = "auto") -> Report:
    """Run a notebook's cells and its visible checks; give what they found.

    Raises:
        UserError: the file is not there, or is no notebook of an assignment.
    """
    data = read_notebook_file(path)
    found = parse_notebook_file(path, data)
    expected = require_exercises(path, found)
    code = restore_own_answers(path, found, expected)
    with _worker_for(sandbox) as (open_worker, layers):
        judged = _all_judged(code, open_worker, expected)
    label = release_label_of(found)
    score, max_score, extra = scoring.total_points(judged)
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
        submission=GradedFile(file=path.name, sha256=sha256_hex(data)),
        notes=(*code.notes, *_changed_notes(expected)),
        exercises=tuple(judged),
    )


def all_checks_pass(report: Report) -> bool:
    """Tell whether every visible check passed."""
    return not open_exercises(report)


def open_exercises(report: Report) -> list[ExerciseResult]:
    """Give the exercises whose visible checks do not pass."""
    return [result for result in report.exercises if _is_open(result)]


def blank_questions(report: Report) -> list[ExerciseResult]:
    """Give the written questions whose answer cells say nothing."""
    asked = (result for result in report.exercises if result.kind is Kind.WRITTEN)
    return [result for result in asked if result.verdict is Verdict.NOT_ATTEMPTED]


# ------------------------------------------------------------------ reading


def read_notebook_file(path: Path) -> bytes:
    """Read a student's file, or say in words why not."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            f"`{path}` cannot be read: {error.strerror}",
            hint="give the path of your notebook, such as week_1.ipynb",
        ) from None


def parse_notebook_file(path: Path, data: bytes) -> Notebook:
    """Parse a student's notebook."""
    try:
        return parse_notebook(data)
    except Unreadable as why:
        hint = f"{why.remedy}, or start from a fresh copy"
        raise UserError(f"`{path}`: {why.reason}", hint=hint) from None


def require_exercises(path: Path, found: Notebook) -> ExpectedNotebook:
    """Read what a notebook asks for off its label and its own grade cells."""
    expected = read_expected(found, path.stem)
    if not expected.exercises:
        raise _foreign(path)
    return expected


def restore_own_answers(
    path: Path, found: Notebook, expected: ExpectedNotebook
) -> StudentCode:
    """Lay a student's answers in, as grading will."""
    try:
        exercises = expected.exercises
        return restore_answers(found, expected.release, exercises).code
    except Unreadable:
        raise _foreign(path) from None


def _foreign(path: Path) -> UserError:
    return UserError(
        f"`{path}` is not the notebook of an assignment",
        hint="answer in the notebook that you were given: its cells are known "
        "by tags that a new notebook does not have",
    )


def _checks_last(code: StudentCode, expected: ExpectedNotebook) -> StudentCode:
    """Run the visible checks where hidden tests will be run: behind everything."""
    checks = {exercise.name for exercise in expected.exercises}
    cells = sorted(code.cells, key=lambda cell: cell.grade_id in checks)
    return replace(code, cells=tuple(cells))


def _changed_notes(expected: ExpectedNotebook) -> list[str]:
    """Say which other cells of ours are not as they were."""
    return [
        f"the cell `{name}` was changed: grading puts the released one back"
        for name in expected.changed
    ]


# ------------------------------------------------------------------ running


@contextmanager
def _worker_for(sandbox: SandboxName) -> Iterator[tuple[Callable[[], Worker], str]]:
    """Open workers; where nothing here isolates them, without and with a warning."""
    # Here: not everybody who imports this module can start one.
    from autograder.sandbox.host.start_sandbox import start_sandbox

    try:
        running = start_sandbox(preload=PRELOAD, sandbox=sandbox)
    except MachineError as error:
        if sandbox != "auto":
            raise
        log.warning("%s: your notebook runs with all your rights, as in Jupyter", error)
        running = start_sandbox(preload=PRELOAD, sandbox="none")
    with running:
        yield running.open, running.isolation


# ------------------------------------------------------------------ judging


def _all_judged(
    code: StudentCode, open_worker: Callable[[], Worker], expected: ExpectedNotebook
) -> list[ExerciseResult]:
    """Judge every exercise behind all cells; some where they stand, too.

    As in grading, what later cells changed beneath a function takes nothing away.
    """
    last, changed = _run(_checks_last(code, expected), open_worker, expected)
    if not any(changed[result.name] for result in last if _is_open(result)):
        return last
    in_place, _ = _run(code, open_worker, expected)
    return [
        _better_of(behind, where_it_stands, changed.get(behind.name, ()))
        for behind, where_it_stands in zip(last, in_place, strict=True)
    ]


def _better_of(
    behind: ExerciseResult, where_it_stands: ExerciseResult, changed: ChangedNames
) -> ExerciseResult:
    """Choose between the results of a check behind all cells, and in its place."""
    if not changed or not _is_open(behind) or _is_open(where_it_stands):
        return behind
    return where_it_stands.model_copy(update={"notes": _notes_of(behind, changed)})


def _run(
    code: StudentCode, open_worker: Callable[[], Worker], expected: ExpectedNotebook
) -> tuple[list[ExerciseResult], dict[str, ChangedNames]]:
    """Run the cells; judge, and give by exercise what later cells changed."""
    student = Student(code, open_worker, Limits())
    student.run(figures=False)
    judged = [_judged(exercise, student, expected) for exercise in expected.exercises]
    changed: dict[str, ChangedNames] = {
        exercise.name: student.overwritten(exercise.name, earlier=True)
        for exercise in expected.exercises
        if exercise.kind is not Kind.WRITTEN
    }
    student.close()
    return judged, changed


def _is_open(result: ExerciseResult) -> bool:
    return result.kind is not Kind.WRITTEN and result.verdict is not Verdict.PASSED


def _notes_of(result: ExerciseResult, changed: ChangedNames) -> tuple[str, ...]:
    notes = [*result.notes, *wording.overwritten_remarks(result.name, changed)]
    return tuple(dict.fromkeys(notes))  # each once, in this order


def _judged(
    exercise: Exercise, student: Student, expected: ExpectedNotebook
) -> ExerciseResult:
    answer = student.code.answers[exercise.name]
    notes = [answer.note] if answer.note else []
    if exercise.kind is Kind.WRITTEN:
        is_blank = answer.source is not None and not answer.attempted
        return _written(exercise, notes, is_blank=is_blank)
    notes += wording.overwritten_remarks(
        exercise.name, student.overwritten(exercise.name)
    )
    verdict, message = _verdict(exercise, student, expected)
    probe = None
    if compared := _COMPARED.fullmatch(message):
        # The two values stand side by side on the page, and not in the message again.
        call, yours, right = compared.groups()
        probe = Probe(call=call, yours=yours, expected=right)
        message = ""
    outcome = Outcome(
        test="visible_checks",
        rubric=RUBRIC,
        verdict=verdict,
        weight=1.0,
        message=message,
    )
    return scoring.score_exercise(exercise, [outcome], probe=probe, notes=notes)


def _written(exercise: Exercise, notes: list[str], *, is_blank: bool) -> ExerciseResult:
    """Say whether a question is answered where grading reads the answer.

    Which other texts are the student's own cannot be told without the release.
    """
    result = scoring.score_exercise(exercise, [], notes=notes)
    if not is_blank:
        return result
    return result.model_copy(update={"verdict": Verdict.NOT_ATTEMPTED})


def _verdict(
    exercise: Exercise, student: Student, expected: ExpectedNotebook
) -> tuple[Verdict, str]:
    """Say what an exercise came to: its function first, then its grade cell."""
    if absent := find_absence(exercise, student):
        return absent
    if reason := expected.unchecked.get(exercise.name):
        return Verdict.BLOCKED, reason
    return _said_by_check(exercise.name, student)


def _said_by_check(name: str, student: Student) -> tuple[Verdict, str]:
    # Not strict: where a worker was lost, the cells behind have no results.
    results = zip(student.code.cells, student.cell_results, strict=False)
    of_check = (result for cell, result in results if cell.grade_id == name)
    result = next(of_check, None)
    if result is None:
        return Verdict.MISSING, f"the cell with the checks of `{name}` did not run"
    if result.fault is not None:
        return _missing_cell(result.fault) or _of_fault(result.fault)
    for verdict, message in _printed_verdicts(f"{result.stdout}\n{result.stderr}"):
        if verdict is not Verdict.PASSED:
            return verdict, message
    return Verdict.PASSED, ""


def _missing_cell(fault: StudentFault) -> tuple[Verdict, str] | None:
    """Tell a check that raised since a cell of ours is missing, such as the setup."""
    undefined = _UNDEFINED.fullmatch(getattr(fault, "detail", ""))
    if not undefined or not isinstance(fault, ExceptionRaised) or " of " in fault.where:
        return None
    return Verdict.BLOCKED, (
        f"its visible check needs `{undefined[1]}`, and no cell of your notebook "
        "defines that: grading puts the released cells back"
    )


def _of_fault(fault: StudentFault) -> tuple[Verdict, str]:
    """Word what a check raised; here the student may read all of it."""
    if not isinstance(fault, ExceptionRaised) or not fault.detail:
        return fault.verdict, fault.message
    if fault.name == "AssertionError":  # the check's own: its text is the finding
        return Verdict.WRONG, fault.detail
    return fault.verdict, f"{fault.message}: {fault.detail}"


def _printed_verdicts(text: str) -> Iterable[tuple[Verdict, str]]:
    """Read the lines that begin with a sign, each with what follows it."""
    for part in _NEXT.split(f"\n{text}"):
        if found := _SAID.match(part.strip("\n")):
            sign, _name, message = found.groups()
            yield _SIGNS[sign], message.strip()
