"""Draw the pictures of a student's anew, so that people can look at them unharmed.

Theory of operation. What decodes pictures has holes, and a small file can claim to be a
very large picture. So they are decoded where student code runs: in a worker of their
own, behind the same walls and limits, that has run nothing of the student's. It sends
back a JPEG of bounded size, which is data like all that a worker says: looked at for
its beginning and its length, and shown as a picture or not at all. A worker that is
lost costs the picture that it was at.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

import numpy as np

from autograder.common.errors import GraderError
from autograder.sandbox.api import CallOptions, Worker
from autograder.sandbox.student_faults import StudentFault, WorkerLost
from autograder.submissions.documents import Document, RedrawnPicture

MAX_PICTURES = 20
"""of one submission that are drawn"""
MAX_JPEG = 1 << 20
"""bytes of one picture as it is shown"""
MAX_TOTAL = 8 << 20
"""bytes of all of them"""
PRELOAD = (
    *("PIL.ImageOps", "PIL.BmpImagePlugin", "PIL.GifImagePlugin"),
    *("PIL.JpegImagePlugin", "PIL.MpoImagePlugin", "PIL.PngImagePlugin"),
    *("PIL.PpmImagePlugin", "PIL.TiffImagePlugin", "PIL.WebPImagePlugin"),
)
"""what a worker has from the start where it may open no file"""
NO_PICTURE = "it cannot be read as a picture"
JPEG_BEGINNING = b"\xff\xd8\xff"
DRAWN_KINDS = ("JPEG", "PNG", "GIF", "WebP")
_PART = 1 << 20
"""bytes sent at once: a message has a limit"""

_SOURCE = """\
import io
from PIL import Image, ImageOps

Image.MAX_IMAGE_PIXELS = None  # looked at below, once a photo was made smaller
parts = []

def take_part(part):
    parts.append(part.tobytes())

def draw_anew(kind, most):
    data = b"".join(parts)
    parts.clear()
    image = Image.open(io.BytesIO(data), formats=[kind])
    image.draft("RGB", (1600, 1600))
    if image.width * image.height > 1 << 26:
        raise ValueError("it has too many pixels")
    image.load()
    image.thumbnail((1600, 1600))
    image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    image = image.convert("RGB")
    for size, quality in ((1600, 85), (1200, 75), (800, 60)):
        image.thumbnail((size, size))
        made = io.BytesIO()
        image.save(made, "JPEG", quality=quality)
        if made.tell() <= most:
            break
    import numpy
    return numpy.frombuffer(made.getvalue(), numpy.uint8)
"""


def draw_documents(
    documents: Iterable[Document], open_worker: Callable[[], Worker]
) -> dict[str, RedrawnPicture]:
    """Draw a submission's pictures; of all else say why it is not shown.

    Args:
        documents: the student's.
        open_worker: gives a worker that no code was run in.

    Returns:
        What may be shown, by digest.
    """
    every = {document.digest: document for document in documents}
    pictures = {
        digest: document
        for digest, document in every.items()
        if document.kind in DRAWN_KINDS
    }
    chosen = dict(islice(pictures.items(), MAX_PICTURES))
    drawn = {digest: _not_drawn(document) for digest, document in every.items()}
    return {**drawn, **_bounded(_all_drawn(chosen, open_worker))}


def _not_drawn(document: Document) -> RedrawnPicture:
    """Say why a document is not drawn."""
    if not document.data:
        return RedrawnPicture(why_not="it is too large, or damaged")
    if document.kind in DRAWN_KINDS:
        return RedrawnPicture(why_not=f"there are more than {MAX_PICTURES} pictures")
    if document.kind:
        return RedrawnPicture(
            why_not=f"it is a {document.kind}, which is not drawn here"
        )
    return RedrawnPicture(why_not="it is no picture that can be drawn here")


def _bounded(drawn: Mapping[str, RedrawnPicture]) -> dict[str, RedrawnPicture]:
    """Keep pictures until they are too many bytes for one page."""
    bytes_left = MAX_TOTAL
    kept = dict(drawn)
    for digest, picture in drawn.items():
        bytes_left -= len(picture.jpeg)
        if bytes_left < 0:
            kept[digest] = RedrawnPicture(why_not="there are too many")
    return kept


def _all_drawn(
    documents: Mapping[str, Document], open_worker: Callable[[], Worker]
) -> dict[str, RedrawnPicture]:
    drawn: dict[str, RedrawnPicture] = {}
    worker: Worker | None = None
    try:
        for digest, document in documents.items():
            try:
                if worker is None:
                    worker = _ready(open_worker())
                drawn[digest] = RedrawnPicture(jpeg=_drawn_by(worker, document))
            except ValueError as fault:
                drawn[digest] = RedrawnPicture(why_not=str(fault))
            except (StudentFault, GraderError) as fault:
                # What the worker says of it is not shown: the picture could choose it.
                drawn[digest] = RedrawnPicture(why_not=NO_PICTURE)
                # A picture that it raised over leaves the worker alive for the next.
                if worker is not None and isinstance(fault, WorkerLost | GraderError):
                    worker.close()
                    worker = None
    finally:
        if worker is not None:
            worker.close()
    return drawn


def _ready(worker: Worker) -> Worker:
    if worker.run_cell(_SOURCE, figures=False).fault is None:
        return worker
    worker.close()
    raise ValueError("this machine draws no pictures")


def _drawn_by(worker: Worker, document: Document) -> bytes:
    data = np.frombuffer(document.data, np.uint8)
    options = CallOptions()
    for start in range(0, len(data), _PART):
        worker.call("take_part", (data[start : start + _PART].copy(),), {}, options)
    kind = document.kind.upper()
    value = worker.call("draw_anew", (kind, MAX_JPEG), {}, options).value
    # A worker that the picture took over may send anything.
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8:
        raise ValueError(NO_PICTURE)
    jpeg: bytes = value.tobytes()
    if not jpeg.startswith(JPEG_BEGINNING) or len(jpeg) > MAX_JPEG:
        raise ValueError(NO_PICTURE)
    return jpeg
