"""Names that courses and installed commands wrote down lead where they did."""

import pkgutil
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = (
    "autograder.checks.assert_values",
    "autograder.cli.main",
    "autograder.files.keep_others_from_writing",
    "autograder.hooks.collecting.Collect",
    "autograder.hooks.collecting.ZipCollector",
    "autograder.hooks.plugin.pytest_configure",
    "autograder.hooks.trusted.CsvExport",
    "autograder.hooks.trusted.FeedbackPage",
    "autograder.hooks.trusted.LatePenalties",
    "autograder.hooks.trusted.TrustedGrader",
    "autograder.hooks.trusted.Unread",
    "autograder.hooks.trusted.expect_our_name",
)
"""in nbgrader_config.py, pytest.ini and hidden suites of version 0.2, and in scripts"""


def test_a_course_of_an_earlier_version_goes_on():
    """What it names is where it was."""
    assert all(callable(pkgutil.resolve_name(name)) for name in KEPT)


def test_what_a_course_is_given_today_names_nothing_else():
    """A new name in it is one that must stay from then on."""
    text = (ROOT / "nbgrader_config.py").read_text("utf-8")
    named = set(re.findall(r'"(autograder\.[\w.]+)"', text))

    assert named
    assert named <= set(KEPT)
