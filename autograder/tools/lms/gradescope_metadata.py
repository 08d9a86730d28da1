"""Read Gradescope's `submission_metadata.yml`: who handed in what, and when. Pure.

Theory of operation. The file holds a block for each submission. Each block is read by
itself, and of it only what we ask for: it also holds what tests printed, which students
choose. So what is odd in one block costs nobody else, and nothing in it takes long.
Every value is text: to YAML an id such as `0012` would be the number ten.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml

METADATA = "submission_metadata.yml"
"""what Gradescope puts beside the folders"""
MAX_BLOCK = 16 << 10
"""characters that are read of a block"""

_HEAD = re.compile(r"""^["']?(submission_\d+)["']?:""", re.MULTILINE)
_KEY = re.compile(r"""( +)["']?:([a-z_]+)["']?:""")
_WANTED = ("submitters", "created_at")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)? ?(Z|UTC|[+-]\d\d:?\d\d)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """One who handed in."""

    sid: str = ""
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradescopeRecord:
    """One submission."""

    people: tuple[Submitter, ...] = ()
    at: datetime | None = None


def read_metadata(
    data: bytes, wanted: Container[str]
) -> Mapping[str, GradescopeRecord | str] | str:
    """Give what is said of each submission, by the name of its folder.

    Args:
        data: the file's content.
        wanted: names of the folders that there are; of others nothing is read.

    Returns:
        In a submission's place, or for all, a text: the reason that it cannot be read.
    """
    try:
        # Editors on Windows put a mark in front of UTF-8.
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return f"Gradescope's {METADATA} cannot be read: it is not UTF-8"
    heads = list(_HEAD.finditer(text))
    if not heads:
        return f"Gradescope's {METADATA} cannot be read: it names no submission"
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {
        head[1]: _read_block(text[head.start() : end])
        for head, end in zip(heads, ends, strict=True)
        if head[1] in wanted
    }


def _read_block(block: str) -> GradescopeRecord | str:
    kept = "".join(_asked_for(block.splitlines(keepends=True)))
    if len(kept) > MAX_BLOCK:
        return f"what Gradescope's {METADATA} says of it is too long"
    try:
        # BaseLoader makes text of everything and calls nothing: the file is not ours.
        read = yaml.load(kept, Loader=yaml.BaseLoader)  # noqa: S506 - text alone
        return _submitted(next(iter(read.values())))
    except (yaml.YAMLError, ValueError, RecursionError, AttributeError):
        return f"what Gradescope's {METADATA} says of it cannot be read"


def _asked_for(lines: list[str]) -> Iterator[str]:
    """Leave out of a block what nobody asked for: results, history and the like."""
    # The keys of a block stand as far to the right as its first one.
    first = _KEY.match("".join(lines[1:2]))
    is_asked_for = True
    for line in lines:
        key = _KEY.match(line)
        if key and first and key[1] == first[1]:
            is_asked_for = key[2] in _WANTED
        if is_asked_for:
            yield line


def _submitted(said: Mapping[str, Any]) -> GradescopeRecord:
    people = said.get(":submitters")
    if not isinstance(people, list):
        people = []
    return GradescopeRecord(
        people=tuple(
            _submitter(submitter) for submitter in people if isinstance(submitter, dict)
        ),
        at=_read_created_at(said.get(":created_at")),
    )


def _submitter(said: Mapping[str, Any]) -> Submitter:
    return Submitter(
        sid=_text(said.get(":sid")),
        name=_text(said.get(":name")),
        email=_text(said.get(":email")),
    )


def _text(value: object) -> str:
    # The loader makes text of all: YAML's words for nothing, too.
    if not isinstance(value, str) or value in ("~", "null"):
        return ""
    return value


def _read_created_at(said: object) -> datetime | None:
    if not isinstance(said, str):
        return None
    found = _TIME.fullmatch(said.strip())
    if not found:
        return None
    # Python 3.11 knows `Z`, and `UTC` not.
    zone = (found[4] or "Z").replace("UTC", "Z")
    # Gradescope writes nanoseconds; datetime keeps microseconds.
    part = (found[3] or "").ljust(6, "0")
    try:
        read = datetime.fromisoformat(f"{found[1]}T{found[2]}.{part}{zone}")
        return read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
