"""Categories and notices: what links are put under, and what visitors are told."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from directory.model.notice import Notice, NoticeVersion
from directory.model.text import slug as checked_slug
from directory.model.text import texts_by_language
from directory.model.vocab import NoticeKind
from directory.refusals import ChangeRefused
from directory.rules.rights import Right
from directory.store import audit, links
from directory.usecases.transaction import Transaction

_notices: sa.Table = Notice.__table__  # type: ignore[attr-defined]
_versions: sa.Table = NoticeVersion.__table__  # type: ignore[attr-defined]


def add_category(
    tx: Transaction, slug: str, names: Mapping[str, str], parent: str | None, position: int
) -> None:
    """See `Change.add_category`."""
    tx.require(Right.ADMINISTER)
    slug, names = _named(slug, names)
    if slug.rpartition("/")[0] != (parent or ""):
        raise ChangeRefused(f"the slug “{slug}” does not fit under “{parent or ''}”")
    known = {category.slug for category in links.categories(tx.connection)}
    if slug in known:
        raise ChangeRefused(f"there is a category “{slug}” already")
    if parent is not None and parent not in known:
        raise ChangeRefused(f"there is no category “{parent}” to put “{slug}” under")
    row = {"slug": slug, "parent": parent, "names": names, "position": position}
    tx.connection.execute(sa.insert(links.category_table).values(row))
    tx.category_slugs = None
    tx.note("add", "category", slug, None, row)


def add_notice(
    tx: Transaction,
    slug: str,
    kind: NoticeKind,
    texts: Mapping[str, str],
    announced_on: date,
    effective_from: date,
    position: int,
) -> None:
    """See `Change.add_notice`."""
    tx.require(Right.ADMINISTER)
    slug, texts = _named(slug, texts)
    taken = tx.connection.execute(sa.select(_notices.c.slug).where(_notices.c.slug == slug)).first()
    if taken:
        raise ChangeRefused(f"there is a notice “{slug}” already")
    row = {"slug": slug, "kind": kind, "position": position}
    version = {
        "notice": slug,
        "number": 1,
        "texts": texts,
        "announced_on": announced_on,
        "effective_from": effective_from,
        "author": tx.who,
        "digest": audit.digest("", audit.canonical(texts)),
        "created_at": tx.now,
    }
    tx.connection.execute(sa.insert(_notices).values(row))
    tx.connection.execute(sa.insert(_versions).values(version))
    tx.note("add", "notice", slug, None, row | version)


def _named(slug: str, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    try:
        slug, tidied = checked_slug(slug), texts_by_language(texts)
    except ValueError as error:
        raise ChangeRefused(str(error)) from None
    if not tidied:
        raise ChangeRefused(f"“{slug}” has no text in any language")
    return slug, tidied
