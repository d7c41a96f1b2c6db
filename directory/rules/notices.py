"""Which notices a link carries, and which wording of a notice holds on a day.

Agencies disagree on when an exit notice is due, so the rule takes the agency's
policy as an argument. The destination's top-level domain decides nothing: half
of the state job banks are not on .gov. What counts is who runs the destination.

The exit rule, first match wins:

1. staff forced the notice on or off (they gave a reason, which stays inside);
2. the destination is one of the agency's own sites: no notice;
3. a government body runs it: due, the wording for government sites;
4. anybody else runs it: due, the wording for other sites.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol, TypeVar, assert_never

import ada_url

from directory.model.vocab import ExitOverride, OperatorClass

EXIT_GOVERNMENT: Final = "exit-government"
EXIT_NONGOVERNMENT: Final = "exit-nongovernment"
NO_ENDORSEMENT: Final = "no-endorsement"
ACCURACY: Final = "accuracy"
JOB_LISTINGS: Final = "job-listings"

#: The category under which, at any depth, the job-listing disclaimer is due.
JOB_BANKS: Final = "job-banks"

#: What a notice's text may ask to have filled in.
PLACEHOLDERS: Final = frozenset({"agency", "name", "host", "privacy_url", "contact"})

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class UnknownPlaceholder(ValueError):
    """A notice's text asks for something that nobody can fill in; says which."""


@dataclass(frozen=True, slots=True)
class ExitPolicy:
    """The agency's side of the exit rule.

    own_sites: hosts of the agency itself, each with a dot before it (`.example.gov`);
    each stands for its subdomains too. `of` makes them from what staff write.
    """

    own_sites: tuple[str, ...] = ()

    @classmethod
    def of(cls, hosts: Iterable[str]) -> "ExitPolicy":
        """The policy for own sites as staff write them.

        `Example.gov`, `*.example.gov` and `https://example.gov/` all mean
        example.gov. Raises ValueError, naming the entry, for what is no host.
        """
        return cls(tuple(sorted({f".{_host(text)}" for text in hosts})))

    def owns(self, host: str) -> bool:
        """True if the host (in a WHATWG spelling) is one of the own sites or below one.

        The dots make it a comparison of whole labels: notexample.gov is not
        below example.gov.
        """
        return f".{host.rstrip('.')}".endswith(self.own_sites)


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """Whether a link carries an exit notice, which one, and by which rule.

    notice is None exactly when due is False. rule: a sentence in plain words,
    fit for the public.
    """

    due: bool
    notice: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Step:
    """A question of the exit rule, and its answer; the first one that `holds` decides."""

    question: str
    holds: bool


class Dated(Protocol):
    """A wording of a notice: its number, the day of its announcement and that of its effect."""

    @property
    def number(self) -> int: ...

    @property
    def announced_on(self) -> date: ...

    @property
    def effective_from(self) -> date: ...


Version = TypeVar("Version", bound=Dated)


def exit_decision(
    host: str, operator_class: OperatorClass, override: ExitOverride, policy: ExitPolicy
) -> ExitDecision:
    """The exit notice of a link to `host` (as `WebAddress.host` spells it)."""
    match override:
        case ExitOverride.FORCED_ON:
            return _due(operator_class, "Staff decided that this link carries an exit notice.")
        case ExitOverride.FORCED_OFF:
            return ExitDecision(False, None, "Staff decided that this link needs no exit notice.")
        case ExitOverride.BY_RULE:
            return _by_rule(host, operator_class, policy)
        case _:
            assert_never(override)


def exit_steps(
    host: str, operator_class: OperatorClass, override: ExitOverride, policy: ExitPolicy
) -> tuple[Step, ...]:
    """The questions of the exit rule in their order, as far as the one that decides: what
    `exit_decision` does, for people to read."""
    asked = (
        (
            "Have staff decided that this link carries an exit notice?",
            override is ExitOverride.FORCED_ON,
        ),
        ("Have staff decided that it needs none?", override is ExitOverride.FORCED_OFF),
        ("Is the destination one of the agency's own sites?", policy.owns(host)),
        ("Does a government body run the destination?", operator_class.is_government),
        ("Does anybody else run it?", True),
    )
    first = next(place for place, (_, holds) in enumerate(asked) if holds)
    return tuple(Step(question, holds) for question, holds in asked[: first + 1])


def why_disclaimer(slug: str) -> str:
    """Why a link carries a disclaimer, in words; of one that staff added, that they did."""
    if slug in (NO_ENDORSEMENT, ACCURACY):
        return "every link to a site that is not the agency's own carries it"
    if slug == JOB_LISTINGS:
        return "every link under the category job-banks carries it"
    return "staff added it to this link"


def disclaimers_for(
    host: str, category: str | None, added: Iterable[str], policy: ExitPolicy
) -> tuple[str, ...]:
    """The slugs of the disclaimers of a link, without repetition.

    Those due by rule come first, in a fixed order; those that staff `added`
    follow in the order of the alphabet.
    """
    due = [] if policy.owns(host) else [NO_ENDORSEMENT, ACCURACY]
    if category is not None and category.split("/")[0] == JOB_BANKS:
        due.append(JOB_LISTINGS)
    return (*due, *sorted(set(added).difference(due)))


def version_in_force(versions: Iterable[Version], day: date) -> Version | None:
    """The wording that holds on that day: the latest to have taken effect.

    Of two that take effect on the same day, the higher number holds. None when
    no wording has taken effect yet.
    """
    started = [version for version in versions if version.effective_from <= day]
    return max(started, key=_order, default=None)


def announced_versions(versions: Iterable[Version], day: date) -> tuple[Version, ...]:
    """The wordings that are announced by that day and take effect after it, soonest first."""
    coming = (v for v in versions if v.announced_on <= day < v.effective_from)
    return tuple(sorted(coming, key=_order))


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces that the text asks for, each once, in the order of the text."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with `{agency}` and the like replaced, where `values` has them.

    A placeholder without a value stays for whoever fills it in later. Values
    go in as they are: braces within them mean nothing. Braces that hold
    anything but one word are ordinary characters.

    Raises UnknownPlaceholder for a word that is not in PLACEHOLDERS.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in PLACEHOLDERS:
            known = ", ".join("{" + word + "}" for word in sorted(PLACEHOLDERS))
            raise UnknownPlaceholder(
                f"the text asks for {match[0]}, which nobody can fill in. Use one of {known}."
            )
        return values.get(name, match[0])

    return _PLACEHOLDER.sub(value, text)


def missing_languages(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, ...]:
    """Those of the directory's languages in which the texts say nothing."""
    return tuple(language for language in languages if not texts.get(language))


def _by_rule(host: str, operator_class: OperatorClass, policy: ExitPolicy) -> ExitDecision:
    if policy.owns(host):
        return ExitDecision(False, None, "The destination is one of the agency's own sites.")
    if operator_class.is_government:
        return _due(operator_class, "Another government body runs the destination.")
    return _due(operator_class, "The destination is not run by a government body.")


def _due(operator_class: OperatorClass, rule: str) -> ExitDecision:
    notice = EXIT_GOVERNMENT if operator_class.is_government else EXIT_NONGOVERNMENT
    return ExitDecision(True, notice, rule)


def _order(version: Dated) -> tuple[date, int]:
    return version.effective_from, version.number


def _host(text: str) -> str:
    bare = text.strip().removeprefix("*.").strip(".")
    try:
        host = ada_url.URL(bare if "://" in bare else f"https://{bare}").hostname
    except ValueError:
        host = ""
    if not host:
        raise ValueError(f"“{text}” is not a host name such as www.example.gov")
    return host.rstrip(".")
