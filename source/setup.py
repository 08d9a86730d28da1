# Run this cell first. It gives you numpy, matplotlib and the visible checks.
import sys

import matplotlib.pyplot as plt
import numpy as np

# Colours that stay apart for colour-blind readers as well.
BLUE, ORANGE, BLACK = "#0072B2", "#D55E00", "#222222"
plt.rcParams.update({"font.size": 12, "axes.titlesize": 13, "figure.dpi": 100})


class checking:
    """Run the visible checks of one exercise and say in words what they find."""

    def __init__(self, exercise):
        self.exercise = exercise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            print(f"✓ {self.exercise}: visible checks passed. Hidden tests decide.")
        elif kind is NotImplementedError:
            while trace.tb_next:
                trace = trace.tb_next
            stub = trace.tb_frame.f_code.co_name
            what = "" if stub == self.exercise else f"it calls {stub}, which is "
            print(f"– {self.exercise}: {what}not attempted yet.")
        elif issubclass(kind, NameError) and self.exercise in str(error):
            print(f"– {self.exercise}: no such function. Run its cell first.")
        elif issubclass(kind, AssertionError):
            print(f"✗ {self.exercise}: {error}", file=sys.stderr)
        elif issubclass(kind, Exception):
            said = f"{kind.__name__}: {error}"
            if self.is_in_your_code(trace):
                print(f"✗ {self.exercise}: your code raised {said}", file=sys.stderr)
            else:
                print(
                    f"✗ {self.exercise}: our cell cannot use what your code returned; "
                    f"has it the type and the shape asked for? ({said})",
                    file=sys.stderr,
                )
        else:
            return False  # the stop button still stops
        return True

    def is_in_your_code(self, trace):
        """Tell whether an error came up in a function of the notebook's other cells."""
        cell = trace.tb_frame
        ours = (cell.f_code.co_filename, expect.__code__.co_filename)
        while trace := trace.tb_next:
            frame = trace.tb_frame
            is_here = frame.f_globals is cell.f_globals
            if is_here and frame.f_code.co_filename not in ours:
                return True
        return False


class showing(checking):
    """Show what an exercise does; unlike `checking`, say nothing when all is well."""

    def __exit__(self, kind, error, trace):
        if kind is None:
            return True
        plt.close("all")  # no half-drawn pictures
        return super().__exit__(kind, error, trace)


def expect(said, found, expected, rtol=1e-6, atol=1e-9):
    """Compare shape, then values; complain in a sentence that begins with `said`."""
    assert found is not None, f"{said} is None. Is a return missing?"
    shape, wanted = np.shape(found), np.shape(expected)
    assert shape == wanted, f"{said} has shape {shape}; it should be {wanted}."
    close = np.allclose(found, expected, rtol=rtol, atol=atol)
    assert close, f"{said} is\n{found}\nbut should be\n{np.asarray(expected)}"
