"""What a suite can grade without, and its readers need."""

import inspect
from collections.abc import Iterator

from autograder.common.errors import UserError
from autograder.common.text import suggest_closest
from autograder.course import catalogue
from autograder.course.course import Assignment
from autograder.grading.hidden_suite import HiddenSuite
from autograder.grading.suite_collection import collect_suite
from autograder.model import Kind


def collect_usable(assignments: list[Assignment]) -> dict[str, HiddenSuite]:
    """Collect hidden suites; refuse those that cannot judge, all reasons at once."""
    suites = {
        assignment.name: collect_suite(assignment.hidden) for assignment in assignments
    }
    reasons = [
        reason
        for assignment in assignments
        for reason in _reasons(assignment, suites[assignment.name])
    ]
    if reasons:
        raise UserError(
            "\n".join(["nothing was tried: the course is not whole", *reasons]),
            hint="mend what is named, then certify again",
        )
    return suites


def _reasons(assignment: Assignment, suite: HiddenSuite) -> list[str]:
    """Say what keeps exercises from being judged, each thing once."""
    for module in (
        catalogue.load_reference,
        catalogue.load_probes,
        catalogue.load_pictures,
    ):
        module(assignment)  # or a UserError
    # A test of an exercise without a reference has nothing to compare with.
    lacking = catalogue.missing_references(assignment)
    found = [
        lacking.get(exercise.name) or suite.reason_unusable(exercise.name)
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN
    ]
    return [f"  {reason}" for reason in dict.fromkeys(filter(None, found))]


def find_gaps(assignment: Assignment, suite: HiddenSuite) -> list[str]:
    """Name what students would miss, and what belongs to no exercise."""
    return [
        *_untold_tests(suite),
        *_untold_mistakes(assignment),
        *_without_probe(assignment),
        *_astray(assignment),
    ]


def _untold_tests(suite: HiddenSuite) -> Iterator[str]:
    seen: set[object] = set()
    for tests in suite.tests.values():
        for test in tests:
            if test.rubric or test.run in seen:
                continue
            seen.add(test.run)
            # A test may be wrapped by a decorator of somebody's: its own line counts.
            line = inspect.unwrap(test.run).__code__.co_firstlineno
            yield (
                f"{suite.place}/test_{test.exercise}.py:{line}: no docstring of "
                f"`{test.function}`: the sentence that students read"
            )


def _untold_mistakes(assignment: Assignment) -> Iterator[str]:
    for mistake in catalogue.known_answers(assignment, "misconceptions"):
        file = f"solutions/{assignment.name}/misconceptions/{mistake.exercise}.py"
        place, name = f"{file}:{mistake.line}", mistake.name
        if not mistake.belief:
            yield f"{place}: no docstring of `{name}`: what the student believes"
        if not mistake.hint:
            yield f"{place}: no `Hint:` of `{name}`: what we tell them"


def _without_probe(assignment: Assignment) -> Iterator[str]:
    probes = catalogue.load_probes(assignment)
    for exercise in assignment.exercises:
        if exercise.kind is Kind.CODE and exercise.name not in probes:
            yield (
                f"solutions/{assignment.name}/probes.py: no probe `{exercise.name}`: "
                "the call that the page shows, yours beside expected"
            )


def _astray(assignment: Assignment) -> Iterator[str]:
    """Name what is called after no exercise: nobody would ever look at it."""
    names = [
        exercise.name
        for exercise in assignment.exercises
        if exercise.kind is not Kind.WRITTEN
    ]
    root, solutions = assignment.course.root, assignment.solutions
    files = [
        *solutions.glob("accepted/*.py"),
        *solutions.glob("misconceptions/*.py"),
        *assignment.hidden.glob("test_*.py"),
    ]
    found = [
        (str(path.relative_to(root)), path.stem.removeprefix("test_"))
        for path in sorted(files)
        if path.name != "__init__.py"
    ]
    exhibits = {
        "probes": catalogue.load_probes(assignment),
        "pictures": catalogue.load_pictures(assignment),
    }
    for module, functions in exhibits.items():
        place = f"solutions/{assignment.name}/{module}.py"
        found += [(place, name) for name in functions]
    for place, name in found:
        if name not in names:
            close = suggest_closest(name, names)
            yield f"{place}: no exercise `{name}`{close and '; '}{close}"
