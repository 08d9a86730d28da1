"""Make 20,000 empty files. Success: over 4,000 lie there afterwards."""


def attack():
    for number in range(20_000):
        open(str(number), "w").close()
