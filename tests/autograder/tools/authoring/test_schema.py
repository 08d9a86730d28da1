"""The documentation of the Report's JSON."""

import json
import re
from pathlib import Path

from autograder.model import Kind, Verdict
from autograder.report import Report
from autograder.tools.authoring.schema import MODELS, schema_document

ROOT = Path(__file__).parents[4]


def test_the_page_in_docs_is_the_generated_one():
    """`python -m autograder.tools.authoring.schema docs/report-schema.md` writes it."""
    assert (ROOT / "docs" / "report-schema.md").read_text("utf-8") == schema_document()


def test_every_field_has_a_row():
    """Each model's table names its fields as the JSON does."""
    text = schema_document()

    names = [
        field.alias or name
        for model in MODELS
        for name, field in model.model_fields.items()
    ]
    assert [name for name in names if f"\n| `{name}` |" not in text] == []


def test_every_value_has_a_meaning():
    """No verdict or kind is listed without an explanation."""
    rows = dict(re.findall(r"\| `(\w+)` \| ([^|]*) \|\n", schema_document()))

    assert all(rows.get(one.value) for one in (*Verdict, *Kind))


def test_the_schema_at_the_end_is_the_models_own():
    """Programs can copy it from the page."""
    block = schema_document().rsplit("```json\n", 1)[1].split("\n```")[0]

    assert Report.model_json_schema(by_alias=True) == json.loads(block)
