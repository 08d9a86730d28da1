"""Close the connection and live on. Success: a process is left."""

import os
import time


def attack():
    os.close(3)
    time.sleep(20)
