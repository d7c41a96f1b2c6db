"""The days on which links were retired, written when a link changes its state."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from directory.model.link import Link
from directory.model.vocab import EditorialState

_DAY = sa.bindparam("day", type_=sa.Date)
#: A link that is retired twice on one day has one row.
_BEGIN = sa.text(
    "INSERT INTO retirement (link_id, from_day) VALUES (:of_link, :day) "
    "ON CONFLICT (link_id, from_day) DO UPDATE SET until_day = NULL"
).bindparams(_DAY)
_END = sa.text(
    "UPDATE retirement SET until_day = :day WHERE link_id = :of_link AND until_day IS NULL"
).bindparams(_DAY)


def note(connection: sa.Connection, moved: Iterable[Link], today: date) -> None:
    """Note the new states of links."""
    days: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    for link in moved:
        days[link.state is EditorialState.RETIRED].append({"of_link": link.id, "day": today})
    for statement, rows in ((_BEGIN, days[True]), (_END, days[False])):
        if rows:
            connection.execute(statement, rows)
