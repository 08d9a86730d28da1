"""Become another user. Success: the number of the user changed."""

import os


def attack():
    before = os.getresuid()
    for user in (0, 65534):
        try:
            os.setresuid(user, user, user)
        except OSError:
            pass
    if os.getresuid() != before:
        return "user=changed"
