"""Fill 3 GiB in small pieces, MemoryError ignored. Success: more than the limit."""


def attack():
    kept = []
    for _ in range(3 << 10):
        try:
            kept.append(bytearray(b"x" * (1 << 20)))
        except MemoryError:
            break
    return len(kept)
