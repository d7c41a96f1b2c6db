"""When a new wording of a notice may be announced, and when it takes effect.

A change is announced before it takes effect: a wording takes effect no earlier than the period of
notice after its announcement. The period itself is part of the promise: a longer one applies at
once, a shorter one only after the present one has passed. Each wording applies until the next one
takes effect, so that on each day exactly one applies. If waiting would harm people, an exception
may be made: it needs a reason and a second person, and it is published as an exception.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from directory.rules.notices import (
    PLACEHOLDERS,
    DatedVersion,
    Version,
    missing_languages,
    placeholders,
)

#: Days between an announcement and its effect, unless the agency has set another number.
NOTICE_DAYS: Final = 30
#: Letters of a title: it is a heading, and is named beside links.
LONGEST_TITLE: Final = 80
LONGEST_NOTICE: Final = timedelta(days=365)


class AnnouncementRefused(ValueError):
    """The wording cannot be announced so; the message says why, and what to do."""


class Worded(DatedVersion, Protocol):
    """A dated wording, with its texts by language."""

    @property
    def texts(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is to be announced. texts: by language; effective_from: the first day on which it
    applies; exception: why it cannot wait, empty for a usual announcement; titles: by language,
    those that differ from the latest version's."""

    texts: Mapping[str, str]
    effective_from: date
    exception: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of notice, in days, and the first day on which it applies."""

    days: int
    effective_from: date


def notice_days_on(periods: Iterable[Period], day: date) -> int:
    """Return the period of notice, in days, that applies on a day."""
    started = [one for one in periods if one.effective_from <= day]
    return max(started, key=lambda one: one.effective_from).days if started else NOTICE_DAYS


def next_period(periods: Iterable[Period], day: date) -> Period | None:
    """Return the period that takes effect first after that day; None if there is none."""
    later = (one for one in periods if one.effective_from > day)
    return min(later, key=lambda one: one.effective_from, default=None)


def another_period(days: int, periods: Iterable[Period], today: date) -> Period:
    """Return a period of this number of days, with the first day on which it can apply.

    Raise AnnouncementRefused if it is the present one, or not a valid period.
    """
    present = notice_days_on(periods, today)
    if not 0 <= days <= LONGEST_NOTICE.days:
        raise AnnouncementRefused(f"a period of notice is 0 to {LONGEST_NOTICE.days} days")
    if days == present:
        raise AnnouncementRefused(f"the period of notice is {present} days already")
    return Period(days, today + timedelta(days=present if days < present else 0))


@dataclass(frozen=True, slots=True)
class Terms:
    """What an agency promises: the days of notice, and the languages that it offers. fillable: the
    placeholders that a text may have."""

    notice_days: int = NOTICE_DAYS
    languages: tuple[str, ...] = ()
    fillable: frozenset[str] = PLACEHOLDERS

    def earliest(self, today: date) -> date:
        """Return the first day on which a wording that is announced today may take effect."""
        return today + timedelta(days=self.notice_days)


def check(wanted: Announcement, versions: Sequence[Worded], today: date, terms: Terms) -> None:
    """Raise AnnouncementRefused unless this may be announced today, after these versions of the
    notice.

    It is refused for a text that lacks a language or has an unknown placeholder, a title that has a
    placeholder or is too long, a day that is too early or taken, and a wording that changes
    nothing.
    """
    _check_texts(wanted.texts, terms)
    _check_titles(wanted.titles)
    _check_day(wanted, today, terms)
    same_day = [one for one in versions if one.effective_from == wanted.effective_from]
    if same_day and not wanted.exception:
        raise AnnouncementRefused(
            f"version {same_day[-1].number} takes effect on {wanted.effective_from} already. "
            "Choose a later day."
        )
    if versions and dict(versions[-1].texts) == dict(wanted.texts) and not wanted.titles:
        raise AnnouncementRefused("these are the words of the latest version; nothing is new")


def title_problem(title: str) -> str:
    """Return what is wrong with a title; "" if nothing is."""
    if placeholders(title):
        return "A title is the same for all links; leave out the braces."
    if len(title) > LONGEST_TITLE:
        return f"It is longer than {LONGEST_TITLE} letters."
    return ""


def next_change(versions: Iterable[Version], day: date) -> date | None:
    """Return the first day after `day` on which another wording takes effect; None if none is
    announced."""
    return min((one.effective_from for one in versions if one.effective_from > day), default=None)


def _check_texts(texts: Mapping[str, str], terms: Terms) -> None:
    missing = missing_languages(texts, terms.languages)
    if missing:
        raise AnnouncementRefused(
            f"there is no text in {', '.join(missing)}, which the directory offers. "
            "A notice is announced in all languages at once."
        )
    for language, text in texts.items():
        for name in placeholders(text):
            if name not in terms.fillable:
                known = ", ".join("{" + word + "}" for word in sorted(terms.fillable))
                raise AnnouncementRefused(
                    f"the text in {language} asks for {{{name}}}, which is not known. "
                    f"Use one of {known}."
                )


def _check_titles(titles: Mapping[str, str]) -> None:
    for language, title in titles.items():
        problem = title_problem(title)
        if problem:
            raise AnnouncementRefused(f"the title in {language} cannot be used: {problem}")


def _check_day(wanted: Announcement, today: date, terms: Terms) -> None:
    if wanted.effective_from < today:
        raise AnnouncementRefused(f"{wanted.effective_from} has passed. Choose a day to come.")
    earliest = terms.earliest(today)
    if wanted.effective_from < earliest and not wanted.exception:
        raise AnnouncementRefused(
            f"a wording takes effect {terms.notice_days} days after its announcement: on "
            f"{earliest} at the earliest. If people would come to harm by waiting, say why with "
            "--exception; another person must then approve it."
        )
