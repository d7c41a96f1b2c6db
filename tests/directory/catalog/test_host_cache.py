"""What is remembered of hosts: kept from run to run, the newest in the place of the older."""

from datetime import timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import RunLost
from directory.catalog.host_cache import FACTS_KEPT, Fact
from directory.model.host import HostFactKind, PageFingerprint, ProbeFact, RobotsFact, WaitFact
from directory.model.vocab import RunStatus
from tests.clocks import NOW
from tests.directory.samples import HOLDER, rows

pytestmark = pytest.mark.both_databases

ROBOTS = Fact(
    "a.example", HostFactKind.ROBOTS, "https://a.example", NOW,
    RobotsFact("User-agent: *\nDisallow: /geschlossen-ü\n" * 200),
)  # fmt: skip
WAIT = Fact("a.example", HostFactKind.WAIT, "", NOW, WaitFact(NOW + timedelta(hours=1)))
PROBE = Fact(
    "b.example:8443", HostFactKind.PROBE, "https://b.example:8443/jobs/", NOW,
    ProbeFact("https://b.example:8443/jobs/x", 200, "https://b.example:8443/", 2, "Home",
              came=True, page=PageFingerprint(2**63, b"\0\xff", b""), home_seen=True),
)  # fmt: skip
BARE = Fact(
    "c.example", HostFactKind.PROBE, "https://c.example/", NOW, ProbeFact("https://c.example/x")
)


def _remember(catalog: Catalog, *facts: Fact) -> None:
    """Records them as a crawl does."""
    run = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    catalog.runs.record(run.run_id, HOLDER, NOW, [], facts)


def _known(catalog: Catalog, *lanes: str) -> set[Fact]:
    return set(catalog.runs.host_facts(lanes))


def test_facts_come_back_as_they_were_told(catalog: Catalog) -> None:
    """A probe of which no page came, and a site without a home page, are two things."""
    _remember(catalog, ROBOTS, WAIT, PROBE, BARE)
    assert _known(catalog, "a.example", "b.example:8443", "c.example") == {
        ROBOTS, WAIT, PROBE, BARE,
    }  # fmt: skip


def test_only_what_is_known_of_these_lanes_is_told(catalog: Catalog) -> None:
    _remember(catalog, ROBOTS, WAIT, PROBE)
    assert _known(catalog, "b.example:8443", "b.example", "nobody.example") == {PROBE}
    assert _known(catalog) == set()


def test_a_newer_fact_takes_the_place_of_the_older_one_of_its_kind_and_key(
    catalog: Catalog,
) -> None:
    later = NOW + timedelta(days=1)
    newer = Fact(ROBOTS.lane, ROBOTS.kind, ROBOTS.key, later, RobotsFact(""))
    of_http = Fact(ROBOTS.lane, ROBOTS.kind, "http://a.example", NOW, RobotsFact("Disallow:"))
    _remember(catalog, ROBOTS, WAIT, of_http)
    _remember(catalog, newer)
    assert _known(catalog, "a.example") == {newer, WAIT, of_http}


def test_of_two_facts_told_at_once_the_last_is_kept(catalog: Catalog) -> None:
    again = Fact(WAIT.lane, WAIT.kind, WAIT.key, NOW, WaitFact(NOW + timedelta(hours=9)))
    _remember(catalog, WAIT, again)
    assert _known(catalog, "a.example") == {again}


@pytest.mark.parametrize(("days", "kept"), [(FACTS_KEPT.days, True), (FACTS_KEPT.days + 1, False)])
def test_what_nobody_has_asked_for_in_a_month_is_forgotten_when_a_run_ends(
    catalog: Catalog, days: int, kept: bool
) -> None:
    _remember(catalog, ROBOTS)
    begun = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    catalog.runs.settle(begun.run_id, now=NOW + timedelta(days=days), status=RunStatus.COMPLETE)
    assert bool(rows(catalog, "host_fact")) is kept


def test_facts_are_kept_or_lost_with_the_results_they_came_with(catalog: Catalog) -> None:
    """Whoever does not hold the run leaves no fact either."""
    begun = catalog.runs.begin(holder=HOLDER, now=NOW, due_only=False, fresh=False)
    with pytest.raises(RunLost, match="another process has taken over"):
        catalog.runs.record(begun.run_id, "somebody else", NOW, [], [ROBOTS])
    assert rows(catalog, "host_fact") == []
