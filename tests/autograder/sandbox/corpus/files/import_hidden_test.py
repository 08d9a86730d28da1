"""Import the hidden test as a module. Success: the token."""

import importlib.util


def attack():
    spec = importlib.util.spec_from_file_location("hidden", SECRET)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.TOKEN
