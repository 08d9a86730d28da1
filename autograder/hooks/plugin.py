"""The pytest plugin: hidden suites run by hand, with all of pytest's own options.

    pytest tests/hidden                              grades the reference
    pytest tests/hidden/NAME --submission X.ipynb    grades one notebook

It is loaded with `-p autograder.hooks.plugin`, never as an entry point: installing the
wheel must leave a student's own pytest alone. Tests outside `tests/hidden` are not
touched.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.course import catalogue
from autograder.course.course import Course
from autograder.grading.checks import CheckFailed
from autograder.grading.grader import Grader
from autograder.grading.hidden_suite import (
    GATE,
    blocking_test,
    prerequisites_of,
    rng_for,
)
from autograder.grading.recorder import CurveRecorder
from autograder.grading.student import Student, find_absence
from autograder.sandbox.student_faults import StudentFault
from autograder.submissions.submission import Submission

BY_HAND = b"by hand"
"""seeds runs by hand: nothing of a course is read for them"""


class SessionGraders:
    """The graders of one pytest session, by assignment, opened when first needed."""

    def __init__(self, submission: Path | None) -> None:
        self.failed: dict[Path, list[str]] = {}
        """names of failed tests, by file"""
        self._submission = submission
        self._graders: dict[Path, Grader] = {}
        self._students: dict[Path, Student] = {}

    def grader(self, item: pytest.Item) -> Grader:
        """Give the grader of the assignment whose hidden suite `item` is in."""
        folder = _hidden_folder(item.path)
        assert folder is not None
        if folder not in self._graders:
            course = Course.find(folder.parents[2])
            self._graders[folder] = Grader(course.assignment(folder.name))
        return self._graders[folder]

    def student(self, item: pytest.Item) -> Student:
        """Give the submission under test, alive."""
        folder = _hidden_folder(item.path)
        assert folder is not None
        if folder not in self._students:
            grader = self.grader(item)
            restored = grader.restore_submission(
                Submission(student="by hand", files=self._files(grader))
            )
            self._students[folder] = grader.open_student(restored.code)
            if not restored.code.unreadable:
                self._students[folder].run()
        return self._students[folder]

    def close(self) -> None:
        """End every worker."""
        for student in self._students.values():
            student.close()
        for grader in self._graders.values():
            grader.close()

    def _files(self, grader: Grader) -> dict[str, bytes]:
        if self._submission is not None:
            return {self._submission.name: self._submission.read_bytes()}
        # The reference as a notebook: it goes the way of a student's.
        answers = catalogue.reference_answers(grader.assignment)
        solved = catalogue.make_answered_notebook(grader.assignment, answers)
        return {"reference.ipynb": json.dumps(solved).encode()}


GRADERS_KEY = pytest.StashKey[SessionGraders]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--submission`."""
    parser.getgroup("autograder").addoption(
        "--submission",
        type=Path,
        default=None,
        metavar="PATH.ipynb",
        help="the notebook that hidden tests grade; without it, the reference",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name our marks and prepare the session's graders."""
    config.addinivalue_line("markers", "weight(n): how much a hidden test counts")
    config.addinivalue_line("markers", "needs(*names): tests that must pass first")
    path = config.getoption("--submission")
    if path is not None and not path.is_file():
        raise pytest.UsageError(f"--submission: there is no file `{path}`")
    config.stash[GRADERS_KEY] = SessionGraders(path)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the workers."""
    if GRADERS_KEY in config.stash:
        config.stash[GRADERS_KEY].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run each hidden file's value tests first."""
    files = list(dict.fromkeys(item.path for item in items))
    # The sort is stable: within these groups each file keeps its own order.
    items.sort(
        key=lambda item: (files.index(item.path), _is_hidden(item) and _waits(item))
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Block what waits for a failed test; fail what was not answered."""
    if not _is_hidden(item) or not isinstance(item, pytest.Function):
        return
    graders = item.config.stash[GRADERS_KEY]
    cause = blocking_test(prerequisites_of(item), graders.failed.get(item.path, []))
    if cause:
        pytest.skip(f"BLOCKED: needs {cause}")
    exercise = graders.grader(item).assignment.exercise(_exercise_of(item))
    absent = find_absence(exercise, graders.student(item))
    if absent:
        pytest.fail(f"{absent[0]}: {absent[1]}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    """Remember failures; say a student's fault in one line instead of a traceback."""
    report: pytest.TestReport = yield  # type: ignore[assignment]  # what hooks send
    if not _is_hidden(item) or not report.failed:
        return report  # type: ignore[return-value]
    # One case that fails fails its test: `needs` names tests and not cases.
    function = getattr(item, "originalname", item.name)
    item.config.stash[GRADERS_KEY].failed.setdefault(item.path, []).append(function)
    error = call.excinfo and call.excinfo.value
    if isinstance(error, StudentFault | CheckFailed):
        verdict = getattr(error, "verdict", "WRONG")
        rubric = (item.obj.__doc__ or "").strip()  # type: ignore[attr-defined]
        report.longrepr = f"{rubric}\n{verdict}: {error}"
    return report  # type: ignore[return-value]


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Student:
    """Give the submission's functions, called in its worker."""
    graders: SessionGraders = request.config.stash[GRADERS_KEY]
    return graders.student(request.node)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> SimpleNamespace:
    """Give the reference's functions, called here."""
    graders: SessionGraders = request.config.stash[GRADERS_KEY]
    return graders.grader(request.node).reference


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Give the test's own generator."""
    graders: SessionGraders = request.config.stash[GRADERS_KEY]
    digest = graders.student(request.node).code.digest
    item: Any = request.node
    return rng_for(BY_HAND, digest, f"{_exercise_of(item)}::{item.name}")


@pytest.fixture
def record() -> CurveRecorder:
    """Take what a test shows on the page; by hand nobody looks at it."""
    return CurveRecorder()


def _is_hidden(item: pytest.Item) -> bool:
    return _hidden_folder(item.path) is not None


def _hidden_folder(path: Path) -> Path | None:
    folder = path.parent
    if (folder.parent.parent.name, folder.parent.name) != ("tests", "hidden"):
        return None
    return folder


def _exercise_of(item: pytest.Item) -> str:
    return item.path.stem.removeprefix("test_")


def _waits(item: pytest.Item) -> bool:
    return not item.name.startswith(GATE)
