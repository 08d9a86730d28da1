"""Reports on disk: whose they are, and what is refused."""

import json
import logging

import pytest

from autograder.course.report_store import read_report, read_reports, report_path
from autograder.report import ExerciseResult, GradedFile, Report


def written(assignment, student, /, **changes):
    """Write a Report into the place of a student's, with changed values."""
    total = ExerciseResult(
        name="total",
        notebook="sums",
        kind="code",
        score=2.0,
        max_score=4.0,
        verdict="WRONG",
    )
    report = Report(
        student=student,
        assignment="sums",
        status="graded",
        score=2.0,
        max_score=4.0,
        suite="",
        sandbox="",
        submission=GradedFile(file=None, sha256=""),
        exercises=(total,),
    )
    data = json.loads(report.to_json())
    data["exercises"][0] |= changes.pop("exercise", {})
    path = report_path(assignment.report_store, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data | changes))


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"student": "bob"}, "it is the Report of `bob`"),
        ({"student": "ANN"}, "it is the Report of `ANN`"),
        ({"assignment": "means"}, "it is a Report of `means`"),
        ({"score": 4.5}, "the submission has more points than there are"),
        ({"exercise": {"score": 5.0}}, "total has more points than there are"),
        ({"exercise": {"extra_credit": 1.0}}, "total has more points than there are"),
    ],
)
def test_a_report_that_is_not_what_it_should_be_is_refused(
    assignment, caplog, changes, said
):
    """Whose file, why, and what to do; nobody gets its points."""
    written(assignment, "ann", **changes)
    written(assignment, "zoe")
    with caplog.at_level(logging.WARNING):
        found = read_report(assignment.report_store, "ann")

    assert found is None
    assert [one.student for one in read_reports(assignment.report_store)] == ["zoe"]
    assert len(caplog.messages) == 1
    assert f"ann.json` is not used: {said}" in caplog.messages[0]
    assert "remove it, then run `autograder grade sums ann`" in caplog.messages[0]


def test_a_report_of_the_student_in_its_place_is_read(assignment, caplog):
    """Points that add up to the maximum, as floats do, are none too many."""
    written(assignment, "ann", score=4.0 + 1e-12)

    assert read_report(assignment.report_store, "ann").student == "ann"
    assert caplog.messages == []
