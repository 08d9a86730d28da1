"""What a worker may read: the Python installation and the system's libraries."""

import os
import site
import sys
import sysconfig

SYSTEM_PATHS = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/share/mime",
    "/usr/share/zoneinfo",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/dev/urandom",
    "/dev/random",
    "/dev/zero",
)


def readable_paths() -> list[str]:
    """List what a worker may read.

    Of a prefix only its library folders: someone may have made a virtual environment
    of the course directory itself.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix}
    libraries = {
        os.path.join(prefix, folder)
        for prefix in prefixes
        for folder in ("lib", "lib64", "share")
    }
    # Distributions have layouts of their own, such as Debian's `dist-packages`.
    kinds = ("stdlib", "platstdlib", "purelib", "platlib")
    libraries |= {sysconfig.get_path(kind) for kind in kinds}
    libraries |= set(site.getsitepackages()) | _user_packages()
    return [*sorted(filter(os.path.isdir, libraries)), *SYSTEM_PATHS]


def _user_packages() -> set[str]:
    # Only where Python looks there: what else people keep there is none of ours.
    return {site.getusersitepackages()} & set(sys.path)
