"""Read what another submission's worker wrote. Success: its token."""


def attack():
    return open(SIBLING_FILE).read()
