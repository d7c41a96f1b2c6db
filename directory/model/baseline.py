"""The baseline: the page that staff approved, with which later checks compare the link's page.

It is taken from the check on which a person approved the link, when it is published or approved
again; for a link that was published without a check, from its first check that found nothing wrong.
"""

from datetime import datetime
from hashlib import blake2b

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime
from directory.model.observation import Observation, Page


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """The approved page. url: its address, redirects followed. by_person: a person approved it;
    False if it was taken from the first good check."""

    url: str
    page: Page
    by_person: bool = True


class LinkBaseline(SQLModel, table=True):
    """The baseline of one link: the check on which it was approved.

    who: the person who approved it; "" if it was taken from the first good check. page_key: a
    digest of the page. observation: the check as JSON, compressed.
    """

    __tablename__ = "link_baseline"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(default="", max_length=300)
    page_key: int = Field(sa_type=sa.BigInteger)
    observation: bytes = Field(sa_type=sa.LargeBinary)


def baseline_of(observation: Observation, *, by_person: bool = True) -> Baseline | None:
    """Return the baseline from this check; None if it saw no usable page."""
    page, status = observation.page, observation.status
    if page is None or status is None or not 200 <= status < 300:
        return None
    return Baseline(observation.final_url, page, by_person)


def page_key(page: Page) -> int:
    """Return a digest of a page's texts, equal for pages with the same texts; 63 bits."""
    text = f"{page.title}\0{page.headline}\0{page.text}\0{page.words}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
