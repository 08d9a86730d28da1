"""Collect an assignment's hidden suites: pytest reads the files, once for a class.

Whatever pytest settings, plugins and modules of other courses surround this process,
the same tests are found; and a file that cannot be read is named with its line.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import (
    ExitStack,
    chdir,
    contextmanager,
    redirect_stderr,
    redirect_stdout,
)
from pathlib import Path
from typing import Any

import pytest

from autograder.common.text import make_visible
from autograder.course.course_faults import describe_fault
from autograder.grading.hidden_suite import (
    ARGUMENTS,
    MESSAGE,
    WHOLE,
    HiddenSuite,
    HiddenTest,
)


def collect_suite(folder: Path) -> HiddenSuite:
    """Collect an assignment's hidden suites, whatever pytest settings surround them."""
    folder = folder.resolve()
    root = folder.parents[2]  # above tests/hidden/NAME
    collector = _SuiteCollector(root)
    collector.suite.place = str(folder.relative_to(root))
    if not folder.is_dir():
        collector.suite.broken[WHOLE] = f"{collector.suite.place}: no such folder"
        return collector.suite
    place = _argument_for(folder)
    arguments = [
        place,
        f"--rootdir={place}",
        *("-c", os.devnull, "-p", "no:terminal", "-p", "no:cacheprovider"),
        # Without it pytest would run each conftest.py up to `/`, whoever wrote it, and
        # look through all that lies beside the course.
        f"--confcutdir={root}",
        # Each of these collects garbage at the end, of a process that has much.
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("--import-mode=importlib", "--assert=plain", "--collect-only"),
    ]
    with ExitStack() as stack:
        stack.enter_context(_own_modules())
        printed = stack.enter_context(_quiet_pytest())
        if place == ".":
            stack.enter_context(chdir(folder))
        code = pytest.main(arguments, plugins=[collector])
    if code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        last = printed.getvalue().strip().rpartition("\n")[2]
        told = make_visible(last.removeprefix("ERROR: ").removeprefix("E "), MESSAGE)
        collector.suite.broken[WHOLE] = f"{collector.suite.place}: {told.strip()}"
    return collector.suite


def _argument_for(folder: Path) -> str:
    """Name a folder so that pytest reads no `[`, `::` or `$` in it as its own.

    The working directory belongs to the whole process, so it changes only for those.
    """
    if re.fullmatch(r"[\w/. +@-]*", str(folder)):
        return str(folder)
    return "."


class _SuiteCollector:
    """A pytest plugin that keeps what was collected."""

    def __init__(self, root: Path) -> None:
        self.suite = HiddenSuite()
        self._root = root

    def pytest_exception_interact(
        self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]
    ) -> None:
        """Keep why a file could not be collected."""
        if call.excinfo is None:
            return
        error = call.excinfo.value
        # pytest wraps what an import raised; the cause has the line of the file.
        if isinstance(error, pytest.Collector.CollectError) and error.__cause__:
            error = error.__cause__
        name = WHOLE
        if node.path.name.startswith("test_"):
            name = node.path.stem.removeprefix("test_")
        self.suite.broken[name] = describe_fault(self._root, node.path, error)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if isinstance(item, pytest.Function):
                self._add(HiddenTest.of(item))

    def _add(self, test: HiddenTest) -> None:
        unknown = set(test.arguments) - set(ARGUMENTS) - set(test.parameters)
        if unknown:
            line = test.run.__code__.co_firstlineno
            self.suite.broken[test.exercise] = (
                f"{self.suite.place}/test_{test.exercise}.py:{line}: `{test.name}` "
                f"asks for {', '.join(sorted(unknown))}; hidden tests "
                f"may ask for {', '.join(ARGUMENTS)} and their own parameters"
            )
        self.suite.tests.setdefault(test.exercise, []).append(test)
        # Value tests wait for nothing; the sort keeps the file's order otherwise.
        self.suite.tests[test.exercise].sort(key=lambda known: bool(known.needs))


@contextmanager
def _quiet_pytest() -> Iterator[io.StringIO]:
    """Keep the surroundings' pytest settings out, and its screen; give what it says."""
    # Options of the surroundings', and what makes pytest write more.
    kept = {name: os.environ.get(name) for name in ("PYTEST_ADDOPTS", "CI")}
    autoload = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in kept:
        os.environ.pop(name, None)
    # Reading a course leaves no file in it.
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            yield printed
    finally:
        sys.dont_write_bytecode = writes
        restored = {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": autoload}
        for name, value in restored.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _own_modules() -> Iterator[None]:
    """Keep suites of another course, imported under the same names, out of the way."""
    others = {name: sys.modules.pop(name) for name in _suite_modules()}
    try:
        yield
    finally:
        for name in _suite_modules():
            del sys.modules[name]
        sys.modules.update(others)


def _suite_modules() -> list[str]:
    """Name the imported modules that could be of a hidden suite."""
    # pytest puts a file there under its path, `tests.hidden.sums.test_total`.
    tops = ("tests", "hidden")
    return [
        name
        for name in sys.modules
        if name.split(".")[0] in tops or name.startswith("test_")
    ]
