"""The tree of docs/architecture.md is that of the package; its files are there."""

import re
from pathlib import Path

from tests import package_tree

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "architecture.md"


def test_tree_of_the_page_is_that_of_the_package():
    """`python -m tests.package_tree docs/architecture.md` writes it."""
    page = PAGE.read_text("utf-8")

    assert package_tree.with_tree(page) == page


def test_lines_of_the_page_fit_a_window():
    """Nobody has to scroll sideways."""
    lines = PAGE.read_text("utf-8").splitlines()
    columns = package_tree.PAGE_COLUMNS

    assert [line for line in lines if len(line) > columns] == []


def test_files_that_the_page_for_contributors_names_are_there():
    """Where a change goes is said by files, and those move."""
    text = (DOCS / "contributing.md").read_text("utf-8")
    named = re.findall(r"`((?:[\w]+/)*\w+\.py)`", text)
    roots = (package_tree.PACKAGE, DOCS.parent)

    assert len(named) > 15
    assert [
        name for name in named if not any((r / name).is_file() for r in roots)
    ] == []
