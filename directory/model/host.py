"""What is remembered of hosts from run to run: their robots.txt, their patience, their probes.

Kept so that each is asked for once a day or less, and so that a wish of a host
("come back in an hour") outlives the process that heard it.
"""

from datetime import datetime
from enum import StrEnum

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime, one_of


class HostFactKind(StrEnum):
    """What a fact is about."""

    ROBOTS = "robots"  # key: the origin, `https://host`
    PROBE = "probe"  # key: the folder, `https://host/jobs/`
    WAIT = "wait"  # key: empty
    ASKED = "asked"  # key: empty


class HostFact(SQLModel, table=True):
    """One fact about one lane, the latest. at: when it was learnt. body: its struct as JSON,
    compressed."""

    __tablename__ = "host_fact"

    lane: str = Field(primary_key=True, max_length=262)
    kind: HostFactKind = Field(sa_type=one_of(HostFactKind), primary_key=True)
    key: str = Field(primary_key=True, max_length=2048)
    at: datetime = Field(sa_type=UtcDateTime)
    body: bytes = Field(sa_type=sa.LargeBinary)


class RobotsFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A robots.txt. body: "" when there is none, or none that closes anything."""

    body: str = ""


class WaitFact(msgspec.Struct, frozen=True):
    """The host asked not to be asked again before then (UTC)."""

    not_before: datetime


class AskedFact(msgspec.Struct, frozen=True):
    """A crawl asked the host: its pause before the next request ends then (UTC)."""

    not_before: datetime


class PageFingerprint(msgspec.Struct, frozen=True):
    """A page, small enough to be kept and compared; see `crawler/page/similarity.py`."""

    digest: int
    beginning: bytes
    whole: bytes


class ProbeFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the site answered for an address in this folder that cannot exist.

    url, status, final_url, hops, title: as in `observation.Probe`. came: a page
    did. page: that page, where it was needed. home: the site's home page,
    likewise; home_seen: it was looked at, whether it came or not.
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
