"""Write one file of 600 MB. Success: over 100 MB lie in the scratch."""


def attack():
    with open("big", "wb") as file:
        for _ in range(600):
            file.write(bytes(1 << 20))
