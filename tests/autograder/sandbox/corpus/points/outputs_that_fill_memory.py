"""Show 40 MB in each of many cells, which the grader keeps. Repeated: 12.

Success: it keeps hundreds of megabytes.
"""

from IPython.display import publish_display_data

for number in range(25):
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\0\1\0" * 2
    publish_display_data({"image/png": head + bytes([number]) * 1_600_000})


def total(values):
    return 0.0


mean = spread = total
