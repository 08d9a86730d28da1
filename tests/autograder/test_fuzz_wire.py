"""The wire's fuzzer, as far as every test run goes; `make nightly` goes further."""

import subprocess
import sys

import pytest

from autograder.sandbox.guest import wire
from tests.nightly import fuzz_wire, fuzzing


def test_decoder_holds_against_two_thousand_mutations():
    """Whatever the bytes, there is a plain value or a refusal."""
    accepted = sum(map(is_value, fuzzing.mutations(fuzz_wire.SEEDS, 2000)))
    fuzzing.fuzz(fuzz_wire.check, fuzz_wire.SEEDS, 2000)

    # Mutations that were all refused would show little.
    assert 100 < accepted < 1900


def is_value(data):
    try:
        wire.decode_value(memoryview(data))
    except wire.WireError:
        return False
    return True


def test_fuzzer_tells_the_bytes_that_broke_a_check():
    """A finding can be repeated from what is printed."""

    def break_at(data):
        if data[:1] == b"l":
            raise ValueError("broken")

    with pytest.raises(ValueError, match=r"broken") as caught:
        fuzzing.fuzz(break_at, fuzz_wire.SEEDS, 10)

    assert "the bytes were b'l" in caught.value.__notes__[0]


def test_mutations_are_the_same_in_every_run():
    """Without a seed of one's own a failure repeats."""
    first, again = (list(fuzzing.mutations([b"abc"], 50)) for _ in range(2))

    assert first == again
    assert len(set(first)) > 25


def test_command_runs_and_says_so():
    """`make nightly` calls it so."""
    program = [sys.executable, "-m", "tests.nightly.fuzz_wire"]
    done = subprocess.run(
        [*program, "--count", "50", "--engine", "own"],
        check=True,
        capture_output=True,
        text=True,
    )

    assert "50 executions by our own mutations" in done.stdout
