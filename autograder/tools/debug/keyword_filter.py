"""`-k`: choose tests by words of their names. Pure.

    mean                              the word is in the name, capitals or not
    values and not (large or small)

A name is that of the exercise and of the test: `mean::test_values[3]`.
"""

import re
from collections.abc import Callable, Iterator

from autograder.common.errors import UserError

NameTest = Callable[[str], bool]
"""tells whether a name is meant"""

_TOKEN = re.compile(r"\s*([()]|[^\s()]+)")
MAX_TOKENS = 200
"""words and brackets of one expression: it is read, and asked, by recursion"""

_HINT = "words, joined by and, or, not: -k 'mean and not large'"
_OPERATORS = ("and", "or", "not", "(", ")")


def parse_keywords(expression: str) -> NameTest:
    """Read an expression; the empty one means every name.

    Raises:
        UserError: the expression does not end where it should, or nowhere begins.
    """
    if not expression.strip():
        return lambda _: True
    # `((((…` by the thousand would end our own stack.
    if len(_TOKEN.findall(expression)) > MAX_TOKENS:
        raise UserError(f"`-k` has more than {MAX_TOKENS} words", hint=_HINT)
    return _KeywordParser(expression).parse()


class _KeywordParser:
    """Reads `or` of `and` of `not` of words and groups."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens: Iterator[str] = iter(_TOKEN.findall(expression))
        self._next = next(self._tokens, "")

    def parse(self) -> NameTest:
        found = self._or()
        if self._next:
            raise self._error()
        return found

    def _or(self) -> NameTest:
        left = self._and()
        while self._take("or"):
            left = _either(left, self._and())
        return left

    def _and(self) -> NameTest:
        left = self._not()
        while self._take("and"):
            left = _both(left, self._not())
        return left

    def _not(self) -> NameTest:
        if self._take("not"):
            inner = self._not()
            return lambda name: not inner(name)
        if self._take("("):
            group = self._or()
            if not self._take(")"):
                raise self._error()
            return group
        return self._word()

    def _word(self) -> NameTest:
        word = self._next
        if not word or word in _OPERATORS:
            raise self._error()
        self._take(word)
        return lambda name: word.lower() in name.lower()

    def _take(self, token: str) -> bool:
        """Go on if this comes next."""
        if self._next != token:
            return False
        self._next = next(self._tokens, "")
        return True

    def _error(self) -> UserError:
        place = "its end"
        if self._next:
            place = f"`{self._next}`"
        return UserError(
            f"`-k {self._expression}` cannot be read at {place}", hint=_HINT
        )


def _both(left: NameTest, right: NameTest) -> NameTest:
    return lambda name: left(name) and right(name)


def _either(left: NameTest, right: NameTest) -> NameTest:
    return lambda name: left(name) or right(name)
