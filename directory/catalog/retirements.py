"""On which days which links were retired: written when a link changes its state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

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


def noted(
    link_id: int, state: EditorialState, today: date
) -> tuple[sa.Executable, Mapping[str, Any]]:
    """Return the statement that notes the new state of a link, and its values."""
    statement = _BEGIN if state is EditorialState.RETIRED else _END
    return statement, {"of_link": link_id, "day": today}
