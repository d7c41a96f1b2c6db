"""The row of the agency's notice rules; without one, the rules are the default ones."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from directory.db.engine import CatalogUnavailable
from directory.model.tables import notice_rules as _table
from directory.rules.notice_rules import DEFAULT, RuleSet
from directory.rules.notice_rules_json import NotRules, as_data, rules_of

#: There is one row at the most.
_ID = 1


class Held(NamedTuple):
    """The rules and their version: 0 for the default ones, one more each time they are set."""

    version: int
    rules: RuleSet


def held(connection: sa.Connection) -> Held:
    """The rules that hold. Raises CatalogUnavailable when what is kept are no rules."""
    row = connection.execute(sa.select(_table.c.version, _table.c.rules)).first()
    if row is None:
        return Held(0, DEFAULT)
    try:
        return Held(row.version, rules_of(row.rules))
    except NotRules as error:
        raise CatalogUnavailable(
            f"the notice rules that the catalog holds cannot be read ({error}). A newer version "
            "of this program may have written them; use that."
        ) from None


def put(connection: sa.Connection, version: int, rules: RuleSet, who: str, now: datetime) -> None:
    """Keeps these rules in the place of those before."""
    row = {"version": version, "rules": as_data(rules), "author": who, "created_at": now}
    if version == 1:
        connection.execute(sa.insert(_table).values(row | {"id": _ID}))
    else:
        connection.execute(sa.update(_table).where(_table.c.id == _ID).values(row))
