"""Leave no memory for the answer itself. Success: the grader hears nothing sane."""

kept = []


def attack():
    try:
        while True:
            kept.append(bytearray(1 << 16))
    except MemoryError:
        pass
    try:
        while True:
            kept.append(bytearray(64))
    except MemoryError:
        pass
    return [0.0] * 1000
