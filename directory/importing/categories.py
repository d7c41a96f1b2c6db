"""Find the category that a file means.

A slug or a name in any language is accepted, alone or as a path (`Job banks > Veterans`,
`job-banks/veterans`); case, blanks and hyphens are ignored. A name on the second level is enough
for its category if no other category has it.
"""

import re
from collections.abc import Iterable, Sequence

from directory.model.category import Category
from directory.model.link import MAX_NAME
from directory.model.text import tidy_line

_BLANKS = re.compile(r"[\s_-]+")
_BETWEEN_LEVELS = re.compile(r"(?:(?<!\s)\s++)?[>»/]\s*+")


class Shelves:
    """The known categories, found by their slugs and names."""

    def __init__(self, categories: Iterable[Category]) -> None:
        by_slug = {category.slug: category for category in categories}
        meant: dict[tuple[str, ...], set[str]] = {}
        for category in by_slug.values():
            parent = by_slug.get(category.parent or "")
            for call in _calls(category):
                if parent is None:
                    meant.setdefault((call,), set()).add(category.slug)
                    continue
                meant.setdefault((call,), set()).add(category.slug)
                for over in _calls(parent):
                    meant.setdefault((over, call), set()).add(category.slug)
        tops = {slug for slug, category in by_slug.items() if category.parent is None}
        self._meant = {path: _one(slugs, tops) for path, slugs in meant.items()}

    def find(self, path: Sequence[str]) -> str | None:
        """Return the slug that this path of names means; None if there is no such category."""
        spelled = tuple(_normal(part) for part in path)
        split = tuple(
            _normal(part) for whole in path for part in _BETWEEN_LEVELS.split(whole) if part
        )
        return self._meant.get(spelled) or self._meant.get(split)


def suggestion(path: Sequence[str]) -> str:
    """Return the path as a category suggestion, shortened to what the field can store."""
    text = " > ".join(part for part in map(tidy_line, path) if part)
    return text if len(text) <= MAX_NAME else text[: MAX_NAME - 1] + "…"


def _calls(category: Category) -> set[str]:
    own_slug = category.slug.rpartition("/")[2]
    return {_normal(own_slug), *(_normal(name) for name in category.names.values())}


def _one(slugs: set[str], tops: set[str]) -> str | None:
    """Return the only slug, or the only one of the first level; None if several are possible."""
    candidates = slugs & tops or slugs
    return next(iter(candidates)) if len(candidates) == 1 else None


def _normal(name: str) -> str:
    return _BLANKS.sub(" ", tidy_line(name).casefold()).strip()
