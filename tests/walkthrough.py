"""Do what a document says, in its order: files, cells, commands and what they print.

A fenced block is a step. The line above it says which file or cell it is:

    **`solutions/signals/probes.py`**, at the end:      or   …, new:
    Cell `peaks`, *Autograded tests*, 3 points, of code:
    Your answer in `peaks_solution`:

A `console` block holds commands, with `# exit 1` where one ends so; a `text` block what
the commands above it print. There, a line of `…` stands for any lines, and what every
run has of its own is left out: hashes and clock times.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

STEP = re.compile(
    r"(?:^(?P<head>\*\*`[^`\n]+`\*\*, [^\n]*|Cell [^\n]*|Your answer in [^\n]*)\n\n)?"
    r"(?:^```(?P<kind>\w+)\n(?P<text>.*?)^```$)?",
    re.DOTALL | re.MULTILINE,
)
"""a fenced block, and the line above it that says which file or cell it is"""

Meanwhile = Mapping[str, Callable[[], object]]
"""by command: what happens before it that is no command, such as work in formgrader"""


RunCommand = Callable[[list[str], Path, int], str]
"""runs a command in a folder, checks its exit code, and gives what it prints"""


def run(command: list[str], folder: Path, code: int = 0) -> str:
    """Run a command of the documents in a folder; give what it prints."""
    program, *arguments = command
    if program == "pytest":
        arguments += ["-p", "autograder.hooks.plugin", "--import-mode=importlib"]
    # pip finds everything here already, and is not to look anywhere else.
    environment = {**os.environ, "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        [str(Path(sys.executable).parent / program), *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def walk(
    document: str,
    folder: Path,
    *,
    notebook: str,
    meanwhile: Meanwhile | None = None,
    run_command: RunCommand = run,
) -> None:
    """Do every step of a document in a folder.

    Args:
        document: the text of it.
        folder: where files lie and commands are typed.
        notebook: which one the cells are for.
        meanwhile: what happens between the commands.
        run_command: runs them.
    """
    printed = ""
    waiting = dict(meanwhile or {})
    for head, kind, text in steps(document):
        if head:
            make(folder, notebook, head, text)
        elif kind == "console":
            printed = ""
            for line in typed(text):
                waiting.pop(command_of(line), lambda: None)()
                printed += type_in(line, folder, run_command)
        elif kind == "text":
            assert_shows(text, printed)
        else:
            assert kind is None, f"a block that is no step:\n{text}"

    assert not waiting, f"never typed: {list(waiting)}"


def write_what_it_says(document: str, folder: Path, notebook: str) -> None:
    """Write a document's files and cells, and type nothing."""
    for head, _, text in steps(document):
        if head:
            make(folder, notebook, head, text)


def steps(document: str) -> Iterator[tuple[str, str | None, str]]:
    """Give the steps: the line above a block, its kind, its text."""
    for step in STEP.finditer(document):
        yield step["head"] or "", step["kind"], step["text"] or ""


def make(folder: Path, notebook: str, head: str, text: str) -> None:
    """Write the file or the cell that a line names."""
    if head.startswith("Cell"):
        add_cell(folder / notebook, head, text)
    elif head.startswith("Your answer"):
        answer(folder / notebook, head.split("`")[1], text)
    else:
        write(folder / head.split("`")[1], text, head)


# ------------------------------------------------------------------ commands


def consoles(document: str) -> list[str]:
    """Give the console blocks of a document."""
    return re.findall(r"^```console\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def typed(block: str) -> list[str]:
    """Give the lines of a console block that a reader types, comments included."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


def command_of(line: str) -> str:
    """Give a typed line without its comment."""
    return line.partition("#")[0].strip()


def type_in(line: str, folder: Path, run_command: RunCommand = run) -> str:
    """Run one line of a console block; `# exit 1` says how it ends."""
    comment = line.partition("#")[2].split()
    code = int(comment[1]) if comment[:1] == ["exit"] else 0
    return run_command(shlex.split(command_of(line)), folder, code)


def assert_shows(text: str, printed: str) -> None:
    """Check that these lines were printed, in this order; `…` stands for others."""
    rest = plain(printed)
    for part in filter(None, re.split(r"^ *…\n", plain(text), flags=re.MULTILINE)):
        before, found, rest = rest.partition(part)

        assert found == part, f"not printed after\n{before}\n{part}"


def plain(output: str) -> str:
    """Give an output without what every run has of its own."""
    hashes = re.sub(r"\b(suite|→|SHA-256) [0-9a-f]{7,}\b", r"\1", output)
    hashes = re.sub(r"(\.before/\d+)-[0-9a-f]{12}\b", r"\1", hashes)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.+-]+", "", hashes)


# ------------------------------------------------------------------ files and cells


def write(path: Path, text: str, head: str) -> None:
    """Write a file as the line above it says: new, or at the end of what is there."""
    assert path.exists() == head.endswith("at the end:"), head
    assert head.endswith(("at the end:", "new:")), head
    before = path.read_text() + "\n\n" if path.exists() else ""
    path.write_text(before + text)


def add_cell(path: Path, head: str, text: str) -> None:
    """Add a cell as JupyterLab would: its type of *Create Assignment*, and points."""
    notebook = json.loads(path.read_text())
    cell = {"cell_type": "markdown", "metadata": {}, "source": text}
    if not head.startswith("Cell of text"):
        name, kind = re.findall(r"^Cell `(\w+)`, \*([\w -]+)\*", head)[0]
        tags = {
            "schema_version": 3,
            "grade_id": name,
            "grade": kind == "Autograded tests",
            "locked": kind != "Autograded answer",
            "solution": kind == "Autograded answer",
            "task": False,
        }
        points = re.search(r"(\d+) points", head)
        tags |= {"points": int(points[1])} if points else {}
        cell = {"cell_type": "code", "metadata": {"nbgrader": tags}, "source": text}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook))


def answer(path: Path, grade_id: str, text: str) -> None:
    """Write into a cell that is there, as a student does."""
    notebook = json.loads(path.read_text())
    [found] = [one for one in notebook["cells"] if named(one) == grade_id]
    found["source"] = text
    path.write_text(json.dumps(notebook))


def named(cell: dict[str, object]) -> object:
    """Give a cell's grade_id."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id")
