"""Notices: the disclaimers and exit notices that visitors read.

The wording is stored in versions that never change: a new wording is a new version, announced
before the day on which it takes effect.
"""

from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of
from directory.model.vocab import NoticeKind

_EMPTY: Final = {"server_default": sa.text("''")}


class Notice(SQLModel, table=True):
    """One notice by its slug, independent of its wording."""

    __tablename__ = "notice"

    slug: str = Field(primary_key=True, max_length=120)
    kind: NoticeKind = Field(sa_type=one_of(NoticeKind))
    position: int = 0


class NoticeVersion(SQLModel, table=True):
    """One wording of a notice, immutable.

    texts, titles: by BCP 47 language; a title names the notice to visitors. announced_on,
    effective_from: days; it is shown from the second on. notice_days: the period of notice that was
    in force at the announcement; 0 for the first wordings of a new catalog. digest: SHA-256 of the
    canonical JSON of the texts. approver: the second person, if one was needed, or "". exception:
    why it could not wait for the usual days of notice, or "".
    """

    __tablename__ = "notice_version"

    notice: str = Field(foreign_key="notice.slug", primary_key=True, max_length=120)
    number: int = Field(primary_key=True)
    texts: dict[str, str] = Field(sa_type=sa.JSON)
    announced_on: date
    effective_from: date = Field(index=True)
    author: str = Field(max_length=300)
    digest: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    approver: str = Field(default="", max_length=300, sa_column_kwargs=_EMPTY)
    exception: str = Field(default="", sa_type=sa.Text, sa_column_kwargs=_EMPTY)
    titles: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    notice_days: int


class NoticePeriod(SQLModel, table=True):
    """A period of notice: days between the announcement of a wording and its effect, from a day on.
    Without a row, `rules.notice_schedule.NOTICE_DAYS`."""

    __tablename__ = "notice_period"

    effective_from: date = Field(primary_key=True)
    days: int
    author: str = Field(max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)


class PendingNotice(SQLModel, table=True):
    """A wording that is not announced until a second person approves it; one per notice.

    kind: that of the notice, which may be a new one.
    """

    __tablename__ = "pending_notice"

    notice: str = Field(primary_key=True, max_length=120)
    kind: NoticeKind = Field(sa_type=one_of(NoticeKind))
    texts: dict[str, str] = Field(sa_type=sa.JSON)
    effective_from: date
    exception: str = Field(sa_type=sa.Text)
    author: str = Field(max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
    titles: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)


class NoticeRules(SQLModel, table=True):
    """An agency's rules on which links carry which notices, as JSON; at most one row.

    version: 1 for the first rules that were set, and one more each time.
    """

    __tablename__ = "notice_rules"

    id: int = Field(primary_key=True)
    version: int
    rules: dict[str, Any] = Field(sa_type=sa.JSON)
    author: str = Field(max_length=300)
    created_at: datetime = Field(sa_type=UtcDateTime)
