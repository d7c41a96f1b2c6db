"""Reading links and categories: the questions asked of the catalog."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from directory.model.category import Category
from directory.model.health import Health
from directory.model.link import Link
from directory.model.vocab import EditorialState, Verdict

link_table: sa.Table = Link.__table__  # type: ignore[attr-defined]
category_table: sa.Table = Category.__table__  # type: ignore[attr-defined]
health_table: sa.Table = Health.__table__  # type: ignore[attr-defined]

_KEYS_A_QUESTION = 500
_HIGHEST_ID = 2**31 - 1  # of the column; databases choke on higher ones


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links to list; None and "" let all through. query: a part of name or address."""

    verdict: Verdict | None = None
    state: EditorialState | None = None
    query: str = ""


def find_by_id(connection: sa.Connection, link_id: int) -> Link | None:
    """The link of this id; None when there is none."""
    if not 0 < link_id <= _HIGHEST_ID:
        return None
    row = connection.execute(sa.select(link_table).where(link_table.c.id == link_id)).first()
    return Link(**row._mapping) if row else None


def find_by_keys(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Link]:
    """The links of these URL keys, by key; keys that nobody has are left out."""
    wanted, found = sorted(set(keys)), {}
    for start in range(0, len(wanted), _KEYS_A_QUESTION):
        part = wanted[start : start + _KEYS_A_QUESTION]
        rows = connection.execute(sa.select(link_table).where(link_table.c.url_key.in_(part)))
        found.update({row.url_key: Link(**row._mapping) for row in rows})
    return found


def categories(connection: sa.Connection) -> list[Category]:
    """All categories, parents before their children, each level in its order."""
    rows = connection.execute(
        sa.select(category_table).order_by(
            category_table.c.parent.is_not(None), category_table.c.position, category_table.c.slug
        )
    )
    return [Category(**row._mapping) for row in rows]


def list_links(connection: sa.Connection, wanted: LinkFilter) -> Iterator[sa.Row[Any]]:
    """Links with their health, by id; the columns of both (health's are None if never checked)."""
    health = [column for column in health_table.c if column.name != "observation"]
    query = (
        sa.select(link_table, *health)
        .join_from(link_table, health_table, isouter=True)
        .order_by(link_table.c.id)
    )
    if wanted.verdict is not None:
        query = query.where(health_table.c.verdict == wanted.verdict)
    if wanted.state is not None:
        query = query.where(link_table.c.state == wanted.state)
    if wanted.query:
        query = query.where(
            sa.or_(
                link_table.c.name.icontains(wanted.query, autoescape=True),
                link_table.c.url.icontains(wanted.query, autoescape=True),
            )
        )
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        yield from rows


def count_by_state(connection: sa.Connection) -> dict[EditorialState, int]:
    """How many links stand in each editorial state."""
    rows = connection.execute(
        sa.select(link_table.c.state, sa.func.count()).group_by(link_table.c.state)
    )
    return {EditorialState(state): number for state, number in rows}
