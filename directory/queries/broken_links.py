"""Read the links that need a suggestion, and what the catalog contains about each."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.model.observation import Observation, unpack
from directory.model.tables import baselines as _baselines
from directory.model.tables import health as health_table
from directory.model.tables import links as link_table
from directory.model.vocab import EditorialState, Verdict

LOST = (Verdict.GONE, Verdict.CHANGED)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that needs a suggestion, and what is known about it.

    names: in all languages. approved_title: of the page that staff approved; "" for none. verdict:
    None if it was never checked. broken_since: when its problem began. suggested_url: the new
    address that the last check found. seen: that check; None if there is none, or it cannot be read
    any more.
    """

    id: int
    url: str
    names: tuple[str, ...]
    operator: str = ""
    approved_title: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    confirmed: bool = False
    since: datetime | None = None
    broken_since: datetime | None = None
    suggested_url: str | None = None
    seen: Observation | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """Possible titles of the wanted page: the approved title, else the names."""
        return (self.approved_title,) if self.approved_title else self.names


class UnknownLinkError(Exception):
    """There is no link with a given id."""


def lost_links(connection: sa.Connection) -> list[BrokenLink]:
    """Return all links that are gone or changed, confirmed or not, by id, without retired ones."""
    wanted = _query().where(
        health_table.c.verdict.in_(LOST), link_table.c.state != EditorialState.RETIRED
    )
    return [_broken(row) for row in connection.execute(wanted)]


def named_links(connection: sa.Connection, ids: Sequence[int]) -> list[BrokenLink]:
    """Return the links of these ids, in this order and each once.

    Raise UnknownLinkError if there is no link of one of them.
    """
    found = []
    for link_id in dict.fromkeys(ids):
        row = connection.execute(_query().where(link_table.c.id == link_id)).first()
        if row is None:
            raise UnknownLinkError(
                f"there is no link {link_id}. “jobbank links” lists the links with their numbers."
            )
        found.append(_broken(row))
    return found


def _query() -> sa.Select[Any]:
    link, health = link_table.c, health_table.c
    return (
        sa.select(
            link.id, link.url, link.name, link.names, link.operator,
            health.verdict, health.reason, health.confirmed, health.since, health.broken_since,
            health.suggested_url, health.observation,
            _baselines.c.observation.label("approved"),
        )
        .join_from(link_table, health_table, isouter=True)
        .join(_baselines, _baselines.c.link_id == link.id, isouter=True)
        .order_by(link.id)
    )  # fmt: skip


def _broken(row: Any) -> BrokenLink:
    return BrokenLink(
        id=row.id,
        url=row.url,
        names=tuple(dict.fromkeys([row.name, *row.names.values()])),
        operator=row.operator,
        approved_title=_title(_seen(row.approved)),
        verdict=row.verdict,
        reason=row.reason or "",
        confirmed=bool(row.confirmed),
        since=row.since,
        broken_since=row.broken_since or row.since,
        suggested_url=row.suggested_url,
        seen=_seen(row.observation),
    )


def _title(seen: Observation | None) -> str:
    return seen.page.title if seen is not None and seen.page is not None else ""


def _seen(stored: bytes | None) -> Observation | None:
    """Return the stored check; None if there is none, or it cannot be read any more."""
    if stored is None:
        return None
    try:
        return unpack(stored)
    except (zlib.error, msgspec.DecodeError):
        return None
