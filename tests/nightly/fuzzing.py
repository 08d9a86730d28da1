"""Feed mutated bytes to a decoder: with atheris where it is, else by ourselves.

A fuzzer gives a `check` that takes bytes and raises for what must not be, and `seeds`
to mutate. `main` is its command line. atheris watches which branches the bytes reach,
and keeps those that reach new ones; it has wheels for x86-64 Linux only. The mutations
of our own are the same in every run.
"""

import argparse
import importlib.util
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

Check = Callable[[bytes], None]

LONGEST = 4096
_NUMBERS = tuple(
    value.to_bytes(width, "little")
    for width in (1, 2, 4, 8)
    for value in (0, 1, 1 << (8 * width - 1), (1 << 8 * width) - 1)
)
"""numbers at the ends of their ranges"""


def mutations(seeds: Sequence[bytes], count: int, seed: int = 0) -> Iterator[bytes]:
    """Give so many mutated seeds, the same ones for the same `seed`."""
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 2, 4))):
            _mutate(data, seeds, chance)
        yield bytes(data[:LONGEST])


def _mutate(data: bytearray, seeds: Sequence[bytes], chance: random.Random) -> None:
    place = chance.randint(0, len(data))
    kind = chance.randrange(6)
    if kind == 0:
        data[place : place + 1] = bytes([chance.randrange(256)])
    elif kind == 1:
        data[place:place] = chance.randbytes(chance.randint(1, 8))
    elif kind == 2:
        del data[place : place + chance.randint(1, 8)]
    elif kind == 3:
        number = chance.choice(_NUMBERS)
        data[place : place + len(number)] = number
    elif kind == 4:
        other = chance.choice(seeds)
        data[place:] = other[chance.randint(0, len(other)) :]
    else:
        data[place:place] = data[: chance.randint(0, len(data))]


def fuzz(check: Check, seeds: Sequence[bytes], count: int, seed: int = 0) -> int:
    """Check every seed and so many mutations of them; the first that fails raises.

    Returns:
        how many were checked.
    """
    checked = 0
    for data in (*seeds, *mutations(seeds, count, seed)):
        try:
            check(data)
        except Exception as error:
            error.add_note(f"the bytes were {data!r}")
            raise
        checked += 1
    return checked


def main(check: Check, seeds: Sequence[bytes], module: str, instrument: str) -> int:
    """Run as a command; give the exit code.

    Args:
        check: raises for what must not be.
        seeds: what to mutate.
        module: the fuzzer's own name, for the process that atheris runs in.
        instrument: the module whose branches atheris watches.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=["auto", "own", "atheris"], default="auto")
    given = parser.parse_args()
    has_atheris = importlib.util.find_spec("atheris") is not None
    if given.engine == "own" or (given.engine == "auto" and not has_atheris):
        fuzz(check, seeds, given.count, given.seed)
        print(f"{given.count} executions by our own mutations: {module} held")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(data)
        # atheris ends the process that it runs in.
        program = "from tests.nightly.fuzzing import run_atheris; run_atheris()"
        options = [f"-runs={given.count}", f"-seed={given.seed}", f"-max_len={LONGEST}"]
        names = [module, instrument]
        done = subprocess.run(
            [sys.executable, "-c", program, *names, *options, "-timeout=10", folder],
            check=False,
            stderr=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        print(done.stderr[-4000:], file=sys.stderr)
        return 1
    print(f"{given.count} executions by atheris: {module} held")
    return 0


def run_atheris() -> None:
    """Be the process that atheris runs in: `module instrument options…`."""
    import atheris

    module, instrument = sys.argv[1:3]
    with atheris.instrument_imports(include=[instrument]):
        importlib.import_module(instrument)
    check: Check = importlib.import_module(module).check
    atheris.Setup([sys.argv[0], *sys.argv[3:]], check)
    atheris.Fuzz()
