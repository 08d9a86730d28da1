"""Raise one's own limits. Success: a hard limit is higher."""

import resource


def attack():
    raised = []
    for kind in (
        resource.RLIMIT_AS,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_NOFILE,
        resource.RLIMIT_CPU,
    ):
        _, hard = resource.getrlimit(kind)
        try:
            resource.setrlimit(kind, (hard + 1, hard + 1))
        except (OSError, ValueError):
            continue
        raised.append(kind)
    return f"raised={raised}" if raised else "none"
