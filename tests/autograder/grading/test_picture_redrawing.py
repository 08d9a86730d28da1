"""A student's pictures are drawn anew where they can do no harm, or not shown."""

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from autograder.batch import run_batch
from autograder.grading import picture_redrawing
from autograder.grading.picture_redrawing import draw_documents
from autograder.model import Verdict
from autograder.output.formgrader_notebook import pictures_in_notebook
from autograder.sandbox.api import CallResult, CellResult
from autograder.sandbox.student_faults import ExceptionRaised, WorkerLost
from autograder.submissions.documents import Document
from tests import minicourse
from tests.graded import with_answer

pytestmark = pytest.mark.usefixtures("lent_zygotes")


def coded(image, kind, **more):
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue()


def drawn(jpeg):
    return Image.open(io.BytesIO(jpeg))


def bomb(width, height):
    """Give a PNG of a few bytes that claims to be as large as this."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(bytes(1000))),
            chunk(b"IEND", b""),
        )
    )


class InProcess:
    """A worker without walls: it runs what it is given right here."""

    def __init__(self, answer=None, fault=None):
        self.names = {}
        self.answer = answer
        self.fault = fault
        self.closed = False

    def run_cell(self, source, **_):
        exec(source, self.names)
        return CellResult()

    def call(self, name, args, kwargs, options):
        if name == "draw_anew" and self.fault:
            raise self.fault
        try:
            value = self.names[name](*args, **kwargs)
        except Exception as error:
            raise ExceptionRaised(name=type(error).__name__) from error
        return CallResult(value=value if self.answer is None else self.answer)

    def close(self):
        self.closed = True


def one(data, worker=None):
    document = Document("a picture", data)
    return draw_documents([document], lambda: worker or InProcess())[document.digest]


PHOTO = Image.new("RGB", (1800, 1200), "white")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P"])
def test_a_picture_of_any_kind_is_drawn_small_enough(kind, mode):
    """Whatever it was, people are shown a JPEG of bounded size."""
    found = drawn(
        one(
            coded(PHOTO.convert("L" if (mode, kind) == ("P", "JPEG") else mode), kind)
        ).jpeg
    )

    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (1600, 1067))


def test_a_photo_is_turned_as_the_phone_says_and_says_nothing_else():
    """How it was held is drawn; where it was taken is not told."""
    exif = PHOTO.getexif()
    exif[0x112], exif[0x10E] = 6, "at home"
    found = drawn(one(coded(PHOTO, "JPEG", exif=exif)).jpeg)

    assert found.height > found.width
    assert not found.getexif()


def test_ink_on_nothing_is_shown_on_white():
    """A screenshot with a transparent ground stays legible."""
    found = drawn(one(coded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG")).jpeg)

    assert found.getpixel((4, 4)) == (255, 255, 255)


def test_noise_is_made_smaller_until_it_fits(monkeypatch):
    """A picture that does not shrink is drawn smaller."""
    noise = np.random.default_rng(0).integers(0, 255, (900, 900, 3), dtype=np.uint8)
    monkeypatch.setattr(picture_redrawing, "MAX_JPEG", 250_000)
    found = one(coded(Image.fromarray(noise), "PNG"))

    assert 0 < len(found.jpeg) <= 250_000


@pytest.mark.parametrize(
    "data,why",
    [
        (bomb(60_000, 60_000), "cannot be read"),
        (bomb(100, 100), "cannot be read"),
        (b"\xff\xd8\xff" + bytes(99), "cannot be read"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"\0\0\0\x18ftypheic", "it is a HEIC"),
        (b"<svg onload='alert(1)'/>", "no picture"),
        (b"", "too large, or damaged"),
    ],
)
def test_what_is_not_drawn_says_why(data, why):
    """A bomb, a damaged file and what is no picture are named."""
    found = one(data)

    assert not found.jpeg
    assert why in found.why_not


@pytest.mark.parametrize(
    "answer",
    [
        "<script>",
        b"\xff\xd8\xff",
        np.frombuffer(b"GIF89a", np.uint8),
        np.zeros(picture_redrawing.MAX_JPEG + 1, np.uint8),
        np.zeros(3),
    ],
)
def test_a_worker_that_lies_shows_nothing(answer):
    """What comes back is a JPEG of bounded size, or nothing."""
    found = one(coded(PHOTO, "PNG"), InProcess(answer=answer))

    assert (found.jpeg, found.why_not) == (b"", "it cannot be read as a picture")


def test_a_lost_worker_costs_its_picture_alone():
    """The next one is drawn by a new worker, and none is left open."""
    workers = [InProcess(fault=WorkerLost(Verdict.OUT_OF_MEMORY, "gone")), InProcess()]
    left = iter(workers)
    two = [Document(str(n), coded(Image.new("L", (n, n)), "PNG")) for n in (8, 9)]
    found = draw_documents(two, lambda: next(left))

    assert [bool(found[one.digest].jpeg) for one in two] == [False, True]
    assert [one.closed for one in workers] == [True, True]


def test_a_machine_that_draws_nothing_says_so():
    """Where the library is missing the question waits all the same."""
    worker = InProcess()
    worker.run_cell = lambda *_, **__: CellResult(
        fault=ExceptionRaised(name="ImportError")
    )

    assert one(coded(PHOTO, "PNG"), worker).why_not == "this machine draws no pictures"


def test_pictures_are_counted_and_weighed(monkeypatch):
    """Neither many nor large ones fill the notebook that people open."""
    monkeypatch.setattr(picture_redrawing, "MAX_PICTURES", 3)
    many = [Document(str(n), coded(Image.new("L", (n, n)), "PNG")) for n in range(1, 6)]
    found = draw_documents(many, InProcess)
    monkeypatch.setattr(picture_redrawing, "MAX_TOTAL", 1500)
    fewer = draw_documents(many, InProcess)

    assert sum(bool(one.jpeg) for one in found.values()) == 3
    assert 0 < sum(bool(one.jpeg) for one in fewer.values()) < 3


@pytest.mark.sandbox
def test_whoever_marks_sees_the_photo(tmp_path):
    """In an answer, and beside the notebook: in formgrader and on the page."""
    assignment = minicourse.write_course(tmp_path)
    photo = coded(PHOTO.resize((300, 200)), "PNG")
    text = f"![p](data:image/png;base64,{base64.b64encode(photo).decode()})"
    minicourse.hand_in(assignment, "ann", with_answer(text))
    path = minicourse.hand_in(assignment, "bob", minicourse.solved())
    (path.parent / "photo.png").write_bytes(photo)
    (path.parent / "scan.pdf").write_bytes(b"%PDF-1.7")
    run_batch.grade_all(assignment, ["ann", "bob"])
    for student in ("ann", "bob"):
        shown = minicourse.shown(assignment, student)
        (picture,) = pictures_in_notebook(shown)
        page = tmp_path / "feedback" / student / "sums" / "sums.html"

        assert drawn(base64.b64decode(picture)).size == (300, 200)
        assert picture in page.read_text("utf-8")
        assert "img-src data:;" in page.read_text("utf-8")
    assert "scan&#46;pdf" in str(shown["cells"][-1])
