"""How each learning system lays out its downloads: whose a file is.

Pure. `docs/collect.md` says where each layout is documented.

Theory of operation. A system writes one name of each path: a file's, or that of a
folder with all that was handed in. These names stand at one depth, the outermost where
any name has such a form (`find_level`), and that depth is the only one that is read.
What a student can choose lies deeper, or at the end of the name; a name is read by the
form that is whole first, from its front. What has no form there is nobody's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo

from autograder.common.text import make_visible
from autograder.course.roster import RosterEntry
from autograder.course.student_finder import StudentFinder, simple_letters
from autograder.course.student_ids import invalid_id_reason, normal_id
from autograder.tools.lms.download_names import (
    MOODLE_HID,
    Claim,
    Layout,
    Metadata,
    Person,
    read_system_name,
)

__all__ = ["Claim", "Finder", "Layout", "Person", "find_claims", "find_level"]

_DIRECT = (Layout.NBGRADER,)
"""students themselves write there, and the machine says who"""

_MANY = 3
"""two may be of one name; three who are all that handed in are not"""

# ------------------------------------------------------------------ the level


def find_level(paths: Iterable[str], assignment: str) -> int | None:
    """Give how many folders lie around the names that a system wrote; None if none."""
    levels = (len(place) - 1 for path in paths if (place := _place(path, assignment)))
    return min(levels, default=None)


def submission_of(path: str, assignment: str) -> str:
    """Give the front of a path that names a submission; empty where none does."""
    return "/".join(_place(path, assignment))


def _place(path: str, assignment: str) -> Sequence[str]:
    """Give the front of a path up to the first name of a system's."""
    parts = path.split("/")
    for at in range(len(parts)):
        if read_system_name(parts, at, assignment=assignment) is not None:
            return parts[: at + 1]
    return ()


def find_claims(
    paths: Iterable[str], *, zone: tzinfo, metadata: Metadata, assignment: str
) -> dict[str, Claim]:
    """Give what is known of each path, by the name at the level where systems write.

    Args:
        paths: of all files of a download.
        zone: where clocks stood that wrote a time without an offset.
        metadata: Gradescope's, if there is any.
        assignment: the one that is collected.
    """
    listed = list(paths)
    level = find_level(listed, assignment)
    if level is None:
        return {}
    found: dict[str, Claim] = {}
    for path in listed:
        parts = path.split("/")
        claim = read_system_name(parts, level, zone, metadata, assignment)
        if claim is not None:
            key = "/".join([*parts[:level], claim.key])
            folder = "/".join(parts[: level + 1])
            found[path] = replace(claim, key=key, folder=folder)
    # Into the exchange a student can lay whatever looks like another system's.
    direct = {path: claim for path, claim in found.items() if claim.layout in _DIRECT}
    return direct or _without_wrappers(_without_stand_ins(found))


def _without_wrappers(found: dict[str, Claim]) -> dict[str, Claim]:
    """Refuse the one folder that there is where it holds a download of many.

    What was unpacked into `week1/sums/` looks as if `week1` had handed it all in.
    """
    first = next(iter(found.values()), None)
    if first is None or {claim.key for claim in found.values()} != {first.key}:
        return found
    if first.layout is not Layout.COURSE or "submitted" in first.folder.split("/")[:-1]:
        return found
    inner = [read_system_name(claim.file.split("/"), 0) for claim in found.values()]
    if len({claim.key for claim in inner if claim}) <= 1:
        return found
    shown = make_visible(f"{first.folder}/{first.assignment}", 80)
    reason = f"`{shown}` holds what several handed in: collect that folder by itself"
    return {path: replace(claim, refusal=reason) for path, claim in found.items()}


def _without_stand_ins(found: dict[str, Claim]) -> dict[str, Claim]:
    """Refuse what Moodle calls everybody the same, in whatever language that is."""
    moodle = [
        claim
        for claim in found.values()
        if claim.layout is Layout.MOODLE and claim.people
    ]
    names = {claim.people[0].name.rpartition("-")[2] for claim in moodle}
    if len(names) != 1 or len({claim.sender for claim in moodle}) < _MANY:
        return found
    hidden = {
        path: replace(claim, refusal=MOODLE_HID)
        for path, claim in found.items()
        if claim.sender
    }
    return found | hidden


# ------------------------------------------------------------------ people


class Finder:
    """Finds who on the roster a download speaks of."""

    def __init__(self, roster: Mapping[str, RosterEntry] | None) -> None:
        self.people = StudentFinder(roster)

    def find(self, person: Person) -> str:
        """Give a student's id, or raise ValueError with the reason there is none."""
        if person.rivals:
            raise ValueError(self._rivalry(person))
        if self.people.listed is None:
            return self._unlisted(person)
        # A number is the system's own: it goes before what students may change, a name.
        numbered = self.people.find_by_number(person.number)
        if self.people.find_by_number(person.or_number):
            raise ValueError(
                f"whose it is may be said by {person.number} or by {person.or_number}"
            )
        if numbered:
            return numbered.id
        known = [self.people.find_by_id(said) for said in (person.id, person.email)]
        fitting = {student.id for student in known if student}
        if len(fitting) > 1:
            raise ValueError(_either(person, fitting))
        if fitting:
            return fitting.pop()
        if not person.name:
            raise ValueError(f"no `{person.shown}` on the roster{self._near(person)}")
        return self._named(person)

    def _rivalry(self, person: Person) -> str:
        if self.people.listed is None:
            return f"{_either(person, person.rivals)}: a roster says who"
        return _either(person, person.rivals)

    def _near(self, person: Person) -> str:
        """Ask for who may be meant: a program may have taken zeros off an id."""
        near = [f"`{student.id}`" for student in self.people.list_likely(person.id)]
        if not near:
            return ""
        return f": is {' or '.join(near[:3])} meant?"

    def find_listed(self, person: Person) -> RosterEntry | None:
        """Give the student as the roster has them; None where it has nobody."""
        try:
            return (self.people.listed or {}).get(self.find(person))
        except ValueError:
            return None

    def is_account_of(self, account: str, person: Person) -> bool:
        """Tell whether an account of the machine is a person's own.

        Raises:
            ValueError: there is no such person.
        """
        return normal_id(self.people.id_of(account)) == normal_id(self.find(person))

    def settle_endings(
        self, claims: Mapping[str, Claim], titles: Iterable[str]
    ) -> dict[str, Claim]:
        """Say who is meant where a name only ends in an id, as `Signals_j_berg` does.

        What stands before the id is the assignment's title, the same in all names. So
        it is found first, from all of them: whose id ends a name is then plain, also
        when `j_berg` is on no roster and `berg` is.

        Args:
            claims: of one download, by path.
            titles: what the assignment is called.
        """
        endings = {
            person.ending for claim in claims.values() for person in claim.people
        }
        fits = {ending: self.people.find_at_end(ending) for ending in endings if ending}
        title = self._title(fits, {simple_letters(title) for title in titles})
        settled = {
            ending: _settled(ending, {student.id for _, student in fit}, title)
            for ending, fit in fits.items()
        }
        return {
            path: replace(
                claim,
                people=tuple(
                    settled.get(person.ending, person) for person in claim.people
                ),
            )
            for path, claim in claims.items()
        }

    def _title(
        self, fits: Mapping[str, Sequence[tuple[str, RosterEntry]]], called: set[str]
    ) -> str:
        """Find what stands before the ids; empty where nothing says so.

        It is what leaves most names an id that is known, and what the assignment is
        called has one voice more in each.
        """
        votes = Counter(title for fit in fits.values() for title, _ in fit)
        for ending in fits:
            places = [at for at, char in enumerate(ending) if char == "_"]
            heads = [ending[:at] for at in places]
            votes.update(head for head in heads if simple_letters(head) in called)
        if not votes:
            return ""
        # What is the same in all names is the title; an id is the same in few.
        most = max(votes.values())
        likeliest = sorted(title for title, number in votes.items() if number == most)
        if not all(title.startswith(likeliest[0]) for title in likeliest):
            return ""  # of several assignments, then
        if self.people.listed is not None:
            return likeliest[0]  # the longest id that is known
        if len(fits) == 1 and len(likeliest) > 1:  # one name says nothing of a title
            return ""
        return likeliest[-1]

    def _unlisted(self, person: Person) -> str:
        if not person.id:
            raise ValueError(f"a roster must say whose id belongs to `{person.shown}`")
        if reason := invalid_id_reason(person.id):
            raise ValueError(f"`{person.shown}` cannot be an id: {reason}")
        return person.id

    def _named(self, person: Person) -> str:
        # Whoever has another number in Canvas is another person of this name.
        names = (person.name, *person.or_names)
        found = {
            student.id: student
            for name in names
            for student in self.people.find_by_name(name)
        }
        fitting = [
            student.id
            for student in found.values()
            if not (person.number and student.canvas_id not in ("", person.number))
        ]
        if len(fitting) > 1 and person.number in fitting:
            return person.number
        if len(fitting) > 1:
            raise ValueError(f"{_either(person, fitting)}: their names are alike")
        if not fitting:
            raise ValueError(f"no `{person.shown}` on the roster")
        return fitting[0]


def _settled(ending: str, ids: set[str], title: str) -> Person:
    """Say whose name it is, given the title, and the ids that may end it."""
    if title and ending.startswith(f"{title}_"):
        return Person(id=ending.removeprefix(f"{title}_"))
    if len(ids) == 1:
        return Person(id=next(iter(ids)))
    return Person(ending=ending, rivals=tuple(sorted(ids)))


def _either(person: Person, ids: Iterable[str]) -> str:
    return f"`{person.shown}` may be any of {', '.join(sorted(ids))}"
