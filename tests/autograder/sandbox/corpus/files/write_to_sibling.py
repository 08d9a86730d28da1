"""Write into another submission's scratch. Success: its bytes changed."""


def attack():
    open(SIBLING_FILE, "w").write("changed")
