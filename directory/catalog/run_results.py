"""Results of a run as rows: stored separately at first, then copied into health.

The SQL of `directory/catalog/crawl_runs.py`. All of it is SQLAlchemy Core, in batches: a crawl of a
million links spends its time here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.catalog.health_before import drop_before, keep_before
from directory.model.findings import words_of
from directory.model.observation import Judgement, Observation, pack
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.model.tables import baselines as _baselines
from directory.model.tables import health
from directory.model.tables import health_spans as _spans
from directory.model.tables import links as _links
from directory.model.tables import run_results as results
from directory.model.vocab import EditorialState, Verdict
from directory.rules.hosts import domain_of_lane
from directory.rules.lifecycle import BROKEN, HealthState, LastDanger, advance, last_danger
from directory.rules.schedule import (
    PRIOR_RATE,
    USUAL_PRICE,
    Changes,
    change_rate,
    next_check,
    price_for,
)

BATCH = 200
#: If a page was only reported to be unchanged for longer than this, the next check reads it in
#: full: some servers report that even if the page has changed.
UNSEEN_AT_MOST = timedelta(days=28)
DAY = 86_400.0
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(PageMetadata).decode


#: Notes on a page that a person should check before it becomes the approved one.
_DOUBTS = frozenset(
    {Reason.MAYBE_NOT_FOUND, Reason.MAYBE_PARKED, Reason.COMING_SOON, Reason.PAGE_RENEWED}
    | {Reason.SUSPICIOUS_WORDS}
)
NO_METADATA = PageMetadata()


@dataclass(frozen=True, slots=True)
class Result:
    """The judged result of one link. noted, page_key: see RunResult. name: the link's, for
    reports."""

    link_id: int
    lane: str
    observation: Observation
    judgement: Judgement
    noted: PageMetadata = NO_METADATA
    page_key: int | None = None
    name: str = ""


def keep(connection: sa.Connection, run_id: int, found: Sequence[Result]) -> None:
    """Store results separately from health, within the transaction.

    Results of an address that staff have changed meanwhile are dropped: they do not apply to the
    new one.
    """
    ids = [result.link_id for result in found]
    query = sa.select(_links.c.id, _links.c.url).where(_links.c.id.in_(ids))
    urls = {row.id: row.url for row in connection.execute(query)}
    rows = [_row(run_id, one) for one in found if urls.get(one.link_id) == one.observation.url]
    if rows:
        connection.execute(sa.insert(results), rows)


def _row(run_id: int, result: Result) -> dict[str, Any]:
    observation, judgement = result.observation, result.judgement
    return {
        "run_id": run_id,
        "link_id": result.link_id,
        "at": observation.at,
        "lane": result.lane,
        "verdict": judgement.verdict,
        "findings": judgement.findings,
        "status": observation.status,
        "final_url": observation.final_url,
        "suggested_url": judgement.suggested_url,
        "domain": domain_of_lane(result.lane),
        "page_key": result.page_key,
        "noted": _encode(result.noted),
        "reached": observation.reached,
        "lost": observation.lost,
        "observation": pack(observation),
        "applied": False,
    }


def host_changes(connection: sa.Connection, lanes: Collection[str]) -> dict[str, Changes]:
    """Return how often each of these hosts has changed, by the checks of all its links.

    Changes of several of its links on one day count as one.
    """
    if not lanes:
        return {}
    changed_on = sa.case((health.c.changes > 0, sa.func.date(health.c.since)))
    began, now = (
        sa.func.sum(sa.extract("epoch", moment)) for moment in (health.c.first_at, health.c.last_at)
    )
    query = (
        sa.select(_links.c.lane, sa.func.count(sa.distinct(changed_on)), now - began)
        .join_from(health, _links, health.c.link_id == _links.c.id)
        .where(_links.c.lane.in_(lanes))
        .group_by(_links.c.lane)
    )
    return {
        lane: Changes(number, float(seconds or 0) / DAY)
        for lane, number, seconds in connection.execute(query)
    }


def price_under(connection: sa.Connection, daily_requests: int) -> float:
    """Return the price of a check at which all links together take `daily_requests` checks a day.

    Links with problems are checked on a separate schedule, and are subtracted from the budget
    first.
    """
    days = sa.cast(
        (sa.extract("epoch", health.c.last_at) - sa.extract("epoch", health.c.first_at))
        / (30 * DAY),
        sa.Integer,
    )
    well = health.c.verdict.in_([Verdict.OK, Verdict.MOVED])
    groups = connection.execute(
        sa.select(health.c.changes, days, sa.func.count()).where(well)
        .group_by(health.c.changes, days)
    ).all()  # fmt: skip
    unwell = connection.execute(
        sa.select(sa.func.count()).select_from(health).where(sa.not_(well))
    ).scalar_one()
    rates = [
        (change_rate(Changes(number, 30.0 * months), Changes(number, 30.0 * months)), count)
        for number, months, count in groups
    ]
    return price_for(rates, max(1.0, daily_requests - unwell)) if rates else USUAL_PRICE


def carry_over(
    connection: sa.Connection, run_id: int, price: float = USUAL_PRICE, *, chosen: bool = False
) -> bool:
    """Apply the next batch of a run's results to health and its history, within the transaction.

    Return False if there is none left. price: of a check, in the sense of `rules.schedule`. chosen:
    it is a chosen crawl, whose results later crawls do not compare with.
    """
    batch = connection.execute(
        sa.select(results)
        .where(results.c.run_id == run_id, results.c.applied.is_(False))
        .order_by(results.c.link_id)
        .limit(BATCH)
    ).all()
    if not batch:
        return False
    _apply(connection, batch, price, keep_before if chosen else drop_before)
    _take_baselines(connection, run_id, batch)
    connection.execute(
        sa.update(results)
        .where(results.c.run_id == run_id)
        .where(results.c.link_id.between(batch[0].link_id, batch[-1].link_id))
        .values(applied=True)
    )
    return True


def _apply(
    connection: sa.Connection,
    batch: Iterable[Any],
    price: float,
    note_before: Callable[[sa.Connection, Sequence[int]], None],
) -> None:
    found = {row.link_id: row for row in batch}
    known = connection.execute(sa.select(health).where(health.c.link_id.in_(found)))
    before = {row.link_id: row for row in known}
    hosts = host_changes(connection, {found[link_id].lane for link_id in before})
    new_rows: list[dict[str, Any]] = []
    changed_rows: list[dict[str, Any]] = []
    new_spans: list[dict[str, Any]] = []
    longer_spans: list[dict[str, Any]] = []
    for link_id, result in found.items():
        held = before.get(link_id)
        old = _state(held) if held else None
        new = advance(old, result.verdict, result.findings[0].reason, result.at)
        if new is old:
            continue
        row = _health_row(result, new, held)
        rate = _rate(row, hosts.get(result.lane))
        row["next_check_at"] = _due(result, new, old, rate, price)
        (changed_rows if held else new_rows).append(row)
        if old and (old.verdict, old.reason) == (new.verdict, new.reason):
            longer_spans.append({"key": link_id, "last": result.at})
        else:
            new_spans.append(_span(link_id, new))
    note_before(connection, [row["link_id"] for row in (*new_rows, *changed_rows)])
    if new_rows:
        connection.execute(sa.insert(health), new_rows)
    if changed_rows:
        connection.execute(
            sa.update(health).where(health.c.link_id == sa.bindparam("link_id_")),
            [row | {"link_id_": row["link_id"]} for row in changed_rows],
        )
    if longer_spans:
        _lengthen(connection, longer_spans)
    put_spans(connection, new_spans)


def put_spans(connection: sa.Connection, spans: Sequence[Mapping[str, Any]]) -> None:
    """Store spans that begin now.

    A state that lasted less than a second is not part of the history: another span that began in
    the same second is replaced.
    """
    if not spans:
        return
    same = sa.and_(_spans.c.link_id == sa.bindparam("of"), _spans.c.first_at == sa.bindparam("at"))
    keys = [{"of": one["link_id"], "at": one["first_at"]} for one in spans]
    connection.execute(sa.delete(_spans).where(same), keys)
    connection.execute(sa.insert(_spans), list(spans))


def _take_baselines(connection: sa.Connection, run_id: int, batch: Iterable[Any]) -> None:
    """Approve links that were published without a check, as they are at their first faultless
    check."""
    faultless = [
        row.link_id
        for row in batch
        if row.verdict is Verdict.OK
        and row.page_key
        and not _DOUBTS.intersection(words_of(row.findings))
    ]
    if not faultless:
        return
    without = (
        sa.select(
            results.c.link_id, results.c.at, sa.literal(""),
            results.c.page_key, results.c.observation,
        )
        .join_from(results, _links, results.c.link_id == _links.c.id)
        .join(_baselines, _baselines.c.link_id == results.c.link_id, isouter=True)
        .where(results.c.run_id == run_id, results.c.link_id.in_(faultless))
        .where(_links.c.state == EditorialState.PUBLISHED, _baselines.c.link_id.is_(None))
    )  # fmt: skip
    columns = ["link_id", "taken_at", "who", "page_key", "observation"]
    connection.execute(sa.insert(_baselines).from_select(columns, without))


def _lengthen(connection: sa.Connection, spans: list[dict[str, Any]]) -> None:
    newest = (
        sa.select(sa.func.max(_spans.c.first_at))
        .where(_spans.c.link_id == sa.bindparam("key"))
        .scalar_subquery()
    )
    connection.execute(
        sa.update(_spans)
        .where(_spans.c.link_id == sa.bindparam("key"), _spans.c.first_at == newest)
        .values(last_at=sa.bindparam("last"), looks=_spans.c.looks + 1),
        spans,
    )


def _state(row: Any) -> HealthState:
    return HealthState(
        verdict=row.verdict,
        reason=Reason(row.reason),
        since=row.since,
        looks=row.looks,
        broken_since=row.broken_since,
        broken_looks=row.broken_looks,
        confirmed=row.confirmed,
        last_at=row.last_at,
        counted_at=row.counted_at,
    )


def _rate(row: Mapping[str, Any], host: Changes | None) -> float:
    """Return how often the link changes, by its own history and its host's."""
    if host is None:
        return PRIOR_RATE
    days = (row["last_at"] - row["first_at"]).total_seconds() / DAY
    return change_rate(Changes(row["changes"], days), host)


def _due(
    result: Any, state: HealthState, before: HealthState | None, rate: float, price: float
) -> datetime:
    """Return when the link is due again; not before the time that its site gave."""
    not_before = _decode(result.noted).not_before
    due = next_check(result.link_id, state, rate, price, before)
    return due if not_before is None else max(due, not_before)


def state_columns(state: HealthState) -> dict[str, Any]:
    """Return the columns of health that store a state, without the time of the check."""
    return {
        "verdict": state.verdict,
        "reason": state.reason.value,
        "since": state.since,
        "looks": state.looks,
        "broken_since": state.broken_since,
        "broken_looks": state.broken_looks,
        "confirmed": state.confirmed,
        "counted_at": state.counted_at,
    }


def danger_columns(known: Any, reasons: Iterable[str], at: datetime) -> dict[str, Any]:
    """Return the columns `danger` and `danger_since` of health after a check found these reasons.

    known: the row of health before that check; None if there was none.
    """
    before = LastDanger(known.danger, known.danger_since) if known else LastDanger()
    return last_danger(before, reasons, at)._asdict()


def _health_row(result: Any, state: HealthState, held: Any) -> dict[str, Any]:
    row = {
        "link_id": result.link_id,
        **state_columns(state),
        "last_at": state.last_at,
        "findings": result.findings,
        "last_status": result.status,
        "final_url": result.final_url,
        "suggested_url": result.suggested_url,
        "run_id": result.run_id,
        "first_at": (held and held.first_at) or state.last_at,
        "changes": held.changes + (_is_broken(state) and not _is_broken(held)) if held else 0,
        **danger_columns(held, words_of(result.findings), state.last_at),
    }
    return row | _page_columns(result, _decode(result.noted), held)


def _is_broken(state: Any) -> bool:
    """Return True if the link is confirmed broken: that is a change, an hour's outage is not."""
    return state.confirmed and state.verdict in BROKEN


_NO_PAGE: dict[str, Any] = {
    "page_title": "",
    "page_language": "",
    "privacy_url": None,
    "etag": "",
    "last_modified": "",
    "page_at": None,
    "page_key": None,
}


def _page_columns(result: Any, noted: PageMetadata, held: Any) -> dict[str, Any]:
    """Return the columns about the page.

    The latest page that was seen is kept through checks that saw none; if the page is unchanged,
    the earlier evidence is kept, since it shows the page.
    """
    if held and noted.unchanged:
        kept = {name: getattr(held, name) for name in (*_NO_PAGE, "observation")}
        if held.page_at is None or result.at - held.page_at > UNSEEN_AT_MOST:
            kept |= {"etag": "", "last_modified": ""}
        ends_at = noted.certificate_ends_at or held.certificate_ends_at
        return kept | {"certificate_ends_at": ends_at}
    row = {
        "observation": result.observation,
        "certificate_ends_at": noted.certificate_ends_at,
    }
    if result.page_key is None:
        earlier = {name: getattr(held, name) for name in _NO_PAGE} if held else _NO_PAGE
        return row | earlier | {"etag": "", "last_modified": ""}
    return row | {
        "page_title": noted.title,
        "page_language": noted.language,
        "privacy_url": noted.privacy_url or None,
        "etag": noted.etag,
        "last_modified": noted.last_modified,
        "page_at": result.at,
        "page_key": result.page_key,
    }


def _span(link_id: int, state: HealthState) -> dict[str, Any]:
    return {
        "link_id": link_id,
        "first_at": state.last_at,
        "last_at": state.last_at,
        "verdict": state.verdict,
        "reason": state.reason.value,
        "looks": 1,
    }
