"""The course that docs/instructors.md makes, and what four made-up students handed in.

The documents' commands run here, and their pictures are taken here. It is no assignment
of this course's own: what the documents show gives no answer away.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from autograder.course import catalogue
from autograder.course.course import Assignment, Course
from autograder.model import Kind
from autograder.tools.authoring import new_course, release
from autograder.tools.authoring.simulate import SimulatedSubmission
from tests import walkthrough
from tests.downloads import entry, zip_of

NAME = "signals"
NOTEBOOK = f"source/{NAME}/{NAME}.ipynb"

ROSTER = """\
id,name,email
s001,Jane Doe,jane@example.org
s002,Bob Berg,bob@example.org
s003,Zoë Müller,zoe@example.org
s004,Ann Lee,ann@example.org
"""
COURSE_YAML = """\
title: Waves
timezone: Europe/Berlin
roster: roster.csv
assignments:
  signals: {due: 2026-11-06 23:59}
"""
ON_TIME = (2026, 11, 6, 21, 30, 0)
LATE = (2026, 11, 7, 8, 0, 0)
"""on the course's clocks"""

PREDICT = """\
**See first.** A wave, measured once a day. Predict: which width follows it best?
"""
SEES = """\
with showing("running_mean"):
    days = np.arange(120)
    noise = np.random.default_rng(0).normal(scale=0.4, size=120)
    values = np.sin(days / 15) + noise
    figure, axes = plt.subplots(figsize=(7, 3.2), layout="constrained")
    axes.plot(days, values, ".", color="#888888", label="measured")
    for width, colour in ((7, BLUE), (31, ORANGE)):
        means = running_mean(values, width)
        middle = days[width // 2 : width // 2 + len(means)]
        axes.plot(middle, means, color=colour, lw=2.5, label=f"width {width}")
    axes.set(xlabel="day", ylabel="value", title="A noisy wave, smoothed")
    axes.legend()
    plt.show()
"""
ASKS = """\
### Question (2 points)

Why are there fewer means than values?
"""
WORDS = "The last windows would stick out beyond the series, and whole windows count."


def write_course(root: Path) -> Assignment:
    """Write the course, with a roster, a question to read, and what Canvas gave."""
    new_course.create_assignment(root, NAME, title="Signals")
    document = (walkthrough.DOCS / "instructors.md").read_text("utf-8")
    walkthrough.write_what_it_says(document, root, NOTEBOOK)
    _embellish(root / NOTEBOOK)
    (root / "course.yaml").write_text(COURSE_YAML, "utf-8")
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    release.release_assignment(Course.find(root), NAME)
    assignment = Course.find(root).assignment(NAME)
    (root / "submissions.zip").write_bytes(downloaded(assignment))
    return assignment


def _embellish(path: Path) -> None:
    """Draw a picture of the first exercise, and ask a question in words."""
    notebook = json.loads(path.read_text("utf-8"))
    [sees] = [
        one for one in notebook["cells"] if walkthrough.named(one) == "see_running_mean"
    ]
    at = notebook["cells"].index(sees)
    notebook["cells"][at - 1]["source"] = PREDICT
    sees["source"] = SEES.rstrip()
    tags = {"schema_version": 3, "grade_id": "why_fewer", "grade": True, "points": 2}
    tags |= {"locked": False, "solution": True, "task": False}
    notebook["cells"] += [
        {"cell_type": "markdown", "metadata": {}, "source": ASKS},
        {"cell_type": "markdown", "metadata": {"nbgrader": tags}, "source": WORDS},
    ]
    path.write_text(json.dumps(notebook), "utf-8")


# ------------------------------------------------------------------ what came in


def downloaded(assignment: Assignment) -> bytes:
    """Give four submissions as Canvas packs them."""
    right = answers(assignment)
    one_only = {"running_mean": right["running_mean"]}
    files = {
        "doejane_7001_9001_signals.ipynb": (solved(assignment, right), ON_TIME),
        "bergbob_7002_9002_signals.ipynb": (
            solved(assignment, bobs(assignment)),
            ON_TIME,
        ),
        "müllerzoë_LATE_7003_9003_signals-1.ipynb": (
            solved(assignment, one_only),
            LATE,
        ),
        "leeann_7004_9004_signals.ipynb": (solved(assignment, right)[:5000], ON_TIME),
    }
    return zip_of([(entry(name, when), data) for name, (data, when) in files.items()])


def answers(assignment: Assignment) -> dict[str, str]:
    """Give a right answer to every exercise, and words to every question."""
    written = [one.name for one in assignment.exercises if one.kind is Kind.WRITTEN]
    return {**catalogue.reference_answers(assignment), **dict.fromkeys(written, WORDS)}


def class_of(assignment: Assignment, size: int) -> list[SimulatedSubmission]:
    """Give a class: the mistakes that are known, some right answers, an empty one."""
    right = answers(assignment)
    shelf = catalogue.known_answers(assignment, "misconceptions")
    by_exercise = {
        name: [one.source for one in shelf if one.exercise == name]
        for name in ("peaks", "running_mean")
    }
    made = []
    for number in range(size):
        fails = list(by_exercise)[: max(0, number % 4 - 1)]
        given = {name: by_exercise[name][-1 - number // 4 % 4] for name in fails}
        data = solved(assignment, {**right, **given} if number % 11 else {})
        made.append(
            SimulatedSubmission(student=f"s{number + 1:03d}", about="", data=data)
        )
    return made


def bobs(assignment: Assignment) -> dict[str, str]:
    """Give answers with two mistakes that students make."""
    return {
        **answers(assignment),
        "running_mean": wrong(assignment, "sum_of_each_window"),
        "peaks": wrong(assignment, "flat_tops_count"),
    }


def wrong(assignment: Assignment, name: str) -> str:
    """Give a known wrong answer."""
    known = catalogue.known_answers(assignment, "misconceptions")
    return next(one.source for one in known if one.name == name)


def solved(assignment: Assignment, given: Mapping[str, str]) -> bytes:
    """Give the released notebook with these answers in it."""
    return json.dumps(catalogue.make_answered_notebook(assignment, given)).encode()


def read_in_formgrader(assignment: Assignment) -> None:
    """Do what a TA does in formgrader: give every open question two points."""
    with (
        closing(sqlite3.connect(assignment.course.root / "gradebook.db")) as database,
        database,
    ):
        database.execute(
            "update grade set manual_score = 2, needs_manual_grade = 0"
            " where needs_manual_grade = 1"
        )


def drop_a_hidden_test(assignment: Assignment) -> None:
    """Do what an instructor does: no longer ask for what the contract never said."""
    path = assignment.course.root / f"tests/hidden/{NAME}/test_peaks.py"
    kept, dropped, _ = path.read_text("utf-8").partition("def test_flat_tops")
    assert dropped
    path.write_text(kept.rstrip() + "\n", "utf-8")
