"""Which of a student's attempts counts, where course.yaml says that the best does.

Theory of operation. Whoever has several attempts has each of them graded like any
submission, into `reports/<a>.attempts/<student>/<n>.json`, beside what people look at.
The choice is read off these Reports and written down nowhere: a run that was cut off
goes on, and one after a change of the suite or of a due date chooses anew. What was
chosen is put into `submitted/`, so that all that looks there sees what counts, and its
Report becomes the student's without being graded again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from autograder.courses.course import Assignment
from autograder.courses.lateness import Lateness
from autograder.courses.reports import read_report
from autograder.courses.rules import Choice, Contender, Counts, shown
from autograder.model import Kind, SandboxName, Verdict
from autograder.report import ExerciseResult, Report
from autograder.runs import beside
from autograder.runs.finish import Entries, Finished, Writing
from autograder.runs.timings import Timings
from autograder.submissions import intake
from autograder.submissions.attempts import Attempt, Kept
from autograder.submissions.desk import ReportBuilder
from autograder.submissions.submission import Submission

Grade = Callable[[Assignment, Sequence[str], Entries, Writing], None]
"""grades what entries of these names give, under an assignment"""


def choose(
    assignment: Assignment,
    students: Sequence[str],
    grade: Grade,
    *,
    sandbox: SandboxName,
    settle: bool,
) -> "Chosen":
    """Grade all attempts of these students, and choose. The course's lock is held.

    Args:
        assignment: whose best attempt counts.
        students: who handed in.
        grade: grades attempts.
        sandbox: which one it uses.
        settle: put what was chosen where submissions lie.
    """
    every = _Attempts(assignment)
    names = [
        name for student in students for name in every.names(student, take_in=True)
    ]
    grade(every.place, names, every, beside.writing)
    choices = {
        choice.student: choice
        for student in students
        if (choice := every.choice(student))
    }
    if settle:
        for student in choices:
            every.settle(student)
    return Chosen(every, choices, sandbox=sandbox, settled=settle)


def settle(assignment: Assignment, students: Sequence[str]) -> None:
    """Put what the Reports of attempts choose where submissions lie."""
    if assignment.course.rules.which_counts(assignment.name) is Counts.BEST:
        every = _Attempts(assignment)
        for student in students:
            every.settle(student)


def take_over(assignment: Assignment, previewed: Assignment, student: str) -> None:
    """Let the Reports of attempts that were made beside be those that stand."""
    ours, theirs = _Attempts(assignment), _Attempts(previewed)
    for name in theirs.names(student):
        if finished := beside.read(theirs.place, name):
            number = int(name.rpartition("/")[2])
            with beside.writing(ours.place, lambda _: None) as write:
                write([replace(finished, attempt=number)])
        beside.remove(theirs.place, name)


def told(assignment: Assignment, student: str) -> list[str]:
    """Say which attempt of a student counts and why; nothing where there is one."""
    kept = Kept(assignment, student)
    counting = kept.counting
    if counting is None or len(kept.attempts) == 1:
        return []
    rule = assignment.course.rules.which_counts(assignment.name)
    head = f"attempt {counting.number} of {len(kept.attempts)} counts: the {rule}"
    if rule is Counts.LATEST:
        return [head]
    choice = _Attempts(assignment).choice(student)
    if choice is None:
        return [f"{head}, once they are graded: `autograder grade {assignment.name}`"]
    if choice.chosen.number != counting.number:
        again = f"`autograder grade {assignment.name}`"
        return [f"attempt {choice.chosen.number} would count: {again}"]
    return [f"{head}, by points after lateness", *map(_points, choice.contenders)]


def _points(one: Contender) -> str:
    said = f"  {one.number}: {shown(one.points)}"
    if one.suspicious:
        return f"{said}, suspicious: a person must look at it before any other counts"
    if one.open:
        return f"{said} at most: our fault left some of it open"
    return said


class Chosen:
    """What counts for each student: `finish.Entries`."""

    def __init__(
        self,
        every: "_Attempts",
        choices: dict[str, Choice],
        *,
        sandbox: SandboxName,
        settled: bool,
    ) -> None:
        self.choices: Sequence[Choice] = list(choices.values())
        self._every = every
        self._by_student = choices
        self._settled = settled
        self._desk = ReportBuilder(every.assignment, sandbox=sandbox)
        self._timings = Timings(every.assignment)

    def read(self, student: str) -> Submission:
        """Give what is graded for a student."""
        if self._settled or student not in self._by_student:
            return intake.read(self._every.assignment, student)
        return self._every.read(_name(student, self._by_student[student]))

    def known(self, student: str) -> Finished | None:
        """Give what grading came to when it was one attempt among others."""
        if student not in self._by_student:
            return None
        name = _name(student, self._by_student[student])
        finished = beside.read(self._every.place, name)
        report = read_report(self._every.place, name)
        same = report and report.inputs == self._desk.hash_inputs(self.read(student))
        if not same or finished is None:
            return None
        return replace(finished, parts=self._timings.of(name))


class _Attempts:
    """The attempts of an assignment, and their Reports."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.place = _Beside(
            assignment.course,
            assignment.name,
            assignment.config,
            around=assignment.reports,
        )
        self._kept: dict[str, Kept] = {}

    def names(self, student: str, *, take_in: bool = False) -> list[str]:
        """Name a student's attempts, as `Finished.name` does; none when there is one.

        What lies in `submitted/` and was not collected by us is one of them.
        """
        kept = self.kept(student)
        if take_in and kept.has_files:
            kept.take_in()
        every = _with_files(kept)
        return [f"{student}/{one.number}" for one in every] if len(every) > 1 else []

    def kept(self, student: str) -> Kept:
        """Give what is kept of a student."""
        return self._kept.setdefault(student, Kept(self.assignment, student))

    def read(self, name: str) -> Submission:
        """Give an attempt by its name: `finish.Entries`."""
        student, _, number = name.rpartition("/")
        kept = self.kept(student)
        return kept.work(next(x for x in kept.attempts if x.number == int(number)))

    def known(self, _name: str) -> None:
        """Know no attempt before it is graded."""

    def choice(self, student: str) -> Choice | None:
        """Choose by the Reports; None when there is one attempt, or none is graded."""
        kept = self.kept(student)
        graded = [
            self._contender(one, report)
            for one in _with_files(kept)
            if (report := read_report(self.place, f"{student}/{one.number}"))
        ]
        if len(self.names(student)) > len(graded) or not graded:
            return None
        return Choice(student=student, contenders=tuple(graded))

    def settle(self, student: str) -> None:
        """Put the attempt that counts where submissions lie."""
        if choice := self.choice(student):
            kept = self.kept(student)
            number = choice.chosen.number
            kept.settle(next(one for one in kept.attempts if one.number == number))

    def _contender(self, attempt: Attempt, report: Report) -> Contender:
        # As the Report says it, which knows no parts of seconds.
        came = attempt.at.replace(microsecond=0)
        lateness = Lateness.of(self.assignment, report.student, came)
        return Contender(
            number=attempt.number,
            order=attempt.order,
            points=_at_most(report) * (1 - lateness.cost),
            suspicious=report.status == "suspicious",
            open=report.status == "not_graded",
        )


@dataclass(frozen=True)
class _Beside(Assignment):
    """The assignment, with Reports of attempts in a place of their own."""

    around: Path = Path()
    """the folder of the Reports that stand"""

    @property
    def reports(self) -> Path:
        return self.around.with_name(f"{self.around.name}.attempts")


def _with_files(kept: Kept) -> list[Attempt]:
    return [one for one in kept.attempts if one.files]


def _name(student: str, choice: Choice) -> str:
    return f"{student}/{choice.chosen.number}"


def _at_most(report: Report) -> Fraction:
    """Give the points of a Report, extra credit with them, without written questions.

    What a fault of ours left open counts as right.
    """
    return sum((_most(one) for one in report.exercises), Fraction(0))


def _most(result: ExerciseResult) -> Fraction:
    if result.kind is Kind.WRITTEN:
        return Fraction(0)
    points = result.exact
    if result.verdict is Verdict.GRADER_ERROR:
        return points.max_score + points.max_extra_credit
    return points.score + points.extra_credit
