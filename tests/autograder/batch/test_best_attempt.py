"""The best of several attempts: all are graded, one counts, and everything follows."""

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from autograder.batch import (
    best_attempt,
    published_results,
    regrade,
    run_batch,
    staged_results,
)
from autograder.batch.grade_one import Artifacts
from autograder.batch.timings import SubmissionTimings
from autograder.cli.screens import report_screen, summary_screen
from autograder.course.policy import AttemptChoice, AttemptScore, best_of
from autograder.course.report_store import read_report, report_path
from autograder.gradebook import course_grades
from autograder.grading.submission_grading import SubmissionGrading
from autograder.model import Verdict
from autograder.submissions import arrival_times, attempts, intake
from autograder.tools.lms import collect, return_feedback
from tests import classes, downloads, minicourse
from tests.minicourse import solved
from tests.sample_reports import report as sample_report
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("lent_zygotes")

WRONG = "def total(values):\n    return 0.0"
NO_EMPTY = "def total(values):\n    return float(np.sum(values)) / bool(len(values))"
DUE = datetime(2026, 3, 1, 15, 59, tzinfo=UTC)
"""of the small course's assignment"""

RULES = "counts: best\nlate: {penalty_per_day: 50 %}\n"


def collected(assignment, *submissions):
    """Collect: student, hours before the due date, notebook; one download each."""
    for student, hours, notebook in submissions:
        when = DUE - timedelta(hours=hours)
        name = f"{student}+sums+{when:%Y-%m-%d %H:%M:%S} UTC/sums.ipynb"
        data = downloads.zip_of({name: json.dumps(notebook).encode()})
        path = downloads.write(assignment.course.root / "downloads", data)
        done = collect.collect_download(assignment, path)
        assert not done.left_out


def with_rules(assignment, text=RULES):
    """Write course.yaml; give the assignment as it is read now."""
    (assignment.course.root / "course.yaml").write_text(text)
    course = type(assignment.course).find(assignment.course.root)
    return course.assignment("sums")


def grade(assignment, *only, **how):
    """Grade as the command does."""
    return run_batch.grade_all(
        assignment,
        intake.submitting_students(assignment, only),
        run_batch.RunOptions(**how),
    )


def lying(assignment, student):
    return (assignment.course.submitted / student / "sums" / "sums.ipynb").read_bytes()


def counting(assignment, student):
    return attempts.AttemptStore(assignment, student).counting.number


@pytest.fixture
def three(assignment):
    """Give a course with attempts of ann: right, wrong, half right; bob has one."""
    assignment = with_rules(assignment)
    collected(
        assignment,
        ("ann", 30, solved()),
        ("ann", 20, solved(total=WRONG)),
        ("ann", 10, solved(total=NO_EMPTY)),
        ("bob", 5, solved(total=WRONG)),
    )
    return assignment


# ------------------------------------------------------------------ the rule


def contender(number, points, **more):
    """Give an attempt; the number says when it was made."""
    order = (DUE + timedelta(hours=number), DUE, number)
    return AttemptScore(number=number, order=order, points=Fraction(points), **more)


@pytest.mark.parametrize(
    "contenders, chosen",
    [
        ([contender(1, 5), contender(2, 4)], 1),
        ([contender(1, 4), contender(2, 5), contender(3, 3)], 2),
        ([contender(1, 4), contender(2, 4)], 2),
        ([contender(2, 4), contender(1, 4)], 2),
        ([contender(1, 0, suspicious=True), contender(2, 6)], 1),
        ([contender(1, 6, open=True), contender(2, 5)], 1),
        ([contender(1, 5, open=True), contender(2, 5)], 2),
    ],
    ids=str,
)
def test_best_is_the_one_of_most_points_and_of_equal_ones_the_later(contenders, chosen):
    """What was tampered with comes first, and what we left open by what it may be."""
    assert best_of(contenders).number == chosen
    choice = AttemptChoice(student="ann", contenders=tuple(contenders))
    assert choice.is_latest == (chosen == max(one.number for one in contenders))


# ------------------------------------------------------------------ grading


@pytest.mark.sandbox
def test_best_attempt_counts_when_the_rule_says_so(three):
    """Its bytes lie in submitted/, its Report is the student's, its name goes back."""
    done = grade(three)
    reports = {one.student: one for one in done.reports}

    assert reports["ann"].score == 6.0
    assert lying(three, "ann") == json.dumps(solved()).encode()
    assert counting(three, "ann") == 1
    assert reports["ann"].submission.submitted_at == "2026-02-28T09:59:00+00:00"
    assert reports["bob"].score == 2.0
    text = summary_screen.summary_screen(done.summary).plain
    assert "attempts       3   of 1 student; the best counts" in text
    assert "not the latest counts of ann: 1 of 3" in text


@pytest.mark.sandbox
def test_latest_attempt_counts_when_no_rule_says_otherwise(three):
    """Without the rule nothing else is graded."""
    assignment = with_rules(three, "")
    done = grade(assignment)

    assert [one.score for one in done.reports] == [5.2, 2.0]
    assert counting(assignment, "ann") == 3
    assert done.summary.choices == []
    assert not assignment.reports.with_name("sums.attempts").exists()


@pytest.mark.sandbox
def test_lateness_is_taken_off_before_attempts_are_compared(assignment):
    """Right a day late, at half the points, loses to nearly right in time."""
    assignment = with_rules(assignment)
    collected(
        assignment,
        ("ann", 1, solved(mean="def mean(values):\n    return 0.0")),
        ("ann", -10, solved()),
    )
    grade(assignment)

    assert counting(assignment, "ann") == 1

    extended = with_rules(assignment, RULES + "extensions: {ann: 1 days}\n")
    again = grade(extended)

    assert counting(extended, "ann") == 2
    assert [one.score for one in again.reports] == [6.0]
    found = course_grades.collect_grades(extended.course, now=DUE + timedelta(days=9))
    (its,) = found.rows[0].grades
    assert (its.days_late, its.earned) == (0, 7)


@pytest.mark.sandbox
def test_collecting_again_leaves_the_best_where_it_is(three):
    """The same download brings nothing new, so nothing is to be chosen."""
    grade(three)
    collected(three, ("ann", 10, solved(total=NO_EMPTY)))

    assert counting(three, "ann") == 1
    assert grade(three).reused == 2


@pytest.mark.sandbox
def test_same_work_counts_as_it_came_first_when_it_came_again_too_late(assignment):
    """Two attempts of one content are told apart by when they came."""
    assignment = with_rules(assignment)
    wrong = solved(total=WRONG)
    collected(
        assignment, ("ann", 30, solved()), ("ann", 20, wrong), ("ann", -10, solved())
    )
    (report,) = grade(assignment).reports

    assert counting(assignment, "ann") == 1
    assert report.submission.submitted_at == "2026-02-28T09:59:00+00:00"
    assert best_attempt.explain_choice(assignment, "ann")[0].startswith(
        "attempt 1 of 3 counts"
    )


@pytest.mark.sandbox
def test_attempts_are_graded_once(three, monkeypatch):
    """A second run grades nothing; a new attempt is graded alone, and can win."""
    graded = []
    whole = run_batch.grade_one.grade_submission

    def counted(grader, work):
        graded.append((work.student, work.attempt))
        return whole(grader, work)

    monkeypatch.setattr(run_batch.grade_one, "grade_submission", counted)
    grade(three)

    assert sorted(graded) == [("ann", 1), ("ann", 2), ("ann", 3), ("bob", 0)]
    assert (
        SubmissionTimings(three).parts_of("ann")
        == SubmissionTimings(three).parts_of("ann/1")
        != {}
    )
    assert grade(three).reused == 2
    collected(three, ("ann", 2, solved(spread="def spread(values):\n    return 0.0")))
    collected(three, ("ann", 1, solved()))
    graded.clear()
    grade(three)

    assert sorted(graded) == [("ann", 4), ("ann", 5)]
    assert counting(three, "ann") == 5


@pytest.mark.sandbox
def test_result_is_the_same_whether_or_not_it_is_known_beforehand(three):
    """A Report taken over from the attempts is the one that grading it gives."""
    grade(three)
    taken = report_path(three.report_store, "ann").read_bytes()
    page = (three.course.root / "feedback/ann/sums/sums.html").read_bytes()
    for path in three.reports.with_name("sums.attempts").rglob(".rest/*/*.json"):
        path.unlink()
    report_path(three.report_store, "ann").unlink()
    done = grade(three)

    assert done.reused == 1
    assert report_path(three.report_store, "ann").read_bytes() == taken
    assert (three.course.root / "feedback/ann/sums/sums.html").read_bytes() == page


@pytest.mark.sandbox
def test_run_that_was_cut_off_goes_on_and_comes_to_the_same(three, monkeypatch):
    """Stopped while attempts are graded or after the choice: Reports are the truth."""
    other = with_rules(three)
    write = published_results.write_whole

    left = []

    def writing(path, content):
        if not left:
            raise KeyboardInterrupt
        left.pop()
        write(path, content)

    for module in (published_results, staged_results, arrival_times):
        monkeypatch.setattr(module, "write_whole", writing)
    done, interrupted = None, 0
    while done is None:
        left[:] = [1, 2, 3]
        try:
            done = grade(other)
        except run_batch.Interrupted:
            interrupted += 1

    assert interrupted > 3
    assert [one.score for one in done.reports] == [6.0, 2.0]
    assert counting(other, "ann") == 1
    assert lying(other, "ann") == json.dumps(solved()).encode()


@pytest.mark.sandbox
@pytest.mark.slow
def test_killed_run_goes_on_to_the_bytes_of_one_that_was_left_alone(three, tmp_path):
    """SIGKILL while attempts are graded: the next run leaves what one run would."""
    three.course.secret()
    calm = classes.copy_of(three, tmp_path.with_name(f"{tmp_path.name}-calm"))
    process = classes.start(three, "-j", "1")
    wait_until(lambda: list(three.reports.parent.glob("sums.attempts/ann/*.json")))
    classes.kill(process)
    ended = [classes.run(one, "-j", "1")[0] for one in (three, calm)]

    assert ended == [0, 0]
    assert classes.outcome(three) == classes.outcome(calm)
    assert counting(three, "ann") == 1


def test_a_submission_lies_there_whenever_a_run_is_killed(three, monkeypatch):
    """Putting the best attempt there never takes the latest one away first."""
    there = three.course.submitted / "ann" / "sums"
    seen = []
    for name in ("rmtree", "move", "copyfile"):
        real = getattr(shutil, name)

        def watched(*given, real=real, **known):
            done = real(*given, **known)
            seen.append(there.is_dir())
            return done

        monkeypatch.setattr(shutil, name, watched)
    before = lying(three, "ann")
    grade(three)

    assert lying(three, "ann") != before
    assert len(seen) >= 2
    assert all(seen)


def test_leftovers_of_a_killed_run_are_removed_wherever_they_lie(assignment):
    """A name in the middle of being written, beside a Report and beside the rest."""
    left = [
        assignment.reports / folder / ".1.json.abc.tmp"
        for folder in (".", "ann", ".rest", ".rest/ann")
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    with staged_results.StagedResults(assignment.report_store).open_writer():
        pass

    assert [path for path in left if path.exists()] == []


@pytest.mark.sandbox
def test_work_that_was_put_there_by_hand_is_an_attempt_too(three):
    """What nbgrader collects over the best one is kept, graded, and may win."""
    grade(three)
    path = minicourse.hand_in(three, "ann", solved(mean="1 / 0"))
    os.utime(path, (DUE.timestamp() - 60, DUE.timestamp() - 60))
    done = grade(three)

    assert len(attempts.AttemptStore(three, "ann").attempts) == 4
    assert counting(three, "ann") == 1
    assert done.reused == 2
    assert lying(three, "ann") == json.dumps(solved()).encode()


@pytest.mark.sandbox
def test_suspicious_attempt_counts_until_a_person_has_looked(three, monkeypatch):
    """Nobody gets rid of what they did by handing in again."""
    whole = run_batch.grade_one.Grader.grade

    def tampered(self, work):
        graded = whole(self, work)
        if work.attempt != 2:
            return graded
        frozen = {"status": "suspicious", "tampering": "it left", "score": 0.0}
        report = graded.report.model_copy(update=frozen)
        return run_batch.grade_one.GradingResult(
            report=report,
            notebook=graded.notebook,
            cell_results=graded.cell_results,
        )

    monkeypatch.setattr(run_batch.grade_one.Grader, "grade", tampered)
    done = grade(three)

    assert counting(three, "ann") == 2
    assert done.summary.suspicious == [("ann", "it left")]
    assert "suspicious: a person must look" in "\n".join(
        best_attempt.explain_choice(three, "ann")
    )


@pytest.mark.sandbox
@pytest.mark.parametrize("first, chosen", [(NO_EMPTY, 1), (WRONG, 2)])
def test_attempt_that_we_could_not_judge_counts_when_it_may_be_the_best(
    assignment, monkeypatch, first, chosen
):
    """Nothing is final while it could win; else it is told and keeps nobody waiting."""
    assignment = with_rules(assignment)
    collected(
        assignment,
        ("ann", 30, solved(total=first)),
        ("ann", 20, solved(total=NO_EMPTY, mean="def mean(values):\n    return 0.0")),
    )
    whole = SubmissionGrading._grade_exercise

    def broken(self, exercise, wrong):
        result = whole(self, exercise, wrong)
        source = self.student.code.answers["mean"].source
        if exercise.name == "mean" and "return 0.0" not in source:
            lost = tuple(
                one.model_copy(update={"verdict": Verdict.WRONG})
                for one in result.outcomes
            )
            ours = {"verdict": Verdict.GRADER_ERROR, "outcomes": lost}
            return result.model_copy(update=ours)
        return result

    monkeypatch.setattr(SubmissionGrading, "_grade_exercise", broken)
    done = grade(assignment)

    assert counting(assignment, "ann") == chosen
    assert done.summary.not_graded == (["ann"] if chosen == 1 else [])
    assert (
        "1 not wholly graded: our fault"
        in summary_screen.summary_screen(done.summary).plain
    )


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_a_person_gave_stays_when_another_attempt_counts(three):
    """A mark belongs to the student, and wins over whatever attempt counts."""
    latest = with_rules(three, "")
    grade(latest)
    with closing(sqlite3.connect(three.course.root / "gradebook.db")) as database:
        database.execute(
            "update grade set manual_score = 1.5, needs_manual_grade = 0 where cell_id"
            " in (select id from base_cell where name = 'mean')"
        )
        database.commit()
    ruled = with_rules(three)
    grade(ruled)
    found = course_grades.collect_grades(ruled.course, now=DUE)
    points = {one.name: one.score for one in found.rows[0].grades[0].exercises}

    assert counting(ruled, "ann") == 1
    assert (points["total"], points["mean"]) == (4, Fraction(3, 2))


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_page_goes_back_under_the_name_that_was_given_last(assignment):
    """Canvas numbers each upload; it is asked about the one that it knows."""
    assignment = with_rules(assignment, RULES + "roster: roster.csv\n")
    (assignment.course.root / "roster.csv").write_text(downloads.ROSTER)
    for number, day, notebook in ((9001, 5, solved()), (9777, 6, solved(total=WRONG))):
        name = f"doejane_7001_{number}_sums.ipynb"
        files = {name: json.dumps(notebook).encode()}
        data = downloads.zip_of(files, when=(2026, 3, day, 12, 0, 0))
        path = downloads.write(assignment.course.root / "downloads", data)
        collect.collect_download(assignment, path)
    grade(assignment)
    back = assignment.course.root / "back.zip"
    return_feedback.return_pages(assignment, back, return_feedback.ReturnFormat.CANVAS)

    assert counting(assignment, "s001") == 1
    assert zipfile.ZipFile(back).namelist() == ["doejane_7001_9777_sums.html"]


# ------------------------------------------------------------------ what is told


@pytest.mark.sandbox
def test_show_says_which_attempt_counts(three):
    """By number, with what each came to; nothing where there is one."""
    before = best_attempt.explain_choice(three, "ann")
    done = grade(three)

    assert before == [
        "attempt 3 of 3 counts: the best, once they are graded: `autograder grade sums`"
    ]
    assert best_attempt.explain_choice(three, "ann") == [
        "attempt 1 of 3 counts: the best, by points after lateness",
        "  1: 7",
        "  2: 3",
        "  3: 6.2",
    ]
    assert best_attempt.explain_choice(three, "bob") == []
    shown = report_screen.report_screen(
        done.reports[0], best_attempt.explain_choice(three, "ann")
    ).plain
    assert "  attempt 1 of 3 counts: the best, by points after lateness\n" in shown
    assert best_attempt.explain_choice(with_rules(three, ""), "ann") == [
        "attempt 3 of 3 counts: the latest"
    ]


@pytest.mark.sandbox
def test_nothing_is_chosen_while_an_attempt_is_not_graded(three):
    """A new attempt lies in submitted/ until the next grading has chosen."""
    grade(three)
    collected(three, ("ann", 1, solved(total=WRONG)))

    assert best_attempt.explain_choice(three, "ann") == [
        "attempt 4 of 4 counts: the best, once they are graded: `autograder grade sums`"
    ]


@pytest.mark.sandbox
def test_show_asks_for_a_grading_when_another_attempt_would_count(assignment):
    """What was late is in time by the rules as they are now."""
    assignment = with_rules(assignment)
    mean = solved(mean="def mean(values):\n    return 0.0")
    collected(assignment, ("ann", 1, mean), ("ann", -10, solved()))
    grade(assignment)
    extended = with_rules(assignment, RULES + "extensions: {ann: 1 days}\n")

    assert best_attempt.explain_choice(extended, "ann") == [
        "attempt 2 would count: `autograder grade sums`"
    ]


# ------------------------------------------------------------------ regrading


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_regrade_chooses_anew_and_publishing_puts_that_one_in_its_place(
    assignment, monkeypatch
):
    """Previewed, nothing moves; published, the other attempt counts."""
    assignment = with_rules(assignment)
    collected(
        assignment,
        ("ann", 30, solved(total=NO_EMPTY)),
        ("ann", 20, solved(mean="def mean(values):\n    return 0.0")),
    )
    grade(assignment)
    assert counting(assignment, "ann") == 1
    suite = assignment.hidden / "test_total.py"
    suite.write_text(suite.read_text().replace("@weight(2)", "@weight(0.01)"))
    changed = assignment.course.assignment("sums")
    before = lying(assignment, "ann")

    seen = regrade.preview_regrade(changed, ["ann"])

    assert lying(assignment, "ann") == before
    assert counting(changed, "ann") == 1
    (change,) = seen.changes
    assert (change.before, change.after) == (6.2, 5.0)

    done = regrade.publish_regrade(changed, seen)

    assert counting(changed, "ann") == 2
    assert read_report(changed.report_store, "ann").score == 4.0
    assert done.published
    monkeypatch.setattr(
        run_batch.grade_one, "open_grader", None
    )  # nothing is graded again
    assert grade(changed).reused == 1
    assert best_attempt.explain_choice(changed, "ann")[0].startswith(
        "attempt 2 of 2 counts"
    )
    assert not list(changed.reports.with_name("sums.next.attempts").rglob("*.json"))


@pytest.mark.sandbox
@pytest.mark.nbgrader
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_attempts_stay_judged_when_a_regrade_could_not_judge_them(
    assignment, monkeypatch
):
    """What our own fault left open replaces nothing, here as elsewhere."""
    assignment = with_rules(assignment)
    collected(
        assignment,
        ("ann", 30, solved()),
        ("ann", 20, solved(total=WRONG)),
        ("bob", 20, solved(total=NO_EMPTY)),
    )
    grade(assignment)
    place = assignment.reports.with_name("sums.attempts")
    before = {path: path.read_bytes() for path in place.rglob("*.json")}
    suite = assignment.hidden / "test_total.py"
    suite.write_text(suite.read_text().replace("@weight(2)", "@weight(5)"))
    changed = assignment.course.assignment("sums")
    whole = run_batch.grade_one.Grader.grade

    def fail_for_ann(self, work):
        if work.student == "ann":
            raise ZeroDivisionError
        return whole(self, work)

    monkeypatch.setattr(run_batch.grade_one.Grader, "grade", fail_for_ann)
    seen = regrade.publish_regrade(
        changed, regrade.preview_regrade(changed, ["ann", "bob"])
    )

    assert seen.not_graded == ("ann",)
    assert read_report(changed.report_store, "bob").suite == changed.suite_hash
    assert before == {path: path.read_bytes() for path in place.rglob("*.json")}
    assert len(before) == 4
    assert counting(changed, "ann") == 1


def test_artifacts_are_named_by_student_and_attempt():
    """A run tells attempts of one student apart; a single one has no number."""
    report = sample_report(student="ann")

    assert Artifacts(report=report, page="", entry=None).name == "ann"
    assert Artifacts(report=report, page="", entry=None, attempt=2).name == "ann/2"
