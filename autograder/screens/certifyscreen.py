"""Certificates on the terminal: what holds, what does not, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.text import Text

from autograder.certifying import matrix
from autograder.certifying.certificate import Certificate, Problem
from autograder.certifying.matrix import Lost, Matrix
from autograder.terminal import (
    Screen,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.text import count_noun

MAX_LISTED = 12
"""things named of a kind before the rest is counted"""

LABEL = 15


def certificates(several: Sequence[Certificate], *, accepted: bool = False) -> Screen:
    """Show what certifying came to, an assignment after the other."""
    texts = [join_lines(_told(one, accepted=accepted)) for one in several]
    return Screen(Text("\n\n").join(texts), [_plain(one) for one in several])


def _told(one: Certificate, *, accepted: bool) -> Iterator[Text]:
    yield screen_line(_head(one), style="bold")
    for shelf, good in _shelves(one):
        wrong = [problem for problem in one.problems if problem.shelf == shelf]
        answers = len({problem.answer for problem in wrong})
        verb = "is" if answers == 1 else "are"
        said = f"{answers} {verb} not judged as {_judged(shelf)}" if wrong else good
        yield signed_line("bad" if wrong else "good", f"{shelf:<{LABEL}}{said}")
        yield from _listed(map(_problem, wrong))
    yield from _matrix_told(one, accepted=accepted)
    yield from _notes(one)
    yield screen_line()
    said = "certified" if one.green else "not certified"
    yield screen_line(f"suite {one.suite[:7]}, {said}", style="bold")


def _head(one: Certificate) -> str:
    tests = sum(map(len, one.now.tests.values()))
    parts = [
        one.assignment,
        count_noun(tests, "hidden test"),
        count_noun(one.tried["accepted"], "accepted answer"),
        count_noun(one.tried["misconceptions"], "misconception"),
        count_noun(one.now.seeds, "seed"),
    ]
    return " · ".join(parts)


def _shelves(one: Certificate) -> list[tuple[str, str]]:
    tried, killed = one.tried, one.tried["mutants"] - one.explained
    told = {
        "reference": "keeps all points",
        "unattempted": "earns nothing",
        "constants": f"all {tried['constants']} earn nothing",
        "absences": f"all {tried['absences']} cost their own exercise alone",
        "accepted": f"all {tried['accepted']} keep all points",
        "misconceptions": f"all {tried['misconceptions']} lose points",
        "callers": f"all {tried['callers']} are graded, whatever they call",
        "mutants": f"{killed} lose points, {one.explained} are explained",
    }
    return [(shelf, said) for shelf, said in told.items() if tried[shelf]]


def _judged(shelf: str) -> str:
    if shelf == "callers":
        return "their own doing"
    return "right" if shelf in ("reference", "accepted") else "wrong"


def _problem(problem: Problem) -> list[str]:
    told = f"{problem.answer} {problem.said}"
    return [told, f"hint: {problem.hint}"] if problem.hint else [told]


def _matrix_told(one: Certificate, *, accepted: bool) -> Iterator[Text]:
    if one.lost:
        yield signed_line(
            "bad", f"{'matrix':<{LABEL}}{len(one.lost)} of its catches lost"
        )
        yield from _listed([_lost(lost)] for lost in one.lost)
        yield indent_line(
            screen_line("  hint: mend the tests; --accept if it was on purpose")
        )
        return
    if accepted:
        yield signed_line("good", f"{'matrix':<{LABEL}}written")
        return
    new = matrix.unrecorded(one.committed or Matrix(), one.now)
    catches = sum(len(one.now.catchers(label)) for label in one.now.rows)
    yield signed_line("good", f"{'matrix':<{LABEL}}none of {catches} catches lost")
    if new:
        told = f"{count_noun(len(new), 'answer')} not in the matrix yet"
        yield signed_line("note", f"{told}: --accept records them")


def _lost(lost: Lost) -> str:
    if not lost.test:
        return f"{lost.label} is gone"
    return f"{lost.label} is not caught by {lost.test} any more"


def _notes(one: Certificate) -> Iterator[Text]:
    """Say what is no failure and yet worth knowing."""
    yield from _note("not there", one.gaps)
    yield from _note("few known answers", one.thin)
    yield from _note(
        "explained as equivalent, yet caught or not there", list(map(str, one.stale))
    )
    yield from _note(
        "caught by one test only",
        [f"{label} ({function})" for label, function in matrix.alone(one.now)],
    )
    yield from _note(
        "hangs on a tolerance", [f"{label} {said}" for label, said in one.hinges]
    )
    yield from _note(
        "depends on the seed or on last bits",
        [
            f"{exercise} / {test}: {', '.join(names)}"
            for (exercise, test), names in matrix.unsteady(one.now).items()
        ],
    )
    yield from _note(
        "catches nothing that no other test catches",
        [f"{exercise} / {name}" for exercise, name in matrix.idle(one.now)],
    )


def _note(head: str, told: Sequence[str]) -> Iterator[Text]:
    if told:
        yield signed_line("note", f"{head}: {len(told)}")
        yield from _listed([one] for one in told)


def _listed(several: Iterable[list[str]]) -> Iterator[Text]:
    told = list(several)
    for first, *rest in told[:MAX_LISTED]:
        yield indent_line(screen_line(f"  {first}"))
        yield from (indent_line(screen_line(f"  {text}")) for text in rest)
    if len(told) > MAX_LISTED:
        yield indent_line(
            screen_line(f"  and {len(told) - MAX_LISTED} more: --json lists them")
        )


def _plain(one: Certificate) -> dict[str, object]:
    return {
        "assignment": one.assignment,
        "suite": one.suite,
        "certified": one.green,
        "made_on": dict(one.made_on),
        "seeds": one.now.seeds,
        "tests": sum(map(len, one.now.tests.values())),
        "accepted": one.tried["accepted"],
        "misconceptions": one.tried["misconceptions"],
        "constants": one.tried["constants"],
        "absences": one.tried["absences"],
        "problems": [asdict(problem) for problem in one.problems],
        "lost": [{"answer": str(it.label), "test": it.test} for it in one.lost],
        "gaps": list(one.gaps),
        "thin": list(one.thin),
        "mutants": one.tried["mutants"],
        "explained": one.explained,
        "stale": list(map(str, one.stale)),
        "caught_by_one": [
            {"answer": str(label), "test": function}
            for label, function in matrix.alone(one.now)
        ],
        "idle": [f"{exercise} / {name}" for exercise, name in matrix.idle(one.now)],
        "hinges": [{"answer": str(label), "said": said} for label, said in one.hinges],
        "depends_on_seed": [
            {"exercise": exercise, "test": test, "answers": names}
            for (exercise, test), names in matrix.unsteady(one.now).items()
        ],
    }
