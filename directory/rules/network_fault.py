"""Whether a run saw the web at all, or only the state of our own network.

A run in which our own network was at fault must change nothing: it is
`inconclusive`. These are the grounds, each of which suffices:

- the canaries that the agency has chosen were silent when the crawl began or
  ended: all of them, since one dead canary proves nothing;
- the resolver has an address for names that cannot exist: then it may have one
  of its own for any site;
- no host at all answered, though our network was not seen to work otherwise;
- at least 30 % of the distinct hosts that were well before were lost, all at
  once: not reached, or behind a certificate that browsers refuse, as when
  something stands in between or this machine's clock is wrong. So many
  unrelated sites do not die in one night;
- many unrelated sites give one and the same page, or lead on to one and the
  same foreign site, and none did before: so do the sign-in pages of networks;
- an outage within a part of the run, which touches few hosts in all: a stretch
  of looks in which the domains that were well before and are lost now outnumber
  those that answer by five (for one common page in place of a loss, by eight).

The stretch is a cumulative sum with a floor at zero (E. S. Page, "Continuous
inspection schemes", Biometrika 1954). If each domain that was well is lost by
itself with probability p, a stretch that has begun reaches an excess of k with
probability (p / (1 - p))^k (the gambler's ruin): at p = 2 % and k = 5 that is
3.5e-9, or one false alarm in 3,000 runs over 100,000 domains; at 5 %, 4e-7. One
domain that answers all the same, on our own premises perhaps, costs the stretch
one; an unbroken row would be cut in two by it.

Domains are not quite independent: a hosting company may take twenty unrelated
sites down with it, and those twenty stay lost in the next run too. So a stretch
alone, in a run that lost less than 30 %, is believed if every canary was well
at the beginning and at the end. Without canaries it is not.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

#: Below this many hosts a share says little.
FEWEST_HOSTS = 5
LARGEST_SHARE = 0.30
#: Of the domains that gave a page; and of all, for a common end of redirects.
SAME_PAGE_SHARE = 0.30
SAME_END_SHARE = 0.50
#: Lost domains in excess of those that answer.
STRETCH = 5
#: Sites of one family move to one page together, and are often looked at in a row.
PAGE_STRETCH = 8

_CRAWL_AGAIN = "No link was changed. Check the network connection, then crawl again."
_SIGN_IN = (
    "No link was changed. Open any site in a browser on this machine: if a sign-in page of the "
    "network comes, sign in, then crawl again."
)
_CANARIES = (
    "this machine seems to be offline, or something in its network answers in place of the sites."
)
_IF_IT_WORKS = (
    "If the network works, look whether the pages in the setting JOBBANK_CANARIES still exist "
    "and still hold the text that is named there."
)


class Canaries(StrEnum):
    """How the canaries did when they were looked at, once."""

    UNKNOWN = "unknown"  # none is set, or we could not look at them
    ALL_WELL = "all-well"
    SOME_WELL = "some-well"
    SILENT = "silent"  # none answered as it should


@dataclass(frozen=True, slots=True)
class Watch:
    """What was learnt of our own network beside the links.

    witness_answered: a host that is none of the run's answered at the end.
    at_begin, at_end: the canaries when the crawl began and ended.
    resolver_invents: names that cannot exist have an address.
    """

    witness_answered: bool = False
    at_begin: Canaries = Canaries.UNKNOWN
    at_end: Canaries = Canaries.UNKNOWN
    resolver_invents: bool = False

    @property
    def network_works(self) -> bool:
        """True if something else than the run's own hosts answered at the end."""
        return self.witness_answered or self.at_end in (Canaries.ALL_WELL, Canaries.SOME_WELL)

    @property
    def well_throughout(self) -> bool:
        """True if every canary was well at both ends of the run."""
        return self.at_begin is self.at_end is Canaries.ALL_WELL


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class RunSight:
    """What a run saw, in distinct hosts and registrable domains.

    hosts: looked at over the network. answered: gave any answer.
    well_before: had been ok before the run. well_lost: of these, how many were
    lost now; well_warned: of those, how many showed a certificate that browsers refuse.
    domains: unrelated domains that were looked at, a literal address being one
    for itself; with_page: how many of them gave a page; names: how many have a
    name that a resolver was asked for.
    same_page: the most domains that give one page, and gave others before.
    same_end: the most domains that lead to one foreign domain, `same_end_at`,
    and led elsewhere before.
    stretch, page_stretch: the most by which lost domains, or domains with a
    page that is common to many and new, outnumbered those that answered.
    """

    hosts: int
    answered: int
    well_before: int = 0
    well_lost: int = 0
    well_warned: int = 0
    domains: int = 0
    with_page: int = 0
    names: int = 0
    same_page: int = 0
    same_end: int = 0
    same_end_at: str = ""
    stretch: int = 0
    page_stretch: int = 0


class Stretch:
    """The most by which struck domains ever outnumbered those that answered, since the
    latest moment at which they did not. most: that number so far."""

    def __init__(self) -> None:
        self.most = 0
        self._struck: set[str] = set()
        self._answered: set[str] = set()

    def pass_by(self, struck: Set[str], answered: Set[str]) -> None:
        """Takes in what was seen at the next moment; a domain counts once in a stretch."""
        if not struck and not self._struck:
            return
        self._struck |= struck
        self._answered |= answered
        excess = len(self._struck) - len(self._answered)
        if excess <= 0:
            self._struck.clear()
            self._answered.clear()
        self.most = max(self.most, excess)


def own_fault(sight: RunSight, watch: Watch = UNWATCHED) -> str | None:
    """Why the run is inconclusive, in plain words; None when it can be believed."""
    note = (
        _of_canaries(watch.at_begin, "when the crawl began, so no site was asked")
        or _of_canaries(watch.at_end, "when the crawl ended")
        or _of_resolver(sight, watch)
        or _of_silence(sight, watch)
        or _of_losses(sight)
        or _of_same_page(sight)
        or _of_same_end(sight)
    )
    if note or watch.well_throughout:
        return note
    return _of_stretch(sight)


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
        "No link was changed. Let this machine use another resolver (ask whoever runs the "
        "network), then crawl again."
    )


def _of_silence(sight: RunSight, watch: Watch) -> str | None:
    if not sight.hosts or sight.answered or watch.network_works:
        return None
    sites = "the one site" if sight.hosts == 1 else f"none of the {sight.hosts} sites"
    verb = "that was looked at did not answer" if sight.hosts == 1 else "answered"
    return f"{sites} {verb}: this machine seems to be offline. {_CRAWL_AGAIN}"


def _of_losses(sight: RunSight) -> str | None:
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
        f"all of them. {_CRAWL_AGAIN}"
    )


def _of_same_page(sight: RunSight) -> str | None:
    fewest = max(FEWEST_HOSTS, SAME_PAGE_SHARE * sight.with_page)
    if sight.same_page < fewest:
        return None
    return (
        f"{sight.same_page} unrelated sites, of {sight.with_page} that gave a page, all gave one "
        "and the same page, and each gave another one before: more likely a sign-in or warning "
        f"page of this machine's network than theirs. {_SIGN_IN}"
    )


def _of_same_end(sight: RunSight) -> str | None:
    fewest = max(FEWEST_HOSTS, SAME_END_SHARE * sight.domains)
    if sight.same_end < fewest:
        return None
    return (
        f"{sight.same_end} of {sight.domains} unrelated sites all led on to "
        f"{sight.same_end_at}, and none did before: more likely this machine's network sends "
        f"everything there than the sites do. {_SIGN_IN}"
    )


def _of_stretch(sight: RunSight) -> str | None:
    if sight.stretch >= STRETCH:
        seen = "could not be reached, one right after another"
    elif sight.page_stretch >= PAGE_STRETCH:
        seen = "gave one and the same new page, one right after another"
    else:
        return None
    number = max(sight.stretch, sight.page_stretch)
    return (
        f"for a while, {number} or more unrelated sites that worked before {seen}, "
        "while hardly any other site answered: more likely this machine's network failed for "
        f"that while than all of them. {_CRAWL_AGAIN} If it happens again though the network "
        "works, set canaries (the setting JOBBANK_CANARIES): they tell the two apart."
    )
