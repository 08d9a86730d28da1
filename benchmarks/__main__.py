"""Measure, print the ratios, and write `benchmarks/RESULTS.md`: `make bench`."""

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from autograder.course.course import Course
from benchmarks import material, results, rounds, scale
from benchmarks.measuring import Failed, python, run
from benchmarks.results import Extra
from benchmarks.rounds import ONE_THREAD, ROOT, Plan, Rounds

VERSIONS = ("autograder", "nbgrader", "numpy", "matplotlib", "scikit-learn", "ipython")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 0 when it was measured, whatever the figures are."""
    asked = _parser().parse_args(arguments)
    course = Course.find(ROOT)
    names = asked.names or course.names()
    plan = _plan(asked)
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="autograder-bench-"))
    extra = Extra()
    try:
        measured = [
            Rounds(course, name, folder / name, plan).go(_say) for name in names
        ]
        _starts(extra, folder, names, times=1 if asked.quick else 5)
        if asked.rate:
            _rates(extra, course, asked.rate, folder / "rates", asked)
        if asked.most:
            where = folder / "scale"
            extra.scale = scale.measure(course, asked.rate, where, asked.most, _say)
    except Failed as failed:
        _say(f"error: {failed}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    notes = [f"load of the machine when it began: {load:.1f}; it counts as one itself"]
    text = results.page(measured, extra, _machine(plan), notes)
    print(text)
    if asked.output:
        Path(asked.output).write_text(text, encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("names", nargs="*", help="assignments; all of them if none is given")
    add("--pairs", type=int, default=5, help="rounds, of which medians are taken")
    add("--submissions", type=int, default=9, help="how many we grade in a round")
    add("--theirs", type=int, default=2, help="how many nbgrader grades in a round")
    add("--members", type=int, default=6, help="members of the simulated class")
    add("--repeats", type=int, default=5, help="floors of a notebook in a round")
    add("--rate", default="losses", help="submissions a minute of this one; '' for no")
    add("--most", type=int, default=2000, help="as many of them at a time; 0 for no")
    add("--quick", action="store_true", help="one short round, nbgrader left out")
    add("--no-nbgrader", action="store_true")
    add("--otter", type=Path, help="otter's command; found on the path if absent")
    add("--output", default=str(ROOT / "benchmarks" / "RESULTS.md"))
    return parser


def _plan(asked: argparse.Namespace) -> Plan:
    if asked.quick:
        asked.rate, asked.most = "", 0
        return Plan(
            pairs=1,
            submissions=2,
            theirs=1,
            members=0,
            repeats=1,
            nbgrader=False,
            otter=None,
        )
    found = asked.otter or shutil.which("otter")
    return Plan(
        pairs=asked.pairs,
        submissions=asked.submissions,
        theirs=asked.theirs,
        members=asked.members,
        repeats=asked.repeats,
        nbgrader=not asked.no_nbgrader,
        otter=Path(found) if found else None,
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# ------------------------------------------------------------------ measured once


def _starts(extra: Extra, folder: Path, names: Sequence[str], times: int) -> None:
    """Time `--help`, and `grade` until it grades its first submission."""
    script = Path(sys.executable).with_name("autograder")
    helps = [run([script, "--help"], folder=ROOT)[0].wall for _ in range(times)]
    extra.help_wall = statistics.median(helps)
    for name in names:
        command = python("-m", "benchmarks.first", folder / name / "one", name)
        seconds = [
            float(run(command, folder=ROOT, environment=ONE_THREAD)[1].splitlines()[-1])
            for _ in range(times)
        ]
        extra.start[name] = statistics.median(seconds)


def _rates(
    extra: Extra, course: Course, name: str, folder: Path, asked: argparse.Namespace
) -> None:
    """Measure submissions a minute, on one core and on two."""
    assignment = course.assignment(name)
    solved = material.solved(assignment)
    few, many = 4, 4 + 2 * asked.submissions
    small = material.ours(course, assignment, folder / "few", [solved] * few)
    large = material.ours(course, assignment, folder / "many", [solved] * many)
    found: dict[str, list[float]] = {}
    if not asked.no_nbgrader:
        theirs = folder / "nbgrader"
        material.nbgraders(assignment, theirs, [solved] * asked.theirs)
    cores = min(2, len(os.sched_getaffinity(0)))
    for number in range(asked.pairs):
        _say(f"submissions a minute: round {number + 1} of {asked.pairs}")
        for jobs, words in ((1, "one core"), (2, "two cores"))[:cores]:
            how = ("--force", "--jobs", str(jobs))
            short = rounds.grade(small, name, *how, cores=jobs)
            long = rounds.grade(large, name, *how, cores=jobs)
            wall = (long - short).wall / (many - few)
            found.setdefault(f"autograder, {words}", []).append(60 / wall)
        if not asked.no_nbgrader:
            spent = rounds.nbgrader(theirs, name, cores=1)
            wall = spent["autograde"][1] + spent["feedback"][1]
            found.setdefault("nbgrader, one core", []).append(60 / wall)
    extra.rates[name] = {who: statistics.median(rate) for who, rate in found.items()}


# ------------------------------------------------------------------ what it ran on


def _machine(plan: Plan) -> dict[str, str]:
    cores = len(os.sched_getaffinity(0))
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": f"{cores} cores, {_processor()}, Linux {platform.release()}",
        "versions": ", ".join(_versions(plan)),
        "rounds": f"{plan.pairs}, of {plan.submissions} submissions",
    }


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _versions(plan: Plan) -> list[str]:
    found = [f"Python {platform.python_version()}"]
    found += [f"{name} {metadata.version(name)}" for name in VERSIONS]
    if plan.otter:
        command = [plan.otter, "--version"]
        said = run(command, folder=ROOT)[1].splitlines()
        numbers = [line.split()[-1] for line in said if "otter" in line.lower()]
        found.append(f"otter {numbers[0] if numbers else 'of some version'}")
    return found


if __name__ == "__main__":
    sys.exit(main())
