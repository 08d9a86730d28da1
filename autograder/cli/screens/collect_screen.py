"""What the terminal says of what came in, went out and comes back. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.text import Text

from autograder.common.terminal import (
    Screen,
    align_columns,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.tools.lms.collection_result import CollectionResult
from autograder.tools.lms.gradescope_zip import GradescopeZip
from autograder.tools.lms.publish import PublishedZip
from autograder.tools.lms.return_feedback import ReturnedPages

MAX_LISTED = 20


def collection_screen(done: CollectionResult) -> Screen:
    """Tell what a collection came to; first what it could not place."""
    name = make_visible(done.assignment, 60)
    came = ", ".join(
        f"{number} from {layout}" for layout, number in done.layouts.items()
    )
    rows = (
        ("new", done.new, ""),
        ("replaced", done.replaced, "the earlier attempt is kept"),
        ("older", done.older, "kept; a later attempt counts"),
        ("unchanged", done.unchanged, ""),
        ("late", done.late, "by the student's own due date"),
    )
    lines = [
        *_listed("left out", done.left_out, "nothing of them was collected:"),
        screen_line(f"{name}: {came or 'nothing was collected'}", style="bold"),
        *(_counted(label, len(of), more) for label, of, more in rows if of),
        *_listed("to know", done.notes, ""),
        *_clocks(done),
        screen_line(),
        *_placing(done),
        screen_line(f"hint: autograder grade {name}"),
    ]
    return Screen(join_lines(lines), asdict(done))


def gradescope_screen(zip_: GradescopeZip) -> Screen:
    """Tell what to do with an autograder zip."""
    lines = [
        screen_line(str(zip_.path), style="bold"),
        screen_line(f"  {make_visible(zip_.assignment, 60)} · suite {zip_.suite}"),
        signed_line(
            "note", "it holds the solutions and the hidden tests: for nobody else"
        ),
        screen_line("hint: in Gradescope, Configure Autograder, upload it as Zip file"),
    ]
    return Screen(join_lines(lines), asdict(zip_))


def publication_screen(done: PublishedZip) -> Screen:
    """List what students get."""
    lines = [screen_line(str(done.path), style="bold")]
    lines += [screen_line(f"  {name}") for name in done.files]
    return Screen(join_lines(lines), asdict(done))


def returned_screen(done: ReturnedPages) -> Screen:
    """Tell whose pages are in a zip, and whose are not."""
    waiting = [
        (student, "a person has not marked all of it yet")
        for student in sorted(done.waiting)
    ]
    lines = [
        *_listed("left out", done.left_out, "their pages are not in the zip:"),
        screen_line(
            f"{done.path}: {count_noun(len(done.students), 'page')}", style="bold"
        ),
        *_listed("not final", waiting, ""),
    ]
    return Screen(join_lines(lines), asdict(done))


def _clocks(done: CollectionResult) -> Iterator[Text]:
    # Some systems do not say when work came in: then a person should know it.
    for layout, told in zip(done.layouts, done.clocks, strict=True):
        if layout in done.guessed:
            yield signed_line("note", f"times: {told}")
        else:
            yield screen_line(f"  times: {told}")


def _placing(done: CollectionResult) -> Iterator[Text]:
    if done.left_out:
        name = make_visible(done.assignment, 60)
        yield screen_line(
            f"hint: unpack what was left out, and autograder collect {name} FILE "
            "--student ID"
        )


def _counted(label: str, number: int, more: str = "") -> Text:
    return screen_line(f"  {label:<11}{number:>5}   {more}".rstrip())


def _listed(label: str, rows: Sequence[tuple[str, str]], more: str) -> list[Text]:
    if not rows:
        return []
    shown = [(make_visible(what, 70), make_visible(why, 200)) for what, why in rows]
    lines = [_counted(label, len(rows), more)]
    lines += [
        indent_line(signed_line("bad", row))
        for row in align_columns(shown[:MAX_LISTED])
    ]
    if shown[MAX_LISTED:]:
        left = len(shown) - MAX_LISTED
        lines.append(screen_line(f"        and {left} more: --json lists all"))
    return lines
