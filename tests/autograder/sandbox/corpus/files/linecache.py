"""Have Python fetch it as the source of a traceback. Success: the token."""

import linecache


def attack():
    return linecache.getlines(SECRET)
