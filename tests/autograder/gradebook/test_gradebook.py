"""nbgrader's gradebook: rows written, a person's marks kept."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy

from autograder.common.errors import MachineError, UserError
from autograder.course.course import Course
from autograder.gradebook import marks
from autograder.gradebook.gradebook import Gradebook
from autograder.gradebook.marks import Mark, read_marks
from autograder.model import Verdict
from autograder.output.gradebook_entry import make_entry
from tests import minicourse
from tests.graded import graded, with_answer
from tests.markbook import written_marks

pytestmark = [
    pytest.mark.nbgrader,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # nbgrader's own session is closed by the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

WHEN = "2026-02-27 10:00:00.123456 UTC"


@pytest.fixture
def assignment(tmp_path, empty_database):
    """Give the small course with a gradebook."""
    assignment = minicourse.write_course(tmp_path)
    (tmp_path / "gradebook.db").write_bytes(empty_database)
    return assignment


def record(assignment, *submissions):
    with Gradebook(assignment) as gradebook:
        gradebook.record(*(make_entry(assignment, one) for one in submissions))


def rows(assignment, query, *values):
    with closing(sqlite3.connect(assignment.course.root / "gradebook.db")) as database:
        found = database.execute(query, values).fetchall()
        database.commit()
    return found


def grades(assignment, student="ann"):
    """Give auto_score, manual_score, extra_credit, needs_manual_grade by exercise."""
    found = rows(
        assignment,
        "select cell.name, auto_score, manual_score, extra_credit, needs_manual_grade"
        " from grade join base_cell cell on cell.id = grade.cell_id"
        " join submitted_notebook part on part.id = grade.notebook_id"
        " join submitted_assignment whole on whole.id = part.assignment_id"
        " where student_id = ?",
        student,
    )
    return {name: tuple(values) for name, *values in found}


def mark(assignment, name, score, *, comment=None):
    """Do what a person does in formgrader."""
    rows(
        assignment,
        "update grade set manual_score = ?, needs_manual_grade = 0 where cell_id in"
        " (select id from base_cell where name = ? and type = 'GradeCell')",
        score,
        name,
    )
    rows(
        assignment,
        "update comment set manual_comment = ? where cell_id in"
        " (select id from base_cell where name like ? and type = 'SolutionCell')",
        comment,
        f"{name}%",
    )


def test_scores_are_exact_when_a_submission_is_recorded(assignment):
    """Each exercise has its score, the bonus its extra credit, the text a person."""
    record(
        assignment, graded(assignment, "ann", with_answer("So."), total=Verdict.WRONG)
    )

    assert grades(assignment) == {
        "total": (4 / 3, None, None, 0),
        "mean": (2.0, None, None, 0),
        "spread": (0.0, None, 1.0, 0),
        "why": (None, None, None, 1),
    }


@pytest.mark.parametrize("answer", ["YOUR ANSWER HERE", "  \n"])
def test_nobody_is_asked_when_a_question_was_left_alone(assignment, answer):
    """A blank or untouched answer is worth 0, as by nbgrader's checksum."""
    record(assignment, graded(assignment, "ann", with_answer(answer)))

    assert grades(assignment)["why"] == (0.0, None, None, 0)
    assert ("No response.",) in rows(assignment, "select auto_comment from comment")


def test_a_person_is_asked_when_we_could_not_grade(assignment):
    """Our fault gives no score and asks for a person."""
    verdicts = {"mean": Verdict.GRADER_ERROR, "spread": Verdict.GRADER_ERROR}
    record(assignment, graded(assignment, "ann", **verdicts))

    assert grades(assignment)["mean"] == (None, None, None, 1)
    assert grades(assignment)["spread"] == (None, None, None, 1)


def test_a_persons_marks_stay_when_a_submission_is_graded_again(assignment):
    """Manual scores and comments are kept, automatic ones renewed, nobody asked."""
    answered = with_answer("So.")
    record(assignment, graded(assignment, "ann", answered, total=Verdict.WRONG))
    mark(assignment, "why", 1.5, comment="well *said*")
    mark(assignment, "total", 3.0)

    record(assignment, graded(assignment, "ann", answered))

    assert grades(assignment)["why"] == (None, 1.5, None, 0)
    assert grades(assignment)["total"] == (4.0, 3.0, None, 0)
    assert read_marks(assignment)["ann"] == {
        "total": Mark(score=3.0, manual=True, extra_credit=0.0, comment=""),
        "mean": Mark(score=2.0, manual=False, extra_credit=0.0, comment=""),
        "spread": Mark(score=0.0, manual=False, extra_credit=1.0, comment=""),
        "why": Mark(score=1.5, manual=True, extra_credit=0.0, comment="well *said*"),
    }


def test_a_person_is_asked_again_when_a_marked_answer_changed(assignment):
    """A mark of another text stays, and waits for a person."""
    record(assignment, graded(assignment, "ann", with_answer("So.")))
    mark(assignment, "why", 1.5)

    record(assignment, graded(assignment, "ann", with_answer("Otherwise.")))

    assert grades(assignment)["why"] == (None, 1.5, None, 1)


def test_extra_credit_stays_a_persons_when_one_gave_it(assignment):
    """A bonus that a person decided is not overwritten; other exercises never are."""
    record(assignment, graded(assignment, "ann"))
    mark(assignment, "spread", 0.0)
    rows(assignment, "update grade set extra_credit = 0.25")

    record(assignment, graded(assignment, "ann"))

    assert {row[2] for row in grades(assignment).values()} == {0.25}


def test_extra_credit_is_renewed_when_nobody_decided_it(assignment):
    """The bonus follows the latest grading."""
    record(assignment, graded(assignment, "ann"))

    record(assignment, graded(assignment, "ann", spread=Verdict.WRONG))

    assert grades(assignment)["spread"][2] == pytest.approx(1 / 3)


def test_comments_are_renewed_when_a_submission_is_graded_again(assignment):
    """An automatic comment says what fails now."""
    record(assignment, graded(assignment, "ann", total=Verdict.WRONG))
    record(assignment, graded(assignment, "ann"))

    said = rows(assignment, "select auto_comment from comment")
    assert {text for (text,) in said} == {None, "No response."}


@pytest.mark.parametrize("student", ['o\'neil, "x"', "ünï 名", "a b%_*[1]", "007"])
def test_a_student_is_recorded_when_the_name_is_odd(assignment, student):
    """Any name that can be a folder can be graded."""
    minicourse.hand_in(assignment, student, minicourse.solved())
    record(assignment, graded(assignment, student))
    record(assignment, graded(assignment, student))

    assert written_marks(assignment) == {student: {"why": 0.0}}
    page = assignment.course.root / "autograded" / student / "sums" / "sums.ipynb"
    assert json.loads(page.read_text("utf-8"))["nbformat"] == 4


@pytest.mark.parametrize("student", ["..", "a/b", ""])
def test_a_student_is_refused_when_the_name_is_no_folder(assignment, student):
    """No name leads out of autograded/."""
    with pytest.raises(UserError, match="cannot name a folder"):
        record(assignment, graded(assignment, student))


@pytest.mark.parametrize(
    "text, expected",
    [
        (WHEN, "2026-02-27 10:00:00.123456"),
        ("2026-02-27 10:00:00.5 Europe/Prague", "2026-02-27 09:00:00.500000"),
        ("2026-02-27T10:00:00+02:00", "2026-02-27 08:00:00.000000"),
        ("2026-02-27 10:00:00", "2026-02-27 10:00:00.000000"),
        ("yesterday, or so", None),
        ("yesterday", None),
    ],
)
def test_timestamps_agree_with_nbgrader_when_a_submission_has_one(
    assignment, text, expected
):
    """Formgrader compares the row with the file in submitted/."""
    path = minicourse.hand_in(assignment, "ann", minicourse.solved())
    path.with_name("timestamp.txt").write_text(text)

    record(assignment, graded(assignment, "ann"))

    assert rows(assignment, "select timestamp from submitted_assignment") == [
        (expected,)
    ]
    copy = assignment.course.root / "autograded/ann/sums/timestamp.txt"
    assert copy.read_text() == text


def test_no_timestamp_is_left_when_a_submission_lost_its_own(assignment):
    """Without a timestamp in submitted/ there is none anywhere."""
    path = minicourse.hand_in(assignment, "ann", minicourse.solved())
    stamp = path.with_name("timestamp.txt")
    stamp.write_text(WHEN)
    record(assignment, graded(assignment, "ann"))
    stamp.unlink()

    record(assignment, graded(assignment, "ann"))

    assert rows(assignment, "select timestamp from submitted_assignment") == [(None,)]
    assert not (assignment.course.root / "autograded/ann/sums/timestamp.txt").exists()


def test_the_rows_follow_the_release_when_it_changes(assignment):
    """Points change and cells come and go with the release."""
    record(assignment, graded(assignment, "ann"))
    release = json.loads(assignment.release_notebook.read_text())
    kept = [one for one in release["cells"] if not one["id"].startswith("mean")]
    kept[3]["metadata"]["nbgrader"]["points"] = 5
    kept += [
        minicourse.cell("last_solution", solution=True),
        minicourse.cell("last", grade=True, locked=True, points=1),
    ]
    assignment.release_notebook.write_text(json.dumps({**release, "cells": kept}))
    changed = Course.find(assignment.course.root).assignment("sums")

    record(changed, graded(changed, "ann"))

    points = rows(
        changed,
        "select name, max_score from base_cell join grade_cells using (id)",
    )
    assert dict(points) == {"total": 5.0, "spread": 0.0, "why": 2.5, "last": 1.0}
    assert set(grades(changed)) == set(dict(points))


def test_a_marked_cell_is_not_dropped_when_the_release_lost_it(assignment):
    """A person's mark is never deleted by grading."""
    record(assignment, graded(assignment, "ann"))
    mark(assignment, "mean", 1.0)
    release = json.loads(assignment.release_notebook.read_text())
    release["cells"] = [
        one for one in release["cells"] if not one["id"].startswith("mean")
    ]
    assignment.release_notebook.write_text(json.dumps(release))
    changed = Course.find(assignment.course.root).assignment("sums")

    with pytest.raises(UserError, match="`mean` is gone from the release"):
        Gradebook(changed)


def test_no_hidden_content_is_stored_when_cells_are_described(assignment):
    """The gradebook's sources are those of the release."""
    sources = rows(assignment, "select name, source from source_cell")

    assert dict(sources)["total"] == "checked = True"
    assert len(sources) == 8


def test_the_due_date_is_nbgraders_when_the_course_has_one(assignment):
    """Nbgrader keeps UTC without saying so."""
    assert rows(assignment, "select name, duedate from assignment") == [
        ("sums", "2026-03-01 15:59:00.000000")
    ]


def test_nbgrader_can_upgrade_when_we_made_the_database(assignment):
    """The schema's version is there, though `alembic` was never run."""
    ((version,),) = rows(assignment, "select version_num from alembic_version")

    assert len(version) == 12


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours runs after it."""


def test_no_half_made_database_is_left_by_a_kill(tmp_path, monkeypatch):
    """All tables are made in one transaction."""
    from nbgrader.api import Base

    assignment = minicourse.write_course(tmp_path)
    make = Base.metadata.create_all

    def make_some(connection):
        make(connection, tables=[Base.metadata.tables["grade"]])
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Base.metadata, "create_all", make_some)
        with pytest.raises(Killed):
            Gradebook(assignment)
    assert rows(assignment, "select name from sqlite_master") == []
    Gradebook(assignment)

    assert len(rows(assignment, "select version_num from alembic_version")) == 1


@pytest.mark.parametrize("made", [["grade"], ["course"], ["course", "comment"]])
def test_database_that_nbgrader_left_half_made_is_made_whole(tmp_path, made):
    """Nbgrader makes tables one by one; where no row is, none can be lost."""
    from nbgrader.api import Base

    assignment = minicourse.write_course(tmp_path)
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'gradebook.db'}")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[one] for one in made])
    engine.dispose()
    assert read_marks(assignment) == {}
    record(assignment, graded(assignment, "ann", minicourse.solved()))

    assert rows(assignment, "select student_id from submitted_assignment") == [("ann",)]
    assert len(rows(assignment, "select version_num from alembic_version")) == 1


def test_database_that_somebody_uses_is_not_touched(assignment):
    """What lacks a table and has a course is told, not mended."""
    with closing(sqlite3.connect(assignment.course.root / "gradebook.db")) as database:
        database.execute("insert into course values ('classification')")
        database.execute("drop table comment")
        database.commit()
    with pytest.raises(UserError, match="is not one of this nbgrader") as caught:
        Gradebook(assignment)

    assert caught.value.hint == "nbgrader db upgrade"


def test_nbgrader_reads_the_same_when_it_opens_our_rows(assignment):
    """Nbgrader's own classes add up our rows."""
    import nbgrader.api

    record(assignment, graded(assignment, "ann", with_answer("So.")))

    url = f"sqlite:///{assignment.course.root / 'gradebook.db'}"
    with nbgrader.api.Gradebook(url) as gradebook:
        found = gradebook.find_submission("sums", "ann")
        assert (found.score, found.max_score) == (7.0, 8.5)
        assert found.needs_manual_grade
        assert {one.name for one in found.notebooks[0].comments} == {
            "total_solution",
            "mean_solution",
            "spread_solution",
            "why",
        }
        gradebook.engine.dispose()


def test_nothing_is_written_when_one_of_a_batch_fails(assignment):
    """A call of `record` is one transaction."""
    broken = graded(assignment, "bob")
    strange = broken.report.exercises[0].model_copy(update={"name": "strange"})
    report = broken.report.model_copy(update={"exercises": (strange,)})

    with pytest.raises(KeyError):
        record(assignment, graded(assignment, "ann"), replace(broken, report=report))

    assert written_marks(assignment) == {}


@pytest.mark.parametrize("many, others", [(500, []), (1, ["bob", "cyd"])])
def test_marks_are_of_those_who_were_asked_for(assignment, monkeypatch, many, others):
    """More students than a query can name are asked for by naming none."""
    record(assignment, *(graded(assignment, one) for one in ("ann", "bob", "cyd")))
    monkeypatch.setattr(marks, "MANY", many)

    found = read_marks(assignment, ["ann", "nobody"])

    assert set(found) == {"ann", *others}


def test_there_are_no_marks_when_nothing_was_recorded(tmp_path):
    """Reading makes no gradebook."""
    assignment = minicourse.write_course(tmp_path)

    assert read_marks(assignment) == {}
    assert not (tmp_path / "gradebook.db").exists()


def test_the_reason_is_told_when_the_database_cannot_be_used(assignment):
    """A broken gradebook is the machine's fault, not a student's."""
    (assignment.course.root / "gradebook.db").write_bytes(b"no database" * 100)

    with pytest.raises(MachineError, match="the gradebook cannot be used"):
        Gradebook(assignment)


def test_an_upgrade_is_advised_when_tables_are_missing(assignment):
    """A gradebook of another nbgrader is refused."""
    rows(assignment, "drop table comment")

    with pytest.raises(UserError) as error:
        Gradebook(assignment)

    assert error.value.hint == "nbgrader db upgrade"


def test_the_gradebook_is_elsewhere_when_the_configuration_says_so(
    assignment, monkeypatch, empty_database
):
    """AUTOGRADER_DB names any database that SQLAlchemy knows."""
    elsewhere = assignment.course.root / "elsewhere.db"
    elsewhere.write_bytes(empty_database)
    monkeypatch.setenv("AUTOGRADER_DB", f"sqlite:///{elsewhere}")

    record(assignment, graded(assignment, "ann"))

    assert written_marks(assignment) == {"ann": {"why": 0.0}}
    assert rows(assignment, "select id from student") == []
