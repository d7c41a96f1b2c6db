"""Webs, and what a crawl brings home from them while our own network fails in some way.

No socket is opened: the observations are made by hand as such an outage would
leave them, look by look, and go through the catalog as a crawl's do. A crawl
takes ten minutes; lanes run side by side, so the looks of all hosts are mixed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from random import Random

from directory.catalog import Catalog
from directory.model.link import Link
from directory.model.observation import Finding, Hop, Judgement, NetworkFault, Observation
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus
from directory.rules.network_fault import UNWATCHED, Watch
from directory.rules.urls import lane_of
from directory.runs import Result, RunSummary
from tests.directory.samples import HOLDER, add_links

MINUTES = 10.0
_NO_ANSWER = (
    NetworkFault.TIMEOUT, NetworkFault.RESOLVER, NetworkFault.NO_SUCH_NAME,
    NetworkFault.RESET, NetworkFault.REFUSED, NetworkFault.UNREACHABLE, NetworkFault.EMPTY,
)  # fmt: skip

REASONS = {
    NetworkFault.TIMEOUT: Reason.TIMEOUT,
    NetworkFault.RESOLVER: Reason.DNS_FAILURE,
    NetworkFault.NO_SUCH_NAME: Reason.NO_SUCH_DOMAIN,
    NetworkFault.RESET: Reason.CONNECTION_RESET,
    NetworkFault.REFUSED: Reason.CONNECTION_REFUSED,
    NetworkFault.UNREACHABLE: Reason.CONNECTION_FAILED,
    NetworkFault.EMPTY: Reason.EMPTY_REPLY,
    NetworkFault.CERT_WRONG_HOST: Reason.CERTIFICATE_WRONG_HOST,
    NetworkFault.CERT_EXPIRED: Reason.CERTIFICATE_EXPIRED,
    NetworkFault.REFUSED_ADDRESS: Reason.REFUSED_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look saw. page_key: of the page that came; None for none. well_before: an
    earlier crawl saw the link, and it was well."""

    link: Link
    at: datetime
    hops: tuple[Hop, ...]
    reason: Reason = Reason.OK
    page_key: int | None = None
    well_before: bool = False

    @property
    def result(self) -> Result:
        """As the crawl hands it over."""
        observation = Observation(self.link.url, self.at, self.hops)
        judgement = Judgement((Finding(self.reason),))
        lane = lane_of(self.link.url)
        assert self.link.id is not None
        return Result(self.link.id, lane, observation, judgement, page_key=self.page_key)

    @property
    def host(self) -> str:
        """The host that was looked at."""
        return lane_of(self.link.url)

    def with_fault(self, fault: NetworkFault) -> "Seen":
        """The same look, ended by this fault."""
        hops = (Hop(self.link.url, fault=fault),)
        return replace(self, hops=hops, reason=REASONS[fault], page_key=None)

    def with_page(self, page_key: int, status: int = 200) -> "Seen":
        """The same look, to which this page came."""
        came = page_key if status == 200 else None
        reason = Reason.OK if status == 200 else Reason.UNEXPECTED_STATUS
        return replace(self, hops=(Hop(self.link.url, status),), reason=reason, page_key=came)

    def sent_on(self, to: str, page_key: int) -> "Seen":
        """The same look, sent on to another address at which this page came."""
        hops = (Hop(self.link.url, 302, leads_to=to), Hop(to, 200))
        return replace(self, hops=hops, reason=Reason.OK, page_key=page_key)


Outage = Callable[[list[Seen], Random], list[Seen]]


class Web:
    """A catalog of links to a made-up web, and the crawls over it.

    Between forty and eighty hosts of one to three links; one host in twenty is
    down for good, and one in ten is new: no crawl has seen it.
    """

    def __init__(self, catalog: Catalog, seed: int, now: datetime) -> None:
        self.catalog = catalog
        self.now = now
        self._draw = Random(seed)
        hosts = [f"site-{place}.example" for place in range(self._draw.randint(40, 80))]
        secure = {host: self._draw.choice(("http", "https")) for host in hosts}
        self._down = set(self._draw.sample(hosts, len(hosts) // 20))
        new = set(self._draw.sample(hosts[3:], len(hosts) // 10))
        urls = [
            f"{secure[host]}://{host}/{place}"
            for host in hosts
            for place in range(self._draw.randint(1, 3))
        ]
        self._draw.shuffle(urls)
        known = [url for url in urls if lane_of(url) not in new]
        self._known = set(known)
        self._links = add_links(catalog, known)
        self.run(self.look_around())
        self._links += add_links(catalog, [url for url in urls if lane_of(url) in new])

    def look_around(self) -> list[Seen]:
        """A crawl's looks at all links while the network works, in the order of time."""
        moments = sorted(self._draw.uniform(0, MINUTES) for _ in self._links)
        links = self._draw.sample(self._links, len(self._links))
        looks = [
            Seen(link, self.now + timedelta(minutes=moment), (Hop(link.url, 200),))
            for link, moment in zip(links, moments, strict=True)
        ]
        return [
            look.with_fault(NetworkFault.TIMEOUT)
            if look.host in self._down
            else replace(look, page_key=look.link.id, well_before=look.link.url in self._known)
            for look in looks
        ]

    def run(self, looks: list[Seen], watch: Watch = UNWATCHED) -> RunSummary:
        """A crawl that saw this; a day passes."""
        runs = self.catalog.runs
        begun = runs.begin(holder=HOLDER, now=self.now, due_only=False, fresh=False)
        runs.record(begun.run_id, HOLDER, self.now, [look.result for look in looks])
        summary = runs.settle(begun.run_id, now=self.now, status=RunStatus.COMPLETE, watch=watch)
        self.now += timedelta(days=1)
        return summary


# --- ways in which a network fails: what becomes of looks made meanwhile ------------


def lost(*faults: NetworkFault) -> Outage:
    """Nothing is reached; each host fails in one of these ways."""

    def outage(looks: list[Seen], draw: Random) -> list[Seen]:
        ways: dict[str, NetworkFault] = {}
        return [look.with_fault(ways.setdefault(look.host, draw.choice(faults))) for look in looks]

    return outage


def portal_page(looks: list[Seen], draw: Random) -> list[Seen]:
    """A sign-in page in place of every page; it cannot show the certificates of others."""
    page = draw.randrange(10**6, 10**9)
    return [
        look.with_fault(NetworkFault.CERT_WRONG_HOST)
        if look.link.url.startswith("https:")
        else look.with_page(page)
        for look in looks
    ]


def advertising_page(looks: list[Seen], draw: Random) -> list[Seen]:
    """One page for all, as where the resolver has the address of its owner for every name."""
    page = draw.randrange(10**6, 10**9)
    return [look.with_page(page) for look in looks]


def portal_redirect(looks: list[Seen], draw: Random) -> list[Seen]:
    """All are sent on to a sign-in page, which names the address that was asked for."""
    return [
        look.sent_on(f"http://sign-in.wifi.test/?to={look.link.id}", draw.randrange(10**6, 10**9))
        for look in looks
    ]


def portal_inside(looks: list[Seen], draw: Random) -> list[Seen]:
    """All are sent on to an address of the private network, where the crawl does not go."""
    del draw
    inside = "http://10.0.0.1/sign-in"
    return [
        replace(
            look,
            hops=(
                Hop(look.link.url, 302, leads_to=inside),
                Hop(inside, fault=NetworkFault.REFUSED_ADDRESS),
            ),
            reason=Reason.REFUSED_ADDRESS,
            page_key=None,
        )
        for look in looks
    ]


def portal_status(looks: list[Seen], draw: Random) -> list[Seen]:
    """511: the network itself asks to sign in."""
    del draw
    return [look.with_page(0, 511) for look in looks]


# --- which looks it meets -------------------------------------------------------------


def throughout(outage: Outage) -> Outage:
    """From before the crawl until after it."""
    return outage


def for_a_share(outage: Outage) -> Outage:
    """For a share of the hosts that were well before, of three tenths or more."""

    def met(looks: list[Seen], draw: Random) -> list[Seen]:
        hosts = sorted({look.host for look in looks if look.well_before})
        chosen = set(draw.sample(hosts, ceil(len(hosts) * draw.uniform(0.3, 1.0))))
        struck = iter(outage([look for look in looks if look.host in chosen], draw))
        return [next(struck) if look.host in chosen else look for look in looks]

    return met


def from_some_point(outage: Outage, fewest: int) -> Outage:
    """From a random point of the crawl to its end, as long as it meets so many domains that
    were well before: what meets fewer cannot be told from bad luck."""

    def met(looks: list[Seen], draw: Random) -> list[Seen]:
        begin = len(looks)
        while _domains_well(looks[begin:]) < fewest:
            begin = draw.randrange(len(looks))
        return looks[:begin] + outage(looks[begin:], draw)

    return met


def for_a_while(outage: Outage, fewest: int) -> Outage:
    """From a random point of the crawl to another, likewise."""

    def met(looks: list[Seen], draw: Random) -> list[Seen]:
        begin = end = 0
        while _domains_well(looks[begin:end]) < fewest:
            begin = draw.randrange(len(looks))
            end = min(len(looks), begin + draw.randrange(fewest, 30))
        return looks[:begin] + outage(looks[begin:end], draw) + looks[end:]

    return met


def _domains_well(looks: list[Seen]) -> int:
    return len({look.host for look in looks if look.well_before})


#: Ways in which sites are lost: no answer, or none that a browser would believe.
LOSSES: Mapping[str, Outage] = {
    "everything at once": lost(*_NO_ANSWER),
    "the resolver fails": lost(NetworkFault.RESOLVER),
    "every name is unknown": lost(NetworkFault.NO_SUCH_NAME),
    "resets": lost(NetworkFault.RESET, NetworkFault.EMPTY),
    "timeouts": lost(NetworkFault.TIMEOUT, NetworkFault.UNREACHABLE),
    "our clock is wrong": lost(NetworkFault.CERT_EXPIRED),
    "a sign-in page inside": portal_inside,
    "a sign-in status": portal_status,
}


def ordinary_day(looks: list[Seen], draw: Random) -> list[Seen]:
    """What is wrong on any day: one host in twenty or fifty is down, one page in ten is new,
    three sites move to one platform and give its front page, and one has a bad certificate."""
    hosts = sorted({look.host for look in looks})
    share = draw.uniform(0.02, 0.05)
    down = set(draw.sample(hosts, max(1, round(share * len(hosts)))))
    warned, *moved = draw.sample(hosts, 4)
    platform = draw.randrange(10**6, 10**9)
    seen = []
    for look in looks:
        if look.host in down:
            seen.append(look.with_fault(draw.choice(_NO_ANSWER)))
        elif look.host == warned:
            seen.append(look.with_fault(NetworkFault.CERT_EXPIRED))
        elif look.page_key and look.host in moved:
            seen.append(look.sent_on("https://platform.test/", platform))
        elif look.page_key and draw.random() < 0.1:
            seen.append(look.with_page(draw.randrange(10**6, 10**9)))
        else:
            seen.append(look)
    return seen
