"""Programs beside student code are started by their files, wherever those lie."""

from pathlib import Path

import pytest

import autograder
from autograder.common.errors import GraderError
from autograder.sandbox.host.package_files import package_parent, program_file


def test_package_is_imported_from_the_folder_that_is_named():
    """A program that puts it on its path finds this package and no other."""
    found = Path(package_parent()) / "autograder" / "__init__.py"

    assert found == Path(autograder.__file__).resolve()


@pytest.mark.parametrize(
    "name, starts",
    [
        ("zygote", "run_zygote"),
        ("layer_probes", "print_layer_probes"),
        ("unconfined_main", "serve_one_worker"),
    ],
)
def test_file_of_a_program_is_found(name, starts):
    """Each of the three that are started by their path."""
    text = Path(program_file(f"autograder.sandbox.guest.{name}")).read_text("utf-8")

    assert text.endswith(f'if __name__ == "__main__":\n    {starts}()\n')


def test_missing_program_is_our_fault():
    """An installation that lacks a file says which."""
    with pytest.raises(GraderError, match=r"`autograder.sandbox.nothing` is not"):
        program_file("autograder.sandbox.nothing")
