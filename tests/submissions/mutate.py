"""Notebooks as accidents and malice make them: one for each number.

`mutated(number)` changes a notebook of the small course: first as JSON (cells moved,
copied, split, fields of odd types, deep and large values), then as bytes (flips, cuts,
encodings, keys said twice). The same number always gives the same bytes.
"""

import json
import random
from collections.abc import Callable
from typing import Any

from tests.minicourse import cell, markdown, released, solved

Change = Callable[[random.Random, Any], Any]

ODD = [
    *(None, True, -1, 0, 1.5, 10**30, float("nan"), float("inf"), float("-inf")),
    *("", "code", "\x00", "\ud800", "\u202eabc", "\x1b[2J", "é" * 50, "<script>"),
    *("=1+1", "'''", "a" * 100_000, "def total(values):", "\\", "%%bash\nls"),
    *([], {}, [[]], {"": None}, [None, "x", 3], {"nbgrader": []}, [{"cells": []}]),
    "x = " + "(" * 3000 + ")" * 3000,
    "x = " + "1+" * 900 + "1",
    "x = 0x" + "f" * 5000,
    "x = " + "-" * 5000 + "1",
    "x = " + "[" * 150 + "]" * 150,
    "def total(values):\n" + "".join("  " * n + "if 1:\n" for n in range(1, 120)),
    "f'" + "{x!r:" * 50 + "}" * 50 + "'",
    "\f\v\x1c\x85\u2028 def total(values): return 0",
    "def total(values):\r    return 0\r",
    "#" * 200_000,
    "'\\d\\N{no such}'",
]


def mutated(number: int) -> bytes:
    """Give the bytes of one mutated notebook."""
    rng = random.Random(number)
    notebook = rng.choice([solved, released, written, third_format])()
    for _ in range(rng.randrange(4)):
        notebook = rng.choice(IN_JSON)(rng, notebook)
    try:
        data = dumped(notebook).encode("utf-8", "surrogatepass")
    except RecursionError:
        data = b'{"cells": ' + b"[" * 5000
    for _ in range(rng.choice([0, 0, 1, 1, 2, 5])):
        data = rng.choice(IN_BYTES)(rng, data)
    return data


def dumped(notebook: Any) -> str:
    """Write JSON with every sign as it is: lone surrogates, too."""
    return json.dumps(notebook, ensure_ascii=False)


def written() -> dict[str, Any]:
    """Give a notebook with outputs, an attachment, raw cells and an answer in words."""
    made = solved()
    made["cells"][-1]["source"] = "# Because\n$x^2$ <b>so</b>"
    made["cells"][-1]["attachments"] = {"a.png": {"image/png": "AAAA"}}
    made["cells"][2]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["1\n"]},
        {"output_type": "display_data", "data": {"text/html": "<script>1</script>"}},
    ]
    made["cells"] += [{**markdown(source="raw"), "cell_type": "raw"}, cell(source="1")]
    return made


def third_format() -> dict[str, Any]:
    """Give the notebook in format 3, as it was saved ten years ago."""
    made = solved()
    for one in made["cells"]:
        if one["cell_type"] == "code":
            one["input"] = [f"{line}\n" for line in one.pop("source").split("\n")]
    return {"worksheets": [{"cells": made["cells"]}], "nbformat": 3, "metadata": {}}


# ------------------------------------------------------------------ as JSON


def cells_of(notebook: Any) -> list[Any]:
    """Give the list of cells, or a list of nobody's."""
    if not isinstance(notebook, dict):
        return []
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        notebook = sheets[0]
    cells = notebook.get("cells")
    return cells if isinstance(cells, list) else []


def shuffle(rng: random.Random, notebook: Any) -> Any:
    rng.shuffle(cells_of(notebook))
    return notebook


def copy_some(rng: random.Random, notebook: Any) -> Any:
    cells = cells_of(notebook)
    for _ in range(rng.choice([1, 1, 3, 40]) if cells else 0):
        cells.insert(rng.randrange(len(cells) + 1), json_copy(rng.choice(cells)))
    return notebook


def drop_some(rng: random.Random, notebook: Any) -> Any:
    cells = cells_of(notebook)
    cells[:] = [one for one in cells if rng.random() > 0.2]
    return notebook


def split(rng: random.Random, notebook: Any) -> Any:
    """Cut a cell in two, as the notebook's own command does: both keep the tags."""
    cells = cells_of(notebook)
    sources = [one for one in cells if isinstance(one, dict) and one.get("source")]
    if sources and isinstance(text := (first := rng.choice(sources))["source"], str):
        at = rng.randrange(len(text) + 1)
        second = {**json_copy(first), "source": text[at:]}
        first["source"] = text[:at]
        cells.insert(cells.index(first) + 1, second)
    return notebook


def swap_metadata(rng: random.Random, notebook: Any) -> Any:
    cells = [one for one in cells_of(notebook) if isinstance(one, dict)]
    if len(cells) > 1:
        one, other = rng.sample(cells, 2)
        one["metadata"], other["metadata"] = other.get("metadata"), one.get("metadata")
    return notebook


def lose_metadata(rng: random.Random, notebook: Any) -> Any:
    for one in cells_of(notebook):
        if isinstance(one, dict) and rng.random() < 0.5:
            one.pop("metadata", None)
    return notebook


def retype(rng: random.Random, notebook: Any) -> Any:
    cells = [one for one in cells_of(notebook) if isinstance(one, dict)]
    if cells:
        kinds = ["code", "markdown", "raw", "heading", "html", "", None, 3]
        rng.choice(cells)["cell_type"] = rng.choice(kinds)
    return notebook


def odd_field(rng: random.Random, notebook: Any) -> Any:
    """Put an odd value into any place of the tree, the top included."""
    places = [(None, None), *places_in(notebook)]
    holder, key = rng.choice(places)
    if holder is None:
        return rng.choice(ODD) if rng.random() < 0.1 else notebook
    holder[key] = json_copy(rng.choice(ODD))
    return notebook


def odd_key(rng: random.Random, notebook: Any) -> Any:
    dicts = [holder for holder, _ in places_in(notebook) if isinstance(holder, dict)]
    if dicts:
        holder = rng.choice(dicts)
        key = rng.choice(list(holder))
        holder[rng.choice(["", "\ud800", "cells", "source", "x" * 9999])] = holder[key]
        if rng.random() < 0.5:
            holder.pop(key)
    return notebook


def nest(rng: random.Random, notebook: Any) -> Any:
    deep: Any = "x"
    for _ in range(rng.choice([10, 300, 900])):
        deep = [deep] if rng.random() < 0.5 else {"cells": deep}
    cells = cells_of(notebook)
    if cells and isinstance(one := rng.choice(cells), dict):
        one[rng.choice(["source", "metadata", "cell_type", "outputs"])] = deep
    return notebook


def places_in(tree: Any) -> list[tuple[Any, Any]]:
    """List every (holder, key) of a tree."""
    found, waiting = [], [tree]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(holder, key) for key in keys]
            waiting += [holder[key] for key in keys]
    return found


def json_copy(value: Any) -> Any:
    try:
        return json.loads(json.dumps(value))
    except RecursionError:
        return "too deep"


IN_JSON: list[Change] = [
    *(shuffle, copy_some, drop_some, split, swap_metadata, lose_metadata, retype),
    *(odd_field, odd_field, odd_field, odd_key, nest),
]


# ------------------------------------------------------------------ as bytes


def flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 8, 64]) if data else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def slice_out(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at + rng.randrange(200) :]


def say_twice(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[at : at + rng.randrange(2000)] + data[at:]


def insert(rng: random.Random, data: bytes) -> bytes:
    odd = [b"\x00", b"\xff\xfe", b"NaN", b"]", b"}", b"[" * 2000, b"\\ud800", b"1e999"]
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(odd) + data[at:]


def key_twice(rng: random.Random, data: bytes) -> bytes:
    keys = [b'"cells": []', b'"cells": {}', b'"metadata": 3', b'"worksheets": [{}]']
    if rng.random() < 0.5:
        return data.replace(b"{", b"{" + rng.choice(keys) + b", ", 1)
    return data[::-1].replace(b"}", (b", " + rng.choice(keys) + b"}")[::-1], 1)[::-1]


def encode(rng: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    kinds = ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "utf-7"]
    return text.encode(rng.choice(kinds), "replace")


def crlf(_: random.Random, data: bytes) -> bytes:
    return data.replace(b"\\n", b"\\r\\n").replace(b", ", b",\r\n")


IN_BYTES: list[Change] = [
    *(flip, flip, cut, slice_out, say_twice, insert, key_twice, encode, crlf)
]
