"""Read `course.yaml`: dates, late policy, extensions, weights, roster of one course.

Whatever is wrong is told with its line. Every scalar is taken as it is written, as
text, and read by the field it belongs to: YAML's own guesses would turn the student
`0123` into 83, `no` into False and a date without a time into midnight.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from autograder.common.errors import UserError
from autograder.common.text import make_visible, suggest_closest
from autograder.course.config import EVERY, AssignmentRules, CourseRules, LateRules
from autograder.course.moments import MOMENT_HINT

FILE = "course.yaml"

KeyPath = tuple[str | int, ...]


def read_course_rules(root: Path, assignments: Iterable[str]) -> CourseRules:
    """Read a course's rules; the defaults when it has no `course.yaml`.

    Args:
        root: the course's folder.
        assignments: those that there are.

    Raises:
        UserError: with the file's line, for whatever is wrong in it.
    """
    path = root / FILE
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except FileNotFoundError:
        return CourseRules()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"`{FILE}`, line {line}: it is not UTF-8", hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise UserError(f"`{FILE}` cannot be read: {error}") from None
    return parse_course_rules(text, assignments)


def parse_course_rules(text: str, assignments: Iterable[str]) -> CourseRules:
    """Read rules from the text of a `course.yaml`."""
    lines = _KeyLines()
    data = _plain(_root(text), lines, ())
    if data is None:
        return CourseRules()
    if not isinstance(data, dict):
        _refuse(lines, (), "it must be keys with values", hint=_every_key(CourseRules))
    try:
        rules = CourseRules.model_validate(data)
    except ValidationError as error:
        _explain(lines, error)
    _check(rules, lines, list(assignments))
    return rules


class _KeyLines(dict[KeyPath, int]):
    """The line of each key, counted from 1."""

    def of(self, place: KeyPath) -> int:
        """Give the line of a place, or of what holds it."""
        while place and place not in self:
            place = place[:-1]
        return self.get(place, 1)


def _root(text: str) -> yaml.Node | None:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            # Aliases of aliases grow without end, from a file of a few lines.
            if isinstance(event, yaml.AliasEvent):
                raise UserError(
                    f"`{FILE}`, line {_line_of(event)}: `*{event.anchor}` is not read "
                    "here",
                    hint="write the value out",
                )
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        where = f"`{FILE}`"
        if mark := error.problem_mark or error.context_mark:
            where += f", line {mark.line + 1}"
        problem = make_visible(error.problem or "it is not valid YAML", 200)
        raise UserError(f"{where}: {problem}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        odd = make_visible(chr(error.character), 20)
        raise UserError(f"`{FILE}`, line {line}: `{odd}` may not be in it") from None
    except (yaml.YAMLError, RecursionError) as error:
        told = make_visible(str(error).split("\n")[0], 200)
        raise UserError(f"`{FILE}` is not valid YAML: {told}") from None
    return node


def _line_of(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 1


def _plain(node: yaml.Node | None, lines: _KeyLines, place: KeyPath) -> Any:
    """Turn a tree of YAML into dicts, lists, text and None; note the lines."""
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return None
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, lines, (*place, number))
            for number, item in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return node.value  # as it is written: YAML would make 83 of `0123`
    made: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise UserError(f"`{FILE}`, line {line}: a key must be one word")
        if key.value in made:
            first = lines[(*place, key.value)]
            shown = make_visible(key.value, 60)
            raise UserError(
                f"`{FILE}`, line {line}: `{shown}` is there twice, "
                f"first on line {first}"
            )
        lines[(*place, key.value)] = line
        made[key.value] = _plain(value, lines, (*place, key.value))
    return made


def _refuse(
    lines: _KeyLines, place: KeyPath, message: str, *, hint: str = ""
) -> NoReturn:
    raise UserError(
        f"`{FILE}`, line {lines.of(place)}: {make_visible(message, 400)}", hint=hint
    ) from None


def _explain(lines: _KeyLines, error: ValidationError) -> NoReturn:
    """Tell the first thing that is wrong, from the top of the file."""
    first = min(error.errors(), key=lambda found: lines.of(found["loc"]))
    place = first["loc"]
    if first["type"] == "extra_forbidden":
        section = place[0] if len(place) > 1 else ""
        model = _MODELS.get(section, CourseRules)
        message = f"no key `{place[-1]}`"
        close = suggest_closest(str(place[-1]), model.model_fields)
        _refuse(lines, place, message, hint=close or _every_key(model))
    named = ".".join(str(part) for part in place)
    hint = ""
    if place[-1] in ("due", "release") or place[0] == "extensions":
        hint = MOMENT_HINT
    _refuse(lines, place, f"`{named}`: {_said(first)}", hint=hint)


_NEEDS = {
    "model_type": "keys with values",
    "dict_type": "keys with values",
    "string_type": "one line of text",
    "string_pattern_mismatch": "a number",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "`true` or `false`",
    "bool_type": "`true` or `false`",
}
"""what a value has to be, by the name of what is wrong with it"""


def _said(error: ErrorDetails) -> str:
    """Say what is wrong with a value, in words of ours."""
    if error["input"] is None:
        return "there is no value: write one, or leave the key out"
    if error["type"] in _NEEDS:
        return f"needs {_NEEDS[error['type']]}, and not `{error['input']}`"
    told = error["msg"].removeprefix("Value error, ")
    return f"{told[:1].lower()}{told[1:]}"


_MODELS: dict[str | int, type[BaseModel]] = {
    "late": LateRules,
    "assignments": AssignmentRules,
}


def _every_key(model: type[BaseModel]) -> str:
    return f"it may have: {', '.join(model.model_fields)}"


# ------------------------------------------------------------------ what must fit


def _check(rules: CourseRules, lines: _KeyLines, assignments: list[str]) -> None:
    for check in (_check_names, _check_moments, _check_order, _check_weights):
        check(rules, lines, assignments)


def _check_names(rules: CourseRules, lines: _KeyLines, known: list[str]) -> None:
    places: list[KeyPath] = [("assignments", name) for name in rules.assignments]
    for student, given in rules.extensions.items():
        places += [("extensions", student, name) for name in given if name != EVERY]
    for place in places:
        if place[-1] not in known:
            hint = suggest_closest(str(place[-1]), known)
            there = f"there are: {', '.join(sorted(known)) or 'none'}"
            message = f"no assignment `{place[-1]}` in source/"
            _refuse(lines, place, message, hint=hint or there)


def _check_moments(rules: CourseRules, lines: _KeyLines, _: list[str]) -> None:
    """Refuse a time that clocks skip, and one that they show twice."""
    for place, moment in _moments(rules):
        if moment.tzinfo is None and (problem := _unclear(moment, rules.timezone)):
            _refuse(
                lines,
                place,
                f"`{moment}` {problem} in {rules.timezone.key}: clocks change then",
                hint=f"write the offset with it, such as {moment}+01:00",
            )


def _moments(rules: CourseRules) -> Iterable[tuple[KeyPath, datetime]]:
    for name, entry in rules.assignments.items():
        for key, moment in (("release", entry.release), ("due", entry.due)):
            if moment is not None:
                yield ("assignments", name, key), moment
    for student, given in rules.extensions.items():
        for name, extension in given.items():
            if extension.until is not None:
                yield ("extensions", student, name), extension.until


def _unclear(moment: datetime, zone: ZoneInfo) -> str:
    placed = moment.replace(tzinfo=zone)
    # Python takes a time that clocks skip for one: there and back it is another.
    back = placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
    if back != moment:
        return "does not exist"
    if placed.replace(fold=1).utcoffset() != placed.utcoffset():
        return "is there twice"
    return ""


def _check_order(rules: CourseRules, lines: _KeyLines, _: list[str]) -> None:
    for name in rules.assignments:
        release, due = rules.release(name), rules.due(name)
        if release and due and release.astimezone(UTC) >= due.astimezone(UTC):
            place = ("assignments", name, "release")
            _refuse(lines, place, f"`{name}` is due before it is released")


def _check_weights(rules: CourseRules, lines: _KeyLines, known: list[str]) -> None:
    """Refuse weights for a part of the assignments: nobody can mean that."""
    without = sorted(set(known) - set(rules.weights))
    if rules.weights and without:
        named = ", ".join(f"`{name}`" for name in without)
        _refuse(
            lines,
            ("assignments",),
            f"some assignments have a `weight` and some have none: {named}",
            hint="give each one a weight; `weight: 0` for what does not count",
        )
    if rules.weights and not any(rules.weights.values()):
        _refuse(lines, ("assignments",), "every `weight` is 0, so nothing counts")
