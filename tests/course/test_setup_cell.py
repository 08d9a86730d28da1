"""The first cell of every notebook: whose fault a check's words say it is."""

import pytest

from tests.course.test_content import ROOT

OURS = "✗ loss: our cell cannot use what your code returned"
YOURS = "✗ loss: your code raised"
SHOWN = 'with showing("loss"):\n    print(f"{loss():.4f}")'


@pytest.mark.parametrize(
    "answer, cell, said",
    [
        ("def loss(): return np.ones(1)", SHOWN, f"{OURS}; has it the type and the sh"),
        ("def loss(): return [1.0]", SHOWN, OURS),
        ("def loss(): return 1 / 0", SHOWN, f"{YOURS} ZeroDivisionError: division"),
        ("def loss(): return np.ones(3) @ np.ones(2)", SHOWN, f"{YOURS} ValueError"),
        ("def loss(): return help()\ndef help(): return 1 / 0", SHOWN, YOURS),
        (
            "def loss(): return 'x'",
            'with checking("loss"):\n    expect("the loss", loss(), 1.0)',
            OURS,
        ),
        (
            "def loss(): return 'x'",
            'with checking("loss"):\n    print(sum([loss() for _ in range(2)]))',
            OURS,
        ),
        (
            "def loss(): return {}",
            'with checking("loss"):\n    print([loss()["y"] for _ in range(2)])',
            OURS,
        ),
    ],
)
def test_cell_of_ours_that_fails_says_so_in_our_name(answer, cell, said, capsys):
    """Only what came up inside a function of theirs is said to be theirs."""
    setup = (ROOT / "source" / "setup.py").read_text("utf-8")
    names = {"__name__": "notebook"}
    for number, source in enumerate((setup, answer, cell)):
        exec(compile(source, f"<cell {number}>", "exec"), names)

    assert capsys.readouterr().err.startswith(said)
