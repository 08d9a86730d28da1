"""`-k`: which names an expression means."""

import pytest

from autograder.common.errors import UserError
from autograder.tools.debug import keyword_filter

NAMES = ["softmax::test_values[3-4]", "softmax::test_shape", "one_hot::test_values"]


@pytest.mark.parametrize(
    "expression, meant",
    [
        ("", [0, 1, 2]),
        ("  ", [0, 1, 2]),
        ("softmax", [0, 1]),
        ("SoftMax", [0, 1]),
        ("values[3-4]", [0]),
        ("not softmax", [2]),
        ("softmax and values", [0]),
        ("shape or one_hot", [1, 2]),
        ("one_hot or softmax and shape", [1, 2]),
        ("(one_hot or softmax) and values", [0, 2]),
        ("not (shape or one_hot)", [0]),
        ("not not shape", [1]),
        ("not shape and not one_hot", [0]),
        ("nothing", []),
    ],
)
def test_expression_means_these_names(expression, meant):
    """`not` binds before `and`, and that before `or`."""
    matches = keyword_filter.parse_keywords(expression)

    assert [NAMES[place] for place in meant] == list(filter(matches, NAMES))


@pytest.mark.parametrize(
    "expression", ["and", "a and", "a or or b", "(a", "a)", "not", "a b", "()"]
)
def test_what_is_no_expression_is_refused(expression):
    """The user hears what it may look like."""
    with pytest.raises(UserError, match="cannot be read at") as refused:
        keyword_filter.parse_keywords(expression)

    assert "-k 'mean and not large'" in refused.value.hint


@pytest.mark.parametrize(
    "expression",
    ["not " * 500 + "a", "(" * 500 + "a" + ")" * 500, " or ".join("a" * 500)],
)
def test_expression_too_deep_to_be_read_is_refused(expression):
    """It does not end in a traceback; one as long as may be is read and asked."""
    with pytest.raises(UserError, match="more than 200 words"):
        keyword_filter.parse_keywords(expression)

    assert keyword_filter.parse_keywords("not " * 198 + "total")("total")
