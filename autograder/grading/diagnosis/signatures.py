"""The signatures of an assignment's misconceptions, as `certify` kept them."""

from pathlib import Path

from autograder.course.course import Assignment
from autograder.grading.diagnosis.matching import Signatures


def read_signatures(assignment: Assignment) -> Signatures:
    """Read what `certify` kept of the misconceptions; of another suite: nothing."""
    try:
        kept = Signatures.from_json(signatures_path(assignment).read_text("utf-8"))
    except (OSError, ValueError, TypeError):
        return Signatures()
    # Those of another suite say nothing of what this one's tests see.
    if kept.suite != assignment.suite_hash:
        return Signatures()
    return kept


def signatures_path(assignment: Assignment) -> Path:
    """Give where the misconceptions' signatures lie."""
    return assignment.solutions / "signatures.jsonl"
