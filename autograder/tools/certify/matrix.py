"""The matrix answer × hidden test → verdict, and what can be read off it. Pure.

A letter says what a test made of an answer, `~` that it depends on the seed or on last
bits. A test *catches* an answer when the answer fails it in every seed. Parametrised
tests of one function count as one where it is asked who else catches an answer.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.common.errors import UserError
from autograder.model import Verdict

LETTERS = {
    Verdict.PASSED: ".",
    Verdict.WRONG: "W",
    Verdict.RAISED: "R",
    Verdict.TIMED_OUT: "T",
    Verdict.OUT_OF_MEMORY: "M",
    Verdict.DIED: "D",
    Verdict.MISSING: "X",
    Verdict.NOT_ATTEMPTED: "N",
    Verdict.BLOCKED: "B",
    Verdict.GRADER_ERROR: "E",
}
CAUGHT = frozenset("WRTMDXN")
UNSTEADY = "~"
GATE = "test_values"

Verdicts = Mapping[str, Verdict]
"""what each hidden test made of an answer, by the test's name"""


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """Which answer a row is about."""

    shelf: str
    exercise: str
    name: str

    def __str__(self) -> str:
        return f"{self.exercise} / {self.name}"


@dataclass(frozen=True, slots=True, order=True)
class LostCatch:
    """A catch that was, and is no more."""

    label: Label
    test: str = ""
    """empty when the answer itself is gone"""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the hidden tests of one assignment make of its catalogue."""

    seeds: int = 0
    tests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """by exercise, in the order they run"""
    rows: Mapping[Label, str] = field(default_factory=dict)
    """a letter for each test of the answer's exercise"""

    def letters(self, label: Label) -> dict[str, str]:
        """Give an answer's letters by test."""
        tests = self.tests[label.exercise]
        return dict(zip(tests, self.rows[label], strict=True))

    def catchers(self, label: Label) -> list[str]:
        """Name the tests that catch an answer."""
        letters = self.letters(label)
        return [test for test, letter in letters.items() if letter in CAUGHT]

    def bugs(self) -> list[Label]:
        """Give the rows of wrong answers that somebody could hand in."""
        return [at for at in self.rows if at.shelf in ("misconceptions", "mutants")]

    def to_json(self) -> str:
        """Write it with a line for each answer, so that a diff can be read."""
        shelves: dict[str, dict[str, str]] = defaultdict(dict)
        for label, row in sorted(self.rows.items()):
            shelves[label.shelf][f"{label.exercise}/{label.name}"] = row
        tests = {name: list(self.tests[name]) for name in sorted(self.tests)}
        data = {"seeds": self.seeds, "tests": tests, **shelves}
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Matrix":
        """Read what `to_json` wrote."""
        try:
            data = json.loads(text)
            tests = {name: tuple(names) for name, names in data.pop("tests").items()}
            seeds = int(data.pop("seeds"))
            rows = {
                Label(shelf, *answer.split("/", 1)): str(row)
                for shelf, answers in data.items()
                for answer, row in answers.items()
            }
            whole = all(len(tests[at.exercise]) == len(row) for at, row in rows.items())
        except (ValueError, KeyError, TypeError, AttributeError):
            whole = False
        if not whole:
            raise UserError(
                "`matrix.json` cannot be read",
                hint="`autograder certify NAME --accept` writes it anew",
            )
        return cls(seeds, tests, rows)


def merge_verdicts(runs: Iterable[tuple[Label, Verdicts]], seeds: int) -> Matrix:
    """Merge what the seeds gave: each answer comes once for each seed."""
    seen: dict[Label, list[Verdicts]] = defaultdict(list)
    for label, verdicts in runs:
        seen[label].append(verdicts)
    tests = {label.exercise: tuple(several[0]) for label, several in seen.items()}
    rows = {
        label: "".join(
            _letter([verdicts[test] for verdicts in several]) for test in several[0]
        )
        for label, several in seen.items()
    }
    return Matrix(seeds, tests, rows)


def find_lost_catches(committed: Matrix, now: Matrix) -> list[LostCatch]:
    """Find every catch of the committed matrix that does not hold now."""
    gone = []
    for label in committed.rows:
        if label not in now.rows:
            gone.append(LostCatch(label))
            continue
        letters = now.letters(label)
        gone += [
            LostCatch(label, test)
            for test in committed.catchers(label)
            if letters.get(test, "") not in CAUGHT
        ]
    return sorted(gone)


def find_unrecorded(committed: Matrix, now: Matrix) -> list[Label]:
    """Find answers that the committed matrix does not know, or not every test of."""
    return [
        label
        for label in now.rows
        if label not in committed.rows
        or set(now.tests[label.exercise]) - set(committed.tests[label.exercise])
    ]


def accept_matrix(committed: Matrix, now: Matrix) -> Matrix:
    """Give what is to be committed: a run over fewer seeds does not forget a `~`."""
    # What depends on the draw may show only under many of them.
    if now.seeds >= committed.seeds:
        return now
    rows = {}
    for label in now.rows:
        letters = now.letters(label)
        if label in committed.rows:
            known = committed.letters(label).items()
            unsteady = {test for test, letter in known if letter == UNSTEADY}
            letters |= dict.fromkeys(unsteady & letters.keys(), UNSTEADY)
        rows[label] = "".join(letters.values())
    return Matrix(committed.seeds, now.tests, rows)


def caught_by_one(matrix: Matrix) -> list[tuple[Label, str]]:
    """Give the wrong answers that one test function alone catches, and which."""
    found = []
    for label in matrix.bugs():
        catchers = {function_of(test) for test in matrix.catchers(label)}
        if len(catchers) == 1:
            found.append((label, catchers.pop()))
    return found


def find_idle_tests(matrix: Matrix) -> list[tuple[str, str]]:
    """Give (exercise, test function) of what catches nothing nobody else catches.

    Value tests are left out: they catch first, and the others wait for them.
    """
    needed = {(label.exercise, function) for label, function in caught_by_one(matrix)}
    return [
        (exercise, function)
        for exercise, tests in matrix.tests.items()
        for function in dict.fromkeys(map(function_of, tests))
        if (exercise, function) not in needed and not function.startswith(GATE)
    ]


def find_unsteady(matrix: Matrix) -> dict[tuple[str, str], list[str]]:
    """Give the tests, by exercise, whose verdict on some answers hangs on the seed."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label in matrix.rows:
        for test, letter in matrix.letters(label).items():
            if letter == UNSTEADY:
                found[label.exercise, test].append(label.name)
    return dict(found)


def function_of(test: str) -> str:
    """Name a parametrised test's function."""
    return test.partition("[")[0]


def _letter(verdicts: Sequence[Verdict]) -> str:
    letters = [LETTERS[verdict] for verdict in verdicts]
    # Wrong under one seed and raised under another is a catch both times.
    if len({letter in CAUGHT for letter in letters}) > 1:
        return UNSTEADY
    return letters[0]
