"""Government-domain registries as last loaded: lists of domains and their operators."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of
from directory.model.link import MAX_NAME
from directory.model.vocab import OperatorClass


class Registry(SQLModel, table=True):
    """A registry that was loaded. source: the file or address of its origin. digest: SHA-256 of its
    bytes, in hex. listed: how many domains it has."""

    __tablename__ = "registry"

    name: str = Field(primary_key=True, max_length=60)
    source: str = Field(max_length=2048)
    digest: str = Field(max_length=64)
    loaded_at: datetime = Field(sa_type=UtcDateTime)
    listed: int


class RegistryEntry(SQLModel, table=True):
    """One domain of a registry. The key begins with the domain, by which entries are searched."""

    __tablename__ = "registry_entry"

    domain: str = Field(primary_key=True, max_length=255)
    registry_name: str = Field(
        sa_column=sa.Column(
            sa.String(60), sa.ForeignKey("registry.name"), primary_key=True, nullable=False
        )
    )
    operator_class: OperatorClass = Field(sa_type=one_of(OperatorClass))
    operator: str = Field(default="", max_length=MAX_NAME)
