"""Import of files that staff already have, as a plan of changes that they can review.

`service.import_files` does all of it; `read_file`, `make_plan` and `apply_plans` are its steps.
"""
