"""What files and texts are told apart by."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from autograder.common.digests import sha256_by_name, sha256_hex


@given(st.binary())
def test_bytes_have_their_sha256(data):
    """As any other program computes it."""
    assert hashlib.sha256(data).hexdigest() == sha256_hex(data)


def test_a_text_is_hashed_in_utf8():
    """A file of it has the same."""
    assert sha256_hex("Größe") == sha256_hex("Größe".encode())
    assert len(sha256_hex("")) == 64


def test_each_file_has_its_own():
    """By its name."""
    expected = {"a": sha256_hex(b"1"), "b": sha256_hex(b"2")}

    assert expected == sha256_by_name({"a": b"1", "b": b"2"})
