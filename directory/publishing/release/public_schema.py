"""The public form of the directory: what a website reads.

The order of the fields here is their order in the file. Every field is always there, null or empty
when nothing is known, except those described as optional. Everything here is public; the JSON
Schema in `schema/` says the same for other programs.
"""

import re
from datetime import date, datetime
from typing import Final

import msgspec

from directory.model.vocab import (
    Audience,
    Cost,
    ExitDisplay,
    HowToApply,
    NoticeKind,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.rules.notice_schedule import NOTICE_DAYS

#: Version 1.x may have fields that 1.0 does not have; none is removed or gets another type. So
#: every 1.x is read. In a release of our version or an earlier one, a field that the schema does
#: not name is a fault; in one of a later version, it is ignored.
SCHEMA_VERSION = "1.0"
_VERSION: Final = re.compile(r"([1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")


def is_readable(version: object) -> bool:
    """Return whether releases of this version can be read: those with the same major number as
    ours."""
    return _parts(version)[0] == _parts(SCHEMA_VERSION)[0]


def is_later(version: object) -> bool:
    """Return whether this is a version later than ours that can be read."""
    return is_readable(version) and _parts(version) > _parts(SCHEMA_VERSION)


def _parts(version: object) -> tuple[int, int]:
    """Return the major and minor number; (0, 0) for anything that is not a version."""
    found = _VERSION.fullmatch(version) if isinstance(version, str) else None
    return (int(found[1]), int(found[2])) if found else (0, 0)


class Publisher(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who is responsible for the directory. contact, website (the address at which the release is
    served, with a slash at its end), the agency's own home page, privacy policy and accessibility
    statement (https), feedback_url (where visitors report a fault of a link; https: or mailto:):
    left out if the agency gives none."""

    agency: str
    contact: str = ""
    website: str = ""
    home_url: str = ""
    privacy_url: str = ""
    accessibility_url: str = ""
    feedback_url: str = ""


class Tail(msgspec.Struct, frozen=True):
    """The end of a directory. serial: 1 for the first release, one more for each with other content
    than the one before. updated_on: the day for which this content was first released. They come
    last since they depend on the content: with equal content, both are equal."""

    serial: int
    updated_on: date


class ComingPeriod(msgspec.Struct, frozen=True):
    """A period of notice to come, in days, and the first day on which it applies."""

    days: int
    effective_from: date


class PeriodEntry(msgspec.Struct, frozen=True):
    """How many days before it takes effect a wording is announced. next: null if no other period is
    announced."""

    days: int
    next: ComingPeriod | None = None


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way into the directory by what a visitor needs. categories: slugs; links: ids."""

    slug: str
    names: dict[str, str]
    categories: tuple[str, ...] = ()
    links: tuple[int, ...] = ()


class Logo(msgspec.Struct, frozen=True):
    """A picture. file: its path in the release; names: the text in its place, by language."""

    file: str
    sha256: str
    names: dict[str, str]


class Appearance(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the agency's own pages look. colors: one or two, as `#0b4f8a`."""

    colors: tuple[str, ...] = ()
    logo: Logo | msgspec.UnsetType = msgspec.UNSET


class Header(msgspec.Struct, frozen=True):
    """The values for the directory as a whole.

    next_change: the first day after that of the release on which something changes by itself, so
    that a release for that day is needed: another wording or period of notice takes effect, or
    staff's decision on the exit notice of a link or on its release from a danger ends; null if
    nothing will. languages: those in which every notice is complete, the default one first.
    health_words: the text beside a link that is not well, by verdict and by language, and under
    `since`, since when, with `{date}` to be filled in. general_words: what to fill in where a
    notice is shown once for several links, by placeholder and by language.

    Optional, left out where there is none: synonyms (groups of words that mean the same, by
    language), needs, appearance, statistics (the path of their file in the release).
    """

    schema_version: str
    next_change: date | None
    publisher: Publisher
    languages: tuple[str, ...]
    default_language: str
    health_words: dict[str, dict[str, str]]
    general_words: dict[str, dict[str, str]]
    notice_period: PeriodEntry = PeriodEntry(NOTICE_DAYS)
    synonyms: dict[str, tuple[tuple[str, ...], ...]] | msgspec.UnsetType = msgspec.UNSET
    needs: tuple[Need, ...] | msgspec.UnsetType = msgspec.UNSET
    appearance: Appearance | msgspec.UnsetType = msgspec.UNSET
    statistics: str | msgspec.UnsetType = msgspec.UNSET


class CategoryEntry(msgspec.Struct, frozen=True):
    """A category; `parent` is null for a top one, `position` orders siblings."""

    slug: str
    parent: str | None
    names: dict[str, str]
    position: int


class Wording(msgspec.Struct, frozen=True):
    """The wording of a notice that is in force.

    texts: by language; `{name}` and `{host}` in them are placeholders for the link's. exception:
    why it was not announced the usual days before; null if it was. notice_days: the period of
    notice at its announcement; 0 for the first wordings of a directory. titles: by language; empty
    if the notice has none. A wording is cited by the notice's slug and the number, as in
    “job-listings, version 2”.
    """

    number: int
    effective_from: date
    exception: str | None
    notice_days: int
    titles: dict[str, str]
    texts: dict[str, str]


class AnnouncedWording(msgspec.Struct, frozen=True):
    """A wording that is announced and not yet in force. exception, notice_days, titles: as of
    Wording."""

    number: int
    announced_on: date
    effective_from: date
    exception: str | None
    notice_days: int
    titles: dict[str, str]
    texts: dict[str, str]


class NoticeEntry(msgspec.Struct, frozen=True):
    """A notice. current: null if its first wording is not yet in force."""

    slug: str
    kind: NoticeKind
    current: Wording | None
    upcoming: tuple[AnnouncedWording, ...]


class Operator(msgspec.Struct, frozen=True, gc=False):
    """Who runs the destination, of which class, and on what basis we say so."""

    name: str
    class_: OperatorClass = msgspec.field(name="class")
    basis: OperatorBasis


class ExitNotice(msgspec.Struct, frozen=True, gc=False):
    """Whether and how the exit notice is shown. notice: a slug exactly if one is due; rule: why, as
    text.

    show: beside the link, which leads straight to the destination, or on an exit page; None if none
    is due. page: where in the release that exit page is, as `out/7/`, in the default language; in
    another one it is below that, as `out/7/es/`. None if the notice is shown beside the link, or
    none is due.
    """

    due: bool
    notice: str | None
    rule: str
    show: ExitDisplay | None
    page: str | None


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """The attributes of the HTML anchor that leads to the destination, besides `href`."""

    rel: str
    referrerpolicy: str


class Withdrawn(msgspec.Struct, frozen=True):
    """The tombstone of a link that was published once. on: the day on which it was
    withdrawn; null when that is not known."""

    id: int
    on: date | None


class HealthEntry(msgspec.Struct, frozen=True, gc=False):
    """The verdict on a link, why, and since which day."""

    verdict: Verdict
    reason: str
    since: date
    confirmed: bool


class LinkEntry(msgspec.Struct, frozen=True, gc=False):
    """A link in its public form.

    host_shown: the host for people to read: in its own letters where that cannot be mistaken, else
    as `host`. anchor: how to link to it. privacy_url: the destination's own privacy policy; null if
    none was found. listed_on: the day on which it was published. health: null if it was never
    checked. released_until: the last day on which the link is shown although a danger was found,
    which staff have decided; null for all other links. keywords: words by which it is found, by
    language; optional, left out where there are none.
    """

    id: int
    url: str
    host: str
    host_shown: str
    anchor: Anchor
    privacy_url: str | None
    listed_on: date | None
    names: dict[str, str]
    descriptions: dict[str, str]
    category: str | None
    operator: Operator
    service_areas: tuple[str, ...]
    languages: tuple[str, ...]
    audiences: tuple[Audience, ...]
    cost: Cost | None
    account_needed: bool | None
    how_to_apply: HowToApply | None
    exit_notice: ExitNotice
    disclaimers: tuple[str, ...]
    health: HealthEntry | None
    released_until: date | None = None
    keywords: dict[str, tuple[str, ...]] | msgspec.UnsetType = msgspec.UNSET


class HealthHead(msgspec.Struct, frozen=True):
    """The head of `health.json`. serial: of the directory to which it belongs."""

    schema_version: str
    serial: int


class CheckedEntry(msgspec.Struct, frozen=True, gc=False):
    """A link's health with the moment (UTC) of its last check. The moment changes at each check, so
    it is in a separate file."""

    id: int
    health: HealthEntry | None
    checked_at: datetime | None
