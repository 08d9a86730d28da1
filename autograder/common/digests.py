"""SHA-256 digests of files and texts, by which they are told apart. Pure."""

import hashlib
from collections.abc import Mapping


def sha256_hex(content: str | bytes) -> str:
    """Give the SHA-256 of bytes, or of a text in UTF-8, in 64 hexadecimal digits."""
    encoded = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(encoded).hexdigest()


def sha256_by_name(files: Mapping[str, bytes]) -> dict[str, str]:
    """Give the SHA-256 of each file, by its name."""
    return {name: sha256_hex(data) for name, data in files.items()}
