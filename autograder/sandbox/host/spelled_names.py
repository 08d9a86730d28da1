"""What the cells of a notebook spell out, and so may be told of a hidden call. Pure.

A worker that has heard a hidden test says where its code raised and what its types are
called, and may put what it heard into either. So a name is told where a `class` or
`def` statement of the cells spells it, and a line where a cell has it: who wrote the
notebook chose among those before any test was heard. The first hundred names and two
hundred lines are told: about seven bits each.
"""

import re

MOST_NAMES = 100
LAST_LINE = 200
# A pattern and no parser: a cell that is no Python, or a magic, spells names, too.
_DEFINED = re.compile(r"^[^\S\n]*(?:async[^\S\n]+)?(?:def|class)[^\S\n]+(\w+)", re.M)


class SpelledNames:
    """Names that a notebook's cells define by `class` and `def`, and their lines."""

    def __init__(self) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._longest = 0

    def read(self, source: str) -> None:
        """Add a cell."""
        lines = source.count("\n") + 1
        self._longest = max(self._longest, lines)
        for definition in _DEFINED.finditer(source):
            name = definition[1]
            # The first hundred: a notebook that spells a million names could tell more.
            if name in self._spans or len(self._spans) < MOST_NAMES:
                first = source.count("\n", 0, definition.start(1)) + 1
                self._spans.setdefault(name, []).append((first, lines))

    def __contains__(self, name: object) -> bool:
        return name in self._spans

    def has_line(self, line: int, function: str) -> bool:
        """Tell whether a cell has this line, from the function's first one on."""
        spans = [(1, self._longest)]
        if function:
            spans = self._spans.get(function, [])
        return line <= LAST_LINE and any(first <= line <= last for first, last in spans)
