"""Push input into a terminal by TIOCSTI. Success: it was taken."""

import fcntl


def attack():
    for fd in range(4):
        try:
            fcntl.ioctl(fd, 0x5412, b"x")
        except OSError:
            continue
        return "terminal=typed"
