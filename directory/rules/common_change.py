"""Changes that many unrelated sites show in one run: caused by the sites, or by our own network?

A *trait* is one way in which a check differs from what was known of a link that worked: the link is
lost, has an error status, a verdict, a server, a final site or a page that it did not have before.
The unit is the registrable domain, since sites of one owner change together. Of D domains that
worked before and were checked now, n show a trait. Either of these makes it *suspicious*:

- **the share**: n is at least 30 % of D (50 % for a common end of redirects,
  for "turned bad in any way", and for one page of sites that are new, of which
  D counts those that gave a page);
- **a stretch**: checks, in the order in which they began, among which the domains with the trait
  outnumber those that are unchanged by k.

The stretch is a cumulative sum with a floor at zero (E. S. Page, "Continuous inspection schemes",
Biometrika 1954). While the network works, the order of the checks has nothing to do with the trait,
so each is one with probability p = n / D, and a sum that has begun at 1 reaches k before 0 with
probability (r^-1 - 1) / (r^-k - 1) < r^(k - 1), with r = p / (1 - p) (the gambler's ruin). At most
n sums begin, so k is chosen such that n r^(k - 1) <= 0.01: at most one run in a hundred has a
suspicious stretch by chance, whatever share of the web fails that day. (p counts the stretch
itself, which makes k larger, never smaller.) With D = 150: k = 5 at n = 8, 6 at n = 20, 10 at
n = 40. With D = 100,000 and n = 2,000, k = 5. An outage is missed if it meets fewer than k domains.

Domains are not independent of each other: when a hosting company fails, all its customers fail, and
a state moves its sites to one host. So a suspicion does not decide alone; see `network_health.py`
for the evidence that does. The second check of a sample (S = 10 domains with the trait, 10 without)
shows that the sites are at fault when at least 8 of each are as they were in the run. If the outage
has ended, that takes 8 of 10 sites that failed by themselves within it: at a rate of 20 %, 8e-5. If
the outage goes on for all sites, no control works. An outage that lasts, and affects the same
minority of the sites each time (a filter that blocks some of them), looks like the sites' own fault
in the second check; for pages and losses in a share of 30 % the second check is not used. An outage
that affects a minority in several ways, each in less than 30 %, is not detected.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from math import ceil, log

from directory.model.observation import Observation
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from directory.rules.hosts import domain_of_lane
from directory.rules.page_groups import PageGroups, Sketch, resembles, sketch_of
from directory.rules.urls import lane_of

FEWEST_DOMAINS = 5
LARGEST_SHARE = 0.30
#: Of a common final site, and of domains that turned bad in any way.
LARGEST_SHARE_OF_ALL = 0.50
FALSE_ALARMS = 0.01  # runs with a suspicious stretch by chance
SAMPLE = 10  # domains in each half of the second check
SAME_AS_BEFORE = 0.8  # of the sample, for a proof
_MOST_OF_A_KIND = 12  # traits that are examined, the most frequent
#: "Network Authentication Required": sent by a network in place of the site (RFC 6585).
SIGN_IN_TO_NETWORK = 511
BAD = frozenset(Verdict) - {Verdict.OK, Verdict.MOVED}


class TraitKind(StrEnum):
    """In what way a check differs from what was known of the link."""

    LOST = "lost"  # not reached, or a certificate that browsers refuse
    PAGE = "page"  # value: the sketch of the group of pages
    FIRST_PAGE = "first-page"  # the same, of links of which nothing was known
    ERROR_PAGE = "error-page"  # the same, of an answer with an error status
    END = "end"  # value: the domain at which the redirects end
    STATUS = "status"  # value: an error status
    REASON = "reason"  # value: the reason of a bad verdict
    SERVER = "server"  # value: the Server header of a bad answer
    BAD = "bad"  # in any way


@dataclass(frozen=True, slots=True)
class Trait:
    """One way in which a check differs from what was known of the link.

    before: what the link had instead, of a page or a final site. Domains that had one value in
    common, and now have another one in common, are a family and count as one.
    """

    kind: TraitKind
    value: str | int | Sketch = ""
    before: str | Sketch | None = field(default=None, compare=False)

    def shown_by(self, seen: Observation, verdict: Verdict) -> bool:
        """Return True if a later check still shows the trait."""
        match self.kind:
            case TraitKind.LOST:
                return is_lost(seen)
            case TraitKind.PAGE | TraitKind.FIRST_PAGE:
                return isinstance(self.value, frozenset) and (
                    seen.page is not None and resembles(self.value, page_sketch(seen))
                )
            case TraitKind.END:
                return end_of(seen) == self.value
            case _:
                return verdict in BAD


class ComparedChecks:
    """The checks of links that worked before, in the order in which they began.

    Each takes 20 bytes and those of its traits, so that millions can be kept.
    """

    def __init__(self) -> None:
        self.moments = array("d")
        self.links = array("q")
        self.domains = array("l")
        self.traits: dict[int, tuple[Trait, ...]] = {}
        self._numbers: dict[str, int] = {}
        self._pages = PageGroups()

    def add(self, at: float, link: int, domain: str, traits: tuple[Trait, ...] = ()) -> None:
        """Add the next check. at: when it began, in seconds. link: its id. traits: none if the link
        is unchanged."""
        if traits:
            self.traits[len(self.links)] = tuple(map(self._grouped, traits))
        self.moments.append(at)
        self.links.append(link)
        self.domains.append(self._numbers.setdefault(domain, len(self._numbers)))

    @property
    def number_of_domains(self) -> int:
        """The number of different domains that were checked."""
        return len(self._numbers)

    def _grouped(self, trait: Trait) -> Trait:
        if isinstance(trait.value, frozenset):
            return replace(trait, value=self._pages.group_of(trait.value))
        return trait

    def with_trait(self, trait: Trait) -> set[int]:
        """Return the positions of the checks that show this trait."""
        return {place for place, traits in self.traits.items() if trait in traits}


@dataclass(frozen=True, slots=True)
class CommonChange:
    """A trait that is suspicious in a run.

    domains: how many show it; of: how many were checked and had worked. stretch: by how many, at
    most, the domains with it outnumber those that are unchanged; enough: from what excess on that
    is suspicious. links: ids to check again, of different domains; for a stretch, of those within
    it.
    """

    trait: Trait
    domains: int
    of: int
    stretch: int
    enough: int
    links: tuple[int, ...] = ()

    @property
    def is_share(self) -> bool:
        """True if the share of the domains alone is suspicious."""
        return self.domains >= max(FEWEST_DOMAINS, _share_of(self.trait.kind) * self.of)

    @property
    def is_stretch(self) -> bool:
        """True if the stretch alone is suspicious."""
        return self.stretch >= self.enough


def _share_of(kind: TraitKind) -> float:
    whole = (TraitKind.END, TraitKind.BAD, TraitKind.FIRST_PAGE)
    return LARGEST_SHARE_OF_ALL if kind in whole else LARGEST_SHARE


def is_lost(seen: Observation) -> bool:
    """Return True if a fault of our network could explain how the check ended."""
    return seen.lost or seen.status == SIGN_IN_TO_NETWORK


def end_of(seen: Observation) -> str:
    """Return the registrable domain at which the check ended."""
    return domain_of_lane(lane_of(seen.final_url))


def page_sketch(seen: Observation) -> Sketch:
    """Return the sketch of the page that came; empty when none came."""
    return sketch_of(seen.page, f"{seen.url} {seen.final_url}") if seen.page else frozenset()


def traits_of(
    seen: Observation, verdict: Verdict, reason: str, before: Observation | None
) -> Iterator[Trait]:
    """Yield the ways in which a check differs from an earlier one; of its page only the sketch.

    reason: the worst one of this check. before: the check that is stored with health.
    """
    if is_lost(seen):
        yield Trait(TraitKind.LOST)
    elif seen.page is not None and _is_new_page(seen, before):
        # The bot walls of one company all show one page, and sites may add one at any time.
        is_error = seen.status is None or seen.status >= 400 or reason == Reason.BOT_WALL
        kind = TraitKind.ERROR_PAGE if is_error else TraitKind.PAGE
        earlier_page = page_sketch(before) if before is not None else frozenset()
        # Sites whose pages had no words before do not form a family.
        yield Trait(kind, page_sketch(seen), earlier_page or None)
    end = end_of(seen)
    earlier = end_of(before) if before is not None else ""
    if seen.reached and end not in (earlier, domain_of_lane(lane_of(seen.url))):
        yield Trait(TraitKind.END, end, earlier)
    if verdict not in BAD:
        return
    yield Trait(TraitKind.BAD)
    yield Trait(TraitKind.REASON, reason)
    if seen.status is not None and seen.status >= 400:
        yield Trait(TraitKind.STATUS, seen.status)
    server = _server(seen)
    if server and server != _server(before):
        yield Trait(TraitKind.SERVER, server)


def _is_new_page(seen: Observation, before: Observation | None) -> bool:
    if before is None or before.page is None:
        return True
    return not resembles(page_sketch(seen), page_sketch(before))


def _server(seen: Observation | None) -> str:
    last = seen.last if seen is not None else None
    return last.headers.get("server", "") if last is not None else ""


def common_changes(checks: ComparedChecks) -> list[CommonChange]:
    """Return the traits that are suspicious, the most frequent first."""
    shown: defaultdict[Trait, tuple[set[int], set[object]]] = defaultdict(lambda: (set(), set()))
    for place, traits in checks.traits.items():
        domain = checks.domains[place]
        for trait in traits:
            domains, before = shown[trait]
            domains.add(domain)
            before.add(domain if trait.before is None else trait.before)
    counts = Counter({trait: min(len(one), len(two)) for trait, (one, two) in shown.items()})
    of_kind: Counter[TraitKind] = Counter()
    found = []
    for trait, number in counts.most_common():
        of_kind[trait.kind] += 1
        if number >= FEWEST_DOMAINS and of_kind[trait.kind] <= _MOST_OF_A_KIND:
            found.append(_common_change(trait, number, checks))
    return [change for change in found if change.is_share or change.is_stretch]


def _common_change(trait: Trait, number: int, checks: ComparedChecks) -> CommonChange:
    struck = checks.with_trait(trait)
    stretch = longest_stretch(checks, struck)
    of = checks.number_of_domains
    change = CommonChange(trait, number, of, stretch.excess, stretch_needed(number, of))
    if not change.is_share:
        struck = {place for place in struck if stretch.first <= place <= stretch.last}
    return replace(change, links=tuple(sample(checks, struck)))


def common_first_page(checks: ComparedChecks) -> CommonChange | None:
    """Return the page that half of the domains give, of which nothing was known; None if there is
    none. checks: one link of each domain."""
    places: defaultdict[Trait, list[int]] = defaultdict(list)
    for place, traits in checks.traits.items():
        for trait in traits:
            if trait.kind is TraitKind.PAGE:
                places[trait].append(place)
    if not places:
        return None
    trait, found = max(places.items(), key=lambda one: len(one[1]))
    of = checks.number_of_domains
    links = tuple(sample(checks, found))
    first = Trait(TraitKind.FIRST_PAGE, trait.value)
    change = CommonChange(first, len(found), of, 0, of + 1, links)
    return change if change.is_share else None


def controls(checks: ComparedChecks) -> list[int]:
    """Return the ids of unchanged links to check again, of different domains."""
    return sample(checks, set(range(len(checks.links))).difference(checks.traits))


def sample(checks: ComparedChecks, places: Iterable[int]) -> list[int]:
    """Return the ids of at most SAMPLE links of different domains, evenly spaced over the run."""
    by_domain = {checks.domains[place]: place for place in sorted(places)}
    chosen = sorted(by_domain.values())
    count = min(SAMPLE, len(chosen))
    return [checks.links[chosen[turn * len(chosen) // count]] for turn in range(count)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a run. excess: by how many the domains with a trait outnumber the unchanged ones.
    first, last: the positions of its first and last check."""

    excess: int = 0
    first: int = 0
    last: int = -1


def longest_stretch(checks: ComparedChecks, struck: Set[int]) -> Stretch:
    """Return the stretch with the largest excess. struck: the positions of the checks with the
    trait.

    A domain counts once in a stretch on either side, and with the trait once in the run: its other
    links fail with it, whenever they are checked. Checks that began at the same moment count
    together; checks with other traits do not count.
    """
    most = Stretch()
    first = 0
    with_trait: set[int] = set()
    as_before: set[int] = set()
    counted: set[int] = set()
    for _, together in groupby(range(len(checks.links)), checks.moments.__getitem__):
        places = list(together)
        met = [
            place for place in places if place in struck and checks.domains[place] not in counted
        ]
        if not met and not with_trait:
            continue
        if not with_trait:
            first = met[0]
        with_trait.update(checks.domains[place] for place in met)
        counted.update(with_trait)
        as_before.update(checks.domains[place] for place in places if place not in checks.traits)
        excess = len(with_trait) - len(as_before)
        if excess <= 0:
            with_trait.clear()
            as_before.clear()
        elif excess > most.excess:
            most = Stretch(excess, first, places[-1])
    return most


def stretch_needed(struck: int, of: int) -> int:
    """Return the excess from which on a stretch is suspicious, if `struck` of all domains show the
    trait anywhere in the run."""
    if 2 * struck >= of:
        return of + 1  # the share decides
    r = struck / (of - struck)
    return max(FEWEST_DOMAINS, 1 + ceil(log(FALSE_ALARMS / struck) / log(r)))
