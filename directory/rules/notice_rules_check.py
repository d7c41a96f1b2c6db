"""What is wrong with a set of notice rules, in sentences for staff who wrote it.

A set without faults decides on every link: the last rule of each list applies to all links, and no
rule follows one that leaves no link for it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import product
from typing import Final

from directory.model.text import tidy_line
from directory.model.vocab import ExitDisplay, HowToApply, NoticeKind, OperatorClass
from directory.rules.hosts import SiteOwner
from directory.rules.notice_rules import (
    ALWAYS,
    GOVERNMENT,
    Condition,
    DisclaimerRule,
    DisclaimerRules,
    ExitRule,
    RuleSet,
    deciding,
    is_under,
)
from directory.rules.notices import EXIT_GOVERNMENT, EXIT_NONGOVERNMENT, EXIT_UNKNOWN

#: In letters. An explanation is one sentence, since visitors read it beside each link.
LONGEST_EXPLANATION: Final = 300


@dataclass(frozen=True, slots=True)
class KnownSlugs:
    """What rules may name: the catalog's notices with their kinds, and the slugs of its
    categories."""

    notices: Mapping[str, NoticeKind]
    categories: Collection[str]


def tidied(rules: RuleSet) -> RuleSet:
    """Return the rules with each explanation as one clean line."""
    return RuleSet(
        tuple(replace(rule, because=tidy_line(rule.because)) for rule in rules.exit),
        tuple(
            DisclaimerRules(
                one.notice,
                tuple(replace(rule, because=tidy_line(rule.because)) for rule in one.rules),
            )
            for one in rules.disclaimers
        ),
    )


def problems(rules: RuleSet, known: KnownSlugs) -> tuple[str, ...]:
    """Return all that is wrong with the rules, a sentence each; empty if they can be used."""
    return tuple(_problems(rules, known))


def _problems(rules: RuleSet, known: KnownSlugs) -> Iterator[str]:
    yield from _of_list("the exit rules", "exit rule", rules.exit, known)
    for number, rule in enumerate(rules.exit, 1):
        if rule.notice is not None:
            yield from _of_notice(f"exit rule {number}", rule.notice, NoticeKind.EXIT, known)
        elif rule.show is ExitDisplay.PAGE:
            yield f"exit rule {number} gives no notice to show on a page; leave “show” out"
    yield from _of_untrue_notices(rules.exit, known)
    seen = set()
    for one in rules.disclaimers:
        whose = f"the rules of the disclaimer “{one.notice}”"
        yield from _of_notice(whose, one.notice, NoticeKind.DISCLAIMER, known)
        if one.notice in seen:
            yield f"there are two lists of rules for the disclaimer “{one.notice}”; make them one"
        seen.add(one.notice)
        yield from _of_list(whose, f"“{one.notice}”, rule", one.rules, known)


def _of_list(
    whose: str, place: str, rules: Sequence[ExitRule | DisclaimerRule], known: KnownSlugs
) -> Iterator[str]:
    if not rules:
        yield f"{whose} are missing; there must be at least one, which applies to every link"
        return
    for number, rule in enumerate(rules, 1):
        where = f"{place} {number}"
        yield from _of_explanation(where, rule.because)
        yield from _of_categories(where, rule.when.categories, known)
        before = _leaves_nothing(rules[: number - 1], rule.when)
        if before is not None:
            yield f"{where} can never decide, since rule {before} comes first and applies " + (
                "to every link"
                if _covers(rules[before - 1].when, ALWAYS)
                else "to all of its links"
            )
    if not _covers(rules[-1].when, ALWAYS):
        yield (
            f"{whose}: the last one must apply to every link, so that each is decided on; "
            "leave all parts of its “when” empty"
        )


def _of_notice(where: str, slug: str, kind: NoticeKind, known: KnownSlugs) -> Iterator[str]:
    held = known.notices.get(slug)
    if held is None:
        of_kind = [other for other, its in known.notices.items() if its is kind]
        yield f"{where}: there is no notice “{slug}”; {_instead(slug, of_kind)}"
    elif held is not kind:
        yield f"{where}: the notice “{slug}” is of kind “{held}”; one of kind “{kind}” is needed"


def _of_categories(where: str, slugs: Sequence[str], known: KnownSlugs) -> Iterator[str]:
    for slug in slugs:
        if slug not in known.categories:
            yield f"{where}: there is no category “{slug}”; {_instead(slug, known.categories)}"


#: Classes of operators, the notice that says what is false or not known of them, what it says, and
#: the notice to give instead.
_UNTRUE: Final = (
    ((OperatorClass.UNKNOWN,), EXIT_NONGOVERNMENT, "no government runs them", EXIT_UNKNOWN),
    (GOVERNMENT, EXIT_NONGOVERNMENT, "no government runs them", EXIT_GOVERNMENT),
    ((OperatorClass.UNKNOWN,), EXIT_GOVERNMENT, "a government runs them", EXIT_UNKNOWN),
    ((OperatorClass.PRIVATE,), EXIT_GOVERNMENT, "a government runs them", EXIT_NONGOVERNMENT),
)
_WHOSE: Final = {
    (OperatorClass.UNKNOWN,): "links whose operator is unknown",
    (OperatorClass.PRIVATE,): "links to private operators",
    GOVERNMENT: "links to government bodies",
}


def _of_untrue_notices(rules: Sequence[ExitRule], known: KnownSlugs) -> Iterator[str]:
    """Yield the rules that give a notice which says what is false, or not known, of a link's
    operator."""
    for classes, untrue, says, notice in _UNTRUE:
        found = _untrue_for(classes, untrue, rules, known)
        for number in sorted(found):
            needed = ", ".join(f'"{one}"' for one in classes if one in found[number])
            yield (
                f"exit rule {number} gives {_WHOSE[classes]} the notice “{untrue}”, which says "
                f"that {says}; add a rule before it: "
                f'{{"when": {{"operator_classes": [{needed}]}}, "notice": "{notice}", '
                '"because": "…"}'
            )


def _untrue_for(
    classes: Sequence[OperatorClass], untrue: str, rules: Sequence[ExitRule], known: KnownSlugs
) -> dict[int, set[OperatorClass]]:
    """Return the numbers of the rules that give these classes this notice, each with the classes
    concerned. All kinds of links are tried that the rules can distinguish. It is known from the
    settings that sister agencies are governments."""
    if all(rule.notice != untrue for rule in rules):
        return {}
    named = {slug for rule in rules for slug in rule.when.categories}
    found: dict[int, set[OperatorClass]] = {}
    sites = [one for one in SiteOwner if untrue != EXIT_GOVERNMENT or one is not SiteOwner.SISTER]
    for category, one, site, way in product(
        (None, *known.categories, *named), classes, sites, (None, *HowToApply)
    ):
        number = deciding(rules, (category, one, site, way))
        if number and rules[number - 1].notice == untrue:
            found.setdefault(number, set()).add(one)
    return found


def _of_explanation(where: str, because: str) -> Iterator[str]:
    if not because.strip():
        yield f"{where}: say why in “because”, in one sentence that visitors may read"
    elif len(because) > LONGEST_EXPLANATION:
        yield f"{where}: the explanation is longer than {LONGEST_EXPLANATION} letters"


def _instead(slug: str, words: Collection[str]) -> str:
    near = get_close_matches(slug, words, n=1)
    if near:
        return f"did you mean “{near[0]}”?"
    return f"there are: {', '.join(sorted(words)) or 'none yet'}"


def _leaves_nothing(earlier: Sequence[ExitRule | DisclaimerRule], when: Condition) -> int | None:
    """Return the number of the first rule that takes every link to which `when` applies."""
    numbered = enumerate(earlier, 1)
    return next((number for number, rule in numbered if _covers(rule.when, when)), None)


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Return True if `wide` applies to every link to which `narrow` applies."""
    return (
        _takes_in(wide.sites, narrow.sites, set(SiteOwner))
        and _takes_in(wide.operator_classes, narrow.operator_classes, set(OperatorClass))
        # A link need not have a way to apply, so a list of all ways does not include all links.
        and _takes_in(wide.how_to_apply, narrow.how_to_apply, None)
        and _takes_in_categories(wide.categories, narrow.categories)
    )


def _takes_in(
    wide: Sequence[str], narrow: Sequence[str], all_words: Collection[str] | None
) -> bool:
    if not wide or (all_words is not None and set(wide) >= set(all_words)):
        return True
    return bool(narrow) and set(wide) >= set(narrow)


def _takes_in_categories(wide: Sequence[str], narrow: Sequence[str]) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(is_under(slug, top) for top in wide) for slug in narrow)
