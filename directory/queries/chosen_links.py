"""The links that may be chosen for a crawl."""

from collections.abc import Sequence

import sqlalchemy as sa

from directory.errors import ChangeRefused
from directory.model.tables import links as _links
from directory.model.vocab import EditorialState
from directory.queries.links import HIGHEST_ID

_IDS_A_QUESTION = 500
_NAMED = 10


def refuse_unchecked(connection: sa.Connection, ids: Sequence[int]) -> None:
    """Raise ChangeRefused, with their ids, if crawls do not check some of these links."""
    if not ids:
        raise ChangeRefused("no link is named; name links by their ids")
    states = _states(connection, ids)
    missing = [link_id for link_id in ids if link_id not in states]
    if missing:
        verb = "are" if missing[1:] else "is"
        raise ChangeRefused(f"there {verb} no {_named(missing)}")
    retired = [link_id for link_id in ids if states[link_id] is EditorialState.RETIRED]
    if retired:
        verb, them = ("are", "them") if retired[1:] else ("is", "it")
        raise ChangeRefused(
            f"{_named(retired)} {verb} retired, and retired links are not checked. To check "
            f"{them}, restore {them} first: jobbank restore {retired[0]}"
        )


def _states(connection: sa.Connection, ids: Sequence[int]) -> dict[int, EditorialState]:
    states: dict[int, EditorialState] = {}
    for start in range(0, len(ids), _IDS_A_QUESTION):
        some = [n for n in ids[start : start + _IDS_A_QUESTION] if 0 < n <= HIGHEST_ID]
        query = sa.select(_links.c.id, _links.c.state).where(_links.c.id.in_(some))
        states.update({row.id: row.state for row in connection.execute(query)})
    return states


def _named(ids: Sequence[int]) -> str:
    """Return `link 7`, or `links 7, 8 and 9`; of many the first ones."""
    if not ids[1:]:
        return f"link {ids[0]}"
    if ids[_NAMED:]:
        return f"links {', '.join(map(str, ids[:_NAMED]))} and {len(ids) - _NAMED:,} more"
    return f"links {', '.join(map(str, ids[:-1]))} and {ids[-1]}"
