"""Never return. Success: the Report is late."""


def attack():
    while True:
        pass
