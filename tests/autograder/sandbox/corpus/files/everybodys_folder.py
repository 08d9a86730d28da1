"""Write where every user of the machine may. Success: a file lies there."""


def attack():
    with open(CANARY + "/mark", "w") as file:
        file.write("x")
