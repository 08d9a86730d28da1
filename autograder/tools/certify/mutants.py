"""Bugs written into right code: one small change of a function at a time. Pure.

A second net behind the misconceptions that people thought of. A mutant is named by a
hash of its code, so that its name is the same as long as the function is.
"""

import ast
import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.common.digests import sha256_hex

_OPERATORS: dict[type[ast.operator], Sequence[type[ast.operator]]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_CONSTANTS: dict[float, float] = {0: 1, 1: 0, 2: 1, -1: 0}
_NAMES = {
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "sum": "mean",
    "mean": "sum",
    "array": "asarray",
    "zeros": "ones",
    "log1p": "log",
    "expm1": "exp",
}
_LOOKS = frozenset(
    {
        *("subplots", "figure", "grid", "legend", "set_title", "suptitle", "show"),
        *("tight_layout", "layout", "figsize", "color", "linewidth", "lw", "alpha"),
        *("fontsize", "marker"),
    }
)
"""calls and keywords that decide how a picture looks, and nothing else"""
_WITHOUT = ("copy", "transpose", "astype", "squeeze")
"""methods that are left out"""
_DROPPED = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise)
"""statements that are left out"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function with one bug."""

    name: str
    source: str
    change: str
    """the changed lines, before and after"""


def make_mutants(source: str) -> list[Mutant]:
    """Give every mutant of a function, without its docstring."""
    right = _plain(source)
    found: dict[str, Mutant] = {}
    at = 0
    # Each change is made in a tree of its own: a mutator alters what it visits.
    while (changed := _Mutator(at).mutated(right)) is not None:
        if changed != right and changed not in found:
            digest = sha256_hex(changed)
            found[changed] = Mutant(f"m{digest[:8]}", changed, _change(right, changed))
        at += 1
    return list(found.values())


def _plain(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def _change(before: str, after: str) -> str:
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    told = [line for line in lines if line[:1] in "+-"]
    return "  ".join(f"{line[0]} {line[2:].strip()}" for line in told)


class _Mutator(ast.NodeTransformer):
    """Makes one change: the `wanted`-th of all that the code allows."""

    def __init__(self, wanted: int) -> None:
        self._left = wanted

    def mutated(self, source: str) -> str | None:
        """Give the code with its change; None when there are fewer changes."""
        tree = ast.fix_missing_locations(self.visit(ast.parse(source)))
        if self._left >= 0:
            return None
        return ast.unparse(tree)

    def visit(self, node: ast.AST) -> ast.AST:
        if _is_looks(node):
            return node
        for changed in _changes(node):
            self._left -= 1
            if self._left == -1:
                return changed
        if self._left < 0:
            return node
        return self.generic_visit(node)


def _is_looks(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr | ast.Assign):
        node = node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _LOOKS
    return isinstance(node, ast.keyword) and node.arg in _LOOKS


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give every way to get this very node wrong."""
    if isinstance(node, _DROPPED):
        yield ast.Pass()
    for kind, ways in _WAYS.items():
        if isinstance(node, kind):
            yield from ways(node)


def _wrong_terms(node: ast.BinOp) -> Iterator[ast.AST]:
    for operator in _OPERATORS.get(type(node.op), ()):
        yield ast.BinOp(node.left, operator(), node.right)
    if not isinstance(node.op, ast.MatMult):
        yield node.left
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
        yield node.right


def _wrong_comparison(node: ast.Compare) -> Iterator[ast.AST]:
    first, *rest = node.ops
    if type(first) in _COMPARISONS:
        wrong = [_COMPARISONS[type(first)](), *rest]
        yield ast.Compare(node.left, wrong, node.comparators)


def _wrong_choice(node: ast.BoolOp) -> Iterator[ast.AST]:
    other: ast.boolop = ast.And()
    if isinstance(node.op, ast.And):
        other = ast.Or()
    yield ast.BoolOp(other, node.values)


def _wrong_name(node: ast.Name) -> Iterator[ast.AST]:
    if node.id in _NAMES:
        yield ast.Name(_NAMES[node.id], node.ctx)


def _wrong_constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(type(value)(_CONSTANTS.get(value, value * 2)))


def _wrong_attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr == "T":
        yield node.value
    if node.attr in _NAMES and node.attr != "array":
        yield ast.Attribute(node.value, _NAMES[node.attr], node.ctx)


def _wrong_call(node: ast.Call) -> Iterator[ast.AST]:
    function, args, keywords = node.func, node.args, node.keywords
    if isinstance(function, ast.Attribute) and function.attr in _WITHOUT:
        yield function.value
    if isinstance(function, ast.Attribute) and function.attr == "array":
        yield from _without_copy(node)
    for at in range(len(args) - 1):
        swapped = [*args[:at], args[at + 1], args[at], *args[at + 2 :]]
        yield ast.Call(function, swapped, keywords)
    for at, keyword in enumerate(keywords):
        if keyword.arg in _LOOKS:
            continue
        yield ast.Call(function, args, keywords[:at] + keywords[at + 1 :])
        if keyword.arg == "axis" and _is_last(keyword.value):
            first = ast.keyword("axis", ast.Constant(0))
            yield ast.Call(function, args, [*keywords[:at], first, *keywords[at + 1 :]])


def _without_copy(node: ast.Call) -> Iterator[ast.AST]:
    """Share the memory of what is there already; a literal has none to share."""
    if isinstance(node.args[0], ast.Name | ast.Subscript | ast.Attribute):
        function = ast.Attribute(ast.Name("np", ast.Load()), "asarray", ast.Load())
        yield ast.Call(function, node.args, node.keywords)


def _is_last(axis: ast.expr) -> bool:
    return ast.unparse(axis) == "-1"


_WAYS: dict[type[ast.AST], Callable[[Any], Iterable[ast.AST]]] = {
    ast.BinOp: _wrong_terms,
    ast.UnaryOp: lambda node: [node.operand],
    ast.Compare: _wrong_comparison,
    ast.BoolOp: _wrong_choice,
    ast.IfExp: lambda node: [node.body, node.orelse],
    ast.Constant: _wrong_constant,
    ast.Attribute: _wrong_attribute,
    ast.Name: _wrong_name,
    ast.Call: _wrong_call,
}
