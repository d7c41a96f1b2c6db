"""Files that staff already have, read into a plan of changes that they can review.

`service.import_files` does it all; `read_file`, `make_plan` and `apply_plans` are its steps.
"""
