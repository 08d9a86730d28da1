"""Find the course through the paths Python knows. Success: a token comes out."""

import os
import sys


def attack():
    found = []
    for entry in [
        *sys.path,
        *sys.path_importer_cache,
        *(getattr(m, "__file__", "") or "" for m in [*sys.modules.values()]),
    ]:
        folder = entry
        while len(folder) > 1:
            for name in ("tests/hidden", "solutions", ".secret", "gradebook.db"):
                try:
                    found.append(os.listdir(os.path.join(folder, name)))
                except OSError:
                    pass
            folder = os.path.dirname(folder)
    return f"listed={found}" if found else "none"
