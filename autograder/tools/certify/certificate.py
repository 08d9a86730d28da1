"""The certificate of a hidden suite: a judgement on what came of all trials. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.grading.diagnosis.matching import Signatures, Trace, steady_trace
from autograder.tools.certify import matrix
from autograder.tools.certify.matrix import Label, LostCatch, Matrix
from autograder.tools.certify.trials import RIGHT, Trial, TrialResult, TrialResults

MIN_ACCEPTED, MIN_MISCONCEPTIONS = 5, 8
"""answers that each exercise should have"""

TrialRecords = Sequence[tuple[Trial, TrialResults]]
"""every trial and what came of it"""


@dataclass(frozen=True, slots=True)
class SuiteProblem:
    """What keeps a suite from being certified, beside lost catches."""

    shelf: str
    """reference, unattempted, constants, absences, accepted, misconceptions, callers,
    mutants"""
    answer: str
    said: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What certifying one assignment came to."""

    assignment: str = ""
    suite: str = ""
    """the hash of what was tried"""
    made_on: Mapping[str, str | int] = field(default_factory=dict)
    """by what its numbers were computed; it holds elsewhere too"""
    now: Matrix
    committed: Matrix | None
    """None when none was committed yet"""
    tried: Counter[str]
    """how many answers of each shelf"""
    problems: tuple[SuiteProblem, ...]
    lost: tuple[LostCatch, ...]
    thin: tuple[str, ...] = ()
    """exercises with too few known answers, in words"""
    hinges: tuple[tuple[Label, str], ...] = ()
    """answers whose verdict hinges on a tolerance, and in which direction"""
    explained: int = 0
    """mutants that survive because they are no bugs"""
    stale: tuple[Label, ...] = ()
    """explained mutants that are caught, or are not there"""
    gaps: tuple[str, ...] = ()
    """what students would miss, and what belongs to no exercise, in words"""
    signatures: Signatures = field(default_factory=Signatures)
    """by what values each misconception is known again"""

    @property
    def green(self) -> bool:
        """Tell whether the suite deserves to grade."""
        return not self.problems and not self.lost


def judge_trials(
    done: TrialRecords,
    committed: Matrix | None,
    *,
    only: Iterable[str] = (),
    explained: Collection[Label] = (),
) -> Certificate:
    """Judge a suite.

    Args:
        done: every trial and what came of it.
        committed: the matrix that no catch may be lost against.
        only: names of the exercises concerned; all of them when it is empty.
        explained: mutants that are no bugs and may survive.
    """
    usual = [(trial, outcomes) for trial, outcomes in done if trial.tolerance == 1]
    seeds = len({trial.seed for trial, _ in usual})
    now = _without_mutants(matrix.merge_verdicts(_rows(usual), seeds))
    # That a catch hangs on last bits may first show elsewhere: it is not lost by that.
    calm = matrix.merge_verdicts(
        _rows(record for record in usual if not record[0].shaken), seeds
    )
    mutated = [
        (trial, tried) for trial, (tried, *_) in usual if _is_mutant(trial.label)
    ]
    survivors = _survivors(mutated)
    first = {trial.label for trial, _ in usual if trial.seed == 0}
    return Certificate(
        now=now,
        committed=committed,
        tried=Counter(label.shelf for label in first),
        problems=tuple(dict.fromkeys(_problems(usual, explained))),
        lost=tuple(matrix.find_lost_catches(_concerned(committed, set(only)), calm)),
        thin=tuple(_thin(now)),
        hinges=tuple(_hinges(done)),
        explained=len(survivors & set(explained)),
        stale=_stale(explained, mutated),
        signatures=Signatures(traces=_traces(done)),
    )


def _survivors(mutated: Sequence[tuple[Trial, TrialResult]]) -> set[Label]:
    return {trial.label for trial, tried in mutated if tried.kept_all}


def _stale(
    explained: Collection[Label], mutated: Sequence[tuple[Trial, TrialResult]]
) -> tuple[Label, ...]:
    """Name explanations of what does not survive; most runs try no mutant at all."""
    if not mutated:
        return ()
    return tuple(sorted(set(explained) - _survivors(mutated)))


def _traces(done: TrialRecords) -> dict[str, dict[str, Trace]]:
    traces: dict[str, dict[str, Trace]] = {}
    for trial, (tried, *_) in done:
        if trial.traced:
            known = traces.setdefault(tried.exercise, {})
            before = known.get(trial.label.name, tried.trace)
            known[trial.label.name] = steady_trace(before, tried.trace)
    return traces


def _rows(
    done: Iterable[tuple[Trial, TrialResults]],
) -> Iterator[tuple[Label, matrix.Verdicts]]:
    for trial, outcomes in done:
        if trial.open:
            yield trial.label, outcomes[0].verdicts


def _without_mutants(now: Matrix) -> Matrix:
    """Leave the mutants out of what is committed: not every run tries them."""
    rows = {at: row for at, row in now.rows.items() if not _is_mutant(at)}
    return replace(now, rows=rows)


def _is_mutant(label: Label) -> bool:
    return label.shelf == "mutants"


def _concerned(committed: Matrix | None, only: set[str]) -> Matrix:
    if committed is None:
        return Matrix()
    rows = {
        label: row
        for label, row in committed.rows.items()
        if not only or label.exercise in only
    }
    return replace(committed, rows=rows)


# ------------------------------------------------------------------ what is red


def _problems(
    done: TrialRecords, explained: Collection[Label]
) -> Iterator[SuiteProblem]:
    for trial, outcomes in done:
        for tried in outcomes:
            behind = tried.exercise in trial.behind
            found = _cost(tried) if behind else _problem(trial.label, tried)
            if found and trial.label not in explained:
                answer = _answer(trial, tried)
                yield SuiteProblem(trial.label.shelf, answer, *found)


def _answer(trial: Trial, tried: TrialResult) -> str:
    answer = str(trial.label)
    if not trial.exercise:  # a whole notebook: what counts is where it is wrong
        answer = tried.exercise
    if trial.told:
        answer += f" ({trial.told})"
    return answer


def _problem(label: Label, tried: TrialResult) -> tuple[str, str] | None:
    """Say what is wrong with how an answer fared, and what to do about it."""
    file = f"test_{tried.exercise}.py"
    if tried.ours:
        return (
            f"our fault in {_some(tried, tried.ours)}",
            f"`pytest` on {file} shows it",
        )
    if label.shelf in RIGHT and tried.slow:
        tests = _some(tried, tried.slow)
        said = f"uses over a third of a limit of computing time in {tests}"
        return said, _MORE_ROOM
    if label.shelf in RIGHT and not tried.kept_all:
        return (
            f"loses points in {_some(tried, tried.failed)}",
            "it is right: mend the test",
        )
    if label.shelf in ("unattempted", "constants", "absences") and tried.earned:
        return _points("earns", tried), f"let a `test_values…` in {file} fail it"
    if label.shelf in ("misconceptions", "mutants") and tried.kept_all:
        return _points("keeps", tried), f"{file} needs a test that it fails"
    return None


_MORE_ROOM = (
    "give three times the seconds under `limits:` in assignment.yaml: a slower machine "
    "needs them"
)


def _cost(tried: TrialResult) -> tuple[str, str] | None:
    """Say where a mistake cost again, in an exercise that calls the wrong one."""
    if tried.kept_all and not tried.ours:
        return None
    where = _some(tried, tried.ours or tried.failed)
    return f"costs points in {tried.exercise} too: {where}", "one mistake costs once"


def _points(verb: str, tried: TrialResult) -> str:
    return f"{verb} {tried.earned:g} of {tried.best:g}"


def _some(tried: TrialResult, tests: Sequence[str], most: int = 2) -> str:
    """Name a few tests, and what was said of the first of which something was."""
    told = ", ".join(tests[:most])
    if len(tests) > most:
        told += f" and {len(tests) - most} more"
    said = next(filter(None, map(tried.messages.get, tests)), "")
    if said:
        told += f": {said}"
    return told


# ------------------------------------------------------------------ what is noted


def _thin(now: Matrix) -> Iterator[str]:
    counts = Counter((label.shelf, label.exercise) for label in now.rows)
    for exercise in now.tests:
        right, wrong = counts["accepted", exercise], counts["misconceptions", exercise]
        if right < MIN_ACCEPTED or wrong < MIN_MISCONCEPTIONS:
            yield f"{exercise}: {right} accepted, {wrong} misconceptions"


def _hinges(done: TrialRecords) -> Iterator[tuple[Label, str]]:
    for trial, (tried, *_) in done:
        if trial.tolerance < 1 and tried.failed:
            said = f"loses points with tolerances ÷ {1 / trial.tolerance:g}"
            yield trial.label, said
        elif trial.tolerance > 1 and tried.kept_all:
            said = f"keeps all points with tolerances × {trial.tolerance:g}"
            yield trial.label, said
