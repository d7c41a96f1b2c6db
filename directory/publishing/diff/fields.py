"""What differs between two entries of a release, field by field, as text for staff: pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from directory.model.fields import PLAIN_FIELDS
from directory.model.reasons import REASONS
from directory.model.vocab import ExitDisplay
from directory.publishing.release.public_schema import (
    CategoryEntry,
    ExitNotice,
    Header,
    HealthEntry,
    LinkEntry,
    NoticeEntry,
    Operator,
)
from directory.rules.notice_rules import SHOWN_AS

NOTHING: Final = "nothing"
_SUMMARIES: Final = {reason.value: info.summary for reason, info in REASONS.items()}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as text; `NOTHING` if there was none.

    A text has a field for each language: `name (es)`.
    """

    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.field}: {self.before} → {self.after}"


def link_changes(old: LinkEntry, new: LinkEntry) -> Iterator[FieldChange]:
    """Yield the changes of a link except its health."""
    yield from _texts("name", old.names, new.names)
    yield from _field("address", old.url, new.url)
    yield from _texts("description", old.descriptions, new.descriptions)
    yield from _field("category", old.category, new.category)
    yield from _operator(old.operator, new.operator)
    yield from _field("exit notice", old.exit_notice, new.exit_notice, _exit_notice)
    for label, name in _PLAIN.items():
        yield from _field(label, getattr(old, name), getattr(new, name))


#: The other fields of a link: what they are called, and where they are.
_PLAIN: Final = {
    "disclaimers": "disclaimers",
    **{field.words: field.name for field in PLAIN_FIELDS},
    "released from a danger until": "released_until",
}


#: The addresses of the agency.
_ADDRESSES: Final = {
    "home page": "home_url",
    "privacy policy": "privacy_url",
    "accessibility statement": "accessibility_url",
}


def link_in_full(new: LinkEntry) -> Iterator[FieldChange]:
    """Yield all fields of a new link."""
    yield from _texts("name", {}, new.names)
    yield FieldChange("address", NOTHING, new.url)
    yield from _texts("description", {}, new.descriptions)
    yield from _field("category", None, new.category)
    yield from _field("operator", "", new.operator.name)
    yield FieldChange("operator class", NOTHING, in_words(new.operator.class_))
    yield FieldChange("exit notice", NOTHING, _exit_notice(new.exit_notice))
    for label, name in _PLAIN.items():
        words = in_words(getattr(new, name))
        yield from _field(label, NOTHING, words)


def health_change(old: HealthEntry | None, new: HealthEntry | None) -> Iterator[FieldChange]:
    """Yield the change of the health, if there is one."""
    yield from _field("health", old, new, _health)


def category_changes(old: CategoryEntry, new: CategoryEntry) -> Iterator[FieldChange]:
    """Yield the changes of names and position."""
    yield from _texts("name", old.names, new.names)
    yield from _field("place among its neighbours", old.position, new.position)


def notice_changes(old: NoticeEntry | None, new: NoticeEntry | None) -> Iterator[FieldChange]:
    """Yield the changes of the wording in force, and of each one that is announced."""
    before, after = (None if one is None else one.current for one in (old, new))
    yield from _texts(
        "title", {} if before is None else before.titles, {} if after is None else after.titles
    )
    yield from _texts(
        "wording in force",
        {} if before is None else before.texts,
        {} if after is None else after.texts,
    )
    announced = [
        {} if one is None else {each.effective_from: each.texts for each in one.upcoming}
        for one in (old, new)
    ]
    for day in sorted(announced[0].keys() | announced[1].keys()):
        first, second = (one.get(day, {}) for one in announced)
        yield from _texts(f"wording announced for {day}", first, second)


def header_changes(old: Header, new: Header) -> Iterator[FieldChange]:
    """Yield the changes of the header, except the day of the release, which changes each day by
    itself."""
    yield from _field("next changes by itself on", old.next_change, new.next_change)
    yield from _field("agency", old.publisher.agency, new.publisher.agency)
    yield from _field("contact", old.publisher.contact, new.publisher.contact)
    for label, name in _ADDRESSES.items():
        yield from _field(label, getattr(old.publisher, name), getattr(new.publisher, name))
    yield from _field("languages", old.languages, new.languages)
    yield from _field("default language", old.default_language, new.default_language)
    yield from _field("version of the format", old.schema_version, new.schema_version)


def in_words(value: object) -> str:
    """Return a value of a field as text for staff."""
    match value:
        case None | "" | () | []:
            return NOTHING
        case True:
            return "yes"
        case False:
            return "no"
        case list() | tuple():
            return ", ".join(in_words(one) for one in value)
        case _:
            return str(value)


def _field(
    label: str, old: Any, new: Any, words: Callable[[Any], str] = in_words
) -> Iterator[FieldChange]:
    if old != new:
        yield FieldChange(label, words(old), words(new))


def _texts(label: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    languages: Iterable[str] = sorted(old.keys() | new.keys())
    for language in languages:
        yield from _field(f"{label} ({language})", old.get(language), new.get(language))


def _operator(old: Operator, new: Operator) -> Iterator[FieldChange]:
    yield from _field("operator", old.name, new.name)
    yield from _field("operator class", old.class_, new.class_)
    yield from _field("we know the class from", old.basis, new.basis)


def _exit_notice(notice: ExitNotice) -> str:
    if not notice.due:
        return f"none ({notice.rule})"
    return f"{notice.notice}, {SHOWN_AS[notice.show or ExitDisplay.INLINE]} ({notice.rule})"


def _health(health: HealthEntry | None) -> str:
    if health is None:
        return "never checked"
    reason = _SUMMARIES.get(health.reason, "")
    sure = "" if health.confirmed else ", not confirmed yet"
    return f"{health.verdict}{sure}, since {health.since}. {reason}".strip()
