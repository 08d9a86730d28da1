"""Whose a folder is by this machine's accounts: a name in the exchange can be made up.

Students lay their own folders into nbgrader's exchange, under any name they like.
"""

import os

try:
    import pwd
except ImportError:  # Windows, where there is no exchange
    pwd = None  # type: ignore[assignment]


def foreign_owner(uid: int | None) -> str:
    """Give the account that owns a folder; empty if nobody could have made it up.

    That is so where it is our own or the machine's, a copy that a person made; and
    where it is not known, as in a zip.
    """
    if not uid or uid == os.getuid():
        return ""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the account {uid}"
