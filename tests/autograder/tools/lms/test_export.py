"""Exports: what Canvas, Moodle and Gradescope read out of the files we write.

Each file is read back by the rules that its system's documentation and public source
give (docs/lms.md cites them), and compared with the shape of a public example.
"""

import csv
import io
import json
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.screens import grade_screen
from autograder.common.errors import UserError
from autograder.common.safe_csv import csv_table, harmless_cell
from autograder.course.roster import RosterEntry
from autograder.model import Verdict
from autograder.tools.lms.export import ExportFormat, export_grades
from autograder.tools.lms.grade_csv_formats import GRADESCOPE_HEAD
from tests import minicourse
from tests.coursegrades import ROSTER, grades, handed_in, listed, mark, work
from tests.sample_reports import exercise, outcome, written

TWO_DAYS_LATE = "2026-11-08T12:00:00+00:00"
TENTH = "late: {penalty_per_day: 10}"
HALF = (outcome(), outcome(Verdict.WRONG))
OURS = (outcome(), outcome(Verdict.GRADER_ERROR))


def parsed(text):
    """Read CSV strictly, as RFC 4180 has it."""
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def a_class(students=None, **fields):
    """Give three students on the roster and one who is not, each in another state."""
    half = handed_in("s002", exercise("softmax", 6, HALF), written("why", 4))
    ours = handed_in("s003", exercise("softmax", 6, OURS), written("why", 4))
    reports = [handed_in("s001", at=TWO_DAYS_LATE), half, ours, handed_in("x9")]
    marks = {"s002": {"why": mark(4, comment="well\nsaid, =really")}}
    listed_ = listed() if students is None else students
    fields = {"rules": TENTH, "students": listed_, **fields}
    return grades(work(*reports, marks=marks), **fields)


# ------------------------------------------------------------------ Canvas

CANVAS_EXAMPLE = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (23)\n"
    "    Points Possible,,,,,10.00\n"
    '"Lamarr, Hedy",11,,hlamarr,XC 101,8.00\n'
)
"""the shape of a Canvas gradebook as PrairieLearn's tests have it"""


def canvas_reads(text, users):
    """Read a gradebook as Canvas's importer does; `users` have id, sis, login, name.

    Gives title, assignment id, points possible, and (user's id, grade) for each row.
    """
    rows = [[_decimal(cell) for cell in row] for row in csv.reader(io.StringIO(text))]
    head, *rest = rows
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert re.search(r"SIS\s+User\s+ID", head[2])
    assert re.search(r"SIS\s+Login\s+ID", head[3])
    assert "Section" in head[4]
    titled = re.fullmatch(r"(.*)\s\((\d+)\)", head[5]) or [None, head[5], None]
    possible, found = None, []
    for row in rest:
        if "Points Possible" in row[0]:
            possible = row[5]
        else:
            found.append((_canvas_user(row, users), row[5].strip()))
    return titled[1], titled[2], possible, found


def _decimal(cell):
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split(r"[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def _canvas_user(row, users):
    name, number, sis, login, *_ = row
    for key, value in (("id", number), ("sis", sis), ("login", login), ("name", name)):
        for user in users:
            if value and user.get(key) == value:
                return user["id"]
    return "new"


CANVAS_USERS = [
    {"id": "77", "sis": "u-7", "login": "ada", "name": "Ada Lovelace"},
    {"id": "78", "sis": "u-8", "login": "ghopper", "name": "Grace Hopper"},
    {"id": "79", "sis": "s003", "login": "three", "name": "Three"},
]


def test_canvas_reads_what_we_write():
    """Students are found by number, login and SIS id; late penalties are taken off."""
    done = export_grades(a_class(), "losses", ExportFormat.CANVAS)
    title, number, possible, found = canvas_reads(done.text, CANVAS_USERS)

    assert (title, number, possible) == ("Losses", None, "10")
    assert found == [("77", "8"), ("78", "7")]


def test_canvas_reader_reads_the_public_example():
    """The reader of this test reads what Canvas itself wrote."""
    users = [{"id": "5", "login": "hlamarr"}]

    assert canvas_reads(CANVAS_EXAMPLE, users) == (
        *("Quiz 1", "23", "10.00"),
        [("5", "8.00")],
    )


def test_canvas_file_has_the_shape_of_the_public_example():
    """The same columns before the assignment, the same second row."""
    ours = parsed(export_grades(a_class(), "losses", ExportFormat.CANVAS).text)
    theirs = list(csv.reader(io.StringIO(CANVAS_EXAMPLE)))

    assert ours[0][:5] == theirs[0][:5]
    assert ours[1][:5] == theirs[1][:5]
    assert {len(row) for row in ours} == {len(theirs[0])}


def test_canvas_number_of_the_assignment_is_in_its_column():
    """With it the grades go to that assignment, whatever it is called there."""
    rules = f"{TENTH}\nassignments: {{losses: {{canvas_id: 48213}}}}"
    done = export_grades(a_class(rules=rules), "losses", ExportFormat.CANVAS)

    assert canvas_reads(done.text, [])[:2] == ("Losses", "48213")


def test_who_is_not_final_or_not_listed_is_left_out_and_told():
    """Nobody gets a zero for our fault; strangers would become new students."""
    done = export_grades(a_class(), "losses", ExportFormat.CANVAS)

    assert done.students == 2
    assert dict(done.left_out) == {
        "s003": "our fault, no points lost: softmax",
        "x9": "not on the roster",
    }


def test_missing_work_is_zero_in_canvas():
    """As in the totals."""
    found = grades(work(handed_in("s001")), students=listed())
    done = export_grades(found, "losses", ExportFormat.CANVAS)

    assert [row[5] for row in parsed(done.text)[2:]] == ["10", "0", "0"]


def test_without_a_roster_canvas_gets_ids():
    """They stand for SIS id and login both, so that either finds the student."""
    found = grades(work(handed_in("u-7"), handed_in("three")))
    done = export_grades(found, "losses", ExportFormat.CANVAS)

    assert canvas_reads(done.text, CANVAS_USERS)[3] == [("79", "10"), ("77", "10")]


def test_student_called_points_possible_is_a_student():
    """Canvas would take the row for the one that says how many points there are."""
    found = grades(
        work(handed_in("u-7")),
        students={"u-7": RosterEntry(id="u-7", name="Points Possible")},
    )
    done = export_grades(found, "losses", ExportFormat.CANVAS)

    assert canvas_reads(done.text, CANVAS_USERS)[2:] == ("10", [("77", "10")])


def test_id_that_canvas_takes_for_a_number_is_left_out():
    """`1.2.3` would arrive as `12.3`: the grade of somebody else."""
    done = export_grades(
        grades(work(handed_in("1.2.3"))), "losses", ExportFormat.CANVAS
    )

    assert done.left_out == (("1.2.3", "Canvas would read its id as `12.3`"),)
    assert canvas_reads(done.text, [])[3] == []


@given(st.from_regex(r"[0-9][0-9.,%a-z]{0,5}", fullmatch=True))
def test_every_id_in_a_canvas_file_arrives_as_it_is(student):
    """Whatever is not left out is not changed on the way."""
    done = export_grades(
        grades(work(handed_in(student))), "losses", ExportFormat.CANVAS
    )
    found = canvas_reads(done.text, [{"id": "1", "sis": student}])[3]

    assert found == ([] if done.left_out else [("1", "10")])


def test_title_that_canvas_would_not_import_is_refused():
    """A column with such a name is Canvas's own: it would vanish silently."""
    found = a_class(titles={"losses": "Final Grade of losses"})

    with pytest.raises(UserError, match="Canvas imports no column"):
        export_grades(found, "losses", ExportFormat.CANVAS)


def test_title_that_ends_in_a_number_needs_the_one_of_canvas():
    """Else the grades would go to whatever assignment has that number."""
    titles = {"losses": "Losses (2)"}
    rules = "assignments: {losses: {canvas_id: 48213}}"
    done = export_grades(
        a_class(titles=titles, rules=rules), "losses", ExportFormat.CANVAS
    )

    assert canvas_reads(done.text, [])[:2] == ("Losses (2)", "48213")
    with pytest.raises(UserError, match=r"the number in `Losses \(2\)`"):
        export_grades(a_class(titles=titles), "losses", ExportFormat.CANVAS)


# ------------------------------------------------------------------ Moodle

MOODLE_EXAMPLE = (
    "First name,Last name,Email address,Manual item 1\n"
    "Student,1,student1@example.com,400\n"
)
"""grade/tests/fixtures/grade_import.csv of Moodle"""


def moodle_reads(text, users, key, *, item, note=""):
    """Read grades as Moodle's import does; `users` gives ids by the mapped column.

    Gives grade and feedback by user. A blank key goes to the user of the row before,
    and a user who is not known stops the import, as in Moodle.
    """
    head, *rows = list(csv.reader(io.StringIO(text)))
    assert len(set(head)) == len(head)
    user, found = None, {}
    for row in rows:
        if len(row) <= 1:
            continue
        cells = {
            title.strip(): cell.strip() for title, cell in zip(head, row, strict=True)
        }
        if cells[key]:
            user = users[cells[key]]
        grade = None if cells[item] in ("", "-") else Fraction(cells[item])
        assert user not in found
        found[user] = (grade, cells.get(note, ""))
    return found


BY_MAIL = {"ada@x.edu": 1, "grace@x.edu": 2, "three@x.edu": 3}
BY_ID = {"s001": 1, "s002": 2, "s003": 3}


@pytest.mark.parametrize(
    "key, users", [("Email address", BY_MAIL), ("ID number", BY_ID)]
)
def test_moodle_reads_what_we_write(key, users):
    """By address and by number: grade, and how it came about."""
    done = export_grades(a_class(), "losses", ExportFormat.MOODLE)
    names = {"item": "Losses", "note": "Losses (Feedback)"}

    assert moodle_reads(done.text, users, key, **names) == {
        1: (8, "softmax: 6 / 6; why: 4 / 4; 2 days late, −20 %"),
        2: (7, "softmax: 3 / 6; why: 4 / 4 (well said, =really)"),
    }


def test_moodle_reader_reads_the_public_example():
    """The reader of this test reads Moodle's own example."""
    found = moodle_reads(
        MOODLE_EXAMPLE,
        {"student1@example.com": 1},
        "Email address",
        item="Manual item 1",
    )

    assert found == {1: (400, "")}


def test_moodle_file_has_the_address_column_of_the_public_example():
    """Moodle recognises its own column names."""
    ours = parsed(export_grades(a_class(), "losses", ExportFormat.MOODLE).text)[0]
    theirs = next(csv.reader(io.StringIO(MOODLE_EXAMPLE)))

    assert "Email address" in set(ours) & set(theirs)


def test_moodle_gets_no_address_column_when_somebody_has_none():
    """A blank one would give the grade to the student of the row before."""
    students = listed(ROSTER.replace("grace@x.edu", ""))
    done = export_grades(a_class(students), "losses", ExportFormat.MOODLE)
    found = moodle_reads(done.text, BY_ID, "ID number", item="Losses")

    assert parsed(done.text)[0][:3] == ["ID number", "Full name", "Losses"]
    assert [grade for grade, _ in found.values()] == [8, 7]
    assert done.notes == ("somebody has no e-mail address: map `ID number` in Moodle",)


def test_id_that_moodle_takes_for_a_blank_one_is_left_out():
    """Its grade would go to the student of the row before."""
    done = export_grades(grades(work(handed_in("0"))), "losses", ExportFormat.MOODLE)

    assert done.left_out == (("0", "Moodle would take its id for a blank one"),)
    assert len(parsed(done.text)) == 1


def test_moodle_without_a_roster_goes_by_number():
    """There are no addresses then, and nothing to say about it."""
    done = export_grades(grades(work(handed_in("s001"))), "losses", ExportFormat.MOODLE)

    assert parsed(done.text)[0][:3] == ["ID number", "Full name", "Losses"]
    assert done.notes == ()


def test_moodle_says_nothing_was_handed_in():
    """Missing work has a zero and a reason."""
    found = grades(work(handed_in("s001")), students=listed())
    done = export_grades(found, "losses", ExportFormat.MOODLE)

    assert parsed(done.text)[2][-2:] == ["0", "Nothing was handed in."]


def test_moodle_warns_of_more_than_a_hundred_points():
    """It would refuse the whole file."""
    marks = {"s001": {"softmax": mark(150), "why": mark(4)}}
    found = grades(work(handed_in("s001"), marks=marks))

    assert (
        "the highest grade is 154"
        in export_grades(found, "losses", ExportFormat.MOODLE).notes[0]
    )


def test_extra_credit_is_named_in_the_feedback():
    """Else 12 of 10 would look like a mistake."""
    marks = {"s001": {"softmax": mark(6, extra_credit=2.0), "why": mark(4)}}
    done = export_grades(
        grades(work(handed_in("s001"), marks=marks)), "losses", ExportFormat.MOODLE
    )

    assert "softmax: 6 / 6 +2 extra" in done.text


# ------------------------------------------------------------------ Gradescope


def gradescope_roster(text):
    """Match a roster's columns as Gradescope's guide says: names, e-mail, SID, section.

    E-mail addresses must be unique, and each person needs a name.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    people = [
        (one["First Name"], one["Last Name"], one["Email"], one["SID"], one["Sections"])
        for one in rows
    ]
    assert len({person[2] for person in people}) == len(people)
    assert all(person[2] and (person[0] or person[1]) for person in people)
    return people


def test_gradescope_reads_a_roster():
    """Both ways to write a name are split; a formula is harmless."""
    done = export_grades(a_class(), "losses", ExportFormat.GRADESCOPE)

    assert gradescope_roster(done.text) == [
        ("Ada", "Lovelace", "ada@x.edu", "s001", "A"),
        ("Grace", "Hopper", "grace@x.edu", "s002", "B"),
        ("'=1+1", "", "three@x.edu", "s003", "A"),
    ]
    assert done.left_out == (("x9", "not on the roster"),)
    assert "imports no scores" in done.notes[0]


def test_gradescope_columns_are_those_of_its_download():
    """What reads Gradescope's files finds score, status, lateness and questions."""
    done = export_grades(a_class(), "losses", ExportFormat.GRADESCOPE)
    rows = list(csv.DictReader(io.StringIO(done.text)))
    columns = ["Total Score", "Max Points", "Status", "Lateness (H:M:S)"]

    assert parsed(done.text)[0] == [
        *GRADESCOPE_HEAD,
        "1: softmax (6.0 pts)",
        "2: why (4.0 pts)",
    ]
    assert [[row[column] for column in columns] for row in rows] == [
        ["8", "10", "Graded", "36:01:00"],
        ["7", "10", "Graded", "00:00:00"],
        ["", "10", "Ungraded", "00:00:00"],
    ]
    assert rows[0]["Submission Time"] == "2026-11-08 12:00:00 +0000"
    assert rows[1]["1: softmax (6.0 pts)"] == "3"
    assert rows[2]["1: softmax (6.0 pts)"] == ""


def test_gradescope_has_lateness_on_the_clock():
    """In hours, minutes and seconds since it was due, whatever a day costs."""
    found = grades(
        work(handed_in("s001", at="2026-11-08T12:34:56+00:00")), students=listed()
    )
    rows = parsed(export_grades(found, "losses", ExportFormat.GRADESCOPE).text)

    assert rows[1][9:11] == ["2026-11-08 12:34:56 +0000", "36:35:56"]


def test_gradescope_says_missing():
    """As its own download does."""
    found = grades(work(handed_in("s001")), students=listed())
    rows = parsed(export_grades(found, "losses", ExportFormat.GRADESCOPE).text)

    assert rows[2][5:8] == ["", "10", "Missing"]


def test_gradescope_needs_a_roster_with_addresses():
    """It knows people by their address."""
    with pytest.raises(UserError, match="no roster"):
        export_grades(
            grades(work(handed_in("s001"))), "losses", ExportFormat.GRADESCOPE
        )

    students = listed(ROSTER.replace("grace@x.edu", ""))
    done = export_grades(a_class(students), "losses", ExportFormat.GRADESCOPE)
    assert ("s002", "no e-mail address") in done.left_out


# ------------------------------------------------------------------ CSV and JSON


def test_csv_has_everybody_and_every_exercise():
    """A number stands only where it is final; the state says why."""
    rows = list(
        csv.DictReader(
            io.StringIO(export_grades(a_class(), "losses", ExportFormat.CSV).text)
        )
    )

    assert [(row["student"], row["points"], row["state"]) for row in rows] == [
        ("s001", "8", "final"),
        ("s002", "7", "final"),
        ("s003", "", "not graded"),
        ("x9", "10", "final"),
    ]
    assert (rows[0]["days_late"], rows[0]["penalty_percent"]) == ("2", "20")
    assert (rows[1]["softmax"], rows[1]["why"]) == ("3", "4")
    assert (rows[2]["softmax"], rows[2]["why"], rows[2]["name"]) == ("", "4", "'=1+1")


def test_json_has_everything():
    """Names and comments as they are: JSON obeys nothing."""
    data = json.loads(export_grades(a_class(), "losses", ExportFormat.JSON).text)
    second = data["students"][1]

    assert (data["assignment"], data["title"]) == ("losses", "Losses")
    assert (second["points"], second["final"]) == (7, True)
    assert second["exercises"][1] == {
        "name": "why",
        "state": "final",
        "score": 4,
        "max_score": 4,
        "extra_credit": 0,
        "by_person": True,
        "comment": "well\nsaid, =really",
    }
    assert data["students"][2]["exercises"][0]["score"] is None
    del data["students"][0]["exercises"]
    assert data["students"][0] == {
        "student": "s001",
        "name": "Ada Lovelace",
        "email": "ada@x.edu",
        "assignment": "losses",
        "state": "final",
        "final": True,
        "why": "",
        "points": 8,
        "max_points": 10,
        "due": "2026-11-06T23:59:00+00:00",
        "submitted": "2026-11-08T12:00:00+00:00",
        "days_late": 2,
        "penalty_percent": 20,
        "dropped": False,
    }


def test_json_of_missing_work_has_no_times():
    """What there is not is null."""
    found = grades(work(handed_in("s001"), due=None), students=listed())
    second = json.loads(export_grades(found, "losses", ExportFormat.JSON).text)[
        "students"
    ][1]

    assert (second["due"], second["submitted"], second["state"]) == (
        *(None, None),
        "missing",
    )


# ------------------------------------------------------------------ harmless cells

FORMULAS = [
    *("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\x00=1"),
    *('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "\ufeff=1", "\u202e=1"),
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize(
    "kind", [ExportFormat.CSV, ExportFormat.CANVAS, ExportFormat.MOODLE]
)
def test_name_that_is_a_formula_is_harmless(text, kind):
    """No cell of any file begins with what a spreadsheet obeys."""
    student = RosterEntry(id="s001", name=text, email="a@x.edu", section=text)
    done = export_grades(a_class({"s001": student}), "losses", kind)

    cells = [cell for row in parsed(done.text) for cell in row]
    assert not [cell for cell in cells if re.match(r"[\s\x00]*[=+\-@＝]", cell)]
    assert not [cell for cell in cells if re.search(r"[\x00-\x1f]", cell)]


@given(st.text(max_size=30))
def test_harmless_text_begins_with_no_sign_of_a_formula(text):
    """Whatever a name is, and the rest of it stays readable."""
    made = harmless_cell(text)

    assert made.lstrip()[:1] not in tuple("=+-@＝＋－＠") or not made
    assert not re.search(r"[\x00-\x1f\x7f]", made)


@given(st.from_regex(r"[A-Za-z][A-Za-z '.-]{0,20}", fullmatch=True))
def test_plain_names_are_left_alone(name):
    """O'Brien and Jean-Luc keep their signs."""
    assert name == harmless_cell(name)


cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=4))
def test_table_is_read_back_as_it_was(rows):
    """Commas, quotes and line ends inside cells do not break a row."""
    text = csv_table(rows)

    assert rows == list(csv.reader(io.StringIO(text, newline=""), strict=True))


# ------------------------------------------------------------------ the command


@pytest.fixture
def root(assignment):
    """Give a course whose one student handed in nothing, after the due date."""
    folder = assignment.course.root
    (folder / "roster.csv").write_text("id,name,email\ns1,Ada,ada@x.edu\n")
    (folder / "course.yaml").write_text("roster: roster.csv\n")
    return folder


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_export_writes_each_format(run, root, tmp_path, kind):
    """One file, and a line that says how many are in it."""
    path = tmp_path / "out" / f"sums.{kind}"
    code, out, _ = run(
        *("export", "sums", "--course-dir", root, "--format", kind, "--to", path)
    )

    assert code == 0
    assert "1 student in" in out
    assert "s1" in path.read_text("utf-8")
    assert [path] == list(path.parent.iterdir())


@pytest.mark.parametrize("verb", ["export", "publish", "return", "gradescope"])
def test_no_file_is_replaced_unasked(run, root, tmp_path, verb):
    """Somebody's work may be in it: a download, say."""
    path = tmp_path / "submissions.zip"
    path.write_text("mine")
    command = (verb, "sums", "--course-dir", root, "--to", path)
    code, _, err = run(*command)

    assert (code, path.read_text()) == (2, "mine")
    assert f"error: `{path}` is there already" in err
    assert "hint: --force replaces it" in err
    assert "is there already" not in run(*command, "--force")[2]


def test_export_of_no_assignment_has_a_hint(run, root, tmp_path):
    """A misspelt name is met with the right one."""
    code, _, err = run(
        *("export", "summs", "--course-dir", root, "--to", tmp_path / "x.csv")
    )

    assert code == 2
    assert "did you mean `sums`?" in err


def test_export_of_an_unreleased_assignment_says_so(run, root, tmp_path):
    """Nobody can have a grade for it."""
    (root / "assignments" / "sums" / "sums.ipynb").unlink()
    code, _, err = run(
        *("export", "sums", "--course-dir", root, "--to", tmp_path / "x.csv")
    )

    assert code == 2
    assert "`sums` is not released" in err


def test_export_to_a_format_that_is_none_is_refused(run, root, tmp_path):
    """Exit code 2, and no file."""
    path = tmp_path / "x.csv"
    code, _, err = run(
        *("export", "sums", "--course-dir", root, "--to", path, "--format", "xls")
    )

    assert code == 2
    assert "xls" in err
    assert not path.exists()


def test_export_names_who_is_left_out(run, root, tmp_path, assignment):
    """Silence would look like everybody's grade arrived."""
    minicourse.hand_in(assignment, "s1", minicourse.solved())
    path = tmp_path / "x.csv"
    _, out, _ = run(
        *("export", "sums", "--course-dir", root, "--to", path, "--format", "canvas")
    )

    assert "0 students in" in out
    assert "! 1 student left out:" in out
    assert "s1  handed in, not graded yet: `autograder grade sums`" in out


def test_long_list_of_left_out_students_is_cut(tmp_path):
    """The first twenty are named."""
    reports = [handed_in(f"s{number:02d}") for number in range(25)]
    marks = {report.student: {"why": mark(None)} for report in reports}
    done = export_grades(
        grades(work(*reports, marks=marks)), "losses", ExportFormat.CANVAS
    )
    text = grade_screen.export_screen(done, tmp_path / "x.csv").plain

    assert "! 25 students left out:" in text
    assert "and 5 more" in text
