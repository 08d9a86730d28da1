"""A failing hidden test at a prompt, with the student's live functions."""
