"""Give another process a limit that kills it. Success: its limits changed."""

import resource


def attack():
    resource.prlimit(VICTIM, resource.RLIMIT_NOFILE, (3, 3))
