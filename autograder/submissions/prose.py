"""Tell words from code in a cell: an answer in words may stand in any. Pure."""

import ast
import io
import re
import tokenize
import unicodedata
from functools import lru_cache

from autograder.sandbox.guest.definitions import parse_quietly

MAX_READ = 100_000
"""characters: a longer cell is code, or an answer of nobody's"""

_WORD = r"(?:[^\W\d_]+(?:['’\-][^\W\d_]+)+|[^\W\d_]{2,}|[aAIyYeEoOàÀéÉ])"
"""hyphens and apostrophes stand in words; of single letters only what is one"""
_PROSE = re.compile(
    rf"(?<!\w){_WORD}(?:[ ,;]+{_WORD}){{3}}(?!\w)"
    r"|(?:[^\W\d_a-zA-Z][、，。：；,]*+){8}"
    r"|\b(?i:q|question|answer)[ .]?\d"
)
"""four words in a row, a text of a script that puts no spaces between words, or the
number of a question"""
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|heic|pdf|bmp|tiff?|svg)\b", re.IGNORECASE)
_SHOWS = re.compile(
    r"\b(?:Image(?:\.open)?|IFrame|HTML|Markdown|Latex|Math|SVG|imread)\(|"
    r"^[ \t]*%%(?:html|markdown|latex|svg)\b",
    re.MULTILINE,
)
"""what shows a text or a picture that need not stand in the cell"""
_PRINTS = re.compile(r"\b(?:print|display)\(")
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_NO_TOKENS = {
    *(tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    tokenize.ENDMARKER,
}
_SAYS = frozenset("()=,;+")
"""what `print("…")` and `answer = "…"` are made of, beside names"""


# Each blank question asks of the same cells again, and so does each submission of the
# cells that it has from the release.
@lru_cache(maxsize=256)
def may_hold_words(source: str, *, near: bool = False) -> bool:
    """Tell whether a code cell may be an answer in words.

    Args:
        source: the cell's.
        near: it stands beside a blank answer, where less has to speak for it.
    """
    if not source.strip() or len(source) > MAX_READ:
        return False
    if _SHOWS.search(source) or (near and _PRINTS.search(source)):
        return True
    plain = _MAGIC.sub("", source)
    if parse_quietly(plain) is None:
        return near or reads_as_prose(plain)
    if reads_as_prose(words_in_code(plain, remarks=False)):
        return True
    text, runs = _comments_and_texts(plain)
    shows = bool(_FILE.search(text))
    if near:
        return bool(text.strip()) and (not runs or shows or reads_as_prose(text))
    return shows or (not runs and reads_as_prose(text))


def reads_as_prose(text: str) -> bool:
    """Tell whether a text has words in a row, as sentences do."""
    # Accents and vowel signs of their own, as in Hindi, would end a word.
    composed = unicodedata.normalize("NFKC", text)
    letters = (sign for sign in composed if unicodedata.category(sign)[0] != "M")
    return bool(_PROSE.search("".join(letters)))


@lru_cache(maxsize=256)
def words_in_code(source: str, *, remarks: bool) -> str:
    """Give the texts that stand for themselves in a cell; all of it if it is no code.

    A comment at the margin is one: what explains code stands in it or behind it.

    Args:
        source: the cell's.
        remarks: give its other comments too.
    """
    tree = parse_quietly(source)
    if tree is None:
        return source
    alone = [node.value for node in tree.body if isinstance(node, ast.Expr)]
    constants = [node.value for node in alone if isinstance(node, ast.Constant)]
    texts = [value for value in constants if isinstance(value, str)]
    lines = [line for line in source.splitlines() if remarks or line.startswith("#")]
    comments = [line.partition("#")[2].strip("# ") for line in lines]
    return "\n".join([*texts, *comments])


def find_new_prose(source: str, released: str, *, remarks: bool) -> list[str]:
    """Give what a cell of code says in words beside what was released in it.

    Remarks are part of good code: they are looked at only where that is asked for.

    Args:
        source: the student's text of the cell.
        released: the text that students were given.
        remarks: look at comments behind code and inside functions, too.
    """
    known = squeeze_spaces(released.replace("#", " "))
    lines = words_in_code(source, remarks=remarks).splitlines()
    new = [line for line in map(squeeze_spaces, lines) if line not in known]
    return [line for line in new if reads_as_prose(line)]


def squeeze_spaces(text: str) -> str:
    """Leave out what editors change by themselves: line ends and spaces."""
    return " ".join(text.split())


def _comments_and_texts(source: str) -> tuple[str, bool]:
    """Give a cell's comments and texts, and whether it does more than say them."""
    texts, runs = [], False
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                texts.append(token.string.lstrip("#! "))
            elif "STRING" in _token_name(token.type):
                texts.append(token.string.strip("rbfuRBFU\"'"))
            elif token.type not in _NO_TOKENS:
                runs |= token.type != tokenize.NAME and token.string not in _SAYS
    except (tokenize.TokenError, SyntaxError):  # such as a form feed in odd places
        return source, False
    return "\n".join(texts), runs


def _token_name(kind: int) -> str:
    # By name: FSTRING_START and its like exist from Python 3.12 on only.
    return tokenize.tok_name.get(kind, "")
