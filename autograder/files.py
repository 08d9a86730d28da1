"""The public face of `common.files`: what courses' `nbgrader_config.py` imports."""

from autograder.common.files import keep_others_from_writing

__all__ = ["keep_others_from_writing"]
