"""Names that are parked or for sale."""

import pytest

from crawler.signs import load_signs
from directory.model.observation import NetworkFault, Stop
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import (
    ARTICLE,
    JOBS,
    Row,
    broken,
    chain,
    fine,
    hop,
    prove,
    seen,
    stopped,
)

CHANGED = Verdict.CHANGED
MARKET = "https://www.hugedomains.com/domain_profile.cfm?d=elm"


def parked(says: str, target: str, *more: Reason, status: int = 302) -> Row:
    return Row(says, chain((status, target)), CHANGED, (Reason.PARKED, *more))


ROWS = (
    parked("a redirect to a market for names", MARKET),
    parked("a redirect to the market's bare domain", "https://sedo.com/search"),
    parked("a redirect to a host deep inside the market", "https://a.b.lander.dan.com/"),
    parked("in capitals", "https://WWW.Sedo.COM/search"),
    Row(
        "a permanent one: parked before moved, and the market's address is not suggested",
        chain((301, "https://sedo.com/x")), CHANGED,
        (Reason.PARKED, Reason.PERMANENT_REDIRECT),
    ),
    Row(
        "by way of a market to somewhere else",
        chain((302, MARKET), (302, "https://casino.example/")), CHANGED, (Reason.PARKED,),
    ),
    Row(
        "to a market that refuses us: the danger is not masked",
        chain((302, MARKET), then=403), CHANGED, (Reason.PARKED, Reason.ACCESS_DENIED),
    ),
    Row(
        "to a market whose robots.txt closes the page to us",
        stopped(Stop.ROBOTS, hop(JOBS, 302, MARKET)), CHANGED,
        (Reason.PARKED, Reason.ROBOTS_DISALLOWED),
    ),
    Row(
        "to a market that does not answer",
        broken(NetworkFault.TIMEOUT, "", hop(JOBS, 302, MARKET), url=MARKET), CHANGED,
        (Reason.PARKED, Reason.TIMEOUT),
    ),
    fine("a host whose name merely ends like a market's", chain((302, "https://notsedo.com/"))),
    fine("a host with a market's name in front", chain((302, "https://sedo.com.elm.gov/"))),
    fine("an address with a market's name in its path", chain((302, "https://elm.gov/sedo.com"))),
    fine("an article about names for sale", seen(hop("https://elm.gov/selling-your-domain"))),
    fine("a link to a market, set by staff on purpose", seen(hop("https://sedo.com/about"))),
    fine(
        "a link to a market that redirects within it",
        chain((302, "https://www.sedo.com/us/"), begins="https://sedo.com/"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_only_a_way_to_a_market_for_names_is_parked(row: Row) -> None:
    prove(row)


@pytest.mark.parametrize("name", sorted(load_signs()["parked.marketplace_hosts"].members))
def test_each_market_is_known_by_whole_labels(name: str) -> None:
    prove(parked("there", f"https://www.{name}/"))
    prove(fine("not there", chain((302, f"https://my{name}/"), page=ARTICLE)))
