"""Two printed values, laid out under each other."""

import pytest

from autograder.output.aligned_values import align_values, plain_lines


@pytest.mark.parametrize(
    "yours, expected, shown",
    [
        (
            "[[ 0.34 -1.5 ]\n [ 10.   2.  ]]",
            "[[ 0.05  0.125 ]\n [ 1.   2.  ]]",
            [
                "[[ 0.34 -1.5  ]",
                " [10.    2.   ]]",
                "[[ 0.05  0.125]",
                " [ 1.    2.   ]]",
            ],
        ),
        ("[nan 1.]", "[0.25 1.]", ["[nan  1.]", "[0.25 1.]"]),
        ("0.5", "12.25", [" 0.5 ", "12.25"]),
        ("[1, 20]", "[10, 2]", ["[ 1, 20]", "[10,  2]"]),
        ("None", "[1 2]", ["None", "[1 2]"]),
        ("", "", ["", ""]),
        ("a dict", "W: [1.]", ["a dict", "W: [1.]"]),
    ],
)
def test_numbers_line_up_when_structures_agree(yours, expected, shown):
    """Decimal points share columns; other structures stay as they are."""
    left, right = align_values(yours, expected)

    assert shown == plain_lines(left) + plain_lines(right)


@pytest.mark.parametrize(
    "yours, expected, wrong",
    [
        ("[1. 2. 3.]", "[1. 5. 3.]", ["2."]),
        ("[1. 2.]", "[3. 4.]", []),
        ("[1. 2.]", "[1. 2.]", []),
        ("[nan 2.]", "[1.  2.]", ["nan"]),
        ("float64 1.0 2.0", "float64 1.0 3.0", ["2.0"]),
    ],
)
def test_differing_numbers_are_marked_unless_all_differ(yours, expected, wrong):
    """Marks help only when they leave something unmarked."""
    left, right = align_values(yours, expected)

    assert wrong == [piece.text for line in left for piece in line if piece.off]
    assert [piece.text for line in right for piece in line if piece.off] == []
