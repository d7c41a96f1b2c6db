"""Permissions: the people who are listed, each with a role.

While no one is listed, everyone may do everything: an agency of one person needs no list. Once a
person is listed, people who are not listed may only read.

People act under the name of their account. A setting can give another name (JOBBANK_USER); that
would bypass all roles, so the catalog accepts it only if an admin allows it, or if no person is
listed and no admin has decided.
"""

from typing import Any

import sqlalchemy as sa

from directory.catalog.catalog_settings import put_value
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.curation import Person
from directory.model.tables import people as _people
from directory.model.text import tidy_line
from directory.model.vocab import Role
from directory.queries.catalog_settings import value_of
from directory.rules.permissions import Right

LONGEST_NAME = 300
_OTHER_NAMES = "other-names"


def role_of(connection: sa.Connection, who: str) -> Role:
    """Return the role in which this person acts."""
    role = connection.execute(sa.select(_people.c.role).where(_people.c.name == who)).scalar()
    if role is not None:
        return Role(role)
    listed = connection.execute(sa.select(_people.c.name).limit(1)).first()
    return Role.ADMIN if listed is None else Role.VIEWER


def people(connection: sa.Connection) -> list[Person]:
    """Return all people who are listed, by name."""
    rows = connection.execute(sa.select(_people).order_by(_people.c.name))
    return [Person(**row._mapping) for row in rows]


def other_names(connection: sa.Connection) -> bool | None:
    """Return whether an admin allows other names than those of accounts; None: not decided."""
    value = value_of(connection, _OTHER_NAMES)
    return None if value is None else value == "yes"


def require_own_name(connection: sa.Connection, who: str, other_name: str) -> None:
    """Raise ChangeRefused if `who` is the other name that a setting gives, and that is not
    allowed."""
    if who != other_name:
        return
    allowed = other_names(connection)
    if allowed is None:
        allowed = not people(connection)
    if not allowed:
        raise ChangeRefused(
            f"the setting “user” (JOBBANK_USER) asks to act as “{who}”. This catalog accepts "
            "changes only under the name of your account. Remove the setting, or ask an admin "
            "to allow other names: jobbank people --other-names yes"
        )


def allow_other_names(tx: Transaction, *, allowed: bool) -> None:
    """Set whether people may act under another name than that of their account.

    Raise ChangeRefused if an admin who does so would forbid it.
    """
    tx.require(Right.ADMINISTER)
    before = other_names(tx.connection)
    if before is allowed:
        return
    if not allowed and tx.who == tx.policy.other_name:
        raise ChangeRefused(
            f"you act as “{tx.who}” by the setting “user” (JOBBANK_USER), and could do nothing "
            "more here. An admin who acts under the name of their account can forbid it."
        )
    put_value(tx, _OTHER_NAMES, "yes" if allowed else "no")
    what = "allow" if allowed else "forbid"
    tx.note(what, _OTHER_NAMES, "all", {"allowed": before}, {"allowed": allowed})


def set_person(tx: Transaction, name: str, role: Role | None) -> None:
    """Add a person with a role to the list; with None, remove them from it.

    Raise ChangeRefused if that would leave no admin, or the name is not valid.
    """
    tx.require(Right.ADMINISTER)
    name = _name(name)
    held = {person.name: person.role for person in people(tx.connection)}
    before = held.get(name)
    if before is role:
        return
    if not held and role is not Role.ADMIN:
        raise ChangeRefused(
            "no one is listed yet: the first person must be an admin, or no one could list "
            "the others"
        )
    if not held and name != tx.who:
        raise ChangeRefused(
            f"the first person must be you, {tx.who}, or you could not list the others: list "
            f"yourself as an admin first, then {name}"
        )
    if not held:
        _refuse_to_lock_out(tx)
    admins = {other for other, theirs in held.items() if theirs is Role.ADMIN}
    if admins == {name}:
        raise ChangeRefused(
            f"{name} is the only admin, so this role cannot be removed: make another person an "
            "admin first"
        )
    _write(tx, name, before, role)


def _refuse_to_lock_out(tx: Transaction) -> None:
    if tx.who == tx.policy.other_name and other_names(tx.connection) is None:
        raise ChangeRefused(
            f"you act as “{tx.who}” by the setting “user” (JOBBANK_USER). Once a person is listed, "
            "that must be allowed. Allow it first: jobbank people --other-names yes"
        )


def _write(tx: Transaction, name: str, before: Role | None, role: Role | None) -> None:
    tx.connection.execute(sa.delete(_people).where(_people.c.name == name))
    if role is not None:
        tx.connection.execute(sa.insert(_people).values(name=name, role=role))
    what = "remove" if role is None else "add" if before is None else "edit"
    tx.note(what, "person", name, _row(name, before), _row(name, role))


def _row(name: str, role: Role | None) -> dict[str, Any] | None:
    return None if role is None else {"name": name, "role": role}


def _name(text: str) -> str:
    name = tidy_line(text)
    if not name or len(name) > LONGEST_NAME:
        raise ChangeRefused(f"a person needs a name of at most {LONGEST_NAME} characters")
    return name
