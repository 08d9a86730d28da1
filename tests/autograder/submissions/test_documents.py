"""Pictures and files in what a student wrote."""

import base64

import pytest

from autograder.submissions.documents import (
    Document,
    attached_documents,
    split_documents,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
CODED = base64.b64encode(PNG).decode()


@pytest.mark.parametrize(
    "source, text",
    [
        (f"see ![p](data:image/png;base64,{CODED}) there", "see ![p](picture 1) there"),
        (f'<img src="data:image/png;base64,{CODED}"/>', '<img src="picture 1"/>'),
        (
            f"<IMG SRC='DATA:image/PNG;name=a.png;BASE64,{CODED}'>",
            "<IMG SRC='picture 1'>",
        ),
        (f"data:image/png;base64,{CODED} and words", "picture 1 and words"),
        (f"(data:image/png;base64,{CODED[:80]}\n{CODED[80:]})", "(picture 1)"),
    ],
)
def test_a_data_uri_is_a_picture(source, text):
    """However an editor writes it, the words around it stay."""
    assert split_documents(source) == (text, [Document("picture 1", PNG)])


@pytest.mark.parametrize("source", ["the data: 1, 2", "data", "", "metadata:x,y"])
def test_words_are_no_picture(source):
    """Text that only speaks of data stays as it is."""
    assert split_documents(source) == (source, [])


def test_attachments_are_given_whatever_their_shape():
    """Notebooks keep base64 as a text or in lines, and some keep nonsense."""
    good = {
        "a.png": {"image/png": CODED},
        "b.png": {"image/png": [CODED[:8], CODED[8:]]},
    }
    bad = {"c": 3, "d": {"image/png": 4}, "e": {"image/png": "A"}}

    assert [*attached_documents(good | bad)] == [
        Document("a.png", PNG),
        Document("b.png", PNG),
        Document("e", b""),
    ]
    assert not [*attached_documents([1])]


@pytest.mark.parametrize(
    "data, kind",
    [
        (PNG, "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"RIFF\0\0\0\0WEBP", "WebP"),
        (b"\0\0\0\x18ftypheic", "HEIC"),
        (b"%PDF-1.7", "PDF"),
        (b"<svg onload=alert(1)>", ""),
        (b"", ""),
    ],
)
def test_what_it_is_is_told_by_its_bytes(data, kind):
    """A name or a media type may lie."""
    assert kind == Document("photo.jpg", data).kind
