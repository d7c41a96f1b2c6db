"""Categories: what links are put under."""

from collections.abc import Mapping

import sqlalchemy as sa

from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.tables import categories as category_table
from directory.model.text import slug as checked_slug
from directory.model.text import texts_by_language
from directory.queries import links
from directory.rules.permissions import Right


def add_category(
    tx: Transaction,
    slug: str,
    names: Mapping[str, str],
    parent: str | None = None,
    position: int = 0,
) -> None:
    """Add a category; the slug of one that has a parent is `parent/child`.

    Raise ChangeRefused if the slug is not valid or is taken, the parent does not exist, or there is
    no name.
    """
    tx.require(Right.ADMINISTER)
    slug, names = named(slug, names)
    if slug.rpartition("/")[0] != (parent or ""):
        raise ChangeRefused(f"the slug “{slug}” does not fit under “{parent or ''}”")
    known = {category.slug for category in links.categories(tx.connection)}
    if slug in known:
        raise ChangeRefused(f"there is a category “{slug}” already")
    if parent is not None and parent not in known:
        raise ChangeRefused(f"there is no category “{parent}” to put “{slug}” under")
    row = {"slug": slug, "parent": parent, "names": names, "position": position}
    tx.connection.execute(sa.insert(category_table).values(row))
    tx.category_slugs = None
    tx.note("add", "category", slug, None, row)


def named(slug: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return both as they are stored. Raise ChangeRefused if the slug is not valid or there is no
    text."""
    try:
        slug, tidied = checked_slug(slug), texts_by_language(texts)
    except ValueError as error:
        raise ChangeRefused(str(error)) from None
    if not tidied:
        raise ChangeRefused(f"“{slug}” has no text in any language")
    return slug, tidied
