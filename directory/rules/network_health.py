"""Whether a run reached the web, or only shows a fault of our network.

A run in which our own network or clock was at fault must change nothing: it is `inconclusive`. Each
of these grounds is enough:

- no canary that the agency has chosen answered when the crawl began or ended: all of them must
  fail, since one dead canary proves nothing;
- the resolver has an address for names that cannot exist: then it may have one for any site;
- the clock was changed during the run, or differs from that of several sites;
- no host answered, and no other evidence showed that our network works; unless the run checked one
  chosen host, and no other was known that could be checked;
- at least 30 % of the distinct hosts that worked before were lost, all at once: not reached, led to
  an address that is closed to us, or behind a certificate that browsers refuse; unless every canary
  answered at both ends;
- at least 30 % of the unrelated sites give nearly one page, or at least half redirect to one
  foreign site, and none did before: sign-in pages do so;
- unrelated sites changed alike, in a share of the run or in a stretch of it, or at least half of
  those that are new give nearly one page, and no other evidence shows that the sites caused it
  (`common_change.py` has the model).

That other evidence is a second check of a sample, some minutes after the crawl: the sites that
changed are as the run found them, and others still work. If it was not possible, canaries that
answered at both ends are evidence for a share, but not for a stretch: they were not checked in
between. When nearly all sites changed alike, canaries alone prove nothing: a filter may let them
pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from directory.model.observation import Observation
from directory.model.vocab import Verdict
from directory.rules.clock_faults import ClockCheck, clock_fault
from directory.rules.common_change import (
    BAD,
    LARGEST_SHARE,
    SAME_AS_BEFORE,
    CommonChange,
    Trait,
    TraitKind,
)

Seen = tuple[Observation, Verdict]

#: Below this number of hosts a share proves little.
FEWEST_HOSTS = 5
#: The share from which on canaries alone do not show that a change is the sites' own.
NEARLY_ALL = 0.9
#: The number of links in either half of a second check below which it proves nothing.
FEWEST_CHECKED_AGAIN = 3

_CRAWL_AGAIN = "No link was changed. Check the network connection, then crawl again."
_SIGN_IN = (
    "No link was changed. Open any site in a browser on this machine: if a sign-in page of the "
    "network comes, sign in, then crawl again."
)
_IF_AGAIN = (
    "If it happens again though the network works, set canaries (in jobbank.toml; see “jobbank "
    "doctor”): they tell the two apart."
)
_CANARIES = (
    "this machine seems to be offline, or something in its network answers in place of the sites."
)
_IF_IT_WORKS = (
    "If the network works, check that the pages in the setting “canaries” still exist and "
    "still contain the text that is named there."
)


class Canaries(StrEnum):
    """The result of one check of the canaries."""

    UNKNOWN = "unknown"  # none is set, or we could not check them
    ALL_WELL = "all-well"
    SOME_WELL = "some-well"
    SILENT = "silent"  # none answered as it should


@dataclass(frozen=True, slots=True)
class SecondCheck:
    """The result of the second check, some minutes after the run, of sites that showed a trait.

    changed: how many were checked again; still: how many of them still showed it. others: how many
    that had not shown it were checked again; well: how many of these worked. canaries: the result
    of their check at that time.
    """

    changed: int
    still: int
    others: int
    well: int
    canaries: Canaries = Canaries.UNKNOWN

    @property
    def others_work(self) -> bool:
        """True if sites that did not change work."""
        return self.others >= FEWEST_CHECKED_AGAIN and (self.well >= SAME_AS_BEFORE * self.others)

    @property
    def lasts(self) -> bool:
        """True if the sites were as the run had found them."""
        return self.changed >= FEWEST_CHECKED_AGAIN and self.still >= SAME_AS_BEFORE * self.changed


def second_check_of(
    change: CommonChange, controls: Iterable[int], seen: Mapping[int, Seen], canaries: Canaries
) -> SecondCheck:
    """Return the result of the second check of a change. seen: what the second check found, by
    link. controls: links that did not show the change. canaries: the result of their check at that
    time."""
    trait = change.trait
    changed = [seen[link] for link in change.links if link in seen]
    others = [seen[link] for link in controls if link in seen]
    return SecondCheck(
        changed=len(changed),
        still=sum(trait.shown_by(*one) for one in changed),
        others=len(others),
        well=sum(one[1] not in BAD and not trait.shown_by(*one) for one in others),
        canaries=canaries,
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """What was found out about our own network, apart from the links.

    witness_answered: a host that is not in the run answered at the end.
    no_witness: the run is of chosen links, and no such host was known.
    at_begin, at_end: the canaries when the crawl began and ended.
    resolver_invents: names that cannot exist have an address.
    clock: the observations of this machine's clock.
    second_checks: of the changes that were common, by their trait.
    """

    witness_answered: bool = False
    no_witness: bool = False
    at_begin: Canaries = Canaries.UNKNOWN
    at_end: Canaries = Canaries.UNKNOWN
    resolver_invents: bool = False
    clock: ClockCheck = field(default_factory=ClockCheck)
    second_checks: Mapping[Trait, SecondCheck] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def network_works(self) -> bool:
        """True if something other than the run's own hosts answered at the end."""
        return self.witness_answered or self.at_end in (Canaries.ALL_WELL, Canaries.SOME_WELL)

    @property
    def well_throughout(self) -> bool:
        """True if every canary answered as it should at both ends of the run."""
        return self.at_begin is self.at_end is Canaries.ALL_WELL


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class RunSight:
    """What a run found, in distinct hosts and registrable domains.

    hosts: checked over the network.
    answered: gave any answer.
    well_before: had been ok before the run.
    well_lost: of these, how many were lost now.
    well_warned: of those lost, how many showed a certificate that browsers refuse.
    names: domains that have a name, which a resolver looked up.
    changes: what many domains that had worked show, the most frequent first.
    controls: ids of unchanged links, to check again.
    """

    hosts: int
    answered: int
    well_before: int = 0
    well_lost: int = 0
    well_warned: int = 0
    names: int = 0
    changes: tuple[CommonChange, ...] = ()
    controls: tuple[int, ...] = ()


def own_fault(sight: RunSight, watch: Watch = UNWATCHED) -> str | None:
    """Return why the run is inconclusive; None if it is not."""
    return _certain_fault(sight, watch) or next(
        (_of_change(change, watch) for change in sight.changes if not _is_theirs(change, watch)),
        None,
    )


def to_check_again(sight: RunSight, watch: Watch) -> tuple[int, ...]:
    """Return the ids of links whose second check decides whether the run is inconclusive: those
    that changed alike, and as many that did not. Empty when there is nothing to decide."""
    if _certain_fault(sight, watch) is not None or not sight.changes:
        return ()
    turned = [link for change in sight.changes for link in change.links]
    return tuple(dict.fromkeys([*turned, *sight.controls]))


def _certain_fault(sight: RunSight, watch: Watch) -> str | None:
    """Return why the run is inconclusive whatever a second check finds; None if it is not."""
    return (
        _of_canaries(watch.at_begin, "when the crawl began, so no site was checked")
        or _of_canaries(watch.at_end, "when the crawl ended")
        or _of_resolver(sight, watch)
        or clock_fault(watch.clock)
        or _of_silence(sight, watch)
        or _of_losses(sight, watch)
        or next(filter(None, map(_of_foreign_page, sight.changes)), None)
    )


def _of_canaries(canaries: Canaries, when: str) -> str | None:
    match canaries:
        case Canaries.SILENT:
            return (
                f"none of the canaries answered as it should {when}: {_CANARIES} "
                f"{_CRAWL_AGAIN} {_IF_IT_WORKS}"
            )
        case Canaries.UNKNOWN | Canaries.ALL_WELL | Canaries.SOME_WELL:
            return None
        case _:
            assert_never(canaries)


def _of_resolver(sight: RunSight, watch: Watch) -> str | None:
    if not watch.resolver_invents or not sight.names:
        return None
    return (
        "this machine's resolver gives an address for names that do not exist, as some "
        "providers do to show advertising: what was seen may not be the sites themselves. "
        "No link was changed. Set another resolver on this machine, then crawl again."
    )


def _of_silence(sight: RunSight, watch: Watch) -> str | None:
    if not sight.hosts or sight.answered or watch.network_works:
        return None
    if sight.hosts == 1 and watch.no_witness:
        return None  # it proves nothing, so it is stored, and confirmed only if it lasts
    sites = "the one site" if sight.hosts == 1 else f"none of the {sight.hosts} sites"
    verb = "that was checked did not answer" if sight.hosts == 1 else "answered"
    return f"{sites} {verb}: this machine seems to be offline. {_CRAWL_AGAIN}"


def _of_losses(sight: RunSight, watch: Watch) -> str | None:
    if watch.well_throughout:
        return None  # a second check decides on changes that unrelated sites have in common
    if sight.well_before < FEWEST_HOSTS or sight.well_lost < LARGEST_SHARE * sight.well_before:
        return None
    if 2 * sight.well_warned > sight.well_lost:
        return (
            f"{sight.well_lost} of {sight.well_before} sites that worked before showed a "
            "certificate that browsers refuse, or could not be reached, all in one run: more "
            "likely something in this machine's network answers in their place, or its clock "
            "is wrong, than all of them. No link was changed. Check the clock, and open any "
            "site in a browser on this machine: if a sign-in page of the network comes, sign "
            "in, then crawl again."
        )
    return (
        f"{sight.well_lost} of {sight.well_before} sites that worked before could not be "
        "reached, all in one run: more likely this machine's network is at fault than "
        f"all of them. {_CRAWL_AGAIN} {_IF_AGAIN}"
    )


def _of_foreign_page(change: CommonChange) -> str | None:
    if not change.is_share:
        return None
    if change.trait.kind is TraitKind.PAGE:
        return (
            f"{change.domains} of {change.of} unrelated sites all gave nearly the same page, and "
            "each gave another one before: more likely a sign-in or warning page of this "
            f"machine's network than theirs. {_SIGN_IN}"
        )
    if change.trait.kind is TraitKind.END:
        return (
            f"{change.domains} of {change.of} unrelated sites all led on to "
            f"{change.trait.value}, and none did before: more likely this machine's network "
            f"sends everything there than the sites do. {_SIGN_IN}"
        )
    return None


def _is_theirs(change: CommonChange, watch: Watch) -> bool:
    """Return True if other evidence shows that the sites caused the change."""
    second = watch.second_checks.get(change.trait)
    some_differ = change.domains < NEARLY_ALL * change.of
    if second is not None:
        canaries_well = second.canaries is Canaries.ALL_WELL and some_differ
        return second.lasts and (second.others_work or canaries_well)
    return change.is_share and watch.well_throughout and some_differ


def _of_change(change: CommonChange, watch: Watch) -> str:
    turned = _turned(change.trait)
    if change.is_share:
        known = "were new" if change.trait.kind is TraitKind.FIRST_PAGE else "worked before"
        seen = f"{change.domains} of {change.of} unrelated sites that {known} {turned}"
    else:
        seen = (
            f"for a while, {change.stretch} or more unrelated sites that worked before {turned}, "
            "one right after another, while hardly any other site was as before"
        )
    return (
        f"{seen}: more likely something in this machine's network failed or answered in their "
        f"place.{_outcome(watch.second_checks.get(change.trait))} {_CRAWL_AGAIN} {_IF_AGAIN}"
    )


def _turned(trait: Trait) -> str:
    match trait.kind:
        case TraitKind.LOST:
            return "could not be reached"
        case TraitKind.PAGE | TraitKind.ERROR_PAGE | TraitKind.FIRST_PAGE:
            return "gave nearly the same page, which was new"
        case TraitKind.END:
            return f"led on to {trait.value}"
        case TraitKind.STATUS:
            return f"answered with status {trait.value}"
        case TraitKind.REASON:
            return f"failed in one and the same way ({trait.value})"
        case TraitKind.SERVER:
            return "failed behind one and the same server"
        case TraitKind.BAD:
            return "failed"
        case _:
            assert_never(trait.kind)


def _outcome(second: SecondCheck | None) -> str:
    """Return the result of a second check that did not clear the run; "" without one."""
    if second is None:
        return ""
    if not second.lasts:
        return (
            f" In a second check some minutes later, {second.changed - second.still} of "
            f"{second.changed} of them had recovered."
        )
    if second.others < FEWEST_CHECKED_AGAIN:
        return " There were no other sites with which to compare them."
    return (
        " In a second check some minutes later, other sites failed too "
        f"({second.others - second.well} of {second.others})."
    )
