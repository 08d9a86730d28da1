"""Write 600 MB in files that each are within the limit. Success: over 100 MB lie
there."""


def attack():
    for number in range(60):
        with open(str(number), "wb") as file:
            file.write(bytes(10 << 20))
