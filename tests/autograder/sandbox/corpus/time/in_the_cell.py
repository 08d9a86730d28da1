"""Never end the cell. Success: the Report is late."""

while True:
    pass
