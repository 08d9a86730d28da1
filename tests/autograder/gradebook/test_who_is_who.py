"""Whose work a folder is: grades and exports show one row, under the roster's id."""

import pytest

from autograder.common.errors import UserError
from autograder.course.course import Course
from autograder.course.report_store import report_path
from autograder.gradebook import course_grades as grading
from autograder.gradebook.course_grades import GradeState
from autograder.submissions import intake
from autograder.tools.class_report import filters
from autograder.tools.class_report.filters import ListFilter
from autograder.tools.lms import grade_csv_formats
from autograder.tools.lms.collect import collect_download
from tests import coursegrades as made
from tests import downloads, minicourse
from tests.coursegrades import NOW

ROSTER = (
    "id,name,email,login\n"
    "s001,Jane Doe,jane@x.example,jdoe\n"
    "s002,Bob Berg,bob@x.example,j_berg\n"
    "zo\u00eb,Zo\u00eb M\u00fcller,zoe@x.example,\n"
)


def row_of(works, student="s001"):
    """Add up one assignment, and give one student's grade of it."""
    found = made.grades(works, students=made.listed(ROSTER))
    rows = {row.student.id: row for row in found.rows}
    return rows, rows[student].grades[0]


@pytest.mark.parametrize(
    "folder, student",
    [("S001", "s001"), ("jdoe", "s001"), ("J_Berg", "s002"), ("zoe\u0308", "zo\u00eb")],
)
def test_one_row_has_the_points_when_folder_and_roster_differ(folder, student):
    """By case, by login, by how a letter is put together."""
    rows, grade = row_of(
        made.work(made.handed_in(folder), marks={folder: {"why": made.mark(4)}}),
        student,
    )

    assert sorted(rows) == ["s001", "s002", "zo\u00eb"]
    assert (grade.state, grade.points) == (GradeState.FINAL, 10)


def test_export_has_the_points_under_the_rosters_id():
    """Canvas and Moodle know nobody by a folder's name."""
    found = made.grades(
        made.work(made.handed_in("jdoe"), others=["S002"]), students=made.listed(ROSTER)
    )
    text = grade_csv_formats.export_canvas(found, "losses").text

    assert "Jane Doe,,s001,jdoe,,10" in text
    assert "S002" not in text


def test_two_folders_of_one_student_wait_for_a_person():
    """Neither is dropped in silence, and neither is final."""
    _, grade = row_of(made.work(made.handed_in("S001"), made.handed_in("s001")))

    assert (grade.state, grade.points) == (GradeState.WAITING, 0)
    assert "`S001` and `s001` are one student on the roster" in grade.why


def test_report_of_an_earlier_spelling_does_not_count_when_its_folder_is_gone():
    """A renamed folder is graded anew; what a person gave to the old one is told."""
    both = made.handed_in("S001"), made.handed_in("s001")
    there = frozenset(["s001"])
    quiet = made.work(*both, marks={"S001": {}}, handed_in=there)

    assert row_of(quiet)[1].state is GradeState.FINAL
    assert row_of(made.work(*both, handed_in=there))[1].state is GradeState.WAITING


@pytest.mark.parametrize(
    "folder", ["S-001", "s001 (1)", "Jane Doe", "jane", "copy of jdoe"]
)
def test_nobody_is_missing_while_a_folder_lies_there_that_may_be_theirs(folder):
    """The reason names both spellings, and what to do."""
    rows, grade = row_of(made.work(made.handed_in("s002"), others=[folder]))

    assert grade.state is GradeState.WAITING
    assert f"`submitted/{folder}` may be theirs: then rename it to `s001`" in grade.why
    assert not rows[folder].listed


def test_stranger_makes_nobody_wait_when_all_names_differ():
    """Who handed in nothing is missing, as ever."""
    rows, grade = row_of(made.work(made.handed_in("guest")))

    assert grade.state is GradeState.MISSING
    assert not rows["guest"].listed


def test_without_a_roster_spellings_are_students_of_their_own():
    """Then nothing says otherwise."""
    found = made.grades(made.work(made.handed_in("S001"), made.handed_in("s001")))

    assert [row.student.id for row in found.rows] == ["S001", "s001"]


# ------------------------------------------------------------------ on disk


@pytest.fixture
def named(assignment):
    """Give a way to hand in under several names, in a course with a roster."""
    root = assignment.course.root
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    (root / "course.yaml").write_text("roster: roster.csv\n")

    def hand_in(*names):
        for name in names:
            minicourse.hand_in(assignment, name, minicourse.solved())
        return Course.find(root).assignment(assignment.name)

    return hand_in


def test_student_is_graded_by_any_of_their_names(named):
    """What is named after the folder keeps the folder's name."""
    course = named("jdoe", "S002")

    assert intake.submitting_students(course, ["s001"]) == ["jdoe"]
    assert intake.submitting_students(course, ["s002", "JDOE"]) == ["S002", "jdoe"]
    with pytest.raises(UserError, match="no submission of `zo"):
        intake.submitting_students(course, ["zo\u00eb"])


def test_two_folders_are_left_out_with_both_names(named):
    """One of them is graded once the other is out of the way."""
    course = named("S001", "jdoe", "s002")
    reason = (
        "`S001` and `jdoe` are one student on the roster: keep one of these folders"
    )

    assert intake.submitting_students(course) == ["s002"]
    assert [(one.folder, one.reason) for one in intake.refused_folders(course)] == [
        ("S001", reason),
        ("jdoe", reason),
    ]
    found = {row.student.id: row.grades[0] for row in _grades(course).rows}
    assert (found["s001"].state, found["s001"].why) == (GradeState.WAITING, reason)


def test_folder_that_no_id_may_be_called_makes_nobody_missing(named):
    """A space at its end: it is left out, and so is the 0."""
    course = named("s001 ", "s002")
    found = {row.student.id: row.grades[0] for row in _grades(course).rows}

    assert found["s001"].state is GradeState.WAITING
    assert "the name ends in a space" in found["s001"].why


@pytest.mark.parametrize("path", ["S001/Sums/a.ipynb", "jdoe/a.ipynb", "s001.ipynb"])
def test_misplaced_work_makes_nobody_missing(named, path):
    """Nobody handed in nothing whose notebook lies one folder off."""
    course = named("s002")
    place = course.course.submitted / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"{}")
    found = {row.student.id: row.grades[0] for row in _grades(course).rows}

    assert sorted(found) == ["s001", "s002", "zo\u00eb"]
    assert found["s001"].state is GradeState.WAITING
    assert "each belongs in submitted/<student>/sums/" in found["s001"].why
    assert found["zo\u00eb"].state is GradeState.MISSING


def _grades(assignment):
    return grading.collect_grades(assignment.course, now=NOW)


def test_extension_counts_for_a_folder_of_another_name(named):
    """By any spelling in course.yaml, too; on pages, in lists and in totals."""
    course = named("jdoe")
    path = course.course.root / "course.yaml"
    path.write_text("roster: roster.csv\nextensions:\n  S001: 3 days\n")
    again = Course.find(course.course.root).assignment(course.name)

    assert again.own_due("jdoe") == again.own_due("s001")
    assert again.own_due("s001") > again.own_due("s002")
    assert _grades(again).rows[0].grades[0].due == again.own_due("s001")


def test_student_with_two_extensions_under_two_names_is_refused(named):
    """Which of them counts would be chance."""
    course = named("jdoe")
    path = course.course.root / "course.yaml"
    path.write_text("roster: roster.csv\nextensions: {s001: 3 days, jdoe: 1 day}\n")

    with pytest.raises(UserError, match="one student twice: `s001` and `jdoe`"):
        _grades(Course.find(course.course.root).assignment(course.name))


def test_collected_work_goes_to_the_folder_that_is_there(named, tmp_path):
    """Else one student would have two."""
    course = named("JDoe")
    files = {"doejane_7001_9001_sums.ipynb": downloads.answer("newer")}
    done = collect_download(course, downloads.write(tmp_path, downloads.zip_of(files)))

    assert intake.submitting_students(course) == ["JDoe"]
    assert [what for what, _ in done.notes] == ["submitted/JDoe/sums"]
    named("s001")
    again = collect_download(course, tmp_path / "submissions.zip")
    assert "`JDoe` and `s001` are one student" in again.left_out[0][1]


def test_lists_take_a_student_by_the_rosters_id(named):
    """`show`, `grades` and their like: whatever the folder is called."""
    course = named("jdoe")
    path = report_path(course.report_store, "jdoe")
    path.parent.mkdir(parents=True, exist_ok=True)
    report = made.handed_in("jdoe", assignment=course.name)
    path.write_text(report.to_json())
    found = filters.filter_reports(course, ListFilter.of(course, students=["s001"]))

    assert [one.student for one in found] == ["jdoe"]
    rows = filters.filter_grades(_grades(course), students=["JDOE"]).rows
    assert [row.student.id for row in rows] == ["s001"]
