"""The public form of the directory: what a website reads.

The order of the fields here is their order in the file. Every field is always
there, null or empty when nothing is known, save for `contact`. What stands here
is public; the JSON Schema in `schema/` says the same for other programs.
"""

from datetime import date

import msgspec

from directory.model.vocab import (
    Audience,
    Cost,
    HowToApply,
    NoticeKind,
    OperatorBasis,
    OperatorClass,
    Verdict,
)

SCHEMA_VERSION = "1.0"


class Publisher(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who answers for the directory. contact: left out when the agency gives none."""

    agency: str
    contact: str = ""


class Header(msgspec.Struct, frozen=True):
    """What holds for the directory as a whole.

    as_of: the day for which notices were chosen. next_change: the first day after
    it on which another wording takes effect, so that a release for that day is due
    then; null when none is announced. languages: those in which every notice is
    complete, the default one first.
    """

    schema_version: str
    as_of: date
    next_change: date | None
    publisher: Publisher
    languages: tuple[str, ...]
    default_language: str


class CategoryEntry(msgspec.Struct, frozen=True):
    """A category; `parent` is null for a top one, `position` orders siblings."""

    slug: str
    parent: str | None
    names: dict[str, str]
    position: int


class Wording(msgspec.Struct, frozen=True):
    """The wording of a notice that is in force.

    texts: by language; `{name}` and `{host}` in them stand for the link's.
    exception: why it was not announced the usual days before; null when it was.
    """

    number: int
    effective_from: date
    exception: str | None
    texts: dict[str, str]


class AnnouncedWording(msgspec.Struct, frozen=True):
    """A wording that is announced and not yet in force. exception: as of Wording."""

    number: int
    announced_on: date
    effective_from: date
    exception: str | None
    texts: dict[str, str]


class NoticeEntry(msgspec.Struct, frozen=True):
    """A notice. current: null when its first wording is still to take effect."""

    slug: str
    kind: NoticeKind
    current: Wording | None
    upcoming: tuple[AnnouncedWording, ...]


class Operator(msgspec.Struct, frozen=True):
    """Who runs the destination, of which class, and on what basis we say so."""

    name: str
    class_: OperatorClass = msgspec.field(name="class")
    basis: OperatorBasis


class ExitNotice(msgspec.Struct, frozen=True):
    """The exit-notice flag. notice: a slug exactly when one is due; rule: why, in plain words."""

    due: bool
    notice: str | None
    rule: str


class HealthEntry(msgspec.Struct, frozen=True):
    """What we hold to be true of a link, why, and since which day (UTC)."""

    verdict: Verdict
    reason: str
    since: date
    confirmed: bool


class LinkEntry(msgspec.Struct, frozen=True):
    """A link as visitors may know it. health: null when it was never checked."""

    id: int
    url: str
    host: str
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
