"""What the terminal says of what came in, went out and comes back. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.text import Text

from autograder.lms.collection_result import CollectionResult
from autograder.lms.gradescope import GradescopeZip
from autograder.lms.publish import PublishedZip
from autograder.lms.returning import ReturnedPages
from autograder.terminal import Screen, columns, indented, joined, line, marked
from autograder.text import count, visible

MAX_LISTED = 20


def collection_screen(done: CollectionResult) -> Screen:
    """Tell what a collection came to; first what it could not place."""
    name = visible(done.assignment, 60)
    came = ", ".join(f"{number} from {one}" for one, number in done.layouts.items())
    rows = (
        ("new", done.new, ""),
        ("replaced", done.replaced, "the earlier attempt is kept"),
        ("older", done.older, "kept; a later attempt counts"),
        ("unchanged", done.unchanged, ""),
        ("late", done.late, "by the student's own due date"),
    )
    lines = [
        *_listed("left out", done.left_out, "nothing of them was collected:"),
        line(f"{name}: {came or 'nothing was collected'}", style="bold"),
        *(_counted(label, len(of), more) for label, of, more in rows if of),
        *_listed("to know", done.notes, ""),
        *_clocks(done),
        line(),
        *_placing(done),
        line(f"hint: autograder grade {name}"),
    ]
    return Screen(joined(lines), asdict(done))


def gradescope_screen(zip_: GradescopeZip) -> Screen:
    """Tell what to do with an autograder zip."""
    lines = [
        line(str(zip_.path), style="bold"),
        line(f"  {visible(zip_.assignment, 60)} · suite {zip_.suite}"),
        marked("note", "it holds the solutions and the hidden tests: for nobody else"),
        line("hint: in Gradescope, Configure Autograder, upload it as Zip file"),
    ]
    return Screen(joined(lines), asdict(zip_))


def publication_screen(done: PublishedZip) -> Screen:
    """List what students get."""
    lines = [line(str(done.path), style="bold")]
    lines += [line(f"  {name}") for name in done.files]
    return Screen(joined(lines), asdict(done))


def returned_screen(done: ReturnedPages) -> Screen:
    """Tell whose pages are in a zip, and whose are not."""
    waiting = [
        (one, "a person has not marked all of it yet") for one in sorted(done.waiting)
    ]
    lines = [
        *_listed("left out", done.left_out, "their pages are not in the zip:"),
        line(f"{done.path}: {count(len(done.students), 'page')}", style="bold"),
        *_listed("not final", waiting, ""),
    ]
    return Screen(joined(lines), asdict(done))


def _clocks(done: CollectionResult) -> Iterator[Text]:
    for layout, told in zip(done.layouts, done.clocks, strict=True):
        if layout in done.guessed:
            yield marked("note", f"times: {told}")
        else:
            yield line(f"  times: {told}")


def _placing(done: CollectionResult) -> Iterator[Text]:
    if done.left_out:
        name = visible(done.assignment, 60)
        yield line(
            f"hint: unpack what was left out, and autograder collect {name} FILE "
            "--student ID"
        )


def _counted(label: str, number: int, more: str = "") -> Text:
    return line(f"  {label:<11}{number:>5}   {more}".rstrip())


def _listed(label: str, rows: Sequence[tuple[str, str]], more: str) -> list[Text]:
    if not rows:
        return []
    shown = [(visible(what, 70), visible(why, 200)) for what, why in rows]
    lines = [_counted(label, len(rows), more)]
    lines += [indented(marked("bad", row)) for row in columns(shown[:MAX_LISTED])]
    if shown[MAX_LISTED:]:
        left = len(shown) - MAX_LISTED
        lines.append(line(f"        and {left} more: --json lists all"))
    return lines
