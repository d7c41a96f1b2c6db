"""What curation stores beside the links: acts and data for undo, proposals, unfinished forms, saved
views, and permissions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of
from directory.model.vocab import ActKind, Role

_WHO = 300


class Act(SQLModel, table=True):
    """One act of one person: what undo reverses as one step, however many links it changed.

    title: such as `Retire 3 links`. kind: done, undone, redone or final. of_act: the act that was
    undone or redone. changed: how many links. holder: the process (see `process_lease.py`) that
    will add further transactions to it; "" if it is complete. heartbeat_at: when that process added
    the latest one. cut_off: it was never complete and was undone, so it cannot be redone.
    """

    __tablename__ = "act"
    __table_args__ = (
        sa.Index("ix_act_who_id", "who", "id"),
        sa.Index(
            "ix_act_under_way",
            "id",
            sqlite_where=sa.text("holder <> ''"),
            postgresql_where=sa.text("holder <> ''"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    who: str = Field(max_length=_WHO)
    at: datetime = Field(sa_type=UtcDateTime)
    title: str = Field(max_length=300)
    kind: ActKind = Field(sa_type=one_of(ActKind))
    of_act: int | None = Field(default=None, foreign_key="act.id")
    changed: int = 0
    holder: str = Field(default="", max_length=300)
    heartbeat_at: datetime = Field(sa_type=UtcDateTime)
    cut_off: bool = False


class ActPart(SQLModel, table=True):
    """The audit entries of one transaction of an act, both ends included."""

    __tablename__ = "act_part"

    act_id: int = Field(foreign_key="act.id", primary_key=True)
    first_seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_seq: int


class SetAside(SQLModel, table=True):
    """What an act removed and the audit trail does not contain: the rows of health and baseline
    that a link had, as MessagePack; undo restores them."""

    __tablename__ = "set_aside"

    act_id: int = Field(foreign_key="act.id", primary_key=True)
    link_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rows: bytes = Field(sa_type=sa.LargeBinary)


class LinkRemoved(SQLModel, table=True):
    """The number of a link that was removed. It is not used again: the audit trail identifies links
    by their numbers, and SQLite would assign the highest one again."""

    __tablename__ = "link_removed"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class Proposal(SQLModel, table=True):
    """An edit of a published link that waits for approval; until then the link is unchanged.

    based_on: the version of the link that its author saw. patch: fields by name.
    """

    __tablename__ = "proposal"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    based_on: int
    who: str = Field(max_length=_WHO)
    at: datetime = Field(sa_type=UtcDateTime)
    why: str = ""
    patch: dict[str, Any] = Field(sa_type=sa.JSON)


class FormDraft(SQLModel, table=True):
    """An unfinished form of one person; link_id is 0 for a link that does not exist yet.

    fields: the contents of the form, as text by field, valid or not.
    """

    __tablename__ = "form_draft"

    who: str = Field(primary_key=True, max_length=_WHO)
    link_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    based_on: int = 0
    fields: dict[str, Any] = Field(sa_type=sa.JSON)
    saved_at: datetime = Field(sa_type=UtcDateTime)


class SavedView(SQLModel, table=True):
    """A query with a name; all users see it."""

    __tablename__ = "saved_view"

    name: str = Field(primary_key=True, max_length=100)
    query: str = Field(max_length=1000)
    who: str = Field(max_length=_WHO)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Person(SQLModel, table=True):
    """A person with a role. While no one is listed, everyone may do everything."""

    __tablename__ = "person"

    name: str = Field(primary_key=True, max_length=_WHO)
    role: Role = Field(sa_type=one_of(Role))


class CatalogSetting(SQLModel, table=True):
    """A setting that an admin makes for all users of the catalog; without a row, the default
    applies."""

    __tablename__ = "catalog_setting"

    name: str = Field(primary_key=True, max_length=100)
    value: str = Field(max_length=1000)
