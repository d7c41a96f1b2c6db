"""The audit trail: a chain of entries in which none can be changed unnoticed."""

from sqlmodel import Field, SQLModel

import directory.model.columns  # noqa: F401  (sets the naming convention first)


class AuditEntry(SQLModel, table=True):
    """One change of the catalog.

    seq: its place in the chain, without gaps. prev: the hash of the entry
    before (64 zeros for the first). body: canonical JSON of who, when, what,
    on which thing, why, before and after. hash: SHA-256 over prev and body.
    Triggers refuse any UPDATE or DELETE.
    """

    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    prev: str = Field(unique=True, max_length=64)
    hash: str = Field(unique=True, max_length=64)
    body: str
