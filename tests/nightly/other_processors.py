"""Judge everything as other processors would: the same verdicts, scores and names.

    python -m tests.nightly.other_processors [ASSIGNMENT …] [--setting WORDS …]

A setting makes this machine round as another one: other kernels of linear algebra, two
threads, fewer of numpy's vector instructions, a mathematical library without fused
steps, another numpy. Under each of them every assignment is certified, a simulated
class is graded, and every misconception is named. Prints a table of digests, then what
differs from the first line. Exit code 1 when anything does.
"""

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from autograder.common.cpus import one_thread, usable_cpus
from autograder.course import catalogue
from autograder.course.course import Assignment, Course
from autograder.grading.diagnosis.matching import find_likest_mistake, most_similar_text
from autograder.grading.diagnosis.signatures import read_signatures
from autograder.grading.grader import Grader
from autograder.submissions.submission import Submission
from autograder.tools.authoring.simulate import simulated_class
from autograder.tools.certify import certify
from autograder.tools.certify.certificate import Certificate
from autograder.tools.certify.matrix import CAUGHT, UNSTEADY, Matrix
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials

ROOT = Path(__file__).parents[2]
KERNELS = ("Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX")
"""what OpenBLAS may be told that a processor is, the oldest first"""
NUMPYS = ("2.4", "2.5")
PYTHONS = (sys.executable, "python3.12", "python3.13", "python3.14")
"""the first that can have a numpy is taken"""
CLASS = 24
KINDS = ("certificate", "scores", "diagnoses")
HEAD = f"| setting | assignment | {' | '.join(KINDS)} |"
MAX_LISTED = 20

Facts = Mapping[str, Mapping[str, str]]
"""by kind, by what it is about"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A machine that this one can pretend to be."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable


# ------------------------------------------------------------------ all of it


def main() -> int:
    """Print the table and what differs; give the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="ASSIGNMENT")
    parser.add_argument("--setting", action="append", metavar="WORDS", default=[])
    parser.add_argument("--exercise", action="append", metavar="NAME", default=[])
    parser.add_argument("--facts", action="store_true", help="only those of this one")
    asked = parser.parse_args()
    course = Course.find(ROOT)
    names = asked.names or course.names()
    if asked.facts:
        facts = facts_of(course.assignment(names[0]), asked.exercise)
        print(json.dumps(facts))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        settings = list(every_setting(Path(folder), asked.setting or [""]))
        return compare(settings, names, asked.exercise)


def compare(
    settings: Sequence[Setting], names: Sequence[str], exercises: Sequence[str] = ()
) -> int:
    """Judge under every setting; print a row for each, and what differs."""
    print(HEAD, "|---" * (HEAD.count("|") - 1) + "|", sep="\n", flush=True)
    tasks = [(setting, name) for name in names for setting in settings]
    first: dict[str, Facts] = {}
    differing: list[str] = []
    with ThreadPoolExecutor(usable_cpus()) as pool:
        for (setting, name), facts in zip(
            tasks, pool.map(partial(_judged, exercises), tasks), strict=True
        ):
            digests = [_digest(facts[kind]) for kind in KINDS]
            cells = [setting.name, name, *digests]
            print(f"| {' | '.join(cells)} |", flush=True)
            differing += [
                f"{setting.name}: {name} / {each}"
                for each in differences(first.setdefault(name, facts), facts)
            ]
    for line in differing[:MAX_LISTED]:
        print(line)
    if len(differing) > MAX_LISTED:
        print(f"and {len(differing) - MAX_LISTED} more")
    return 1 if differing else 0


def differences(one: Facts, other: Facts) -> Iterator[str]:
    """Say where two settings judge differently."""
    for kind in KINDS:
        for about in sorted(one[kind].keys() | other[kind].keys()):
            said = [facts[kind].get(about, "nothing") for facts in (one, other)]
            if said[0] != said[1]:
                yield f"{about}: {said[0]} → {said[1]}"


def _judged(exercises: Sequence[str], task: tuple[Setting, str]) -> Facts:
    return facts_under(*task, exercises)


def facts_under(setting: Setting, name: str, exercises: Sequence[str] = ()) -> Facts:
    """Judge an assignment in a process of its own, under a setting."""
    module = ["-m", "tests.nightly.other_processors", "--facts", name]
    chosen = [word for each in exercises for word in ("--exercise", each)]
    said = subprocess.run(
        [setting.python, *module, *chosen],
        cwd=ROOT,
        env=_environment(setting),
        check=True,
        stdout=subprocess.PIPE,
    )
    facts: Facts = json.loads(said.stdout)
    return facts


def _environment(setting: Setting) -> dict[str, str]:
    return {**os.environ, **one_thread(), **setting.environment}


def _digest(facts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:8]


# ------------------------------------------------------------------ what is judged


def facts_of(assignment: Assignment, exercises: Sequence[str] = ()) -> Facts:
    """Certify, grade a class and name every misconception, in this process.

    Of some exercises only the certificate and the names.
    """
    trials = plan_trials(assignment, CertifyOptions(tolerances=False), only=exercises)
    found = certify.certify_assignment(assignment, trials, jobs=1, only=exercises)
    graded = {} if exercises else dict(_class(assignment))
    return {
        "certificate": dict(_certificate(assignment, found)),
        "scores": {about: score for about, (score, _) in graded.items()},
        "diagnoses": {about: name for about, (_, name) in graded.items()}
        | dict(_names(assignment, found)),
    }


def _certificate(
    assignment: Assignment, found: Certificate
) -> Iterator[tuple[str, str]]:
    """Give each answer's row: but not what is known to hang on last bits.

    That is whether a test marked `~` catches it; and, where its values are no sign,
    how it fails: to solve what has no one solution raises, or gives noise.
    """
    committed = found.committed or Matrix()
    signs = read_signatures(assignment).traces
    for label in found.now.rows:
        known = committed.letters(label) if label in committed.rows else {}
        trace = signs.get(label.exercise, {}).get(label.name, {})
        row = ""
        for test, letter in found.now.letters(label).items():
            caught = "c" if letter in CAUGHT and not trace.get(test, [test]) else letter
            row += UNSTEADY if known.get(test) == UNSTEADY else caught
        yield f"{label.shelf}: {label}", row
    for problem in found.problems:
        yield f"problem: {problem.answer}", problem.said
    for lost in found.lost:
        yield f"lost: {lost.label} {lost.test}", "lost"


def _names(assignment: Assignment, found: Certificate) -> Iterator[tuple[str, str]]:
    """Name every misconception by the signatures that were made elsewhere."""
    known = read_signatures(assignment).traces
    answers = catalogue.known_answers(assignment, "misconceptions")
    sources = {(one.exercise, one.name): one.source for one in answers}
    for exercise, traces in found.signatures.traces.items():
        for name, trace in traces.items():
            fits = find_likest_mistake(trace, known.get(exercise, {}))
            texts = {
                one.misconception: sources[exercise, one.misconception] for one in fits
            }
            called = (
                most_similar_text(sources[exercise, name], texts)
                if texts
                else "nothing"
            )
            yield f"name: {exercise} / {name}", called


class ClassGrader(Grader):
    """Grades with draws that are the same under every setting."""

    def __init__(self, assignment: Assignment) -> None:
        super().__init__(assignment)
        self.judge = replace(self.judge, secret=b"other processors")


def _class(assignment: Assignment) -> Iterator[tuple[str, tuple[str, str]]]:
    """Grade a simulated class; give outcomes and diagnoses of each exercise."""
    with ClassGrader(assignment) as grader:
        for one in simulated_class(assignment, CLASS):
            file = one.file or f"{assignment.name}.ipynb"
            work = Submission(student=one.student, files={file: one.data})
            report = grader.grade(work, figures=False).report
            for it in report.exercises:
                verdicts = " ".join(outcome.verdict for outcome in it.outcomes)
                called = ", ".join(each.misconception for each in it.diagnosis)
                about = f"{one.student} / {it.name}"
                yield about, (f"{it.score} {verdicts}", called or it.pattern)


# ------------------------------------------------------------------ settings


def every_setting(folder: Path, words: Sequence[str] = ("",)) -> Iterator[Setting]:
    """Give the machine as it is, then all whose names hold one of the words."""
    yield Setting(name="as it is")
    for setting in _settings():
        if any(word in setting.name for word in words):
            yield setting
    yield from _numpys(folder, words)


def _settings() -> Iterator[Setting]:
    yield from _kernels()
    yield Setting(name="two threads", environment=dict.fromkeys(one_thread(), "2"))
    yield from _vectors()
    yield from _mathematics()
    yield oldest_setting()


def oldest_setting() -> Setting:
    """Give the oldest machine that this one can pretend to be: all at once."""
    both = {**_without(_found()), **_without_fused_steps()}
    return Setting(name="oldest", environment={"OPENBLAS_CORETYPE": KERNELS[0], **both})


def _kernels() -> Iterator[Setting]:
    """Give each set of kernels once: to OpenBLAS, some processors are others."""
    seen: dict[str, str] = {}
    for name in KERNELS:
        setting = Setting(name=name, environment={"OPENBLAS_CORETYPE": name})
        loaded = arithmetic_under(setting)["kernels"]
        if loaded in seen:
            print(f"{name}: the same kernels as {seen[loaded]}", file=sys.stderr)
        else:
            seen[loaded] = name
            yield setting


def _vectors() -> Iterator[Setting]:
    found = _found()
    for kept in range(len(found)):
        name = f"numpy without {found[kept]} and later"
        yield Setting(name=name, environment=_without(found[kept:]))


def _mathematics() -> Iterator[Setting]:
    if _without_fused_steps():
        yield Setting(name="libm without FMA", environment=_without_fused_steps())


def _found() -> list[str]:
    """Name the vector instructions that numpy can be told to leave alone."""
    config = np.show_config(mode="dicts") or {}
    return list(config.get("SIMD Extensions", {}).get("found", ()))


def _without(features: Iterable[str]) -> dict[str, str]:
    names = " ".join(features)
    return {"NPY_DISABLE_CPU_FEATURES": names} if names else {}


def _without_fused_steps() -> dict[str, str]:
    if platform.libc_ver()[0] != "glibc" or platform.machine() != "x86_64":
        return {}
    # glibc 2.33 renamed them; names that it does not know are passed over.
    off = "-AVX2,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable,-FMA4_Usable"
    return {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={off}"}


def arithmetic_under(setting: Setting) -> Mapping[str, str]:
    """Ask how numbers are computed under a setting."""
    code = (
        "import json\n"
        "from autograder.tools.certify import arithmetic_description as described\n"
        "print(json.dumps(described.describe_arithmetic()))"
    )
    said = subprocess.run(
        [setting.python, "-c", code],
        cwd=ROOT,
        env=_environment(setting),
        check=True,
        stdout=subprocess.PIPE,
    )
    described: Mapping[str, str] = json.loads(said.stdout)
    return described


def _numpys(folder: Path, words: Sequence[str]) -> Iterator[Setting]:
    """Give each numpy in a virtual environment of its own, where one can be made."""
    for version in NUMPYS:
        ours = np.__version__.startswith(f"{version}.")
        if ours or not any(word in f"numpy {version}" for word in words):
            continue
        python = next(
            (made for one in PYTHONS if (made := _installed(folder, one, version))), ""
        )
        if python:
            yield Setting(name=f"numpy {version}", python=python)
        else:
            print(f"numpy {version}: left out, no Python here has it", file=sys.stderr)


def _installed(folder: Path, python: str, version: str) -> str:
    """Install this package beside a numpy; empty when that Python cannot."""
    place = folder / f"{Path(python).name}-{version}"
    pins = folder / "constraints.txt"
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines(keepends=True)
    pins.write_text("".join(it for it in lines if not it.startswith("numpy==")))
    inside = str(place / "bin" / "python")
    pip = [inside, "-m", "pip", "install", "--quiet", "--constraint", str(pins)]
    steps = (
        [python, "-m", "venv", str(place)],
        [*pip, f"numpy=={version}.*", "--editable", str(ROOT)],
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, stdout=2, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return inside


if __name__ == "__main__":
    sys.exit(main())
