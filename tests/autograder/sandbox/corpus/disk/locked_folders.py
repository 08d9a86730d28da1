"""Make folders that nobody may enter. Success: they are left behind."""

import os


def attack():
    os.makedirs("a/b", exist_ok=True)
    open("a/b/c", "w").close()
    os.mkdir("shut", 0)
    os.mkdir("blind", 0o300)
