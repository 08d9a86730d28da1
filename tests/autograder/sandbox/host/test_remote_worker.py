from dataclasses import replace

import numpy as np
import pytest

from autograder.model import Verdict
from autograder.sandbox.api import CallOptions
from autograder.sandbox.guest.wire import Ref
from autograder.sandbox.host.remote_worker import UnpassableValue
from autograder.sandbox.host.worker_process import ProcessExit, explain_exit
from autograder.sandbox.student_faults import (
    ExceptionRaised,
    FunctionMissing,
    StudentFault,
    WorkerLost,
)
from tests.autograder.sandbox.conftest import USUAL

pytestmark = pytest.mark.sandbox


def test_value_of_a_call_is_plain_data(call):
    """Arrays go in and come out by value, with keyword arguments."""
    found = call(
        "def f(x, *, by): return {'a': [x * by['k'], None], 'b': (1, 2.5)}",
        np.arange(3.0),
        by={"k": 2},
    ).value

    assert found["a"][0].tolist() == [0.0, 2.0, 4.0]
    assert (found["a"][1], found["b"]) == (None, (1, 2.5))


def test_objects_stay_in_the_worker_and_can_be_passed_back(call, worker):
    """A generator or a subclass is a Ref, also nested, and stands for the object."""
    source = (
        "import numpy as np\n"
        "def f(): return [(i * i for i in range(3)), {'m': np.matrix([[1]])}]\n"
        "def total(g): return sum(g)"
    )
    generator, nested = call(source).value

    assert (generator.typename, generator.callable) == ("generator", False)
    assert nested["m"].typename == "matrix"
    assert worker.call("total", [generator], {}, CallOptions()).value == 5


def test_kept_result_is_fetched_as_it_is_then(call, worker):
    """`keep` leaves the result in the worker; `fetch` shows later changes."""
    source = (
        "import numpy as np\nbuffer = np.zeros(2)\n"
        "def f(v):\n    buffer[:] = v\n    return buffer"
    )
    kept = call(source, 1.0, options=CallOptions(keep=True)).value
    before = worker.fetch(kept)
    worker.call("f", [2.0], {}, CallOptions())

    assert (before.tolist(), worker.fetch(kept).tolist()) == ([1.0, 1.0], [2.0, 2.0])
    assert worker.fetch("plain") == "plain"


def test_chosen_positions_of_a_tuple_stay(call):
    """`keep=(1,)` sends the rest."""
    value = call("def f(): return 1, [2], 3", options=CallOptions(keep=(1,))).value

    assert (value[0], type(value[1]), value[2]) == (1, Ref, 3)


def test_chosen_positions_of_a_namedtuple_stay(call):
    """It is the tuple that a test asks for, with a part that stays what it is.

    What that is called is not told: no `class` statement spells it.
    """
    source = (
        "from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\n"
        "def f(): return Pair(1, Pair(2, 3))"
    )
    value = call(source, options=CallOptions(keep=(1,))).value

    assert (type(value), value[0]) == (tuple, 1)
    assert (type(value[1]), value[1].typename) == (Ref, "object")


def test_ref_of_a_lost_worker_is_a_fault_and_not_another_object(zygote, call):
    """Numbers of another worker are recognised."""
    kept = call("def f(): return [1]", options=CallOptions(keep=True)).value
    other = zygote.open()
    with pytest.raises(StudentFault, match="lost together with its process"):
        other.fetch(kept)
    other.close()


def test_arguments_come_back_as_the_call_left_them(call):
    """`arguments` shows what was written into them; ours are untouched."""
    x = np.zeros(2)
    result = call(
        "def f(x, k): x[0] = k; return 0", x, 5, options=CallOptions(arguments=True)
    )

    assert result.arguments[0].tolist() == [5.0, 0.0]
    assert (result.arguments[1], x.tolist()) == (5, [0.0, 0.0])


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: {"a": [x]}, lambda x: (x,)])
def test_readonly_protects_arrays_wherever_they_are(call, wrap):
    """Writing into an argument raises ValueError."""
    source = (
        "def f(x):\n"
        "    x = x['a'] if type(x) is dict else x\n"
        "    x = x[0] if type(x) in (list, tuple) else x\n"
        "    x[0] = 1"
    )
    with pytest.raises(ExceptionRaised) as caught:
        call(source, wrap(np.zeros(2)), options=CallOptions(readonly=True))

    assert (caught.value.name, caught.value.where) == ("ValueError", "line 4 of `f`")


def test_function_passed_by_a_test_is_called_back_with_data(call):
    """A stub takes and gives plain data, thousands of times."""
    seen = []

    def square(v, plus=0.0):
        seen.append(type(v))
        return v * v + plus

    found = call(
        "def f(g, x):\n    return sum(g(v, plus=1.0) for v in x)", square, [2.0] * 500
    )

    assert found.value == 2500.0
    assert set(seen) == {float}


def test_stub_may_ask_the_worker_again(call, worker):
    """Calls nest: the student's function within the test's within the student's."""

    def again(n):
        return call_f(n - 1) if n else 0

    def call_f(n):
        return worker.call("f", [again, n], {}, CallOptions()).value

    call("def f(g, n): return g(n) + 1", lambda n: 0, 0)

    assert call_f(4) == 5


def test_endless_nesting_is_cut(call, worker):
    """Nested too deeply, a call back raises RecursionError in the student's code."""

    def again():
        return worker.call("f", [again], {}, CallOptions()).value

    with pytest.raises(ExceptionRaised) as caught:
        call("def f(g): return g()", again)
    assert caught.value.name == "RecursionError"


def test_exception_of_a_stub_tells_the_student_s_code_nothing(call):
    """The student's code sees an exception without the grader's words."""

    def leaky(_):
        raise KeyError("hidden 42")

    found = call(
        "def f(g):\n    try:\n        g(1)\n    except Exception as e:\n"
        "        return type(e).__name__, str(e)",
        leaky,
    ).value

    assert found == ("RuntimeError", "the function that was passed in raised this")


def test_exception_of_the_student_s_own_comes_full_circle(call, worker):
    """What the student's function raised within a stub keeps its class."""
    source = "def f(g): return g()\ndef todo(): raise NotImplementedError"
    with pytest.raises(ExceptionRaised) as caught:
        call(source, lambda: worker.call("todo", [], {}, CallOptions()))

    assert caught.value.verdict is Verdict.NOT_ATTEMPTED


def test_exception_names_class_bases_and_line(call):
    """An exception's class, its bases, and the innermost line of the notebook."""
    source = (
        "class Odd(ValueError): pass\n"
        "def g(x):\n    return [h(v) for v in x]\n"
        "def h(v):\n    raise Odd('\\x1b[1m' + str(v))\n"
        "def f(): return g([1])"
    )
    with pytest.raises(ExceptionRaised) as caught:
        call(source)

    fault = caught.value
    assert fault.message == "your code raised Odd at line 5 of `h`"
    assert fault.bases[:2] == ("__main__.Odd", "builtins.ValueError")
    assert fault.detail == "\\x1b[1m1"


def test_line_in_a_comprehension_is_its_function_s(call):
    """A comprehension and a lambda have no name that a student knows."""
    with pytest.raises(ExceptionRaised) as caught:
        call("def f():\n    return [(lambda: 1 / v)() for v in [0]]")

    assert caught.value.where == "line 2 of `f`"


@pytest.mark.parametrize(
    "ending", ["exit()", "quit()", "raise SystemExit", "raise KeyboardInterrupt"]
)
def test_exit_ends_the_call_and_not_the_worker(call, worker, ending):
    """`exit()` is an exception like others."""
    with pytest.raises(ExceptionRaised):
        call(f"def f(): {ending}")

    assert call("def f(): return 1").value == 1


@pytest.mark.parametrize(
    "source, message",
    [
        ("", "`f` is not defined after the notebook has run"),
        ("import numpy as np\nf = np.ones(3)", "`f` is a ndarray, not a function"),
        ("f = 3", "`f` is an int, not a function"),
    ],
)
def test_name_that_is_no_function_is_missing(call, source, message):
    """A missing function is told from one that is something else."""
    with pytest.raises(FunctionMissing) as caught:
        call(source)

    assert caught.value.message == message


@pytest.mark.parametrize(
    "source, message",
    [
        (
            "a = []; a.append(a)\ndef f(): return a",
            "nested too deeply or contains itself",
        ),
        ("def f(): return bytes(65 << 20)", "too large"),
        ("def f(): return [0] * 10**6", "too many parts"),
    ],
)
def test_value_that_cannot_travel_is_wrong_and_no_crash(call, worker, source, message):
    """The worker says which limit, and lives on."""
    with pytest.raises(StudentFault, match=message) as caught:
        call(source)

    assert caught.value.verdict is Verdict.WRONG
    assert worker.is_open


def test_drawing_describes_the_figures_of_this_call(call, worker):
    """Labels and lines come out; figures from before are not counted."""
    worker.run_cell("import matplotlib.pyplot as plt\nplt.plot([9], [9])")
    source = (
        "import matplotlib.pyplot as plt\n"
        "def f(x):\n"
        "    fig, (a, b) = plt.subplots(1, 2)\n"
        "    a.plot(x, x ** 2, label='loss')\n"
        "    a.set(title='t', xlabel='epoch', ylabel='y' * 500)\n"
        "    plt.show()"
    )
    for _ in range(2):
        result = call(source, np.arange(3), options=CallOptions(drawing=True))
        first, second = result.drawing
        (line,) = first.lines

        assert (first.title, first.xlabel, len(first.ylabel)) == ("t", "epoch", 200)
        assert (line.label, line.x.tolist()) == ("loss", [0.0, 1.0, 2.0])
        assert line.y.tolist() == [0.0, 1.0, 4.0]
        assert second.lines == ()


@pytest.mark.parametrize(
    "hide, lines",
    [
        ("a.lines[0].set_visible(False)", [["b"]]),
        ("a.set_visible(False)", []),
        ("fig.set_visible(False)", []),
        ("pass", [["a", "b"]]),
    ],
)
def test_drawing_is_what_can_be_seen(call, hide, lines):
    """A line that is made and not shown has not been drawn."""
    source = (
        "import matplotlib.pyplot as plt\n"
        "def f():\n"
        "    fig, a = plt.subplots()\n"
        "    for label in 'ab': a.plot([1, 2], label=label)\n"
        f"    {hide}"
    )
    drawn = call(source, options=CallOptions(drawing=True)).drawing

    assert lines == [[line.label for line in axes.lines] for axes in drawn]


def test_line_of_too_many_points_is_wrong(call):
    """A drawing has limits as values have."""
    source = "import matplotlib.pyplot as plt\ndef f(): plt.plot(range(10**5 + 1))"
    with pytest.raises(StudentFault, match="too large"):
        call(source, options=CallOptions(drawing=True))


def test_object_that_cannot_be_passed_is_refused(worker):
    """The reference tells whose it was: a student's array of texts, or our object."""
    worker.run_cell("def f(x): return 0")
    with pytest.raises(UnpassableValue, match="cannot pass"):
        worker.call("f", [object()], {}, CallOptions())

    assert worker.call("f", [1], {}, CallOptions()).value == 0


def test_value_over_the_limits_on_its_way_to_a_worker_may_be_the_students(worker):
    """It is no GraderError, and costs no worker: nothing of it was sent."""
    worker.run_cell("def f(x): return 0")
    with pytest.raises(UnpassableValue, match="too many parts"):
        worker.call("f", [[0] * 10**6], {}, CallOptions())

    assert worker.call("f", [1], {}, CallOptions()).value == 0


def test_stub_that_gives_an_object_raises_in_the_student_s_code(call, worker):
    """Plain data alone goes back; what came of it may hang on how it was called."""
    with pytest.raises(ExceptionRaised, match="your code raised ValueError"):
        call("def f(g): return g()", lambda: {1, 2})

    assert worker.is_open


def test_call_after_closing_is_gone(worker):
    """A closed worker answers no more."""
    worker.close()

    with pytest.raises(WorkerLost):
        worker.functions()


def test_two_workers_draw_the_same_random_numbers(zygote):
    """Every seedless source of the course gives the same in each worker."""
    source = (
        "import numpy as np, random\n"
        "def f():\n    return [np.random.default_rng().random(),\n"
        "            np.random.default_rng().random(), np.random.rand(),\n"
        "            random.random(), hash('softmax'), list({'a', 'b', 'c', 'd'})]"
    )
    found = []
    for _ in range(2):
        worker = zygote.open()
        worker.run_cell(source)
        found.append(worker.call("f", [], {}, CallOptions()).value)
        worker.close()

    assert found[0] == found[1]
    assert found[0][0] != found[0][1]


@pytest.mark.parametrize(
    "found, verdict",
    [
        (ProcessExit(99, 0), Verdict.OUT_OF_MEMORY),
        (ProcessExit(-9, USUAL.memory), Verdict.OUT_OF_MEMORY),
        (ProcessExit(-9, 0), Verdict.DIED),
        (ProcessExit(-24, 0), Verdict.TIMED_OUT),
        (ProcessExit(-11, 0), Verdict.DIED),
        (ProcessExit(0, 0), Verdict.DIED),
    ],
)
def test_exit_status_is_explained(found, verdict):
    """Each way for a process to end has its verdict and its words."""
    told, message = explain_exit(found, USUAL)

    assert told is verdict
    assert message


def test_ref_of_another_worker_is_refused_here(zygote, worker):
    """Its number could name something else there; nothing of it is sent."""
    worker.run_cell("def f(x): return x")
    ref = Ref((worker._process.number + 1) << 32, "generator")
    with pytest.raises(StudentFault, match="lost together with its process"):
        worker.call("f", [ref], {}, CallOptions())

    assert worker.call("f", [1], {}, CallOptions()).value == 1


def test_a_made_up_ref_reaches_no_other_worker(zygote, worker):
    """What the reference's worker keeps of a hidden test is not a student's to name."""
    other = zygote.open()
    other.run_cell("def heard(): return [271828.0]\ndef give(x): return list(x)")
    kept = other.call("heard", [], {}, CallOptions(keep=True)).value
    worker.run_cell(
        "from autograder.sandbox.guest.wire import Ref\n"
        f"def f(give): return give(Ref({kept.number}, 'list'))"
    )

    def give(value):
        return other.call("give", [value], {}, CallOptions()).value

    with pytest.raises(WorkerLost, match="something it does not accept"):
        worker.call("f", [give], {}, CallOptions())


def test_exception_of_a_very_long_name_is_one_that_was_raised(worker):
    """Its worker has not ended itself: what it says is cut before it is sent."""
    worker.run_cell(
        "E = type('E' * 10**6, (Exception,), {'__module__': 'm' * 2 * 10**6})\n"
        "def f(): raise E"
    )

    with pytest.raises(
        ExceptionRaised, match="your code raised an exception at line 2"
    ):
        worker.call("f", [], {}, CallOptions())


def test_loss_of_another_worker_in_a_callback_costs_this_one_nothing(zygote, worker):
    """A test's function that asks a worker which dies raises in the student's code."""
    other = zygote.open()
    other.run_cell("def die(): import os; os._exit(0)")
    worker.run_cell(
        "def f(g):\n    try: return g()\n    except RuntimeError: return 'it raised'"
    )

    def ask():
        return other.call("die", [], {}, CallOptions()).value

    assert worker.call("f", [ask], {}, CallOptions()).value == "it raised"
    assert not other.is_open


def test_answer_of_a_function_that_cannot_be_sent_is_an_exception_there(worker):
    """The student chose the argument, so that is no fault of ours."""
    worker.run_cell(
        "def f(g):\n    try: return g(1)\n    except ValueError: return 'it raised'"
    )

    found = worker.call("f", [lambda _: 1 << 10_000], {}, CallOptions())

    assert found.value == "it raised"


def test_cell_too_long_for_the_wire_is_a_fault_of_the_cell(worker):
    """It is left out, and the next one runs."""
    fault = worker.run_cell("x = 1 #" + "x" * (1 << 20)).fault

    assert "too long" in fault.message
    assert worker.run_cell("y = 2").fault is None


def test_function_named_as_the_code_runs_is_not_told_when_it_hangs(zygote):
    """Where it is stuck is told by names that the cells spell out."""
    worker = zygote.open(replace(USUAL, call_cpu=0.2))
    worker.run_cell(
        "def f():\n"
        "    while True: pass\n"
        "f.__code__ = f.__code__.replace(co_name='f04' + '71', co_qualname='f')"
    )
    with pytest.raises(WorkerLost, match=r"computing time$"):
        worker.call("f", [], {}, CallOptions())
