"""The baseline: what staff approved, against which later looks are held.

It is taken from the look on which a person approved the link, when it is
published or approved anew; for a link that was published unseen, from its first
look that found nothing wrong.
"""

import zlib
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from directory.model.columns import UtcDateTime
from directory.model.observation import Observation


class Baseline(msgspec.Struct, frozen=True, omit_defaults=True):
    """The approved page. url: the address at which it stood, redirects followed.
    text: the beginning of its visible text; words, bytes: of all of it."""

    url: str
    title: str = ""
    headline: str = ""
    language: str = ""
    text: str = ""
    words: int = 0
    bytes: int = 0


class LinkBaseline(SQLModel, table=True):
    """The baseline of one link. who: approved it; "" when nobody did, and it was taken from
    the first good look. page: the Baseline as JSON, compressed."""

    __tablename__ = "link_baseline"

    link_id: int = Field(foreign_key="link.id", primary_key=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    who: str = Field(default="", max_length=300)
    page: bytes = Field(sa_type=sa.LargeBinary)


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Baseline)


def baseline_of(observation: Observation) -> Baseline | None:
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
    )


def pack_baseline(baseline: Baseline) -> bytes:
    """As the catalog stores it: JSON, compressed by zlib."""
    return zlib.compress(_encoder.encode(baseline), 1)


def unpack_baseline(stored: bytes) -> Baseline:
    """Back from the catalog. Raises zlib.error or msgspec.DecodeError for anything else."""
    return _decoder.decode(zlib.decompress(stored))
