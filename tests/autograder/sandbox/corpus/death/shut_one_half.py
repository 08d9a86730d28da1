"""Shut the connection for writing. Success: the Report is late."""

import socket
import time


def attack():
    socket.socket(fileno=3).shutdown(socket.SHUT_WR)
    time.sleep(20)
