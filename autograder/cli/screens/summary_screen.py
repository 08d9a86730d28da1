"""What `autograder grade` says at its end, and `autograder gradebook`. Pure.

A sign carries each meaning and a word follows it; colour only repeats it.
"""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.text import Text

from autograder.batch.summary import BatchSummary, ExerciseStats
from autograder.cli.screens.report_screen import NAME_WIDTH
from autograder.common.terminal import (
    Screen,
    align_columns,
    indent_line,
    join_lines,
    screen_line,
    signed_line,
)
from autograder.common.text import count_noun, make_visible
from autograder.course.policy import AttemptChoice
from autograder.grading import wording

if TYPE_CHECKING:  # it brings nbgrader's imports with it
    from autograder.batch.rebuild import GradebookContents

MAX_LISTED = 10
"""submissions named before the rest is counted"""
MAX_OFTEN = 5


def summary_screen(
    tally: BatchSummary,
    *,
    left_out: Sequence[tuple[str, str]] = (),
    unchanged: int = 0,
    late: int | None = None,
    places: Sequence[str] = (),
    suite: str = "",
) -> Screen:
    """Sum up a run of `grade`.

    Args:
        tally: of all submissions of the run, unchanged ones and our failures too.
        left_out: folders that are no submission we can carry, each with its reason.
        unchanged: how many of them were graded before and not again.
        late: how many came late; None when there is no due date.
        places: what was written, in the user's words: files and folders.
        suite: which hidden suite it was, and whether it is certified.
    """
    lines = [
        *_named("suspicious", "their points wait for a person:", tally.suspicious),
        *_named("unreadable", "a person must decide:", tally.unreadable),
        *_refused(left_out),
        _counted("graded", len(tally.scores) - unchanged, _statistics(tally)),
    ]
    if unchanged:
        lines.append(_counted("unchanged", unchanged))
    if late is not None:
        lines.append(_counted("late", late))
    lines += [
        *_undated(tally),
        *_attempts(tally.choices),
        *_not_graded(tally),
        *_gone(tally.gone),
        *_often_wrong(tally.exercises),
    ]
    if suite:
        lines.append(screen_line(f"  graded by   {suite}"))
    if places:
        lines += [screen_line(), screen_line("  ".join(places))]
    lines += _hints(tally, nothing_new=len(tally) == unchanged)
    return Screen(join_lines(lines))


def _named(label: str, told: str, found: Sequence[tuple[str, str]]) -> list[Text]:
    """Name whose points wait for a person: before anything else, and all of them."""
    if not found:
        return []
    head = _counted(label, len(found), told)
    rows = align_columns(
        [(make_visible(name, 30), make_visible(why, 200)) for name, why in found]
    )
    return [head, *(indent_line(signed_line("bad", row)) for row in rows)]


def _refused(refused: Sequence[tuple[str, str]]) -> list[Text]:
    if not refused:
        return []
    head = _counted(
        "left out", len(refused), "they have no Report; rename or move the folder:"
    )
    cells = [(make_visible(name, 40), make_visible(why, 200)) for name, why in refused]
    rows = align_columns(cells[:MAX_LISTED])
    lines = [head, *(indent_line(signed_line("bad", row)) for row in rows)]
    if refused[MAX_LISTED:]:
        lines.append(screen_line(f"        and {len(refused) - MAX_LISTED} more"))
    return lines


def _counted(label: str, number: int, more: str = "") -> Text:
    return screen_line(f"  {label:<11}{number:>5}   {more}".rstrip())


def _statistics(tally: BatchSummary) -> str:
    if not tally.scores:
        return ""
    return (
        f"mean {wording.format_points(statistics.fmean(tally.scores))}"
        f" / {wording.format_points(tally.max_score)}"
        f"   median {wording.format_points(statistics.median(tally.scores))}"
        f"   lowest {wording.format_points(min(tally.scores))}"
    )


def _attempts(choices: Sequence[AttemptChoice]) -> list[Text]:
    """Count the attempts that there were to choose from; name who was not taken last.

    What could not be judged and could not have counted either is told here only.
    """
    if not choices:
        return []
    number = sum(len(choice.contenders) for choice in choices)
    told = f"of {count_noun(len(choices), 'student')}; the best counts"
    earlier = [
        (
            make_visible(choice.student, 30),
            f"{choice.chosen.number} of {len(choice.contenders)}",
        )
        for choice in choices
        if not choice.is_latest
    ]
    lines = [_counted("attempts", number, told)]
    if earlier:
        named = ", ".join(f"{who}: {which}" for who, which in earlier[:MAX_LISTED])
        if earlier[MAX_LISTED:]:
            named += f" and {len(earlier) - MAX_LISTED} more"
        lines.append(screen_line(f"{' ' * 21}not the latest counts of {named}"))
    undecided = sum(
        contender.open for choice in choices for contender in choice.contenders
    )
    if undecided:
        lines.append(screen_line(f"{' ' * 21}{undecided} not wholly graded: our fault"))
    return lines


def _not_graded(tally: BatchSummary) -> list[Text]:
    if not tally.not_graded:
        return []
    head = _counted("not graded", len(tally.not_graded), "our fault, no points lost:")
    cells = [
        (_who(students), make_visible(name, 40), make_visible(message, 200))
        for (name, message), students in _by_reason(tally.ours)
    ]
    table = align_columns(cells[:MAX_LISTED])
    lines = [head, *(indent_line(signed_line("note", row)) for row in table)]
    if len(cells) > MAX_LISTED:
        lines.append(screen_line(f"        and {len(cells) - MAX_LISTED} more"))
    return lines


def _undated(tally: BatchSummary) -> list[Text]:
    """Name who is in time only because nothing says when they handed in."""
    if not tally.undated:
        return []
    head = "no record of when it came, and the file is newer than the due date:"
    remedy = f"`autograder collect {tally.assignment} FILE --student ID --at TIME`"
    return [
        _counted("undated", len(tally.undated), f"{head} taken for in time"),
        screen_line(f"{' ' * 21}{_few(sorted(tally.undated))}; {remedy} says when"),
    ]


def _few(students: Sequence[str]) -> str:
    named = ", ".join(make_visible(student, 30) for student in students[:MAX_OFTEN])
    left = len(students) - MAX_OFTEN
    if left > 0:
        return f"{named} and {left} more"
    return named


def _by_reason(
    faults: Iterable[tuple[str, str, str]],
) -> list[tuple[tuple[str, str], list[str]]]:
    """Give each exercise and message once, with whom they met."""
    found: dict[tuple[str, str], list[str]] = {}
    for student, name, message in sorted(faults):
        found.setdefault((name, message), []).append(student)
    return sorted(found.items(), key=lambda reason: (reason[1][0], reason[0]))


def _who(students: Sequence[str]) -> str:
    first, *others = students
    if others:
        return f"{make_visible(first, 30)} and {len(others)} more"
    return make_visible(first, 30)


def _gone(students: Sequence[str]) -> list[Text]:
    if not students:
        return []
    told = f"graded before, no submission now: {_few(students)}"
    return [_counted("gone", len(students), told)]


def _often_wrong(exercises: Mapping[str, ExerciseStats]) -> list[Text]:
    """Name the exercises that cost most people points, and what most of them saw."""
    shares = [(seen.lost / seen.results, name) for name, seen in exercises.items()]
    worst = sorted((-share, name) for share, name in shares if share > 0)[:MAX_OFTEN]
    rows = [
        (
            make_visible(name, NAME_WIDTH),
            f"{-share:.0%}".rjust(4),
            _commonest("most like", exercises[name].likes)
            or _commonest("mostly", exercises[name].causes),
        )
        for share, name in worst
    ]
    # The label stands once, in front of the first row.
    heads = ["  often wrong  ", *[" " * 15] * len(rows)]
    return [
        screen_line(head + row)
        for head, row in zip(heads, align_columns(rows), strict=False)
    ]


def _commonest(what: str, causes: Mapping[str, int]) -> str:
    if not causes:
        return ""
    # By name where they are equally common: whatever order they were seen in.
    common = sorted(causes.items(), key=lambda cause: (-cause[1], cause[0]))[:2]
    told = [f"{make_visible(text, 70)} ({number})" for text, number in common]
    return f"{what}: {', '.join(told)}"


def _hints(tally: BatchSummary, *, nothing_new: bool) -> list[Text]:
    if tally.not_graded:
        hint = (
            "`autograder doctor` looks for the cause in this machine, "
            f"`autograder certify {tally.assignment}` in the suite; then "
            f"`autograder grade {tally.assignment}` grades "
            f"{count_noun(len(tally.not_graded), 'submission')} again"
        )
    elif nothing_new:
        hint = "nothing is new; `--force` grades unchanged submissions again"
    else:
        return []
    return [screen_line(), screen_line(f"hint: {hint}")]


def gradebook_screen(held: "GradebookContents") -> Screen:
    """Say what the gradebook holds of an assignment."""
    lines = [
        _counted("in it", held.students, f"of {count_noun(held.reports, 'Report')}"),
        _counted("by people", held.manual, "scores that were given in formgrader"),
        _counted("waiting", held.waiting, "exercises that a person must look at"),
    ]
    if held.students != held.reports:
        told = f"`autograder gradebook {held.assignment} --rebuild` makes it anew"
        lines += [screen_line(), screen_line(f"hint: {told}")]
    return Screen(join_lines(lines), asdict(held))
