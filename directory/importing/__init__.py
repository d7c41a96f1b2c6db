"""Files that staff already have, read into a plan of changes that they can review.

`import_files` does it all; `read_file`, `make_plan` and `apply_plans` are its steps.
"""

from directory.importing.plan import Plan, PlannedRow, RowOutcome, make_plan
from directory.importing.records import FileFormat, ImportEntry, ImportRefused, ParsedFile, Problem
from directory.importing.service import apply_plans, import_files, plan_files, read_file

__all__ = [
    "FileFormat",
    "ImportEntry",
    "ImportRefused",
    "ParsedFile",
    "Plan",
    "PlannedRow",
    "Problem",
    "RowOutcome",
    "apply_plans",
    "import_files",
    "make_plan",
    "plan_files",
    "read_file",
]
