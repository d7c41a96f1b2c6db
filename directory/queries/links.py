"""Reading links and categories from the catalog."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from directory.model.category import Category
from directory.model.curation import Proposal
from directory.model.link import Link
from directory.model.tables import categories as category_table
from directory.model.tables import health as health_table
from directory.model.tables import links as link_table
from directory.model.tables import links_removed as _removed
from directory.model.tables import proposals as proposal_table
from directory.model.vocab import EditorialState, Verdict

_KEYS_A_QUESTION = 500
# Built once: a bulk act runs these thousands of times.
_BY_IDS = sa.select(Link).where(link_table.c.id.in_(sa.bindparam("ids", expanding=True)))
_BY_KEYS = sa.select(Link).where(link_table.c.url_key.in_(sa.bindparam("keys", expanding=True)))
_PROPOSALS = sa.select(Proposal).where(
    proposal_table.c.link_id.in_(sa.bindparam("ids", expanding=True))
)
_NAMES_BY_KEYS = sa.select(link_table.c.url_key, link_table.c.id, link_table.c.name).where(
    link_table.c.url_key.in_(sa.bindparam("keys", expanding=True))
)
_LAST = sa.select(sa.func.max(link_table.c.id))
_LAST_REMOVED = sa.select(sa.func.max(_removed.c.id))
_NEXT_OF_SEQUENCE = sa.text("SELECT nextval(pg_get_serial_sequence('link', 'id'))")
#: The highest id of a link; databases refuse higher ones.
HIGHEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links to list; None and "" do not restrict. query: a part of name or address."""

    verdict: Verdict | None = None
    state: EditorialState | None = None
    query: str = ""


def find_by_id(connection: sa.Connection, link_id: int) -> Link | None:
    """Return the link of this id; None if there is none."""
    with Session(connection) as session:
        return load(session, [link_id]).get(link_id)


def load(session: Session, ids: Iterable[int]) -> dict[int, Link]:
    """Load the links of these ids, a few hundred at most; ids without a link are left out."""
    wanted = [n for n in ids if 0 < n <= HIGHEST_ID]
    return {link.id or 0: link for link in session.scalars(_BY_IDS, {"ids": wanted})}


def load_proposals(session: Session, ids: Iterable[int]) -> dict[int, Proposal]:
    """Load the proposals of these links, a few hundred at most, by link."""
    return {one.link_id: one for one in session.scalars(_PROPOSALS, {"ids": list(ids)})}


def find_by_keys(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Link]:
    """Return the links of these URL keys, by key; keys without a link are left out."""
    wanted, found = sorted(set(keys)), {}
    with Session(connection) as session:
        for start in range(0, len(wanted), _KEYS_A_QUESTION):
            part = wanted[start : start + _KEYS_A_QUESTION]
            found.update({link.url_key: link for link in session.scalars(_BY_KEYS, {"keys": part})})
    return found


def next_id(connection: sa.Connection) -> int:
    """Return the id of the next link: on SQLite one more than the highest id, of removed links
    too."""
    if connection.dialect.name != "sqlite":
        return int(connection.execute(_NEXT_OF_SEQUENCE).scalar_one())
    removed, last = (connection.execute(query).scalar() or 0 for query in (_LAST_REMOVED, _LAST))
    return max(removed, last) + 1


class Named(NamedTuple):
    """A link's id and name."""

    id: int
    name: str


def names_by_key(connection: sa.Connection, keys: Iterable[str]) -> dict[str, Named]:
    """Return the links of these URL keys, a few hundred at most, by key."""
    rows = connection.execute(_NAMES_BY_KEYS, {"keys": list(keys)})
    return {key: Named(link_id, name) for key, link_id, name in rows}


def count_published(connection: sa.Connection, ids: Iterable[int] | None = None) -> int:
    """Return how many links are published: of these, or of all."""
    query = sa.select(sa.func.count()).where(link_table.c.state == EditorialState.PUBLISHED)
    if ids is None:
        return int(connection.execute(query).scalar_one())
    rest, count = iter(ids), 0
    of_these = query.where(link_table.c.id.in_(sa.bindparam("ids", expanding=True)))
    while part := list(islice(rest, _KEYS_A_QUESTION)):
        count += connection.execute(of_these, {"ids": part}).scalar_one()
    return count


def next_check_at(connection: sa.Connection, link_id: int) -> datetime | None:
    """Return when the link is due to be checked; None if it was never checked."""
    query = sa.select(health_table.c.next_check_at).where(health_table.c.link_id == link_id)
    found: datetime | None = connection.execute(query).scalar()
    return found


def categories(connection: sa.Connection) -> list[Category]:
    """Return all categories, parents before their children, each level in its order."""
    rows = connection.execute(
        sa.select(category_table).order_by(
            category_table.c.parent.is_not(None), category_table.c.position, category_table.c.slug
        )
    )
    return [Category(**row._mapping) for row in rows]


def _with_health() -> sa.Select[Any]:
    health = [column for column in health_table.c if column.name != "observation"]
    return sa.select(link_table, *health).join_from(link_table, health_table, isouter=True)


def list_some(connection: sa.Connection, ids: Iterable[int]) -> list[sa.Row[Any]]:
    """Return these links, a few hundred at most, as `list_links` does, in the order of the ids.

    Ids without a link are left out.
    """
    wanted = list(ids)
    query = _with_health().where(link_table.c.id.in_(wanted))
    found = {row.id: row for row in connection.execute(query)}
    return [found[link_id] for link_id in wanted if link_id in found]


def list_links(connection: sa.Connection, wanted: LinkFilter) -> Iterator[sa.Row[Any]]:
    """Yield links with their health, by id, with the columns of both; health's are None if never
    checked."""
    query = _with_health().order_by(link_table.c.id)
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
