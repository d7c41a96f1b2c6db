"""The page of behaviours is made of the table, and there are enough of them."""

from pathlib import Path

from tests.behaviours import BEHAVIOURS
from tests.behaviours.page import page

PAGE = Path(__file__).parents[2] / "behaviours" / "BEHAVIOURS.md"


def test_the_page_is_as_the_table_makes_it() -> None:
    """Make it anew by `python -m tests.behaviours.page > tests/behaviours/BEHAVIOURS.md`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_each_behaviour_stands_on_the_page_once() -> None:
    rows = [line.split("|")[1].strip(" `") for line in page().splitlines() if line[:3] == "| `"]
    assert sorted(rows) == sorted(BEHAVIOURS)
    assert len(rows) >= 160
