"""What was known about links before chosen crawls checked them: see HealthBefore.

Whether this machine's network is at fault is decided by comparison with it, so that results of a
chosen crawl never count.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from directory.model.tables import health as _health
from directory.model.tables import health_before as _before

_COPIED = ("verdict", "final_url", "page_key", "observation")

_is_known = _before.c.link_id.is_not(None)


def joined(results: sa.Table) -> sa.Join:
    """Return these rows of links with health and what was known before; columns below need it."""
    link_id = results.c.link_id
    known = sa.outerjoin(results, _health, link_id == _health.c.link_id)
    return sa.outerjoin(known, _before, link_id == _before.c.link_id)


def _column(name: str) -> sa.ColumnElement[object]:
    return sa.case((_is_known, _before.c[name]), else_=_health.c[name])


#: From the latest crawl of all or due links; all are NULL if they never checked the link.
verdict, final_url, page_key, observation = map(_column, _COPIED)


def keep_before(connection: sa.Connection, links: Sequence[int]) -> None:
    """Keep what is known about these links, before the results of a chosen crawl replace it."""
    kept = set(
        connection.execute(
            sa.select(_before.c.link_id).where(_before.c.link_id.in_(links))
        ).scalars()
    )
    columns = [_health.c[name] for name in ("link_id", *_COPIED)]
    new = [link_id for link_id in links if link_id not in kept]
    known = sa.select(*columns).where(_health.c.link_id.in_(new))
    copy = sa.insert(_before).from_select(["link_id", *_COPIED], known)
    found = set(connection.execute(known.with_only_columns(_health.c.link_id)).scalars())
    if found:
        connection.execute(copy)
    never = [{"link_id": link_id} for link_id in new if link_id not in found]
    if never:
        connection.execute(sa.insert(_before), never)


def drop_before(connection: sa.Connection, links: Sequence[Any]) -> None:
    """Drop it: a crawl of all or due links has checked these links again."""
    connection.execute(sa.delete(_before).where(_before.c.link_id.in_(links)))
