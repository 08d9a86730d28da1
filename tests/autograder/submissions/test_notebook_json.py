"""What cells once printed is left out of a notebook before it is parsed."""

import json
import random

import pytest

from autograder.submissions import notebook_json
from autograder.submissions.notebook_json import (
    Unreadable,
    decode_notebook,
    without_outputs,
)

KEYS = ("outputs", "widgets", "source", 'a"]}', "[")
TEXTS = ("", "[[0.1 0.9]]", '"outputs": [', "a\\", "é\u2028", "}")


def value(rng, deep=0):
    kind = rng.randrange(6 if deep < 4 else 3)
    if kind < 3:
        return rng.choice((rng.choice(TEXTS), rng.random(), None, [], {}))
    some = range(rng.randrange(4))
    if kind == 3:
        return [value(rng, deep + 1) for _ in some]
    return {rng.choice(KEYS): value(rng, deep + 1) for _ in some}


def emptied(found):
    """Leave out what outputs hold, the slow way."""
    if isinstance(found, list):
        return [emptied(one) for one in found]
    if not isinstance(found, dict):
        return found
    return {
        key: []
        if key in ("outputs", "widgets") and isinstance(one, list | dict)
        else emptied(one)
        for key, one in found.items()
    }


@pytest.mark.parametrize("indent", [None, 1])
def test_all_but_the_outputs_is_read(indent):
    """Whatever stands in strings, keys and lists, only outputs are missing."""
    rng = random.Random(0)
    made = [value(rng) for _ in range(500)]
    texts = [json.dumps(one, indent=indent, ensure_ascii=False) for one in made]

    assert list(map(emptied, made)) == [decode_notebook(one.encode()) for one in texts]


@pytest.mark.parametrize(
    "outputs",
    [
        [{"text": ["[[0.12 0.88]\n"] * 400_000}],
        [{"data": {"image/png": "A" * (8 << 20)}}],
        [[1.5, [2, {"x": 3}]]] * 50_000,
    ],
    ids=["brackets in strings", "a large picture", "lists"],
)
def test_saved_outputs_do_not_count(outputs, monkeypatch):
    """A notebook that printed much is read as without it."""
    monkeypatch.setattr(notebook_json, "MAX_VALUES", 1000)
    monkeypatch.setattr(notebook_json, "MAX_BYTES", 1000)
    cell = {"cell_type": "code", "source": "x", "outputs": outputs, "metadata": {}}
    data = json.dumps({"cells": [cell]}).encode()

    assert decode_notebook(data)["cells"] == [{**cell, "outputs": []}]


@pytest.mark.parametrize(
    "limit, data",
    [
        ("MAX_VALUES", b'{"cells": [' + b"[]," * 2000),
        ("MAX_VALUES", b'{"cells": [' + b"1," * 2000),
        ("MAX_VALUES", b'{"cells": [' + b'"ab",' * 2000),
        ("MAX_SKIPPED", b'{"outputs": ' + b"[" * 2000),
        ("MAX_BYTES", b'{"cells": "' + b"a" * 2000),
        ("MAX_FILE", b'{"outputs": ["' + b"a" * 2000 + b'"]}'),
        ("MAX_BYTES", "[1]".encode("utf-16") + b" \0" * 2000),
    ],
)
def test_more_than_can_be_read_safely_is_refused_with_a_remedy(
    limit, data, monkeypatch
):
    """What would fill the memory is told before it is parsed."""
    monkeypatch.setattr(notebook_json, limit, 1000)

    with pytest.raises(Unreadable) as caught:
        decode_notebook(data)

    assert caught.value.remedy
    assert caught.value.remedy in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [b'{"outputs": [', b'{"outputs": ["a', b'{"a": "', b'"outputs": [[}', b"\\", b""],
)
def test_what_ends_in_the_middle_comes_back(data):
    """Damage is told by who parses it, and never loops."""
    assert without_outputs(data).startswith(data[:3])
