"""Write without end while the grader cleans up. Success: the scratch is left."""


def attack():
    number = 0
    while True:
        open(str(number % 500), "w").close()
        number += 1
