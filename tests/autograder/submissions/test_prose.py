"""Words and code told apart."""

import pytest

from autograder.submissions.prose import may_hold_words

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
        ("x = 3\n# parce que l'ordre n'existe pas", True, True),
        ("x = 3\n# e\u0301te\u0301 de\u0301ja\u0300 dit ici", True, True),
        ("x = 3\n# संख्याएँ एक क्रम बताती हैं", True, True),
        ("x = 3\n# 顺序,距离,无关。是的", True, True),
        ("x = 3\n# I think a class is a number", True, True),
        ("x = 3\n# Question 1: sizes", True, True),
        ("x = 3\n# for i in range(3): print(i)", True, False),
        ("def f(x):\n    # the largest is subtracted first\n    return x", True, False),
        ("from PIL import Image\nImage.open(name)", True, True),
        ("%%latex\n$1$", True, True),
        ("print(answer)", True, False),
        ("x = 1 " * 100_000, False, False),
    ],
)
def test_words_are_told_from_code(source, near, far):
    """Beside a blank answer less has to speak for a cell than elsewhere."""
    assert near == may_hold_words(source, near=True)
    assert far == may_hold_words(source, near=False)
