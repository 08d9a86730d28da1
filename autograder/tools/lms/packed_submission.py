"""Recognise what `autograder submit` packed: a notebook, and its hash in a manifest."""

import json
from collections.abc import Mapping
from datetime import tzinfo

from autograder.common.digests import sha256_hex
from autograder.submissions.safe_archive import ArchiveFile, ReadBudget, read_inner_zip
from autograder.submissions.submission import MANIFEST
from autograder.tools.lms import download_names
from autograder.tools.lms.submission_reader import ClaimedSubmission, with_file

MAX_MANIFEST = 64 << 10
FORGED = f"its {MANIFEST} is not as `autograder submit` writes it: pack it anew"


def read_packed(
    entries: Mapping[str, ArchiveFile], name: str
) -> ClaimedSubmission | None:
    """Give what `autograder submit` packed; None where it did not.

    Anything else in the zip, and the manifest is somebody's file as any other.
    """
    if MANIFEST not in entries or len(entries) != 2:  # noqa: PLR2004
        return None
    try:
        text = entries[MANIFEST].read()
        if len(text) > MAX_MANIFEST:
            return None
        said = json.loads(text)
        hash_ = sha256_hex(entries[said["file"]].read())
        student, assignment = str(said["student"]), str(said["assignment"])
        if hash_ != said["sha256"]:
            return None
    # A manifest may be a list, a number, or nested deeper than Python's stack.
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    claim = download_names.claim_of_manifest(student, assignment, name)
    files = [(with_file(claim, entry.path), entry) for entry in entries.values()]
    return ClaimedSubmission(claim, files)


def why_not_packed(entry: ArchiveFile, zone: tzinfo) -> str:
    """Say what is wrong with a zip, or with what lies in one of `submit`'s."""
    if entry.path == MANIFEST:
        return FORGED
    if not entry.path.lower().endswith(".zip"):
        return ""
    try:
        inner = read_inner_zip(entry.read(), zone, ReadBudget())
    except ValueError as reason:
        return str(reason)
    if any(member.path == MANIFEST for member in inner.entries):
        return FORGED
    return ""
