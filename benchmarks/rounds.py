"""Let the contestants grade the same work in turns, and keep what each round cost."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.course import Assignment, Course
from autograder.model import Kind
from benchmarks import material
from benchmarks.measuring import Cost, Failed, each, python, run

Say = Callable[[str], None]

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "BLIS")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much to measure."""

    pairs: int
    submissions: int
    """copies of the solved notebook that we grade; each round grades one alone, too"""
    theirs: int
    """copies that nbgrader grades in each round"""
    members: int
    """how many of the simulated class the floor and we grade; 0 for none"""
    repeats: int
    """how often a round measures the floor of one notebook"""
    nbgrader: bool
    otter: Path | None
    """otter's command, where it is installed"""


@dataclass(slots=True)
class Measured:
    """What one assignment's rounds gave, a value for each round."""

    name: str
    code_cells: int = 0
    hidden_tests: int = 0
    calls: int = 0
    floor: list[Cost] = field(default_factory=list)
    """wall is not measured: it is CPU time"""
    ours: list[Cost] = field(default_factory=list)
    """end to end, for each further submission"""
    plain: list[Cost] = field(default_factory=list)
    """the same without pictures"""
    first: list[Cost] = field(default_factory=list)
    """a whole command for one submission"""
    autograde: list[Cost] = field(default_factory=list)
    feedback: list[Cost] = field(default_factory=list)
    otter: list[Cost] = field(default_factory=list)
    class_floor: list[float] = field(default_factory=list)
    """CPU seconds of a member, mean over the class"""
    class_ours: list[Cost] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class Rounds:
    """One assignment's contestants, each in a folder of its own."""

    def __init__(self, course: Course, name: str, folder: Path, plan: Plan) -> None:
        self._plan = plan
        self._course = course
        self._assignment: Assignment = course.assignment(name)
        self._folder = folder
        self.measured = Measured(name)
        solved = material.solved(self._assignment)
        self._one = self._ours("one", [solved])
        self._many = self._ours("many", [solved] * plan.submissions)
        self._notebooks = self._written("solved", [solved])
        if plan.members:
            members = material.class_of(self._assignment, plan.members)
            self._class = self._ours("class", [solved, *members])
            self._class_notebooks = self._written("class", members)
        if plan.nbgrader:
            theirs = [solved] * plan.theirs
            self._nbgrader = material.nbgraders(
                self._assignment, folder / "nbgrader", theirs
            )
        if plan.otter:
            self._otter = material.otters(self._assignment, folder / "otter", [solved])

    def go(self, say: Say) -> Measured:
        """Run all rounds."""
        for number in range(self._plan.pairs):
            say(f"{self.measured.name}: round {number + 1} of {self._plan.pairs}")
            self._round()
        self._profile()
        return self.measured

    def _round(self) -> None:
        found, plan = self.measured, self._plan
        self._floor()
        one, many = self._grade(self._one), self._grade(self._many)
        plain_one = self._grade(self._one, plain=True)
        plain_many = self._grade(self._many, plain=True)
        found.first.append(one)
        found.ours.append(each(many, one, plan.submissions))
        found.plain.append(each(plain_many, plain_one, plan.submissions))
        if plan.members:
            with_class = self._grade(self._class)
            found.class_ours.append(each(with_class, one, plan.members + 1))
        if plan.nbgrader:
            self._let_nbgrader()
        if plan.otter:
            self._let_otter(plan.otter)

    # -------------------------------------------------------------- contestants

    def _floor(self) -> None:
        floors = self._floors(self._notebooks)
        solved = floors["00"]
        found = self.measured
        found.code_cells = solved["code_cells"]
        found.hidden_tests = solved["hidden_tests"]
        found.calls = solved["calls_made"]
        found.floor.append(Cost(solved["cells"] + solved["calls"], 0.0))
        if self._plan.members:
            members = self._floors(self._class_notebooks).values()
            spent = [member["cells"] + member["calls"] for member in members]
            found.class_floor.append(statistics.fmean(spent))

    def _floors(self, notebooks: Sequence[Path]) -> dict[str, dict[str, float]]:
        repeats = str(self._plan.repeats)
        about = (str(self._course.root), self.measured.name, repeats)
        command = python("-m", "benchmarks.floor", *about, *notebooks)
        _, said = run(command, folder=ROOT, environment=ONE_THREAD, cores=1)
        found: dict[str, dict[str, float]] = json.loads(said.splitlines()[-1])
        return found

    def _grade(self, folder: Path, *, plain: bool = False) -> Cost:
        name = self.measured.name
        return grade(folder, name, "--force", "--jobs", "1", plain=plain, cores=1)

    def _let_nbgrader(self) -> None:
        found = self.measured
        spent = nbgrader(self._nbgrader, found.name, cores=1)
        found.autograde.append(Cost(*spent["autograde"]))
        found.feedback.append(Cost(*spent["feedback"]))
        graded = (
            exercise
            for exercise in self._assignment.exercises
            if exercise.kind != Kind.WRITTEN
        )
        best = float(sum(exercise.points for exercise in graded))
        lost = {
            exercise: points
            for exercise, points in spent["points"].items()
            if points < best
        }
        if lost:
            found.notes.append(f"nbgrader gave {lost} of {best}: not the same checks")

    def _let_otter(self, command: Path) -> None:
        folder = self._otter
        (folder / "out").mkdir(exist_ok=True)
        words = ["run", "-a", "autograder.zip", "-o", "out", "--no-logo", "s000.ipynb"]
        environment = {
            **ONE_THREAD,
            "PYTHONPATH": str(folder / "support"),
            "PATH": f"{command.parent}:/usr/bin:/bin",
        }
        try:
            cost, _ = run(
                [command, *words], folder=folder, environment=environment, cores=1
            )
        except Failed as failed:
            self.measured.notes.append(f"otter: {str(failed).splitlines()[-1][:200]}")
        else:
            self.measured.otter.append(cost)

    def _profile(self) -> None:
        command = python("-m", "benchmarks.stages", self._many, self.measured.name)
        _, said = run(command, folder=ROOT, environment=ONE_THREAD, cores=1)
        self.measured.stages = json.loads(said.splitlines()[-1])

    # -------------------------------------------------------------- their folders

    def _ours(self, name: str, work: Sequence[bytes]) -> Path:
        folder = self._folder / name
        return material.ours(self._course, self._assignment, folder, work)

    def _written(self, name: str, work: Sequence[bytes]) -> list[Path]:
        folder = self._folder / f"{name}-notebooks"
        folder.mkdir(parents=True)
        paths = [folder / f"{number:02d}.ipynb" for number in range(len(work))]
        for path, data in zip(paths, work, strict=True):
            path.write_bytes(data)
        return paths


def grade(
    folder: Path, name: str, *how: str, plain: bool = False, cores: int | None = None
) -> Cost:
    """Run `autograder grade` on a course; give what the command cost.

    Args:
        folder: the course.
        name: the assignment.
        how: the command's other options.
        plain: without the pictures of the notebook's own cells.
        cores: how many cores all of it may use; all that there are if None.
    """
    way = "plain" if plain else "full"
    words = ["grade", name, *how, "--course-dir", folder]
    command = python("-m", "benchmarks.command", way, *words)
    cost, _ = run(command, folder=ROOT, environment=ONE_THREAD, cores=cores)
    return cost


def nbgrader(folder: Path, name: str, cores: int | None = None) -> dict[str, list]:  # type: ignore[type-arg]
    """Let nbgrader grade its course; give what each submission cost."""
    paths = {"PYTHONPATH": f"{folder / 'support'}:{ROOT}", "HOME": str(folder)}
    command = python("-m", "benchmarks.nbgrader_run", name)
    environment = {**ONE_THREAD, **paths}
    _, said = run(command, folder=folder, environment=environment, cores=cores)
    spent: dict[str, list] = json.loads(said.splitlines()[-1])  # type: ignore[type-arg]
    return spent
