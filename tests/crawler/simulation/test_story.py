"""The demo's world: facts on the first day, an invented week afterwards."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.simulation.behaviour import Behaviour
from crawler.simulation.server import Fleet
from crawler.simulation.simulation import load_simulation
from crawler.simulation.story import BEGINS, Observed, observed, story, story_links
from crawler.simulation.world import World
from directory.model.category import TOP_CATEGORIES
from directory.rules.urls import parse_address
from tests.behaviours import BEHAVIOURS
from tests.crawler.simulation.client import follow, get
from tests.rows import each

pytestmark = pytest.mark.slow

URLS = [
    "https://www.arjoblink.arkansas.gov/",
    "https://www.caljobs.ca.gov/vosnet/Default.aspx",
    "https://www.connectingcolorado.com/",
    "https://www.jobs4tn.gov/vosnet/Default.aspx",
    "https://worksourcewa.com/home.aspx",
    "https://ohiomeansjobs.ohio.gov/home",
    "https://www.usajobs.gov/",
    "https://www.flowers-and-jobs.com/a",
    "https://www.flowers-and-jobs.com/b",
    "https://www.herbs-and-jobs.com/",
    "https://www.trees-and-jobs.org/",
]
JOB_BANKS = Path(__file__).parents[3] / ".." / "shared" / "inputs" / "state-job-banks.csv"


def listed_job_banks() -> list[dict[str, str]]:
    """The public list of job banks, where it is at hand."""
    if not JOB_BANKS.exists():
        return []
    with JOB_BANKS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def world() -> World:
    return story(URLS)


@pytest.fixture
def fleet(world: World) -> Iterator[Fleet]:
    with world.fleet() as running:
        yield running


def test_54_job_banks_are_recorded() -> None:
    assert sum(not row.observed.startswith("where ") for row in observed().values()) == 54


@each("row", observed().values(), ids=lambda row: row.host)
def test_each_record_can_be_played(row: Observed) -> None:
    assert row.observed
    assert (row.behaviour in BEHAVIOURS) is (row.leads_to == "")
    assert row.leads_to == "" or parse_address(row.leads_to).host in observed()


@pytest.mark.parametrize(
    ("host", "behaviour"),
    [
        ("www.caljobs.ca.gov", "robots-disallow-all"),
        ("www.arjoblink.arkansas.gov", "robots-disallow-search"),
        ("www.dcnetworks.org", "robots-403"),
        ("www.louisianaworks.net", "wall-imperva"),
        ("www.mitalent.org", "robots-is-home-page"),
        ("marianaslabor.net", "empty-list"),
        ("www.employoklahoma.gov", "redirect-to-sign-in"),
    ],
)
def test_a_job_bank_is_recorded_as_it_was_seen(host: str, behaviour: str) -> None:
    assert observed()[host].behaviour == behaviour


def test_the_records_agree_with_the_public_list() -> None:
    for row in listed_job_banks():
        record = observed()[parse_address(row["url"]).host]
        closed = "robots.txt forbids generic crawlers" in row["observed_2026_10_09"]
        stale = "stale address" in row["observed_2026_10_09"]
        if not stale:  # where it leads is closed, not the address itself
            is_closed = BEHAVIOURS.get(record.behaviour, BEHAVIOURS["ok"]).reason == "robots"
            assert is_closed is closed, row


def test_a_job_bank_answers_as_it_did(fleet: Fleet) -> None:
    robots = get(fleet, "https://www.arjoblink.arkansas.gov/robots.txt").text
    assert "Disallow: /search" in robots
    assert get(fleet, "https://www.arjoblink.arkansas.gov/").status == 200
    assert "Disallow: /\n" in get(fleet, "https://www.caljobs.ca.gov/robots.txt").text
    assert get(fleet, "https://ohiomeansjobs.ohio.gov/home").status == 404


def test_where_a_job_bank_leads_is_there_too(fleet: Fleet) -> None:
    hops = follow(fleet, "https://www.connectingcolorado.com/", 5)
    assert [hop.status for hop in hops] == [302, 200]
    hops = follow(fleet, "https://www.jobs4tn.gov/vosnet/Default.aspx", 5)
    assert hops[0].location == "https://jobs4tnwfs.tn.gov/vosnet/Default.aspx"
    assert "Disallow: /\n" in get(fleet, "https://jobs4tnwfs.tn.gov/robots.txt").text


def test_a_root_may_lead_on_where_every_page_is_gone(fleet: Fleet) -> None:
    assert get(fleet, "https://worksourcewa.com/home.aspx").status == 404
    hops = follow(fleet, "https://worksourcewa.com/", 5)
    assert [hop.status for hop in hops] == [302, 200]


def test_every_other_host_answers_plainly(fleet: Fleet) -> None:
    for url in (*URLS[6:], *(link.url for link in story_links())):
        assert get(fleet, url).status == 200


def test_only_hosts_of_the_directory_and_the_story_are_there(fleet: Fleet) -> None:
    assert "www.mitalent.org" not in fleet.hosts
    assert load_simulation(fleet.simulation_file).name("www.mitalent.org").fault == "nxdomain"


def test_the_same_directory_gives_the_same_story() -> None:
    forwards, backwards = story(URLS), story(reversed(URLS))
    assert forwards.days == backwards.days
    assert list(forwards.first) == list(backwards.first)


def test_a_story_needs_no_directory() -> None:
    bare = story([])
    assert set(bare.first) == {link.host for link in story_links()}
    assert bare.days


def test_harm_comes_only_to_made_up_hosts(world: World) -> None:
    changed = {host for day in world.days for host in day.changes}
    assert changed
    assert all(host.endswith(".example") for host in changed)


def test_each_day_is_told_in_sentences(world: World) -> None:
    assert [day.number for day in world.days] == [1, 4, 8]
    for day in world.days:
        assert day.telling
        assert all(line.text.endswith(".") for line in day.telling)
        assert all(line.expects for line in day.telling)
        assert all(host in world.first for host in day.changes)


def test_what_changes_is_told_and_what_is_told_is_about_the_links_of_the_story(
    world: World,
) -> None:
    ours = {link.url: link for link in story_links()}
    for day in world.days:
        told = {url for line in day.telling for url in line.expects}
        assert told <= ours.keys()
        assert day.changes.keys() <= {ours[url].host for url in told}


def test_each_link_is_expected_to_be_found_as_its_host_behaves(world: World) -> None:
    """On each day, for all hosts that play a row of the table."""
    for number in (0, *(day.number for day in world.days)):
        roles = world.on(number)
        for url, reason in world.expected(number).items():
            role = roles[parse_address(url).host]
            row = BEHAVIOURS[role] if isinstance(role, str) else role
            if isinstance(row, Behaviour):
                assert row.reason is reason, (number, url)


def test_a_page_is_at_the_path_of_its_link(fleet: Fleet, world: World) -> None:
    world.advance(fleet, world.days[0])
    posting = get(fleet, "https://jobs.riverside-clinic.example/postings/nurse")
    assert posting.status == 200
    assert "no longer accepting applications" in posting.text
    listed = "https://marianaslabor.net/jvapub_list.asp"
    with story([listed]).fleet() as islands:
        assert "0 vacancies are listed today" in get(islands, listed).text
        assert get(islands, f"{listed}x").status == 404


def test_the_days_come_in_the_fleet(world: World, fleet: Fleet) -> None:
    for day in world.days:
        world.advance(fleet, day)
        simulation = load_simulation(fleet.simulation_file)
        assert simulation.clock == world.moment(day.number)
        assert simulation.clock - BEGINS == (world.moment(day.number) - world.begins)
    assert get(fleet, "https://www.summit-staffing.example/jobs").status == 200
    assert simulation.names["www.valley-careers.example"].fault == "nxdomain"
    market = get(fleet, "https://www.harbor-jobs.example/listings")
    assert "hugedomains" in (market.location or "")


def test_a_day_holds_all_earlier_changes(world: World) -> None:
    assert world.on(0) == dict(world.first)
    assert world.on(3)["jobs.milltown.example"] == "refused"
    assert world.on(8)["jobs.milltown.example"] == "refused"
    assert world.on(8)["www.summit-staffing.example"] == "ok"


def test_the_links_of_the_story_fit_the_catalog() -> None:
    links = story_links()
    assert len({link.host for link in links}) == len(links)
    for link in links:
        assert parse_address(link.url).href == link.url
        assert link.host.endswith(".example")
        assert link.category in TOP_CATEGORIES
        assert link.name
        assert link.operator
