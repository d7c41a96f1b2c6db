# What developers run, by `just NAME`. `just` is installed with the tests ('.[test]').

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# List these recipes.
default:
    @just --list

# Format, lint, types, layers; changes nothing.
check:
    ruff format --check .
    ruff check .
    mypy
    lint-imports

# The tests that take well under a minute together.
fast:
    pytest -m "not slow"

# All tests.
test *arguments:
    pytest {{ arguments }}

# Make anew what is generated: tables of keys and behaviours, pictures of the terminal interface.
docs:
    python -m tui.actions.page --write
    python -m tui.cli.page --write
    python -m tests.documents --write
    python -m tests.behaviours.page > tests/behaviours/BEHAVIOURS.md.new
    mv tests/behaviours/BEHAVIOURS.md.new tests/behaviours/BEHAVIOURS.md
    python -m tests.tui.pictures --write
    node tests/web/types.cjs directory/publishing/release/schema > types.d.ts.new
    mv types.d.ts.new directory/publishing/release/schema/types.d.ts
