"""Change into the hidden folder, then read by a bare name. Success: the token."""

import os


def attack():
    os.chdir(HIDDEN)
    return open(os.path.basename(SECRET)).read()
