"""The reads of a release: plain rows, in a fixed order, in batches.

Core selects only the columns that may be made public: what is not read cannot leak. The memory in
use does not grow with the number of links.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from directory.model.columns import UtcDateTime
from directory.model.reasons import DANGERS, Reason
from directory.model.tables import categories as _categories
from directory.model.tables import health as _health
from directory.model.tables import links as _links
from directory.model.tables import notice_versions as _versions
from directory.model.tables import notices as _notices
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
from directory.queries.catalog_settings import time_zone
from directory.queries.held_back import is_danger, is_held_back, is_released, is_unreleased_danger
from directory.rules.notice_schedule import NOTICE_DAYS

BATCH = 1000


_PUBLISHED = _links.c.state == EditorialState.PUBLISHED
_WITH_HEALTH = _links.outerjoin(_health, _health.c.link_id == _links.c.id)


class LinkRow(msgspec.Struct, frozen=True, gc=False):
    """One published link with its health; the four fields of health are None if it was never
    checked.

    since: the first day of the present verdict. listed_on: the day on which the link was last
    published. released_until: the last day on which staff release it from the danger that is its
    reason; None if the reason is no danger.
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
    service_areas: tuple[str, ...]
    languages: tuple[str, ...]
    audiences: tuple[Audience, ...]
    cost: Cost | None
    account_needed: bool | None
    how_to_apply: HowToApply | None
    disclaimers: tuple[str, ...]
    exit_override: ExitOverride
    exit_override_until: date | None
    listed_on: date | None
    privacy_url: str | None
    verdict: Verdict | None
    reason: str | None
    since: date | None
    confirmed: bool | None
    released_until: date | None = None


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
    notice_days: int = NOTICE_DAYS
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice with all its wordings, by number."""

    slug: str
    kind: NoticeKind
    versions: tuple[VersionRow, ...]


_Facets = tuple[
    OperatorClass, OperatorBasis, tuple[str, ...], tuple[str, ...], tuple[Audience, ...],
    Cost | None, bool | None, HowToApply | None, tuple[str, ...], ExitOverride,
]  # fmt: skip


def _as_held(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """Return a column without SQLAlchemy's conversion of its values, which takes most of a
    release's time.

    JSON and words become text, moments are as the database gives them.
    """
    kind: sa.types.TypeEngine[Any] = column.type
    if isinstance(kind, sa.JSON):
        return sa.cast(column, sa.Text)
    if isinstance(kind, sa.Enum):
        return sa.type_coerce(column, sa.String)
    if isinstance(kind, UtcDateTime):
        return sa.type_coerce(column, sa.String)
    return column


_TEXTS = msgspec.json.Decoder(dict[str, str])
_WORDS = msgspec.json.Decoder(tuple[str, ...])
_AUDIENCES = msgspec.json.Decoder(tuple[Audience, ...])
_VERDICTS: Mapping[str | None, Verdict | None] = {None: None} | {one.value: one for one in Verdict}
#: In the order in which `_row` takes them.
_LINK_COLUMNS = [
    *(_as_held(_links.c[name]) for name in ("id", "url", "host", "names", "descriptions")),
    *(_as_held(_links.c[name]) for name in ("category", "operator")),
    *(_as_held(_links.c[name]) for name in ("operator_class", "operator_basis", "service_areas")),
    *(_as_held(_links.c[name]) for name in ("languages", "audiences", "cost", "account_needed")),
    *(_as_held(_links.c[name]) for name in ("how_to_apply", "disclaimers", "exit_override")),
    *(_as_held(_links.c[name]) for name in ("exit_override_until", "published_at")),
    *(_as_held(_health.c[name]) for name in ("privacy_url", "verdict", "reason", "since")),
    _health.c.confirmed,
    _links.c.released_until,
]


@lru_cache(maxsize=16_384)
def _facets(
    operator_class: str, basis: str, areas: str, languages: str, audiences: str, cost: str | None,
    account_needed: bool | None, how_to_apply: str | None, disclaimers: str, override: str,
) -> _Facets:  # fmt: skip
    """Return the fields that have few combinations, which many links share."""
    return (
        OperatorClass(operator_class),
        OperatorBasis(basis),
        _WORDS.decode(areas),
        _WORDS.decode(languages),
        _AUDIENCES.decode(audiences),
        Cost(cost) if cost else None,
        account_needed,
        HowToApply(how_to_apply) if how_to_apply else None,
        _WORDS.decode(disclaimers),
        ExitOverride(override),
    )  # fmt: skip


def _row(row: Sequence[Any], zone: tzinfo) -> LinkRow:
    key, url, host, names, descriptions, category, operator = row[:7]
    until, published_at, privacy_url, verdict, reason, since, confirmed, released = row[17:]
    return LinkRow(
        key, url, host, _TEXTS.decode(names), _TEXTS.decode(descriptions), category, operator,
        *_facets(*row[7:17]), until, published_at and _day(published_at, zone), privacy_url,
        _VERDICTS[verdict], reason, since and _day(since, zone), confirmed,
        released if reason in DANGERS else None,
    )  # fmt: skip


def _day(moment: str | datetime, zone: tzinfo) -> date:
    """Return the day of a moment. SQLite has it as text, in UTC; others give it in any zone."""
    if isinstance(moment, str):
        if zone is UTC:
            return date.fromisoformat(moment[:10])
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment.astimezone(zone).date()


def _is_shown(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a link is published and not held back.

    A danger is held back at once, confirmed or not: a person must see it first.
    """
    no_danger = sa.or_(_health.c.reason.is_(None), ~is_danger, is_released(day))
    return sa.and_(_PUBLISHED, no_danger)


def released_links(connection: sa.Connection, day: date) -> Generator[LinkRow, None, None]:
    """Yield the published links that are not held back on that day, by id.

    Close it if it is not read to its end.
    """
    zone = time_zone(connection)
    query = (
        sa.select(*_LINK_COLUMNS)
        .select_from(_WITH_HEALTH)
        .where(_is_shown(day))
        .order_by(_links.c.id)
    )
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for batch in rows.partitions():
            for row in batch:
                yield _row(row, zone)


class CheckRow(NamedTuple):
    """The last check of a published link, and its present verdict; all but the id are None if it
    was never checked. since: in the agency's time zone."""

    id: int
    verdict: Verdict | None
    reason: str | None
    since: datetime | None
    confirmed: bool | None
    checked_at: datetime | None


def released_checks(connection: sa.Connection, day: date) -> Generator[CheckRow, None, None]:
    """Yield the checks of the links of `released_links`, in the same order. Close it in the same
    way."""
    zone = time_zone(connection)
    held = (_health.c[name] for name in ("verdict", "reason", "since", "confirmed", "last_at"))
    query = (
        sa.select(_links.c.id, *held)
        .select_from(_WITH_HEALTH)
        .where(_is_shown(day))
        .order_by(_links.c.id)
    )
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield CheckRow(
                row.id, row.verdict, row.reason, row.since and row.since.astimezone(zone),
                row.confirmed, row.last_at,
            )  # fmt: skip


def withdrawn(connection: sa.Connection) -> list[tuple[int, datetime]]:
    """Return the links that are no longer published, by id, with the moment in the agency's time
    zone."""
    zone = time_zone(connection)
    query = (
        sa.select(_links.c.id, _links.c.withdrawn_at)
        .where(~_PUBLISHED, _links.c.withdrawn_at.is_not(None))
        .order_by(_links.c.id)
    )
    return [(key, at.astimezone(zone)) for key, at in connection.execute(query)]


def soonest_override_end(connection: sa.Connection, day: date) -> date | None:
    """Return the first day, from this one on, on which a staff decision on an exit notice ends.

    It is the last day of the decision, for published links only; None if no such decision ends.
    """
    ends = _links.c.exit_override_until
    query = sa.select(sa.func.min(ends)).where(
        _PUBLISHED, _links.c.exit_override != ExitOverride.BY_RULE, ends >= day
    )
    found: date | None = connection.execute(query).scalar_one()
    return found


def soonest_release_end(connection: sa.Connection, day: date) -> date | None:
    """Return the first day that is the last one of a link released from a danger on `day`; None if
    there is none."""
    query = (
        sa.select(sa.func.min(_links.c.released_until))
        .select_from(_WITH_HEALTH)
        .where(_PUBLISHED, is_released(day))
    )
    found: date | None = connection.execute(query).scalar_one()
    return found


def released_count(connection: sa.Connection, day: date) -> int:
    """Return the number of links of `released_links`."""
    query = sa.select(sa.func.count()).select_from(_WITH_HEALTH).where(_is_shown(day))
    return int(connection.execute(query).scalar_one())


def withheld_ids(connection: sa.Connection, day: date) -> Sequence[int]:
    """Return the ids of the published links that are held back as a danger on that day,
    ascending."""
    query = (
        sa.select(_links.c.id)
        .select_from(_WITH_HEALTH)
        .where(is_held_back(day))
        .order_by(_links.c.id)
    )
    return connection.execute(query).scalars().all()


def dangerous_ids(connection: sa.Connection, day: date) -> Sequence[int]:
    """Return the ids of all links, published or not, with a danger that is not released on that
    day."""
    query = sa.select(_links.c.id).select_from(_WITH_HEALTH).where(is_unreleased_danger(day))
    return connection.execute(query).scalars().all()


class HeldBack(NamedTuple):
    """A published link that is held back, for staff; no part of it is released."""

    id: int
    name: str
    url: str
    reason: Reason


def held_back(connection: sa.Connection, day: date) -> list[HeldBack]:
    """Return the published links that are held back as a danger on that day, by id."""
    columns = (_links.c.id, _links.c.name, _links.c.url, _health.c.reason)
    query = (
        sa.select(*columns).select_from(_WITH_HEALTH).where(is_held_back(day)).order_by(_links.c.id)
    )
    return [
        HeldBack(key, name, url, Reason(reason))
        for key, name, url, reason in connection.execute(query)
    ]


class Unpublished(NamedTuple):
    """A link that is in the catalog and not published, for staff."""

    id: int
    name: str
    state: EditorialState


def unpublished_links(connection: sa.Connection) -> Generator[Unpublished, None, None]:
    """Yield the links that are not published, by id. Close it as `released_links`."""
    query = (
        sa.select(_links.c.id, _links.c.name, _links.c.state)
        .where(~_PUBLISHED)
        .order_by(_links.c.id)
    )
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows:
            yield Unpublished(*row)


def categories(connection: sa.Connection) -> list[CategoryRow]:
    """Return all categories; their order is not fixed here, since databases sort text
    differently."""
    columns = (_categories.c[name] for name in ("slug", "parent", "names", "position"))
    return [CategoryRow(*row) for row in connection.execute(sa.select(*columns))]


def notices(connection: sa.Connection) -> list[NoticeRow]:
    """Return all notices with their wordings; the order of the notices is not fixed here."""
    names = (
        "notice", "number", "texts", "announced_on", "effective_from", "exception", "notice_days",
        "titles",
    )  # fmt: skip
    query = sa.select(*(_versions.c[name] for name in names)).order_by(_versions.c.number)
    wordings: dict[str, list[VersionRow]] = {}
    for slug, *version in connection.execute(query):
        wordings.setdefault(slug, []).append(VersionRow(*version))
    return [
        NoticeRow(slug, kind, tuple(wordings.get(slug, ())))
        for slug, kind in connection.execute(sa.select(_notices.c.slug, _notices.c.kind))
    ]
