"""Write text so that formgrader finds nothing in it to obey. Pure.

formgrader renders markdown and HTML with the rights of whoever grades, and MathJax
reads what is between dollars. A character reference is a sign to all of them and a
command to none.
"""

import re

from autograder.common.text import make_visible

# MathJax's commands that make links, elements, styles or load code.
_TEX = re.compile(
    r"\\(?=(href|style|class|cssId|require|unicode|html\w*|url|mmlToken|bbox|enclose"
    r"|toggle|mathtip|texttip|Tip|data|include\w*)(?![A-Za-z]))"
)
_SIGN = re.compile("[^ A-Za-z0-9]")  # letters of other alphabets are coded too


def inert_html(text: str) -> str:
    """Give a student's prose as an HTML element of text; formulas keep working."""
    shown = make_visible(text, len(text), lines=True)
    return f'<div style="white-space: pre-wrap">{character_references(shown)}</div>'


def character_references(text: str) -> str:
    """Write each sign as a character reference, so that nothing can be read into it."""
    return _SIGN.sub(lambda found: f"&#{ord(found[0])};", _TEX.sub(r"\\ ", text))
