"""Read by way of `/proc/self/root`. Success: the token comes out."""


def attack():
    return open("/proc/self/root" + SECRET).read()
