"""Read the agency's notice rules, one row; without one, the rules are the default ones."""

from typing import NamedTuple

import sqlalchemy as sa

from directory.errors import CatalogUnavailable
from directory.model.tables import notice_rules as _table
from directory.rules.notice_rules import DEFAULT, RuleSet
from directory.rules.notice_rules_json import NotRules, rules_of


class CurrentRules(NamedTuple):
    """The rules and their version: 0 for the default ones, one more each time they are set."""

    version: int
    rules: RuleSet


def current_rules(connection: sa.Connection) -> CurrentRules:
    """Return the rules in force. Raise CatalogUnavailable if the stored rules cannot be read."""
    row = connection.execute(sa.select(_table.c.version, _table.c.rules)).first()
    if row is None:
        return CurrentRules(0, DEFAULT)
    try:
        return CurrentRules(row.version, rules_of(row.rules))
    except NotRules as error:
        raise CatalogUnavailable(
            f"the notice rules in the catalog cannot be read ({error}). A newer version of this "
            "program may have written them; use that."
        ) from None
