"""An agency's staff for tests: who is listed with which role, and what one of them does."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.people import set_person
from directory.catalog.transaction import Transaction
from directory.db.audit import canonical
from directory.errors import ChangeRefused
from directory.model.vocab import Role
from tests.directory.samples import ALL_TABLES, picture, rows

#: The first letters tell the role. Nobody else is listed.
STAFF = {
    "ada": Role.ADMIN,
    "pat": Role.PUBLISHER,
    "pia": Role.PUBLISHER,
    "eve": Role.EDITOR,
    "eli": Role.EDITOR,
    "vic": Role.VIEWER,
}
CURATED = (*ALL_TABLES, "proposal", "saved_view", "person")


def hire(catalog: Catalog) -> None:
    """Lists the staff."""
    with catalog.change(who="ada") as change:
        for name, role in STAFF.items():
            set_person(change, name, role)


def by(catalog: Catalog, who: str, act: Callable[[Transaction], Any], why: str = "") -> Any:
    """What this act gives, done by this person in a change of its own."""
    with catalog.change(who=who, why=why) as change:
        return act(change)


def refused(catalog: Catalog, who: str, act: Callable[[Transaction], Any], why: str = "") -> str:
    """What is said to this person's act, which must be refused and change nothing."""
    before = picture(catalog, CURATED)
    with pytest.raises(ChangeRefused) as said, catalog.change(who=who, why=why) as change:
        act(change)
    assert picture(catalog, CURATED) == before
    return str(said.value)


def spelled(row: Any) -> Any:
    """A row as the audit trail spells it."""
    return json.loads(canonical(dict(row._mapping)))


def trail(catalog: Catalog) -> list[Any]:
    """The bodies of all audit entries, first one first."""
    return [json.loads(entry.body) for entry in rows(catalog, "audit")]
