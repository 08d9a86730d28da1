"""How long tests wait for what must happen: longer than any busy machine takes."""

import time
from collections.abc import Callable
from typing import Any

PATIENCE = 900.0
"""seconds; what has not happened by then is not going to"""


def wait_until(happened: Callable[[], Any], otherwise: str = "it never was so") -> Any:
    """Wait until something is so and give it; fail with `otherwise` if it never is."""
    ends = time.monotonic() + PATIENCE
    while not (found := happened()):
        assert time.monotonic() < ends, otherwise
        time.sleep(0.02)
    return found
