"""Find what a release would give away: answers, hidden tests and model texts.

Lines are compared, not files: a released line that stands in an answer, in a hidden
test or in the model text of a written question is a leak, in code, in a comment and in
prose. Lines that say nothing (`return result`, `for i in range(n):`) and lines that
students are given anyway are not. All is pure: text and notebooks in, leaks out.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course.reference_imports import function_sources, parse_reference
from autograder.course.solution_markers import looks_like_marker
from autograder.course.source_notebook import (
    answer_cell,
    grade_id,
    is_written,
    nbgrader_tags,
    source_of,
)

MIN_LENGTH = 12
"""characters, without spaces, that a line must have to be recognised"""
_MIN_STEPS = 2
"""operations that a line of code must have to be recognised"""
_MIN_LETTERS = 10
"""letters that a line of prose must have to be recognised"""

_REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.DOTALL)
_TEXT_REGION = re.compile(r"BEGIN SOLUTION[^\n]*\n(.*?)\n[^\n]*END SOLUTION", re.DOTALL)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_LOOP = re.compile(r"\b(range|len|enumerate|zip)\(")
_CONVERSION = re.compile(r"\w+=np\.(asarray|array)\(\w+(,dtype=[\w.]+)?\)")
_DRESSING = re.compile(
    r"(\w+,\s*)*\w*\s*=?\s*(plt\.(subplots|figure)|"
    r"(plt|ax|axes|fig)\w*(\[\w+\])?\.(legend|set|set_\w+|title|[xy]label|grid|axis))\(.*"
)
_STEP = re.compile(r"\*\*|[=!<>]=|[(\[@/%<>*+-]|\b\w+=(?![=])")
_MARKS = "#>*-`;$ \t"
"""what may stand around a line in a comment, a list, a quotation or a code span"""

_OPEN_CELLS = ("setup", "given")


@dataclass(frozen=True, slots=True)
class Secret:
    """One line that no release may hold."""

    line: str
    source: str
    """where it stands, in words for the instructor"""


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that stands in a released cell."""

    cell: str
    line: str
    source: str


def find_leaks(release: Mapping[str, Any], secrets: Iterable[Secret]) -> list[Leak]:
    """Give each secret line that the release shows, and each leftover marker."""
    opened = _open_lines(release)
    hidden = {_key(secret.line): secret for secret in secrets}
    for key in opened & hidden.keys():
        del hidden[key]
    leaks = []
    for position, cell in enumerate(release["cells"]):
        name = grade_id(cell) or str(cell.get("id", position))
        found = [*_markers(cell), *_shown(cell, hidden)]
        leaks += [Leak(name, secret.line.strip(), secret.source) for secret in found]
    return leaks


def answer_secrets(reference_source: str, where: str) -> Iterator[Secret]:
    """Give the lines of a reference, signatures and docstrings apart."""
    for source in function_sources(reference_source, where).values():
        region = _REGION.search(answer_cell(source))
        yield from _code_secrets(region[1] if region else source, where)
    for node in parse_reference(reference_source, where).body:
        if isinstance(node, ast.ClassDef | ast.Assign | ast.AnnAssign):
            text = ast.get_source_segment(reference_source, node) or ""
            yield from _code_secrets(text, where)


def suite_secrets(suite_source: str, where: str) -> Iterator[Secret]:
    """Give the lines of a hidden suite, docstrings apart: students see those."""
    tree = parse_reference(suite_source, where)
    lines = suite_source.splitlines()
    for node in ast.walk(tree):
        if docstring := _docstring(node):
            first, last = docstring.lineno, docstring.end_lineno or docstring.lineno
            lines[first - 1 : last] = [""] * (last - first + 1)
    yield from _code_secrets("\n".join(lines), where)


def model_text_secrets(source: Mapping[str, Any], where: str) -> Iterator[Secret]:
    """Give the lines of the model texts in a source notebook's written cells."""
    for cell in source["cells"]:
        if not is_written(cell):
            continue
        text = source_of(cell)
        regions = _TEXT_REGION.findall(text)
        for line in "\n".join(regions or [text]).splitlines():
            letters = sum(character.isalpha() for character in line)
            if _long(line) and letters >= _MIN_LETTERS and not _is_frame(line):
                yield Secret(line, f"the model text of `{grade_id(cell)}` in {where}")


def _code_secrets(text: str, where: str) -> Iterator[Secret]:
    for line in text.splitlines():
        code = line.partition("#")[0]
        if _telling(code):
            yield Secret(code.strip(), where)


def _telling(line: str) -> bool:
    """Tell whether a line of code is more than what anybody would write anyway."""
    bare = _STRING.sub("''", line)
    compact = "".join(bare.split())
    if not _long(line) or _CONVERSION.fullmatch(compact):
        return False
    if _DRESSING.fullmatch(bare.strip()):
        return False
    if re.match(r"\s*(import|from|def|class|raise|@)\b", bare):
        return False
    return len(_STEP.findall(_first_assignment(_LOOP.sub("", bare)))) >= _MIN_STEPS


def _first_assignment(line: str) -> str:
    """Give what an assignment assigns: `y = f(x)` has one operation, not two."""
    return re.sub(r"^[\w\s,.\[\]\"']+?(?<![=!<>])=(?!=)", "", line, count=1)


def _long(line: str) -> bool:
    return len("".join(line.split())) >= MIN_LENGTH


def _is_frame(line: str) -> bool:
    """Tell LaTeX's and markdown's own lines from what somebody wrote."""
    return bool(re.match(r"\s*[$\\]*(begin|end)\{|\s*YOUR ANSWER HERE", line))


def _docstring(node: ast.AST) -> ast.Expr | None:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):
            return node
    return None


# ----------------------------------------------------------------- comparing lines


def _forms(line: str) -> list[str]:
    """Give a line, its code without a trailing comment, and that comment.

    A `#` inside a string only adds forms that match nothing.
    """
    code, mark, comment = line.partition("#")
    return [line, code, comment] if mark and code.strip() else [line]


def _key(line: str) -> str:
    return "".join(line.strip(_MARKS).split())


def _open_lines(release: Mapping[str, Any]) -> set[str]:
    return {
        _key(form)
        for cell in release["cells"]
        if grade_id(cell) in _OPEN_CELLS
        for line in source_of(cell).splitlines()
        for form in _forms(line)
    }


def _markers(cell: Mapping[str, Any]) -> Iterator[Secret]:
    for line in source_of(cell).splitlines():
        if looks_like_marker(line, is_code=cell["cell_type"] == "code"):
            yield Secret(line, "a region that nbgrader should have cleared")


def _shown(cell: Mapping[str, Any], hidden: Mapping[str, Secret]) -> list[Secret]:
    """Give the secrets in one cell: whole lines of code, any part of prose."""
    if grade_id(cell) in _OPEN_CELLS and nbgrader_tags(cell).get("locked"):
        return []
    text = source_of(cell)
    if cell["cell_type"] != "code":
        prose = "".join(text.replace("\n>", "\n").split())
        return [secret for key, secret in hidden.items() if key in prose]
    keys = (
        _key(form)
        for line in text.splitlines()
        for part in (line, *line.split(";"))
        for form in _forms(part)
    )
    return [hidden[key] for key in dict.fromkeys(keys) if key in hidden]
