"""The notebook that a person sees in formgrader: nothing of a student's is live."""

import html
import json
import re
import warnings
from dataclasses import replace

import pytest

from autograder.course.source_notebook import grade_id, source_of
from autograder.model import Verdict
from autograder.output import outcome_table
from autograder.output.formgrader_notebook import (
    MAX_TEXT,
    answer_comment,
    make_formgrader_notebook,
)
from autograder.output.inert_html import inert_html
from autograder.report import Diagnosis
from autograder.sandbox.api import CellResult, Output
from autograder.sandbox.student_faults import ExceptionRaised
from tests import minicourse
from tests.graded import graded, with_answer

PNG = b"\x89PNG\r\n\x1a\n...."

HOSTILE = """\
<script>alert(1)</script> <img src=x onerror=alert(1)> &lt;b&gt;

[click](javascript:alert(1)) ![picture](http://example.org/x.png)

[later]: javascript:alert(1)
# total
total
=====
```mermaid
<script>alert(1)</script>
```
<http://example.org>
$a < b$ and $$\\begin{aligned} x &= 1 \\end{aligned}$$
"""


def shown(one, assignment, results=None):
    results = one.cell_results if results is None else results
    return make_formgrader_notebook(
        replace(one, cell_results=results), release=assignment.release
    )


def cell(notebook, name):
    return next(one for one in notebook["cells"] if grade_id(one) == name)


def outputs(notebook, name):
    return [
        one.get("text") or next(iter(one["data"].values()))
        for one in cell(notebook, name)["outputs"]
    ]


def rendered(markdown):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nbconvert.filters.markdown_mistune import markdown2html_mistune

        return markdown2html_mistune(markdown)


def test_prose_is_one_element_of_text_when_formgrader_renders_it():
    """Whatever a student writes, the page holds one div with that text in it."""
    page = rendered(inert_html(HOSTILE)).strip()

    assert re.findall(r"</?(\w+)", page) == ["div", "div"]
    assert re.sub(r"</?div.*?>", "", page).count("<") == 0
    assert html.unescape(re.sub(r"</?div.*?>", "", page)) == HOSTILE


@pytest.mark.parametrize(
    "text",
    [
        *("\\href{javascript:alert(1)}{x}", "\\style{x}{y}", "\\require{html}"),
        *("\\class{a}{b}", "\\cssId{total}{x}", "\\unicode{65}", "\\html{x}"),
        *("\\mmlToken{mi}[href=x]{y}", "\\bbox[background:url(x)]{y}", "\\toggle{a}"),
        *("\\enclose{circle}[href=x]{y}", "\\texttip{a}{b}", "\\href\u0660{x}{y}"),
    ],
)
def test_a_formula_loses_its_power_when_it_makes_links_or_styles(text):
    """MathJax's commands that reach outside a formula are broken up."""
    assert f"\\ {text[1:]}" in html.unescape(inert_html(text))


def test_the_students_answers_are_shown_when_a_notebook_is_made(assignment):
    """Answers and outcomes are there, tagged as nbgrader's rows expect."""
    one = graded(assignment, "ann", with_answer("It has *nothing*."))

    made = shown(one, assignment)

    assert "np.ptp" in source_of(cell(made, "spread_solution"))
    assert "It has *nothing*." in html.unescape(source_of(cell(made, "why")))
    assert outputs(made, "setup") == ["ready"]
    assert outputs(made, "total")[-1].splitlines() == [
        "total  4 / 4",
        "✓ The result is one number.",
        "✓ The values are added up.",
    ]
    tag = {"schema_version", "grade_id", "grade", "locked", "solution", "task"}
    assert tag <= set(cell(made, "why")["metadata"]["nbgrader"])


def test_the_release_is_shown_as_it_is_when_nothing_was_answered(assignment):
    """Text of ours keeps its markdown, an unanswered question its stub."""
    made = shown(graded(assignment, "ann"), assignment)

    assert source_of(made["cells"][0]) == "# Sums"
    assert source_of(cell(made, "why")) == "YOUR ANSWER HERE"


def test_only_text_and_pictures_are_shown_when_cells_gave_outputs(assignment):
    """Streams, faults, plain text and PNG; anything else about a picture is text."""
    results = (
        CellResult(
            stdout="\x1b[31mred\x1b[0m\ta\x00b",
            stderr="warned",
            outputs=(Output(png=PNG), Output(png=b"<svg>"), Output(text="<b>")),
            fault=ExceptionRaised(
                name="ValueError", where="line 1", detail="too <i>big</i>"
            ),
        ),
    )

    made = shown(graded(assignment, "ann"), assignment, results)

    assert outputs(made, "setup") == [
        "red a\\x00b",
        "iVBORw0KGgouLi4u",
        "<b>",
        "warned",
        "your code raised ValueError at line 1: too <i>big</i>",
    ]
    kinds = {
        kind
        for one in cell(made, "setup")["outputs"]
        for kind in one.get("data", ["stream"])
    }
    assert kinds == {"stream", "image/png", "text/plain"}


def test_no_output_can_be_read_as_a_score_when_nbgrader_looks(assignment):
    """Nbgrader reads an execute_result of a grade cell as points."""
    made = shown(graded(assignment, "ann"), assignment)

    assert "execute_result" not in json.dumps(made)


def test_long_things_are_cut_when_they_are_shown(assignment):
    """A page stays small whatever was handed in."""
    submitted = with_answer("a" * (3 * MAX_TEXT))
    submitted["cells"].append(minicourse.cell(source="x = 1\n" * MAX_TEXT))
    results = tuple(CellResult(stdout="b" * (2 * MAX_TEXT)) for _ in range(2))

    made = shown(graded(assignment, "ann", submitted), assignment, results)

    assert len(json.dumps(made)) < 8 * MAX_TEXT
    assert "cut here" in outputs(made, "setup")[0]


def test_pictures_are_left_out_when_there_are_too_many(assignment):
    """Pictures count against what is shown of a submission."""
    results = (CellResult(outputs=(Output(png=PNG * 500_000, text="<Figure>"),)),)

    made = shown(graded(assignment, "ann"), assignment, results)

    assert outputs(made, "setup") == ["<Figure>"]


def test_notes_come_first_when_a_report_has_any(assignment):
    """What a person should know of the whole submission stands on top."""
    one = graded(assignment, "ann")
    report = one.report.model_copy(update={"notes": ("the file is <empty>",)})

    made = make_formgrader_notebook(
        replace(one, report=report), release=assignment.release
    )

    assert "Note: The file is <empty>." in html.unescape(source_of(made["cells"][0]))
    assert "<empty>" not in source_of(made["cells"][0])


@pytest.mark.parametrize(
    "verdict, lines",
    [
        (
            Verdict.WRONG,
            ["✗ The values are added up.", "    It is <b>far</b> off."],
        ),
        (
            Verdict.GRADER_ERROR,
            [
                "! The values are added up.",
                "    We could not grade this; nothing was deducted.",
            ],
        ),
        (
            Verdict.BLOCKED,
            ["– The values are added up.", "    It is <b>far</b> off."],
        ),
    ],
)
def test_each_outcome_is_listed_when_an_exercise_is_shown(assignment, verdict, lines):
    """A sign, the rubric line, and the reason when it did not pass."""
    report = graded(assignment, "ann", total=verdict).report

    assert outcome_table.outcome_lines(report.exercises[0])[2:] == lines


def rows_of(table):
    """Give the text of a table, row by row."""
    text = re.sub(r"</div><(div|table)|<br>|</?t[rdh]\b[^>]*>", "\n<", table)
    lines = html.unescape(re.sub(r"<[^<>]*>|^>|<", "", text)).splitlines()
    return [line for line in (one.strip() for one in lines) if line]


def test_the_table_shows_verdict_rubric_reason_and_weight_of_each_test(assignment):
    """Cases of a test that came to the same share a row, and what is live is coded."""
    result = graded(assignment, "ann", total=Verdict.WRONG).report.exercises[0]
    first, second = result.outcomes
    more = {"test": "test_values[5]", "weight": 3}
    waits = {"verdict": Verdict.BLOCKED, "message": "not run: needs `test_values`"}
    likely = Diagnosis(misconception="off_by_one", likeness=1.0, hint="")
    outcomes = (
        first.model_copy(update={"rubric": "It is `one` number."}),
        second,
        second.model_copy(update=more),
        second.model_copy(update={"rubric": "It is fast.", **waits}),
    )
    table = outcome_table.outcome_table(
        result.model_copy(update={"outcomes": outcomes, "diagnosis": (likely,)})
    )

    assert rows_of(table)[1:] == [
        *("verdict", "hidden test", "weight"),
        *("✓ passed", "It is one number. test_shape", "1"),
        *("✗ wrong", "The values are added up. test_values (2 cases)"),
        *("It is <b>far</b> off.", "5"),
        *("– not run", "It is fast. test_values, waits for test_values", "2"),
        "Looks like: off by one.",
    ]
    assert "<code>one</code>" in table
    assert "<b>" not in table


@pytest.mark.parametrize("text", ["a ` alone", "$\\href{x}{y}$", "<i>", "[x](y)"])
def test_nothing_in_the_table_is_live_when_a_message_is_hostile(assignment, text):
    """A message may quote what a student's code raised."""
    result = graded(assignment, "ann", total=Verdict.RAISED).report.exercises[0]
    outcomes = tuple(
        one.model_copy(update={"message": text}) for one in result.outcomes
    )
    table = outcome_table.outcome_table(
        result.model_copy(update={"outcomes": outcomes})
    )

    assert text not in table
    assert not re.search(r"[$`\[\\]", table)


def test_the_notes_say_first_what_was_tampered_with(assignment):
    """Whoever opens it reads that its points wait for them."""
    one = graded(assignment, "ann")
    update = {"tampering": "it passed what nothing passes", "notes": ("late",)}
    report = one.report.model_copy(update=update)

    made = make_formgrader_notebook(
        replace(one, report=report), release=assignment.release
    )

    assert html.unescape(source_of(made["cells"][0])).partition(">")[2] == (
        "Note: It passed what nothing passes; no point counts until you decide.\n"
        "Note: Late.</div>"
    )


@pytest.mark.parametrize(
    "verdict, expected",
    [
        (Verdict.PASSED, None),
        (Verdict.WRONG, "✗ The values are added up. It is ‹b›far‹/b› off."),
        (Verdict.GRADER_ERROR, "We could not grade this; nothing was deducted."),
    ],
)
def test_a_comment_says_what_failed_first_when_points_were_lost(
    assignment, verdict, expected
):
    """A comment is short, and markdown finds nothing in it."""
    report = graded(assignment, "ann", total=verdict).report

    assert answer_comment(report.exercises[0]) == expected


def test_an_exercise_is_one_line_when_it_was_not_attempted(assignment):
    """Twelve tests of nothing say one thing."""
    result = graded(assignment, "ann").report.exercises[0]
    missing = result.outcomes[0].model_copy(
        update={"verdict": Verdict.NOT_ATTEMPTED, "message": "not attempted yet"}
    )
    update = {"outcomes": (missing,) * 3, "verdict": missing.verdict, "score": 0.0}
    empty = result.model_copy(update=update)

    assert outcome_table.outcome_lines(empty) == ["total  0 / 4", "Not attempted yet."]
    assert rows_of(outcome_table.outcome_table(empty)) == [
        "total 0 / 4 · 0 of 3 hidden tests passed",
        "Not attempted yet.",
    ]
    assert answer_comment(empty) == "Not attempted yet."


def test_a_long_cell_is_folded_when_students_see_it_folded(assignment):
    """Setup and given cells do not stand in a person's way."""
    release = minicourse.released()
    setup = release["cells"][1]
    setup |= {"source": "# Run me.\nimport numpy as np\nx = 1"}
    setup["metadata"]["jupyter"] = {"source_hidden": True}
    one = graded(assignment, "ann")

    made = make_formgrader_notebook(replace(one, notebook=release), release=release)

    assert source_of(cell(made, "setup")) == "# Run me.\n# … 2 more lines, as released"


def test_a_comment_counts_the_rest_when_more_failed(assignment):
    """Only the first failure is told in full."""
    result = graded(assignment, "ann", total=Verdict.WRONG).report.exercises[0]
    failed = result.outcomes[1]
    more = result.model_copy(update={"outcomes": (failed, failed, failed)})

    assert answer_comment(more).endswith("off. And 2 more failures.")


def test_a_comment_is_inert_when_a_note_is_hostile(assignment):
    """A student's name for something cannot become a link or a formula."""
    result = graded(assignment, "ann").report.exercises[0]
    noted = result.model_copy(update={"notes": ("[x](javascript:y) \\href",)})

    assert answer_comment(noted) == "[x] (javascript:y) ∖href."
