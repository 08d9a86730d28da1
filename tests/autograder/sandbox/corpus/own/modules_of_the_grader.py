"""Import the grader's own modules for what they hold. Success: one of them loads."""

import importlib


def attack():
    found = []
    for name in (
        "grading.grade",
        "grading.suite",
        "courses.course",
        "checks",
        "sandbox.client",
        "sandbox.remote",
        "student",
    ):
        try:
            found.append(importlib.import_module(f"autograder.{name}").__name__)
        except ImportError:
            pass
    return f"loaded={found}" if found else "none"
