"""The course directory: where everything lies, read once, with clear complaints.

source/<assignment>/          the instructor's notebook and assignment.yaml
assignments/<assignment>/     the release: what students get
solutions/<assignment>/       reference, probes, accepted, misconceptions
tests/hidden/<assignment>/    the hidden suites
submitted/<student>/<assignment>/  →  reports/<assignment>/<student>.json
"""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from autograder.common.digests import sha256_hex
from autograder.common.errors import UserError
from autograder.common.text import suggest_closest
from autograder.course import config_reader, roster
from autograder.course.config import CourseRules
from autograder.course.moments import MOMENT_HINT, YEARS, read_moment
from autograder.course.report_store import ReportStore
from autograder.course.student_finder import StudentFinder
from autograder.model import LIMIT_RANGES, Exercise, Kind, Limits

_REFERENCE_IMPORT = re.compile(r"^from solutions\.(\w+)\.reference import", re.M)
_DATE = "such as 2026-03-01T23:59:00+08:00"


class AssignmentConfig(BaseModel):
    """What `assignment.yaml` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    due: datetime | None = None
    lecture: dict[str, tuple[str, ...]] = {}
    """rows of the lecture that each exercise covers"""
    bonus: dict[str, float] = {}
    """exercises of 0 points, and the extra credit each can earn"""
    together: tuple[tuple[str, ...], ...] = ()
    """exercises that only fit each other, such as `forward` and its `backward`"""
    limits: dict[str, float] = {}
    """fields of `model.Limits` that differ from the defaults"""

    @field_validator("due", mode="before")
    @classmethod
    def _as_written(cls, due: object) -> object:
        """Read text as course.yaml does.

        A number would be taken for seconds since 1970: 20260301 is in August.
        """
        if isinstance(due, int | float):
            raise ValueError(f"needs a date and a time: {_DATE}")  # noqa: TRY004
        if isinstance(due, str):
            return read_moment(due)
        return due

    @field_validator("due")
    @classmethod
    def _with_offset(cls, due: datetime | None) -> datetime | None:
        if due is not None and due.tzinfo is None:
            raise ValueError(f"needs an offset: {_DATE}")
        if due is not None and due.year not in YEARS:
            raise ValueError(f"is in no year of a course: {_DATE}")
        return due

    @field_validator("limits")
    @classmethod
    def _known_limits(cls, limits: dict[str, float]) -> dict[str, float]:
        for name, value in limits.items():
            if name not in LIMIT_RANGES:
                close = suggest_closest(name, LIMIT_RANGES)
                raise ValueError(f"no limit `{name}`{close and '; '}{close}")
            _require_sense(name, value)
        _require_order(limits)
        return limits


def _require_sense(name: str, value: float) -> None:
    if value <= 0:
        raise ValueError(f"limit `{name}` must be above 0")
    least, most = LIMIT_RANGES[name]
    if not least <= value <= most:
        raise ValueError(
            f"limit `{name}` must be from {least:,.15g} to {most:,.15g}, "
            f"and not {value:,.15g}"
        )
    if isinstance(getattr(Limits(), name), int) and value != int(value):
        raise ValueError(f"limit `{name}` must be a whole number, and not {value:g}")


def _require_order(limits: Mapping[str, float]) -> None:
    """Refuse a limit that a larger one of a part makes pointless."""
    for part, whole in _PARTS:
        there = {name: getattr(Limits(), name) for name in (part, whole)}
        there |= {name: limits[name] for name in there if name in limits}
        if there[part] > there[whole] and {part, whole} & set(limits):
            raise ValueError(
                f"limit `{part}` ({there[part]:g}) is above `{whole}` "
                f"({there[whole]:g}), which holds it"
            )


_PARTS = (
    ("call_cpu", "exercise_cpu"),
    ("exercise_cpu", "submission_cpu"),
    ("cell_cpu", "submission_cpu"),
    ("file_bytes", "scratch_bytes"),
)


@dataclass(frozen=True)
class Course:
    """One course directory."""

    root: Path

    @classmethod
    def find(cls, folder: Path | None = None) -> "Course":
        """Open the course in `folder`, or in the current directory."""
        root = (folder or Path.cwd()).resolve()
        if not (root / "source").is_dir():
            raise UserError(
                f"no course in `{root}`: it has no folder `source`",
                hint="give the course's folder with --course-dir",
            )
        return cls(root)

    def names(self) -> list[str]:
        """Give the assignments' names, those due first in front."""
        return sorted(
            self._known(), key=lambda name: (self.assignment(name).due_key, name)
        )

    @cached_property
    def rules(self) -> CourseRules:
        """What course.yaml says: dates, late policy, weights, roster."""
        return config_reader.read_course_rules(self.root, self._known())

    @cached_property
    def student_rules(self) -> CourseRules:
        """The same; whoever has an extension stands there by their id on the roster."""
        written = self.rules
        spellings: dict[str, str] = {}
        for spelling in written.extensions:
            student = self.student_finder.id_of(spelling)
            if student in spellings:
                raise UserError(
                    f"`{config_reader.FILE}`: `extensions` names one student twice: "
                    f"`{spellings[student]}` and `{spelling}`",
                    hint=f"keep one, `{student}` as on the roster",
                )
            spellings[student] = spelling
        extensions = {
            student: written.extensions[spelling]
            for student, spelling in spellings.items()
        }
        return written.model_copy(update={"extensions": extensions})

    @cached_property
    def student_finder(self) -> StudentFinder:
        """Who is who, by the roster that course.yaml names."""
        if not self.rules.roster:
            return StudentFinder(None)
        return StudentFinder(roster.read_roster(self.root / self.rules.roster))

    def _known(self) -> list[str]:
        files = self.root.glob("source/*/assignment.yaml")
        return sorted(file.parent.name for file in files)

    def assignment(self, name: str) -> "Assignment":
        """Give one assignment; an unknown name gets a did-you-mean."""
        folder = self.root / "source" / name
        # `a/../b` would lead to a folder, too.
        if not (folder / "assignment.yaml").is_file() or "/" in name:
            known = self._known()
            raise UserError(
                f"no assignment `{name}` in source/",
                hint=suggest_closest(name, known)
                or f"there are: {', '.join(known) or 'none'}",
            )
        return Assignment(
            course=self, name=name, config=_read_config(folder / "assignment.yaml")
        )

    @property
    def submitted(self) -> Path:
        """Where submissions arrive, a folder a student."""
        return self.root / "submitted"

    def secret(self) -> bytes:
        """Give the course's secret, made on first use; it seeds hidden inputs."""
        path = self.root / ".autograder" / "secret"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            # Of two processes that start at once, one makes it and both read that one.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
        return path.read_bytes()


@dataclass(frozen=True)
class Assignment:
    """One assignment: its files and what they say."""

    course: Course
    name: str
    config: AssignmentConfig

    @property
    def title(self) -> str:
        """Its name for people."""
        return self.config.title

    @property
    def due_key(self) -> float:
        """Order assignments by when they are due; those without a date are last."""
        if self.due is None:
            return float("inf")
        return self.due.timestamp()

    @cached_property
    def due(self) -> datetime | None:
        """When it is due: course.yaml says so, or else assignment.yaml.

        Raises:
            UserError: when the two say different things.
        """
        by_course, by_itself = self.course.rules.due(self.name), self.config.due
        if by_course and by_itself and not _is_same(by_course, by_itself):
            raise UserError(
                f"`{self.name}` is due twice: {by_course.isoformat(sep=' ')} in "
                f"{config_reader.FILE}, {by_itself.isoformat(sep=' ')} in "
                f"source/{self.name}/assignment.yaml",
                hint=f"keep the one in {config_reader.FILE}; a change of it touches no "
                "hidden suite",
            )
        return by_course or by_itself

    def own_due(self, student: str) -> datetime | None:
        """Give when it is due for one student, by any spelling of their id."""
        if self.due is None:
            return None
        listed_id = self.course.student_finder.id_of(student)
        return self.course.student_rules.own_due(self.due, listed_id, self.name)

    @property
    def notebook(self) -> str:
        """Name of its one notebook, without the ending."""
        return self.name

    @property
    def source_notebook(self) -> Path:
        """The instructor's notebook."""
        return self.course.root / "source" / self.name / f"{self.name}.ipynb"

    @property
    def release_notebook(self) -> Path:
        """The notebook that students get."""
        return self.course.root / "assignments" / self.name / f"{self.name}.ipynb"

    @property
    def solutions(self) -> Path:
        """The folder of the reference and the catalogue."""
        return self.course.root / "solutions" / self.name

    @property
    def reference(self) -> Path:
        """The answer to every exercise."""
        return self.solutions / "reference.py"

    @property
    def hidden(self) -> Path:
        """The folder of the hidden suites."""
        return self.course.root / "tests" / "hidden" / self.name

    @property
    def reports(self) -> Path:
        """The folder of its Reports."""
        return self.course.root / "reports" / self.name

    @property
    def report_store(self) -> ReportStore:
        """Its Reports that stand."""
        return ReportStore(self.reports, self.name)

    @cached_property
    def limits(self) -> Limits:
        """What one submission may use."""
        types = {field.name: field.type for field in dataclass_fields(Limits)}
        given = {
            name: int(value) if types[name] is int else value
            for name, value in self.config.limits.items()
        }
        # Names and types were checked when the file was read.
        return Limits(**given)  # type: ignore[arg-type]

    @cached_property
    def release(self) -> dict[str, Any]:
        """The released notebook, parsed."""
        if not self.release_notebook.is_file():
            raise UserError(
                f"`{self.name}` is not released: there is no "
                f"`assignments/{self.name}/{self.name}.ipynb`",
                hint=f"autograder release {self.name}",
            )
        notebook: dict[str, Any] = json.loads(self.release_notebook.read_text("utf-8"))
        return notebook

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """What is asked, in the notebook's order."""
        return exercises_of(self.release, self.config, self.notebook)

    def exercise(self, name: str) -> Exercise:
        """Give one exercise by name."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        known = [exercise.name for exercise in self.exercises]
        raise UserError(
            f"no exercise `{name}` in `{self.name}`",
            hint=suggest_closest(name, known),
        )

    @cached_property
    def suite_hash(self) -> str:
        """Hash everything that decides a score, submissions and this package apart."""
        files = [
            *self.hidden.rglob("*.py"),
            *self._references(),
            self.solutions / "pictures.py",
            self.solutions / "probes.py",
            self.release_notebook,
            self.course.root / "source" / self.name / "assignment.yaml",
        ]
        return _hash_files(self.course.root, files)

    def _references(self) -> set[Path]:
        """Give its reference and those that it imports from: other ones may change."""
        # By text: an import of it would run the instructor's code for a hash.
        found: set[Path] = set()
        names = [self.name]
        while names:
            path = self.course.root / "solutions" / names.pop() / "reference.py"
            if path.is_file() and path not in found:
                found.add(path)
                names += _REFERENCE_IMPORT.findall(path.read_text("utf-8"))
        return found

    @cached_property
    def hints_hash(self) -> str:
        """Hash what a Report says of known mistakes: it decides no score."""
        known = (self.solutions / "misconceptions").glob("*.py")
        return _hash_files(
            self.course.root, [*known, self.solutions / "signatures.jsonl"]
        )


def _is_same(one: datetime, other: datetime) -> bool:
    # In UTC: `==` between two zones is False for a time that clocks show twice.
    return one.astimezone(UTC) == other.astimezone(UTC)


def exercises_of(
    notebook: Mapping[str, Any], config: AssignmentConfig, name: str
) -> tuple[Exercise, ...]:
    """Read the exercises off a notebook's grade cells, in order."""
    exercises = []
    for cell in notebook["cells"]:
        tags = cell.get("metadata", {}).get("nbgrader", {})
        if tags.get("grade"):
            exercises.append(_exercise(cell, config, name))
    _refuse_unknown(config, [exercise.name for exercise in exercises])
    return tuple(exercises)


def _exercise(cell: Mapping[str, Any], config: AssignmentConfig, name: str) -> Exercise:
    tags = cell["metadata"]["nbgrader"]
    grade_id = tags["grade_id"]
    return Exercise(
        name=grade_id,
        notebook=name,
        kind=_kind_of(cell, grade_id),
        points=Fraction(str(tags["points"])),
        bonus=Fraction(str(config.bonus.get(grade_id, 0))),
        lecture=config.lecture.get(grade_id, ()),
    )


def _kind_of(cell: Mapping[str, Any], grade_id: str) -> Kind:
    if cell["cell_type"] == "markdown":
        return Kind.WRITTEN
    if grade_id.startswith("plot_"):
        return Kind.PLOT
    return Kind.CODE


def _refuse_unknown(config: AssignmentConfig, known: list[str]) -> None:
    together = [name for group in config.together for name in group]
    for key, names in (
        ("lecture", list(config.lecture)),
        ("bonus", list(config.bonus)),
        ("together", together),
    ):
        for name in names:
            if name not in known:
                raise UserError(
                    f"assignment.yaml: `{key}` names no exercise `{name}`",
                    hint=suggest_closest(name, known),
                )


def _read_config(path: Path) -> AssignmentConfig:
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_DatesAsText)  # noqa: S506
        return AssignmentConfig.model_validate(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"`{path}` is not valid YAML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UserError(
            f"`{path}`: `{place}`: {first['msg'].removeprefix('Value error, ')}",
            hint=_hint_for(place),
        ) from None


def _hint_for(place: str) -> str:
    if place == "due":
        return MOMENT_HINT
    known = AssignmentConfig.model_fields
    return suggest_closest(place, known) or f"it may have: {', '.join(known)}"


class _DatesAsText(yaml.SafeLoader):
    """Leaves dates as they are written: YAML reads `-05:00` and not `-0500`."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as PyYAML declares it
        sign: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _hash_files(root: Path, files: Iterable[Path]) -> str:
    # By names from the root: a copy of the course on another machine has the same.
    lines = [
        f"{path.relative_to(root)} {sha256_hex(path.read_bytes())}\n"
        for path in sorted(files)
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return sha256_hex("".join(lines))[:12]
