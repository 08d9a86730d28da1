"""One submission as it lies there: bytes by file name, nothing read yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MANIFEST = "manifest.json"
"""what `autograder submit` calls its receipt, beside the notebook in the zip"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in for one assignment: bytes by file name."""

    student: str
    files: Mapping[str, bytes]
    """the notebooks"""
    submitted_at: str | None = None
    """ISO 8601 with its offset"""
    refused: str = ""
    """why there is nothing to grade, in words for the student"""
    notes: tuple[str, ...] = ()
    """what a person should know of what lay there"""
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """what else lay there and may be an answer in words; see `folder.Found`"""
    attempt: int = 0
    """its number, where several attempts of a student are graded; decides nothing"""
