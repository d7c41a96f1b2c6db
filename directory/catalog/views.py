"""Saved views: queries with a name, for all users.

A query is stored in canonical form, as `directory.rules.query` prints it, so that it can always be
read again.
"""

from typing import Any

import sqlalchemy as sa

from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.curation import SavedView
from directory.model.tables import saved_views as _views
from directory.model.text import shows, tidy_line
from directory.queries import links
from directory.rules.permissions import Right
from directory.rules.query import LONGEST_QUERY, QueryRefused, parse_query

LONGEST_NAME = 100


def views(connection: sa.Connection) -> list[SavedView]:
    """Return all saved views, by name."""
    rows = connection.execute(sa.select(_views).order_by(_views.c.name))
    return [SavedView(**row._mapping) for row in rows]


def save_view(tx: Transaction, name: str, query: str) -> SavedView:
    """Store a query under a name, in place of one that has it.

    Raise ChangeRefused if the query or the name is not valid.
    """
    tx.require(Right.EDIT)
    name = _name(name)
    text = _canonical(tx, query)
    before = _find(tx, name)
    if before is not None and before["query"] == text:
        return SavedView(**before)
    row: dict[str, Any] = {"name": name, "query": text, "who": tx.who, "created_at": tx.now}
    tx.connection.execute(sa.delete(_views).where(_views.c.name == name))
    tx.connection.execute(sa.insert(_views).values(row))
    tx.note("add" if before is None else "edit", "view", name, before, row)
    return SavedView(**row)


def drop_view(tx: Transaction, name: str) -> None:
    """Delete a saved view. Raise ChangeRefused if there is none of this name."""
    tx.require(Right.EDIT)
    name = _name(name)
    before = _find(tx, name)
    if before is None:
        raise ChangeRefused(f"there is no saved view “{name}”")
    tx.connection.execute(sa.delete(_views).where(_views.c.name == name))
    tx.note("remove", "view", name, before, None)


def _find(tx: Transaction, name: str) -> dict[str, Any] | None:
    row = tx.connection.execute(sa.select(_views).where(_views.c.name == name)).first()
    return dict(row._mapping) if row else None


def _canonical(tx: Transaction, query: str) -> str:
    slugs = [category.slug for category in links.categories(tx.connection)]
    try:
        text = str(parse_query(query, slugs))
    except QueryRefused as error:
        raise ChangeRefused(str(error)) from None
    if len(text) > LONGEST_QUERY:
        raise ChangeRefused("this query is too long to be kept: make it shorter")
    return text


def _name(text: str) -> str:
    name = tidy_line(text)
    if not shows(name) or len(name) > LONGEST_NAME:
        raise ChangeRefused(f"a saved view needs a name of at most {LONGEST_NAME} characters")
    return name
