"""Plan what a hidden suite is tried with: every known answer, and those made of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.course import catalogue
from autograder.course.course import Assignment
from autograder.model import Exercise, Kind
from autograder.tools.certify import impostors, mutants
from autograder.tools.certify.matrix import Label
from autograder.tools.certify.trials import Trial

NEAR = {"accepted": 1 / 10, "misconceptions": 10.0}
"""a verdict hinges on a tolerance if it changes when all are this many times as wide"""
SHAKES = 2
"""how often known answers are tried with inputs that are off in their last bit"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifyOptions:
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


def plan_trials(
    assignment: Assignment, wanted: CertifyOptions, *, only: Iterable[str] = ()
) -> list[Trial]:
    """Lay out every trial, in the order they are run.

    Args:
        assignment: whose hidden suite is certified.
        wanted: how thorough to be.
        only: names of the exercises concerned; all of them when it is empty.
    """
    asked = _asked(assignment, set(only))
    right = catalogue.reference_answers(assignment)
    known = list(_known(assignment, asked))
    always = [trial for exercise in asked for trial in _constants(exercise, right)]
    always += known
    if not only:
        always = _whole() + always
    return [
        *_seeded(always, wanted.seeds, catalogue.list_dependents(right)),
        *_once(assignment, asked, right, mutants_too=wanted.mutants),
        *_near(known, wanted),
        *_shaken(known, wanted),
    ]


def _seeded(
    trials: Sequence[Trial], seeds: int, dependents: Mapping[str, Sequence[str]]
) -> Iterator[Trial]:
    """Repeat trials over draws; the first also shows what a mistake costs elsewhere."""
    for trial in trials:
        yield replace(trial, behind=_behind(trial, dependents))
    for seed in range(1, seeds):
        for trial in trials:
            yield replace(trial, seed=seed, behind=())


def _behind(trial: Trial, dependents: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Name where a misconception could cost again, beside its own exercise."""
    if trial.label.shelf != "misconceptions":
        return ()
    return tuple(dependents.get(trial.exercise, ()))


def _once(
    assignment: Assignment,
    asked: Sequence[Exercise],
    right: Mapping[str, str],
    *,
    mutants_too: bool,
) -> Iterator[Trial]:
    """Plan what one draw is enough for: answers that are made of the right ones."""
    for exercise in asked:
        yield from _distorted(exercise, right)
    for exercise in asked:
        yield from _absent(assignment, exercise, right)
    passed = impostors.takes_functions(right)
    for exercise in asked:
        if exercise.name in passed:
            yield _caller(exercise, right)
    if mutants_too:
        for exercise in asked:
            yield from _mutants(exercise, right)


def _near(known: Sequence[Trial], wanted: CertifyOptions) -> Iterator[Trial]:
    """Try known answers with other tolerances: does a verdict hinge on one?"""
    for trial in known if wanted.tolerances else ():
        # Right answers with narrower ones, wrong answers with wider ones.
        yield replace(trial, tolerance=NEAR[trial.label.shelf], open=False)


def _shaken(known: Sequence[Trial], wanted: CertifyOptions) -> Iterator[Trial]:
    """Try known answers with inputs that are off in their last bit."""
    for draw in range(1, SHAKES + 1):
        for trial in known if wanted.tolerances else ():
            yield replace(trial, shaken=draw)


def _whole() -> list[Trial]:
    """Try whole notebooks: the solved one and the released one."""
    return [
        Trial(label=Label("reference", "", "reference")),
        Trial(label=Label("unattempted", "", "unattempted"), attempted=False),
    ]


def _constants(exercise: Exercise, right: Mapping[str, str]) -> Iterator[Trial]:
    for constant, cell in impostors.make_constants(
        exercise.name, right[exercise.name]
    ).items():
        yield _trial("constants", exercise.name, constant, cell)


def _absent(
    assignment: Assignment, exercise: Exercise, right: Mapping[str, str]
) -> Iterator[Trial]:
    """Try an exercise without its function: no later one may lose a point."""
    graded = [other.name for other in _asked(assignment, set())]
    later = graded[graded.index(exercise.name) + 1 :]
    stub = catalogue.answer_stub(assignment, exercise)
    cells = impostors.make_absences(exercise.name, right[exercise.name], stub)
    for how, cell in cells.items():
        trial = _trial("absences", exercise.name, how, cell)
        yield replace(trial, open=False, behind=tuple(later))


def _distorted(exercise: Exercise, right: Mapping[str, str]) -> Iterator[Trial]:
    name, plot = exercise.name, exercise.kind is Kind.PLOT
    cells = impostors.make_distortions(name, right[name], plot=plot)
    for what, cell in cells.items():
        yield _trial("distortions", name, what, cell)


def _caller(exercise: Exercise, right: Mapping[str, str]) -> Trial:
    """Try an answer that calls whatever functions it is passed with anything."""
    cell = impostors.make_caller(exercise.name, right[exercise.name])
    trial = _trial("callers", exercise.name, "caller", cell)
    return replace(trial, open=False, told="calls what it is passed with anything")


def _mutants(exercise: Exercise, right: Mapping[str, str]) -> Iterator[Trial]:
    for mutant in mutants.make_mutants(right[exercise.name]):
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
        exercise
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN and (not only or exercise.name in only)
    ]
