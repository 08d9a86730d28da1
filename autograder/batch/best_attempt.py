"""Which of a student's attempts counts, where course.yaml says that the best does.

Theory of operation. Whoever has several attempts has each of them graded like any
submission, into `reports/<a>.attempts/<student>/<n>.json`, beside what people look at.
The choice is read off these Reports and written down nowhere: a run that was cut off
goes on, and one after a change of the suite or of a due date chooses anew. What was
chosen is put into `submitted/`, so that all that looks there sees what counts, and its
Report becomes the student's without being graded again.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autograder.batch.grade_one import Artifacts
from autograder.batch.staged_results import StagedResults, read_staged, remove_staged
from autograder.batch.timings import SubmissionTimings
from autograder.course.course import Assignment
from autograder.course.lateness import Lateness
from autograder.course.policy import (
    AttemptChoice,
    AttemptScore,
    CountingRule,
    format_hundredths,
)
from autograder.course.report_store import ReportStore, read_report
from autograder.grading.report_builder import ReportBuilder
from autograder.model import Kind, SandboxName, Verdict
from autograder.report import ExerciseResult, Report
from autograder.submissions import intake
from autograder.submissions.attempts import Attempt, AttemptStore
from autograder.submissions.submission import Submission


def choose_attempts(
    attempts: "AttemptSource",
    students: Sequence[str],
    *,
    sandbox: SandboxName,
    settle: bool,
) -> "ChosenAttempts":
    """Say what counts of these students, all of whose attempts have been graded.

    Args:
        attempts: what was handed in. The course's lock is held.
        students: who handed in.
        sandbox: what they were graded in.
        settle: put what was chosen where submissions lie.
    """
    choices = {
        choice.student: choice
        for student in students
        if (choice := attempts.choose_one(student))
    }
    if settle:
        for student in choices:
            attempts.settle_chosen(student)
    return ChosenAttempts(attempts, choices, sandbox=sandbox, settled=settle)


def place_chosen_attempts(
    assignment: Assignment, store: ReportStore, students: Sequence[str]
) -> None:
    """Put what the Reports of attempts choose where submissions lie.

    Args:
        assignment: whose submissions they are.
        store: beside which the Reports of attempts are.
        students: who handed in.
    """
    if assignment.course.rules.which_counts(assignment.name) is CountingRule.BEST:
        attempts = AttemptSource(assignment, store)
        for student in students:
            attempts.settle_chosen(student)


def adopt_attempts(
    assignment: Assignment, previewed: ReportStore, student: str
) -> None:
    """Let the Reports of attempts that a preview made be those that stand."""
    standing = AttemptSource(assignment, assignment.report_store)
    staged = AttemptSource(assignment, previewed)
    for name in staged.list_names(student):
        if artifacts := read_staged(staged.store, name):
            number = int(name.rpartition("/")[2])
            with StagedResults(standing.store).open_writer() as write:
                write([replace(artifacts, attempt=number)])
        remove_staged(staged.store, name)


def explain_choice(assignment: Assignment, student: str) -> list[str]:
    """Say which attempt of a student counts and why; nothing where there is one."""
    kept = AttemptStore(assignment, student)
    counting = kept.counting
    if counting is None or len(kept.attempts) == 1:
        return []
    rule = assignment.course.rules.which_counts(assignment.name)
    head = f"attempt {counting.number} of {len(kept.attempts)} counts: the {rule}"
    if rule is CountingRule.LATEST:
        return [head]
    choice = AttemptSource(assignment, assignment.report_store).choose_one(student)
    if choice is None:
        return [f"{head}, once they are graded: `autograder grade {assignment.name}`"]
    if choice.chosen.number != counting.number:
        again = f"`autograder grade {assignment.name}`"
        return [f"attempt {choice.chosen.number} would count: {again}"]
    return [
        f"{head}, by points after lateness",
        *map(_describe_attempt, choice.contenders),
    ]


def _describe_attempt(attempt: AttemptScore) -> str:
    text = f"  {attempt.number}: {format_hundredths(attempt.points)}"
    if attempt.suspicious:
        return f"{text}, suspicious: a person must look at it before any other counts"
    if attempt.open:
        return f"{text} at most: our fault left some of it open"
    return text


class ChosenAttempts:
    """What counts for each student: `batch.SubmissionSource`."""

    def __init__(
        self,
        attempts: "AttemptSource",
        choices: dict[str, AttemptChoice],
        *,
        sandbox: SandboxName,
        settled: bool,
    ) -> None:
        self.choices: Sequence[AttemptChoice] = list(choices.values())
        self._attempts = attempts
        self._by_student = choices
        self._settled = settled
        self._desk = ReportBuilder(attempts.assignment, sandbox=sandbox)
        self._timings = SubmissionTimings(attempts.assignment)

    def read_submission(self, student: str) -> Submission:
        """Give what is graded for a student."""
        if self._settled or student not in self._by_student:
            return intake.read_submission(self._attempts.assignment, student)
        return self._attempts.read_submission(self._name_chosen(student))

    def known_artifacts(self, student: str) -> Artifacts | None:
        """Give what grading came to when it was one attempt among others."""
        if student not in self._by_student:
            return None
        name = self._name_chosen(student)
        artifacts = read_staged(self._attempts.store, name)
        if artifacts is None:
            return None
        # Not where `submitted/` was changed since, or the Report is of another suite.
        if artifacts.report.inputs != self._desk.hash_inputs(
            self.read_submission(student)
        ):
            return None
        return replace(artifacts, parts=self._timings.parts_of(name))

    def _name_chosen(self, student: str) -> str:
        return f"{student}/{self._by_student[student].chosen.number}"


class AttemptSource:
    """The attempts of an assignment, and their Reports: `batch.SubmissionSource`."""

    def __init__(self, assignment: Assignment, standing: ReportStore) -> None:
        """Keep their Reports beside those that stand, or that will stand."""
        self.assignment = assignment
        self.store = standing.sibling_store("attempts")
        self._kept: dict[str, AttemptStore] = {}

    def list_attempts(self, students: Sequence[str]) -> list[str]:
        """Name what is to be graded of these students before anything is chosen.

        What lies in `submitted/` and was not collected by us becomes an attempt.
        """
        names: list[str] = []
        for student in students:
            kept = self.kept(student)
            if kept.has_files:
                kept.take_in()
            names += self.list_names(student)
        return names

    def list_names(self, student: str) -> list[str]:
        """Name a student's attempts, as `Artifacts.name` does; none if there is one."""
        attempts = _with_files(self.kept(student))
        if len(attempts) == 1:
            return []
        return [f"{student}/{attempt.number}" for attempt in attempts]

    def kept(self, student: str) -> AttemptStore:
        """Give what is kept of a student."""
        return self._kept.setdefault(student, AttemptStore(self.assignment, student))

    def read_submission(self, name: str) -> Submission:
        """Give an attempt by its name."""
        student, _, number = name.rpartition("/")
        return self.kept(student).work(self._find(student, int(number)))

    def known_artifacts(self, name: str) -> None:
        """Know no attempt before it is graded."""

    def choose_one(self, student: str) -> AttemptChoice | None:
        """Choose by the Reports; None when there is one attempt, or none is graded."""
        scores = [
            self._score_attempt(attempt, report)
            for attempt in _with_files(self.kept(student))
            if (report := read_report(self.store, f"{student}/{attempt.number}"))
        ]
        # The best is not known while one of them has no Report.
        if len(self.list_names(student)) > len(scores) or not scores:
            return None
        return AttemptChoice(student=student, contenders=tuple(scores))

    def settle_chosen(self, student: str) -> None:
        """Put the attempt that counts where submissions lie."""
        if choice := self.choose_one(student):
            attempt = self._find(student, choice.chosen.number)
            self.kept(student).settle(attempt)

    def _find(self, student: str, number: int) -> Attempt:
        attempts = self.kept(student).attempts
        return next(attempt for attempt in attempts if attempt.number == number)

    def _score_attempt(self, attempt: Attempt, report: Report) -> AttemptScore:
        # As the Report says it, which knows no parts of seconds.
        came = attempt.at.replace(microsecond=0)
        lateness = Lateness.of(self.assignment, report.student, came)
        return AttemptScore(
            number=attempt.number,
            order=attempt.order,
            points=_most_points(report) * (1 - lateness.cost),
            suspicious=report.status == "suspicious",
            open=report.status == "not_graded",
        )


def _with_files(kept: AttemptStore) -> list[Attempt]:
    return [attempt for attempt in kept.attempts if attempt.files]


def _most_points(report: Report) -> Fraction:
    """Give the points of a Report, extra credit with them, without written questions.

    What a fault of ours left open counts as right.
    """
    return sum((_most_of(result) for result in report.exercises), Fraction(0))


def _most_of(result: ExerciseResult) -> Fraction:
    points = result.exact
    if result.kind is Kind.WRITTEN:
        return Fraction(0)
    if result.verdict is Verdict.GRADER_ERROR:
        return points.max_score + points.max_extra_credit
    return points.score + points.extra_credit
