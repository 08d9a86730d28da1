"""Hand in every known answer as a notebook and see what each wrong one is called.

    python tests/nightly/name_mistakes.py [ASSIGNMENT …] [--write]

Exit code 1 when fewer than 98 in 100 misconceptions get their own name, more than 1 in
100 another one's, or a right answer gets any. `--write` puts the figures into
docs/diagnosis.md.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder.course import catalogue
from autograder.course.catalogue import KnownAnswer
from autograder.course.course import Assignment, Course
from autograder.grading.grader import Grader
from autograder.submissions.submission import Submission

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/diagnosis.md"
LEAST_RIGHT, MOST_WRONG = 0.98, 0.01
HEAD = (
    "| assignment | misconceptions | named rightly | no name | wrong name "
    "| right answers with a name |"
)


def main(arguments: list[str]) -> int:
    """Print the figures; give the exit code."""
    names = [one for one in arguments if not one.startswith("-")]
    course = Course.find(ROOT)
    rows = {
        name: names_given(course.assignment(name)) for name in names or course.names()
    }
    rows["all"] = sum(rows.values(), Counter())
    table = [
        HEAD,
        "|---|---|---|---|---|---|",
        *(row(name, it) for name, it in rows.items()),
    ]
    print("\n".join(table))
    if "--write" in arguments:
        text = PAGE.read_text("utf-8")
        PAGE.write_text(
            re.sub(r"\| assignment \|.*\|\n", "\n".join(table) + "\n", text, flags=re.S)
        )
    return 0 if is_good(rows["all"]) else 1


def names_given(assignment: Assignment) -> Counter[str]:
    """Count what was said of every known answer."""
    said: Counter[str] = Counter()
    with Grader(assignment) as grader:
        for answer in every(assignment):
            name = name_given(grader, answer)
            what = verdict(answer, name)
            said[what] += 1
            if what not in ("right", "silent"):
                at = f"{answer.exercise} / {answer.name}"
                print(f"{what}: {at} is called {name or 'nothing'}", flush=True)
    return said


def every(assignment: Assignment) -> Iterable[KnownAnswer]:
    """Give the whole catalogue."""
    yield from catalogue.known_answers(assignment, "misconceptions")
    yield from catalogue.known_answers(assignment, "accepted")


def name_given(grader: Grader, answer: KnownAnswer) -> str:
    """Hand in one answer, all else right; give what it is said to look like."""
    assignment = grader.assignment
    cells = {**catalogue.reference_answers(assignment), answer.exercise: answer.source}
    data = json.dumps(catalogue.make_answered_notebook(assignment, cells)).encode()
    work = Submission(student="known", files={f"{assignment.notebook}.ipynb": data})
    report = grader.grade(work, only=[answer.exercise], figures=False).report
    found = [it.misconception for one in report.exercises for it in one.diagnosis]
    return ", ".join(found)


def verdict(answer: KnownAnswer, name: str) -> str:
    """Say what a name is worth."""
    if answer.shelf == "accepted":
        return "accused" if name else "silent"
    return "right" if name == answer.name else "wrong" if name else "none"


def row(name: str, said: Counter[str]) -> str:
    """Write the figures of one assignment."""
    wrong = said["right"] + said["none"] + said["wrong"]
    right = said["silent"] + said["accused"]
    return (
        f"| {name} | {wrong} | {said['right']} ({said['right'] / wrong:.1%}) "
        f"| {said['none']} | {said['wrong']} | {said['accused']} of {right} |"
    )


def is_good(said: Counter[str]) -> bool:
    """Tell whether the naming deserves to be shown."""
    wrong = said["right"] + said["none"] + said["wrong"]
    return (
        said["right"] >= LEAST_RIGHT * wrong
        and said["wrong"] <= MOST_WRONG * wrong
        and not said["accused"]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
