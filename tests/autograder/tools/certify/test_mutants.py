"""Mutants of right code: which there are, and that their names stay."""

import ast

import pytest

from autograder.tools.certify.mutants import make_mutants


def bodies(line):
    """Give the mutants of a function of one line, as lines."""
    found = make_mutants(
        f'def f(a, b):\n    """Docstring with 1 + 1."""\n    return {line}'
    )
    return {
        one.source.splitlines()[-1].strip().removeprefix("return ") for one in found
    }


@pytest.mark.parametrize(
    "right, wrong",
    [
        ("a + b", {"a - b", "a", "b"}),
        ("a - b", {"a + b", "a", "b"}),
        ("a * b", {"a / b", "a", "b"}),
        ("a / b", {"a * b", "a"}),
        ("a ** 2", {"a * 2", "a", "a ** 1"}),
        ("-a", {"a"}),
        ("a < b", {"a <= b"}),
        ("a == b", {"a != b"}),
        ("a and b", {"a or b"}),
        ("a if b else 0", {"a", "0", "a if b else 1"}),
        ("0.5", {"1.0"}),
        ("'0'", set()),
        ("True", {"False"}),
        ("a.T @ b", {"a @ b"}),
        ("a.copy()", {"a"}),
        ("np.array(a)", {"np.asarray(a)"}),
        ("np.array([a])", set()),
        ("axes.grid(alpha=0.3)", set()),
        ("axes.plot(a, color=f(1))", set()),
        ("a.max()", {"a.min()"}),
        ("f(a, b)", {"f(b, a)"}),
        (
            "a.sum(axis=-1, keepdims=True)",
            {
                "a.mean(axis=-1, keepdims=True)",
                "a.sum(keepdims=True)",
                "a.sum(axis=0, keepdims=True)",
                "a.sum(axis=-1)",
                "a.sum(axis=1, keepdims=True)",
                "a.sum(axis=-0, keepdims=True)",
                "a.sum(axis=-1, keepdims=False)",
            },
        ),
    ],
)
def test_code_is_wrong_in_one_place(right, wrong):
    """Operators, constants, axes, terms, keywords, arguments, copies, transposes."""
    assert bodies(right) == wrong


def test_statements_are_left_out():
    """A step that is forgotten is a bug like any other."""
    right = "def f(a):\n    a = a + b\n    a += 1\n    log(a)\n    return a"
    found = {one.source for one in make_mutants(right)}

    for gone in ("a = a + b", "a += 1", "log(a)"):
        assert right.replace(gone, "pass") in found


def test_names_hang_on_the_code_alone():
    """Comments and docstrings do not change a name; code does."""
    one = make_mutants("def f(a):\n    return a + 1")
    same = make_mutants('def f(a):\n    """Adds."""\n    return (a + 1)  # one')
    other = make_mutants("def f(a):\n    return a + 3")

    assert [it.name for it in one] == [it.name for it in same]
    assert not {it.name for it in one} & {it.name for it in other if "3" in it.source}


def test_every_mutant_is_code_and_tells_its_change():
    """What was there, and what is there now."""
    found = make_mutants("def f(a):\n    b = a * 2\n    return b[0]")

    assert len(found) == len({one.name for one in found})
    for one in found:
        ast.parse(one.source)
    assert "- b = a * 2  + b = a / 2" in {one.change for one in found}
