"""All that is told of one link, as plain data.

The desk fills it from the catalog; the cards put it into words. Its texts are as
they came, from pages, files and people: `layout` makes them safe.
Moments are aware and in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directory.model.observation import Finding
from directory.model.vocab import EditorialState, Verdict


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; values as the audit trail keeps them (words, lists, texts
    by language, None)."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edit that waits for approval. stale: the link was changed since it was written."""

    who: str
    at: datetime
    why: str
    fields: tuple[FieldChange, ...]
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and its answer. fault: the word of a NetworkFault, empty when an answer came.
    via: by what it leads on (`location`, `refresh`, `meta`), empty when it does not."""

    url: str
    status: int | None = None
    fault: str = ""
    via: str = ""
    unchanged: bool = False
    millis: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What the last look saw, and what is held of the link since.

    verdict, since, confirmed: the present streak. findings: of the last look, worst first.
    stop: the word of a Stop, empty when the look came to its end. page_at: when the
    page was seen to which title and language belong, perhaps at an earlier look.
    """

    at: datetime
    verdict: Verdict
    since: datetime
    confirmed: bool
    looks: int
    findings: tuple[Finding, ...]
    hops: tuple[Hop, ...] = ()
    stop: str = ""
    title: str = ""
    language: str = ""
    page_at: datetime | None = None
    certificate_ends_at: datetime | None = None
    suggested_url: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approved:
    """The page that is held to be the right one. who: empty when nobody approved it, and it was
    taken from the first good look. as_seen: the page was last seen just so."""

    at: datetime
    who: str
    url: str
    title: str = ""
    language: str = ""
    as_seen: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A run of looks with the same outcome."""

    first_at: datetime
    last_at: datetime
    verdict: Verdict
    reason: str
    looks: int


@dataclass(frozen=True, slots=True)
class LinkDetail:
    """One link. fields: the editorial fields by name, as the audit trail keeps values.

    name: in the default language. category: the category's name as visitors read it,
    empty when it has none.
    held_back, released, snoozed, vouched: as the rules of the queue say today.
    spans: the newest first.
    """

    id: int
    name: str
    host: str
    version: int
    state: EditorialState
    today: date
    now: datetime
    fields: Mapping[str, Any]
    category: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    published_at: datetime | None = None
    previous_urls: tuple[str, ...] = ()
    written_by: tuple[str, ...] = ()
    vouched_on: date | None = None
    vouched_until: date | None = None
    vouched_by: str = ""
    snoozed_until: date | None = None
    released_until: date | None = None
    released_by: str = ""
    held_back: bool = False
    released: bool = False
    snoozed: bool = False
    vouched: bool = False
    proposal: Waiting | None = None
    look: Look | None = None
    approved: Approved | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A notice as visitors read it. texts: (language, text), the directory's languages first.
    coming: the wordings that are announced, as (day, texts)."""

    slug: str
    number: int
    in_force_since: date
    texts: tuple[tuple[str, str], ...]
    coming: tuple[tuple[date, tuple[tuple[str, str], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ExitView:
    """The notices of a link by the release of that day.

    rule: the sentence of the rule that decided. forced_because: why staff forced it; stays
    inside. notice: None when none is due. problem: why a release cannot tell, in words;
    empty when it can.
    """

    as_of: date
    state: EditorialState
    rule: str = ""
    forced_because: str = ""
    notice: Wording | None = None
    disclaimers: tuple[Wording, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the audit trail, in parts. what: its word (`edit`, `move`, …)."""

    seq: int
    at: datetime
    who: str
    what: str
    why: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some entries, the newest first. before: where the next page begins; None at the end."""

    changes: tuple[Change, ...]
    before: int | None
