"""The rows of a table, for the few links that are visible."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from directory.model.observation import Finding
from directory.model.tables import health, links
from directory.model.vocab import EditorialState, ExitOverride, OperatorClass, Verdict
from directory.queries.filters import LINKS_WITH_HEALTH, has_proposal
from directory.rules.notice_rules import override_on
from directory.rules.queue import (
    QueueFacts,
    QueueKind,
    group_of,
    is_held_back,
    is_released,
    is_snoozed,
    is_vouched,
)
from directory.rules.suggested_actions import Advice, advice

#: More rows than any screen has; a longer list is read in parts.
ROWS_A_QUESTION: Final = 500


class Row(msgspec.Struct, frozen=True):
    """One link as a table shows it.

    verdict, reason, since, last_at, findings: None if it was never checked; confirmed is False
    then. since: the first moment of the present verdict. last_at: the last check. flags: short
    words for staff: “held back”, “released until 2027-01-31”, “snoozed”, “vouched”, “proposal”,
    “exit forced”. group: its group of the queue; None if it needs no decision. version: passed on
    with a decision, so that a change by others in between is detected.
    """

    id: int
    version: int
    name: str
    url: str
    host: str
    state: EditorialState
    category: str | None = None
    operator_class: OperatorClass = OperatorClass.UNKNOWN
    verdict: Verdict | None = None
    reason: str | None = None
    confirmed: bool = False
    since: datetime | None = None
    last_at: datetime | None = None
    suggested_url: str | None = None
    findings: tuple[Finding, ...] | None = None
    flags: tuple[str, ...] = ()
    group: QueueKind | None = None

    @property
    def advice(self) -> Advice | None:
        """The advised fix; None if it needs no decision."""
        return None if self.group is None else advice(self.group, self.suggested_url)


_SHOWN: Final = [
    *(links.c[name] for name in Row.__struct_fields__[:8]),
    *(health.c[name] for name in Row.__struct_fields__[8:15]),
]
#: The fields of QueueFacts, in its order, and the override with its last day.
_DECIDING: Final = [
    links.c.state, health.c.verdict, health.c.reason, health.c.confirmed, health.c.since,
    links.c.review_by, links.c.vouched_until,
    links.c.snoozed_until, links.c.snoozed_at, links.c.snoozed_for,
    has_proposal.label("proposal"), health.c.danger, health.c.danger_since,
    links.c.released_until, links.c.released_for, links.c.released_at,
    links.c.exit_override, links.c.exit_override_until,
]  # fmt: skip
_wanted: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_NAMES: Final = Row.__struct_fields__[: len(_SHOWN)]
_QUERY: Final = (
    sa.select(*_SHOWN, *_DECIDING).select_from(LINKS_WITH_HEALTH).where(links.c.id.in_(_wanted))
)


def rows(connection: sa.Connection, ids: Collection[int], today: date) -> dict[int, Row]:
    """Return the rows of these links, by id; a link that no longer exists is left out."""
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), ROWS_A_QUESTION):
        part = wanted[start : start + ROWS_A_QUESTION]
        for held in connection.execute(_QUERY, {"ids": part}):
            found[held.id] = _row(held, today)
    return found


def queue_facts(held: Any) -> QueueFacts:
    """Return the facts that decide on the link's place in the queue, from a row with these
    columns."""
    return QueueFacts(
        state=held.state,
        verdict=held.verdict,
        reason=held.reason,
        confirmed=bool(held.confirmed),
        since=held.since,
        review_by=held.review_by,
        vouched_until=held.vouched_until,
        snoozed_until=held.snoozed_until,
        snoozed_at=held.snoozed_at,
        snoozed_for=held.snoozed_for,
        proposal=bool(held.proposal),
        danger=held.danger,
        danger_since=held.danger_since,
        released_until=held.released_until,
        released_for=held.released_for,
        released_at=held.released_at,
    )


def flags(link: QueueFacts, override: ExitOverride, today: date) -> tuple[str, ...]:
    """Return short words for what staff should know of a link besides its state and verdict.

    override: the one in force today.
    """
    holds = {
        "held back": is_held_back(link, today),
        f"released until {link.released_until}": is_released(link, today),
        "snoozed": is_snoozed(link, today),
        "vouched": is_vouched(link, today),
        "proposal": link.proposal,
        "exit forced": override is not ExitOverride.BY_RULE,
    }
    return tuple(word for word, does in holds.items() if does)


def _row(held: Any, today: date) -> Row:
    values = dict(zip(_NAMES, held, strict=False))
    values["confirmed"] = bool(held.confirmed)
    *deciding, _, _ = held[len(_NAMES) :]
    stands = QueueFacts(*deciding)
    words = flags(stands, override_on(held, today), today)
    return Row(**values, flags=words, group=group_of(stands, today))
