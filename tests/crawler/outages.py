"""Webs, and what a crawl brings home from them while our own network fails in some way.

No socket is opened: the observations are made by hand as such an outage would
leave them, check by check, and go through the catalog as a crawl's do. A crawl
takes ten minutes; lanes run side by side, so the checks of all hosts are mixed.
Ten minutes later, the second check sees what is there then: an outage that has
ended or goes on, sites that are dead or were never.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from random import Random
from zlib import crc32

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result, RunSummary
from directory.model.link import Link
from directory.model.observation import Finding, Hop, Judgement, NetworkFault, Observation, Page
from directory.model.reasons import REASONS as ALL_REASONS
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus
from directory.rules.network_health import UNWATCHED, Watch, second_check_of
from directory.rules.urls import lane_of
from tests.directory.pages import page_text
from tests.directory.samples import HOLDER, add_links

MINUTES = 10.0  # of a crawl, and until the second check
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
    """What one check saw. key: of the page that came; None for none. well_before: an
    earlier crawl saw the link, and it was well."""

    link: Link
    at: datetime
    hops: tuple[Hop, ...]
    reason: Reason = Reason.OK
    text: str | None = None
    well_before: bool = False

    @property
    def observation(self) -> Observation:
        """As it is stored."""
        page = Page(text=self.text) if self.text is not None else None
        return Observation(self.link.url, self.at, self.hops, page=page)

    @property
    def result(self) -> Result:
        """As the crawl hands it over."""
        judgement = Judgement((Finding(self.reason),))
        lane = lane_of(self.link.url)
        assert self.link.id is not None
        came = self.text is not None and self.observation.status == 200
        key = crc32((self.text or "").encode()) if came else None
        return Result(self.link.id, lane, self.observation, judgement, page_key=key)

    @property
    def host(self) -> str:
        """The host that was checked."""
        return lane_of(self.link.url)

    def with_fault(self, fault: NetworkFault) -> "Seen":
        """The same check, ended by this fault."""
        hops = (Hop(self.link.url, fault=fault),)
        return replace(self, hops=hops, reason=REASONS[fault], text=None)

    def with_page(self, text: str, reason: Reason = Reason.OK) -> "Seen":
        """The same check, to which this page came."""
        return replace(self, hops=(Hop(self.link.url, 200),), reason=reason, text=text)

    def with_status(self, status: int, text: str | None = None, server: str = "") -> "Seen":
        """The same check, answered with an error."""
        headers = {"server": server} if server else {}
        hops = (Hop(self.link.url, status, headers=headers),)
        return replace(self, hops=hops, reason=_reason(status), text=text)

    def sent_on(self, to: str, text: str, reason: Reason = Reason.OK) -> "Seen":
        """The same check, sent on to another address at which this page came."""
        hops = (Hop(self.link.url, 302, leads_to=to), Hop(to, 200))
        return replace(self, hops=hops, reason=reason, text=text)


def _reason(status: int) -> Reason:
    known = {403: Reason.ACCESS_DENIED, 404: Reason.NOT_FOUND, 410: Reason.GONE}
    return known.get(status, Reason.SERVER_ERROR if status >= 500 else Reason.UNEXPECTED_STATUS)


#: What becomes of a list of checks: while our network fails, or as the web is that day.
Outage = Callable[[list[Seen], Random], list[Seen]]


class Web:
    """A catalog of links to a made-up web, and the crawls over it.

    Hosts of one to three links; one host in twenty is down for good, and one in ten is new:
    no crawl has seen it.
    """

    def __init__(
        self, catalog: Catalog, seed: int, now: datetime, hosts: int | None = None
    ) -> None:
        """hosts: how many; between forty and eighty if left out."""
        self.catalog = catalog
        self.now = now
        self.second_checks = 0
        self._draw = Random(seed)
        number = hosts or self._draw.randint(40, 80)
        names = [f"site-{place}.example" for place in range(number)]
        secure = {host: self._draw.choice(("http", "https")) for host in names}
        self._down = set(self._draw.sample(names, number // 20))
        new = set(self._draw.sample(names[3:], number // 10))
        urls = [
            f"{secure[host]}://{host}/{place}"
            for host in names
            for place in range(self._draw.randint(1, 3))
        ]
        self._draw.shuffle(urls)
        known = [url for url in urls if lane_of(url) not in new]
        self._known = set(known)
        self._links = add_links(catalog, known)
        self.run(self.look_around())
        self._links += add_links(catalog, [url for url in urls if lane_of(url) in new])

    def look_around(self) -> list[Seen]:
        """A crawl's checks of all links while the network works, in the order of time."""
        moments = sorted(self._draw.uniform(0, MINUTES) for _ in self._links)
        links = self._draw.sample(self._links, len(self._links))
        looks = [
            Seen(link, self.now + timedelta(minutes=moment), (Hop(link.url, 200),))
            for link, moment in zip(links, moments, strict=True)
        ]
        return [
            look.with_fault(NetworkFault.TIMEOUT)
            if look.host in self._down
            else replace(
                look, text=page_text(look.link.id or 0), well_before=look.link.url in self._known
            )
            for look in looks
        ]

    def run(
        self, looks: list[Seen], watch: Watch = UNWATCHED, later: list[Seen] | None = None
    ) -> RunSummary:
        """A crawl that saw this; a day passes. later: what a second check sees, if one is made."""
        runs = self.catalog.runs
        begun = runs.begin(holder=HOLDER, now=self.now, due_only=False, fresh=False)
        runs.record(begun.run_id, HOLDER, self.now, [look.result for look in looks])
        if later is not None:
            watch = self._with_second_checks(begun.run_id, watch, later)
        summary = runs.settle(begun.run_id, now=self.now, status=RunStatus.COMPLETE, watch=watch)
        self.now += timedelta(days=1)
        return summary

    def _with_second_checks(self, run_id: int, watch: Watch, later: list[Seen]) -> Watch:
        doubt = self.catalog.runs.doubt(run_id, watch)
        if doubt is None:
            return watch
        self.second_checks += 1
        seen = {
            look.link.id or 0: (look.observation, ALL_REASONS[look.reason].verdict)
            for look in later
        }
        found = {
            change.trait: second_check_of(change, doubt.controls, seen, watch.at_end)
            for change in doubt.changes
        }
        return replace(watch, second_checks=found)


# --- ways in which a network fails: what becomes of checks made meanwhile -----------


def lost(*faults: NetworkFault) -> Outage:
    """Nothing is reached; each host fails in one of these ways."""

    def outage(looks: list[Seen], draw: Random) -> list[Seen]:
        ways: dict[str, NetworkFault] = {}
        return [look.with_fault(ways.setdefault(look.host, draw.choice(faults))) for look in looks]

    return outage


def _behind_tls(look: Seen, otherwise: Seen) -> Seen:
    """Who answers in place of a site cannot show its certificate."""
    secure = look.link.url.startswith("https:")
    return look.with_fault(NetworkFault.CERT_WRONG_HOST) if secure else otherwise


def portal_page(looks: list[Seen], draw: Random) -> list[Seen]:
    """A sign-in page in place of every page; it cannot show the certificates of others."""
    text = page_text(draw.randrange(10**6, 10**9))
    return [_behind_tls(look, look.with_page(text)) for look in looks]


def advertising_page(looks: list[Seen], draw: Random) -> list[Seen]:
    """One page for all, as where the resolver has the address of its owner for every name."""
    text = page_text(draw.randrange(10**6, 10**9))
    return [look.with_page(text) for look in looks]


def personal_page(reason: Reason = Reason.OK) -> Outage:
    """A page for all, of which no two copies are alike: the address that was asked for, the
    visitor's own, a session. reason: what the judge made of it."""

    def outage(looks: list[Seen], draw: Random) -> list[Seen]:
        words = page_text(draw.randrange(10**6, 10**9))
        return [
            look.with_page(
                f"{words} {look.link.url} 10.3.{draw.randrange(256)}.{draw.randrange(256)} "
                f"session {draw.randbytes(8).hex()}",
                reason,
            )
            for look in looks
        ]

    return outage


def proxy_status(status: int, *, with_page: bool = True, server: str = "squid") -> Outage:
    """A proxy that answers all with one error."""

    def outage(looks: list[Seen], draw: Random) -> list[Seen]:
        words = page_text(draw.randrange(10**6, 10**9))
        return [
            look.with_status(status, f"{words} {look.link.url}" if with_page else None, server)
            for look in looks
        ]

    return outage


def proxy_mixed(looks: list[Seen], draw: Random) -> list[Seen]:
    """A proxy that answers all with one error or another."""
    return [look.with_status(draw.choice((500, 502, 503, 504)), server="squid") for look in looks]


def portal_redirect(looks: list[Seen], draw: Random) -> list[Seen]:
    """All are sent on to a sign-in page, which names the address that was asked for."""
    words = page_text(draw.randrange(10**6, 10**9))
    return [
        look.sent_on(f"http://sign-in.wifi.test/?to={look.link.id}", f"{words} {look.link.url}")
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
            text=None,
        )
        for look in looks
    ]


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
LOSSES: dict[str, Outage] = {
    "everything at once": lost(*_NO_ANSWER),
    "the resolver fails": lost(NetworkFault.RESOLVER),
    "every name is unknown": lost(NetworkFault.NO_SUCH_NAME),
    "a private address for every name": lost(NetworkFault.REFUSED_ADDRESS),
    "resets": lost(NetworkFault.RESET, NetworkFault.EMPTY),
    "timeouts": lost(NetworkFault.TIMEOUT, NetworkFault.UNREACHABLE),
    "our clock is wrong": lost(NetworkFault.CERT_EXPIRED),
    "a sign-in page inside": portal_inside,
    "a sign-in status": proxy_status(511),
}
#: Ways in which something answers in place of the sites.
ANSWERS: dict[str, Outage] = {
    "one page for all": advertising_page,
    "a sign-in page": portal_page,
    "a sign-in page elsewhere": portal_redirect,
    "a page with the visitor's address": personal_page(),
    "a block page that is recognized": personal_page(Reason.HIJACKED),
    "proxy 502": proxy_status(502),
    "proxy 502 without a page": proxy_status(502, with_page=False),
    "proxy 403": proxy_status(403),
    "proxy 403 without a page or a name": proxy_status(403, with_page=False, server=""),
    "proxy with varied errors": proxy_mixed,
}


# --- days on which the network works ---------------------------------------------------


def _hosts(looks: list[Seen]) -> list[str]:
    return sorted({look.host for look in looks if look.text is not None})


def _one_each(looks: list[Seen], chosen: set[str], outage: Outage, draw: Random) -> list[Seen]:
    struck = iter(outage([look for look in looks if look.host in chosen], draw))
    return [next(struck) if look.host in chosen else look for look in looks]


def deaths(fewest: float, most: float) -> Outage:
    """A share of the sites dies, each in its own way; one page in ten is new."""

    def day(looks: list[Seen], draw: Random) -> list[Seen]:
        hosts = _hosts(looks)
        dead = set(draw.sample(hosts, round(draw.uniform(fewest, most) * len(hosts))))
        ways: dict[str, Callable[[Seen], Seen]] = {}

        def way() -> Callable[[Seen], Seen]:
            fault, status = draw.choice(_NO_ANSWER), draw.choice((403, 404, 410, 500, 503))
            text, lost_it = page_text(draw.randrange(10**9)), draw.random() < 0.5
            return (
                (lambda look: look.with_fault(fault))
                if lost_it
                else (lambda look: look.with_status(status, text))
            )

        return [
            ways.setdefault(look.host, way())(look)
            if look.host in dead
            else look.with_page(page_text(draw.randrange(10**9)))
            if look.text is not None and draw.random() < 0.1
            else look
            for look in looks
        ]

    return day


def _beside(event: Outage) -> Outage:
    """The event on a day on which up to one site in twenty dies besides."""
    others = deaths(0.0, 0.05)

    def day(looks: list[Seen], draw: Random) -> list[Seen]:
        return event(others(looks, draw), draw)

    return day


def event(fewest: float, most: float, what: Outage) -> Outage:
    """Something that happens to a share of the sites: those of one company or one owner."""

    def day(looks: list[Seen], draw: Random) -> list[Seen]:
        hosts = _hosts(looks)
        first = draw.randrange(len(hosts))
        number = round(draw.uniform(fewest, most) * len(hosts))
        turned = {hosts[(first + place) % len(hosts)] for place in range(number)}
        return _one_each(looks, turned, what, draw)

    return _beside(day)


def new_host(looks: list[Seen], draw: Random) -> list[Seen]:
    """All are sent on to one new host, each to its page there."""
    del draw
    return [
        look.sent_on(
            f"https://new.state.test/{look.link.id}", look.text or "", Reason.PERMANENT_REDIRECT
        )
        for look in looks
    ]


def placeholder(looks: list[Seen], draw: Random) -> list[Seen]:
    """All are sent on to one page of a new host."""
    text = page_text(draw.randrange(10**9))
    return [
        look.sent_on("https://new.state.test/", text, Reason.REDIRECTED_TO_HOME) for look in looks
    ]


def ordinary_day(looks: list[Seen], draw: Random) -> list[Seen]:
    """What is wrong on any day: one host in twenty or fifty is down, one page in ten is new,
    three sites move to one platform and give its front page, and one has a bad certificate."""
    day = deaths(0.02, 0.05)(looks, draw)
    warned, *moved = draw.sample(_hosts(looks), 4)
    text = page_text(draw.randrange(10**6, 10**9))
    return [
        look.with_fault(NetworkFault.CERT_EXPIRED)
        if look.host == warned
        else look.sent_on("https://platform.test/", text)
        if look.text is not None and look.host in moved
        else look
        for look in day
    ]


#: Days of the trial, and days on which many sites change for one cause.
DAYS: Mapping[str, Outage] = {
    "one site in ten to five dies": deaths(0.10, 0.20),
    "what is wrong on any day": ordinary_day,
    "a hosting company dies": event(0.10, 0.20, lost(NetworkFault.TIMEOUT)),
    "its names end": event(0.10, 0.20, lost(NetworkFault.NO_SUCH_NAME)),
    "it shows one page for all": event(0.10, 0.20, advertising_page),
    "it answers 503 for all": event(0.15, 0.40, proxy_status(503, server="host")),
    "a state moves its sites to one host": event(0.20, 0.30, new_host),
    "a state sends its sites to one page": event(0.10, 0.25, placeholder),
    "a platform closes its doors to checkers": event(0.15, 0.40, proxy_status(403, server="cdn")),
    "an authority of certificates is dropped": event(0.10, 0.20, lost(NetworkFault.CERT_EXPIRED)),
}


# --- a crawl in an outage, or on a day --------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """What a crawl sees, and what a second check sees ten minutes later."""

    looks: list[Seen]
    later: list[Seen]


def trial_of(web: Web, outage: Outage, when: str, draw: Random) -> Trial:
    """An outage of our own network in one of the ways of WHEN.

    What meets all sites goes on until the second check, or has ended by then; what meets some
    of them has ended: else nothing at all tells it from the sites' own fault.
    """
    truth = web.look_around()
    goes_on = when in GOES_ON and draw.random() < 0.5
    later = outage(truth, draw) if goes_on else truth
    return Trial(WHEN[when](outage)(truth, draw), later)


def day_of(web: Web, day: Outage, draw: Random) -> Trial:
    """A day on which the network works: what a site is, it is ten minutes later."""
    looks = day(web.look_around(), draw)
    return Trial(looks, looks)


#: Domains that an outage meets at least: fewer look like bad luck.
_FEWEST = 8

WHEN: Mapping[str, Callable[[Outage], Outage]] = {
    "throughout": throughout,
    "for a share of the hosts": for_a_share,
    "from some point on": lambda outage: from_some_point(outage, _FEWEST),
    "for a while": lambda outage: for_a_while(outage, _FEWEST),
}
GOES_ON = ("throughout", "from some point on")
