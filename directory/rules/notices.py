"""Notices by name, and their wordings: which one applies on a day, and what is filled in.

Which notices a link carries is decided in `notice_rules.py`; when a new wording may take effect,
in `notice_schedule.py`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Protocol, TypeVar

EXIT_GOVERNMENT: Final = "exit-government"
EXIT_NONGOVERNMENT: Final = "exit-nongovernment"
EXIT_UNKNOWN: Final = "exit-unknown"
NO_ENDORSEMENT: Final = "no-endorsement"
ACCURACY: Final = "accuracy"
JOB_LISTINGS: Final = "job-listings"

#: The category of the links that lead to job listings.
JOB_BANKS: Final = "job-banks"

#: The placeholders that a notice's text may have.
PLACEHOLDERS: Final = frozenset({"agency", "name", "host", "privacy_url", "contact"})

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class UnknownPlaceholder(ValueError):
    """A notice's text has an unknown placeholder; the message says which."""


class DatedVersion(Protocol):
    """A wording of a notice: its number, the day of its announcement and that of its effect."""

    @property
    def number(self) -> int: ...

    @property
    def announced_on(self) -> date: ...

    @property
    def effective_from(self) -> date: ...


Version = TypeVar("Version", bound=DatedVersion)


def version_in_force(versions: Iterable[Version], day: date) -> Version | None:
    """Return the wording that applies on that day: the latest to have taken effect.

    Of two that take effect on the same day, the higher number applies. None if no wording has taken
    effect yet.
    """
    started = [version for version in versions if version.effective_from <= day]
    return max(started, key=_order, default=None)


def announced_versions(versions: Iterable[Version], day: date) -> tuple[Version, ...]:
    """Return the wordings that are announced by that day and take effect after it, soonest
    first."""
    coming = (v for v in versions if v.announced_on <= day < v.effective_from)
    return tuple(sorted(coming, key=_order))


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in braces in the text, each once, in the order of the text."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with `{agency}` and the like replaced, if `values` has them.

    A placeholder without a value remains, for a later call. Values are inserted unchanged: braces
    within them have no meaning. Braces that contain anything but one word are ordinary characters.

    Raise UnknownPlaceholder for a word that is not in PLACEHOLDERS.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in PLACEHOLDERS:
            known = ", ".join("{" + word + "}" for word in sorted(PLACEHOLDERS))
            raise UnknownPlaceholder(
                f"the text asks for {match[0]}, which is not known. Use one of {known}."
            )
        return values.get(name, match[0])

    return _PLACEHOLDER.sub(value, text)


def missing_languages(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, ...]:
    """Return those of the directory's languages in which there is no text."""
    return tuple(language for language in languages if not texts.get(language))


def _order(version: DatedVersion) -> tuple[date, int]:
    return version.effective_from, version.number
