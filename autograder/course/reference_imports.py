"""Read `reference.py` as text: its functions, and those it is given.

A reference imports what earlier assignments asked for, as
`from solutions.one_hot.reference import softmax`. Students get the same functions by
source, in the locked cell `given`. Nothing is imported or run here.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from autograder.common.errors import UserError

GIVEN_COMMENT = "# Given: right versions of what earlier assignments asked for."

_REFERENCE_MODULE = re.compile(r"solutions\.(\w+)\.reference")
_SETUP_IMPORTS = ("import numpy as np", "import matplotlib.pyplot as plt")


REFERENCE = "reference.py"


def function_sources(reference_source: str, where: str = REFERENCE) -> dict[str, str]:
    """Give the source of each module-level function, decorators included.

    Args:
        reference_source: the text.
        where: its file, for people.
    """
    lines = reference_source.splitlines()
    return {
        node.name: _text(node, lines)
        for node in parse_reference(reference_source, where).body
        if isinstance(node, ast.FunctionDef)
    }


def given_source(reference_source: str, load: Callable[[str], str]) -> str:
    """Give the source of what a reference imports from earlier references.

    Each function comes with what it uses from its own module, transitively, and a
    module after those that it imports from.

    Args:
        reference_source: the text of this assignment's `reference.py`.
        load: gives the text of an earlier assignment's `reference.py`.

    Raises:
        UserError: an import that cannot be resolved, or one name for two things.
    """
    wanted = _WantedImports(load)
    for assignment, name in _given_imports(
        parse_reference(reference_source, REFERENCE)
    ):
        wanted.add(assignment, name)
    blocks = list(wanted.blocks())
    if not blocks:
        return ""
    return GIVEN_COMMENT + "\n" + "\n\n\n".join(blocks)


def parse_reference(source: str, what: str) -> ast.Module:
    """Parse Python; a syntax error is a UserError that names `what`."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        said = f"{what}:{error.lineno}: SyntaxError: {error.msg}"
        raise UserError(
            said, hint="mend that line, then run the command again"
        ) from None


@dataclass(frozen=True, slots=True)
class _ReferenceModule:
    """One earlier reference: what stands at its top level."""

    lines: list[str]
    statements: dict[str, ast.stmt]
    """by each name it binds"""
    given: dict[str, str]
    """the earlier assignment behind each name imported from one"""


@dataclass(slots=True)
class _WantedImports:
    """The statements to give, by module, found by following names."""

    load: Callable[[str], str]
    modules: dict[str, _ReferenceModule] = field(default_factory=dict)
    chosen: dict[str, dict[int, ast.stmt]] = field(default_factory=dict)
    """by assignment, then by line; assignments in the order they are done with"""
    origin: dict[str, str] = field(default_factory=dict)
    """the assignment that each given name comes from"""

    def add(self, assignment: str, name: str) -> None:
        """Want one name of one earlier reference, and what it uses."""
        module = self._module(assignment)
        if name in module.given:
            self.add(module.given[name], name)
            return
        if name not in module.statements:
            hint = "check the import"
            if near := get_close_matches(name, module.statements, n=1):
                hint = f"did you mean `{near[0]}`?"
            raise UserError(
                f"no `{name}` in the reference of `{assignment}`", hint=hint
            )
        node = module.statements[name]
        if node.lineno in self.chosen.get(assignment, {}):
            return
        self._claim(assignment, name, node)
        # Before what it uses: functions may call each other in a circle.
        self.chosen.setdefault(assignment, {})[node.lineno] = node
        for used in _names_in(node):
            if used in module.statements or used in module.given:
                self.add(assignment, used)

    def blocks(self) -> Iterator[str]:
        """Give each chosen statement's text: imports first, earlier modules first."""
        imports: dict[str, None] = {}
        rest: list[str] = []
        for assignment in self._in_order():
            module = self.modules[assignment]
            for _, node in sorted(self.chosen.get(assignment, {}).items()):
                text = _text(node, module.lines)
                if isinstance(node, ast.Import | ast.ImportFrom):
                    imports[text] = None
                else:
                    rest.append(text)
        # The cell `setup` stands above, with these in it.
        needed = [text for text in imports if text not in _SETUP_IMPORTS]
        if needed:
            yield "\n".join(needed)
        yield from rest

    def _module(self, assignment: str) -> _ReferenceModule:
        if assignment not in self.modules:
            text = self.load(assignment)
            tree = parse_reference(text, f"solutions/{assignment}/{REFERENCE}")
            given = {name: source for source, name in _given_imports(tree)}
            self.modules[assignment] = _ReferenceModule(
                text.splitlines(), dict(_bindings(tree)), given
            )
        return self.modules[assignment]

    def _claim(self, assignment: str, name: str, node: ast.stmt) -> None:
        if isinstance(node, ast.Import | ast.ImportFrom):
            return
        if self.origin.setdefault(name, assignment) != assignment:
            raise UserError(
                f"`{name}` is given by both `{self.origin[name]}` and `{assignment}`",
                hint="rename one of them",
            )

    def _in_order(self) -> list[str]:
        """Order the modules so that each follows those it imports from."""
        seen: set[str] = set()
        done: list[str] = []

        def visit(assignment: str) -> None:
            if assignment in seen:
                return
            seen.add(assignment)
            for earlier in self.modules[assignment].given.values():
                if earlier in self.modules:
                    visit(earlier)
            done.append(assignment)

        for assignment in self.modules:
            visit(assignment)
        return done


def _given_imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give (assignment, name) for each import from an earlier reference."""
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom):
            continue
        match = _REFERENCE_MODULE.fullmatch(node.module or "")
        if match is None:
            continue
        for alias in node.names:
            if alias.asname or alias.name == "*":
                raise UserError(
                    f"line {node.lineno} imports from `{node.module}` under another "
                    "name",
                    hint="import each function by its own name",
                )
            yield match[1], alias.name


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Give each name bound at the top level with the statement that binds it.

    Imports from earlier references are left out: `given` tells of those.
    """
    for node in tree.body:
        for name in _bound_by(node):
            yield name, node


def _bound_by(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.ImportFrom(module=str(module)) if _REFERENCE_MODULE.fullmatch(module):
            return []
        case ast.Import() | ast.ImportFrom():
            return [alias.asname or alias.name.split(".")[0] for alias in node.names]
        case ast.Assign() | ast.AnnAssign():
            return list(_names_in(node, ast.Store))
    return []


def _names_in(
    node: ast.stmt, context: type[ast.expr_context] = ast.Load
) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, context):
            yield part.id


def _text(node: ast.stmt, lines: list[str]) -> str:
    # `lineno` is that of `def`: decorators stand above it.
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(item.lineno for item in decorators)])
    return "\n".join(lines[first - 1 : node.end_lineno])
