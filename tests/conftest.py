"""Fixtures that more than one folder of tests uses."""

from pathlib import Path

import pytest

from autograder.course import Assignment
from tests import minicourse


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """Give the small course's assignment, in a folder of the test's own."""
    return minicourse.write_course(tmp_path)
