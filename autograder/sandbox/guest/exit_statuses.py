"""Exit statuses by which a worker says why it ended itself; both sides know them.

This module imports nothing: it runs beside student code.
"""

OUT_OF_MEMORY_STATUS = 99
"""there was no memory left to answer with"""
NOT_LOCKED_IN_STATUS = 98
"""a step of the lock-down failed, and no student code was run"""
