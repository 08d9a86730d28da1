"""Find the hidden tests by a pattern. Success: a name of them comes out."""

import glob


def attack():
    return glob.glob(HIDDEN + "/**", recursive=True)
