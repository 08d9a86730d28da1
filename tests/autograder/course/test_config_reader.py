"""course.yaml and the roster: what they may say, and what is said of mistakes."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from autograder.common.errors import UserError
from autograder.course import config_reader, roster
from autograder.course.config import AssignmentRules, CourseRules, LateRules
from autograder.course.course import Course
from autograder.course.policy import Extension
from tests import minicourse

KNOWN = ["one_hot", "losses", "gradients", "training"]
DOCS = Path(__file__).parents[3] / "docs" / "lms.md"


def parse(text):
    return config_reader.parse_course_rules(text, KNOWN)


def refused(text):
    """Give message and hint of what is said against a text."""
    with pytest.raises(UserError) as caught:
        parse(text)
    return str(caught.value), caught.value.hint


def said_of(text):
    """Give what is said against a text, or that it is a course.yaml."""
    try:
        return f"`course.yaml`: {parse(text)}"
    except UserError as error:
        return str(error)


@pytest.fixture(scope="module")
def example():
    """Give the example of the docs, which has every key in it."""
    found = re.search(r"```yaml\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    assert found
    return found[1]


def test_example_of_the_docs_is_read(example):
    """Every key of the documented example means what is written beside it."""
    rules = parse(example)

    assert (rules.title, rules.term) == ("Classification", "Winter 2026")
    assert rules.timezone.key == "Europe/Berlin"
    assert (rules.roster, rules.drop_lowest) == ("roster.csv", 1)
    policy = rules.late.policy
    assert (policy.per_day, policy.cap) == (Fraction(1, 10), Fraction(2, 5))
    assert policy.grace == timedelta(minutes=30)
    assert (policy.cap_days, policy.accept_days) == (5, 7)
    assert {name: int(weight) for name, weight in rules.weights.items()} == {
        "one_hot": 20,
        "losses": 20,
        "gradients": 30,
        "training": 30,
    }
    assert rules.canvas_id("losses") == "48213"
    assert [rules.droppable(name) for name in KNOWN] == [True, True, True, False]
    due = rules.due("one_hot")
    assert due
    assert due.astimezone(UTC) == datetime(2026, 11, 6, 22, 59, tzinfo=UTC)
    release = rules.release("one_hot")
    assert release
    assert release.astimezone(UTC) == datetime(2026, 10, 19, 6, tzinfo=UTC)
    assert rules.extension("s014", "losses") == Extension(days=2)
    assert rules.extension("s020", "losses") == Extension(time=timedelta(hours=12))
    own = rules.extension("s020", "training")
    assert own
    assert own.until
    assert own.until.isoformat() == "2027-01-08T23:59:00+01:00"
    assert rules.extension("s020", "gradients") is None
    assert rules.extension("s001", "losses") is None


def test_example_of_the_docs_has_every_key(example):
    """A key that is added must be shown."""
    data = yaml.safe_load(example)
    entries = data["assignments"].values()

    assert set(CourseRules.model_fields) == set(data)
    assert set(LateRules.model_fields) == set(data["late"])
    assert set(AssignmentRules.model_fields) == set().union(*entries)


def test_example_of_the_docs_fits_this_course(example, tmp_path):
    """It names our assignments, and no due date of theirs is contradicted."""
    (tmp_path / "source").symlink_to(DOCS.parents[1] / "source")
    (tmp_path / "course.yaml").write_text(example, encoding="utf-8")
    course = Course.find(tmp_path)

    assert course.names() == KNOWN
    assert all(course.assignment(name).due for name in KNOWN)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "late: {}\n", "title: A\n"])
def test_every_key_has_a_default(text):
    """Without rules nothing costs, nothing is dropped, all count the same."""
    rules = parse(text)

    assert rules.timezone.key == "UTC"
    assert rules.late.policy.per_day == 0
    assert (rules.weights, rules.drop_lowest, rules.roster) == ({}, 0, None)
    assert rules.due("losses") is None


def test_course_without_the_file_has_the_defaults(tmp_path):
    """course.yaml is optional."""
    assert CourseRules() == config_reader.read_course_rules(tmp_path, KNOWN)


MISTAKES = [
    ("titel: A", "line 1: no key `titel`", "did you mean `title`?"),
    ("title: A\nlate:\n  grase: 1 hour", "line 3: no key `grase`", "`grace`"),
    ("xyzzy: 1", "line 1: no key `xyzzy`", "it may have: title, term"),
    (
        "assignments:\n  losses:\n    dew: 2026-01-01 23:59",
        "line 3: no key `dew`",
        "did you mean `due`?",
    ),
    (
        "assignments:\n  lossses: {due: 2026-01-01 23:59}",
        "line 2: no assignment `lossses` in source/",
        "did you mean `losses`?",
    ),
    ("assignments:\n  zzz: {}", "no assignment `zzz`", "there are: gradients, losses"),
    (
        "extensions:\n  s1:\n    trainin: 1 day",
        "line 3: no assignment `trainin`",
        "did you mean `training`?",
    ),
    ("\ntimezone: Europe/Berln", "line 2: `timezone`: no time zone", ""),
    ("timezone: /etc/passwd", "line 1: `timezone`: no time zone", ""),
    ("late:\n  penalty_per_day: 110", "must be from 0 to 100 percent", ""),
    ("late:\n  penalty_per_day: ten", "needs a number, and not `ten`", ""),
    ("late:\n  penalty_per_day: -5", "must be from 0 to 100 percent", ""),
    ("late:\n  penalty_per_day: 1e400", "needs a number, and not `1e400`", ""),
    ("late:\n  grace: soon", "line 2: `late.grace`: needs a length of time", ""),
    ("late:\n  grace: 30", "such as `30 minutes`", ""),
    ("late:\n  cap_days: -1", "line 2: `late.cap_days`: input should be", ""),
    ("late:\n  cap_days: two", "`late.cap_days`: needs a whole number, and not", ""),
    ("drop_lowest: some", "line 1: `drop_lowest`: needs a whole number, and not", ""),
    (
        "assignments:\n  losses: {due: 2026-11-06}",
        "line 2: `assignments.losses.due`: needs a date and a time",
        "",
    ),
    ("assignments:\n  losses: {due: tomorrow}", "and not `tomorrow`", ""),
    ("assignments:\n  losses: {due: 20261106}", "and not `20261106`", ""),
    ("assignments:\n  losses: {due: 2026-11-31 10:00}", "and not `2026-11-31", ""),
    ("assignments:\n  losses: {canvas_id: abc}", "`assignments.losses.canvas_id`", ""),
    ("assignments:\n  losses: {weight: -1}", "must not be below 0", ""),
    ("assignments: [losses]", "line 1: `assignments`: needs keys with values", ""),
    ("late: 5", "line 1: `late`: needs keys with values, and not `5`", ""),
    ("late:", "line 1: `late`: there is no value: write one", ""),
    ("title: [A]", "line 1: `title`: needs one line of text, and not", ""),
    ("assignments:\n  losses: {droppable: si}", "`true` or `false`, and not `si`", ""),
    ("late:\n  penalty_per_day: 0.1", "line 2: `late.penalty_per_day`: is in per", ""),
    (
        "late:\n  cap_percent: 0.25",
        "`0.25 %` if you mean less than one, and `25 %`",
        "",
    ),
    ("assignments:\n  losses: {due: 9999-12-31 23:59}", "and not `9999-12-31", ""),
    ("timezone: Asia/Tokyo\nextensions: {s1: 0001-01-01 00:00}", "and not `0001", ""),
    ('title: A\nterm: "\x00"', "line 2: `\\x00` may not be in it", ""),
    ("extensions: {s1: later}", "needs a length of time such as `2 days`, or", ""),
    ("extensions: {s1: {losses: }}", "and not `None`", ""),
    ("counts: bets", "line 1: `counts`: no rule `bets`; did you mean `best`?", ""),
    ("counts:", "line 1: `counts`: there is no value", ""),
    ("counts: xyz", "`counts`: no rule `xyz`; it is one of: latest, best", ""),
    (
        "assignments:\n  losses: {counts: lattest}",
        "line 2: `assignments.losses.counts`: no rule `lattest`; did you mean `latest`",
        "",
    ),
    (
        "assignments:\n  losses: {count: best}",
        "no key `count`",
        "did you mean `counts`",
    ),
    ("- title", "line 1: it must be keys with values", "it may have: title"),
    (
        "title: A\nterm: B\ntitle: C",
        "line 3: `title` is there twice, first on line",
        "",
    ),
    ("title: [", "line 1: ", ""),
    ("title: A\n\tterm: B", "line 2: ", ""),
    ("a: &x 1\nterm: *x", "line 2: `*x` is not read here", "write the value out"),
    ("? [a]\n: 1", "line 1: a key must be one word", ""),
    (
        "assignments:\n  losses: {release: 2026-02-01 10:00, due: 2026-01-01 10:00}",
        "line 2: `losses` is due before it is released",
        "",
    ),
    (
        "assignments:\n  losses: {weight: 1}",
        "have none: `gradients`, `one_hot`, `training`",
        "give each one a weight",
    ),
    (
        "assignments:\n" + "".join(f"  {name}: {{weight: 0}}\n" for name in KNOWN),
        "every `weight` is 0",
        "",
    ),
    (
        "timezone: Europe/Berlin\nassignments:\n  losses: {due: 2026-03-29 02:30}",
        "line 3: `2026-03-29 02:30:00` does not exist in Europe/Berlin",
        "write the offset with it",
    ),
    (
        "timezone: Europe/Berlin\nextensions:\n  s1: 2026-10-25 02:30",
        "line 3: `2026-10-25 02:30:00` is there twice in Europe/Berlin",
        "write the offset with it",
    ),
]


@pytest.mark.parametrize("text, said, hint", MISTAKES)
def test_mistakes_are_told_with_their_line(text, said, hint):
    """File, line, what is wrong, and what was probably meant."""
    message, its_hint = refused(text)

    assert message.startswith("`course.yaml`")
    assert said in message
    assert hint in its_hint


def test_assignments_own_rule_counts_before_the_courses():
    """Which attempt counts: the latest, unless the course or the assignment says."""
    rules = parse("counts: best\nassignments: {losses: {counts: latest}}\n")

    assert parse("").which_counts("losses") == "latest"
    assert rules.which_counts("losses") == "latest"
    assert rules.which_counts("one_hot") == "best"


def test_values_are_read_as_they_are_written():
    """YAML's guesses are not ours: octal ids, `no`, and numbers as titles."""
    rules = parse(
        "title: 2026\nextensions: {0123: 1 day, 1e3: 2 days}\n"
        "assignments: {losses: {droppable: no}}"
    )

    assert rules.title == "2026"
    assert list(rules.extensions) == ["0123", "1e3"]
    assert rules.droppable("losses") is False


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    """Whatever stands in the file, there is no traceback."""
    assert said_of(text).startswith("`course.yaml`")


words_ = st.sampled_from(
    [
        *("title", "late", "grace", "due", "losses", "s1", "1 day", "30", "[]", "{}"),
        *("assignments", "extensions", "2026-01-01 10:00", "weight", "", "no", "~"),
    ]
)
trees = st.recursive(
    words_, lambda inner: st.dictionaries(words_, inner, max_size=3), max_leaves=8
)


@given(st.dictionaries(words_, trees, max_size=4))
def test_any_tree_is_read_or_refused_in_words(tree):
    """The right words in the wrong places are told, not tripped over."""
    assert said_of(yaml.safe_dump(tree)).startswith("`course.yaml`")


def test_file_that_cannot_be_read_is_told(tmp_path):
    """A course.yaml in another encoding is not taken for one that is absent."""
    (tmp_path / "course.yaml").write_bytes(
        "term: 2026\ntitle: Statistik für alle".encode("latin-1")
    )

    with pytest.raises(UserError, match=r"`course\.yaml`, line 2: it is not UTF-8"):
        config_reader.read_course_rules(tmp_path, KNOWN)


# ------------------------------------------------------------------ due, in two places


def due_in(assignment, text):
    root = assignment.course.root
    (root / "course.yaml").write_text(text, encoding="utf-8")
    return Course.find(root).assignment("sums").due


def test_due_date_of_course_yaml_counts(assignment):
    """Where assignment.yaml says nothing, course.yaml does."""
    path = assignment.course.root / "source" / "sums" / "assignment.yaml"
    kept = [line for line in path.read_text().splitlines() if "due" not in line]
    path.write_text("\n".join(kept))
    due = due_in(
        assignment,
        "timezone: Asia/Singapore\nassignments: {sums: {due: 2026-05-01 12:00}}",
    )

    assert due
    assert due.isoformat() == "2026-05-01T12:00:00+08:00"


def test_due_date_of_assignment_yaml_stands_alone(assignment):
    """A course.yaml that says nothing about it changes nothing."""
    due = due_in(assignment, "title: Adding\n")

    assert due == assignment.config.due


def test_same_moment_in_both_places_is_no_contradiction(assignment):
    """16:59 in London is 23:59 + 8: one moment, written twice."""
    due = due_in(
        assignment,
        "timezone: Europe/London\nassignments: {sums: {due: 2026-03-01 15:59}}",
    )

    assert due == assignment.config.due


def test_contradicting_due_dates_are_refused(assignment):
    """Two different moments: neither wins silently."""
    with pytest.raises(UserError, match="`sums` is due twice") as caught:
        due_in(assignment, "assignments: {sums: {due: 2026-03-02 15:59}}")

    assert "2026-03-02 15:59:00+00:00 in course.yaml" in str(caught.value)
    assert "2026-03-01 23:59:00+08:00 in source/sums" in str(caught.value)


def test_list_orders_by_the_due_date_of_course_yaml(tmp_path):
    """What is due first stands first, wherever that is said."""
    minicourse.write_course(tmp_path)
    folder = tmp_path / "source" / "early"
    folder.mkdir()
    (folder / "assignment.yaml").write_text("title: Early\n")
    names = Course.find(tmp_path).names()
    (tmp_path / "course.yaml").write_text(
        "assignments: {early: {due: 2025-01-01 10:00}}"
    )

    assert names == ["sums", "early"]
    assert Course.find(tmp_path).names() == ["early", "sums"]


# ------------------------------------------------------------------ the roster


def test_roster_is_read():
    """Columns in any order, other columns left alone, names in any script."""
    found = roster.parse_roster(
        "E-mail,Group,ID,Name,canvas id\r\n"
        'ada@x.edu,2,s001,"Lovelace, Ada",77\r\n\r\n'
        "li@x.edu,1,s002,李雷,\r\n"
    )

    assert list(found) == ["s001", "s002"]
    assert found["s001"].name == "Lovelace, Ada"
    assert (found["s001"].email, found["s001"].canvas_id) == ("ada@x.edu", "77")
    assert (found["s002"].name, found["s002"].canvas_id) == ("李雷", "")


def test_roster_with_semicolons_and_a_mark_is_read(tmp_path):
    """That is how spreadsheets save CSV in half of Europe."""
    path = tmp_path / "roster.csv"
    path.write_text("id;name;email\ns001;Ada;ada@x.edu\n", encoding="utf-8-sig")

    assert roster.read_roster(path)["s001"].email == "ada@x.edu"


@pytest.mark.parametrize(
    "text, said, hint",
    [
        ("", "`roster.csv` is empty", "it begins: id,name,email"),
        ("id,nmae,email\n", "line 1: no column `name`", "did you mean `nmae`?"),
        ("Student ID,name,email\n", "no column `id`", "did you mean `Student ID`?"),
        ("id,name,xyz\n", "line 1: no column `email`", "the columns are: id, name"),
        ("id,name,email,E-Mail\n", "two columns are called `email`", ""),
        ("id,name,email\n=1,A,\n", "line 2: `id` is `=1`", ""),
        ("id,name,email\n,A,\n", "line 2: `id` is ``", ""),
        ("id,name,email\n../x,A,\n", "line 2: `id`", ""),
        ("id,name,email\ns1,A,\ns1,B,\n", "line 3: `s1` is there twice, first on", ""),
        (
            "id,name,email\ns1,A,a@x.edu\ns2,B,A@x.edu\n",
            "line 3: `A@x.edu` is there twice, first on line 2",
            "",
        ),
        ("id,name,email\ns1,A,\nS1,B,\n", "`S1` is there twice, first on line 2", ""),
        (
            "id,name,email,login\ns1,A,,\ns2,B,,s1\n",
            "line 3: `s1` is there twice, first on line 2",
            "",
        ),
        (
            "id,name,email,canvas_id\ns1,A,,404\ns2,B,,404\n",
            "line 3: `404` is there twice, first on line 2",
            "",
        ),
        ("id,name,email\ns1,A,=cmd()\n", "line 2: `=cmd()` is no e-mail address", ""),
        ("id,name,email\ns1,A,a b@x\n", "is no e-mail address", ""),
        ("id,name,email,canvas_id\ns1,A,,x\n", "`canvas_id` must be a number", ""),
        ('id,name,email\n"s1,A,\n', "line 2: ", ""),
    ],
)
def test_mistakes_in_the_roster_are_told_with_their_line(text, said, hint):
    """File, line, what is wrong, and which column was probably meant."""
    with pytest.raises(UserError) as caught:
        roster.parse_roster(text)

    assert str(caught.value).startswith("`roster.csv`")
    assert said in str(caught.value)
    assert hint in caught.value.hint


def test_login_that_is_the_own_id_or_address_is_not_there_twice():
    """Many rosters repeat it; a number of Canvas may be another student's id."""
    text = "id,name,email,login,canvas_id\ns1,A,s1@x.edu,S1,7\n7,B,b@x.edu,b@x.edu,8\n"

    assert list(roster.parse_roster(text)) == ["s1", "7"]


def test_short_row_of_the_roster_has_blanks():
    """Some programs leave the commas at the end of a row out."""
    assert roster.parse_roster("id,name,email\ns1,Ada\n")["s1"].email == ""


def test_missing_roster_is_told(tmp_path):
    """The file that course.yaml names must be there."""
    with pytest.raises(UserError, match="no roster"):
        roster.read_roster(tmp_path / "roster.csv")


def test_roster_that_is_not_utf8_is_told(tmp_path):
    """Names in another encoding would be other names."""
    path = tmp_path / "roster.csv"
    path.write_bytes("id,name,email\ns1,Jürgen,\n".encode("latin-1"))

    with pytest.raises(UserError, match="it is not UTF-8"):
        roster.read_roster(path)
