"""Import the grader's own modules for what they hold. Success: one of them loads."""

import importlib


def attack():
    found = []
    for name in (
        "autograder.grading.grade",
        "autograder.grading.suite",
        "autograder.courses.course",
        "autograder.checks",
        "autograder.grading.checks",
        "autograder.sandbox.client",
        "autograder.sandbox.remote",
        "autograder.student",
    ):
        try:
            found.append(importlib.import_module(name).__name__)
        except ImportError:
            pass
    return f"loaded={found}" if found else "none"
