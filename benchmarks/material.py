"""What is graded in a benchmark: the same work, in a course for each contestant."""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

from autograder.course.course import Assignment, Course
from autograder.model import Kind
from autograder.tools.authoring import demo, simulate
from benchmarks import translate
from benchmarks.measuring import python

CLASS = 24
"""members of the class that some are taken from"""
UNFIT = ("an endless loop", "a crash")
"""members of the simulated class that would hang or end the floor's one process"""


def solved(assignment: Assignment) -> bytes:
    """Give the solved notebook."""
    return simulate.simulated_class(assignment, 1)[0].data


def class_of(assignment: Assignment, size: int) -> list[bytes]:
    """Give some of the simulated class, evenly spread, but none that does not end."""
    members = simulate.simulated_class(assignment, max(CLASS, size + len(UNFIT)))
    fit = [member.data for member in members if member.about not in UNFIT]
    return [fit[len(fit) * number // size] for number in range(size)]


def ours(
    content: Course, assignment: Assignment, folder: Path, work: Sequence[bytes]
) -> Path:
    """Make a course for `autograder grade`."""
    for name in demo.CONTENT:
        _copy(content.root / name, folder / name)
    _hand_in(assignment, folder, work)
    return folder


def nbgraders(assignment: Assignment, folder: Path, work: Sequence[bytes]) -> Path:
    """Make a course for nbgrader, with our hidden suites as its hidden tests."""
    name = assignment.name
    source = folder / "source" / name / f"{name}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(json.dumps(translate.source_notebook(assignment)))
    translate.support(assignment, folder / "support")
    _hand_in(assignment, folder, work)
    command = [python()[0], "-m", "nbgrader", "generate_assignment", name, "--force"]
    path = f"{Path(str(command[0])).parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder)}
    subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env=environment, check=True, capture_output=True
    )
    return folder


def otters(assignment: Assignment, folder: Path, work: Sequence[bytes]) -> Path:
    """Make an autograder.zip and submissions for otter."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    translate.support(assignment, folder / "support")
    for exercise in assignment.exercises:
        if exercise.kind is not Kind.WRITTEN:
            text = translate.otter_test(
                assignment, exercise.name, float(exercise.points)
            )
            (tests / f"{exercise.name}.py").write_text(text)
    (folder / "otter_config.json").write_text('{"lang": "python", "pdf": false}')
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        for path in [folder / "otter_config.json", *tests.glob("*.py")]:
            archive.write(path, path.relative_to(folder))
    for number, data in enumerate(work):
        (folder / f"s{number:03d}.ipynb").write_bytes(_dressed(data))
    return folder


def _dressed(data: bytes) -> bytes:
    """Say which kernel a notebook is for: otter asks."""
    notebook = json.loads(data)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook["metadata"] = {**notebook.get("metadata", {}), "kernelspec": spec}
    notebook.setdefault("nbformat", 4)
    notebook.setdefault("nbformat_minor", 5)
    return json.dumps(notebook).encode()


def _hand_in(assignment: Assignment, folder: Path, work: Sequence[bytes]) -> None:
    for number, data in enumerate(work):
        name = assignment.name
        path = folder / "submitted" / f"s{number:03d}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(source, target, ignore=ignored)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
