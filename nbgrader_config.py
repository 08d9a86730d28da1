"""What plain nbgrader commands need to know of this course directory.

`nbgrader generate_assignment`, `list`, `export` and `formgrader` work here as they are.
Set AUTOGRADER_DB to keep the gradebook elsewhere, in PostgreSQL for example:
`postgresql+psycopg2://user@host/gradebook`.
"""

import os
from pathlib import Path

from autograder.files import keep_others_from_writing

keep_others_from_writing()  # with `umask 000` anybody could write the gradebook

c = get_config()  # noqa: F821 - traitlets puts it there

root = Path(__file__).resolve().parent
exchange = root / "exchange"
exchange.mkdir(exist_ok=True)

c.CourseDirectory.course_id = "classification"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "assignments"
# SQLAlchemy would read a `%20` and a `?` in a path as its own.
gradebook = str(root / "gradebook.db").replace("%", "%25").replace("?", "%3F")
c.CourseDirectory.db_url = os.environ.get("AUTOGRADER_DB", f"sqlite:///{gradebook}")
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
# Nor is a student's own file ever read, or put where formgrader would open it.
c.Autograde.pre_convert_hook = "autograder.hooks.trusted.expect_our_name"
c.Autograde.exporter_class = "autograder.hooks.trusted.Unread"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = [
    "autograder.hooks.trusted.TrustedGrader",
    "autograder.hooks.trusted.LatePenalties",
]

# Students get one page, whoever makes it: a mark in formgrader is on it.
c.GenerateFeedback.force = True
c.GenerateFeedback.exporter_class = "autograder.hooks.trusted.FeedbackPage"
c.GenerateFeedback.preprocessors = ["autograder.hooks.trusted.LatePenalties"]

# Lateness costs what course.yaml says. Where that says nothing, it is nbgrader's to
# decide: set c.LateSubmissionPlugin.penalty_method, or name a plugin of your own in
# c.AssignLatePenalties.plugin_class.
c.ExportApp.plugin_class = "autograder.hooks.trusted.CsvExport"

# When work came in is kept on a record of ours: a file in it can say anything.
c.ExchangeFactory.collect = "autograder.hooks.collecting.Collect"
c.ZipCollectApp.collector_plugin = "autograder.hooks.collecting.ZipCollector"

c.GenerateAssignmentApp.log_level = "WARN"
c.FormgradeApp.log_level = "WARN"
