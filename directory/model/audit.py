"""The audit trail: a chain of entries in which no change goes undetected."""

from datetime import datetime
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime


class AuditEntry(SQLModel, table=True):
    """One change of the catalog.

    seq: its place in the chain, without gaps. at, who, kind, key, what: those of the body, for
    queries; the hash does not cover them, and `jobbank audit verify` compares them with the body.
    prev: the hash of the previous entry (64 zeros for the first). hash: SHA-256 over prev and body.
    body: canonical JSON of an `EntryBody`. Triggers refuse any UPDATE or DELETE.
    """

    __tablename__ = "audit"
    __table_args__ = (sa.Index("ix_audit_subject", "kind", "key", "seq"),)

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    who: str
    kind: str
    key: str
    what: str
    prev: str = Field(unique=True, max_length=64)
    hash: str = Field(unique=True, max_length=64)
    body: str


class EntryFacts(msgspec.Struct, frozen=True):
    """The fields of a body that columns repeat. at: in ISO form. kind, key: of the object that was
    changed. what: the verb."""

    at: str
    who: str
    kind: str
    key: str
    what: str


class EntryBody(EntryFacts, frozen=True):
    """The body of an entry. before, after: values by field; None if there were none."""

    why: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


#: The kinds of entries whose key is the id of a link.
OF_LINKS: Final = ("link", "proposal")
#: The columns that repeat the body.
ENTRY_COLUMNS: Final = EntryFacts.__struct_fields__
entry_facts: Final = msgspec.json.Decoder(EntryFacts).decode
#: Decode a body. Raises msgspec.MsgspecError if it is not valid.
entry_body: Final = msgspec.json.Decoder(EntryBody).decode
