"""The baseline: what staff approved, against which later looks are held.

It is taken from the look on which a person approved the link, when it is
published or approved anew; for a link that was published unseen, from its first
look that found nothing wrong.
"""

from datetime import datetime
from hashlib import blake2b

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime
from directory.model.observation import Observation, Page


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """The approved page. url: the address at which it stood, redirects followed.
    text: the beginning of its visible text; words, bytes: of all of it.
    by_person: somebody approved it; False when it was taken from the first good look."""

    url: str
    title: str = ""
    headline: str = ""
    language: str = ""
    text: str = ""
    words: int = 0
    bytes: int = 0
    by_person: bool = True


class LinkBaseline(SQLModel, table=True):
    """The baseline of one link: the look on which it was approved.

    who: approved it; "" when nobody did, and it was taken from the first good
    look. page_key: a digest of the page. observation: the look as JSON, compressed.
    """

    __tablename__ = "link_baseline"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(default="", max_length=300)
    page_key: int = Field(sa_type=sa.BigInteger)
    observation: bytes = Field(sa_type=sa.LargeBinary)


def baseline_of(observation: Observation, *, by_person: bool = True) -> Baseline | None:
    """What is to be remembered of this look; None when it saw no page to remember."""
    page, status = observation.page, observation.status
    if page is None or status is None or not 200 <= status < 300:
        return None
    return Baseline(
        url=observation.final_url,
        title=page.title,
        headline=page.headline,
        language=page.language,
        text=page.text,
        words=page.words,
        bytes=page.bytes,
        by_person=by_person,
    )


def page_key(page: Page) -> int:
    """A digest of what a page says, equal for pages that say the same; 63 bits."""
    text = f"{page.title}\0{page.headline}\0{page.text}\0{page.words}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
