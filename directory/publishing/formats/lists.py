"""The links of a directory as JSON lines, and by category.

`directory.json` of 100,000 links has more than 100 MB. Programs that read line by line use
`links.jsonl`; those that show one category use `by-category/job-banks.json`, with the links of that
category and of those below it.
"""

from collections.abc import Iterator
from typing import Final

from directory.publishing.release.directory_file import listed, rewritten
from directory.publishing.release.paths import UNSORTED
from directory.publishing.release.public_schema import SCHEMA_VERSION
from directory.publishing.release.reader import Edition, MadeFile

LINES: Final = "links.jsonl"


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the links as JSON lines, and a file for each category."""
    yield MadeFile(LINES, (line + b"\n" for line in edition.lines()), edition.total)
    for slug in edition.categories:
        yield _of_category(edition, slug, (slug, *_below(edition, slug)))
    if edition.places.get(None):
        yield _of_category(edition, None, (None,))


def category_file(slug: str | None) -> str:
    """Return the path in a release of the links of a category."""
    return f"by-category/{slug or UNSORTED}.json"


def _below(edition: Edition, slug: str) -> list[str]:
    return [one.slug for one in edition.below(slug)]


def _of_category(edition: Edition, slug: str | None, kinds: tuple[str | None, ...]) -> MadeFile:
    head = {"schema_version": SCHEMA_VERSION, "serial": edition.serial, "category": slug}
    lines = (line for kind in kinds for line in edition.lines_in(kind))
    count = sum(len(edition.places.get(kind, ())) for kind in kinds)
    return MadeFile(category_file(slug), listed(rewritten(head), "links", lines), count)
