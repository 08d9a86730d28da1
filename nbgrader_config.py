"""What plain nbgrader commands need to know of this course directory.

`nbgrader generate_assignment`, `list`, `export` and `formgrader` work here as they are.
Set AUTOGRADER_DB to keep the gradebook elsewhere, in PostgreSQL for example:
`postgresql+psycopg2://user@host/gradebook`.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - traitlets puts it there

root = Path(__file__).resolve().parent
exchange = root / "exchange"
exchange.mkdir(exist_ok=True)

c.CourseDirectory.course_id = "classification"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "assignments"
c.CourseDirectory.db_url = os.environ.get(
    "AUTOGRADER_DB", f"sqlite:///{root / 'gradebook.db'}"
)
# What lies beside a source notebook and is not for students.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "assignment.yaml",
]

c.Exchange.root = str(exchange)

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

# nbgrader itself would run submissions with the rights of whoever asks for it.
# Nor is a student's own file ever put where formgrader would open it.
c.Autograde.sanitize_preprocessors = ["autograder.trusted.Nothing"]
c.Autograde.autograde_preprocessors = ["autograder.trusted.TrustedGrader"]

# When work came in is kept on a record of ours: a file in it can say anything.
c.ExchangeFactory.collect = "autograder.collecting.Collect"
c.ZipCollectApp.collector_plugin = "autograder.collecting.ZipCollector"

c.GenerateAssignmentApp.log_level = "WARN"
c.FormgradeApp.log_level = "WARN"
