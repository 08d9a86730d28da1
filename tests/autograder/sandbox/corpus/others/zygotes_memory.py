"""Read the zygote, from which all workers come. Success: a page of it comes out."""


def attack():
    with open(f"/proc/{ZYGOTE}/maps") as maps:
        start = int(maps.readline().split("-")[0], 16)
    with open(f"/proc/{ZYGOTE}/mem", "rb") as memory:
        memory.seek(start)
        return "page=" + memory.read(16).hex()
