"""Take the pictures of the documents anew: `python -m tests.nightly.docs_pictures`.

Real pages in a real browser: JupyterLab with a student's notebook, a feedback page, the
page of a class. Names given as arguments take only those. Needs Debian's Chromium.
formgrader's pictures: `python -m tests.formgrader`.
"""

import io
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from autograder.batch import run_batch
from autograder.course.course import Assignment
from autograder.submissions import intake
from autograder.tools.authoring import demo
from autograder.tools.certify import certify, trial_plan
from autograder.tools.class_report import class_report
from tests import handedin, minicourse, walkthrough

PICTURES = walkthrough.DOCS / "pictures"
MAX_BYTES = 150_000
CLASS = 24
"""submissions on the page of the class"""

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
ANSWER, SEES, CHECKS = (
    "def running_mean(",
    'showing("running_mean")',
    'checking("running_mean")',
)
"""the three cells of an exercise"""
IDLE = """() => [...document.querySelectorAll('.jp-Notebook-ExecutionIndicator')]
  .every(one => one.dataset.status == 'idle')"""
BESIDE = """name => [...document.querySelectorAll('input')]
  .find(one => one.value == name).scrollIntoView({block: 'center'})"""
"""scrolls the panel to the cell of a name"""
BADGE = """(element, sign) => {
  const badge = document.createElement('div');
  badge.textContent = sign;
  badge.style.cssText = `position:absolute; right:10px; top:8px; z-index:9; width:26px;
    height:26px; border-radius:13px; background:#0072B2; color:white; text-align:center;
    font:bold 16px/26px sans-serif`;
  element.style.position = 'relative';
  element.append(badge);
}"""
"""a round sign in a cell's corner, for the text to refer to"""


def main(wanted: list[str]) -> None:
    """Take the wanted pictures, or all of them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=shutil.which("chromium"), args=QUIET.split()
        )
        for take in (notebook, feedback, class_page, create_assignment):
            if not wanted or take.__name__ in wanted:
                folder = Path(name) / take.__name__
                folder.mkdir()
                take(browser, folder)
        browser.close()


# ------------------------------------------------------------------ JupyterLab


def notebook(browser: Browser, folder: Path) -> None:
    """A solved exercise with its plot, and one whose visible check complains."""
    course = handedin.write_course(folder / "course")
    right = handedin.answers(course)
    home = folder / "home"
    home.mkdir()
    (home / "signals.ipynb").write_bytes(handedin.solved(course, right))
    wrong = handedin.solved(course, handedin.bobs(course))
    (home / "wrong.ipynb").write_bytes(wrong)
    with lab(home) as address:
        page = run_all(browser, address("signals.ipynb"))
        parts = [cell(page, text) for text in (ANSWER, SEES, CHECKS)]
        for part, sign in zip(parts, "123", strict=True):
            part.evaluate(BADGE, sign)
        save("notebook-exercise", shot(page, parts))
        page.close()
        page = run_all(browser, address("wrong.ipynb"))
        save("notebook-check", shot(page, [cell(page, CHECKS)]))
        page.close()


def create_assignment(browser: Browser, folder: Path) -> None:
    """The panel in which an instructor says what a cell is."""
    handedin.write_course(folder)
    with lab(folder) as address:
        page = opened(browser, address(handedin.NOTEBOOK), height=700)
        page.click(".lm-TabBar-tab:has-text('Create Assignment')")
        part = cell(page, CHECKS)
        part.click()
        part.evaluate("element => element.scrollIntoView({block: 'end'})")
        page.evaluate(BESIDE, "running_mean")
        page.wait_for_timeout(1000)
        save("create-assignment", page.screenshot())
        page.close()


def run_all(browser: Browser, address: str) -> Page:
    """Open a notebook in JupyterLab and wait until all of it has run."""
    page = opened(browser, address)
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
    page.wait_for_timeout(3000)
    page.wait_for_function(IDLE, timeout=90_000)
    page.wait_for_timeout(1000)
    return page


def opened(browser: Browser, address: str, height: int = 2600) -> Page:
    """Open a notebook in JupyterLab, without the list of files beside it."""
    page = browser.new_page(
        viewport={"width": 1000, "height": height}, device_scale_factor=1.5
    )
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_timeout(4000)
    page.keyboard.press("Control+b")
    page.wait_for_timeout(500)
    return page


def cell(page: Page, text: str) -> Locator:
    """Find a cell of code by what is in it."""
    return page.locator(".jp-CodeCell").filter(has_text=text).first


def shot(page: Page, parts: list[Locator]) -> bytes:
    """Take all from the first of these cells to the last."""
    parts[0].scroll_into_view_if_needed()
    parts[0].evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(500)
    boxes = [part.bounding_box() or {} for part in (parts[0], parts[-1])]
    top = boxes[0]["y"]
    return page.screenshot(
        clip={
            "x": boxes[0]["x"],
            "y": top,
            "width": boxes[0]["width"],
            "height": boxes[1]["y"] + boxes[1]["height"] - top,
        }
    )


@contextmanager
def lab(root: Path) -> Iterator[Callable[[str], str]]:
    """Run JupyterLab on loopback; give the address of a file."""
    write_settings(root / "settings")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    scripts = Path(sys.executable).parent
    environment = {
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(root),
        "JUPYTER_TOKEN": token,
    }
    command = [
        scripts / "jupyter-lab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--LabApp.user_settings_dir={root / 'settings'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    with (root / ".log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=root, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api?token={token}")
            yield (
                lambda file: (
                    f"http://127.0.0.1:{port}/lab/tree/{file}?reset&token={token}"
                )
            )
        finally:
            process.terminate()
            process.wait(20)


def write_settings(folder: Path) -> None:
    """Ask for no news, and for all cells at once instead of those in sight."""
    settings = {
        "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
        "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    }
    for name, values in settings.items():
        path = folder / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def wait_for(address: str) -> None:
    """Wait for a server."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(address.partition("?")[0])


# ------------------------------------------------------------------ our own pages


def feedback(browser: Browser, folder: Path) -> None:
    """The head of a student's page, and what it says of a known mistake."""
    assignment = handedin.write_course(folder)
    data = handedin.solved(assignment, handedin.bobs(assignment))
    minicourse.hand_in(assignment, "s002", data)
    certify.certify_all(assignment.course, [], trial_plan.CertifyOptions(jobs=1))
    graded(assignment)
    page = browser.new_page(
        viewport={"width": 820, "height": 900}, device_scale_factor=1.5
    )
    page.goto((folder / "feedback/s002/signals/signals.html").as_uri())
    for sign, where in enumerate(("table.exercises", "p.why", ".probe", ".likeness")):
        page.locator(where).first.evaluate(BADGE, str(sign + 1))
    save("feedback", down_to(page, "#exercise-peaks"))
    page.close()


def class_page(browser: Browser, folder: Path) -> None:
    """The scores and the exercises on the page of a class."""
    assignment = handedin.write_course(folder)
    demo.hand_in_class(assignment, handedin.class_of(assignment, CLASS))
    certify.certify_all(assignment.course, [], trial_plan.CertifyOptions(jobs=1))
    graded(assignment)
    (folder / "class.html").write_text(
        class_report.render_class_report(class_report.gather_class_report(assignment)),
        "utf-8",
    )
    page = browser.new_page(
        viewport={"width": 1000, "height": 1100}, device_scale_factor=1.5
    )
    page.goto((folder / "class.html").as_uri())
    save("class-report", down_to(page, "h2:has-text('Hidden tests')"))
    page.close()


def down_to(page: Page, end: str) -> bytes:
    """Take a page from its top to just above an element."""
    box = page.locator(end).bounding_box() or {}
    main = page.locator("body").bounding_box() or {}
    height = box["y"] - 40
    return page.screenshot(
        full_page=True,
        clip={
            "x": main["x"] - 30,
            "y": 0,
            "width": main["width"] + 60,
            "height": height,
        },
    )


def graded(assignment: Assignment) -> None:
    """Grade whatever was handed in."""
    run_batch.grade_all(
        assignment,
        intake.submitting_students(assignment, []),
        run_batch.RunOptions(jobs=1),
    )


def save(name: str, png: bytes) -> None:
    """Keep a picture in at most 256 colours, if it is small enough for a page."""
    path = PICTURES / f"{name}.png"
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=0)
    picture.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}  {picture.width} × {picture.height}  {size // 1000} kB")
    if size > MAX_BYTES:
        raise SystemExit(f"error: {path.name} is larger than {MAX_BYTES // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
