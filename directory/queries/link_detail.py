"""All that is known of one link: for the screen beside the table, and for `--json`."""

import zlib
from datetime import date, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.model.observation import Finding, Observation, unpack
from directory.model.tables import baselines as _baselines
from directory.model.tables import health, links, proposals
from directory.model.tables import health_spans as _spans
from directory.model.vocab import (
    Audience,
    Cost,
    EditorialState,
    ExitOverride,
    HowToApply,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.queries.link_rows import flags, standing
from directory.rules.notice_rules import override_on
from directory.rules.queue import QueueKind, group_of

#: So much of the history is read; years of a link that is now well and now not.
MOST_SPANS: Final = 200


class HealthDetail(msgspec.Struct, frozen=True):
    """The health of a link and its last check; the names are those of `model.health.Health`.

    findings: all that the last check found, worst first, as it was found. look: that check
    itself, its hops, page and certificate; None when its record cannot be read.
    """

    verdict: Verdict
    reason: str
    since: datetime
    looks: int
    broken_since: datetime | None
    broken_looks: int
    confirmed: bool
    last_at: datetime
    findings: tuple[Finding, ...]
    last_status: int | None
    final_url: str | None
    suggested_url: str | None
    run_id: int | None
    page_title: str
    page_language: str
    privacy_url: str | None
    certificate_ends_at: datetime | None
    page_at: datetime | None
    first_at: datetime | None
    changes: int
    next_check_at: datetime
    look: Observation | None


class Span(msgspec.Struct, frozen=True):
    """A time of equal outcomes: from its first look to its last."""

    first_at: datetime
    last_at: datetime
    verdict: Verdict
    reason: str
    looks: int


class BaselineDetail(msgspec.Struct, frozen=True):
    """What was approved. who: "" when it was taken from the first good check. title, language,
    url: of the page then; "" when its record cannot be read. is_as_seen: the page was last seen
    so."""

    taken_at: datetime
    who: str
    title: str
    language: str
    url: str
    is_as_seen: bool


class ProposalDetail(msgspec.Struct, frozen=True):
    """An edit that waits for approval. patch: the new values of fields, by name."""

    based_on: int
    who: str
    at: datetime
    why: str
    patch: dict[str, Any]


class LinkDetail(msgspec.Struct, frozen=True):
    """One link; the names of its fields are those of `model.link.Link`.

    group: where it stands in the queue; None when it needs nobody. flags: as in a
    table's row. spans: newest first, MOST_SPANS at most.
    """

    id: int
    version: int
    state: EditorialState
    url: str
    name: str
    names: dict[str, str]
    descriptions: dict[str, str]
    category: str | None
    category_suggestion: str
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
    exit_override_reason: str
    exit_override_until: date | None
    notes: str
    steward: str
    review_by: date | None
    host: str
    previous_urls: list[str]
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    vouched_on: date | None
    vouched_until: date | None
    vouched_by: str
    snoozed_until: date | None
    snoozed_at: datetime | None
    released_until: date | None
    released_for: str
    released_at: datetime | None
    released_by: str
    written_by: str
    group: QueueKind | None
    flags: tuple[str, ...]
    health: HealthDetail | None
    baseline: BaselineDetail | None
    proposal: ProposalDetail | None
    spans: tuple[Span, ...]


_OF_LINK: Final = LinkDetail.__struct_fields__[:-6]
_OF_HEALTH: Final = HealthDetail.__struct_fields__[:-1]


def detail(connection: sa.Connection, link_id: int, today: date) -> LinkDetail | None:
    """All of one link; None when there is no such link."""
    link = _row(connection, links, links.c.id, link_id)
    if link is None:
        return None
    seen = _row(connection, health, health.c.link_id, link_id)
    proposal = _row(connection, proposals, proposals.c.link_id, link_id)
    held = _Columns(link, seen, proposal is not None)
    stands = standing(held)
    return LinkDetail(
        **{name: link[name] for name in _OF_LINK},
        group=group_of(stands, today),
        flags=flags(stands, override_on(held, today), today),
        health=None if seen is None else _health(seen),
        baseline=_baseline(connection, link_id, seen),
        proposal=None if proposal is None else _proposal(proposal),
        spans=_history(connection, link_id),
    )


class _Columns:
    """The columns of a link and its health as one row."""

    def __init__(self, link: Any, seen: Any, proposal: bool) -> None:
        self._link, self._seen, self.proposal = link, seen, proposal

    def __getattr__(self, name: str) -> Any:
        return self._link[name] if name in self._link else self._seen and self._seen[name]


def _row(
    connection: sa.Connection, table: sa.Table, key: sa.ColumnElement[int], link_id: int
) -> sa.RowMapping | None:
    return connection.execute(sa.select(table).where(key == link_id)).mappings().first()


def _health(seen: sa.RowMapping) -> HealthDetail:
    values = {name: seen[name] for name in _OF_HEALTH}
    return HealthDetail(**values, look=_look(seen["observation"]))


def _look(stored: bytes) -> Observation | None:
    try:
        return unpack(stored)
    except (zlib.error, msgspec.DecodeError):
        return None


def _baseline(
    connection: sa.Connection, link_id: int, seen: sa.RowMapping | None
) -> BaselineDetail | None:
    row = _row(connection, _baselines, _baselines.c.link_id, link_id)
    if row is None:
        return None
    look = _look(row["observation"])
    page = look.page if look else None
    return BaselineDetail(
        taken_at=row["taken_at"],
        who=row["who"],
        title=page.title if page else "",
        language=page.language if page else "",
        url=look.final_url if look else "",
        is_as_seen=seen is not None and seen["page_key"] == row["page_key"],
    )


def _proposal(row: sa.RowMapping) -> ProposalDetail:
    return ProposalDetail(**{name: row[name] for name in ProposalDetail.__struct_fields__})


def _history(connection: sa.Connection, link_id: int) -> tuple[Span, ...]:
    columns = [_spans.c[name] for name in Span.__struct_fields__]
    query = sa.select(*columns).where(_spans.c.link_id == link_id)
    newest = query.order_by(_spans.c.first_at.desc()).limit(MOST_SPANS)
    return tuple(Span(*row) for row in connection.execute(newest))
