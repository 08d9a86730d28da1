"""Hang when the cell's value is shown. Success: the Report is late."""


class Endless:
    def __repr__(self):
        while True:
            pass


Endless()
