"""Which notices a link carries: an agency's rules, as data, and how they decide.

Agencies disagree on when an exit notice is due, so the rules are theirs: a list, of which the first
rule that applies to a link decides, with a sentence that the public may read. Each disclaimer has a
separate list. `presets.py` has the rules that some agencies published; `notice_rules_check.py`
finds what is wrong with a set of rules, `notice_rules_json.py` reads and writes one.

The destination's top-level domain decides nothing: half of the state job banks are not on
.gov. What counts is who runs the destination, whether it is our own site or a sister
agency's, where the link is filed, and how one applies there.

Staff may force the exit notice of one link on or off, with a reason that is not published and,
optionally, a last day; that comes before all rules.

An exit notice is shown beside the link, or on a page that comes before the destination. USWDS and
OMB M-23-22 require no such page by default, so a rule without “show” shows its notice beside the
link. One that staff forced on is shown on a page.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, NamedTuple, Protocol, assert_never

from pydantic import ConfigDict, with_config

from directory.model.vocab import ExitDisplay, ExitOverride, HowToApply, OperatorClass
from directory.rules.hosts import SiteOwner, Sites
from directory.rules.notices import (
    ACCURACY,
    EXIT_GOVERNMENT,
    EXIT_NONGOVERNMENT,
    EXIT_UNKNOWN,
    JOB_BANKS,
    JOB_LISTINGS,
    NO_ENDORSEMENT,
)

# Fields that are not known are refused where rules are read from a file.
_closed = with_config(ConfigDict(extra="forbid"))

#: How an exit notice is shown, for staff.
SHOWN_AS: Final = {
    ExitDisplay.INLINE: "beside the link",
    ExitDisplay.PAGE: "on an exit page",
}
GOVERNMENT: Final = tuple(word for word in OperatorClass if word.is_government)


@_closed
@dataclass(frozen=True, slots=True)
class Condition:
    """The links to which a rule applies: all parts must be met; an empty part is met by all links.

    categories: slugs; each includes the categories below it. The other parts: any of the words
    listed.
    """

    categories: tuple[str, ...] = ()
    operator_classes: tuple[OperatorClass, ...] = ()
    sites: tuple[SiteOwner, ...] = ()
    how_to_apply: tuple[HowToApply, ...] = ()


ALWAYS: Final = Condition()


@_closed
@dataclass(frozen=True, slots=True)
class ExitRule:
    """notice: the slug of the exit notice that such a link carries; None for none.

    because: why, a sentence for the public. show: how the notice is shown; without a notice it has
    no effect.
    """

    when: Condition
    notice: str | None
    because: str
    show: ExitDisplay = ExitDisplay.INLINE


@_closed
@dataclass(frozen=True, slots=True)
class DisclaimerRule:
    """Whether such a link carries the disclaimer. because: why, a sentence for the public."""

    when: Condition
    due: bool
    because: str


@_closed
@dataclass(frozen=True, slots=True)
class DisclaimerRules:
    """When one disclaimer is due; of its rules, the first one that applies decides."""

    notice: str
    rules: tuple[DisclaimerRule, ...]


@_closed
@dataclass(frozen=True, slots=True)
class RuleSet:
    """All of an agency's rules. disclaimers: in the order in which links carry them."""

    exit: tuple[ExitRule, ...]
    disclaimers: tuple[DisclaimerRules, ...] = ()


class LinkFacts(Protocol):
    """The facts of a link that the rules use. host: as `WebAddress.host` spells it.
    exit_override_until: the last day on which the override applies; None if it has no end.
    """

    @property
    def host(self) -> str: ...
    @property
    def category(self) -> str | None: ...
    @property
    def operator_class(self) -> OperatorClass: ...
    @property
    def how_to_apply(self) -> HowToApply | None: ...
    @property
    def exit_override(self) -> ExitOverride: ...
    @property
    def exit_override_until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a link, for callers that have no row of one."""

    host: str
    operator_class: OperatorClass = OperatorClass.UNKNOWN
    category: str | None = None
    how_to_apply: HowToApply | None = None
    exit_override: ExitOverride = ExitOverride.BY_RULE
    exit_override_until: date | None = None


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """Whether a link carries an exit notice, which one, how it is shown, and by which rule.

    notice and show are None exactly when due is False. rule: a sentence for the public. number:
    that of the rule, from 1; 0 if staff decided.
    """

    due: bool
    notice: str | None
    rule: str
    number: int = 0
    show: ExitDisplay | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A question of the exit rules, and its answer; the first one with the answer yes decides."""

    question: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A disclaimer that a link carries, and why. number: that of its rule, from 1; 0 when staff
    added it."""

    notice: str
    because: str
    number: int = 0


#: All that decides on a link, besides what staff decided; a key of the cache.
_Key = tuple[str | None, OperatorClass, SiteOwner, HowToApply | None]


class _Decided(NamedTuple):
    """What the rules decide for all links with the same key."""

    exit: ExitDecision
    carried: tuple[Carried, ...]
    slugs: tuple[str, ...]


class NoticePolicy:
    """An agency's sites and rules, ready to decide on links.

    There are few combinations of facts and many links, so each decision is cached.
    """

    def __init__(self, sites: Sites | None = None, rules: RuleSet | None = None) -> None:
        self.sites: Final = sites or Sites()
        self.rules: Final = rules or DEFAULT
        self._decided: dict[_Key, _Decided] = {}

    def exit_decision(self, link: LinkFacts, day: date) -> ExitDecision:
        """Return the decision on the exit notice of a link on that day."""
        match override_on(link, day):
            case ExitOverride.BY_RULE:
                return self._by_rule(link).exit
            case ExitOverride.FORCED_ON:
                notice = _by_class(link.operator_class)
                words = "Staff decided that this link carries an exit notice."
                return ExitDecision(True, notice, words, show=ExitDisplay.PAGE)
            case ExitOverride.FORCED_OFF:
                words = "Staff decided that this link needs no exit notice."
                return ExitDecision(False, None, words)
            case other:
                assert_never(other)

    def exit_steps(self, link: LinkFacts, day: date) -> tuple[Step, ...]:
        """Return the questions of the exit rules in their order, up to the one that decides: an
        explanation of `exit_decision` for people."""
        return tuple(self._asked(link, day))

    def disclaimers(self, link: LinkFacts, added: Collection[str]) -> tuple[str, ...]:
        """Return the slugs of the disclaimers of a link, without repetition.

        Those due by rule come first, in the order of the rules; those that staff `added` follow in
        alphabetical order.
        """
        due = self._by_rule(link).slugs
        return (*due, *sorted(set(added).difference(due))) if added else due

    def carried(self, link: LinkFacts, added: Collection[str]) -> tuple[Carried, ...]:
        """Return the disclaimers of a link as `disclaimers` does, with the reason for each."""
        due = self._by_rule(link).carried
        by_staff = self.disclaimers(link, added)[len(due) :]
        return (*due, *(Carried(slug, "Staff added it to this link.") for slug in by_staff))

    def _by_rule(self, link: LinkFacts) -> _Decided:
        site = self.sites.whose(link.host)
        key = (link.category, link.operator_class, site, link.how_to_apply)
        found = self._decided.get(key)
        if found is None:
            carried = tuple(_due_by_rule(self.rules.disclaimers, key))
            slugs = tuple(one.notice for one in carried)
            exit_ = _exit_by_rule(self.rules.exit, key)
            found = self._decided[key] = _Decided(exit_, carried, slugs)
        return found

    def _asked(self, link: LinkFacts, day: date) -> Iterator[Step]:
        override = override_on(link, day)
        yield Step(
            "Have staff decided that this link carries an exit notice?",
            override is ExitOverride.FORCED_ON,
        )
        if override is ExitOverride.FORCED_ON:
            return
        yield Step("Have staff decided that it needs none?", override is ExitOverride.FORCED_OFF)
        if override is ExitOverride.FORCED_OFF:
            return
        last = self._by_rule(link).exit.number
        for number, rule in enumerate(self.rules.exit[:last], 1):
            yield Step(question(rule.when), number == last)


def override_on(link: LinkFacts, day: date) -> ExitOverride:
    """Return what staff decided, as long as it applies; from the day after its last one, the rules
    decide again."""
    ended = link.exit_override_until is not None and link.exit_override_until < day
    return ExitOverride.BY_RULE if ended else link.exit_override


def day_after(until: date | None) -> date | None:
    """Return the first day on which the rules decide again, after an override's last day; None if
    there is none to come."""
    return None if until is None or until == date.max else until + timedelta(days=1)


def question(when: Condition) -> str:
    """Return the condition as a question about a link."""
    asked = []
    if when.sites:
        asked.append(f"is the destination {_either(_SITES[site] for site in when.sites)}")
    if when.operator_classes and set(when.operator_classes) == set(GOVERNMENT):
        asked.append("does a government body run the destination")
    elif when.operator_classes == (OperatorClass.UNKNOWN,):
        asked.append("is its operator unknown")
    elif when.operator_classes:
        asked.append(f"is its operator of the class {_either(when.operator_classes)}")
    if when.categories:
        asked.append(f"is it under {_either(f'“{slug}”' for slug in when.categories)}")
    if when.how_to_apply:
        ways = _either(word.replace("_", " ") for word in when.how_to_apply)
        asked.append(f"does one apply there by: {ways}")
    words = ", and ".join(asked) or "is it any other link"
    return f"{words[0].upper()}{words[1:]}?"


def holds(when: Condition, key: _Key) -> bool:
    """Return True if the condition is met by a link of this category, class, site and way to
    apply."""
    category, operator_class, site, how_to_apply = key
    return (
        (not when.sites or site in when.sites)
        and (not when.operator_classes or operator_class in when.operator_classes)
        and (not when.categories or any(is_under(category, slug) for slug in when.categories))
        and (not when.how_to_apply or how_to_apply in when.how_to_apply)
    )


def deciding(rules: Sequence[ExitRule | DisclaimerRule], key: _Key) -> int:
    """Return the number, from 1, of the first rule that applies to such a link; 0 if none does."""
    numbered = enumerate(rules, 1)
    return next((number for number, rule in numbered if holds(rule.when, key)), 0)


def is_under(category: str | None, slug: str) -> bool:
    """Return True if it is this category or one below it."""
    return category is not None and f"{category}/".startswith(f"{slug}/")


def _exit_by_rule(rules: tuple[ExitRule, ...], key: _Key) -> ExitDecision:
    number = deciding(rules, key)
    rule = rules[number - 1]
    show = None if rule.notice is None else rule.show
    return ExitDecision(rule.notice is not None, rule.notice, rule.because, number, show)


def _due_by_rule(all_rules: tuple[DisclaimerRules, ...], key: _Key) -> Iterator[Carried]:
    for one in all_rules:
        number = deciding(one.rules, key)
        rule = one.rules[number - 1]
        if rule.due:
            yield Carried(one.notice, rule.because, number)


def _by_class(operator_class: OperatorClass) -> str:
    """Return the slug of the notice that staff forced on."""
    if operator_class is OperatorClass.UNKNOWN:
        return EXIT_UNKNOWN
    return EXIT_GOVERNMENT if operator_class.is_government else EXIT_NONGOVERNMENT


_SITES: Final = {
    SiteOwner.OWN: "one of the agency's own sites",
    SiteOwner.SISTER: "a sister agency's site",
    SiteOwner.OTHER: "neither our own nor a sister agency's site",
}


def _either(words: Iterable[str]) -> str:
    *first, last = map(str, words)
    return f"{', '.join(first)} or {last}" if first else last


#: The exit rule for a destination whose operator is not known; each set needs one.
#: Schools and colleges are public or private, so they get the neutral notice as well.
UNKNOWN_RULE: Final = ExitRule(
    Condition(operator_classes=(OperatorClass.UNKNOWN, OperatorClass.EDUCATION)),
    EXIT_UNKNOWN,
    "It is not known whether a government body runs the destination.",
)
_OWN: Final = Condition(sites=(SiteOwner.OWN,))
_NOT_OUR_OWN: Final = (
    DisclaimerRule(_OWN, False, "The destination is one of the agency's own sites."),
    DisclaimerRule(ALWAYS, True, "Every link to a site that is not the agency's own carries it."),
)
JOB_LISTING_RULES: Final = DisclaimerRules(
    JOB_LISTINGS,
    (
        DisclaimerRule(
            Condition(categories=(JOB_BANKS,)),
            True,
            "Every link under the category job-banks carries it.",
        ),
        DisclaimerRule(ALWAYS, False, "Only links under the category job-banks carry it."),
    ),
)

#: The rules that apply if an agency has set none.
DEFAULT: Final = RuleSet(
    exit=(
        ExitRule(_OWN, None, "The destination is one of the agency's own sites."),
        ExitRule(
            Condition(operator_classes=GOVERNMENT),
            EXIT_GOVERNMENT,
            "Another government body runs the destination.",
        ),
        replace(UNKNOWN_RULE, show=ExitDisplay.PAGE),
        ExitRule(
            ALWAYS,
            EXIT_NONGOVERNMENT,
            "The destination is not run by a government body.",
            ExitDisplay.PAGE,
        ),
    ),
    disclaimers=(
        DisclaimerRules(NO_ENDORSEMENT, _NOT_OUR_OWN),
        DisclaimerRules(ACCURACY, _NOT_OUR_OWN),
        JOB_LISTING_RULES,
    ),
)
