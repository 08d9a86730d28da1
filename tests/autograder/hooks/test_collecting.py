"""nbgrader's own collection takes from the exchange what is its student's own."""

import os
import pwd

import pytest

from autograder.submissions import file_owners
from tests import downloads, minicourse

pytestmark = [
    pytest.mark.nbgrader,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ACCOUNTS = {2001: "s001", 2002: "s002"}


@pytest.fixture
def accounts(monkeypatch):
    """Have the machine know two students; give how to say whose a folder is."""
    owned = {}
    lstat = os.lstat

    def named(uid):
        if uid not in ACCOUNTS:
            raise KeyError(uid)
        return pwd.struct_passwd((ACCOUNTS[uid], "x", uid, uid, "", "/", ""))

    def owned_by(path, *args, **more):
        about = list(lstat(path, *args, **more))
        about[4] = owned.get(os.path.basename(path), about[4])
        return os.stat_result(about)

    monkeypatch.setattr(file_owners.pwd, "getpwuid", named)
    monkeypatch.setattr("autograder.hooks.collecting.os.lstat", owned_by)
    return owned


class NoGradebook:
    """Stands in for nbgrader's gradebook, which knows no assignment yet."""

    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def find_assignment(self, name):
        from nbgrader.api import MissingEntry

        raise MissingEntry(name)


@pytest.fixture
def collected(tmp_path, accounts, monkeypatch):
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange.default import collect as of_nbgrader

    from autograder.hooks.collecting import Collect

    monkeypatch.setattr(of_nbgrader, "Gradebook", NoGradebook)
    course = minicourse.write_course(tmp_path).course

    def collected(folders, **how):
        inbound = tmp_path / "exchange/c/inbound"
        for name, owner in folders.items():
            downloads.write(inbound / name, downloads.answer(name), "sums.ipynb")
            accounts[name] = owner
        coursedir = CourseDirectory(
            root=str(tmp_path), course_id="c", assignment_id="sums"
        )
        collect = Collect(coursedir=coursedir, **how)
        collect.root = str(tmp_path / "exchange")
        collect.start()
        found = course.submitted.glob("*/sums/sums.ipynb")
        return {path.parts[-3]: path.read_bytes() for path in found}

    return collected


EARLY, LATE = "2026-02-01 10:00:00.0 UTC+a", "2026-02-02 10:00:00.0 UTC+b"


def test_folder_in_the_name_of_another_is_not_collected(collected):
    """Its owner is who laid it there; the student's own one is taken."""
    own, forged = f"s002+sums+{EARLY}", f"s002+sums+{LATE}"
    found = collected({own: 2002, forged: 2001, f"s001+sums+{EARLY}": 2001})

    assert downloads.answer(own) == found["s002"]
    assert sorted(found) == ["s001", "s002"]


def test_who_has_only_a_forged_folder_is_not_collected(collected):
    """Nothing of it is put into `submitted/`."""
    found = collected({f"s002+sums+{LATE}": 2001, f"s001+sums+{EARLY}": 2001})

    assert list(found) == ["s001"]


def test_owners_do_not_count_where_nbgrader_is_told_so(collected):
    """`check_owner = False`: all accounts of that machine are one."""
    found = collected({f"s002+sums+{LATE}": 2001}, check_owner=False)

    assert list(found) == ["s002"]
