"""Read this process's own command line and environ. Success: a token."""

import sys


def attack():
    own = (
        open("/proc/self/environ", "rb").read()
        + open("/proc/self/cmdline", "rb").read()
    )
    return [own, sys.argv, sys.orig_argv]
