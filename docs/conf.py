"""How Sphinx makes the documents into pages: `make docs`.

Whatever Sphinx warns of is an error: links, anchors, pictures, a page without a place
in the side bar. No page loads anything from another host.
"""

project = "autograder"
html_title = "autograder"
root_doc = "index"
extensions = ["myst_parser"]
nitpicky = True
myst_heading_anchors = 3  # `#a-heading` leads to a heading, as on a code host

html_theme = "furo"
html_copy_source = False
html_show_copyright = False

CONTENTS = {
    "Begin here": ("students", "tas", "instructors"),
    "Submissions and grades": ("collect", "lms", "class", "scaling", "security"),
    "Hidden suites": ("certify", "diagnosis"),
    "For developers": ("architecture", "contributing", "report-schema"),
}
"""the side bar; it stands here because a code host would show it as code"""


def setup(app):
    """Add the side bar to the front page."""
    app.connect("source-read", _add_contents)


def _add_contents(app, page, source):
    if page != root_doc:
        return
    for caption, pages in CONTENTS.items():
        options = f":caption: {caption}\n:hidden:\n"
        listed = "\n".join(pages)
        source[0] += f"\n```{{toctree}}\n{options}\n{listed}\n```\n"
