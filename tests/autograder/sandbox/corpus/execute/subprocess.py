"""Start a program. Success: it left a mark."""

import subprocess


def attack():
    subprocess.run(["/bin/touch", f"{CANARY}/mark"])
