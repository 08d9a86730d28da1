import os
import struct
import subprocess
import sys

import pytest

from autograder.sandbox.api import CallOptions
from autograder.sandbox.student_faults import StudentFault

pytestmark = pytest.mark.sandbox


def test_last_expression_is_displayed_and_prints_are_kept(worker):
    """A cell shows what a notebook would."""
    found = worker.run_cell(
        "import sys\nprint('a'); print('b', file=sys.stderr)\n[1, 2]"
    )

    assert (found.stdout, found.stderr, found.fault) == ("a\n", "b\n", None)
    assert [output.text for output in found.outputs] == ["[1, 2]"]


def test_semicolon_hides_the_last_expression(worker):
    """A semicolon at the end means what it means in a notebook."""
    assert worker.run_cell("x = 3\nx;").outputs == ()


@pytest.mark.parametrize(
    "source, expected",
    [
        ("%matplotlib inline\n1", "1"),
        ("import asyncio\nawait asyncio.sleep(0)\n2", "2"),
        ("!ls\n3", "3"),
        ("x = !ls\nx", "[]"),
        ("%%time\n4", "4"),
        ("import dataclasses\n@dataclasses.dataclass\nclass A: x: int\nA(5)", "A(x=5)"),
        ("import sklearn.linear_model\n6", "6"),
        ("import matplotlib as m\nm.use('TkAgg')\n7", "7"),
        ("import matplotlib.pyplot as p\np.switch_backend('Qt5Agg')\n8", "8"),
    ],
)
def test_notebook_s_own_syntax_works(worker, source, expected):
    """Magics, top-level await and left-out shell commands do not stop a cell."""
    found = worker.run_cell(source)

    assert found.fault is None
    assert [output.text for output in found.outputs] == [expected]


def test_program_that_a_cell_wrote_can_be_imported(worker):
    """`%%writefile` and an import of it work as in Jupyter."""
    worker.run_cell("%%writefile mine.py\ndef total(v): return sum(v)")
    worker.run_cell("from mine import total")

    assert worker.call("total", [[1.0, 2.0]], {}, CallOptions()).value == 3.0


def test_no_font_is_open_when_a_worker_is_forked(tmp_path):
    """Each worker would have to close what its zygote opened."""
    program = (
        "import sys\nfrom autograder.sandbox.guest import worker\n"
        "worker.prepare_session(['matplotlib.pyplot'], home=sys.argv[1])\n"
        "from matplotlib import font_manager\n"
        "print(font_manager._get_font.cache_info().currsize)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    environment = {**os.environ, "MPLBACKEND": "agg"}
    said = subprocess.run(command, env=environment, capture_output=True, check=True)

    assert said.stdout == b"0\n"


def test_cell_of_plain_python_is_parsed_once(worker):
    """The tree by which a cell is known to be plain Python is the one that runs."""
    worker.run_cell(
        "from IPython.core.compilerop import CachingCompiler\n"
        "parsed, parse = [], CachingCompiler.ast_parse\n"
        "def ast_parse(self, source, *how, **known):\n"
        "    parsed.append(source)\n"
        "    return parse(self, source, *how, **known)\n"
        "CachingCompiler.ast_parse = ast_parse"
    )
    worker.run_cell("plain = 1\nplain")

    assert worker.run_cell("print(parsed)").stdout == "['print(parsed)\\n']\n"


def test_same_cell_twice_runs_twice_whatever_changes_its_tree(worker):
    """A tree is given once: what a notebook does to it is not met again."""
    worker.run_cell(
        "import ast\n"
        "class Next(ast.NodeTransformer):\n"
        "    def visit_Constant(self, node):\n"
        "        node.value += 1\n        return node\n"
        "get_ipython().ast_transformers.append(Next())"
    )
    found = [worker.run_cell("x = 0\nx").outputs[0].text for _ in range(2)]

    assert found == ["1", "1"]


def test_shell_command_is_left_out_in_words(worker):
    """A student sees why `!cmd` did nothing."""
    assert (
        worker.run_cell("!pip install x").stderr
        == "not run while grading: !pip install x\n"
    )


@pytest.mark.parametrize(
    "source, message",
    [
        ("1\n1/0", "your code raised ZeroDivisionError at line 2"),
        ("x = 1\ndef (", "your code raised SyntaxError at line 2"),
        ("def g():\n  1/0\ng()", "your code raised ZeroDivisionError at line 2 of `g`"),
        ("exit()", "your code raised SystemExit at line 1"),
        ("exit", "your code raised SystemExit at line 1"),
        ("raise KeyboardInterrupt", "your code raised KeyboardInterrupt at line 1"),
        ("input()", "your code raised EOFError at line 1"),
        (
            "class E(Exception):\n  __str__ = None\nraise E",
            "your code raised E at line 3",
        ),
    ],
)
def test_exception_of_a_cell_is_in_its_result(worker, source, message):
    """A cell's fault does not stop the next cell."""
    fault = worker.run_cell(source).fault

    assert fault.message == message
    assert worker.run_cell("7").outputs[0].text == "7"


def test_open_figures_become_pngs_once(worker):
    """Figures left open by a cell are closed, and drawn before when asked for."""
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"

    drawn = worker.run_cell(source).outputs
    left_out = worker.run_cell(source, figures=False).outputs
    after = worker.run_cell("8").outputs

    assert [struct.unpack_from(">II", output.png, 16) for output in drawn] == [
        (460, 345)
    ]
    assert left_out == ()
    assert [output.text for output in after] == ["8"]


FAKES = """\
import sys
import matplotlib.pyplot as plt
import numpy as np
class Fake:
    def __init__(self, **values): self.__dict__.update(values)
    def __getattr__(self, name): return lambda *a, **k: "label"
line = Fake(get_data=lambda **k: (np.arange(2.0), np.arange(2.0)))
axes = Fake(get_lines=lambda: [line])
figure = Fake(axes=[axes], canvas=None)
figure.canvas = Fake(figure=figure)
axes.figure = figure
"""
UNDRAWN = {
    "fake_pyplot": "    fake = Fake(get_fignums=lambda: [1], figure=lambda n: figure)\n"
    "    sys.modules['matplotlib.pyplot'] = fake",
    "fake_manager": "    from matplotlib._pylab_helpers import Gcf\n"
    "    Gcf.figs[1] = Fake(canvas=figure.canvas, num=1)",
    "fake_axes": "    plt.figure()._axstack.add = None\n"
    "    type(plt.gcf()).axes = property(lambda self: [axes])",
    "fake_line": "    plt.gca().get_lines = lambda: [line]",
    "hidden": "    plt.plot([0, 1], visible=False)",
    "no_dashes": "    plt.plot([0, 1], linestyle='none')",
    "no_width": "    plt.plot([0, 1], linewidth=0)",
    "clear": "    plt.plot([0, 1], alpha=0)",
}


@pytest.mark.parametrize("how", UNDRAWN)
def test_what_leaves_no_mark_is_not_drawn(worker, how):
    """Objects that only look like matplotlib's, and lines that nobody sees."""
    assert worker.run_cell(f"{FAKES}\ndef f():\n{UNDRAWN[how]}").fault is None
    try:
        result = worker.call("f", [], {}, CallOptions(drawing=True))
    except StudentFault:
        return
    assert [line for axes in result.drawing for line in axes.lines] == []


@pytest.mark.parametrize(
    "how", ["", "'o'", "linestyle='none', marker='x'", "alpha=0.1"]
)
def test_what_leaves_a_mark_is_drawn(worker, how):
    """Dashes, markers, and both."""
    worker.run_cell(f"{FAKES}\ndef f():\n    plt.plot([0, 1], [2, 3], {how})")
    drawing = worker.call("f", [], {}, CallOptions(drawing=True)).drawing

    assert [line.y.tolist() for axes in drawing for line in axes.lines] == [[2.0, 3.0]]


def test_figure_that_cannot_be_drawn_is_said_and_no_fault(worker):
    """Bad mathtext costs the figure alone."""
    found = worker.run_cell(
        "import matplotlib.pyplot as plt\nplt.title(r'$\\frac$')\nplt.figure();"
    )

    assert found.fault is None
    assert "ValueError" in found.stderr
    assert [bool(output.png) for output in found.outputs] == [True]


def test_rich_output_is_reduced_to_its_text_or_png(worker):
    """HTML and scripts never leave the worker."""
    found = worker.run_cell(
        "from IPython.display import HTML, Image, display\n"
        "import base64\n"
        "display(HTML('<script>'))\n"
        "display({'image/png': base64.b64encode(b'no png').decode()}, raw=True)"
    )

    assert [(output.text, output.png) for output in found.outputs] == [
        ("<IPython.core.display.HTML object>", b""),
        ("", b""),
    ]


def test_functions_lists_what_the_notebook_defined(worker):
    """Names of the notebook with their types; none of IPython's own."""
    worker.run_cell("def softmax(z): return z\nx = 3\n_hidden = 1")

    assert dict(worker.functions()) == {"softmax": "function", "x": "int"}


def test_worker_may_write_where_its_environment_points(call):
    """Home, temporary files and the working directory are its scratch directory."""
    found = call(
        "import os, tempfile, pathlib\n"
        "def f():\n"
        "    open('a', 'w').write('x')\n"
        "    with tempfile.NamedTemporaryFile() as t: t.write(b'x')\n"
        "    home = pathlib.Path.home(); (home / 'b').mkdir()\n"
        "    return str(home), os.getcwd(), tempfile.gettempdir(), os.listdir('.')",
        options=CallOptions(),
    ).value

    assert len(set(found[:3])) == 1
    assert sorted(found[3]) == ["a", "b"]


def test_environment_holds_nothing_of_the_grader_s(zygote, worker, monkeypatch):
    """The zygote's environment is made, not inherited."""
    found = worker.run_cell("import os; print(*sorted(os.environ))").stdout

    assert "PATH" in found
    assert not {"USER", "PWD", "PYTEST_CURRENT_TEST", "SHELL"} & set(found.split())


def test_modules_of_the_grader_cannot_be_imported(worker):
    """Of this package only what runs in the worker is there."""
    found = worker.run_cell(
        "import sys\n"
        "print(*sorted(n for n in sys.modules if n.startswith('autograder')))\n"
        "import autograder.grading.checks"
    )

    assert found.fault.name == "ModuleNotFoundError"
    assert found.stdout.split() == [
        "autograder",
        "autograder.sandbox",
        "autograder.sandbox.guest",
        "autograder.sandbox.guest.definitions",
        "autograder.sandbox.guest.exception_report",
        "autograder.sandbox.guest.exit_statuses",
        "autograder.sandbox.guest.figure_capture",
        "autograder.sandbox.guest.figure_keys",
        "autograder.sandbox.guest.framing",
        "autograder.sandbox.guest.ipython_shell",
        "autograder.sandbox.guest.landlock",
        "autograder.sandbox.guest.libc",
        "autograder.sandbox.guest.name_bindings",
        "autograder.sandbox.guest.namespaces",
        "autograder.sandbox.guest.process_confinement",
        "autograder.sandbox.guest.reaper",
        "autograder.sandbox.guest.request_server",
        "autograder.sandbox.guest.seccomp",
        "autograder.sandbox.guest.tree_removal",
        "autograder.sandbox.guest.wire",
        "autograder.sandbox.guest.worker",
    ]


def test_cell_that_breaks_the_shell_has_a_fault(worker):
    """What a student breaks of IPython's is a fault of the cell, and no crash."""
    breaking = (
        "import autograder.sandbox.guest.ipython_shell as s\n"
        "def broken(*a): raise ValueError\n"
        "s._output = broken\n1"
    )

    assert worker.run_cell(breaking).fault.name == "ValueError"
    assert worker.is_open


def test_a_figure_is_not_drawn_again_when_its_picture_is_known(worker):
    """The known picture stands for one that looks the same; others are drawn."""
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2], [1, {}])"
    first = worker.run_cell(source.format(2)).outputs[-1]
    known = {first.key: b"the picture"}
    same = worker.run_cell(source.format(2), known=known).outputs[-1]
    other = worker.run_cell(source.format(3), known=known).outputs[-1]

    assert same.png == b"the picture"
    assert other.key not in ("", first.key)
    assert other.png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "source, shown",
    [
        ("\n\nx = 3\nx", "3"),
        ("In [1]: x = 3\nx", "3"),
        (">>> x = 3\n>>> x", "3"),
        ("  x = 3\n  x", "3"),
        ("import asyncio\nawait asyncio.sleep(0)\n4", "4"),
        ("x = 3\n%who_ls int", "['x']"),
        ("x = 3\nx", "3"),
        ("def f():\n    return 7\n\n\nf()\n\n", "7"),
    ],
)
def test_cell_runs_as_in_a_notebook_when_it_is_not_plain_python(worker, source, shown):
    """Prompts, indentation, magics and waiting are IPython's; the rest is Python."""
    found = worker.run_cell(source)

    assert found.fault is None
    assert [output.text for output in found.outputs] == [shown]


def test_lines_are_counted_alike_when_a_cell_begins_with_empty_ones(worker):
    """A student finds the line, whichever way the cell was run."""
    plain = worker.run_cell("x = 1\ny = 1\n1 / 0").fault
    magic = worker.run_cell("x = 1\n%who_ls int\n1 / 0").fault

    assert plain.where == magic.where == "line 3"
