"""Facts about hosts that are kept from run to run: their robots.txt, their wait times, their
probes.

They are kept so that each is requested at most once a day, and so that a wait time of a host ("come
back in an hour") is respected after the process that received it has ended.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of


class HostFactKind(StrEnum):
    """The kind of a fact."""

    ROBOTS = "robots"  # key: the origin, `https://host`
    PROBE = "probe"  # key: the folder, `https://host/jobs/`
    WAIT = "wait"  # key: empty
    ASKED = "asked"  # key: empty


class HostFact(SQLModel, table=True):
    """The latest fact of one kind about one lane. at: when it was learnt. body: its struct as JSON,
    compressed."""

    __tablename__ = "host_fact"

    lane: str = Field(primary_key=True, max_length=262)
    kind: HostFactKind = Field(sa_type=one_of(HostFactKind), primary_key=True)
    key: str = Field(primary_key=True, max_length=2048)
    at: datetime = Field(sa_type=UtcDateTime)
    body: bytes = Field(sa_type=sa.LargeBinary)


class RobotsFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A robots.txt. body: "" if there is none, or it closes nothing."""

    body: str = ""


class WaitFact(msgspec.Struct, frozen=True):
    """The host requested no further requests before then (UTC)."""

    not_before: datetime


class AskedFact(msgspec.Struct, frozen=True):
    """A crawl sent the host a request: the pause before the next one ends then (UTC)."""

    not_before: datetime


class PageFingerprint(msgspec.Struct, frozen=True):
    """A page, small enough to be stored and compared; see `crawler/page/similarity.py`."""

    digest: int
    beginning: bytes
    whole: bytes


class ProbeFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the site answered for an address in this folder that cannot exist.

    url, status, final_url, hops, title: as in `observation.Probe`. came: a page was returned. page:
    that page, if it was needed. home: the site's home page, likewise; home_seen: it was requested,
    whether or not it was returned.
    """

    url: str
    status: int | None = None
    final_url: str = ""
    hops: int = 1
    title: str = ""
    came: bool = False
    page: PageFingerprint | None = None
    home: PageFingerprint | None = None
    home_seen: bool = False
