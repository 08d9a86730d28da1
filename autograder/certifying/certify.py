"""Certify a hidden suite: it rejects every known wrong answer and no right one.

Everything known goes through the grading line as a submission does: the reference, the
release, the catalogue, and constants of the right shape. What the hidden tests made of
the catalogue is compared with the committed matrix, so that no catch is lost unnoticed.
A green run is written down with the suite's hash; `grade` says whether it used that,
and knows the misconceptions again by the values that they gave here.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from autograder.certifying import impostors, matrix, mutants
from autograder.certifying.arithmetic import describe_arithmetic
from autograder.certifying.certificate import Certificate, judge
from autograder.certifying.gaps import collect_usable, find_gaps
from autograder.certifying.matrix import Label, Matrix
from autograder.certifying.trials import Trial, run
from autograder.courses import catalogue
from autograder.courses.course import Assignment, Course
from autograder.errors import UserError
from autograder.files import write_whole
from autograder.model import Exercise, Kind
from autograder.progress import progress_bar
from autograder.threads import usable_cpus

NEAR = {"accepted": 1 / 10, "misconceptions": 10.0}
"""a verdict hinges on a tolerance if it changes when all are this many times as wide"""
SHAKES = 2
"""how often known answers are tried with inputs that are off in their last bit"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How thorough a run is, and what becomes of it."""

    seeds: int = 1
    """over how many draws of the hidden inputs"""
    tolerances: bool = True
    """also look for verdicts that hinge on a tolerance or on last bits"""
    mutants: bool = False
    """also try the reference with bugs"""
    accept: bool = False
    """commit the matrix"""
    jobs: int | None = None
    """processes at a time; None: one for each core"""


def certify_all(
    course: Course, names: Sequence[str], wanted: Wanted, *, show: bool = True
) -> list[Certificate]:
    """Certify assignments with a progress bar, and write down what holds."""
    certificates = []
    assignments = [course.assignment(name) for name in names or course.names()]
    suites = collect_usable(assignments)
    for assignment in assignments:
        trials = plan(assignment, wanted)
        title = f"certifying {assignment.name} · {len(trials)} answers to try"
        with progress_bar(title, len(trials), show=show) as advance:
            found = certify(assignment, trials, jobs=wanted.jobs, progress=advance)
        gaps = tuple(find_gaps(assignment, suites[assignment.name]))
        found = replace(found, gaps=gaps)
        certificates.append(write(assignment, found, accept=wanted.accept))
    return certificates


def certify(
    assignment: Assignment,
    trials: Sequence[Trial],
    *,
    jobs: int | None = None,
    only: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Certificate:
    """Try what was planned, over all cores if `jobs` is None; write nothing."""
    jobs = jobs or usable_cpus()
    done = run(assignment, trials, jobs=jobs, progress=progress)
    certificate = judge(
        list(zip(trials, done, strict=True)),
        read_matrix(assignment),
        only=only,
        explained=explained(assignment),
    )
    suite = assignment.suite_hash
    return replace(
        certificate,
        assignment=assignment.name,
        suite=suite,
        made_on=describe_arithmetic(),
        signatures=replace(certificate.signatures, suite=suite),
    )


def write(
    assignment: Assignment, certificate: Certificate, *, accept: bool
) -> Certificate:
    """Write the matrix if it is accepted; if all is well the suite's hash, and where.

    Where is for people: nothing that decides hangs on it, so it is never compared.
    """
    if accept:
        now = matrix.accepted(certificate.committed or Matrix(), certificate.now)
        write_whole(_matrix(assignment), now.to_json())
        certificate = replace(certificate, committed=now, lost=())
    if certificate.green:
        signatures = certificate.signatures.to_json()
        write_whole(catalogue.signatures_path(assignment), signatures)
        data = {"suite": certificate.suite, "made_on": dict(certificate.made_on)}
        write_whole(_certified(assignment), json.dumps(data, indent=1) + "\n")
    return certificate


def read_matrix(assignment: Assignment) -> Matrix | None:
    """Read the committed matrix; None when there is none yet."""
    path = _matrix(assignment)
    return Matrix.from_json(path.read_text("utf-8")) if path.is_file() else None


def explained(assignment: Assignment) -> dict[Label, str]:
    """Read why some mutants are no bugs: `exercise: {mutant: why}`."""
    path = assignment.solutions / "equivalent.yaml"
    if not path.is_file():
        return {}
    try:
        data = _EXPLAINED.validate_python(yaml.safe_load(path.read_text("utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise UserError(
            f"`{path}` cannot be read: {str(error).splitlines()[0]}",
            hint="it holds for each exercise a mapping from mutant to the reason",
        ) from None
    return {
        Label("mutants", exercise, name): why
        for exercise, reasons in data.items()
        for name, why in reasons.items()
    }


_EXPLAINED = TypeAdapter(dict[str, dict[str, str]])


def is_certified(assignment: Assignment) -> bool:
    """Tell whether the suite as it is now was certified."""
    try:
        data = json.loads(_certified(assignment).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("suite") == assignment.suite_hash


def suite_words(assignment: Assignment) -> str:
    """Name the suite and say whether it is certified."""
    said = "certified" if is_certified(assignment) else "not certified"
    return f"suite {assignment.suite_hash[:7]}, {said}"


def _matrix(assignment: Assignment) -> Path:
    return assignment.solutions / "matrix.json"


def _certified(assignment: Assignment) -> Path:
    return assignment.solutions / "certified.json"


# ------------------------------------------------------------------ what is tried


def plan(
    assignment: Assignment, wanted: Wanted, *, only: Iterable[str] = ()
) -> list[Trial]:
    """Lay out every trial, in the order they are run.

    Args:
        assignment: whose hidden suite is certified.
        wanted: how thorough to be.
        only: names of the exercises concerned; all of them when it is empty.
    """
    asked = _asked(assignment, set(only))
    right = catalogue.reference_answers(assignment)
    once = [one for it in asked for one in _distorted(it, right[it.name])]
    once += [one for it in asked for one in _absent(assignment, it, right[it.name])]
    passed = impostors.takes_functions(right)
    once += [_caller(it, right[it.name]) for it in asked if it.name in passed]
    if wanted.mutants:
        once += [one for it in asked for one in _mutants(it, right[it.name])]
    known = list(_known(assignment, asked))
    near = [
        replace(trial, tolerance=NEAR[trial.label.shelf], open=False)
        for trial in (known if wanted.tolerances else [])
    ]
    shaken = [
        replace(trial, shaken=draw)
        for draw in range(1, SHAKES + 1)
        for trial in (known if wanted.tolerances else [])
    ]
    always = [one for it in asked for one in _constants(it, right[it.name])] + known
    if not only:
        always = _whole() + always
    behind = catalogue.dependents(right)
    seeded = [
        replace(one, seed=seed, behind=() if seed else _behind(one, behind))
        for seed in range(wanted.seeds)
        for one in always
    ]
    return [*seeded, *once, *near, *shaken]


def _behind(trial: Trial, dependents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Name where a misconception could cost again, beside its own exercise."""
    wrong = trial.label.shelf == "misconceptions"
    return tuple(dependents.get(trial.exercise, ())) if wrong else ()


def _whole() -> list[Trial]:
    """Try whole notebooks: the solved one and the released one."""
    return [
        Trial(label=Label("reference", "", "reference")),
        Trial(label=Label("unattempted", "", "unattempted"), attempted=False),
    ]


def _constants(exercise: Exercise, right: str) -> Iterator[Trial]:
    for constant, cell in impostors.constants(exercise.name, right).items():
        yield _trial("constants", exercise.name, constant, cell)


def _absent(assignment: Assignment, exercise: Exercise, right: str) -> Iterator[Trial]:
    """Try an exercise without its function: no later one may lose a point."""
    graded = [one.name for one in _asked(assignment, set())]
    later = graded[graded.index(exercise.name) + 1 :]
    stub = catalogue.answer_stub(assignment, exercise)
    for how, cell in impostors.absences(exercise.name, right, stub).items():
        trial = _trial("absences", exercise.name, how, cell)
        yield replace(trial, open=False, behind=tuple(later))


def _distorted(exercise: Exercise, right: str) -> Iterator[Trial]:
    name, plot = exercise.name, exercise.kind is Kind.PLOT
    for what, cell in impostors.distortions(name, right, plot=plot).items():
        yield _trial("distortions", name, what, cell)


def _caller(exercise: Exercise, right: str) -> Trial:
    """Try an answer that calls whatever functions it is passed with anything."""
    cell = impostors.caller(exercise.name, right)
    trial = _trial("callers", exercise.name, "caller", cell)
    return replace(trial, open=False, told="calls what it is passed with anything")


def _mutants(exercise: Exercise, right: str) -> Iterator[Trial]:
    for mutant in mutants.mutants(right):
        trial = _trial("mutants", exercise.name, mutant.name, mutant.source)
        yield replace(trial, told=mutant.change)


def _known(assignment: Assignment, exercises: Sequence[Exercise]) -> Iterator[Trial]:
    names = {exercise.name for exercise in exercises}
    shelves: tuple[catalogue.Shelf, ...] = ("accepted", "misconceptions")
    for shelf in shelves:
        for answer in catalogue.known_answers(assignment, shelf):
            if answer.exercise in names:
                yield _trial(shelf, answer.exercise, answer.name, answer.source)


def _trial(shelf: str, exercise: str, name: str, cell: str) -> Trial:
    return Trial(
        label=Label(shelf, exercise, name),
        cells={exercise: cell},
        open=shelf != "constants",
    )


def _asked(assignment: Assignment, only: set[str]) -> list[Exercise]:
    return [
        one
        for one in assignment.exercises
        if one.kind is not Kind.WRITTEN and (not only or one.name in only)
    ]
