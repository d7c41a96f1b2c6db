"""A clock that is wrong: found out by the sites' clocks, or by the time that passed."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from crawler.check.clock_watch import ClockWatch, seconds_since_boot
from crawler.fetch.request import FetchResponse
from crawler.simulation.behaviour import always
from crawler.simulation.pages import message_reply, page_reply
from crawler.simulation.site import Answer, Handler, Request, reply
from directory.rules.clock_faults import ClockCheck
from tests.behaviours import Fleet
from tests.clocks import NOW, HandClock
from tests.crawler.crawling import Desk
from tests.rows import each

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


class Timer:
    """Seconds that pass by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def _answer(host: str, date: str, age: str = "") -> FetchResponse:
    headers = (("date", date), *((("age", age),) if age else ()))
    return FetchResponse(f"https://{host}/", 200, headers if date else ())


def _ahead(*dates: datetime | str) -> timedelta | None:
    """By how much a clock that shows NOW is ahead of sites that say so."""
    watch = ClockWatch(lambda: NOW, Timer())
    for place, date in enumerate(dates):
        said = format_datetime(date, usegmt=True) if isinstance(date, datetime) else date
        watch.note(_answer(f"www.s{place}.example", said))
    return watch.check().ahead


@each(
    ("dates", "ahead"),
    [
        ([], None),
        ([NOW, NOW], None),  # too few
        ([NOW, NOW, NOW], 0 * HOUR),
        ([NOW - 9 * HOUR, NOW, NOW], 0 * HOUR),  # a site may be wrong
        ([NOW - 9 * HOUR, NOW - 8 * HOUR, NOW], 8 * HOUR),
        ([NOW + 365 * 24 * HOUR] * 3, -365 * 24 * HOUR),
        (
            [
                "yesterday",
                "",
                "Mon, 99 Foo 2026",
                "Fri, 31 Dec 9999 23:59:59 -0100",
                "Fri, 31 Dec 99999999999 23:59:59 GMT",
                NOW,
                NOW,
                NOW,
            ],
            0 * HOUR,
        ),
    ],
)
def test_the_median_of_the_sites_clocks_counts(
    dates: list[datetime | str], ahead: timedelta | None
) -> None:
    assert _ahead(*dates) == ahead


def test_a_cache_says_for_how_long_it_has_kept_an_answer() -> None:
    watch = ClockWatch(lambda: NOW, Timer())
    for host in ("a.example", "b.example", "c.example"):
        watch.note(_answer(host, format_datetime(NOW - 5 * HOUR, usegmt=True), "18000"))
    assert watch.check().ahead == timedelta(0)


def test_sites_of_one_owner_are_one() -> None:
    watch = ClockWatch(lambda: NOW, Timer())
    for host in ("a.elm.example", "b.elm.example", "c.elm.example", "oak.example"):
        watch.note(_answer(host, format_datetime(NOW, usegmt=True)))
    assert watch.check().ahead is None


def test_a_clock_jumps_by_what_it_goes_further_than_time() -> None:
    clock, timer = HandClock(), Timer()
    watch = ClockWatch(clock, timer)
    clock.advance(minutes=10)
    timer.seconds = 600.0
    assert watch.check() == ClockCheck()
    clock.advance(days=365)
    assert watch.check().jumped == timedelta(days=365)
    clock.advance(days=-700)
    assert watch.check().jumped == timedelta(days=-335)


def test_the_time_since_boot_goes_on() -> None:
    earlier = seconds_since_boot()
    assert seconds_since_boot() >= earlier > 0


# --- crawls -----------------------------------------------------------------------------


def _site_at(moment: datetime) -> Handler:
    """A site whose clock shows this."""
    said = format_datetime(moment, usegmt=True)

    def answer(request: Request) -> Answer:
        page = page_reply(request.host, request.path)
        return reply(200, page.body, headers=(("Date", said),))

    return answer


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    """An empty catalog in a separate folder."""
    return Desk(tmp_path, sqlite_url)


MISSING = always(message_reply(404, "Not found", "There is no such page."))
HOSTS = [f"h{number}.example" for number in range(6)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("days", "said"), [(365, "365 days ahead of the clocks"), (-2, "2 days behind")]
)
def test_a_crawl_under_a_wrong_clock_changes_no_link(desk: Desk, days: int, said: str) -> None:
    ours = MONDAY + timedelta(days=days)
    with Fleet(dict.fromkeys(HOSTS, _site_at(MONDAY)), clock=ours) as fleet:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        done = desk.crawl(fleet)
    assert (done.code, done.summary["status"]) == (3, "inconclusive")
    assert said in done.summary["note"]
    assert desk.health() == {}


@pytest.mark.slow
def test_a_catalog_with_checks_in_the_future_is_repaired_by_the_next_crawl(desk: Desk) -> None:
    """No site said what time it was when the clock was a year ahead; then some are gone."""
    with Fleet(dict.fromkeys(HOSTS, "ok"), clock=MONDAY + timedelta(days=365)) as fleet:
        desk.add(*[f"http://{host}/" for host in HOSTS])
        assert desk.crawl(fleet).code == 0
        fleet.update({HOSTS[0]: MISSING}, clock=MONDAY)
        done = desk.crawl(fleet, "--due")
        assert (done.summary["status"], done.summary["checked"]) == ("complete", len(HOSTS))
        again = desk.crawl(fleet, "--due")
    assert [row["verdict"] for row in desk.health().values()].count("gone") == 1
    latest = MONDAY + HOUR
    for row in desk.health().values():
        assert max(row["last_at"], row["since"], row["first_at"], row["page_at"]) < latest
        assert row["next_check_at"] < latest + timedelta(days=30)
    assert again.summary["checked"] == 0
    assert all(run["started_at"] < latest and run["ended_at"] < latest for run in desk.runs())
    with desk.catalog() as catalog:
        assert catalog.verify_audit().fault is None
