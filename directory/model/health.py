"""Health: the state of a link after confirmation over time.

Reasons are stored in plain text columns: their closed list (`directory.model.reasons`) may grow
without a migration.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of
from directory.model.findings import FindingsColumn
from directory.model.observation import Finding
from directory.model.vocab import Verdict

#: Columns that were added later: their value in earlier rows.
_EMPTY = {"server_default": sa.text("''")}


class Health(SQLModel, table=True):
    """The health of one link, and its last check.

    verdict, reason, since, looks: the present streak of equal verdicts; looks: its number of
    checks.

    broken_since, broken_looks: the streak of checks in which it was failing or gone, either one;
    None and 0 while it is neither.

    confirmed: the streak is long enough to count.

    counted_at: the latest check that counted in looks; see `rules/lifecycle.py`.

    page_title, page_language, privacy_url: of the latest page that was seen, at page_at; page_key:
    a digest of it. etag, last_modified: the validators for the next check's conditional request.
    certificate_ends_at: of the server's certificate.

    danger: the dangers that the last dangerous check found, in alphabetical order, separated by
    blanks, kept while none is found; "" if none ever was. danger_since: since when no other dangers
    than these were found.

    first_at, changes: since when it has been checked, and how often it turned out to be broken,
    confirmed.

    last_*: what the latest check saw. run_id: the run that it belonged to. findings: what that
    check found, worst first, with the evidence at that time; only judging again and the approval of
    the page replace it. observation: that check's Observation as JSON, compressed.
    """

    __tablename__ = "health"
    model_config = {"arbitrary_types_allowed": True}  # Finding

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    verdict: Verdict = Field(sa_type=one_of(Verdict), index=True)
    reason: str = Field(max_length=60)
    since: datetime = Field(sa_type=UtcDateTime)
    looks: int
    broken_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    broken_looks: int = 0
    confirmed: bool
    counted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
    findings: tuple[Finding, ...] = Field(sa_type=FindingsColumn)
    last_status: int | None = None
    final_url: str | None = None
    suggested_url: str | None = None
    run_id: int | None = Field(default=None, foreign_key="crawl_run.id")
    page_title: str = Field(default="", sa_column_kwargs=_EMPTY)
    page_language: str = Field(default="", max_length=40, sa_column_kwargs=_EMPTY)
    privacy_url: str | None = None
    certificate_ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    etag: str = Field(default="", sa_column_kwargs=_EMPTY)
    last_modified: str = Field(default="", max_length=100, sa_column_kwargs=_EMPTY)
    page_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    page_key: int | None = Field(default=None, sa_type=sa.BigInteger)
    first_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    danger: str = Field(default="", max_length=200, sa_column_kwargs=_EMPTY)
    danger_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_check_at: datetime = Field(sa_type=UtcDateTime, index=True)
    observation: bytes = Field(sa_type=sa.LargeBinary)


class HealthSpan(SQLModel, table=True):
    """A run of checks with the same outcome: the history, without a row per check."""

    __tablename__ = "health_span"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    first_at: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    last_at: datetime = Field(sa_type=UtcDateTime)
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    reason: str = Field(max_length=60)
    looks: int


class HealthBefore(SQLModel, table=True):
    """What the last full or due crawl saw of a link that chosen crawls have checked since.

    Later crawls compare with this, and not with `health`, to detect faults of this machine's
    network. verdict is None if only chosen crawls have checked the link; the other columns are
    copies of those of Health. The next full or due crawl of the link removes the row.
    """

    __tablename__ = "health_before"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    verdict: Verdict | None = Field(default=None, sa_type=one_of(Verdict))
    final_url: str | None = None
    page_key: int | None = Field(default=None, sa_type=sa.BigInteger)
    observation: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
