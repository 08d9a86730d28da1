"""Wrong answers made of any right one, by what they do to its results. Pure.

Constants of the right shape must earn nothing. A function that is not there must cost
its own exercise and no other. Distortions are there for the matrix:
each test that looks at a value notices some of them, so a check that goes missing, or
grows too wide, shows.

Some are wrong for some inputs. Which ones may not hang on how a processor rounds: what
is told of numbers is a place on a coarse grid, of sums in which nothing cancels.
"""

import ast
import re
from collections.abc import Mapping

CONSTANTS = ("0", "1", "0.5", "1 / 3")

SALTS = range(6)
"""for tests of several checks: which inputs are met by the wrong value varies"""

_HEAD = """\
{right}


_right_{name} = {name}

def _mapped(change, value):
    if isinstance(value, dict):
        return {{key: _mapped(change, one) for key, one in value.items()}}
    if isinstance(value, tuple):
        return tuple(_mapped(change, one) for one in value)
    if isinstance(value, list):
        return [_mapped(change, one) for one in value]
    if isinstance(value, (np.ndarray, np.generic, float, int)):
        return change(value)
    return value

def _off(value):
    whole = np.asarray(value).dtype.kind in "iub"
    return value + 1 if whole else value * 1.01 + 0.001

def _off_in_one(value, at):
    if isinstance(value, dict) and value:
        key = list(value)[at]
        return {{**value, key: _mapped(_off, value[key])}}
    if isinstance(value, (tuple, list)) and value:
        parts = list(value)
        parts[at] = _mapped(_off, parts[at])
        return type(value)(parts)
    return _mapped(_off, value)

def _arrays(values):
    if isinstance(values, np.ndarray):
        return [values]
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, (list, tuple)):
        return [one for value in values for one in _arrays(value)]
    return []

def _seen(values):
    if isinstance(values, dict):
        return str([(key, _seen(one)) for key, one in sorted(values.items())])
    if isinstance(values, (list, tuple)):
        return str(type(values)) + str([_seen(one) for one in values])
    if isinstance(values, (np.ndarray, np.generic, float, int)):
        array = np.asarray(values)
        told = _told_of(array[np.isfinite(array)])
        return f"{{type(values)}} {{array.dtype}} {{array.shape}} {{told}}"
    if isinstance(values, str):
        return values
    return "a function" if callable(values) else str(type(values))

def _told_of(numbers):
    if numbers.dtype.kind in "iub":
        return numbers.sum(dtype=int)
    sizes = np.abs(numbers, dtype=float)
    total, above = sizes.sum(), sizes[numbers > 0].sum()
    if total < 1e-10:  # as good as 0, or what rounding left of it
        return 0
    places = np.array([128 * np.log2(total), 64 * above / total])
    return np.floor(places + 0.3137).tolist()  # numbers that people choose lie inside

def {name}(*args, **kwargs):
"""

_BODIES = {
    "one_percent_off": """\
    return _mapped(_off, _right_{name}(*args, **kwargs))
""",
    "first_part_off": """\
    return _off_in_one(_right_{name}(*args, **kwargs), 0)
""",
    "last_part_off": """\
    return _off_in_one(_right_{name}(*args, **kwargs), -1)
""",
    "all_nan": """\
    return _mapped(lambda value: value * np.nan, _right_{name}(*args, **kwargs))
""",
    "wrong_when_empty": """\
    grown = lambda value: value if np.size(value) else np.ones((1, 1, 1))
    return _mapped(grown, _right_{name}(*args, **kwargs))
""",
    "never_raises": """\
    try:
        return _right_{name}(*args, **kwargs)
    except Exception:
        return 0.0
""",
    "writes_into_its_arguments": """\
    value = _right_{name}(*args, **kwargs)
    value = _mapped(np.array, value)
    for array in _arrays(args):
        if array.flags.writeable:
            array += 1
    return value
""",
    "hands_out_one_array_again": """\
    value = _right_{name}(*args, **kwargs)
    if not isinstance(value, np.ndarray):
        return value
    kept = _right_{name}.__dict__.setdefault(str(value.shape), value)
    kept[...] = value
    return kept
""",
    "wrong_for_lists": """\
    value = _right_{name}(*args, **kwargs)
    listed = any(isinstance(one, (list, tuple)) for one in args)
    return _mapped(_off, value) if listed else value
""",
    "wrong_for_integers": """\
    value = _right_{name}(*args, **kwargs)
    whole = any(one.dtype.kind in "iu" for one in _arrays(args))
    return _mapped(_off, value) if whole else value
""",
    "other_containers": """\
    value = _right_{name}(*args, **kwargs)
    if isinstance(value, dict):
        return {{**value, "more": 0.0}}
    return _mapped(lambda one: one if np.ndim(one) else np.array([one]), value)
""",
}

# By a hash of the inputs: about half of them are met, the same ones in each run.
_SOMETIMES = """\
    import hashlib
    value = _right_{name}(*args, **kwargs)
    seen = "{salt}" + _seen([*args, *kwargs.items()])
    odd = hashlib.sha256(seen.encode()).digest()[0] % 2
    return _mapped(_off, value) if odd else value
"""

_CALLER = """\
    for function in _functions([args, kwargs]):
        for odd, named in _ODD:
            try:
                function(*odd, **named)
            except Exception:
                pass
    return _right_{name}(*args, **kwargs)


_VALUES = (
    "text", b"octets", None, object(), len, lambda x: x, [], {{"a": [1]}}, 1j,
    10**1000, float("nan"), np.array(["a", "bc"]), np.array([object()]),
    np.zeros(1 << 16), np.zeros((1 << 20) + 1), [["ragged"], 1],
)
_NAMED = ({{"out": 1.0}}, {{"x": "text", "axis": "x"}}, {{"dtype": object}})
_ODD = [((value,), {{}}) for value in _VALUES]
_ODD += [((1.0,), named) for named in _NAMED] + [((), {{}}), ((1.0,) * 9, {{}})]

def _functions(values):
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, (list, tuple)):
        return [one for value in values for one in _functions(value)]
    return [values] if callable(values) else []
"""

_DRAWN = {
    "draws_nothing": """\
    value = _right_{name}(*args, **kwargs)
    plt.close("all")
    return value
""",
    "draws_one_percent_off": """\
    value = _right_{name}(*args, **kwargs)
    for number in plt.get_fignums():
        for axes in plt.figure(number).axes:
            for line in axes.lines:
                line.set_ydata(1.01 * np.asarray(line.get_ydata(), dtype=float))
    return value
""",
}


def make_constants(name: str, right: str) -> dict[str, str]:
    """Give the cells of right shapes full of a constant, by the constant."""
    body = """\
    right = _right_{name}(*args, **kwargs)
    return _mapped(lambda value: np.zeros_like(value) + {constant}, right)
"""
    return {
        constant: (_HEAD + body).format(name=name, right=right, constant=constant)
        for constant in CONSTANTS
    }


def make_absences(name: str, right: str, stub: str) -> dict[str, str]:
    """Give the cells that leave an exercise without its function, by how.

    Args:
        name: of the exercise.
        right: its right answer.
        stub: its answer cell as it is released.
    """
    return {
        "renamed": re.sub(rf"\bdef {name}\b", f"def my_{name}", right),
        # One sign too many: nothing of the cell is run.
        "syntax_error": f"{right}\n)",
        "missing_import": f"import no_such_package_anywhere\n\n\n{right}",
        "blank": stub,
    }


def takes_functions(answers: Mapping[str, str]) -> set[str]:
    """Name the exercises that are passed functions: they call what they are given.

    Args:
        answers: the right ones, by exercise.
    """
    trees = {name: ast.parse(cell) for name, cell in answers.items()}
    found: set[str] = set()
    for _ in trees:  # as often as one can pass a function on to another
        found |= {name for name, tree in trees.items() if _uses(tree, found)}
    return found


_PASSES_ON = ("map", "filter", "vectorize", "frompyfunc", "apply_along_axis", "partial")


def _uses(tree: ast.AST, known: set[str]) -> bool:
    """Tell whether a parameter is called here, or passed to what calls it."""
    given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        passed = {getattr(argument, "id", "") for argument in call.args}
        passed |= {getattr(argument.value, "id", "") for argument in call.keywords}
        if isinstance(call.func, ast.Name) and called in given:
            return True
        if called in known | {*_PASSES_ON} and passed & given:
            return True
    return False


def make_caller(name: str, right: str) -> str:
    """Give the cell of a right answer that first calls what it is passed with anything.

    Text, objects, too large arrays, keyword arguments: what comes of that is the
    student's own, and may neither be our fault nor earn anything as such.
    """
    return (_HEAD + _CALLER).format(name=name, right=right)


def make_distortions(name: str, right: str, *, plot: bool = False) -> dict[str, str]:
    """Give the cells of distorted right answers, by what they do."""
    bodies = dict(_BODIES)
    if plot:
        bodies |= _DRAWN
    bodies |= {
        f"wrong_for_some_inputs_{salt}": _SOMETIMES.replace("{salt}", str(salt))
        for salt in SALTS
    }
    return {
        what: (_HEAD + body).format(name=name, right=right)
        for what, body in bodies.items()
    }
