"""Return a coroutine. Success: it arrives as more than a Ref."""


async def attack():
    return 1.0
