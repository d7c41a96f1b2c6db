"""The reads that a release needs: plain rows, in a fixed order, a batch at a time.

Core selects of the columns that may be made public, and no others: what is not
read cannot leak. The memory in use does not grow with the number of links.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from directory.model.reasons import DANGERS, Reason
from directory.model.tables import Category, Health, Link, Notice, NoticeVersion
from directory.model.vocab import (
    Audience,
    Cost,
    EditorialState,
    ExitOverride,
    HowToApply,
    NoticeKind,
    OperatorBasis,
    OperatorClass,
    Verdict,
)

BATCH = 1000

_links: sa.Table = Link.__table__  # type: ignore[attr-defined]
_health: sa.Table = Health.__table__  # type: ignore[attr-defined]
_categories: sa.Table = Category.__table__  # type: ignore[attr-defined]
_notices: sa.Table = Notice.__table__  # type: ignore[attr-defined]
_versions: sa.Table = NoticeVersion.__table__  # type: ignore[attr-defined]

_PUBLISHED = _links.c.state == EditorialState.PUBLISHED
_WITH_HEALTH = _links.outerjoin(_health, _health.c.link_id == _links.c.id)
# A danger is held back at once, confirmed or not: a person must look first.
_DANGER = _health.c.reason.in_(sorted(DANGERS))
_NO_DANGER = sa.or_(_health.c.verdict.is_(None), ~_DANGER)


class LinkRow(msgspec.Struct, frozen=True, gc=False):
    """One published link with its health; the health's four are None when it was never checked.

    since: the moment (UTC) from which the verdict has held.
    """

    id: int
    url: str
    host: str
    names: dict[str, str]
    descriptions: dict[str, str]
    category: str | None
    operator: str
    operator_class: OperatorClass
    operator_basis: OperatorBasis
    service_areas: list[str]
    languages: list[str]
    audiences: list[Audience]
    cost: Cost | None
    account_needed: bool | None
    how_to_apply: HowToApply | None
    disclaimers: list[str]
    exit_override: ExitOverride
    verdict: Verdict | None
    reason: str | None
    since: datetime | None
    confirmed: bool | None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category."""

    slug: str
    parent: str | None
    names: dict[str, str]
    position: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One wording of a notice."""

    number: int
    texts: dict[str, str]
    announced_on: date
    effective_from: date
    exception: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice with all its wordings, by number."""

    slug: str
    kind: NoticeKind
    versions: tuple[VersionRow, ...]


_HEALTH_COLUMNS = frozenset({"verdict", "reason", "since", "confirmed"})
_LINK_COLUMNS = [
    (_health if name in _HEALTH_COLUMNS else _links).c[name] for name in LinkRow.__struct_fields__
]


def released_links(connection: sa.Connection) -> Generator[LinkRow, None, None]:
    """The published links that are no danger, by id. Close it when it is not read to its end."""
    query = (
        sa.select(*_LINK_COLUMNS)
        .select_from(_WITH_HEALTH)
        .where(_PUBLISHED, _NO_DANGER)
        .order_by(_links.c.id)
    )
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield LinkRow(*row)


def released_count(connection: sa.Connection) -> int:
    """How many links `released_links` gives."""
    query = sa.select(sa.func.count()).select_from(_WITH_HEALTH).where(_PUBLISHED, _NO_DANGER)
    return int(connection.execute(query).scalar_one())


def withheld_ids(connection: sa.Connection) -> Sequence[int]:
    """The ids of the published links that are held back as a danger, ascending."""
    query = (
        sa.select(_links.c.id)
        .select_from(_WITH_HEALTH)
        .where(_PUBLISHED, _DANGER)
        .order_by(_links.c.id)
    )
    return connection.execute(query).scalars().all()


class HeldBack(NamedTuple):
    """A published link that is held back, in words for staff; nothing of it is released."""

    id: int
    name: str
    url: str
    reason: Reason


def held_back(connection: sa.Connection) -> list[HeldBack]:
    """The published links that are held back as a danger, by id."""
    columns = (_links.c.id, _links.c.name, _links.c.url, _health.c.reason)
    query = (
        sa.select(*columns)
        .select_from(_WITH_HEALTH)
        .where(_PUBLISHED, _DANGER)
        .order_by(_links.c.id)
    )
    return [
        HeldBack(key, name, url, Reason(reason))
        for key, name, url, reason in connection.execute(query)
    ]


class Unpublished(NamedTuple):
    """A link that is in the catalog and not published, in words for staff."""

    id: int
    name: str
    state: EditorialState


def unpublished_links(connection: sa.Connection) -> Generator[Unpublished, None, None]:
    """The links that are not published, by id. Close it as `released_links`."""
    query = (
        sa.select(_links.c.id, _links.c.name, _links.c.state)
        .where(~_PUBLISHED)
        .order_by(_links.c.id)
    )
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield Unpublished(*row)


def categories(connection: sa.Connection) -> list[CategoryRow]:
    """All categories; their order is not fixed here, since databases sort text differently."""
    columns = (_categories.c[name] for name in ("slug", "parent", "names", "position"))
    return [CategoryRow(*row) for row in connection.execute(sa.select(*columns))]


def notices(connection: sa.Connection) -> list[NoticeRow]:
    """All notices with their wordings; the order of the notices is not fixed here."""
    names = ("notice", "number", "texts", "announced_on", "effective_from", "exception")
    query = sa.select(*(_versions.c[name] for name in names)).order_by(_versions.c.number)
    wordings: dict[str, list[VersionRow]] = {}
    for slug, *version in connection.execute(query):
        wordings.setdefault(slug, []).append(VersionRow(*version))
    return [
        NoticeRow(slug, kind, tuple(wordings.get(slug, ())))
        for slug, kind in connection.execute(sa.select(_notices.c.slug, _notices.c.kind))
    ]
