"""Collect what a learning system gives when one downloads all submissions.

Theory of operation. A source is read path by path; `layouts` says whose each file is,
`roster` which student that is. The files of a submission become an attempt, which
`attempts` keeps; the latest of a student's is copied to `submitted/` and its time goes
on record. What could not be placed is listed with its reason, and its source is never
changed: nothing is lost. Running it again changes nothing.

Each submission is read and placed inside one boundary (`_Run._apart`): whatever that
raises is told of this submission, and the others are collected.
"""

import contextlib
import json
import logging
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cached_property, partial
from pathlib import Path

from autograder.courses import roster
from autograder.courses.course import Assignment
from autograder.courses.csvtable import decode_csv
from autograder.courses.lateness import Lateness
from autograder.courses.lock import course_lock
from autograder.courses.moments import read_moment_option
from autograder.digests import sha256_by_name, sha256_hex
from autograder.errors import Interrupted, MachineError, UserError
from autograder.lms import download_names, layouts
from autograder.lms import worksheet as worksheets
from autograder.lms.download_names import Claim, Layout, Metadata, Person
from autograder.lms.gradescope_metadata import METADATA, Submitted, read_metadata
from autograder.lms.submission_reader import (
    ReadSubmission,
    Submission,
    SubmissionReader,
    with_file,
)
from autograder.submissions import arrivals, intake
from autograder.submissions.archives import (
    Budget,
    Entry,
    Shares,
    Source,
    inside,
    single_file,
    source,
)
from autograder.submissions.arrivals import DownloadNote
from autograder.submissions.attempts import Attempt, Kept
from autograder.submissions.folder import STAMP, kind_of
from autograder.submissions.owners import foreign_owner
from autograder.submissions.submission import MANIFEST
from autograder.text import count_noun, make_visible, suggest_closest

log = logging.getLogger(__name__)

CLOCKS = {
    Layout.GRADESCOPE: "Gradescope's own",
    Layout.NBGRADER: "those in the names of the exchange's folders",
    Layout.BLACKBOARD: "those in the files' names",
    Layout.BRIGHTSPACE: "those in the names that Brightspace gave",
    Layout.CANVAS: "Canvas says only whether work was late, not when it came: on time "
    "counts as the due date at the latest, late as the time in the zip",
    Layout.MOODLE: "Moodle's zip does not say when work came in: what is dated after "
    "the due date is taken for in time. Its grading worksheet knows: --worksheet CSV",
    Layout.COURSE: "those of the files; a copy or a clone of a file has its own",
    Layout.SUBMIT: "those of the zips; the one inside is by the student's own clock",
    Layout.BY_HAND: "what --at says, else what the download said that had this file",
}
"""which times are taken, in words"""
GUESSED = {Layout.CANVAS, Layout.MOODLE}
UNDATED = {Layout.MOODLE}
"""whose files are dated by when they were sent"""
MAX_TOLD = 20
"""lines about one submission"""
MAX_MANIFEST = 64 << 10
UNCHECKED = "whose folders they are is not checked: their owner is you, or not known"
FORGED = f"its {MANIFEST} is not as `autograder submit` writes it: pack it anew"
MIXED = (
    "zips of `autograder submit` lie above files of a learning system: collect each "
    "of them by itself"
)
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
        return f"{told}; {count_noun(left, 'submission')} not in it: taken for in time"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zip:
    """A zip in a source that says whose what in it is."""

    entry: Entry
    inner: Source
    packed: Submission | None
    """what `autograder submit` packed; None where a system made the zip"""


def collect(
    assignment: Assignment,
    path: Path,
    *,
    students: Path | None = None,
    worksheet: Path | None = None,
    wanted: Callable[[str], bool] | None = None,
) -> Collected:
    """Collect an assignment's submissions from a zip or a folder.

    Args:
        assignment: whose submissions they are.
        path: what was downloaded.
        students: the roster; the one that course.yaml names if None.
        worksheet: Moodle's, which says when work came in.
        wanted: of an inbox, where things arrive one by one: tells by its path in the
            source whether to take a file now.

    Raises:
        UserError: the source, the roster or the worksheet cannot be read.
        Busy: another command writes to this course.
    """
    course = assignment.course
    zone = course.rules.timezone
    known = roster.read(students) if students else course.student_finder.listed
    done = Collected(assignment.name)
    times = _times(worksheet, zone) if worksheet else {}
    run = _Run(assignment, layouts.Finder(known), done, times)
    with (
        course_lock(course, f"collect {assignment.name}"),
        source(path, zone, run.shares()) as opened,
    ):
        try:
            run.take(opened, path.name, wanted)
        finally:
            arrivals.record_downloaded(course, assignment.name, run.seen)
    if run.has_unchecked:
        done.notes.append((Layout.NBGRADER.value, UNCHECKED))
    return done


def place(
    assignment: Assignment,
    path: Path,
    student: str,
    *,
    at: str | None = None,
    students: Path | None = None,
) -> Collected:
    """Take one submission that a person says the student of.

    Args:
        assignment: whose submission it is.
        path: a notebook, a zip or a folder.
        student: an id, a login or an address.
        at: when it came in, on the course's clocks; if None, as a download said that
            had the same files.
        students: the roster; the one that course.yaml names if None.

    Raises:
        UserError: there is no such file or student, it is a whole class's, or nothing
            says when it came in.
        Busy: another command writes to this course.
    """
    course, budget = assignment.course, Budget()
    known = roster.read(students) if students else course.student_finder.listed
    done = Collected(assignment.name)
    when = None if at is None else read_moment_option(at, course.rules.timezone)
    run = _Run(assignment, layouts.Finder(known), done, {})
    is_one = path.is_file() and path.suffix.lower() != ".zip"
    zone = course.rules.timezone
    with (
        course_lock(course, f"collect {assignment.name}"),
        contextlib.ExitStack() as on,
    ):
        found = (
            single_file(path, budget)
            if is_one
            else on.enter_context(source(path, zone, budget))
        )
        run.place_by_hand(found, path, student, when)
    return done


def _times(path: Path, zone: tzinfo) -> Mapping[str, datetime]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"`{path}` cannot be read: {error}") from None
    return worksheets.parse(decode_csv(data, path.name), zone, path.name)


class _Run:
    """One collection, with the course's lock held."""

    def __init__(
        self,
        assignment: Assignment,
        finder: layouts.Finder,
        done: Collected,
        times: Mapping[str, datetime],
    ) -> None:
        self._times = times
        self.seen: dict[str, DownloadNote] = {}
        """what the source says of when each file came, by its SHA-256"""
        self._assignment = assignment
        self._finder = finder
        self._done = done
        self._zone: tzinfo = assignment.course.rules.timezone
        self._told: Counter[str] = Counter()
        """lines about each submission"""
        self._reader = SubmissionReader(self._zone, assignment.notebook, self._note_of)
        self.has_unchecked = False
        """a folder of the exchange, of which nobody can say who laid it there"""

    def take(
        self,
        found: Source,
        name: str,
        wanted: Callable[[str], bool] | None = None,
    ) -> None:
        """Collect all that is in a source; of an inbox, what is wanted now."""
        entries = {one.path: one for one in _of_archive(found)}
        packed = None if found.is_folder else _packed(entries, name)
        if packed:
            with self._apart(name):
                self._place(self._reader.read_files(packed.claim, packed.files))
            return
        is_wanted = wanted or (lambda _: True)
        for path, reason in found.refused:
            if is_wanted(path):
                self._leave(path, reason, of=self._front(path))
        level = layouts.find_level([*entries, *found.copies], self._assignment.name)
        is_inbox = wanted is not None
        most = self._beside(entries, level) if is_inbox else level
        zips = self._zips(entries.values(), most, within_folder=found.is_folder)
        if zips and (level is None or is_inbox):
            rest = self._take_zips(zips, entries, is_wanted)
            if level is not None and level == zips[0].entry.path.count("/"):
                self._take_named(found, rest, level, is_wanted)
            else:
                self._leave_all(rest.values(), is_wanted)
        elif any(one.packed for one in zips):
            for path in entries:
                self._leave(path, MIXED, of=self._front(path))
        else:
            self._take_named(found, entries, level or 0, is_wanted)

    def _take_named(
        self,
        found: Source,
        entries: Mapping[str, Entry],
        level: int,
        wanted: Callable[[str], bool],
    ) -> None:
        """Collect what lies under names that a system gave."""
        metadata = _metadata(entries, level)
        claims = self._claims([*entries, *found.copies], metadata)
        submissions: dict[str, Submission] = {}
        for path, claim in claims.items():
            if path in entries and not claim.refusal:
                one = submissions.setdefault(claim.key, Submission(claim))
                one.files.append((claim, entries[path]))
        namesakes = self._namesakes(submissions.values())
        for key, one in submissions.items():
            if wanted(one.claim.folder):
                with self._apart(one.claim.folder):
                    self._take_one(one, namesakes.get(key), found)
        layout = next((claim.layout for claim in claims.values()), None)
        for path, entry in entries.items():
            if wanted(path) and _is_work(path, layout, level):
                with self._apart(path):
                    self._tell_who_is_left(entry, claims.get(path), layout)
        copies = [one for one in found.copies if wanted(one)]
        self._tell_of_copies(copies, claims)

    def _tell_who_is_left(
        self, entry: Entry, claim: Claim | None, layout: Layout | None
    ) -> None:
        """Tell of a file that its path gives to nobody."""
        if claim is None:
            self._leave_unclaimed(entry, layout)
        elif claim.refusal:
            self._see_unclaimed(entry)
            self._leave(entry.path, claim.refusal, of=claim.key)

    def _take_one(
        self, submission: Submission, namesake: str | None, found: Source
    ) -> None:
        """Collect one submission; raises ValueError with the reason it cannot be."""
        claim = submission.claim
        if namesake:
            self._see(self._reader.open_submission(submission))  # a person may place it
            raise ValueError(NAMESAKES.format(namesake))
        if claim.instead:
            known = self._finder.find_listed(claim.people[0])
            who = known.name if known and known.name else claim.people[0].shown
            raise ValueError(f"{make_visible(who, 80)} handed in {claim.instead}")
        if claim.layout is Layout.NBGRADER:
            self._check_owner(claim, found)
        self._place(self._reader.open_submission(submission))

    def _check_owner(self, claim: Claim, found: Source) -> None:
        """Refuse a folder in the exchange that is not of whom its name says.

        Every student may write there, whatever name; nbgrader asks the same.
        """
        owner = foreign_owner(found.owners.get(claim.folder))
        said = claim.people[0]
        if not owner:
            self.has_unchecked = True
            return
        if not self._finder.is_account_of(owner, said):
            shown = make_visible(owner, 60)
            raise ValueError(
                f"the folder says `{said.shown}` and is of `{shown}`: "
                "cheating? if it is right, collect a copy of your own (cp -r)"
            )

    def _namesakes(self, submissions: Iterable[Submission]) -> Mapping[str, str]:
        """Give the submissions of different people that a name gives to one student.

        Returns:
            The student, by the submission's key.
        """
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for one in submissions:
            for person in one.claim.people if one.claim.sender else ():
                with contextlib.suppress(ValueError):
                    student = self._finder.find(person)
                    found[student][one.claim.sender].add(one.claim.key)
        return {
            key: student
            for student, senders in found.items()
            if len(senders) > 1
            for keys in senders.values()
            for key in keys
        }

    def _claims(self, paths: Iterable[str], metadata: Metadata) -> dict[str, Claim]:
        found = layouts.claims(
            paths,
            zone=self._zone,
            metadata=metadata,
            assignment=self._assignment.name,
        )
        titles = (self._assignment.name, self._assignment.title)
        settled = self._finder.settle_endings(found, titles)
        return {path: self._dated(claim) for path, claim in settled.items()}

    def _front(self, path: str) -> str:
        """Give what names a submission in a path; where nothing does, its folder."""
        known = layouts.submission_of(path, self._assignment.name)
        return known or path.rpartition("/")[0]

    @contextlib.contextmanager
    def _apart(self, what: str) -> Iterator[None]:
        """Keep what one submission raises from all others."""
        try:
            yield
        except ValueError as reason:  # what we refuse, in words
            self._leave(what, str(reason))
        except (UserError, MachineError, Interrupted):  # nobody's submission
            raise
        except Exception as error:
            log.debug("collecting one submission failed", exc_info=True)
            fault = f"{type(error).__name__}: {error}"
            self._leave(what, f"a fault of ours, please report it: {fault}")

    def _tell_of_copies(
        self, copies: Sequence[str], claims: Mapping[str, Claim]
    ) -> None:
        """Tell of what Jupyter saved beside a notebook where there is no notebook."""
        endings, saved = (".ipynb", ".zip"), frozenset(copies)
        there = {
            one.key
            for path, one in claims.items()
            if path.lower().endswith(endings) and path not in saved
        }
        for path in copies:
            claim = claims.get(path)
            if claim and claim.key not in there:
                reason = "Jupyter's own copy, and no notebook was handed in"
                self._leave(path, reason, of=claim.key)

    def _dated(self, claim: Claim) -> Claim:
        """Add when a submission came in, where Moodle's worksheet says that."""
        if claim.layout is not Layout.MOODLE or claim.sender not in self._times:
            return claim
        return replace(claim, at=self._times[claim.sender])

    def _leave_unclaimed(self, entry: Entry, layout: Layout | None) -> None:
        self._see_unclaimed(entry)
        reason = download_names.why_not(entry.path, layout)
        if layout is None:
            reason = self._why_not_packed(entry) or reason
        self._leave(entry.path, reason, of=self._front(entry.path))

    def _see(self, read: ReadSubmission) -> None:
        """Keep when the files of a submission came: a person may place them."""
        note = _download_note(read.claim, read.seen)
        self.seen |= {
            sha256_hex(data): replace(note, original=read.originals[name])
            for name, data in read.files.items()
        }

    def _see_unclaimed(self, entry: Entry) -> None:
        """Keep when a notebook came that is nobody's."""
        name = entry.path.rpartition("/")[2]
        if entry.when and name.lower().endswith(".ipynb"):
            late = True if re.search(r"(?:^|_)LATE_", name) else None
            note = DownloadNote(
                seen=entry.when, late=late, is_dated=False, original=name
            )
            with contextlib.suppress(ValueError):
                self.seen.setdefault(sha256_hex(entry.read()), note)

    def _why_not_packed(self, entry: Entry) -> str:
        """Say what is wrong with a zip, or with what lies in one of `submit`'s."""
        if entry.path == MANIFEST:
            return FORGED
        if not entry.path.lower().endswith(".zip"):
            return ""
        try:
            inner = inside(entry.read(), self._zone, Budget())
        except ValueError as reason:
            return str(reason)
        return FORGED if any(one.path == MANIFEST for one in inner.entries) else ""

    # ------------------------------------------------------------ zips in a source

    def _zips(
        self, entries: Iterable[Entry], level: int | None, *, within_folder: bool
    ) -> list[_Zip]:
        """Give the zips that say whose they are, where the outermost of them lie.

        Only above all that a system named: beside that they are somebody's, whatever
        they say. Zips in a zip count where `autograder submit` made them, those in a
        folder also where a system did.
        """
        by_depth: dict[int, list[Entry]] = defaultdict(list)
        for one in entries:
            named = layouts.submission_of(one.path, self._assignment.name)
            if one.path.lower().endswith(".zip") and not named:
                by_depth[one.path.count("/")].append(one)
        for depth in sorted(by_depth):
            if level is not None and depth >= level:
                break
            tried = (self._as_download(one, within_folder) for one in by_depth[depth])
            if zips := [one for one in tried if one is not None]:
                return zips
        return []

    def _as_download(self, entry: Entry, within_folder: bool) -> _Zip | None:
        try:
            inner = inside(entry.read(), self._zone, self.shares())
        except ValueError:
            return None
        entries = {one.path: one for one in inner.entries}
        packed = _packed(entries, entry.path)
        level = layouts.find_level(entries, self._assignment.name)
        if packed or (within_folder and level is not None):
            return _Zip(entry=entry, inner=inner, packed=packed)
        return None

    def _beside(self, paths: Iterable[str], level: int | None) -> int | None:
        """Give the depth above which zips count in an inbox.

        People send there one by one: what a system named takes nothing from a zip that
        lies beside it. Only in the exchange everything else is nobody's.
        """
        if level is None:
            return None
        claims = layouts.claims(
            paths, zone=self._zone, metadata={}, assignment=self._assignment.name
        )
        is_exchange = any(one.layout is Layout.NBGRADER for one in claims.values())
        return level if is_exchange else level + 1

    def _take_zips(
        self,
        zips: Sequence[_Zip],
        entries: Mapping[str, Entry],
        wanted: Callable[[str], bool],
    ) -> dict[str, Entry]:
        """Collect zips, each by itself; give what lies around them."""
        for one in zips:
            path = one.entry.path
            if wanted(path):
                with self._apart(path):
                    self.take(_timed(one.inner, one.entry), path)
        taken = {one.entry.path for one in zips}
        return {path: one for path, one in entries.items() if path not in taken}

    def _leave_all(
        self, entries: Iterable[Entry], wanted: Callable[[str], bool]
    ) -> None:
        """Tell of files that no name gives to anybody."""
        for one in entries:
            if wanted(one.path) and _is_work(one.path, None, 0):
                with self._apart(one.path):
                    self._leave_unclaimed(one, None)

    def shares(self) -> Shares:
        """Give each submission of a download its own share of what is listed."""
        return Shares(partial(layouts.submission_of, assignment=self._assignment.name))

    # ------------------------------------------------------------ placing

    def place_by_hand(
        self, found: Source, path: Path, student: str, at: datetime | None
    ) -> None:
        """Take all that is in a source as one submission of this student."""
        try:
            known = self._finder.find(Person(id=student))
        except ValueError as reason:
            near = suggest_closest(student, self._finder.people.listed or ())
            raise UserError(str(reason), hint=near) from None
        self._refuse_several(found, path)
        top = _shared_folder([one.path for one in found.entries])
        claim = download_names.by_hand(student, path.name)
        files = [
            (with_file(claim, one.path.removeprefix(top)), one) for one in found.entries
        ]
        read = self._reader.open_submission(Submission(claim, files))
        if not read.files:
            raise UserError(f"nothing in `{path}` could be read")
        moment = at or self._said_before(read, known, path)
        self._place(replace(read, claim=replace(claim, at=moment)))
        shown = moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M %Z")
        self._note(path.name, f"of {known}, in since {shown}")

    def _refuse_several(self, found: Source, path: Path) -> None:
        entries = {one.path: one for one in found.entries}
        level = layouts.find_level(entries, self._assignment.name) or 0
        claims = self._claims(entries, _metadata(entries, level))
        several = {one.key for one in claims.values()}
        if len(several) > 1:
            raise UserError(
                f"`{path}` holds {len(several)} submissions, not one student's",
                hint="unpack it and give the notebook, or the folder, of this student",
            )

    def _said_before(self, read: ReadSubmission, student: str, path: Path) -> datetime:
        """Give when these files came in by the download that had them."""
        notes = arrivals.downloaded_notes(
            self._assignment.course, self._assignment.name
        )
        hashes = sha256_by_name(read.files)
        main = [it for name, it in hashes.items() if name.lower().endswith(".ipynb")]
        told = [notes.get(one) for one in main or hashes.values()]
        due, own = self._assignment.due, self._assignment.own_due(student)
        known = [one.moment(due, own) for one in told if one]
        if len(known) < len(told):
            raise UserError(
                f"when did `{path.name}` come in? no download says it",
                hint="say it with --at, such as --at '2026-03-01 23:59'",
            )
        return max(known)

    def _place(self, read: ReadSubmission) -> None:
        claim = read.claim
        self._see(read)
        if claim.assignment and claim.assignment != self._assignment.name:
            self._leave(
                claim.original, f"it is of `{make_visible(claim.assignment, 60)}`"
            )
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

    def _place_for(self, student: str, read: ReadSubmission) -> None:
        student = self._folder(student)
        if kind_of(self._assignment.course.submitted / student) == "a link":
            raise ValueError(
                f"submitted/{student} is a link, and links are not followed"
            )
        due, own = self._assignment.due, self._assignment.own_due(student)
        attempt = Attempt(
            at=_download_note(read.claim, read.seen).moment(due, own),
            seen=read.seen,
            source=read.claim.layout.value,
            files=sha256_by_name(read.files),
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

    @cached_property
    def _folders(self) -> Mapping[str, Sequence[str]]:
        return intake.folders_by_student(self._assignment, self._finder.people)

    def _folder(self, student: str) -> str:
        """Give what a student's folder is called, where one lies there already."""
        there = self._folders.get(student) or [student]
        if there[1:]:
            raise ValueError(intake.two_folders(there))
        return there[0]

    def _is_late(self, student: str, at: datetime) -> bool:
        """Tell whether a student's work is late as `grade` does: after the grace."""
        return Lateness.of(self._assignment, student, at).is_late

    def _leave(self, what: str, reason: str, *, of: str = "") -> None:
        """Say what is left out; `of`: of which submission."""
        self._tell(self._done.left_out, what, reason, of)

    def _note_of(self, what: str, told: str, key: str) -> None:
        self._note(what, told, of=key)

    def _note(self, what: str, told: str, *, of: str = "") -> None:
        self._tell(self._done.notes, what, told, of)

    def _tell(self, rows: list[tuple[str, str]], what: str, told: str, of: str) -> None:
        """Tell of a submission no more than a person reads."""
        self._told[of] += bool(of)
        if self._told[of] <= MAX_TOLD:
            rows.append((make_visible(what, 200), make_visible(told, 300)))
        elif self._told[of] == MAX_TOLD + 1:
            rows.append((make_visible(of, 200), "there is more of this kind in it"))


def _packed(entries: Mapping[str, Entry], name: str) -> Submission | None:
    """Give what `autograder submit` packed: a notebook, and its hash in a manifest.

    Anything else in the zip, and the manifest is somebody's file as any other.
    """
    if MANIFEST not in entries or len(entries) != 2:  # noqa: PLR2004
        return None
    try:
        text = entries[MANIFEST].read()
        said = json.loads(text) if len(text) <= MAX_MANIFEST else {}
        hash_ = sha256_hex(entries[said["file"]].read())
        student, assignment = str(said["student"]), str(said["assignment"])
        if hash_ != said["sha256"]:
            return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    claim = download_names.of_manifest(student, assignment, name)
    files = [(with_file(claim, one.path), one) for one in entries.values()]
    return Submission(claim, files)


def _of_archive(found: Source) -> Iterator[Entry]:
    """Give a source's files; where nbgrader unpacked an archive, the archive's."""
    tops = {one.path.split("/")[0] for one in found.entries}
    unpacked = found.is_folder and {"archive", "extracted"} <= tops
    for one in found.entries:
        if not (unpacked and one.path.startswith("extracted/")):
            yield one


def _metadata(entries: Mapping[str, Entry], level: int) -> Metadata:
    """Read what Gradescope says, where it puts that: beside what it named."""
    named: dict[str, set[str]] = defaultdict(set)
    for path in entries:
        parts = path.split("/")
        named["/".join(parts[:level])].update(parts[level : level + 1])
    found: dict[str, Mapping[str, Submitted | str] | str] = {}
    for around, names in named.items():
        entry = entries.get(f"{around}/{METADATA}" if around else METADATA)
        if entry is not None:
            try:
                found[around] = read_metadata(entry.read(), names)
            except ValueError as reason:
                found[around] = f"Gradescope's {METADATA} cannot be read: {reason}"
    return found


def _is_work(path: str, layout: Layout | None, level: int) -> bool:
    """Tell whether a file may be somebody's work, and no system's own."""
    name = path.rpartition("/")[2]
    is_index = layout is Layout.BRIGHTSPACE and name == "index.html"
    return not (name in (METADATA, STAMP) or (is_index and path.count("/") <= level))


def _timed(inner: Source, outer: Entry) -> Source:
    """Have the files of a zip carry the time of the zip: a student made theirs."""
    inner.entries = [
        Entry(path=one.path, when=outer.when, read=one.read) for one in inner.entries
    ]
    return inner


def _download_note(claim: Claim, seen: datetime) -> DownloadNote:
    """Say what a download tells of when a submission in it came in."""
    return DownloadNote(
        seen=seen,
        at=claim.at,
        late=claim.late,
        is_dated=claim.layout not in UNDATED,
        source=claim.layout.value,
        original=claim.original,
    )


def _shared_folder(paths: Sequence[str]) -> str:
    """Give the folder that all lie in, with its slash; empty when there is none."""
    shared = posixpath.commonpath([one.rpartition("/")[0] for one in paths] or [""])
    return f"{shared}/" if shared else ""
