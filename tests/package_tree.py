"""The commented tree of the package: a line a folder or file, from their docstrings.

    python -m tests.package_tree docs/architecture.md

writes it into the first code block of that page.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import autograder
from tests.autograder.test_layers import ORDER

PACKAGE = Path(autograder.__file__).parent
COMMENT_COLUMN = 32
PAGE_COLUMNS = 100
_BREAKS = (": ", "; ", ", ")
"""where a sentence may end early that is too long for its line"""
DATA_FOLDERS = {
    "skeleton": "what `autograder new` writes",
    "templates": "HTML and CSS of the pages",
}


def tree_lines(names: Sequence[str] = ORDER) -> Iterator[str]:
    """Give the tree's lines: the package, then what stands in it, in layers' order."""
    yield "autograder/"
    for name in names:
        folder = PACKAGE / name
        yield from _lines_of(folder if folder.is_dir() else PACKAGE / f"{name}.py", 1)


def _lines_of(path: Path, depth: int) -> Iterator[str]:
    if path.is_dir() and path.name in DATA_FOLDERS:
        yield _line(f"{path.name}/", DATA_FOLDERS[path.name], depth)
        return
    if path.is_file():
        yield _line(path.name, _first_sentence(path), depth)
        return
    yield _line(f"{path.name}/", _first_sentence(path / "__init__.py"), depth)
    inside = [
        one
        for one in path.iterdir()
        if one.name not in ("__init__.py", "__pycache__")
        and (one.is_dir() or one.suffix == ".py")
    ]
    for one in sorted(inside, key=lambda one: (one.is_dir(), one.name)):
        yield from _lines_of(one, depth + 1)


def _line(name: str, comment: str, depth: int) -> str:
    room = PAGE_COLUMNS - COMMENT_COLUMN
    while len(comment) > room and any(sign in comment for sign in _BREAKS):
        comment = comment[: max(comment.rfind(sign) for sign in _BREAKS)]
    return f"{'  ' * depth + name:<{COMMENT_COLUMN - 1}} {comment}"


def _first_sentence(path: Path) -> str:
    """Give a module's first sentence, without its stop and the word `Pure`."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(text.split("\n\n")[0].split())
    return first.partition(". ")[0].removesuffix(".")


def with_tree(page: str) -> str:
    """Give a page with the tree in its first code block."""
    before, fence, rest = page.partition("```\n")
    _, end, after = rest.partition("```")
    return before + fence + "\n".join(tree_lines()) + "\n" + end + after


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(with_tree(target.read_text("utf-8")), "utf-8")
