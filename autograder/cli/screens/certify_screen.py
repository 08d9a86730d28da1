"""Certificates on the terminal: what holds, what does not, and what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.text import Text

from autograder.common.terminal import (
    Screen,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun
from autograder.tools.certify import matrix
from autograder.tools.certify.certificate import Certificate, SuiteProblem
from autograder.tools.certify.matrix import LostCatch, Matrix
from autograder.tools.certify.trials import RIGHT

MAX_LISTED = 12
"""things named of a kind before the rest is counted"""

LABEL = 15


def certificates_screen(
    several: Sequence[Certificate], *, accepted: bool = False
) -> Screen:
    """Show what certifying came to, an assignment after the other."""
    texts = [
        join_lines(_told(certificate, accepted=accepted)) for certificate in several
    ]
    return Screen(
        Text("\n\n").join(texts), [_plain(certificate) for certificate in several]
    )


def _told(certificate: Certificate, *, accepted: bool) -> Iterator[Text]:
    yield screen_line(_head(certificate), style="bold")
    for shelf, good in _shelves(certificate):
        wrong = [problem for problem in certificate.problems if problem.shelf == shelf]
        if wrong:
            yield signed_line("bad", f"{shelf:<{LABEL}}{_wrongly_judged(shelf, wrong)}")
        else:
            yield signed_line("good", f"{shelf:<{LABEL}}{good}")
        yield from _listed(map(_problem, wrong))
    yield from _matrix_told(certificate, accepted=accepted)
    yield from _notes(certificate)
    yield screen_line()
    yield screen_line(
        name_suite(certificate.suite, is_certified=certificate.green), style="bold"
    )


def name_suite(suite: str, *, is_certified: bool) -> str:
    """Name a hidden suite by its hash, and say whether it is certified."""
    if is_certified:
        return f"suite {suite[:7]}, certified"
    return f"suite {suite[:7]}, not certified"


def _head(certificate: Certificate) -> str:
    tests = sum(map(len, certificate.now.tests.values()))
    parts = [
        certificate.assignment,
        count_noun(tests, "hidden test"),
        count_noun(certificate.tried["accepted"], "accepted answer"),
        count_noun(certificate.tried["misconceptions"], "misconception"),
        count_noun(certificate.now.seeds, "seed"),
    ]
    return " · ".join(parts)


def _shelves(certificate: Certificate) -> list[tuple[str, str]]:
    tried = certificate.tried
    # An explained mutant is no bug: it may survive.
    killed = tried["mutants"] - certificate.explained
    told = {
        "reference": "keeps all points",
        "unattempted": "earns nothing",
        "constants": f"all {tried['constants']} earn nothing",
        "absences": f"all {tried['absences']} cost their own exercise alone",
        "accepted": f"all {tried['accepted']} keep all points",
        "misconceptions": f"all {tried['misconceptions']} lose points",
        "callers": f"all {tried['callers']} are graded, whatever they call",
        "mutants": f"{killed} lose points, {certificate.explained} are explained",
    }
    return [(shelf, said) for shelf, said in told.items() if tried[shelf]]


def _wrongly_judged(shelf: str, wrong: Sequence[SuiteProblem]) -> str:
    # An answer that is misjudged under several draws is counted once.
    answers = len({problem.answer for problem in wrong})
    if answers == 1:
        return f"1 is not judged as {_judged(shelf)}"
    return f"{answers} are not judged as {_judged(shelf)}"


def _judged(shelf: str) -> str:
    if shelf == "callers":
        return "their own doing"
    if shelf in RIGHT:
        return "right"
    return "wrong"


def _problem(problem: SuiteProblem) -> list[str]:
    told = [f"{problem.answer} {problem.said}"]
    if problem.hint:
        told.append(f"hint: {problem.hint}")
    return told


def _matrix_told(certificate: Certificate, *, accepted: bool) -> Iterator[Text]:
    if certificate.lost:
        yield signed_line(
            "bad", f"{'matrix':<{LABEL}}{len(certificate.lost)} of its catches lost"
        )
        yield from _listed([_lost(lost)] for lost in certificate.lost)
        yield indent_line(
            screen_line("  hint: mend the tests; --accept if it was on purpose")
        )
        return
    if accepted:
        yield signed_line("good", f"{'matrix':<{LABEL}}written")
        return
    new = matrix.find_unrecorded(certificate.committed or Matrix(), certificate.now)
    catches = sum(
        len(certificate.now.catchers(label)) for label in certificate.now.rows
    )
    yield signed_line("good", f"{'matrix':<{LABEL}}none of {catches} catches lost")
    if new:
        told = f"{count_noun(len(new), 'answer')} not in the matrix yet"
        yield signed_line("note", f"{told}: --accept records them")


def _lost(lost: LostCatch) -> str:
    if not lost.test:
        return f"{lost.label} is gone"
    return f"{lost.label} is not caught by {lost.test} any more"


def _notes(certificate: Certificate) -> Iterator[Text]:
    """Say what is no failure and yet worth knowing."""
    yield from _note("not there", certificate.gaps)
    yield from _note("few known answers", certificate.thin)
    yield from _note(
        "explained as equivalent, yet caught or not there",
        list(map(str, certificate.stale)),
    )
    yield from _note(
        "caught by one test only",
        [
            f"{label} ({function})"
            for label, function in matrix.caught_by_one(certificate.now)
        ],
    )
    yield from _note(
        "hangs on a tolerance",
        [f"{label} {said}" for label, said in certificate.hinges],
    )
    yield from _note(
        "depends on the seed or on last bits",
        [
            f"{exercise} / {test}: {', '.join(names)}"
            for (exercise, test), names in matrix.find_unsteady(certificate.now).items()
        ],
    )
    yield from _note(
        "catches nothing that no other test catches",
        [
            f"{exercise} / {name}"
            for exercise, name in matrix.find_idle_tests(certificate.now)
        ],
    )


def _note(head: str, told: Sequence[str]) -> Iterator[Text]:
    if told:
        yield signed_line("note", f"{head}: {len(told)}")
        yield from _listed([row] for row in told)


def _listed(several: Iterable[list[str]]) -> Iterator[Text]:
    told = list(several)
    for first, *rest in told[:MAX_LISTED]:
        yield indent_line(screen_line(f"  {first}"))
        yield from (indent_line(screen_line(f"  {text}")) for text in rest)
    if len(told) > MAX_LISTED:
        yield indent_line(
            screen_line(f"  and {len(told) - MAX_LISTED} more: --json lists them")
        )


def _plain(certificate: Certificate) -> dict[str, object]:
    return {
        "assignment": certificate.assignment,
        "suite": certificate.suite,
        "certified": certificate.green,
        "made_on": dict(certificate.made_on),
        "seeds": certificate.now.seeds,
        "tests": sum(map(len, certificate.now.tests.values())),
        "accepted": certificate.tried["accepted"],
        "misconceptions": certificate.tried["misconceptions"],
        "constants": certificate.tried["constants"],
        "absences": certificate.tried["absences"],
        "problems": [asdict(problem) for problem in certificate.problems],
        "lost": [
            {"answer": str(catch.label), "test": catch.test}
            for catch in certificate.lost
        ],
        "gaps": list(certificate.gaps),
        "thin": list(certificate.thin),
        "mutants": certificate.tried["mutants"],
        "explained": certificate.explained,
        "stale": list(map(str, certificate.stale)),
        "caught_by_one": [
            {"answer": str(label), "test": function}
            for label, function in matrix.caught_by_one(certificate.now)
        ],
        "idle": [
            f"{exercise} / {name}"
            for exercise, name in matrix.find_idle_tests(certificate.now)
        ],
        "hinges": [
            {"answer": str(label), "said": said} for label, said in certificate.hinges
        ],
        "depends_on_seed": [
            {"exercise": exercise, "test": test, "answers": names}
            for (exercise, test), names in matrix.find_unsteady(certificate.now).items()
        ],
    }
