"""A submission, alive: what hidden suites call `student`.

`student.softmax(logits)` calls the function in the worker and gives plain data back.
When a call loses the worker, the next one is met by a new worker that has run the
notebook's cells again with the same seeds; the cells that lost a worker are left out.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from autograder.common.errors import GraderError
from autograder.grading.student_calls import CallLog, Overrides, StudentCall
from autograder.model import Answer, Cell, Exercise, Limits, StudentCode, Verdict
from autograder.sandbox.api import (
    CallOptions,
    CallResult,
    CellResult,
    DrawnAxes,
    OverwrittenNames,
    Worker,
)
from autograder.sandbox.host.passed_functions import passes_keywords_on
from autograder.sandbox.host.time_limits import Spending, TimeUp
from autograder.sandbox.student_faults import StudentFault, WorkerLost
from autograder.submissions.notebook import find_definitions

log = logging.getLogger(__name__)

MOST_SHOWN = 64 << 20
"""characters and bytes of pictures kept of all cells of a notebook"""
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
LEFT_OUT = "left out: the notebook shows more than is kept of it"


@passes_keywords_on
class StudentFunction:
    """One function of the notebook, called in its worker."""

    def __init__(
        self, student: "Student", name: str, options: CallOptions | None = None
    ) -> None:
        self._student = student
        self._options = options or CallOptions()
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it: arguments are copied in, the value is copied out."""
        return self._student.call(self.name, args, kwargs, self._options).value

    def readonly(self, *args: Any, **kwargs: Any) -> Any:
        """Call it with write-protected arrays."""
        options = CallOptions(readonly=True)
        return self._student.call(self.name, args, kwargs, options).value

    def with_arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
        """Call it; give the value and the arguments as they are afterwards."""
        options = CallOptions(arguments=True)
        result = self._student.call(self.name, args, kwargs, options)
        return result.value, result.arguments

    def keeping(self, *positions: int) -> "StudentFunction":
        """Leave the result in the worker, or these positions of a returned tuple.

        What stays is a `wire.Ref`: pass it to another call, or `student.fetch` it.
        """
        return StudentFunction(
            self._student, self.name, CallOptions(keep=positions or True)
        )

    def drawing(self, *args: Any, **kwargs: Any) -> tuple[Any, tuple[DrawnAxes, ...]]:
        """Call it; give the value and the axes that it drew."""
        options = CallOptions(drawing=True)
        result = self._student.call(self.name, args, kwargs, options)
        return result.value, result.drawing

    def fetch(self, ref: Any) -> Any:
        """Give the value behind a Ref that a call left in the worker."""
        return self._student.fetch(ref)


class Student:
    """The functions of one submission; `student.NAME` is one of them."""

    def __init__(
        self,
        code: StudentCode,
        open_worker: Callable[[], Worker],
        limits: Limits | None = None,
    ) -> None:
        self.code = code
        self.cell_results: list[CellResult] = []
        """what each cell gave when the notebook first ran"""
        self.call_log = CallLog()
        self._overrides = Overrides()
        self._open_worker = open_worker
        self._limits = limits or Limits()
        self._worker: Worker | None = None
        self._defined: frozenset[str] | None = None
        """the names there were when this worker was first asked"""
        self._overwritten: Mapping[str, OverwrittenNames] = {}
        """what cells behind an exercise's function did to the names that it uses"""
        self._ran: list[Cell] = []
        """the cells that this worker ran, in order"""
        self._lost: set[int] = set()
        self._room = MOST_SHOWN
        self._spending = Spending(self._limits)

    def fresh_copy(self) -> "Student":
        """Give the submission to be run in another worker, on the same account.

        That worker hears nothing of what this one was asked; cells that lost a worker
        here are left out there.
        """
        copy = Student(self.code, self._open_worker, self._limits)
        copy._lost = set(self._lost)
        # One account: a second worker buys no more time.
        copy._spending = self._spending
        return copy

    def __getattr__(self, name: str) -> StudentFunction:
        # What Python itself looks for, such as `__wrapped__`, is no student's function.
        if name.startswith("_"):
            raise AttributeError(name)
        return StudentFunction(self, name)

    def run(
        self,
        *,
        figures: bool = True,
        known_pictures: Mapping[str, bytes] = NO_PICTURES,
    ) -> None:
        """Run the notebook's cells once; a cell's fault does not stop the next.

        Cells that use all the time up leave none: each exercise then says so.

        Args:
            figures: keep what the cells draw.
            known_pictures: by the keys of their figures, need not be drawn again.
        """
        with suppress(WorkerLost):
            self._alive(figures=figures, known_pictures=known_pictures)
            self._read_overwritten()

    def _read_overwritten(self) -> None:
        """Ask what cells overwrote, before any hidden call is heard."""
        names = list(self.code.answers)
        try:
            with self._exchange() as worker:
                self._overwritten = worker.overwritten(names)
        except StudentFault:
            # It is a note for a person; the next call tells what became of it.
            log.debug("nothing is known of overwritten names", exc_info=True)

    def overwritten(
        self, name: str, *, earlier: bool = False
    ) -> list[tuple[str, Cell]]:
        """Give what later cells did to the names that a function uses, and which cell.

        Args:
            name: the function.
            earlier: what a reading of all names as they were then would change.
        """
        found = self._overwritten.get(name, OverwrittenNames())
        cells = found.changed if earlier else found.taken
        return [
            (name, self._ran[number - 1])
            for name, number in cells.items()
            if 0 < number <= len(self._ran)
        ]

    @property
    def used(self) -> float:
        """Seconds of computing that its workers used so far, about."""
        return self._spending.used

    def begin_exercise(self) -> None:
        """Count what the next exercise uses from 0."""
        self._spending.begin_exercise()

    @contextmanager
    def overriding(self, overrides: Overrides) -> Iterator[None]:
        """Call functions with these overrides meanwhile."""
        before, self._overrides = self._overrides, overrides
        try:
            yield
        finally:
            self._overrides = before

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
        options: CallOptions,
    ) -> CallResult:
        """Call a function of the notebook, or what stands in for it."""
        call = StudentCall(name=name, args=args, kwargs=kwargs)
        self.call_log.record_call(call)
        if self._overrides.answers(name, options):
            return self._call_override(call)
        options = self._overrides.applied_to(options)
        try:
            with self._exchange() as worker:
                result = worker.call(name, args, kwargs, options)
        except StudentFault as fault:
            self.call_log.record_fault(call, fault)
            raise
        self.call_log.record_result(call, result, is_whole=not options.keep)
        return result

    def _call_override(self, call: StudentCall) -> CallResult:
        stand_in = self._overrides.functions[call.name]
        try:
            value = stand_in(*call.args, **call.kwargs)
        except StudentFault as fault:
            self.call_log.record_call(replace(call, fault=fault))
            raise
        self.call_log.record_call(replace(call, value=value))
        return CallResult(value=value)

    def fetch(self, ref: Any) -> Any:
        """Give the value behind a Ref, as it is now."""
        with self._exchange() as worker:
            value = worker.fetch(ref)
        self.call_log.tell_listeners("fetch", value)
        return value

    def defines(self, name: str) -> bool:
        """Tell whether the notebook has something of that name."""
        if self._defined is None:
            with self._exchange() as worker:
                self._defined = frozenset(worker.functions())
        return name in self._defined

    @property
    def is_alive(self) -> bool:
        """Tell whether a call would be answered without a replay of the notebook."""
        return self._worker is not None

    def close(self) -> None:
        """End the worker; the next call would replay the notebook."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
            self._defined = None  # a replay may leave out the cell that defined a name

    @contextmanager
    def _exchange(self) -> Iterator[Worker]:
        """Give the worker for one question, on the submission's account."""
        worker = self._alive()
        self._check_budget()
        try:
            with self._spending.counted(worker.cpu_seconds, exercise=True):
                yield worker
        except (GraderError, WorkerLost, KeyboardInterrupt):
            # Half an exchange cannot be continued.
            self.close()
            raise

    def _alive(
        self,
        *,
        figures: bool = False,
        known_pictures: Mapping[str, bytes] = NO_PICTURES,
    ) -> Worker:
        """Give the worker; when it was lost, run the cells again in a new one."""
        # Each round that fails leaves one more cell out, so this ends.
        while self._worker is None:
            self._check_budget()
            self._worker = self._open_worker()
            try:
                self._run_cells(
                    self._worker, figures=figures, known_pictures=known_pictures
                )
            except WorkerLost:
                self.close()
        return self._worker

    def _run_cells(
        self, worker: Worker, *, figures: bool, known_pictures: Mapping[str, bytes]
    ) -> None:
        self._ran = []
        for number, cell in enumerate(self.code.cells):
            if number in self._lost:
                continue
            self._check_budget()
            self._ran.append(cell)
            try:
                with self._spending.counted(worker.cpu_seconds, exercise=False):
                    # A replay asks for none: they were kept the first time.
                    result = worker.run_cell(
                        cell.source,
                        figures=figures,
                        known=known_pictures,
                        cpu=self._cpu_for(cell),
                        locked=cell.locked,
                    )
            except WorkerLost as gone:
                self._lost.add(number)
                self._remember(number, CellResult(fault=gone))
                raise
            self._remember(number, result)

    def _cpu_for(self, cell: Cell) -> float | None:
        """Allow the release's own cells as much as a call: they do little else."""
        return self._limits.call_cpu if cell.locked else None

    def _remember(self, number: int, result: CellResult) -> None:
        """Keep what a cell gave the first time; a lost cell is always news."""
        if number == len(self.cell_results):
            self.cell_results.append(self._within_room(result))
        elif isinstance(result.fault, WorkerLost):
            self.cell_results[number] = result

    def _within_room(self, result: CellResult) -> CellResult:
        """Leave out what a cell shows once the whole notebook has shown too much."""
        shown: list[str | bytes] = [result.stdout, result.stderr]
        for output in result.outputs:
            shown += [output.text, output.png]
        # A notebook that prints without end must not fill our own memory.
        self._room -= sum(map(len, shown))
        if self._room >= 0:
            return result
        return CellResult(fault=result.fault, stderr=LEFT_OUT)

    def _check_budget(self) -> None:
        try:
            self._spending.check()
        except TimeUp as up:
            self.close()
            raise WorkerLost(Verdict.TIMED_OUT, str(up)) from None


def find_absence(exercise: Exercise, student: Student) -> tuple[Verdict, str] | None:
    """Say why there is nothing to test, if there is nothing."""
    answer = student.code.answers[exercise.name]
    if student.code.unreadable:
        return Verdict.MISSING, "there was no notebook that could be read"
    if not answer.attempted:
        if answer.source is None:
            return Verdict.MISSING, answer.note
        return Verdict.NOT_ATTEMPTED, "not attempted yet"
    try:
        if student.defines(exercise.name):
            return None
    except StudentFault as fault:
        return fault.verdict, fault.message
    return Verdict.MISSING, _missing_words(exercise, answer, student)


def _missing_words(exercise: Exercise, answer: Answer, student: Student) -> str:
    """Say what an answer has in place of its function: first of all, its error."""
    # Cells that no time was left for have no result.
    for cell, result in zip(student.code.cells, student.cell_results, strict=False):
        is_its = cell.grade_id == exercise.answer_id
        if result.fault and (is_its or exercise.name in find_definitions(cell.source)):
            return f"`{exercise.name}` is not defined: {result.fault.message}"
    if answer.note and "graded" not in answer.note:
        return answer.note
    return f"`{exercise.name}` is not defined after the notebook has run"
