"""formgrader in a real browser: a person sees our submissions and marks them."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

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
            graded(assignment, "ann", with_answer(HOSTILE), total=Verdict.WRONG),
            graded(assignment, "bob"),
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
        gradebook.record(graded(course, "ann", with_answer(HOSTILE)))
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
