"""Crawl runs, and the results of a run before the run has been judged."""

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of
from directory.model.findings import FindingsColumn
from directory.model.observation import Finding
from directory.model.vocab import RunStatus, Verdict

#: The scope of a crawl of chosen links.
CHOSEN = "chosen"


class CrawlRun(SQLModel, table=True):
    """One crawl, from its start to its end, maybe over several processes.

    scope: `all`, `due` or `chosen`. chosen: how many links were selected for a chosen crawl; 0 for
    other scopes. holder: the process that runs it now (machine, pid and when that pid began),
    heartbeat_at: its last sign of life. counts: by verdict, once it has ended. note: why it is
    inconclusive.
    """

    __tablename__ = "crawl_run"

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(max_length=20)
    chosen: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    status: RunStatus = Field(sa_type=one_of(RunStatus), index=True)
    holder: str = Field(default="", max_length=300)
    heartbeat_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    note: str = ""


class PageMetadata(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a check stores about a page beside its verdict; see Health. unchanged: the site reported
    the page as unchanged. not_before: the site requested no further requests before then."""

    title: str = ""
    language: str = ""
    privacy_url: str = ""
    certificate_ends_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False
    not_before: datetime | None = None


class RunResult(SQLModel, table=True):
    """What a run saw of one link, held back until the run as a whole is judged.

    findings: what the judge found then, worst first; replaces nothing until the run is settled.
    reached: a server answered. lost: it ended in a way that a fault in our own network could
    explain. observation: the Observation as JSON, compressed; the evidence. domain: the registrable
    domain of the lane's host. page_key: a digest of the page's text. noted: PageMetadata as JSON.
    applied: the health of the link reflects it.
    """

    __tablename__ = "run_result"
    model_config = {"arbitrary_types_allowed": True}  # Finding

    run_id: int = Field(foreign_key="crawl_run.id", primary_key=True)
    link_id: int = Field(foreign_key="link.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    lane: str = Field(max_length=262)
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    findings: tuple[Finding, ...] = Field(sa_type=FindingsColumn)
    status: int | None = None
    final_url: str | None = None
    suggested_url: str | None = None
    domain: str = Field(max_length=255)
    page_key: int | None = Field(default=None, sa_type=sa.BigInteger)
    noted: bytes = Field(sa_type=sa.LargeBinary)
    reached: bool
    lost: bool
    observation: bytes = Field(sa_type=sa.LargeBinary)
    applied: bool = False
