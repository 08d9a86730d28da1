"""Archives as learning systems lay them out, made up for tests. See docs/collect.md."""

import io
import json
import zipfile
from pathlib import Path

from tests import minicourse

ROSTER = """\
id,name,email,canvas_id
s001,Jane Doe,jane@example.org,
s002,Bob van der Berg,bob@example.org,
s003,Zoë Müller-Núñez,zoe@example.org,
s004,Ann Lee,ann4@example.org,404
s005,Ann Lee,ann5@example.org,505
"""

DOWNLOADED = (2026, 3, 5, 12, 0, 0)
"""when the zip was made, on the course's clocks; `sums` was due on 1 March"""


def answer(text="total(values)"):
    """Give a notebook that tells itself from others by one answer."""
    made = minicourse.solved(
        total=f"def total(values):\n    return sum(values)  # {text}"
    )
    return json.dumps(made).encode()


def zip_of(files, when=DOWNLOADED):
    """Zip files: bytes by name, or pairs of both where a name is there twice."""
    buffer = io.BytesIO()
    pairs = files.items() if isinstance(files, dict) else files
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            info = name if isinstance(name, zipfile.ZipInfo) else entry(name, when)
            archive.writestr(info, data)
    return buffer.getvalue()


def entry(name, when=DOWNLOADED, **about):
    """Give a zip's entry with some of its fields set."""
    info = zipfile.ZipInfo(name, when)
    info.compress_type = zipfile.ZIP_DEFLATED
    for field, value in about.items():
        setattr(info, field, value)
    return info


def write(folder: Path, data: bytes, name="submissions.zip") -> Path:
    """Write a download."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


CANVAS = {
    "doejane_7001_9001_sums.ipynb": answer("jane"),
    "vanderbergbob_LATE_7002_9002_sums-2.ipynb": answer("bob"),
    "müllernúñezzoë_7003_9003_my_answer.ipynb": answer("zoe"),
    "leeann_404_9004_sums.ipynb": answer("ann of four"),
}

MOODLE = {
    "Jane Doe_31001_assignsubmission_file/sums.ipynb": answer("jane"),
    "Bob van der Berg_31002_assignsubmission_file_/work.zip": zip_of(
        {"work/sums.ipynb": answer("bob"), "work/data.csv": b"1,2"}
    ),
    "Zoë Müller-Núñez_31003_assignsubmission_file_sums.ipynb": answer("zoe"),
    "Jane Doe_31001_assignsubmission_onlinetext/onlinetext.html": b"<p>hello</p>",
}

GRADESCOPE_METADATA = """\
submission_101:
  :submitters:
  - :name: Jane Doe
    :sid: s001
    :email: jane@example.org
  :created_at: 2026-02-27 10:00:00.281890000 Z
  :score: 0.0
submission_102:
  :submitters:
  - :name: Robert Berg
    :sid: ''
    :email: BOB@example.org
  - :name: Zoë Müller-Núñez
    :sid: s003
  :created_at: 2026-03-02 10:00:00.0 Z
"""

GRADESCOPE = {
    "assignment_9_export/submission_metadata.yml": GRADESCOPE_METADATA.encode(),
    "assignment_9_export/submission_101/sums.ipynb": answer("jane"),
    "assignment_9_export/submission_102/sums.ipynb": answer("bob and zoe"),
}
