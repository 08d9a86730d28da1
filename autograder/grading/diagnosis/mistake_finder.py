"""Which known mistake of an assignment a wrong answer looks like."""

from functools import cached_property

from autograder.course import catalogue
from autograder.course.course import Assignment
from autograder.grading.diagnosis.matching import (
    Signatures,
    Trace,
    find_likest_mistake,
    most_similar_text,
    name_pattern,
)
from autograder.grading.diagnosis.signatures import read_signatures
from autograder.report import Diagnosis, ExerciseResult


class MistakeFinder:
    """Knows the mistakes of an assignment's catalogue, read when first needed."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment

    def diagnose(
        self, result: ExerciseResult, source: str, trace: Trace, secret: bytes
    ) -> ExerciseResult:
        """Say which known mistake an answer looks like, where one fits clearly.

        Args:
            result: what the exercise came to; a copy with the diagnosis is given back.
            source: the answer's code.
            trace: what the answer gave in the tests that it fails.
            secret: keys the pattern of a mistake that nobody knows.
        """
        fits = find_likest_mistake(trace, self.signatures.traces.get(result.name, {}))
        if not fits:
            return result.model_copy(update={"pattern": name_pattern(trace, secret)})
        known = self._mistakes[result.name]
        # Several fit only where no value tells them apart: then their code does.
        texts = {fit.misconception: known[fit.misconception].source for fit in fits}
        name = most_similar_text(source, texts)
        diagnosis = Diagnosis(
            misconception=name, likeness=fits[0].share, hint=known[name].hint
        )
        return result.model_copy(update={"diagnosis": (diagnosis,)})

    @cached_property
    def signatures(self) -> Signatures:
        """The traces of every known mistake."""
        return read_signatures(self._assignment)

    @cached_property
    def _mistakes(self) -> dict[str, dict[str, catalogue.KnownAnswer]]:
        """Every misconception of the catalogue, by exercise and name."""
        found: dict[str, dict[str, catalogue.KnownAnswer]] = {}
        for answer in catalogue.known_answers(self._assignment, "misconceptions"):
            found.setdefault(answer.exercise, {})[answer.name] = answer
        return found
