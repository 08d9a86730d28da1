"""formgrader in a real browser: a Jupyter server on loopback, and what a TA does there.

`python -m tests.formgrader` does the walk on the documents' course and takes the
pictures docs/pictures/formgrader-*.png anew. Needs Debian's Chromium.
"""

import io
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from autograder.batch import feedback_pages, run_batch
from autograder.course import nbgrader_settings
from autograder.course.course import Assignment
from autograder.submissions import intake
from autograder.tools.lms import collect
from tests import handedin
from tests.waiting import PATIENCE, wait_until

CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).resolve().parents[1]
QUIET = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
SIZE = {"width": 1280, "height": 900}
HEIGHTS = {"list": {"height": 480}}
"""of pictures with nothing below that"""


def environment(root: Path) -> dict[str, str]:
    """Give what nbgrader's commands need of the environment, and nothing else."""
    scripts = Path(sys.executable).parent
    return {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "PYTHONPATH": str(ROOT),
    }


def nbgrader(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of nbgrader's commands in a course."""
    return subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), *words],
        cwd=root,
        env=environment(root),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@contextmanager
def server(root: Path) -> Iterator[tuple[str, str]]:
    """Run a Jupyter server with formgrader on loopback; give address and token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, address = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    command = [
        Path(sys.executable).with_name("jupyter-server"),
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    own = {"JUPYTER_TOKEN": token, "JUPYTER_RUNTIME_DIR": str(root / ".runtime")}
    with (root / "server.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=root, env=environment(root) | own, stdout=log, stderr=log
        )
        try:
            _wait_for(f"{address}/api?token={token}", process)
            yield address, token
        finally:
            process.kill()  # going by itself it imports much, and nobody waits for that
            process.wait(timeout=PATIENCE)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    def answers() -> bool:
        assert process.poll() is None, "the Jupyter server did not start"
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    wait_until(answers, "the Jupyter server did not start")


@contextmanager
def launched() -> Iterator[Any]:
    """Start a browser; there is one at a time."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@contextmanager
def opened(root: Path, browser: Any) -> Iterator[Any]:
    """Open formgrader in a browser; give a page whose addresses begin at the server."""
    with server(root) as (address, token):
        page = browser.new_page(base_url=address, viewport=SIZE)
        page.set_default_timeout(1000 * PATIENCE)
        page.route(
            lambda url: not url.startswith((address, "file:", "data:")),
            lambda one: one.abort(),
        )
        page.goto(f"/formgrader?token={token}")
        yield page
        page.close()


def api(root: Path) -> Any:
    """Give what formgrader's buttons call, with the course's own configuration."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's dependencies deprecate each other
        from nbgrader.apps.api import NbGraderAPI
        from nbgrader.coursedir import CourseDirectory

    config = nbgrader_settings.read_config(root)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


# ------------------------------------------------------------------ what a TA does


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a TA gives one submission."""

    student: str
    written: str
    """the question that is read, and graded with 2 points"""
    wrong: str
    """the exercise whose score is overridden with 1.5 points"""
    said: str
    """the comment to the written answer"""


def walk(
    page: Any,
    assignment: Assignment,
    reading: Reading,
    picture: Callable[[str, Any], None] = lambda _name, _place: None,
) -> None:
    """Autograde by the button, read, mark, comment, and make the feedback page."""
    said = autograde(page, assignment, reading.student)
    assert "Successfully autograded" in said, said
    picture("list", page.locator("body"))
    open_submission(page, assignment, reading.student)
    give(page, reading.wrong, "1.5")
    say(page, f"{reading.wrong}_solution", "Nearly: look at what you divide by.")
    give(page, reading.written, "2")
    say(page, reading.written, reading.said)
    picture("submission", outcomes(page, reading.wrong))
    said = generate_feedback(page, assignment, reading.student)
    assert "Successfully generated feedback" in said, said
    page.goto(feedback_pages.page_path(assignment, reading.student).as_uri())
    picture("feedback", page.locator("body"))


def row_of(page: Any, student: str) -> Any:
    """Give a student's row on the page of submissions."""
    return page.locator("tbody tr", has=page.get_by_text(student, exact=True))


def autograde(page: Any, assignment: Assignment, student: str) -> str:
    """Press the lightning bolt; give what formgrader says to it."""
    return _press(page, assignment, student, "flash")


def generate_feedback(page: Any, assignment: Assignment, student: str) -> str:
    """Press the speech bubble; give what formgrader says to it."""
    return _press(page, assignment, student, "comment")


def _press(page: Any, assignment: Assignment, student: str, icon: str) -> str:
    page.goto(f"/formgrader/manage_submissions/{assignment.name}")
    row = row_of(page, student)
    row.wait_for()
    row.locator(f"a:has(span.glyphicon-{icon})").click()
    dialog = page.locator(".modal-dialog")
    dialog.wait_for()
    said = str(dialog.inner_text())
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="detached")
    row_of(page, student).wait_for()
    return said


def open_submission(page: Any, assignment: Assignment, student: str) -> None:
    """Open a submission to grade it; the list hides whose each is."""
    place = f"{assignment.name}/{assignment.notebook}"
    every = page.request.get(f"/formgrader/api/submitted_notebooks/{place}").json()
    [its] = [one["id"] for one in every if one["student"] == student]
    page.goto(f"/formgrader/gradebook/{place}")
    page.locator(f"a[href*='{its}']").first.click()
    page.locator("input.score").first.wait_for()
    page.wait_for_function(
        "[...document.querySelectorAll('input.score')].some(one => one.placeholder)"
    )


def box(page: Any, name: str) -> Any:
    """Give the box of an exercise's score."""
    return page.locator(f"input.score#{name}")


def outcomes(page: Any, name: str) -> Any:
    """Give the cell with an exercise's score box and what its hidden tests saw."""
    return page.locator(".cell.code_cell", has=box(page, name))


def give(page: Any, name: str, points: str) -> None:
    """Type a score; it is saved when the box is left."""
    _fill(page, box(page, name), points)


def say(page: Any, answer: str, text: str) -> None:
    """Type a comment below an answer."""
    _fill(page, page.locator(f"textarea#{answer}-comment"), text)


def _fill(page: Any, place: Any, text: str) -> None:
    place.fill(text)
    with page.expect_response(lambda one: one.request.method == "PUT") as saved:
        place.blur()
    assert saved.value.ok


# ------------------------------------------------------------------ pictures


def take_pictures(folder: Path) -> None:
    """Do the walk on the documents' course, and keep its pictures."""
    with tempfile.TemporaryDirectory() as name:
        assignment = handedin.write_course(Path(name))
        collect.collect_download(assignment, Path(name) / "submissions.zip")
        others = set(intake.submitting_students(assignment)) - {"s002"}
        run_batch.grade_all(assignment, sorted(others))
        reading = Reading(
            student="s002",
            written="why_fewer",
            wrong="running_mean",
            said="Right. Say how many fewer: width - 1.",
        )
        with launched() as browser, opened(Path(name), browser) as page:
            walk(page, assignment, reading, partial(_keep, page, folder))


def _keep(page: Any, folder: Path, name: str, place: Any) -> None:
    """Keep a picture of the screen, scrolled to a place."""
    page.wait_for_timeout(1000)  # formgrader scrolls to what was typed last
    place.evaluate("one => window.scrollBy(0, one.getBoundingClientRect().top - 70)")
    page.wait_for_timeout(300)
    clip = {"x": 0, "y": 0, **SIZE, **HEIGHTS.get(name, {})}
    path = folder / f"formgrader-{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(page.screenshot(clip=clip))) as picture:
        picture.quantize(colors=128).save(path, optimize=True)


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/pictures")
