"""What `autograder candidates` shows: wrong answers that agree, with code. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.text import Text

from autograder.common.terminal import Screen, join_lines, screen_line
from autograder.common.text import count_noun, make_visible
from autograder.tools.class_report.candidates import Candidate

MAX_CODE = 4000
"""characters of an answer"""
MAX_STUDENTS = 5


def candidates_screen(name: str, found: Sequence[Candidate]) -> Screen:
    """Show the candidates of an assignment with their code."""
    lines = [text for candidate in found for text in _candidate(candidate)]
    if found:
        hint = f"a belief of theirs goes into solutions/{name}/misconceptions/"
        lines.append(
            screen_line(f"hint: {hint}, then `autograder certify {name} --accept`")
        )
    else:
        lines.append(screen_line(f"no unexplained wrong answers of {name} agree"))
    return Screen(join_lines(lines), [_plain(candidate) for candidate in found])


def _candidate(candidate: Candidate) -> Iterator[Text]:
    students = candidate.students
    who = ", ".join(make_visible(student, 40) for student in students[:MAX_STUDENTS])
    if len(students) > MAX_STUDENTS:
        who += ", …"
    told = f"{candidate.exercise} · {count_noun(len(students), 'student')}: {who}"
    yield screen_line(told, style="bold")
    for row in make_visible(candidate.code, MAX_CODE, lines=True).splitlines():
        yield screen_line(f"    {row}")
    yield screen_line()


def _plain(candidate: Candidate) -> dict[str, object]:
    lists = {"students": list(candidate.students), "failed": list(candidate.failed)}
    return {**asdict(candidate), **lists}
