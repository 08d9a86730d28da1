"""Leave something in /dev/shm for another submission. Success: a file lies there."""


def attack():
    with open("/dev/shm/" + MARK, "w") as file:
        file.write("x")
