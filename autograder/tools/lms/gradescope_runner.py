"""What runs on Gradescope for each submission: grade it, and say so in its format.

    ROOT/source/       what `gradescope` made
    ROOT/submission/   the student's files
    ROOT/results/      results.json, which is all that Gradescope takes

Students read what their feedback page would say: never a hidden test's source or its
inputs. Where the machine cannot grade, no results are written: Gradescope then tells
everybody that the autograder failed, and nobody gets 0 points.
"""

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.batch import course_bundle
from autograder.common.errors import AutograderError, GraderError
from autograder.common.files import keep_others_from_writing, write_whole
from autograder.common.text import count_noun, make_sentence, make_visible
from autograder.course.course import Course
from autograder.grading import wording
from autograder.grading.wording import ExerciseState
from autograder.model import Kind, SandboxName
from autograder.report import ExerciseResult, Outcome, Report
from autograder.submissions.intake import submission_of_folder
from autograder.submissions.safe_folder import read_submission_folder
from autograder.submissions.submission import Submission
from autograder.tools.lms.gradescope_zip import BUNDLE, SETTINGS

MOST = 4000
"""characters shown of one value"""


def grade_on_gradescope(root: Path, *, sandbox: SandboxName = "auto") -> Report:
    """Grade `root`/submission and write `root`/results/results.json.

    Raises:
        MachineError: this machine cannot grade.
    """
    from autograder.grading.grader import Grader

    settings = json.loads((root / "source" / SETTINGS).read_text("utf-8"))
    packed = (root / "source" / BUNDLE).read_bytes()
    # The bundle is named by its content, so it is unpacked once in an image.
    course = Course.find(
        course_bundle.unpack_bundle(course_bundle.bundle_name(packed), lambda: packed)
    )
    assignment = course.assignment(settings["assignment"])
    with Grader(assignment, sandbox=sandbox) as grader:
        report = grader.grade(_handed_in(root)).report
    results = gradescope_results(report, shown=settings["shown"])
    text = json.dumps(results, indent=1)
    write_whole(root / "results" / "results.json", text + "\n")
    return report


def gradescope_results(report: Report, *, shown: str) -> dict[str, Any]:
    """Write a Report in Gradescope's format.

    Args:
        report: what grading came to. Where our own fault left something undecided
            or nothing could be read there is no score at all: Gradescope keeps no
            mark open, and points that nobody decided are none.
        shown: when students see what hidden tests found.
    """
    graded = [result for result in report.exercises if result.kind is not Kind.WRITTEN]
    counts = report.status != "suspicious"
    decided = report.status not in ("not_graded", "unreadable")
    made: dict[str, Any] = {}
    if decided:
        made["score"] = _rounded(report.score + report.extra_credit)
    return {
        **made,
        "output": _output(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            _arrival(report),
            *(
                _test(result, shown=shown, counts=counts, decided=decided)
                for result in graded
            ),
        ],
        "extra_data": {
            "status": report.status,
            "suite": report.suite,
            "sandbox": report.sandbox,
            "file": report.submission.sha256,
        },
    }


def _handed_in(root: Path) -> Submission:
    """Read what the student uploaded; when it came in changes nothing here."""
    found = read_submission_folder(root.parent, root.name, "submission")
    number = _metadata(root / "submission_metadata.json").get("id", "")
    work = submission_of_folder(f"submission {number}".strip(), found, None)
    if not found.files and not found.refused:
        return replace(work, refused="no notebook was handed in")
    return work


def _metadata(path: Path) -> Mapping[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _arrival(report: Report) -> dict[str, Any]:
    """Say at once, and without points, that the right file came in."""
    asked = [result for result in report.exercises if result.kind is not Kind.WRITTEN]
    empty = [
        result
        for result in asked
        if wording.exercise_state(result) is ExerciseState.EMPTY
    ]
    read, status = "No notebook could be read.", "failed"
    if name := report.submission.file:
        read, status = f"{make_visible(name, 100)} was read.", "passed"
    notes = filter(None, [report.unreadable, *report.notes])
    lines = [
        read,
        f"{len(asked) - len(empty)} of {len(asked)} exercises have an answer.",
        *(make_sentence(make_visible(note, 600)) for note in notes),
    ]
    return {
        "name": "Your notebook",
        "status": status,
        "output": "\n".join(lines),
        "visibility": "visible",
    }


def _test(
    result: ExerciseResult, *, shown: str, counts: bool, decided: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {"name": make_visible(result.name, 80)}
    earned, status, output = 0.0, "failed", wording.FROZEN_SENTENCE
    if counts:
        earned = (result.score or 0.0) + result.extra_credit
        output = "\n".join(_told(result))
        if wording.exercise_state(result) is ExerciseState.RIGHT:
            status = "passed"
    if decided:
        made["score"] = _rounded(earned)
        made["max_score"] = _rounded(result.max_score)
    return {**made, "status": status, "output": output, "visibility": shown}


def _told(result: ExerciseResult) -> Iterator[str]:
    """Say of an exercise what its part of the feedback page says."""
    for outcome, more in wording.group_alike(wording.failed_outcomes(result.outcomes)):
        cases = f" (in {more + 1} cases)" * bool(more)
        yield f"✗ {_rubric(outcome)}{cases}"
        if why := wording.explain_outcome(outcome):
            yield f"    {make_visible(why, 600)}"
    for outcome in wording.ungraded_outcomes(result.outcomes):
        yield f"! {_rubric(outcome)} {wording.NOT_OURS_TO_TAKE}"
    for cause, waiting in wording.group_blocked(result.outcomes).items():
        tests = count_noun(len(waiting), "test")
        yield f"– {tests} not run: {make_visible(cause, 300)}"
    yield from _probe(result)
    for likeness in result.diagnosis:
        yield f"Looks like: {make_visible(wording.mistake_name(likeness), 200)}"
        yield make_visible(likeness.hint, 600)
    for note in result.notes:
        yield make_sentence(make_visible(note, 600))
    if passed := wording.passed_outcomes(result.outcomes):
        yield f"✓ {count_noun(len(passed), 'test')} passed"


def _rubric(outcome: Outcome) -> str:
    return make_visible(wording.rubric_sentence(outcome), 300)


def _probe(result: ExerciseResult) -> Iterator[str]:
    """Show the call on public inputs, where points were lost."""
    if result.probe is None or wording.exercise_state(result) is not ExerciseState.LOST:
        return
    yield make_visible(result.probe.call, 300)
    yield f"  yours:\n{make_visible(result.probe.yours, MOST, lines=True)}"
    yield f"  expected:\n{make_visible(result.probe.expected, MOST, lines=True)}"


def _output(report: Report) -> str:
    # Neither points nor reasons: both wait for a person.
    if report.status == "suspicious":
        return wording.FROZEN_SENTENCE
    lines = []
    if report.status == "not_graded":
        lines.append(f"{wording.NOT_OURS_TO_TAKE} The fault is ours: tell your TA.")
    written = [
        result.name for result in report.exercises if result.kind is Kind.WRITTEN
    ]
    if written:
        lines.append(f"A person will read: {', '.join(written)}.")
    return "\n".join(lines)


def _rounded(points: float) -> float:
    return round(points, 4)


def run_and_exit() -> None:
    """Run on Gradescope; what is printed is for instructors alone."""
    keep_others_from_writing()
    try:
        if len(sys.argv) != 2:  # noqa: PLR2004 - the program and its root
            raise GraderError("`run_autograder` must name its folder")
        report = grade_on_gradescope(Path(sys.argv[1]).resolve())
    except AutograderError as error:
        print(f"error: {error}\n\nhint: {error.hint}", file=sys.stderr)
        sys.exit(error.exit_code)
    print(f"{report.status}: {wording.format_total(report)} · sandbox {report.sandbox}")
    print(make_visible(report.tampering, 500))
    if report.status == "not_graded":  # the score is missing: say whose fault it is
        sys.exit(GraderError.exit_code)


if __name__ == "__main__":
    run_and_exit()
