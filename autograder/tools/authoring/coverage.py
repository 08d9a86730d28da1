"""Where the lecture's rows are met: a table for the README, made from assignment.yaml.

`python -m autograder.tools.authoring.coverage README.md` writes it between the file's
two marks.
"""

import re
import sys
from pathlib import Path

from autograder.common.files import write_whole
from autograder.course.course import Course

BEGIN, END = "<!-- coverage -->", "<!-- end of coverage -->"


def coverage_table(course: Course) -> str:
    """Give a Markdown table: a line for each row of the lecture, in order."""
    where: dict[str, dict[str, list[str]]] = {}
    for name in course.names():
        for exercise, rows in course.assignment(name).config.lecture.items():
            for row in rows:
                where.setdefault(row, {}).setdefault(name, []).append(exercise)
    lines = ["| row | exercises, plots and questions |", "|---|---|"]
    for row in sorted(where, key=lambda row: int(row.removeprefix("L"))):
        parts = (
            f"**{name}** " + ", ".join(f"`{exercise}`" for exercise in exercises)
            for name, exercises in where[row].items()
        )
        lines.append(f"| {row} | {' · '.join(parts)} |")
    return "\n".join(lines)


def fill_coverage(text: str, course: Course) -> str:
    """Give the text with the table between its marks renewed."""
    between = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", flags=re.DOTALL)
    # Through a function: a backslash in the table would be taken for a group.
    return between.sub(lambda _: f"{BEGIN}\n{coverage_table(course)}\n{END}", text)


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    write_whole(readme, fill_coverage(readme.read_text("utf-8"), Course.find()))
