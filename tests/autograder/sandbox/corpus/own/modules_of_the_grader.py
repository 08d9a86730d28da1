"""Import the grader's own modules for what they hold. Success: one of them loads."""

import importlib


def attack():
    found = []
    for name in (
        "autograder.grading.grader",
        "autograder.grading.hidden_suite",
        "autograder.course.course",
        "autograder.checks",
        "autograder.grading.checks",
        "autograder.sandbox.host.fork_server",
        "autograder.sandbox.host.remote_worker",
        "autograder.grading.student",
    ):
        try:
            found.append(importlib.import_module(name).__name__)
        except ImportError:
            pass
    return f"loaded={found}" if found else "none"
