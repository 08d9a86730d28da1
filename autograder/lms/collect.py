"""Collect what a learning system gives when one downloads all submissions.

Theory of operation. A source is read path by path; `layouts` says whose each file is,
`roster` which student that is. The files of a submission become an attempt, which
`attempts` keeps; the latest of a student's is copied to `submitted/` and its time goes
on record. What could not be placed is listed with its reason, and its source is never
changed: nothing is lost. Running it again changes nothing.
"""

import contextlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

from autograder import words
from autograder.courses import courseyaml, roster
from autograder.courses.course import Assignment
from autograder.courses.courserules import CourseRules
from autograder.courses.lock import course_lock
from autograder.errors import UserError
from autograder.lms import layouts
from autograder.lms import worksheet as worksheets
from autograder.lms.filenames import MAX_FILES, fit, unused
from autograder.lms.layouts import Claim, Layout
from autograder.students.submit import MANIFEST
from autograder.submissions.archives import Budget, Entry, Source, inside, source
from autograder.submissions.arrivals import digest
from autograder.submissions.attempts import Attempt, Kept
from autograder.submissions.folder import ASIDE, STAMP, kind_of
from autograder.words import visible

CLOCKS = {
    Layout.GRADESCOPE: "Gradescope's own",
    Layout.NBGRADER: "those in the names of the exchange's folders",
    Layout.BLACKBOARD: "those in the files' names",
    Layout.CANVAS: "Canvas says only whether work was late, not when it came: on time "
    "counts as the due date at the latest, late as the time in the zip",
    Layout.MOODLE: "Moodle's zip does not say when work came in: what is dated after "
    "the due date is taken for in time. Its grading worksheet knows: --worksheet CSV",
    Layout.COURSE: "those of the files",
    Layout.SUBMIT: "those of the zips; the one inside is by the student's own clock",
}
"""which times are taken, in words"""
GUESSED = {Layout.CANVAS, Layout.MOODLE}
BY_NAME = {Layout.CANVAS, Layout.MOODLE}
"""which have everybody's latest submission once, under a name and a number"""
NAMESAKES = "another of this name handed in too, and the roster has one: `{}`"


@dataclass(slots=True)
class Collected:
    """What one collection came to."""

    assignment: str
    layouts: dict[Layout, int] = field(default_factory=dict)
    """how many submissions came in which layout"""
    new: list[str] = field(default_factory=list)
    """students who had none before"""
    replaced: list[str] = field(default_factory=list)
    """whose earlier attempt does not count any more"""
    older: list[str] = field(default_factory=list)
    """of whom something came that does not count: a later attempt is there"""
    unchanged: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    """whose attempt that counts is after their due date"""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """what was not placed, and why"""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """what was placed, and what a person should know of it"""

    dated: int = 0
    """how many submissions from Moodle its worksheet says the time of"""

    @property
    def clocks(self) -> list[str]:
        """Say which times were taken."""
        return [self._clock(one) for one in self.layouts]

    @property
    def guessed(self) -> set[Layout]:
        """Name the layouts whose times a person should not rely on."""
        known = self.dated and self.dated == self.layouts.get(Layout.MOODLE)
        return GUESSED - ({Layout.MOODLE} if known else set())

    def _clock(self, layout: Layout) -> str:
        if layout is not Layout.MOODLE or not self.dated:
            return CLOCKS[layout]
        told = "those of Moodle's grading worksheet, to the minute"
        left = self.layouts[layout] - self.dated
        if not left:
            return told
        return f"{told}; {words.count(left, 'submission')} not in it: taken for in time"


@dataclass(slots=True)
class _Submission:
    """The files of one submission in a source, before it is known whose it is."""

    claim: Claim
    files: list[tuple[Claim, Entry]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """The same with its content."""

    claim: Claim
    files: Mapping[str, bytes]
    originals: Mapping[str, str]
    seen: datetime


def collect(
    assignment: Assignment,
    path: Path,
    *,
    students: Path | None = None,
    worksheet: Path | None = None,
    wanted: Callable[[str], bool] = lambda _: True,
) -> Collected:
    """Collect an assignment's submissions from a zip or a folder.

    Args:
        assignment: whose submissions they are.
        path: what was downloaded.
        students: the roster; the one that course.yaml names if None.
        worksheet: Moodle's, which says when work came in.
        wanted: tells by its path in the source whether to look at a file.

    Raises:
        UserError: the source, the roster or the worksheet cannot be read.
        Busy: another command writes to this course.
    """
    course = assignment.course
    rules = courseyaml.read(course.root, course.names())
    if students is None and rules.roster:
        students = course.root / rules.roster
    known = roster.read(students) if students else None
    done = Collected(assignment.name)
    times = _times(worksheet, rules.timezone) if worksheet else {}
    run = _Run(assignment, rules, layouts.Finder(known), done, times)
    budget = Budget()
    with (
        course_lock(course, f"collect {assignment.name}"),
        source(path, rules.timezone, budget) as opened,
    ):
        opened.entries = [one for one in opened.entries if wanted(one.path)]
        opened.refused = [one for one in opened.refused if wanted(one[0])]
        opened.copies = [one for one in opened.copies if wanted(one)]
        run.take(opened, path.name, budget)
    return done


def _times(path: Path, zone: tzinfo) -> Mapping[str, datetime]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"`{path}` cannot be read: {error}") from None
    return worksheets.parse(text, zone, path.name)


class _Run:
    """One collection, with the course's lock held."""

    def __init__(
        self,
        assignment: Assignment,
        rules: CourseRules,
        finder: layouts.Finder,
        done: Collected,
        times: Mapping[str, datetime],
    ) -> None:
        self._times = times
        self._assignment = assignment
        self._rules = rules
        self._finder = finder
        self._done = done
        self._zone: tzinfo = rules.timezone

    def take(self, found: Source, name: str, budget: Budget) -> None:
        """Collect all that is in a source."""
        self._done.left_out += found.refused
        entries = {one.path: one for one in _of_archive(found)}
        if manifest := entries.get(MANIFEST):
            self._take_packed(entries.values(), manifest, name)
            return
        metadata = _metadata(entries.values())
        claims = self._finder.settle_endings(
            self._claims(entries, metadata),
            (self._assignment.name, self._assignment.title),
        )
        claims = {path: self._dated(claim) for path, claim in claims.items()}
        submissions: dict[str, _Submission] = {}
        for path, claim in claims.items():
            one = submissions.setdefault(claim.key, _Submission(claim))
            one.files.append((claim, entries[path]))
        namesakes = self._namesakes(submissions.values())
        for key, one in submissions.items():
            if key in namesakes:
                self._leave(one.claim.original, NAMESAKES.format(namesakes[key]))
            else:
                self._place(self._opened(one, budget))
        layout = next((claim.layout for claim in claims.values()), None)
        self._tell_of_copies(self._claims(found.copies, metadata), claims)
        for path, entry in entries.items():
            if path not in claims and _is_work(path):
                self._take_unclaimed(entry, layout, found, budget)

    def _namesakes(self, submissions: Iterable[_Submission]) -> Mapping[str, str]:
        """Give the submissions of different people that a name gives to one student.

        Returns:
            The student, by the submission's key.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for one in submissions:
            if one.claim.layout in BY_NAME:
                for person in one.claim.people:
                    with contextlib.suppress(ValueError):
                        found[self._finder.find(person)].append(one.claim.key)
        return {
            key: student for student, keys in found.items() if keys[1:] for key in keys
        }

    def _claims(
        self, paths: Iterable[str], metadata: Mapping[str, Any]
    ) -> dict[str, Claim]:
        return layouts.claims(
            paths,
            zone=self._zone,
            metadata=metadata,
            assignment=self._assignment.name,
        )

    def _tell_of_copies(
        self, copies: Mapping[str, Claim], claims: Mapping[str, Claim]
    ) -> None:
        """Tell of what Jupyter saved beside a notebook where there is no notebook."""
        endings = (".ipynb", ".zip")
        there = {
            one.key for path, one in claims.items() if path.lower().endswith(endings)
        }
        for path, claim in copies.items():
            if claim.key not in there:
                self._leave(path, "Jupyter's own copy, and no notebook was handed in")

    def _dated(self, claim: Claim) -> Claim:
        """Add when a submission came in, where Moodle's worksheet says that."""
        number = claim.key.rpartition("_")[2]
        if claim.layout is not Layout.MOODLE or number not in self._times:
            return claim
        return replace(claim, at=self._times[number])

    def _take_unclaimed(
        self, entry: Entry, layout: Layout | None, found: Source, budget: Budget
    ) -> None:
        """Look whether a file that nobody claims is a zip that says whose it is."""
        reason = layouts.why_not(entry.path, layout)
        inner = None
        # Beside files of a system's own naming it is somebody's, whatever it says.
        is_ours = layout is None and not layouts.is_systems(entry.path)
        if is_ours and entry.path.lower().endswith(".zip"):
            try:
                inner = inside(entry.read(), self._zone, budget)
            except ValueError as error:
                reason = str(error)
        if inner is None:
            self._leave(entry.path, reason)
        elif any(one.path == MANIFEST for one in inner.entries) or found.is_folder:
            self.take(_timed(inner, entry), entry.path, budget)
        else:
            self._leave(entry.path, reason)

    def _take_packed(
        self, entries: Iterable[Entry], manifest: Entry, name: str
    ) -> None:
        """Take a zip that `autograder submit` made, by what it says itself."""
        try:
            said = json.loads(manifest.read())
        except (ValueError, RecursionError) as error:
            self._leave(name, f"its {MANIFEST} cannot be read: {error}")
            return
        claim = layouts.of_manifest(said if isinstance(said, dict) else {}, name)
        files = [(_at(claim, one.path), one) for one in entries]
        self._place(self._read(_Submission(claim, files)))

    # ------------------------------------------------------------ reading

    def _opened(self, submission: _Submission, budget: Budget) -> _Read:
        """Read a submission; a zip that lies alone in it is opened."""
        files: list[tuple[Claim, Entry]] = []
        for claim, entry in submission.files:
            inner = self._inside(entry, budget)
            if inner is None or not inner.entries:
                files.append((claim, entry))
                continue
            for path, reason in inner.refused:
                self._note(f"{entry.path}/{path}", f"left out: {reason}")
            files += [(_at(claim, one.path), one) for one in inner.entries]
            if inner.refused or (inner.copies and not _has_notebook(inner)):
                files.append((claim, entry))  # the zip itself, so that nothing is lost
        return self._read(_Submission(submission.claim, files), submission)

    def _inside(self, entry: Entry, budget: Budget) -> Source | None:
        if not entry.path.lower().endswith(".zip"):
            return None
        try:
            return inside(entry.read(), self._zone, budget)
        except ValueError as reason:
            self._note(entry.path, f"not opened: {reason}")
            return None

    def _read(self, made: _Submission, outer: _Submission | None = None) -> _Read:
        """Read the files of a submission under names that are fit for a disk."""
        files: dict[str, bytes] = {}
        originals: dict[str, str] = {}
        for claim, entry in made.files:
            if len(files) >= MAX_FILES:
                self._note(entry.path, f"left out: more than {MAX_FILES} files")
                continue
            if claim.file in (STAMP, ASIDE):  # the exchange's own, or made to look so
                continue
            name = unused(fit(claim.file, self._assignment.notebook), files)
            try:
                files[name] = entry.read()
            except ValueError as reason:
                self._note(entry.path, f"left out: {reason}")
                continue
            originals[name] = claim.original
        times = [one.when for _, one in (outer or made).files if one.when]
        latest = max(times, default=datetime.fromtimestamp(0, UTC))
        return _Read(claim=made.claim, files=files, originals=originals, seen=latest)

    # ------------------------------------------------------------ placing

    def _place(self, read: _Read) -> None:
        claim = read.claim
        if claim.assignment and claim.assignment != self._assignment.name:
            self._leave(claim.original, f"it is of `{visible(claim.assignment, 60)}`")
            return
        if not read.files:
            self._leave(claim.original, "nothing in it could be read")
            return
        self._done.layouts[claim.layout] = self._done.layouts.get(claim.layout, 0) + 1
        self._done.dated += claim.layout is Layout.MOODLE and claim.at is not None
        if not claim.people:
            self._leave(claim.original, "it does not say whose it is")
        for person in claim.people:
            try:
                student = self._finder.find(person)
                self._place_for(student, read)
            except ValueError as reason:
                self._leave(claim.original, str(reason))

    def _place_for(self, student: str, read: _Read) -> None:
        if kind_of(self._assignment.course.submitted / student) == "a link":
            raise ValueError(
                f"submitted/{student} is a link, and links are not followed"
            )
        due = self._due(student)
        attempt = Attempt(
            at=_moment(read, due),
            seen=read.seen,
            source=read.claim.layout.value,
            files={name: digest(data) for name, data in read.files.items()},
            originals=read.originals,
            guessed=read.claim.at is None and read.claim.layout in GUESSED,
        )
        kept = Kept(self._assignment, student)
        if kept.take_in():
            self._note(
                f"submitted/{student}/{self._assignment.name}",
                "lay there and was not collected by us: it is kept as an attempt",
            )
        before = kept.counting
        added = kept.add(attempt, read.files)
        kept.settle(kept.latest if added else kept.counting)
        self._sort_in(student, before, kept.counting, added=added)
        if kept.counting and self._is_late(student, kept.counting.at):
            self._done.late = sorted({*self._done.late, student})

    def _sort_in(
        self, student: str, before: Attempt | None, now: Attempt | None, *, added: bool
    ) -> None:
        if not added:
            group = self._done.unchanged
        elif before is None:
            group = self._done.new
        elif now != before:
            group = self._done.replaced
        else:
            group = self._done.older
        group.append(student)

    def _due(self, student: str) -> datetime | None:
        """Give when the assignment is due for one student."""
        name = self._assignment.name
        due = self._assignment.due
        return self._rules.own_due(due, student, name) if due else None

    def _is_late(self, student: str, at: datetime) -> bool:
        """Tell whether a student's work is late as `grade` does: after the grace."""
        due = self._assignment.due
        name = self._assignment.name
        return due is not None and at > self._rules.late_after(due, student, name)

    def _leave(self, what: str, reason: str) -> None:
        self._done.left_out.append((visible(what, 200), visible(reason, 300)))

    def _note(self, what: str, told: str) -> None:
        self._done.notes.append((visible(what, 200), visible(told, 300)))


def _of_archive(found: Source) -> Iterator[Entry]:
    """Give a source's files; where nbgrader unpacked an archive, the archive's."""
    tops = {one.path.split("/")[0] for one in found.entries}
    unpacked = found.is_folder and {"archive", "extracted"} <= tops
    for one in found.entries:
        if not (unpacked and one.path.startswith("extracted/")):
            yield one


def _metadata(entries: Iterable[Entry]) -> Mapping[str, object]:
    """Read what Gradescope says of a download, if it is one of Gradescope's."""
    named = [one for one in entries if one.path.rpartition("/")[2] == layouts.METADATA]
    outermost = min(named, key=lambda one: one.path.count("/"), default=None)
    try:
        return layouts.metadata_of(outermost.read()) if outermost else {}
    except ValueError:
        return {}


def _is_work(path: str) -> bool:
    """Tell whether a file may be somebody's work, and no system's own."""
    return path.rpartition("/")[2] not in (layouts.METADATA, STAMP)


def _has_notebook(found: Source) -> bool:
    return any(one.path.lower().endswith(".ipynb") for one in found.entries)


def _timed(inner: Source, outer: Entry) -> Source:
    """Have the files of a zip carry the time of the zip: a student made theirs."""
    inner.entries = [
        Entry(path=one.path, when=outer.when, read=one.read) for one in inner.entries
    ]
    return inner


def _at(claim: Claim, file: str) -> Claim:
    return replace(claim, file=file)


def _moment(read: _Read, due: datetime | None) -> datetime:
    """Decide when a submission came in, by what its layout says of that."""
    claim = read.claim
    if claim.at is not None:
        return claim.at
    if due is not None and (claim.late is False or claim.layout is Layout.MOODLE):
        return min(read.seen, due)
    if claim.late and due is not None and read.seen <= due:
        return datetime.fromtimestamp(due.timestamp() + 1, due.tzinfo)
    return read.seen
