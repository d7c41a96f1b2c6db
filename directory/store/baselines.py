"""Baselines as rows: what staff approved."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from directory.model.baseline import LinkBaseline, baseline_of
from directory.model.health import Health, HealthSpan
from directory.model.observation import unpack
from directory.model.reasons import Reason
from directory.model.vocab import Verdict

_baselines: sa.Table = LinkBaseline.__table__  # type: ignore[attr-defined]
_health: sa.Table = Health.__table__  # type: ignore[attr-defined]
_spans: sa.Table = HealthSpan.__table__  # type: ignore[attr-defined]

#: What can be held against a page only because it is not the approved one.
_AGAINST_BASELINE = frozenset({Reason.DRIFT.value, Reason.HIJACKED.value})


def approve(connection: sa.Connection, link_id: int, who: str, now: datetime) -> bool:
    """Takes the page of the latest look for the baseline; False when it saw none.

    What was held against the page for not being the approved one is dropped.
    """
    query = sa.select(_health).where(_health.c.link_id == link_id)
    seen = connection.execute(query).first()
    if seen is None or seen.page_key is None or baseline_of(unpack(seen.observation)) is None:
        return False
    forget(connection, link_id)
    values = {
        "link_id": link_id, "taken_at": now, "who": who,
        "page_key": seen.page_key, "observation": seen.observation,
    }  # fmt: skip
    connection.execute(sa.insert(_baselines).values(values))
    if seen.reason in _AGAINST_BASELINE:
        _clear(connection, seen, now)
    return True


def forget(connection: sa.Connection, link_id: int) -> None:
    """There is no baseline of this link any more."""
    connection.execute(sa.delete(_baselines).where(_baselines.c.link_id == link_id))


def _clear(connection: sa.Connection, seen: Any, now: datetime) -> None:
    """The link is well from now on: a person has approved the page as it is."""
    ok = {"verdict": Verdict.OK, "reason": Reason.OK.value}
    connection.execute(
        sa.update(_health)
        .where(_health.c.link_id == seen.link_id)
        .values(since=now, looks=1, confirmed=True, last_reasons=[Reason.OK.value], **ok)
    )
    span = {"link_id": seen.link_id, "first_at": now, "last_at": now, "looks": 1}
    connection.execute(sa.insert(_spans).values(**span, **ok))
