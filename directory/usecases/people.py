"""Who may do what: the people who are listed, each with a role.

While nobody is listed, everybody may do everything: an agency of one person
needs no list. Once somebody is, whoever is not listed may only look.
"""

from typing import Any

import sqlalchemy as sa

from directory.model.curation import Person
from directory.model.text import tidy_line
from directory.model.vocab import Role
from directory.refusals import ChangeRefused
from directory.rules.rights import Right
from directory.usecases.transaction import Transaction

LONGEST_NAME = 300
_people: sa.Table = Person.__table__  # type: ignore[attr-defined]


def role_of(connection: sa.Connection, who: str) -> Role:
    """The role in which this person acts."""
    role = connection.execute(sa.select(_people.c.role).where(_people.c.name == who)).scalar()
    if role is not None:
        return Role(role)
    listed = connection.execute(sa.select(_people.c.name).limit(1)).first()
    return Role.ADMIN if listed is None else Role.VIEWER


def people(connection: sa.Connection) -> list[Person]:
    """All who are listed, by name."""
    rows = connection.execute(sa.select(_people).order_by(_people.c.name))
    return [Person(**row._mapping) for row in rows]


def set_person(tx: Transaction, name: str, role: Role | None) -> None:
    """Lists a person with a role, or with None takes them off the list.

    Raises ChangeRefused when that would leave no admin, or the name is none.
    """
    tx.require(Right.ADMINISTER)
    name = _name(name)
    held = {person.name: person.role for person in people(tx.connection)}
    before = held.get(name)
    if before is role:
        return
    if not held and role is not Role.ADMIN:
        raise ChangeRefused(
            "nobody is listed yet: the first person must be an admin, or nobody could list "
            "the others"
        )
    admins = {other for other, theirs in held.items() if theirs is Role.ADMIN}
    if admins == {name}:
        raise ChangeRefused(
            f"{name} is the only admin, so this cannot be taken away: make somebody else an "
            "admin first"
        )
    _write(tx, name, before, role)


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
