"""The demo's world: the job banks as they were observed, and an invented week.

On the first day the state and territory job banks answer as they really did on 9 October 2026
(`observed-2026-10-09.csv`, facts), and every other host of the starter directory answers plainly:
so do the job banks whose address in the starter directory is newer than the observation. If it is
recorded that a site redirects but not how, the redirect is taken as a temporary one, which is the
weakest assumption.

Later failures are invented. They happen to sites that do not exist, under the reserved domain
`.example`; no real one is said to fail. Each line of the story names the reason that a correct
check of its links finds; a test compares it with what the demo's crawls find.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.simulation.behaviour import always, with_robots
from crawler.simulation.demo_behaviours import DEMO_BEHAVIOURS, missing, onward
from crawler.simulation.server import Role
from crawler.simulation.site import Handler, Site
from crawler.simulation.world import Day, ToldLine, World
from directory.model.reasons import Reason
from directory.model.vocab import OperatorClass
from directory.rules.urls import parse_address

BEGINS = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)
_OBSERVED = "observed-2026-10-09.csv"


class StoryLink(NamedTuple):
    """A link that the story adds to the demo's catalog. category: a slug."""

    url: str
    name: str
    category: str
    operator: str
    operator_class: OperatorClass

    @property
    def host(self) -> str:
        """The host of the address."""
        return parse_address(self.url).host


class Observed(NamedTuple):
    """How one host answered on the first day.

    behaviour: a name of the table of behaviours, or `leads-to` (every page redirects to the address
    `leads_to`), or `only-root-leads-to` (the root does, and everything else is 404). observed: what
    was seen, in a few words.
    """

    host: str
    behaviour: str
    leads_to: str
    observed: str


_COUNTY = StoryLink(
    "https://jobs.cedar-county.example/", "Cedar County Jobs",
    "local-services", "Cedar County", OperatorClass.LOCAL,
)  # fmt: skip
_HARBOR = StoryLink(
    "https://www.harbor-jobs.example/listings", "Harbor Jobs",
    "job-banks", "Harbor Jobs LLC", OperatorClass.PRIVATE,
)  # fmt: skip
_VALLEY = StoryLink(
    "https://www.valley-careers.example/start", "Valley Careers",
    "career-resources", "Valley Careers Network", OperatorClass.NONPROFIT,
)  # fmt: skip
_COLLEGE = StoryLink(
    "https://training.lakeside-college.example/programs/welding", "Lakeside College: welding",
    "career-resources", "Lakeside College", OperatorClass.EDUCATION,
)  # fmt: skip
_HOSPITAL = StoryLink(
    "https://careers.northfield-hospital.example/openings", "Northfield Hospital: openings",
    "job-banks", "Northfield Hospital", OperatorClass.NONPROFIT,
)  # fmt: skip
_CENTER = StoryLink(
    "https://pine-county-workforce.example/services", "Pine County Workforce Center",
    "local-services", "Pine County", OperatorClass.LOCAL,
)  # fmt: skip
_TOWN = StoryLink(
    "https://jobs.milltown.example/board", "Milltown Job Board",
    "local-services", "Town of Milltown", OperatorClass.LOCAL,
)  # fmt: skip
_STAFFING = StoryLink(
    "https://www.summit-staffing.example/jobs", "Summit Staffing",
    "job-banks", "Summit Staffing Inc.", OperatorClass.PRIVATE,
)  # fmt: skip
_MUSEUM = StoryLink(
    "https://jobs.hilltop-museum.example/", "Hilltop Museum: jobs",
    "job-banks", "Hilltop Museum", OperatorClass.NONPROFIT,
)  # fmt: skip

_GRANTS = StoryLink(
    "https://www.maple-grants.example/apply", "Maple Grants",
    "career-resources", "Maple Grants Foundation", OperatorClass.NONPROFIT,
)  # fmt: skip
_CLINIC = StoryLink(
    "https://jobs.riverside-clinic.example/postings/nurse", "Riverside Clinic: nurse",
    "job-banks", "Riverside Clinic", OperatorClass.NONPROFIT,
)  # fmt: skip
_LIBRARY = StoryLink(
    "https://www.hillview-library.example/job-help", "Hillview Library: job help",
    "career-resources", "Town of Hillview", OperatorClass.LOCAL,
)  # fmt: skip


def story_links() -> tuple[StoryLink, ...]:
    """Return the invented links, to be added to the demo's catalog."""
    return (
        _COUNTY, _HARBOR, _VALLEY, _COLLEGE, _HOSPITAL, _CENTER, _TOWN, _STAFFING, _MUSEUM,
        _GRANTS, _CLINIC, _LIBRARY,
    )  # fmt: skip


@lru_cache(maxsize=1)
def observed() -> Mapping[str, Observed]:
    """Return how the job banks answered on the first day, by host."""
    text = files("crawler.simulation").joinpath(_OBSERVED).read_text("utf-8")
    rows = (Observed(**row) for row in csv.DictReader(text.splitlines()))
    return {row.host: row for row in rows}


def story(urls: Iterable[str]) -> World:
    """Return the demo's world, for the links of a directory.

    urls: the addresses of the directory's links, without those of the story. The same addresses
    give the same world. Raise UrlRefused for an invalid address.
    """
    addresses = {parse_address(url).href: parse_address(url) for url in sorted(urls)}
    first: dict[str, Role] = {address.host: "ok" for address in addresses.values()}
    first |= {link.host: "ok" for link in story_links()}
    expects = dict.fromkeys([*addresses, *(link.url for link in story_links())], Reason.OK)
    for url, address in addresses.items():
        row = observed().get(address.host)
        if row is None:
            continue
        first[row.host] = _role(row, url)
        expects[url] = _expected(row, url)
        if row.leads_to:
            beyond = parse_address(row.leads_to).host
            first[beyond] = _role(observed()[beyond], row.leads_to)
    return World(BEGINS, dict(sorted(first.items())), _days(), expects)


def _role(row: Observed, url: str) -> Role:
    match row.behaviour:
        case "leads-to":
            return Site(with_robots(always(onward(302, row.leads_to))))
        case "only-root-leads-to":
            return Site(with_robots(_only_root(row.leads_to)))
        case name:
            return _played_at(name, url)


@lru_cache(maxsize=256)  # so that the same story is equal
def _played_at(name: str, url: str) -> Role:
    """Return the behaviour for a host whose link has this address."""
    behaviour = DEMO_BEHAVIOURS[name]
    at_its_path = behaviour.at(urlsplit(url).path)
    return name if at_its_path is behaviour else at_its_path


def _expected(row: Observed, url: str) -> Reason:
    match row.behaviour:
        case "only-root-leads-to" if urlsplit(url).path != "/":
            return Reason.NOT_FOUND
        case "leads-to" | "only-root-leads-to":
            return _expected(observed()[parse_address(row.leads_to).host], row.leads_to)
        case name:
            return DEMO_BEHAVIOURS[name].reason


def _only_root(target: str) -> Handler:
    there = onward(302, target)
    return lambda request: there if request.path == "/" else missing(request)


def _told(text: str, reason: Reason, *links: StoryLink) -> ToldLine:
    return ToldLine(text, dict.fromkeys((link.url for link in links), reason))


def _from_now_on(changes: Mapping[StoryLink, str]) -> dict[str, Role]:
    return {link.host: _played_at(name, link.url) for link, name in changes.items()}


def _days() -> tuple[Day, ...]:
    return (
        Day(
            1,
            (
                _told(f"{_COUNTY.name} let its security certificate lapse last night.",
                      Reason.CERTIFICATE_EXPIRED, _COUNTY),
                _told(f"{_VALLEY.name} gave up its name: {_VALLEY.host} no longer exists.",
                      Reason.NO_SUCH_DOMAIN, _VALLEY),
                _told(f"{_COLLEGE.name} was taken down for good (410 Gone).",
                      Reason.GONE, _COLLEGE),
                _told(f"{_HOSPITAL.name} moved to a new address on the same site.",
                      Reason.PERMANENT_REDIRECT, _HOSPITAL),
                _told(f"{_TOWN.name} does not answer: its server refuses connections.",
                      Reason.CONNECTION_REFUSED, _TOWN),
                _told(f"{_STAFFING.name} answers with an error (500).",
                      Reason.SERVER_ERROR, _STAFFING),
                _told(f"{_MUSEUM.name} has a bad morning (503).", Reason.SERVER_ERROR, _MUSEUM),
                _told(f"{_CLINIC.name} filled its posting: the page says so, with an ordinary 200.",
                      Reason.POSTING_CLOSED, _CLINIC),
            ),
            _from_now_on({
                _COUNTY: "certificate-expired",
                _VALLEY: "name-gone",
                _COLLEGE: "status-410",
                _HOSPITAL: "redirect-301",
                _TOWN: "refused",
                _STAFFING: "status-500",
                _MUSEUM: "status-503",
                _CLINIC: "posting-closed-english",
            }),
        ),
        Day(
            4,
            (
                _told(f"{_HARBOR.name} lost its name: it leads to a market for domain names now.",
                      Reason.PARKED, _HARBOR),
                _told(f"{_GRANTS.name} lost its name as well: there are slot machines now.",
                      Reason.HIJACKED, _GRANTS),
                _told(f"{_LIBRARY.name} was taken down, and its site sends “not found” with a 200.",
                      Reason.SOFT_404, _LIBRARY),
                _told(f"{_CENTER.name} moved to a new host.", Reason.PERMANENT_REDIRECT, _CENTER),
                _told(f"{_TOWN.name} still refuses connections.", Reason.CONNECTION_REFUSED, _TOWN),
                _told(f"{_STAFFING.name} still answers with an error.",
                      Reason.SERVER_ERROR, _STAFFING),
                _told(f"The bad morning of {_MUSEUM.name} is over.", Reason.OK, _MUSEUM),
            ),
            _from_now_on({
                _HARBOR: "redirect-to-marketplace",
                _GRANTS: "taken-by-slots",
                _LIBRARY: "soft-404-english",
                _CENTER: "redirect-to-new-host",
                _MUSEUM: "ok",
            }),
        ),
        Day(
            8,
            (
                _told(f"{_STAFFING.name} is back.", Reason.OK, _STAFFING),
                _told(f"{_TOWN.name} still refuses connections.", Reason.CONNECTION_REFUSED, _TOWN),
                _told(f"{_COUNTY.name} has a new certificate.", Reason.OK, _COUNTY),
            ),
            _from_now_on({_STAFFING: "ok", _COUNTY: "ok"}),
        ),
    )  # fmt: skip
