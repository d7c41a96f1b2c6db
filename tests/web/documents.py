"""Blocks of code in the documents, as a reader would copy them."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def block(page: str, name: str) -> str:
    """The code block that follows `<!-- tested: NAME -->` in a page of docs/."""
    text = (DOCS / page).read_text("utf-8")
    _, mark, rest = text.partition(f"<!-- tested: {name} -->\n```")
    assert mark, f"docs/{page} has no block “{name}”"
    return rest.partition("\n")[2].partition("\n```")[0] + "\n"
