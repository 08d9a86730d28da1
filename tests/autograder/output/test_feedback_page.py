"""The page a student reads: what it says, and that nothing in it can do harm."""

import base64
import hashlib
import itertools
import re
from html.parser import HTMLParser

import pytest

from autograder.model import Verdict
from autograder.output import feedback_page
from autograder.report import Probe
from tests.sample_reports import (
    ALL_RIGHT,
    HOSTILE,
    HOSTILE_REPORT,
    MIXED,
    NOT_GRADED,
    SAMPLES,
    UNATTEMPTED,
    UNREADABLE,
    exercise,
    outcome,
    report,
)
from tests.waiting import PATIENCE

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""the rules that axe-core is asked for"""

VOID = {"meta", "wbr", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """What a browser would see: elements in order, and that they are nested well."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.words = []
        self._open = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.words.append(" " if tag in {"th", "td", "li", "p"} else "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert tag == self._open.pop()

    def handle_data(self, data):
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).replace("\u00a0", " ").split())

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]


def page(one):
    """Render and parse."""
    return Page(feedback_page.render_feedback(one))


@pytest.mark.parametrize("name", SAMPLES)
def test_page_is_self_contained_and_inert(name):
    """No scripts, no outside addresses, no event handlers, no inline styles."""
    shown = page(SAMPLES[name])

    attributes = [attrs for _, attrs in shown.elements]
    assert set() == {tag for tag, _ in shown.elements} & {
        *("script", "img", "iframe", "object", "embed", "link", "base", "form"),
        *("use", "image", "foreignobject", "animate", "set"),
    }
    assert [key for one in attributes for key in one if key.startswith("on")] == []
    assert all("style" not in one and "src" not in one for one in attributes)
    assert all(one["href"].startswith("#") for one in attributes if "href" in one)
    assert "http://" not in feedback_page.render_feedback(SAMPLES[name])
    assert "https://" not in feedback_page.render_feedback(SAMPLES[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_page_can_be_read_by_keyboard_and_by_ear(name):
    """Headings in order, scoped table headers, named pictures, links that lead."""
    shown = page(SAMPLES[name])

    levels = [int(tag[1]) for tag, _ in shown.elements if re.fullmatch("h[1-6]", tag)]
    ids = [attrs["id"] for _, attrs in shown.elements if "id" in attrs]
    targets = {one["href"][1:] for one in shown.all("a")}
    assert 1 == levels[0] == levels.count(1)
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert all("scope" in one for one in shown.all("th"))
    assert all(
        one.get("aria-hidden") == "true" or one["aria-label"]
        for one in shown.all("svg")
    )
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert shown.all("html")[0]["lang"] == "en"


def test_policy_allows_only_the_style_sheet_of_the_page():
    """The hash in the policy is that of the style element's text."""
    html = feedback_page.render_feedback(ALL_RIGHT)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1]

    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'" == policy
    )


def test_hostile_text_is_shown_and_never_obeyed():
    """Markup, quotes, direction overrides and escapes of a student stay text."""
    html = feedback_page.render_feedback(HOSTILE_REPORT)

    assert "<script" not in html
    assert "<img" not in html
    assert all(char.isprintable() or char in "\n\u00a0" for char in html)
    assert (
        '<script>alert("x")</script>\\u202egnp.\\x1b[31m\\x00&'
        in page(HOSTILE_REPORT).text
    )


def test_a_name_that_is_no_utf8_can_be_rendered():
    """A folder's name may hold bytes that are no characters."""
    odd = MIXED.model_copy(update={"student": "s\udcff"})

    assert "s\\udcff" in feedback_page.render_feedback(odd).encode().decode()


def test_title_and_score_come_first():
    """The head names assignment, student, file and points, also beyond the maximum."""
    text = page(MIXED).text

    assert (
        "Cross-entropy 16.5 / 37.5 +1.5 of 3 extra s014 · handed in "
        "14 Oct 2025, 21:40 UTC+02:00 · cross_entropy.ipynb" in text
    )
    assert "a person will read them, for up to 5 points more." in text


def test_parts_come_in_the_order_a_reader_needs():
    """Notes, table, losses, the rest, figures of what is right, the line for a TA."""
    text = page(MIXED).text

    parts = [
        "The file Untitled3.ipynb was graded as cross_entropy.ipynb.",
        "exercise points hidden tests",
        "wrong Logits of ±10000 give finite probabilities. The result contains nan.",
        "softmax(logits) logits: (2, 3)",
        "Rows sum to 1. and 1 more passed",
        "wrong The gradient agrees with the formula on random batches.",
        "What this looks like: gradient of the sum The loss is a mean over the",
        "3 tests not run: needs “The gradient agrees",
        "Nothing to grade",
        "Written questions A person will read these;",
        "What your functions give",
        "cross_entropy · s014 · suite 4f2a91c · autograder 0.1.0 · file 3ab98f1",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert sorted(places) == places


def test_cases_of_one_test_are_told_once():
    """A parametrised test that fails thrice is one line, with a count."""
    wrong = outcome(Verdict.WRONG, "It is right.")
    text = page(report(exercise(outcomes=[wrong, wrong, wrong]))).text

    assert text.count("It is right.") == 1
    assert "in 3 cases" in text


def test_table_has_a_row_for_each_exercise():
    """Points, hidden tests x of y, and words where there is nothing to count."""
    text = page(MIXED).text

    assert "✗ softmax 5 / 10 2 of 4" in text
    assert "✓ plot_ratio 2.5 / 2.5 2 of 2" in text
    assert "– predict 0 / 1 not attempted" in text
    assert "– accuracy 0 / 1 not found" in text
    assert "– why_zero_log_zero – / 2.5 a person will read this" in text
    assert "✗ adam_step +1.5 of 3 extra 1 of 2" in text


def test_bars_are_as_long_as_the_share_of_points():
    """The bar repeats the numbers."""
    widths = [one["width"] for one in page(MIXED).all("rect") if one["class"] == "fill"]

    assert widths == [
        "100.0",
        "50.0",
        "0.0",
        "100.0",
        "0.0",
        "100.0",
        "0.0",
        "0.0",
        "50.0",
    ]


def test_a_right_exercise_is_one_row():
    """What was passed takes no section, but its notes are not lost."""
    shown = page(MIXED)

    assert "exercise-one_hot" not in {one.get("id") for one in shown.all("h2")}
    assert "The answer cell one_hot_solution is there 2 times" in shown.text


def test_numbers_that_differ_are_marked_in_the_probe():
    """The first rows agree, so only the wrong entry is marked."""
    html = feedback_page.render_feedback(MIXED)

    assert html.count("<em>nan</em>") == 1


def test_a_probe_that_is_right_says_so():
    """Otherwise two equal rows would look like a mistake of ours."""
    right = Probe(call="f(x)", yours="1.0", expected="1.0")
    one = exercise(outcomes=[outcome(Verdict.WRONG)], probe=right)

    assert (
        "Here yours is right; the hidden tests use other inputs."
        in page(report(one)).text
    )


def test_our_fault_has_a_banner_and_no_details():
    """The student reads that nothing was deducted, and nothing about our machine."""
    text = page(NOT_GRADED).text

    assert "15 / 18 not final" in text
    assert "We could not grade this; nothing was deducted." in text
    assert "It concerns softmax, train;" in text
    assert "no memory left" not in text
    assert "disk is full" not in text


def test_unattempted_exercises_are_short_lines():
    """Nothing handed in is no wall of red."""
    shown = page(UNATTEMPTED)

    assert "– one_hot not attempted, 0 / 5 – softmax not attempted, 0 / 5" in shown.text
    assert "✗" not in shown.text


def test_an_unreadable_file_says_why_once():
    """The page says the reason and the remedy, and no exercise repeats it."""
    text = page(UNREADABLE).text

    reason = "it ends too early or is damaged: open it in Jupyter, save it"
    assert text.count(reason) == 1


def test_no_hidden_tests_name_is_shown():
    """Rubrics stand for tests."""
    assert "test_" not in page(MIXED).text


def test_the_same_report_gives_the_same_page():
    """Rendering has no clock and no chance in it."""
    assert feedback_page.render_feedback(MIXED) == feedback_page.render_feedback(
        MIXED.model_copy(deep=True)
    )


@pytest.mark.parametrize(
    "stamp, shown",
    [
        ("2025-10-14T21:40:00+02:00", "14 Oct 2025, 21:40 UTC+02:00"),
        ("2025-01-02T03:04:05Z", "2 Jan 2025, 03:04 UTC"),
        ("2025-01-02T03:04:05", "2 Jan 2025, 03:04 ·"),
        ("<b>soon", "<b>soon"),
    ],
)
def test_moments_are_written_for_people(stamp, shown):
    """A time that is none is shown as text."""
    submission = MIXED.submission.model_copy(update={"submitted_at": stamp})
    one = MIXED.model_copy(update={"submission": submission})

    assert f"handed in {shown}" in page(one).text


def test_a_missing_file_is_named_as_such():
    """No notebook, no file name."""
    nothing = MIXED.submission.model_copy(update={"file": None, "sha256": ""})
    one = MIXED.model_copy(update={"submission": nothing})

    assert "no notebook was handed in" in page(one).text
    assert "· file" not in page(one).text


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "panel", "alert"])
def test_colours_have_enough_contrast(scheme, ground):
    """WCAG 2.2 AA: 4.5 for text; every ink on every ground that text stands on."""
    colours = palette(scheme)

    inks = ["ink", "soft"] if ground == "alert" else ["ink", "soft", "good", "bad"]
    inks += ["skip", "you", "ref"] if ground != "alert" else ["skip"]
    poor = {one: contrast(colours[one], colours[ground]) for one in inks}
    assert {one: ratio for one, ratio in poor.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_bars_stand_out_from_their_tracks(scheme):
    """WCAG 2.2 AA: 3 for what is not text."""
    colours = palette(scheme)

    assert contrast(colours["good"], colours["track"]) >= 3
    assert contrast(colours["ref"], colours["paper"]) >= 3


def palette(scheme):
    """Read a colour scheme from the style sheet."""
    css = (feedback_page.TEMPLATES / "page.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    block = blocks[["light", "dark", "print"].index(scheme)]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))


def contrast(one, two):
    """Give the contrast ratio of two colours, as WCAG defines it."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    """Give the relative luminance of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "text, html",
    [
        ("plain", "plain"),
        ("`f_x` is <b>", "<code>f_<wbr>x</code> is &lt;b&gt;"),
        ("a lone ` stays", "a lone ` stays"),
        (f"`{HOSTILE[:8]}`", "<code>&lt;script&gt;</code>"),
    ],
)
def test_backticks_become_code(text, html):
    """What stands in backticks is set as code, escaped first."""
    assert html == str(feedback_page.prose_markup(text))


@pytest.mark.browser
def test_no_page_is_wider_than_its_window(tmp_path, chromium):
    """At 320 pixels nothing scrolls sideways, and the policy stops nothing of ours."""
    window = chromium.new_page(viewport={"width": 320, "height": 800})
    window.set_default_timeout(1000 * PATIENCE)
    complaints = []
    window.on("console", lambda message: complaints.append(message.text))
    widths = {}
    for name, one in SAMPLES.items():
        path = tmp_path / f"{name}.html"
        path.write_text(feedback_page.render_feedback(one), encoding="utf-8")
        window.goto(path.as_uri())
        widths[name] = window.evaluate("document.documentElement.scrollWidth")
    window.close()

    assert dict.fromkeys(SAMPLES, 320) == widths
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(tmp_path, chromium, scheme):
    """WCAG 2.2 AA in a real browser: no violation in either colour scheme."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    pages = {name: feedback_page.render_feedback(one) for name, one in SAMPLES.items()}
    pages["checked"] = feedback_page.render_feedback(SAMPLES["mixed"], points=False)
    found, rules = {}, 0
    window = chromium.new_page(color_scheme=scheme)
    window.set_default_timeout(1000 * PATIENCE)
    for name, html in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(html, encoding="utf-8")
        window.goto(path.as_uri())
        response = axe.run(window, options={"runOnly": WCAG}).response
        found[name] = [one["id"] for one in response["violations"]]
        rules += len(response["passes"])
    window.close()

    assert {name: [] for name in pages} == found
    assert rules > 10 * len(pages)
