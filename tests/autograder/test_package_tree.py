"""The tree of docs/architecture.md is that of the package."""

from pathlib import Path

from tests import package_tree

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_tree_of_the_page_is_that_of_the_package():
    """`python -m tests.package_tree docs/architecture.md` writes it."""
    page = PAGE.read_text("utf-8")

    assert package_tree.with_tree(page) == page


def test_lines_of_the_page_fit_a_window():
    """Nobody has to scroll sideways."""
    lines = PAGE.read_text("utf-8").splitlines()
    columns = package_tree.PAGE_COLUMNS

    assert [line for line in lines if len(line) > columns] == []
