"""The demo's world: the 54 job banks as they were found, and a week that is made up.

On the first day the state and territory job banks answer as they really did on
9 October 2026 (`observed-2026-10-09.csv`, facts), and every other host of the
starter directory answers plainly. Where it is recorded that a site redirects
but not how, the redirect is taken as a passing one, which claims the least.

What goes wrong afterwards is invented. It befalls sites that do not exist,
under the reserved domain `.example`; no real one is said to fail.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from crawler.fleet.behaviours.model import always, with_robots
from crawler.fleet.behaviours.redirects import onward
from crawler.fleet.behaviours.status import missing
from crawler.fleet.server import Role
from crawler.fleet.site import Handler, Site
from crawler.fleet.world import Day, World
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

    behaviour: a name of the table of behaviours, or `leads-to` (every page
    leads to the address `leads_to`), or `only-root-leads-to` (the root does,
    and everything else is 404). observed: what was seen, in a few words.
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
    """The made-up links, to be added to the demo's catalog."""
    return (
        _COUNTY, _HARBOR, _VALLEY, _COLLEGE, _HOSPITAL, _CENTER, _TOWN, _STAFFING, _MUSEUM,
        _GRANTS, _CLINIC, _LIBRARY,
    )  # fmt: skip


@lru_cache(maxsize=1)
def observed() -> Mapping[str, Observed]:
    """How the job banks answered on the first day, by host."""
    text = files("crawler.fleet").joinpath(_OBSERVED).read_text("utf-8")
    rows = (Observed(**row) for row in csv.DictReader(text.splitlines()))
    return {row.host: row for row in rows}


def story(urls: Iterable[str]) -> World:
    """The demo's world, for the links of a directory.

    urls: the addresses of the directory's links, the story's own not among
    them. The same addresses give the same world. Raises UrlRefused for what is
    no address.
    """
    hosts = sorted({parse_address(url).host for url in urls})
    first: dict[str, Role] = dict.fromkeys(hosts, "ok")
    first |= {link.host: "ok" for link in story_links()}
    for host, row in observed().items():
        if host in first:
            first[host] = _role(row)
            if row.leads_to:
                beyond = parse_address(row.leads_to).host
                first[beyond] = _role(observed()[beyond])
    return World(BEGINS, first, _days())


def _role(row: Observed) -> Role:
    match row.behaviour:
        case "leads-to":
            return Site(with_robots(always(onward(302, row.leads_to))))
        case "only-root-leads-to":
            return Site(with_robots(_only_root(row.leads_to)))
        case name:
            return name


def _only_root(target: str) -> Handler:
    there = onward(302, target)
    return lambda request: there if request.path == "/" else missing(request)


def _days() -> tuple[Day, ...]:
    return (
        Day(
            1,
            (
                f"{_COUNTY.name} let its security certificate lapse last night.",
                f"{_VALLEY.name} gave up its name: {_VALLEY.host} no longer exists.",
                f"{_COLLEGE.name} was taken down for good (410 Gone).",
                f"{_HOSPITAL.name} moved to a new address on the same site.",
                f"{_TOWN.name} does not answer: its server refuses connections.",
                f"{_STAFFING.name} answers with an error (500).",
                f"{_MUSEUM.name} has a bad morning (503).",
                f"{_CLINIC.name} found somebody: the page says so, with an ordinary 200.",
            ),
            {
                _COUNTY.host: "certificate-expired",
                _VALLEY.host: "name-gone",
                _COLLEGE.host: "status-410",
                _HOSPITAL.host: "redirect-301",
                _TOWN.host: "refused",
                _STAFFING.host: "status-500",
                _MUSEUM.host: "status-503",
                _CLINIC.host: "posting-closed-english",
            },
        ),
        Day(
            4,
            (
                f"{_HARBOR.name} lost its name: it leads to a market for domain names now.",
                f"{_GRANTS.name} lost its name as well: there are slot machines now.",
                f"{_LIBRARY.name} was taken down, and its site sends “not found” with a 200.",
                f"{_CENTER.name} moved to a new host.",
                f"{_TOWN.name} and {_STAFFING.name} are still down.",
                f"The bad morning of {_MUSEUM.name} is over.",
            ),
            {
                _HARBOR.host: "redirect-to-marketplace",
                _GRANTS.host: "taken-by-slots",
                _LIBRARY.host: "soft-404-english",
                _CENTER.host: "redirect-to-new-host",
                _MUSEUM.host: "ok",
            },
        ),
        Day(
            8,
            (
                f"{_STAFFING.name} is back, and {_TOWN.name} is not.",
                f"{_COUNTY.name} has a new certificate.",
            ),
            {_STAFFING.host: "ok", _COUNTY.host: "ok"},
        ),
    )
