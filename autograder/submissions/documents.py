"""Find pictures and files that a student handed in instead of text. Pure.

JupyterLab and VS Code keep a pasted picture as a cell's attachment, Colab as a data URI
in the text; some photos and scans lie beside the notebook. Nothing is decoded here but
base64: what the bytes are is told by how they begin, whatever they call themselves.
"""

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_DOCUMENT = 24 << 20
"""bytes of one that is kept; of a larger one only that it is there"""
MAX_DOCUMENTS = 50
"""of one cell"""

# Possessive (`*+`): a text of megabytes that is nearly a URI must not be tried twice.
_DATA_URI = re.compile(
    r"data:(?P<kind>[\w.+-]+/[\w.+-]+)(?:;(?!base64)[\w.=-]+)*"
    r"(?:;base64,(?P<base64>[A-Za-z0-9+/=_-]*+(?:\s*\n[A-Za-z0-9+/=_-]{40,}+)*+)"
    r"|,[^\s\"'>)]*+)",
    re.IGNORECASE,
)
_BEGINNINGS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "zip or office file"),  # .docx and .odt are zips
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
# What iPhones hand in: the box `ftyp` with its brand stands behind a length.
_HEIC = re.compile(rb".{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1|avif)", re.DOTALL)


@dataclass(frozen=True)  # no slots: its digest is kept
class Document:
    """A picture or file of a student's, as it was handed in."""

    name: str
    """as the student gave it: not fit to be shown"""
    data: bytes
    """empty when it was too large to be read, or damaged"""

    @cached_property
    def digest(self) -> str:
        """Tell it apart from others."""
        return hashlib.sha256(self.data or self.name.encode()).hexdigest()

    @property
    def kind(self) -> str:
        """Say what it is by how it begins: `JPEG`, `PDF`; empty when nobody knows."""
        start = self.data[:32]
        if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
            return "WebP"
        if _HEIC.match(start):
            return "HEIC"
        return next((kind for mark, kind in _BEGINNINGS if start.startswith(mark)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrawnPicture:
    """A picture as it may be shown, drawn anew where it can do no harm."""

    jpeg: bytes = b""
    why_not: str = ""
    """why there is none, in words for people"""


def split_documents(source: str) -> tuple[str, list[Document]]:
    """Take what is embedded in a text as data URIs out of it.

    Returns:
        The text with a name in place of each, and the documents.
    """
    if "data:" not in source.lower():
        return source, []
    found: list[Document] = []

    def take(match: re.Match[str]) -> str:
        name = f"picture {len(found) + 1}"
        found.append(Document(name, _decode_base64(match["base64"] or "")))
        return name

    return _DATA_URI.sub(take, source), found


def attached_documents(attachments: Any) -> Iterator[Document]:
    """Give a cell's attachments; Any, since the field can hold anything."""
    if not isinstance(attachments, dict):
        return
    for name, by_type in attachments.items():
        if isinstance(by_type, dict):
            for data in by_type.values():
                yield from _attached(str(name)[:200], data)


def _attached(name: str, data: Any) -> Iterator[Document]:
    """Give one attachment; its base64 may be a list of lines, as a cell's source."""
    if isinstance(data, list):
        data = "".join(line for line in data if isinstance(line, str))
    if isinstance(data, str):
        yield Document(name, _decode_base64(data))


def _decode_base64(text: str) -> bytes:
    if len(text) > MAX_DOCUMENT * 4 // 3:
        return b""
    # Base64 of URLs has other signs for the last two; a2b_base64 skips spaces itself.
    plain = text.encode("ascii", "ignore").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return binascii.a2b_base64(plain)
    except binascii.Error:
        return b""
