"""Nearly the same code: copies are paired, independent right answers are not."""

import ast
import random
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from autograder.course import catalogue
from autograder.course.course import Course
from autograder.course.source_notebook import grade_id, source_of
from autograder.tools.class_report import similarity

COURSE = Course.find(Path(__file__).parents[4])
NAMES = COURSE.names()

HEAVY = {
    "train": """
def train(x, y, steps):
    w = np.zeros(x.shape[1])
    seen = []
    for step in range(steps):
        guess = x @ w
        w = w - 0.1 * x.T @ (guess - y) / len(y)
        seen.append(float(np.mean((guess - y) ** 2)))
    return w, seen
""",
    "softmax": """
def softmax(z):
    top = z.max(axis=1, keepdims=True)
    powers = np.exp(z - top)
    total = powers.sum(axis=1, keepdims=True)
    return powers / total
""",
    "predict": """
def predict(w, x):
    guess = softmax(x @ w)
    best = np.argmax(guess, axis=1)
    return best.astype(int) if len(x) else np.zeros(0, int)
""",
}


@cache
def right_answers(name):
    """Give the right answers of an assignment, as exercise: [cell]; and the release."""
    assignment = COURSE.assignment(name)
    answers = {
        exercise: [cell]
        for exercise, cell in catalogue.reference_answers(assignment).items()
    }
    for known in catalogue.known_answers(assignment, "accepted"):
        answers[known.exercise].append(known.source)
    cells = {grade_id(one): source_of(one) for one in assignment.release["cells"]}
    return answers, {one.name: cells[one.answer_id] for one in assignment.exercises}


def disguised(source):
    """Rename what the author named; add comments, a docstring and annotations."""
    tree = ast.parse(source)
    mine = similarity._chosen(tree) - set(right_names())
    mine -= {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        for field in ("id", "arg", "name"):
            if getattr(node, field, None) in mine:
                setattr(node, field, f"my_own_{getattr(node, field)}")
        if isinstance(node, ast.FunctionDef):
            node.body.insert(0, ast.Expr(ast.Constant("Mine, all mine.")))
            node.returns = ast.Name("float")
    lines = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
    return "\n".join(
        f"{line}   # so\n" if line.strip() and '"""' not in line else line
        for line in lines
    )


def right_names():
    return {exercise for name in NAMES for exercise in right_answers(name)[0]}


@pytest.mark.parametrize("name", NAMES)
def test_renamed_copies_are_paired_whatever_the_answers(name):
    """Ten pairs of copies with other names, comments and layout: each is found."""
    answers, released = right_answers(name)
    for seed in range(10):
        rng = random.Random(seed)
        one = {exercise: rng.choice(its) for exercise, its in answers.items()}
        other = {exercise: disguised(source) for exercise, source in one.items()}
        found = similarity.find_similar_pairs({"ann": one, "bob": other}, released)

        assert one != other
        assert [(it.students, it.share) for it in found] == [(("ann", "bob"), 1.0)]


@pytest.mark.parametrize("name", NAMES)
def test_different_right_answers_are_not_paired_even_the_likest(name):
    """Each exercise's two likest right answers, all in one pair: not enough."""
    answers, released = right_answers(name)
    one, other, likest = {}, {}, 0.0
    for exercise, its in answers.items():
        runs = {
            cell: similarity.runs_of(cell) - similarity.runs_of(released[exercise])
            for cell in its
        }
        alike = [
            (similarity.run_likeness(runs[a], runs[b]), a, b)
            for a, b in combinations(its, 2)
            if min(len(runs[a]), len(runs[b])) >= similarity.LEAST
        ]
        most, one[exercise], other[exercise] = max(alike)
        likest = max(likest, most)

    assert likest < similarity.ALIKE
    assert similarity.find_similar_pairs({"ann": one, "bob": other}, released) == []


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_paired_when_everybody_answers_in_another_way(name):
    """Classes of different right answers to every exercise: no false pair at all."""
    answers, released = right_answers(name)
    for seed in range(20):
        rng = random.Random(seed)
        shuffled = {name: rng.sample(its, len(its)) for name, its in answers.items()}
        size = min(map(len, answers.values()))
        class_ = {
            f"s{place}": {name: its[place] for name, its in shuffled.items()}
            for place in range(size)
        }

        assert size > 4
        assert similarity.find_similar_pairs(class_, released) == []


def test_copy_is_paired_when_every_answer_was_touched():
    """A line more in each answer does not hide a copy."""
    other = {
        name: source.replace(":\n", ":\n    a = 0\n", 1)
        for name, source in HEAVY.items()
    }
    short = {"double": "def double(x):\n    return 2 * x"}
    (pair,) = similarity.find_similar_pairs(
        {"ann": HEAVY | short, "bob": other | short}
    )

    assert pair.students == ("ann", "bob")
    assert pair.compared == len(HEAVY)
    assert similarity.SHARE < pair.share < 1


def test_nobody_is_paired_when_all_write_the_same():
    """What a whole class writes is the usual way to write it."""
    class_ = {f"s{place}": HEAVY for place in range(similarity.FEW + 1)}

    assert similarity.find_similar_pairs(class_) == []
    class_.popitem()
    assert len(similarity.find_similar_pairs(class_)) == 3


def test_copies_are_paired_when_the_class_is_large():
    """Two who share what nobody else has, among many who write the usual."""
    class_ = {f"s{place}": HEAVY for place in range(60)}
    answers, _ = right_answers("training")
    own = {name: its[-1] for name, its in answers.items()}
    class_ |= {"ann": own, "bob": {one: disguised(it) for one, it in own.items()}}

    assert [one.students for one in similarity.find_similar_pairs(class_)] == [
        ("ann", "bob")
    ]


def test_one_answer_alike_is_no_pair_when_there_are_more():
    """A shared mistake in one exercise says nothing of two submissions."""
    answers, _ = right_answers("training")
    own = {name: its[-1] for name, its in answers.items()}
    usual = {name: its[0] for name, its in answers.items()}
    class_ = {f"s{place}": usual for place in range(30)}
    class_ |= {who: {**usual, "train": own["train"]} for who in ("ann", "bob")}

    assert similarity.find_similar_pairs(class_) == []


def test_nothing_is_compared_when_it_is_the_release_or_short():
    """The stub, and an answer of one line, belong to nobody."""
    short = {f"f{at}": "def f(x, y):\n    return x + 2 * y" for at in range(20)}

    assert similarity.find_similar_pairs({"ann": short, "bob": short}) == []
    assert similarity.find_similar_pairs({"ann": HEAVY, "bob": HEAVY}, HEAVY) == []


def test_nobody_is_paired_when_little_is_shared():
    """Two short answers alike are no evidence; a third of an assignment is no pair."""
    two = {name: HEAVY[name] for name in ("softmax", "predict")}
    answers, released = right_answers("one_hot")
    one, other = ({name: its[at] for name, its in answers.items()} for at in (0, 1))
    other |= dict(list(one.items())[:4])

    assert similarity.find_similar_pairs({"ann": two, "bob": two}) == []
    assert similarity.find_similar_pairs({"ann": one, "bob": other}, released) == []


def test_nothing_is_read_when_an_answer_is_huge():
    """What no honest exercise needs costs no time."""
    assert similarity.normal_tokens("x = 1\n" * 10_000) == []
    assert similarity.normal_tokens("x = 1\n") == ["x", "=", "1"]


@pytest.mark.parametrize(
    "source",
    [
        "def f(:",
        "x = '\\d'",
        "(" * 5000 + ")" * 5000,
        "-" * 15_000 + "1",
        "x = 1\n" * 10_000,
        "\0",
        "",
    ],
    ids=["syntax", "escape", "brackets", "signs", "long", "null", "nothing"],
)
def test_odd_code_is_no_error(source):
    """Whatever stands in an answer, the others are compared."""
    odd = {**HEAVY, "f": source}

    assert [
        one.students for one in similarity.find_similar_pairs({"ann": odd, "bob": odd})
    ] == [("ann", "bob")]
