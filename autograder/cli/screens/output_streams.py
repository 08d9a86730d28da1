"""Put a screen out, for people or as JSON: the one place that prints."""

import json
import math
import sys
from collections.abc import Mapping, Sequence

from autograder.common.terminal import Screen, fit_encoding, open_console
from autograder.report import Report


def print_screen(screen: Screen, *, as_json: bool = False) -> None:
    """Print a screen to stdout, in colour where a terminal wants it."""
    if as_json:
        sys.stdout.write(_json(screen.data))
        return
    out = open_console()
    # rich breaks lines at the width of a terminal: a path must stay one word.
    out.print(fit_encoding(screen.text, out.encoding), soft_wrap=True)


def reports_json(reports: Sequence[Report]) -> str:
    """Write Reports as one JSON list."""
    return _json(_plain_reports(reports)).rstrip("\n")


def json_line(data: object) -> str:
    """Write a value as JSON in one line, its end included."""
    return json.dumps(_finite(data), default=str) + "\n"


def _json(data: object) -> str:
    return json.dumps(_finite(data), indent=1, default=str) + "\n"


def _finite(data: object) -> object:
    """Give the same without NaN and infinities, for which JSON has no word."""
    if isinstance(data, float):
        if math.isfinite(data):
            return data
        return None
    if isinstance(data, Mapping):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [_finite(value) for value in data]
    return data


def _plain_reports(reports: Sequence[Report]) -> list[object]:
    return [report.model_dump(mode="json", by_alias=True) for report in reports]
