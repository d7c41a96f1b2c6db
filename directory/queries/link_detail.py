"""All data of one link, for the tabs of the app and for `jobbank show`."""

import zlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa
from sqlmodel import SQLModel

from directory.model.curation import Proposal
from directory.model.health import Health
from directory.model.link import Link, LinkFields
from directory.model.observation import Observation, unpack
from directory.model.tables import baselines, categories, health, links, proposals
from directory.model.tables import health_spans as _spans
from directory.model.vocab import Verdict
from directory.queries.link_history import FieldEdit
from directory.queries.link_rows import queue_facts
from directory.rules.queue import is_held_back, is_released, is_snoozed, is_vouched

#: Limit of the history; years of a link that works one week and fails the next.
MOST_SPANS: Final = 200


class Span(msgspec.Struct, frozen=True):
    """A period of checks with the same outcome, from the first of them to the last."""

    first_at: datetime
    last_at: datetime
    verdict: Verdict
    reason: str
    looks: int


class ApprovedPage(msgspec.Struct, frozen=True):
    """The page that later checks are compared with.

    who: "" if it was taken from the first good check. url, title, language: "" if the stored check
    cannot be read. as_seen: the latest check saw the same page.
    """

    at: datetime
    who: str
    url: str = ""
    title: str = ""
    language: str = ""
    as_seen: bool = False


class LinkDetail(msgspec.Struct, frozen=True):
    """One link as of `now`; today: the same by the agency's time zone.

    category: its name for visitors, "" for none. check: the latest one, with its hops; None if
    there was none or its record cannot be read. held_back, released, snoozed, vouched: by the rules
    of the queue, today. spans: newest first, at most MOST_SPANS.
    """

    link: Link
    now: datetime
    today: date
    category: str = ""
    health: Health | None = None
    check: Observation | None = None
    approved: ApprovedPage | None = None
    proposal: Proposal | None = None
    spans: tuple[Span, ...] = ()
    held_back: bool = False
    released: bool = False
    snoozed: bool = False
    vouched: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """The editorial fields by name, in plain data as in the audit trail."""
        values = {name: getattr(self.link, name) for name in _EDITORIAL}
        plain: dict[str, Any] = msgspec.to_builtins(values)
        return plain

    @property
    def proposed(self) -> tuple[FieldEdit, ...]:
        """The fields that the proposal would change."""
        if self.proposal is None:
            return ()
        now = self.fields
        return tuple(
            FieldEdit(name, now.get(name), value)
            for name, value in self.proposal.patch.items()
            if value != now.get(name)
        )

    @property
    def is_outdated(self) -> bool:
        """True if the link was changed since the proposal was written."""
        return self.proposal is not None and self.proposal.based_on != self.link.version


_M = TypeVar("_M", bound=SQLModel)
_EDITORIAL: Final = tuple(LinkFields.model_fields)
_QUERY: Final = (
    sa.select(
        links, health, proposals, baselines, proposals.c.link_id.is_not(None).label("proposal")
    )
    .select_from(links)
    .outerjoin(health, health.c.link_id == links.c.id)
    .outerjoin(proposals, proposals.c.link_id == links.c.id)
    .outerjoin(baselines, baselines.c.link_id == links.c.id)
    .where(links.c.id == sa.bindparam("link_id"))
)


def detail(
    connection: sa.Connection,
    link_id: int,
    *,
    now: datetime,
    today: date,
    languages: Sequence[str] = (),
) -> LinkDetail | None:
    """Return all data of one link; None if there is no such link.

    languages: the directory's, for the name of the category, by preference.
    """
    row = connection.execute(_QUERY, {"link_id": link_id}).first()
    if row is None:
        return None
    facts = queue_facts(row)
    checked = row._mapping[health.c.link_id] is not None
    return LinkDetail(
        link=_model(Link, links, row),
        now=now,
        today=today,
        category=_category(connection, row.category, languages),
        health=_model(Health, health, row) if checked else None,
        check=_unpacked(row._mapping[health.c.observation]),
        approved=_approved(row),
        proposal=_model(Proposal, proposals, row) if row.proposal else None,
        spans=_history(connection, link_id),
        held_back=is_held_back(facts, today),
        released=is_released(facts, today),
        snoozed=is_snoozed(facts, today),
        vouched=is_vouched(facts, today),
    )


def _model(model: type[_M], table: sa.Table, row: sa.Row[Any]) -> _M:
    return model(**{column.key: row._mapping[column] for column in table.c})


def _unpacked(stored: bytes | None) -> Observation | None:
    try:
        return None if stored is None else unpack(stored)
    except (zlib.error, msgspec.DecodeError):
        return None


def _approved(row: sa.Row[Any]) -> ApprovedPage | None:
    stored = {column.key: row._mapping[column] for column in baselines.c}
    if stored["link_id"] is None:
        return None
    check = _unpacked(stored["observation"])
    page = check.page if check else None
    return ApprovedPage(
        at=stored["taken_at"],
        who=stored["who"],
        url=check.final_url if check else "",
        title=page.title if page else "",
        language=page.language if page else "",
        as_seen=row._mapping[health.c.page_key] == stored["page_key"],
    )


def _category(connection: sa.Connection, slug: str | None, languages: Sequence[str]) -> str:
    if slug is None:
        return ""
    query = sa.select(categories.c.names).where(categories.c.slug == slug)
    names: dict[str, str] = connection.execute(query).scalar() or {}
    return next((names[tag] for tag in languages if tag in names), next(iter(names.values()), ""))


def _history(connection: sa.Connection, link_id: int) -> tuple[Span, ...]:
    columns = [_spans.c[name] for name in Span.__struct_fields__]
    query = sa.select(*columns).where(_spans.c.link_id == link_id)
    newest = query.order_by(_spans.c.first_at.desc()).limit(MOST_SPANS)
    return tuple(Span(*row) for row in connection.execute(newest))
