"""The page that lists every behaviour: what a server does, the right verdict, and why.

`python -m tests.behaviours.page` prints it; a test compares `BEHAVIOURS.md` with it.
"""

import sys
from collections.abc import Iterator

from crawler.simulation.behaviour import Behaviour
from tests.behaviours import BEHAVIOURS, FAMILIES


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What servers do, and what a right check says"
    yield ""
    yield (
        f"{len(BEHAVIOURS)} behaviours, each met over real sockets by "
        "`tests/crawler/test_behaviours.py`. Where several reasons stand in a row, the first "
        "decides the verdict, and the others are told as well. Made by "
        "`python -m tests.behaviours.page`."
    )
    for family, rows in FAMILIES.items():
        yield from ("", f"## {family}", "")
        yield "| case | what the server does | verdict | reasons | why |"
        yield "|---|---|---|---|---|"
        yield from map(_row, rows)


def _row(row: Behaviour) -> str:
    does = f"{row.does} Approved before, when it was another." if row.before else row.does
    reasons = ", ".join(f"`{reason.value}`" for reason in row.reasons)
    cells = (f"`{row.name}`", does, row.verdict.value, reasons, row.why)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())
