"""Categories: two levels, by slug (`job-banks`, `job-banks/veterans`)."""

from typing import Final

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

import directory.model.columns  # noqa: F401  (sets the naming convention first)

#: The four top categories of every directory.
TOP_CATEGORIES: Final = ("job-banks", "career-resources", "government-agencies", "local-services")


class Category(SQLModel, table=True):
    """One category of the directory.

    slug: the top category, or `top/second`; stable, since releases contain it. parent: the slug of
    the top category, None for a top one. names: by language, as visitors read them. position: order
    among its siblings.
    """

    __tablename__ = "category"

    slug: str = Field(primary_key=True, max_length=120)
    parent: str | None = Field(default=None, foreign_key="category.slug", index=True)
    names: dict[str, str] = Field(sa_type=sa.JSON)
    position: int = 0
