"""Leave a pipe where the grader may look. Success: the Report is late."""

import os


def attack():
    os.mkfifo("pipe")
    open("notebook.ipynb", "w").close()
