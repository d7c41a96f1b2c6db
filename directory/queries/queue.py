"""The queue over a whole catalog: the ids of each group, worst group first.

`directory/rules/queue.py` decides which group a link is in; `kind_of` is the same as one expression
in SQL. Each group is found through an index that leads to a few more links than the group has (for
example all that have moved); the expression then selects those of the group.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final, assert_never

import sqlalchemy as sa

from directory.model.tables import health, links, proposals
from directory.model.vocab import EditorialState, Verdict
from directory.queries.filters import (
    DANGER_VERDICTS,
    LINKS_WITH_HEALTH,
    Condition,
    has_proposal,
    is_snoozed,
    is_vouched,
)
from directory.queries.held_back import is_danger, is_unreleased_danger
from directory.queries.keyset import Candidates, Ids, Reading, chunks, walk
from directory.rules.queue import QueueKind

_BY_VERDICT: Final = {
    QueueKind.GONE: Verdict.GONE,
    QueueKind.INSECURE: Verdict.INSECURE,
    QueueKind.MOVED: Verdict.MOVED,
    QueueKind.FAILING: Verdict.FAILING,
    QueueKind.BLOCKED: Verdict.BLOCKED,
    QueueKind.CHANGED: Verdict.CHANGED,
}


#: In these states, a link that was never checked is in the queue.
_CHECKED_STATES: Final = (EditorialState.IN_REVIEW, EditorialState.PUBLISHED)


def queue_spine(
    reading: Reading, today: date, kinds: Collection[QueueKind] = tuple(QueueKind)
) -> Iterator[tuple[QueueKind, Ids]]:
    """Yield the links of the queue in chunks: their group, and ids as array("i").

    kinds: only these groups. Worst group first, within a group by id; a chunk may be empty. Each
    chunk has a separate transaction, see `spine`.
    """
    kind_is = kind_of(today)
    for kind in (kind for kind in QueueKind if kind in kinds):
        if kind is QueueKind.NEVER_CHECKED:
            with reading() as connection:
                at_once = _few_unchecked(connection, kind_is == kind)
            if at_once is not None:
                yield from ((kind, chunk) for chunk in chunks(at_once))
                continue
        for candidates in _candidates(kind, today):
            for chunk in walk(reading, candidates, [kind_is == kind], with_health=True):
                yield kind, chunk


def queue_counts(connection: sa.Connection, today: date) -> dict[QueueKind, int]:
    """Return how many links each group has, empty groups included, worst first."""
    kind_is = kind_of(today)
    counts = {}
    for kind in QueueKind:
        where = kind_is == kind
        never = kind is QueueKind.NEVER_CHECKED
        at_once = _few_unchecked(connection, where) if never else None
        counts[kind] = (
            sum(_count(connection, candidates, where) for candidates in _candidates(kind, today))
            if at_once is None
            else len(at_once)
        )
    return counts


def kind_of(today: date) -> sa.ColumnElement[Any]:
    """Return the group of a link, by links and health; NULL if it needs no decision."""
    state, verdict = links.c.state, health.c.verdict
    by_verdict = [
        (
            sa.and_(
                health.c.confirmed, verdict == wanted, ~is_danger, _unless_vouched(kind, today)
            ),
            sa.literal(kind.value),
        )
        for kind, wanted in _BY_VERDICT.items()
    ]
    return sa.case(
        (state == EditorialState.RETIRED, sa.null()),
        (is_snoozed(today), sa.null()),
        (state == EditorialState.DRAFT, sa.literal(QueueKind.DRAFT.value)),
        (health.c.link_id.is_(None), sa.literal(QueueKind.NEVER_CHECKED.value)),
        (is_unreleased_danger(today), sa.literal(QueueKind.HELD_BACK.value)),
        *by_verdict,
        (
            sa.or_(state == EditorialState.IN_REVIEW, has_proposal),
            sa.literal(QueueKind.WAITING.value),
        ),
        (links.c.review_by < today, sa.literal(QueueKind.REVIEW_DUE.value)),
        else_=sa.null(),
    )


def _unless_vouched(kind: QueueKind, today: date) -> Condition:
    if kind is not QueueKind.BLOCKED:
        return sa.true()
    return sa.not_(sa.func.coalesce(is_vouched(today), sa.false()))


def _candidates(kind: QueueKind, today: date) -> list[Candidates]:
    """Return the parts of indexes that contain all links of a group; no link is in two of them."""
    match kind:
        case QueueKind.HELD_BACK:
            return [_of_verdict(verdict, is_danger) for verdict in DANGER_VERDICTS]
        case (
            QueueKind.GONE
            | QueueKind.INSECURE
            | QueueKind.MOVED
            | QueueKind.FAILING
            | QueueKind.BLOCKED
            | QueueKind.CHANGED
        ):
            return [_of_verdict(_BY_VERDICT[kind])]
        case QueueKind.NEVER_CHECKED:
            unchecked = ~sa.exists().where(health.c.link_id == links.c.id)
            return [_of_state(state, unchecked) for state in _CHECKED_STATES]
        case QueueKind.DRAFT:
            return [_of_state(EditorialState.DRAFT)]
        case QueueKind.WAITING:
            reviewed = sa.exists().where(
                links.c.id == proposals.c.link_id, links.c.state == EditorialState.IN_REVIEW
            )
            proposed = Candidates(proposals.c.link_id, proposals, where=(~reviewed,))
            return [_of_state(EditorialState.IN_REVIEW), proposed]
        case QueueKind.REVIEW_DUE:
            overdue = (links.c.review_by < today,)
            return [Candidates(links.c.id, links, links.c.review_by, overdue)]
        case _:
            assert_never(kind)


def _of_verdict(verdict: Verdict, *where: Condition) -> Candidates:
    return Candidates(health.c.link_id, health, where=(health.c.verdict == verdict, *where))


def _of_state(state: EditorialState, *where: Condition) -> Candidates:
    return Candidates(links.c.id, links, where=(links.c.state == state, *where))


def _few_unchecked(connection: sa.Connection, where: Condition) -> Sequence[int] | None:
    """Return the links that were never checked, if most have been; None if they are many.

    A search for each link in the wide table of health is slow if nearly all are in it; comparing
    the two indexes gives the same result at once.
    """
    every, checked = (
        connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in (links, health)
    )
    if checked < every / 2:
        return None
    live = sa.select(links.c.id).where(links.c.state.in_(_CHECKED_STATES))
    query = (
        sa.select(links.c.id)
        .select_from(LINKS_WITH_HEALTH)
        .where(links.c.id.in_(sa.except_(live, sa.select(health.c.link_id))), where)
        .order_by(links.c.id)
    )
    return connection.execute(query).scalars().all()


def _count(connection: sa.Connection, candidates: Candidates, where: Condition) -> int:
    some = candidates.all().subquery("some")
    source = some.join(links, links.c.id == some.c.id).outerjoin(
        health, health.c.link_id == links.c.id
    )
    query = sa.select(sa.func.count()).select_from(source).where(where)
    return connection.execute(query).scalar_one()
