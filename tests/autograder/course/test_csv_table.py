"""CSV as spreadsheets leave it: read, or refused with the reason that is true."""

import pytest

from autograder.common.errors import UserError
from autograder.course import roster
from autograder.course.csv_table import decode_csv, lost_value, parse_rows

TEXT = "id,name,email\ns001,Ada Müller,ada@x.edu\n"


def table(data):
    """Read a file's bytes as rows without their lines."""
    return [row for _, row in parse_rows(decode_csv(data, "t.csv"), "t.csv")]


PLAIN = [["id", "name", "email"], ["s001", "Ada Müller", "ada@x.edu"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_table_is_the_same_however_it_was_saved(encoding, separator, end):
    """Separator, encoding and ends of lines say nothing of what is in it."""
    text = TEXT.replace(",", separator).replace("\n", end)

    assert table(text.encode(encoding)) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + TEXT.replace(",", ";"),
        '"sep=;"\r\n' + TEXT.replace(",", ";"),
        "SEP=,\n" + TEXT,
        "sep=;\n" + TEXT,
        "sep=\t\n" + TEXT.replace(",", "\t"),
        "\n;;\n" + TEXT.replace(",", ";"),
        TEXT + ",,,\n\n",
        '="id",name,email\n="s001",Ada Müller,ada@x.edu\n',
        '"id,name,email"\n"s001,Ada Müller,ada@x.edu"\n',
        'id,name,email\n"s001,""Ada Müller"",ada@x.edu"\n',
        'id,name,email;;\n"s001,""Ada Müller"",ada@x.edu";;\n',
    ],
)
def test_traces_of_a_spreadsheet_are_read_over(text):
    """A line `sep=`, blank rows, rows in one cell, `=""` around a number."""
    found = [row[:3] for row in table(("\ufeff" + text).encode())]

    assert found == PLAIN


def test_lines_are_counted_as_an_editor_shows_them():
    """A line `sep=`, and one inside a cell, are lines too."""
    text = 'sep=;\nid;name\n"a\nb";1\n\nc;2\n'

    assert [line for line, _ in parse_rows(text, "t.csv")] == [2, 4, 6]


@pytest.mark.parametrize(
    "data, said",
    [
        (b"PK\x03\x04rest", "`t.csv` is an Excel workbook, and no CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "`t.csv` is an old Excel workbook, and no CSV"),
        (b"  <!DOCTYPE html>", "`t.csv` is a web page, and no CSV"),
        (b"\xff\xfei\x00d", "`t.csv` cannot be read: "),
        (b'id;name\n"a;b\n', "`t.csv`, line 2: "),
        (b'id;name\n"a" b;c\n', "`t.csv`, line 2: "),
    ],
)
def test_what_is_no_csv_is_refused_by_its_name(data, said):
    """With a hint that helps."""
    with pytest.raises(UserError) as caught:
        table(data)

    assert str(caught.value).startswith(said)
    assert caught.value.hint


@pytest.mark.parametrize(
    "cell, lost",
    [
        ("########", "too narrow"),
        ("1.23E+08", "rounded"),
        ("1,23457E+11", "rounded"),
        ("123456.0", "decimals"),
        ("1234,00", "decimals"),
        ("1-Mar", "a date"),
        ("01. Mrz", "a date"),
        ("s001", ""),
        ("00123", ""),
        ("1e5", ""),
        ("1.2.3", ""),
        ("a-Mar", ""),
        ("Anna-12", ""),
    ],
)
def test_marks_of_a_changed_cell_are_known(cell, lost):
    """An id that was rounded is nobody's, and not another student's."""
    assert (lost in lost_value(cell)) if lost else lost_value(cell) == ""


# ------------------------------------------------------------------ the roster


@pytest.mark.parametrize("said", ["n/a", "-", "keine", "#N/A", "?", "k. A.", " "])
def test_student_without_an_address_is_read_however_that_is_written(said):
    """It is one student's address, and no reason to refuse all."""
    found = roster.parse_roster(f"id,name,email\ns1,A,{said}\ns2,B,{said}\n")

    assert [one.email for one in found.values()] == ["", ""]


@pytest.mark.parametrize("address", ["jürgen@müller.example", "李@例.example"])
def test_address_in_any_script_is_one(address):
    """Mail has allowed them since 2012."""
    assert (
        roster.parse_roster(f"id,name,email\ns1,A,{address}\n")["s1"].email == address
    )


@pytest.mark.parametrize(
    "row, said",
    [
        ("1.23E+08,A,", "line 2: `id` is `1.23E+08`: Excel rounded a long number"),
        ("####,A,", "line 2: `id` is `####`: Excel wrote `#`"),
        ("s1,A,,,7001.0", "line 2: `canvas_id` is `7001.0`: a program took"),
        ("s1,A,,3-Mar,", "line 2: `login` is `3-Mar`: Excel made a date of it"),
    ],
)
def test_row_that_excel_changed_is_refused_with_what_it_did(row, said):
    """The reason is the true one, and the remedy helps."""
    with pytest.raises(UserError) as caught:
        roster.parse_roster(f"id,name,email,login,canvas_id\n{row}\n")

    assert said in str(caught.value)
    assert "before Excel" in caught.value.hint


@pytest.mark.parametrize(
    "above", ["Table 1,,\n", "Course 101,,,\n,,,\n", "Numbers;\n\nby hand\n"]
)
def test_title_above_the_columns_is_read_over(above):
    """Numbers writes the table's name there, people what they like."""
    found = roster.parse_roster(f"{above}name,ID,e-mail,\nAda,s1,,\n")

    assert [(one.id, one.name) for one in found.values()] == [("s1", "Ada")]


def test_columns_are_missed_where_they_should_be():
    """The line is the one that an editor shows."""
    with pytest.raises(UserError, match="line 2: no column `id`"):
        roster.parse_roster("sep=;\nname;email\nAda;a@x.example\n")


@pytest.mark.parametrize("row", ["s1,Doe, Jane,j@x.example", '1,s1,"Doe, Jane",'])
def test_row_is_refused_when_its_cells_are_shifted(row):
    """A name with a comma and no quotes takes the place of the address."""
    with pytest.raises(UserError, match="line 2: more cells than columns"):
        roster.parse_roster(f"id,name,email\n{row}x\n")


def test_other_encoding_hurts_only_where_it_is_needed(tmp_path):
    """A group's name may be in any code page; a student's name may not."""
    path = tmp_path / "roster.csv"
    path.write_bytes("id;name;email;group\ns1;Ada;;Übung\n".encode("cp1252"))
    assert roster.read_roster(path)["s1"].name == "Ada"

    path.write_bytes("id;name;email\ns1;Müller;\n".encode("cp1252"))
    with pytest.raises(UserError, match=r"line 2: `name` .* not UTF-8") as caught:
        roster.read_roster(path)
    assert "CSV UTF-8" in caught.value.hint
