"""Words and code told apart."""

import pytest

from autograder.prose import may_hold_words

ANSWER = "because both terms are divided by the first"


@pytest.mark.parametrize(
    "source, near, far",
    [
        ("", False, False),
        ("softmax([1, 2])", False, False),
        ("plt.plot(x, label='a')\nplt.show()", False, False),
        ("%matplotlib inline\n!pip install numpy", False, False),
        (f"# {ANSWER}", True, True),
        (f"'''{ANSWER}'''", True, True),
        (f'answer = "{ANSWER}"', True, True),
        (f'print("{ANSWER}")', True, True),
        (ANSWER, True, True),
        ("# 1 / (1 + exp(-z))", True, False),
        ("1/(1+e^-z) since it", True, False),
        (f"x = f(1)[0]  # {ANSWER}", True, False),
        ("Image('derivation.jpg')", True, True),
        ("display(Image(filename='scan.png', width=3))", True, True),
        ("'''" + "因为两个指数都除以第一个指数" + "'''", True, True),
        ("x = 1 " * 100_000, False, False),
    ],
)
def test_words_are_told_from_code(source, near, far):
    """Beside a blank answer less has to speak for a cell than elsewhere."""
    assert near == may_hold_words(source, near=True)
    assert far == may_hold_words(source, near=False)
