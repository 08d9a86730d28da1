"""Decide which student an id, a login or a name stands for: one rule for all. Pure.

`collect`, `grade`, `grades` and every export ask here. Nobody is guessed: what fits two
students is nobody's. Without a roster an id stands for itself, as it is written.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from autograder.course.roster import RosterEntry, id_marks
from autograder.course.student_ids import normal_id

MAX_WORDS = 16
"""words of a folder's name that are looked through for an id"""


class StudentFinder:
    """Finds who on the roster is meant."""

    def __init__(self, listed: Mapping[str, RosterEntry] | None) -> None:
        self.listed = listed
        entries = list((listed or {}).values())
        self._by_mark = {mark: entry for entry in entries for mark in id_marks(entry)}
        self._by_number = {
            entry.canvas_id: entry for entry in entries if entry.canvas_id
        }
        self._by_name = _gather(
            (name, entry) for entry in entries for name in _word_orders(entry)
        )
        self._likely = _gather(
            (key, entry) for entry in entries for key in _likely_keys(entry)
        )

    def find_by_id(self, said: str) -> RosterEntry | None:
        """Find a student by id, login or address, in any case and normal form."""
        # As it is written: without a roster nothing says that `Ann` and `ann` are one.
        if self.listed is None:
            return RosterEntry(id=said)
        return self._by_mark.get(normal_id(said))

    def find_by_number(self, number: str) -> RosterEntry | None:
        """Find a student by Canvas's number."""
        return self._by_number.get(number)

    def find_by_name(self, name: str) -> list[RosterEntry]:
        """List who has a name: its letters, in any order of its words."""
        return self._by_name.get(simple_letters(name), [])

    def find_at_end(self, said: str) -> list[tuple[str, RosterEntry]]:
        """List whose id may end a name, each with what stands before it.

        `Signals_j_berg` may end in the login `j_berg` or in the id `berg`: the longest
        stands first.
        """
        places = [at for at, char in enumerate(said) if char == "_" and at]
        found = [(said[:at], self.find_by_id(said[at + 1 :])) for at in places]
        return [(before, entry) for before, entry in found if entry is not None]

    def list_likely(self, said: str) -> list[RosterEntry]:
        """List whom a folder's name may mean without saying so for sure.

        By this no work is ever placed. It only tells, before somebody is called
        missing, that something lies there which a person should look at: `S-001`,
        `s001 - Copy`, an id without its leading zeros, a name.
        """
        runs = {run.lstrip("0") for run in joined_words(said)}
        found = [entry for run in sorted(runs) for entry in self._likely.get(run, [])]
        return list({entry.id: entry for entry in found}.values())

    def list_possible(self, said: str) -> list[RosterEntry]:
        """List whom a folder's name means; else whom it may mean."""
        known = self.find_by_id(said)
        if known is None:
            return self.list_likely(said)
        return [known]

    def list_spellings(self, said: str, known: Iterable[str]) -> list[str]:
        """List which of some ids mean the same student; the one as written, if there.

        Folders, and all files that are named after them, keep their own spelling.
        """
        ids = sorted(set(known))
        if said in ids:
            return [said]
        meant = self.find_by_id(said)
        return [name for name in ids if meant and self.find_by_id(name) == meant]

    def id_of(self, said: str) -> str:
        """Give the id of whom an id, a login or an address means; itself if nobody."""
        found = self.find_by_id(said)
        return found.id if found else said


def simple_letters(name: str) -> str:
    """Give a name's letters and digits, without case and accents."""
    # NFKD: accents come apart from their letters, and are no letters themselves.
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in plain if char.isalnum())


def joined_words(said: str) -> set[str]:
    """Give all that the words of a folder's name may spell together."""
    # Their joined runs grow with the square of the words, and a folder's name is long.
    words = re.split(r"[\W_]+", said)[:MAX_WORDS]
    return {
        simple_letters("".join(words[first:last]))
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }


def _gather(
    pairs: Iterable[tuple[str, RosterEntry]],
) -> Mapping[str, list[RosterEntry]]:
    found: dict[str, dict[str, RosterEntry]] = defaultdict(dict)
    for key, entry in pairs:
        if key:
            found[key][entry.id] = entry
    return {key: list(entries.values()) for key, entries in found.items()}


def _word_orders(student: RosterEntry) -> set[str]:
    """Give a name as systems write it: given name first, family name first."""
    words = [word for word in re.split(r"[\s,]+", student.name) if word]
    turned = (words[at:] + words[:at] for at in range(len(words)))
    return {simple_letters("".join(order)) for order in turned}


def _likely_keys(student: RosterEntry) -> Iterator[str]:
    """Give all that a person may call a student's folder by."""
    yield from map(_key, (student.id, student.login, student.email))
    yield _key(student.email.partition("@")[0])
    yield student.canvas_id
    yield from _word_orders(student)


def _key(text: str) -> str:
    return simple_letters(text).lstrip("0")
