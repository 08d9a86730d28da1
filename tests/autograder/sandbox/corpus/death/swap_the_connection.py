"""Put another descriptor in the connection's place. Success: the Report is late."""

import os


def attack():
    os.dup2(0, 3)
    return 1
