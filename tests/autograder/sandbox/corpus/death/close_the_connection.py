"""Close the connection and live on. Success: a process is left."""

import os, time


def attack():
    os.close(3)
    time.sleep(20)
