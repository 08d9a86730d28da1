"""PostgreSQL as the gradebook: the same grades as in SQLite, and what if it dies."""

import os
import shutil
import signal
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import classes, minicourse
from tests.graded import with_answer
from tests.waiting import PATIENCE, wait_until

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.nbgrader,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name):
    """Find one of PostgreSQL's programs; Debian keeps them off PATH."""
    places = os.pathsep.join([*map(str, DEBIAN), os.environ.get("PATH", "")])
    return shutil.which(name, path=places)


class Server:
    """A PostgreSQL server of our own, on a socket in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.url = f"postgresql+psycopg://grader@/grades?host={folder}"
        # PostgreSQL refuses to run as root.
        self._user = {"user": "nobody"} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(folder, "nobody")
        self._run("initdb", "-D", "data", "-U", "grader", "-A", "trust", "-N")
        self.start()
        self._run("createdb", "-h", str(folder), "-U", "grader", "grades")

    def start(self):
        quick = ["-c", "fsync=off", "-c", "listen_addresses="]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", "data", "-k", str(self.folder), *quick],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                **self._user,
            )
        asks = ["-q", "-h", str(self.folder), "-U", "grader", "-d", "postgres"]
        isready = [program("pg_isready"), *asks]
        wait_until(
            lambda: subprocess.run(isready, check=False).returncode == 0,
            f"it does not start: see {self.folder / 'log'}",
        )

    def kill(self):
        """End it as a crash would; its children follow."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def _run(self, name, *arguments):
        subprocess.run(
            [program(name), *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._user,
        )


@pytest.fixture
def server(tmp_path_factory):
    """Give a running server."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if not all(map(program, ("initdb", "postgres", "createdb", "pg_isready"))):
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with own_folder() as folder:
        server = Server(folder)
        yield server
        server.kill()


@contextmanager
def own_folder():
    """Give a folder with a short name that another user may enter."""
    made = subprocess.run(
        ["mktemp", "-d", "-t", "grades-XXXXXX"],
        check=True,
        capture_output=True,
        text=True,
    )
    folder = Path(made.stdout.strip())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def test_grades_are_the_same_as_in_sqlite(server, tmp_path, empty_database):
    """Graded, changed and graded again, and a person's mark kept: both say the same."""
    ours = classes.write_class(tmp_path / "sqlite", 6)
    (tmp_path / "sqlite/gradebook.db").write_bytes(empty_database)
    theirs = classes.copy_of(ours, tmp_path / "postgres")
    sqlite = f"sqlite:///{tmp_path / 'sqlite/gradebook.db'}"
    found = []
    for course, url in ((ours, sqlite), (theirs, server.url)):
        assert classes.run(course, "-j", "1", AUTOGRADER_DB=url)[::2] == (
            classes.WAITS,
            "",
        )
        mark(url, "s003", "why", 2.0)
        minicourse.hand_in(course, "s003", with_answer("I thought again."))
        minicourse.hand_in(course, "s001", minicourse.solved())
        assert classes.run(course, "-j", "1", AUTOGRADER_DB=url)[::2] == (
            classes.WAITS,
            "",
        )
        found.append((classes.grades(url), classes.comments(url)))

    assert found[0] == found[1]
    assert ["s003", "why", None, 2.0, None, True] in found[1][0]


def test_killed_database_stops_with_a_message_and_grading_goes_on_later(
    server, tmp_path
):
    """Exit code 3 and what to look at; when it is back, all grades get there."""
    course = classes.write_class(tmp_path / "course", 20)
    process = classes.start(course, "-j", "1", AUTOGRADER_DB=server.url)
    classes.wait_for_reports(course, 1, process)
    server.kill()
    _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 3
    assert "error: the gradebook cannot be used" in err
    assert "it goes on where it was" in err
    assert "Traceback" not in err
    server.start()
    code, _, err = classes.run(course, "-j", "1", AUTOGRADER_DB=server.url)

    assert (code, err) == (classes.WAITS, "")
    assert classes.reports(course) == 20
    assert len({row[0] for row in classes.grades(server.url)}) == 20


def mark(url, student, exercise, score):
    """Do what a person does in formgrader."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sqlalchemy.text(
                "update grade set manual_score = :score, needs_manual_grade = :no"
                " where cell_id in (select id from base_cell where name = :exercise)"
                " and notebook_id in (select part.id from submitted_notebook part"
                " join submitted_assignment whole on whole.id = part.assignment_id"
                " where whole.student_id = :student)"
            ),
            {"score": score, "no": False, "exercise": exercise, "student": student},
        )
    engine.dispose()
