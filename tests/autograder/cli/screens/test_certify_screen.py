"""Certificates as plain text."""

from collections import Counter

from autograder.cli.screens.certify_screen import (
    MAX_LISTED,
    certificates_screen,
    name_suite,
)
from autograder.tools.certify.certificate import Certificate, SuiteProblem
from autograder.tools.certify.matrix import Label, LostCatch, Matrix

WRONG = Label("misconceptions", "total", "forgets_one")
ROWS = Matrix(1, {"total": ("test_values", "test_empty")}, {WRONG: "W."})


def certificate(problems=(), lost=(), **more):
    return Certificate(
        assignment="sums",
        suite="4f2a91c0ffee",
        now=ROWS,
        committed=more.pop("committed", ROWS),
        tried=more.pop("tried", Counter(accepted=3, misconceptions=1)),
        problems=tuple(problems),
        lost=tuple(lost),
        **more,
    )


def shown(one, **options):
    return certificates_screen([one], **options).plain


def test_green_certificate_names_what_holds():
    """A sign and a sentence for each shelf that was tried, and the suite's hash."""
    text = shown(certificate())

    assert "sums · 2 hidden tests · 3 accepted answers · 1 misconception" in text
    assert "✓ accepted       all 3 keep all points" in text
    assert "✓ matrix         none of 1 catches lost" in text
    assert "constants" not in text
    assert text.endswith("suite 4f2a91c, certified")


def test_problem_is_told_with_its_hint():
    """What keeps its points, and what to do about it."""
    problem = SuiteProblem("misconceptions", str(WRONG), "keeps 4 of 4", "add a test")
    text = shown(certificate([problem]))

    assert "✗ misconceptions 1 is not judged as wrong" in text
    assert "total / forgets_one keeps 4 of 4" in text
    assert "hint: add a test" in text
    assert text.endswith("not certified")


def test_lost_catches_are_told_and_how_to_accept_them():
    """A lost catch and an answer that is gone read differently."""
    text = shown(certificate(lost=[LostCatch(WRONG, "test_empty"), LostCatch(WRONG)]))

    assert "✗ matrix         2 of its catches lost" in text
    assert "total / forgets_one is not caught by test_empty any more" in text
    assert "total / forgets_one is gone" in text
    assert "--accept" in text


def test_new_answers_ask_to_be_recorded():
    """Until the first --accept nothing is compared."""
    assert "1 answer not in the matrix yet" in shown(certificate(committed=None))
    assert "matrix         written" in shown(certificate(committed=None), accepted=True)


def test_notes_tell_what_is_no_failure():
    """One test only, tolerances, seeds, few answers."""
    text = shown(
        certificate(thin=["total: 3 accepted, 1 misconceptions"], hinges=[(WRONG, "x")])
    )

    assert "! few known answers: 1" in text
    assert "total / forgets_one (test_values)" in text
    assert "! hangs on a tolerance: 1" in text
    assert "total / test_empty" in text


def test_long_lists_are_cut():
    """The rest is counted, and --json has it."""
    lost = [LostCatch(WRONG, f"test_{number}") for number in range(MAX_LISTED + 3)]
    text = shown(certificate(lost=lost))

    assert "and 3 more: --json lists them" in text


def test_mutants_are_counted_when_they_were_tried():
    """Explained ones are no failure; stale explanations are told."""
    tried = Counter(mutants=7)
    gone = (Label("mutants", "total", "m1"),)
    text = shown(certificate(tried=tried, explained=2, stale=gone))

    assert "✓ mutants        5 lose points, 2 are explained" in text
    assert "yet caught or not there: 1" in text


def test_json_holds_everything():
    """What the screen cuts short is in the data."""
    (data,) = certificates_screen([certificate(lost=[LostCatch(WRONG)])]).data

    assert data["certified"] is False
    assert data["lost"] == [{"answer": "total / forgets_one", "test": ""}]
    assert data["idle"] == ["total / test_empty"]


def test_suite_is_named_by_its_hash_and_what_is_known_of_it():
    """Seven characters tell suites apart; whether it was proved stands beside."""
    assert name_suite("4f2a91c0ffee", is_certified=True) == "suite 4f2a91c, certified"
    assert name_suite("4f2a", is_certified=False) == "suite 4f2a, not certified"
