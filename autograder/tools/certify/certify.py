"""Certify a hidden suite: it rejects every known wrong answer and no right one.

Everything known goes through the grading line as a submission does: the reference, the
release, the catalogue, and constants of the right shape. What the hidden tests made of
the catalogue is compared with the committed matrix, so that no catch is lost unnoticed.
A green run is written down with the suite's hash; `grade` says whether it used that,
and knows the misconceptions again by the values that they gave here.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from autograder.common.cpus import usable_cpus
from autograder.common.errors import UserError
from autograder.common.files import write_whole
from autograder.common.progress import progress_bar
from autograder.course.course import Assignment, Course
from autograder.grading.diagnosis.signatures import signatures_path
from autograder.tools.certify import matrix
from autograder.tools.certify.arithmetic_description import describe_arithmetic
from autograder.tools.certify.certificate import Certificate, judge_trials
from autograder.tools.certify.gaps import collect_usable, find_gaps
from autograder.tools.certify.matrix import Label, Matrix
from autograder.tools.certify.trial_plan import CertifyOptions, plan_trials
from autograder.tools.certify.trials import Trial, run_trials


def certify_all(
    course: Course, names: Sequence[str], wanted: CertifyOptions, *, show: bool = True
) -> list[Certificate]:
    """Certify assignments with a progress bar, and write down what holds."""
    certificates = []
    assignments = [course.assignment(name) for name in names or course.names()]
    suites = collect_usable(assignments)
    for assignment in assignments:
        trials = plan_trials(assignment, wanted)
        title = f"certifying {assignment.name} · {len(trials)} answers to try"
        with progress_bar(title, len(trials), show=show) as advance:
            found = certify_assignment(
                assignment, trials, jobs=wanted.jobs, progress=advance
            )
        gaps = tuple(find_gaps(assignment, suites[assignment.name]))
        found = replace(found, gaps=gaps)
        certificates.append(write_certificate(assignment, found, accept=wanted.accept))
    return certificates


def certify_assignment(
    assignment: Assignment,
    trials: Sequence[Trial],
    *,
    jobs: int | None = None,
    only: Iterable[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Certificate:
    """Try what was planned, over all cores if `jobs` is None; write nothing."""
    jobs = jobs or usable_cpus()
    done = run_trials(assignment, trials, jobs=jobs, progress=progress)
    certificate = judge_trials(
        list(zip(trials, done, strict=True)),
        read_matrix(assignment),
        only=only,
        explained=read_explained(assignment),
    )
    suite = assignment.suite_hash
    return replace(
        certificate,
        assignment=assignment.name,
        suite=suite,
        made_on=describe_arithmetic(),
        signatures=replace(certificate.signatures, suite=suite),
    )


def write_certificate(
    assignment: Assignment, certificate: Certificate, *, accept: bool
) -> Certificate:
    """Write the matrix if it is accepted; if all is well the suite's hash, and where.

    Where is for people: nothing that decides hangs on it, so it is never compared.
    """
    if accept:
        now = matrix.accept_matrix(certificate.committed or Matrix(), certificate.now)
        write_whole(_matrix(assignment), now.to_json())
        # What was lost is lost on purpose now.
        certificate = replace(certificate, committed=now, lost=())
    if certificate.green:
        signatures = certificate.signatures.to_json()
        write_whole(signatures_path(assignment), signatures)
        data = {"suite": certificate.suite, "made_on": dict(certificate.made_on)}
        write_whole(_certified(assignment), json.dumps(data, indent=1) + "\n")
    return certificate


def read_matrix(assignment: Assignment) -> Matrix | None:
    """Read the committed matrix; None when there is none yet."""
    path = _matrix(assignment)
    if not path.is_file():
        return None
    return Matrix.from_json(path.read_text("utf-8"))


def read_explained(assignment: Assignment) -> dict[Label, str]:
    """Read why some mutants are no bugs: `exercise: {mutant: why}`."""
    path = assignment.solutions / "equivalent.yaml"
    if not path.is_file():
        return {}
    try:
        data = _EXPLAINED.validate_python(yaml.safe_load(path.read_text("utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise UserError(
            f"`{path}` cannot be read: {str(error).splitlines()[0]}",
            hint="it holds for each exercise a mapping from mutant to the reason",
        ) from None
    return {
        Label("mutants", exercise, name): why
        for exercise, reasons in data.items()
        for name, why in reasons.items()
    }


_EXPLAINED = TypeAdapter(dict[str, dict[str, str]])


def is_certified(assignment: Assignment) -> bool:
    """Tell whether the suite as it is now was certified."""
    try:
        data = json.loads(_certified(assignment).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("suite") == assignment.suite_hash


def _matrix(assignment: Assignment) -> Path:
    return assignment.solutions / "matrix.json"


def _certified(assignment: Assignment) -> Path:
    return assignment.solutions / "certified.json"
