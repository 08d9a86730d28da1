"""Find submissions whose code is nearly the same: pairs to look at, no accusations.

Pure. What is compared is not the text: comments, docstrings, layout, annotations and
the names that the author chose are gone before. Code is cut into runs of tokens. What
the release gives to everybody is subtracted, and so is whatever a good part of the
class writes: the usual way to write a thing says nothing about two people. Answers
too short to be written in more than a few ways are left out.

`copydetect`, the library for this in Python, had its last release in March 2024. It
compares files by the spelling of their tokens; after `ast` has taken away names and
layout, what is left to do is the intersection of two sets.
"""

import ast
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

RUN = 6
"""tokens that must agree in a row; a call such as `np . sum ( x )` has six"""
LEAST = 12
"""runs that an answer must have: shorter ones agree by chance"""
ALIKE = 0.7
"""two answers are alike from this share of common runs on: the likest two different
right answers to any of our exercises have 0.63"""
SHARE = 0.6
"""two submissions are from this share of common runs on, over all their answers: 0.42
where each answer of one is the likest right one to the other's, 0.2 in the median"""
EVIDENCE = 100
"""runs that two submissions must share, over all their answers"""
PART = 0.3
"""of the answers compared, so many must be alike, and at least two if there are two"""
COMMON = 0.1
"""a run that more than this part of the class has is common"""
FEW, MANY = 3, 30
"""so many may have a run in a small class, and no more in a large one"""
LONGEST = 20_000
"""characters of an answer that is compared; longer ones are no honest exercise"""

AnswersByExercise = Mapping[str, str]
"""what one student wrote, by exercise"""
TokenRuns = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPair:
    """Two submissions that a person may want to read side by side."""

    students: tuple[str, str]
    share: float
    """of the runs of tokens of both, from 0 to 1; 1 when they have all in common"""
    exercises: tuple[str, ...]
    """whose answers are alike"""
    compared: int
    """how many answers of both were long enough"""


def find_similar_pairs(
    submissions: Mapping[str, AnswersByExercise],
    released: AnswersByExercise = MappingProxyType({}),
) -> list[SimilarPair]:
    """Give the pairs of students whose code is nearly the same, the likest first.

    Args:
        submissions: the answers of each student.
        released: the answer cells as everybody got them, by exercise.
    """
    own = {
        student: _own_runs(answers, released)
        for student, answers in submissions.items()
    }
    common = _common(own)
    rare = {
        student: {name: runs - common[name] for name, runs in answers.items()}
        for student, answers in own.items()
    }
    found = [
        pair
        for first, second in _meeting(rare)
        if (pair := _compared((first, second), rare[first], rare[second]))
    ]
    return sorted(found, key=lambda pair: (-pair.share, pair.students))


def _own_runs(
    answers: AnswersByExercise, released: AnswersByExercise
) -> dict[str, TokenRuns]:
    by_exercise = {
        name: runs_of(source) - runs_of(released.get(name, ""))
        for name, source in answers.items()
    }
    return {name: runs for name, runs in by_exercise.items() if len(runs) >= LEAST}


def _common(own: Mapping[str, Mapping[str, TokenRuns]]) -> dict[str, TokenRuns]:
    """Give what so many have that it is nobody's, by exercise."""
    most = min(max(FEW, COMMON * len(own)), MANY)
    seen: dict[str, Counter[tuple[str, ...]]] = {}
    for answers in own.values():
        for name, runs in answers.items():
            seen.setdefault(name, Counter()).update(runs)
    return {
        name: frozenset(run for run, people in counts.items() if people > most)
        for name, counts in seen.items()
    }


def _meeting(rare: Mapping[str, Mapping[str, TokenRuns]]) -> Iterable[tuple[str, str]]:
    """Give the pairs that share enough to be looked at closer."""
    # By who has a run, and not pair by pair: most of a class's pairs share nothing.
    holders: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for student, answers in sorted(rare.items()):
        for name, runs in answers.items():
            for run in runs:
                holders.setdefault((name, run), []).append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for students in holders.values():
        shared.update(combinations(students, 2))
    return [pair for pair, number in shared.items() if number >= EVIDENCE]


def _compared(
    students: tuple[str, str],
    first: Mapping[str, TokenRuns],
    second: Mapping[str, TokenRuns],
) -> SimilarPair | None:
    both = [name for name in first if name in second]
    share = _common_share(
        sum(len(first[name] & second[name]) for name in both),
        sum(len(first[name]) for name in both),
        sum(len(second[name]) for name in both),
    )
    if share < SHARE:
        return None
    alike = [name for name in both if _is_telling(first[name], second[name])]
    if len(alike) < max(min(2, len(both)), PART * len(both)):
        return None
    return SimilarPair(
        students=students, share=share, exercises=tuple(alike), compared=len(both)
    )


def _is_telling(first: TokenRuns, second: TokenRuns) -> bool:
    return len(first & second) >= LEAST and run_likeness(first, second) >= ALIKE


def run_likeness(first: TokenRuns, second: TokenRuns) -> float:
    """Give the share of runs that two answers have in common."""
    return _common_share(len(first & second), len(first), len(second))


def _common_share(common: int, first: int, second: int) -> float:
    """Give the share that is common of two numbers of runs: Dice's coefficient."""
    if not first + second:
        return 0.0
    return 2 * common / (first + second)


# ------------------------------------------------------------------ what is compared


@lru_cache(maxsize=20_000)
def runs_of(source: str) -> TokenRuns:
    """Cut an answer into its runs of tokens; nothing where it is no Python."""
    tokens = normal_tokens(source)
    return frozenset(
        tuple(tokens[at : at + RUN]) for at in range(len(tokens) - RUN + 1)
    )


def normal_tokens(source: str) -> list[str]:
    """Give the tokens of an answer, without what an author can change at no cost."""
    if len(source) > LONGEST:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's "\d" is not our warning
            tree = ast.parse(source)
        text = ast.unparse(_Plain(_chosen(tree)).visit(tree))
        found = tokenize.generate_tokens(io.StringIO(text).readline)
        return [token.string for token in found if token.string.strip()]
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return []


def _chosen(tree: ast.Module) -> set[str]:
    """Name what the author named: arguments, variables, functions; `.x` attributes."""
    return {name for node in ast.walk(tree) for name in _named(node)} - _USUAL


_USUAL = {"np", "plt", "self"}


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.Attribute(attr=name, ctx=ast.Store()):
            yield f".{name}"
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
            yield name


class _Plain(ast.NodeTransformer):
    """Takes names, annotations and docstrings away."""

    def __init__(self, chosen: set[str]) -> None:
        self._chosen = chosen

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in ("id", "arg", "name", "asname"):
            if getattr(node, field, None) in self._chosen:
                setattr(node, field, "x")
        if isinstance(node, ast.Attribute) and f".{node.attr}" in self._chosen:
            node.attr = "x"
        return super().generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(arg="x")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        # `x: int` alone does nothing, and `x: int = 1` is `x = 1`.
        if node.value is None:
            return None
        self.generic_visit(node)
        return ast.Assign(targets=[node.target], value=node.value, lineno=0)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        self.generic_visit(node)
        if isinstance(node.value, ast.Constant):  # a docstring, or another lone text
            return None
        return node
