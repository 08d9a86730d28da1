"""Fixtures that more than one folder of tests uses."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from autograder.course.course import Assignment
from tests import minicourse

if TYPE_CHECKING:
    from tests.lending import ZygoteShelf

# How long an example takes says how busy the machine is, and nothing of our code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

if "PYTEST_XDIST_WORKER" in os.environ:
    # Coverage is of tests' own processes: the commands that they start would be slow.
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes, so that no process ends with it alone."""
    items.sort(key=lambda item: item.path.name != "test_grading.py")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """Give the small course's assignment, in a folder of the test's own."""
    return minicourse.write_course(tmp_path)


@pytest.fixture(scope="session")
def zygote_shelf() -> Iterator["ZygoteShelf"]:
    """Keep zygotes warm from one test to the next."""
    from tests.lending import ZygoteShelf

    shelf = ZygoteShelf()
    yield shelf
    shelf.close()


@pytest.fixture
def lent_zygotes(zygote_shelf: "ZygoteShelf", monkeypatch: pytest.MonkeyPatch) -> None:
    """Have graders that are opened in this process use zygotes that are warm."""
    monkeypatch.setattr("autograder.grading.grader.start_sandbox", zygote_shelf.lend)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Give a browser; a module's tests open pages of their own in it.

    For no longer: while it is there, an event loop of playwright's runs in this thread.
    """
    from tests import formgrader

    if formgrader.CHROMIUM is None:
        pytest.skip("there is no chromium")
    with formgrader.launched() as browser:
        yield browser


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[object, str, str]]:
    """Run the command line here, in one process; give exit code, stdout and stderr."""
    from autograder import cli

    # Starting more takes seconds, and only tests of several have something of it.
    monkeypatch.setattr("autograder.common.cpus.usable_cpus", lambda: 1)

    def run_it(*arguments: object) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run_it


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the bytes of a gradebook without submissions: making one takes seconds."""
    from autograder.gradebook.gradebook import Gradebook

    assignment = minicourse.write_course(tmp_path_factory.mktemp("empty"))
    with Gradebook(assignment):
        pass
    return (assignment.course.root / "gradebook.db").read_bytes()
