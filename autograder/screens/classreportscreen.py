"""What `autograder classreport` says of the page that it wrote. Pure."""

from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.classreport import ClassReport, describe_totals, plain
from autograder.terminal import Screen, joined, line
from autograder.text import count


def class_report_screen(report: ClassReport, page: Path) -> Screen:
    """Say where the page is and what is on it."""
    lines = [line(f"  {told}") for told in _told(report)]
    return Screen(joined([*lines, line(), line(str(page))]), plain(report))


def _told(report: ClassReport) -> Iterator[str]:
    stats = report.stats
    submissions = [count(stats.reports, "submission"), describe_totals(stats)]
    yield "; ".join(filter(None, submissions))
    yield (
        f"{count(len(report.examples), 'known mistake')}, "
        f"{len(report.unexplained)} unexplained; late {len(stats.late)}, "
        f"missing {len(report.missing)}; "
        f"{count(len(report.pairs), 'pair')} with nearly the same code"
    )
