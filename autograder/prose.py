"""Tell words from code in a cell: an answer in words may stand in any. Pure."""

import ast
import io
import re
import tokenize
import unicodedata
import warnings

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
    if _tree_of(plain) is None:
        return near or reads_as_prose(plain)
    if reads_as_prose(words_in_code(plain, remarks=False)):
        return True
    said, runs = _said(plain)
    shows = bool(_FILE.search(said))
    if near:
        return bool(said.strip()) and (not runs or shows or reads_as_prose(said))
    return shows or (not runs and reads_as_prose(said))


def reads_as_prose(text: str) -> bool:
    """Tell whether a text has words in a row, as sentences do."""
    # Accents and vowel signs of their own, as in Hindi, would end a word.
    composed = unicodedata.normalize("NFKC", text)
    letters = (one for one in composed if not unicodedata.category(one).startswith("M"))
    return bool(_PROSE.search("".join(letters)))


def words_in_code(source: str, *, remarks: bool) -> str:
    """Give the texts that stand for themselves in a cell; all of it if it is no code.

    A comment at the margin is one: what explains code stands in it or behind it.

    Args:
        source: the cell's.
        remarks: give its other comments too.
    """
    tree = _tree_of(source)
    if tree is None:
        return source
    alone = (one.value for one in tree.body if isinstance(one, ast.Expr))
    texts = [one.value for one in alone if isinstance(one, ast.Constant)]
    lines = [one for one in source.splitlines() if remarks or one.startswith("#")]
    said = [line.partition("#")[2].strip("# ") for line in lines]
    return "\n".join([*(one for one in texts if isinstance(one, str)), *said])


def _tree_of(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's "\d" is not our warning
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _said(source: str) -> tuple[str, bool]:
    """Give a cell's comments and texts, and whether it does more than say them."""
    said, runs = [], False
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                said.append(token.string.lstrip("#! "))
            elif token.type == tokenize.STRING or "STRING" in _name_of(token.type):
                said.append(token.string.strip("rbfuRBFU\"'"))
            elif token.type not in _NO_TOKENS:
                runs |= token.type != tokenize.NAME and token.string not in _SAYS
    except (tokenize.TokenError, SyntaxError):  # such as a form feed in odd places
        return source, False
    return "\n".join(said), runs


def _name_of(kind: int) -> str:
    return tokenize.tok_name.get(kind, "")
