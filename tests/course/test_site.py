"""The documents as pages: built without a warning, linked, pictured and up to date."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from itertools import chain

import pytest
import typer
from markdown_it import MarkdownIt
from PIL import Image

from autograder import cli
from autograder.batch.summary import BatchSummary
from autograder.cli.screens import summary_screen
from autograder.grading import wording
from autograder.model import Verdict
from autograder.report import Report
from tests.walkthrough import DOCS, ROOT

MAX_PICTURE = 150_000
"""bytes"""
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src"}
"""the attributes of a page that make a browser ask for something"""

PAGES = sorted(DOCS.glob("*.md"))
WRITTEN = [*sorted(ROOT.glob("*.md")), *PAGES, *sorted(ROOT.glob("benchmarks/*.md"))]


# ------------------------------------------------------------------ the site


def build(source, site):
    """Build as `make docs` does; give what Sphinx said."""
    return subprocess.run(
        [*sphinx(), str(source), str(site), "-d", str(site.with_name("doctrees"))],
        capture_output=True,
        text=True,
        check=False,
    )


def sphinx():
    """Give the Makefile's own command for it."""
    rule = re.search(r"^docs:.*\n\t(.*)$", (ROOT / "Makefile").read_text(), re.M)
    _, *words_of = rule[1].split()
    return [sys.executable, *words_of[: words_of.index("docs")]]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Build the pages."""
    folder = tmp_path_factory.mktemp("site") / "html"
    done = build(DOCS, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_document_is_a_page_and_in_the_side_bar(site):
    """Nobody has to guess an address."""
    linked = re.findall(r'href="([\w-]+)\.html"', (site / "index.html").read_text())

    assert {path.stem for path in PAGES} - set(linked) <= {"index"}
    assert all((site / f"{path.stem}.html").is_file() for path in PAGES)


def test_pages_ask_no_other_host(site):
    """Whoever reads them is seen by nobody, and needs no network."""
    asked = {one for path in site.rglob("*.html") for one in loaded(path.read_text())}
    styles = "".join(path.read_text() for path in site.rglob("*.css"))
    asked |= set(re.findall(r"""(?:url\(|@import)\s*["']?([^"')]+)""", styles))

    assert len(asked) > 5
    assert outside(asked) == []


def test_a_picture_from_another_host_is_found():
    """Of these addresses the last two are another host's."""
    page = '<img src="a.png"><link href="//x.org/a.css"><script src="https://x.org/b">'

    assert outside(loaded(page)) == ["//x.org/a.css", "https://x.org/b"]


def outside(addresses):
    """Give the addresses that are not the site's own."""
    return [one for one in addresses if re.match(r"(?!data:)(\w+:|//)", one)]


def loaded(page):
    """Give the addresses that a browser asks for when it shows a page."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append(dict(attrs).get(LOADING.get(tag, "")))

    Reader().feed(page)
    return [one for one in found if one]


FAULTS = {
    "a page that is not there": "[x](nowhere.md)",
    "a heading that is not there": "[x](students.md#nowhere)",
    "a picture that is not there": "![A picture of nothing](pictures/nowhere.png)",
}


def test_a_fault_stops_the_build(tmp_path):
    """A dead link, anchor or picture, or a page that nothing leads to, is an error."""
    shutil.copytree(DOCS, tmp_path / "docs")
    with (tmp_path / "docs/index.md").open("a") as index:
        index.write("\n\n".join(["", *FAULTS.values()]))
    (tmp_path / "docs/orphan.md").write_text("# Nothing leads here\n")
    done = build(tmp_path / "docs", tmp_path / "site")

    assert done.returncode != 0
    for said in ("nowhere.md", "'nowhere'", "pictures/nowhere.png", "orphan.md"):
        assert said in done.stderr


# ------------------------------------------------------------------ on a code host


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    """Files, headings and pictures that a document names are there."""
    assert dead(path) == []


def dead(path):
    """Give the relative links of a document that lead nowhere."""
    return [
        link
        for link in chain(*links(path.read_text("utf-8")))
        if not re.match(r"https?:|mailto:", link) and not leads(path, link)
    ]


def leads(path, link):
    file, _, heading = link.partition("#")
    target = path.parent / file if file else path
    return target.exists() and (not heading or heading in headings(target))


def links(text):
    """Give the addresses of a document's links, and of its pictures."""
    inline = [
        part
        for token in MarkdownIt().enable("table").parse(text)
        for part in token.children or ()
    ]
    return (
        [one.attrs["href"] for one in inline if one.type == "link_open"],
        [one.attrs["src"] for one in inline if one.type == "image"],
    )


def headings(path):
    """Give the anchors that a code host makes of a document's headings."""
    tokens = MarkdownIt().parse(path.read_text("utf-8"))
    titles = [
        tokens[at + 1].content
        for at, one in enumerate(tokens)
        if one.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in titles}


def test_a_dead_link_is_found(tmp_path):
    """Of these links the second and the fourth lead nowhere."""
    (tmp_path / "there.md").write_text("# Here I am, you see\n")
    text = "[a](there.md) [b](gone.md) [c](there.md#here-i-am-you-see) ![d](gone.png)"
    path = tmp_path / "page.md"
    path.write_text(text + " `[e](code.md)`")

    assert dead(path) == ["gone.md", "gone.png"]
    assert not leads(path, "there.md#nobody")


# ------------------------------------------------------------------ pictures


def test_pictures_are_small_described_and_shown():
    """A picture that nobody shows, or that a blind reader cannot know, is no help."""
    shown = {
        (path.parent / image.attrs["src"]).resolve(): image.content
        for path in WRITTEN
        for token in MarkdownIt().enable("table").parse(path.read_text("utf-8"))
        for image in token.children or ()
        if image.type == "image"
    }
    there = set((DOCS / "pictures").iterdir())

    assert set(shown) == there
    assert min(len(said.split()) for said in shown.values()) >= 8
    for path in there:
        with Image.open(path) as picture:
            assert (path.name, picture.format) == (path.name, "PNG")
        assert path.stat().st_size <= MAX_PICTURE


# ------------------------------------------------------------------ tables


def rows(name, head):
    """Give the rows of the table with this head, cell by cell."""
    text = (DOCS / f"{name}.md").read_text("utf-8")
    table = text.split(f"\n| {head} |", 1)[1].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def test_tas_find_every_verb():
    """The table of commands has each of them once, with who uses it."""
    named = [row[0].strip("`") for row in rows("tas", "command | who | what it does")]

    assert sorted(named) == sorted(typer.main.get_command(cli.app).commands)


def test_tas_find_every_verdict_and_status():
    """With the word that a student reads on the page."""
    table = rows("tas", "verdict | on the page | whose | meaning")
    statuses = rows("tas", "status of a Report | meaning")
    known = Report.model_fields["status"].annotation.__args__

    assert {row[0]: row[1] for row in table} == {
        f"`{verdict}`": wording.VERDICT_WORDS[verdict] for verdict in Verdict
    }
    assert [row[0].strip("`") for row in statuses] == list(known)


def test_students_find_every_word_of_their_page():
    """What stands beside a sign is explained."""
    explained = [row[0] for row in rows("students", "word | meaning | what to do")]

    assert explained == [
        *wording.VERDICT_WORDS.values(),
        wording.ExerciseState.UNREAD.value,
    ]


def test_tas_find_every_line_of_the_summary():
    """Whatever `grade` ends with has a row that says what to do."""
    tally = BatchSummary(
        scores=[1.0],
        not_graded=["a"],
        ours=[("a", "b", "c")],
        suspicious=[("a", "b")],
        gone=["a"],
    )
    shown = summary_screen.summary_screen(
        tally, left_out=[("a", "b")], unchanged=1, late=1, suite="suite 1"
    ).plain
    labels = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", shown, re.M)

    assert len(labels) >= 7
    assert set(labels) <= {row[0] for row in rows("tas", "line | meaning | what to do")}
