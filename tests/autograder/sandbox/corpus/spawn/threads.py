"""Start 300 threads that go on after the call. Success: more than a hundred run."""

import threading
import time


def attack():
    threading.stack_size(1 << 16)
    started = 0
    for _ in range(300):
        try:
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
            started += 1
        except RuntimeError:
            break
    return f"threads={started}" if started > 100 else "few"
