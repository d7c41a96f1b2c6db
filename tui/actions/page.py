"""The key table of the README, generated from the registry.

python -m tui.actions.page           print it
python -m tui.actions.page --write   write it between the marks in tui/README.md
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tui.actions.registry import ACTIONS, Action
from tui.actions.words import key_words

BEGIN: Final = "<!-- keys -->"
END: Final = "<!-- /keys -->"
README: Final = Path(__file__).parents[1] / "README.md"


def key_table(actions: Sequence[Action] = ACTIONS) -> str:
    """Return all actions by group, as tables in Markdown."""
    groups = dict.fromkeys(action.group for action in actions)
    parts = [_group(name, [a for a in actions if a.group == name]) for name in groups]
    return "\n".join(parts)


def with_table(page: str, table: str) -> str:
    """Return the page with this table between the marks. Raise ValueError if it lacks a mark."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Run the program and return its exit code."""
    table = key_table()
    if "--write" in arguments:
        README.write_text(with_table(README.read_text("utf-8"), table), "utf-8")
    else:
        sys.stdout.write(table)
    return 0


def _group(name: str, actions: Iterable[Action]) -> str:
    rows = [f"| `{a.id}` | {_keys(a)} | {_cell(a.words)} |" for a in actions]
    return "\n".join(
        [f"**{name}**", "", "| id | keys | what it does |", "|---|---|---|", *rows, ""]
    )


def _keys(action: Action) -> str:
    return " ".join(f"`{word}`" for word in map(_cell, key_words(action).split(", ")))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
