"""Ratios, targets and the page of results, from what the rounds measured. Pure."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.measuring import Cost, median, ratio
from benchmarks.rounds import Measured
from benchmarks.scale import MANY, SOME, Scale
from benchmarks.stages import STAGES

END_TO_END = {"training": 2.0}
"""most that we may take of the floor's CPU time; 4.0 where nothing is said"""
BASE, PER_TEST, PER_CELL, PICTURES = 0.060, 0.0005, 0.0015, 0.100
"""seconds of CPU time that we may take beyond the floor"""
NBGRADER, ONE_CORE, TWO_CORES = 20.0, 12.0, 22.0


@dataclass(frozen=True, slots=True)
class Target:
    """One figure and what it should be."""

    what: str
    found: float
    limit: float
    unit: str = "×"
    at_most: bool = True

    @property
    def met(self) -> bool:
        """Tell whether the figure is as it should be."""
        if self.at_most:
            return self.found <= self.limit
        return self.found >= self.limit

    def row(self) -> str:
        """Give the row of the table of targets."""
        sign, met = "≥", "**no**"
        if self.at_most:
            sign = "≤"
        if self.met:
            met = "yes"
        limit = f"{sign} {_figure(self.limit)} {self.unit}"
        return f"| {self.what} | {limit} | {_figure(self.found)} {self.unit} | {met} |"


@dataclass(slots=True)
class Extra:
    """What is measured once and not for every assignment."""

    help_wall: float = 0.0
    start: dict[str, float] = field(default_factory=dict)
    """wall seconds before the first submission of an assignment is graded"""
    rates: dict[str, dict[str, float]] = field(default_factory=dict)
    """submissions a minute, by assignment and contestant"""
    scale: Scale | None = None
    """how grading grows, where that was asked for"""


def targets(measured: Sequence[Measured], extra: Extra) -> list[Target]:
    """Hold what was measured against what issue 5 asks for."""
    rows = [target for assignment in measured for target in _of_assignment(assignment)]
    for name, rates in extra.rates.items():
        theirs = rates.get("nbgrader, one core", 0.0)
        for cores, limit in (("one core", ONE_CORE), ("two cores", TWO_CORES)):
            mine = rates.get(f"autograder, {cores}")
            if mine is not None and theirs:
                what = f"{name}: submissions a minute against nbgrader, {cores}"
                rows.append(Target(what, ratio(mine, theirs), limit, at_most=False))
    if extra.help_wall:
        rows.append(Target("`autograder --help`", extra.help_wall, 0.2, "s"))
    for name, seconds in extra.start.items():
        what = f"{name}: `grade` before its first submission"
        rows.append(Target(what, seconds, 1.5, "s"))
    if extra.scale:
        rows += _of_scale(extra.scale)
    return rows


def _of_scale(scale: Scale) -> list[Target]:
    name = scale.name
    (some_memory, many_memory), (some_each, most_each) = scale.memory, scale.each
    return [
        Target(
            f"{name}: two workers against one", scale.two_workers, 1.85, at_most=False
        ),
        Target(
            f"{name}: {MANY} unchanged submissions again", scale.unchanged, 3.0, "s"
        ),
        Target(
            f"{name}: memory at {MANY} submissions against {SOME}",
            ratio(many_memory, some_memory),
            1.15,
        ),
        Target(
            f"{name}: time for each of {scale.most} submissions against {SOME}",
            ratio(most_each, some_each),
            1.1,
        ),
        Target(
            f"{name}: two dask workers against two processes",
            scale.cluster,
            0.9,
            at_most=False,
        ),
    ]


def _of_assignment(one: Measured) -> list[Target]:
    floor, ours, plain = median(one.floor), median(one.ours), median(one.plain)
    beyond = statistics.median(paired(one.plain, one.floor))
    pictures = statistics.median(paired(one.ours, one.plain))
    allowed = BASE + PER_TEST * one.hidden_tests + PER_CELL * one.code_cells
    name = one.name
    rows = [
        Target(
            f"{name}: end to end against the floor",
            ratio(ours.cpu, floor.cpu),
            END_TO_END.get(name, 4.0),
        ),
        Target(
            f"{name}: beyond the floor, no pictures", 1e3 * beyond, 1e3 * allowed, "ms"
        ),
        Target(f"{name}: pictures", 1e3 * pictures, 1e3 * PICTURES, "ms"),
    ]
    if one.autograde:
        theirs = median(one.autograde).cpu + median(one.feedback).cpu
        rows.append(
            Target(
                f"{name}: nbgrader beyond the floor against ours",
                ratio(theirs - floor.cpu, plain.cpu - floor.cpu),
                NBGRADER,
                at_most=False,
            )
        )
    return rows


def paired(upper: Sequence[Cost], lower: Sequence[Cost]) -> list[float]:
    """Give the difference in CPU seconds of each pair."""
    return [a.cpu - b.cpu for a, b in zip(upper, lower, strict=True)]


def page(
    measured: Sequence[Measured],
    extra: Extra,
    machine: Mapping[str, str],
    notes: Sequence[str] = (),
) -> str:
    """Write the page of results."""
    parts = [
        "# Results of `make bench`\n",
        "CPU milliseconds for one submission, medians of the rounds; what each figure",
        "means is in `README.md` beside this page.\n",
        *(f"* {key}: {value}" for key, value in machine.items()),
        "",
        *_costs(measured),
        *_class(measured),
        *_rates(extra),
        "## Targets\n",
        "| figure | should be | is | met |",
        "|---|---|---|---|",
        *(target.row() for target in targets(measured, extra)),
        "",
        *_stages(measured),
        *(f"* {note}" for assignment in measured for note in assignment.notes),
        *(f"* {note}" for note in notes),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _costs(measured: Sequence[Measured]) -> list[str]:
    rows = [
        "## The solved notebook\n",
        "| assignment | cells, tests, calls | floor | autograder | without pictures "
        "| nbgrader: autograde + feedback | otter | autograder / floor "
        "| nbgrader / autograder |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for assignment in measured:
        floor, ours, plain = (
            median(assignment.floor),
            median(assignment.ours),
            median(assignment.plain),
        )
        nbgrader = otter = share = "–"  # where it was not measured
        if assignment.autograde:
            grade, feedback = median(assignment.autograde), median(assignment.feedback)
            nbgrader = f"{_ms(grade)} + {_ms(feedback)}"
            share = f"{ratio(grade.cpu + feedback.cpu, ours.cpu):.1f} ×"
        if assignment.otter:
            otter = _ms(median(assignment.otter))
        cells = [
            assignment.name,
            f"{assignment.code_cells}, {assignment.hidden_tests}, {assignment.calls}",
            *(_ms(floor), _ms(ours), _ms(plain), nbgrader, otter),
            f"{ratio(ours.cpu, floor.cpu):.1f} ×",
            share,
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return [*rows, ""]


def _class(measured: Sequence[Measured]) -> list[str]:
    with_class = [assignment for assignment in measured if assignment.class_ours]
    if not with_class:
        return []
    rows = [
        "## The simulated class, mean of its members\n",
        "| assignment | floor | autograder | autograder / floor |",
        "|---|---|---|---|",
    ]
    for assignment in with_class:
        floor, ours = (
            statistics.median(assignment.class_floor),
            median(assignment.class_ours),
        )
        share = f"{ratio(ours.cpu, floor):.1f} ×"
        rows.append(
            f"| {assignment.name} | {1e3 * floor:.0f} | {_ms(ours)} | {share} |"
        )
    return [*rows, ""]


def _rates(extra: Extra) -> list[str]:
    rows = [
        f"| {name} | {who} | {rate:.0f} |"
        for name, rates in extra.rates.items()
        for who, rate in rates.items()
    ]
    if not rows:
        return []
    head = ["## Submissions a minute\n", "| assignment | who | a minute |"]
    return [*head, "|---|---|---|", *rows, ""]


def _stages(measured: Sequence[Measured]) -> list[str]:
    names = [assignment.name for assignment in measured]
    rows = [
        "## Where our own time goes\n",
        "CPU milliseconds for one submission: grader + worker.\n",
        f"| stage | {' | '.join(names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for stage, told in STAGES.items():
        found = [
            assignment.stages.get(stage, [0.0, 0.0, 0.0]) for assignment in measured
        ]
        cells = [f"{grader:.1f} + {worker:.1f}" for grader, worker, _ in found]
        rows.append(f"| {told} | {' | '.join(cells)} |")
    return [*rows, ""]


def _ms(cost: Cost) -> str:
    return f"{1e3 * cost.cpu:.0f}"


def _figure(value: float) -> str:
    if abs(value) >= 100:  # noqa: PLR2004 - three digits are all that repeats
        return f"{value:.0f}"
    return f"{value:.3g}"
