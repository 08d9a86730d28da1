"""What `autograder classreport` says of the page that it wrote. Pure."""

from collections.abc import Iterator
from pathlib import Path

from autograder.common.terminal import Screen, join_lines, screen_line
from autograder.common.text import count_noun
from autograder.tools.class_report.class_report import (
    ClassReport,
    class_report_values,
    describe_totals,
)


def class_report_screen(report: ClassReport, page: Path) -> Screen:
    """Say where the page is and what is on it."""
    lines = [screen_line(f"  {told}") for told in _told(report)]
    return Screen(
        join_lines([*lines, screen_line(), screen_line(str(page))]),
        class_report_values(report),
    )


def _told(report: ClassReport) -> Iterator[str]:
    stats = report.stats
    submissions = [count_noun(stats.reports, "submission"), describe_totals(stats)]
    yield "; ".join(filter(None, submissions))
    yield (
        f"{count_noun(len(report.examples), 'known mistake')}, "
        f"{len(report.unexplained)} unexplained; late {len(stats.late)}, "
        f"missing {len(report.missing)}; "
        f"{count_noun(len(report.pairs), 'pair')} with nearly the same code"
    )
