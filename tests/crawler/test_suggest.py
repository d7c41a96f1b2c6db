"""Suggestions for lost links, on a simulated web over real sockets."""

import asyncio
import gzip
import re
from collections.abc import Iterator

import pytest

from crawler.check.live import open_context
from crawler.check.soft404_probe import LETTERS
from crawler.environment import environment_of
from crawler.simulation.server import Role
from crawler.simulation.site import Answer, Wire, reply
from crawler.suggest.model import SuggestedAddress, SuggestionKind
from crawler.suggest.site import Looker
from directory.model.observation import Hop, Observation
from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink
from tests.behaviours import Fleet
from tests.crawler.looking import settings_for
from tests.crawler.pages_here import PAGES
from tests.crawler.suggesting import (
    SEEN_AT,
    gone,
    links_to,
    listing,
    page,
    site,
    suggested,
    to,
)
from tests.crawler.wayback import HANGS, NOTHING_AVAILABLE, Says, Wayback, available

pytestmark = pytest.mark.slow

HOST = "elm.example"
RANDOM = re.compile(rf"/[a-z]{{{LETTERS}}}$")
OLD = f"https://{HOST}/old/training.html"
NEW = f"https://{HOST}/learn/training"
HOME = page("Elm County", links_to(_contact="Contact us", _learn="Learning"))
TRAINING = page("Job training | Elm County")


@pytest.fixture(scope="module")
def web() -> Iterator[Fleet]:
    """A web whose sites each test sets as it needs them."""
    with Fleet({HOST: site({"/": HOME})}) as fleet:
        yield fleet


def suggestions(web: Fleet, link: BrokenLink, role: Role) -> tuple[SuggestedAddress, ...]:
    """What is suggested for a link when its site does so."""
    web.set(HOST, role)
    [found] = suggested(web, link)
    return found.suggestions


def asked(web: Fleet, since: int) -> list[str]:
    """The paths that the site was asked for, after so many of them; random ones aside."""
    return [path for path in web.log.paths(HOST)[since:] if not RANDOM.search(path)]


def test_a_page_of_the_sitemap_with_the_same_title_is_suggested(web: Fleet) -> None:
    pages = {
        "/": HOME,
        "/sitemap.xml": listing(NEW, f"https://{HOST}/contact", "https://oak.example/training"),
        "/learn/training": TRAINING,
        "/contact": page("Contact | Elm County"),
    }
    before = len(web.log.paths(HOST))
    [found] = suggestions(web, gone(OLD, "Job training"), site(pages))
    assert found.kind is SuggestionKind.SAME_SITE
    assert found.address == NEW
    assert found.score == 1.0
    assert found.why == "A page of the same site, titled “Job training | Elm County”."
    assert asked(web, before) == ["/robots.txt", "/", "/sitemap.xml", "/learn/training"]


def test_a_page_to_which_the_home_page_links_is_suggested(web: Fleet) -> None:
    pages = {"/": page("Elm County", links_to(_p_77="Job training")), "/p/77": TRAINING}
    [found] = suggestions(web, gone(OLD, "Job training"), site(pages))
    assert found.address == f"https://{HOST}/p/77"


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Contact | Elm County", 200),
        ("Elm County", 200),
        ("Training schedule of the fire brigade", 200),
        ("Job training", 404),
    ],
)
def test_nothing_is_suggested_that_has_another_title_or_does_not_work(
    web: Fleet, title: str, status: int
) -> None:
    pages = {
        "/": HOME,
        "/sitemap.xml": listing(NEW),
        "/learn/training": page(title, status=status),
    }
    assert suggestions(web, gone(OLD, "Job training"), site(pages)) == ()


def test_the_approved_title_goes_before_the_links_name(web: Fleet) -> None:
    pages = {"/": HOME, "/sitemap.xml": listing(NEW), "/learn/training": TRAINING}
    by_title = gone(OLD, "Where to learn a trade", approved_title="Job training – Elm County")
    [found] = suggestions(web, by_title, site(pages))
    assert found.address == NEW
    assert suggestions(web, gone(OLD, "Where to learn a trade"), site(pages)) == ()


def test_an_approved_title_that_all_pages_of_the_site_have_tells_nothing(web: Fleet) -> None:
    pages = {"/": HOME, "/sitemap.xml": listing(NEW), "/learn/training": TRAINING}
    link = gone(OLD, "Job training", approved_title="Elm County")
    assert [one.address for one in suggestions(web, link, site(pages))] == [NEW]
    assert suggestions(web, link, site({"/": HOME})) == ()


def test_the_home_page_is_suggested_when_the_link_bears_the_sites_name(web: Fleet) -> None:
    [found] = suggestions(web, gone(OLD, "Elm County"), site({"/": HOME}))
    assert found.address == f"https://{HOST}/"
    assert found.why == "The site's home page, titled “Elm County”."


@pytest.mark.parametrize("name", ["Elm", "Elm County training", "County jobs"])
def test_the_home_page_is_not_suggested_for_a_name_that_is_merely_like_it(
    web: Fleet, name: str
) -> None:
    home = page("Elm County – Welcome")
    assert suggestions(web, gone(OLD, name), site({"/": home})) == ()


def test_a_link_to_the_home_page_itself_is_never_its_own_suggestion(web: Fleet) -> None:
    assert suggestions(web, gone(f"https://{HOST}/", "Elm County"), site({"/": HOME})) == ()


def test_robots_txt_is_obeyed_and_says_where_the_sitemaps_are(web: Fleet) -> None:
    robots = (
        "User-agent: *\nDisallow: /private\nSitemap: https://oak.example/map.xml\n"
        f"Sitemap: https://{HOST}/private/map.xml\nSitemap: /maps/index.xml\n"
    )
    private = f"https://{HOST}/private/job-training"
    compressed = gzip.compress(listing(NEW, private).body)
    pages = {
        "/": HOME,
        "/robots.txt": reply(200, robots, content_type="text/plain"),
        "/maps/index.xml": listing(f"https://{HOST}/maps/1.xml.gz", tag="sitemapindex"),
        "/maps/1.xml.gz": reply(200, compressed, content_type="application/gzip"),
        "/learn/training": TRAINING,
        "/private/job-training": TRAINING,
    }
    before = len(web.log.paths(HOST))
    [found] = suggestions(web, gone(OLD, "Job training"), site(pages))
    assert found.address == NEW
    assert asked(web, before) == [
        "/robots.txt",
        "/",
        "/maps/index.xml",
        "/maps/1.xml.gz",
        "/learn/training",
    ]


def test_a_site_of_many_pages_and_sitemaps_is_asked_for_few(web: Fleet) -> None:
    pages = {
        "/": HOME,
        "/sitemap.xml": listing(*(f"/map{number}.xml" for number in range(9)), tag="sitemapindex"),
        **{f"/map{number}.xml": listing("/job-training/x", tag="sitemapindex") for number in (0,)},
        **{
            f"/map{number}.xml": listing(*(f"/job-training/{page}" for page in range(900)))
            for number in range(1, 9)
        },
    }
    before = len(web.log.paths(HOST))
    assert suggestions(web, gone(OLD, "Job training"), site(pages)) == ()
    paths = asked(web, before)
    assert paths[:6] == ["/robots.txt", "/", "/sitemap.xml", "/map0.xml", "/map1.xml", "/map2.xml"]
    assert len(paths) == 6 + 5


def test_what_was_learned_of_a_site_serves_its_other_links(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME, "/sitemap.xml": listing(NEW), "/learn/training": TRAINING}))
    before = len(web.log.paths(HOST))
    first, second = suggested(
        web, gone(OLD, "Job training"), gone(f"https://{HOST}/x", "Job training")
    )
    assert [one.address for one in first.suggestions + second.suggestions] == [NEW, NEW]
    assert asked(web, before).count("/sitemap.xml") == 1
    assert asked(web, before).count("/") == 1


@pytest.mark.parametrize(
    ("role", "remark"),
    [
        (site({}), "Its home page: The page was not found."),
        ("name-gone", "Its home page: The site's name no longer exists."),
        (site({"/": to("https://oak.example/")}), "its home page leads to another site."),
        (
            site({"/robots.txt": reply(200, "User-agent: *\nDisallow: /")}),
            "Its home page: The site's robots.txt asks automatic checkers to stay out",
        ),
    ],
)
def test_a_site_that_cannot_be_searched_is_left_alone_with_a_remark(
    web: Fleet, role: Role, remark: str
) -> None:
    web.update({HOST: role, "oak.example": "ok"})
    before = len(web.log.paths(HOST))
    [found] = suggested(web, gone(OLD, "Job training"))
    assert found.suggestions == ()
    [said] = found.remarks
    assert remark in said
    assert not {"/sitemap.xml", "/learn/training"} & set(asked(web, before))


async def _silent(wire: Wire) -> None:
    await wire.until_gone()


async def _endless(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<urlset>")
    await wire.send(f"<url><loc>{NEW}</loc></url>".encode())
    while True:
        await wire.send(b"<url>" * 13_000)


@pytest.mark.parametrize(
    ("sitemap", "is_found"),
    [
        (_silent, False),
        (_endless, True),
        (page("Not found", links_to(_learn_training="Job training")), False),
        (reply(200, gzip.compress(b"<url>" * 12_000_000), content_type="application/gzip"), False),
        (to("https://oak.example/sitemap.xml"), False),
        (to("/sitemap.xml"), False),
        (reply(500), False),
    ],
    ids=["silent", "endless", "a page", "gzip bomb", "another site's", "a circle", "an error"],
)
def test_a_sitemap_at_fault_ends_quickly_with_what_came(
    web: Fleet, sitemap: Answer, is_found: bool
) -> None:
    pages = {"/": HOME, "/sitemap.xml": sitemap, "/learn/training": TRAINING}
    web.update({HOST: site(pages), "oak.example": site({"/sitemap.xml": listing(NEW)})})
    [found] = suggested(web, gone(OLD, "Job training"), request_timeout=0.5)
    assert [one.address for one in found.suggestions] == ([NEW] if is_found else [])
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("seconds", "paths"),
    [
        (0.0, ["/robots.txt", "/"]),
        (60.0, ["/robots.txt", "/", "/sitemap.xml", "/learn/training"]),
    ],
)
def test_a_search_that_has_taken_too_long_asks_for_nothing_more(
    web: Fleet, seconds: float, paths: list[str]
) -> None:
    menu = page("Elm County", links_to(_learn_training="Job training"))
    web.set(HOST, site({"/": menu, "/learn/training": TRAINING}))
    settings = settings_for(web)
    environment = environment_of(settings)

    async def find() -> None:
        async with open_context(PAGES, settings, environment) as context:
            await Looker(context, environment.clock, seconds).find(gone(OLD, "Job training"))

    before = len(web.log.paths(HOST))
    asyncio.run(find())
    assert asked(web, before) == paths


# --- the permanent redirect ---------------------------------------------------

MOVED = "https://oak.example/training"


def redirected(*hops: Hop, verdict: Verdict = Verdict.GONE) -> BrokenLink:
    """A link that was redirected at its last look."""
    return gone(OLD, "Job training", *hops, verdict=verdict)


@pytest.mark.parametrize(
    ("hops", "verdict", "title", "is_suggested"),
    [
        ((Hop(OLD, 301, MOVED), Hop(MOVED, 404)), Verdict.GONE, "Courses", True),
        ((Hop(OLD, 308, MOVED), Hop(MOVED, 503)), Verdict.FAILING, "Courses", True),
        ((Hop(OLD, 302, MOVED), Hop(MOVED, 404)), Verdict.GONE, "Job training", False),
        ((Hop(OLD, 301, MOVED), Hop(MOVED, 200)), Verdict.GONE, "Nothing here", False),
        ((Hop(OLD, 301, MOVED), Hop(MOVED, 200)), Verdict.GONE, "Job training", True),
        ((Hop(OLD, 301, MOVED), Hop(MOVED, 200)), Verdict.CHANGED, "Win big", False),
        ((Hop(OLD, 301, MOVED), Hop(MOVED, 200)), Verdict.CHANGED, "Job training", True),
    ],
    ids=["works again", "was down", "for now only", "a page of nothing", "by title", "hijacked",
         "changed hands"],
)  # fmt: skip
def test_a_permanent_redirect_is_suggested_if_it_leads_to_the_page_now(
    web: Fleet, hops: tuple[Hop, ...], verdict: Verdict, title: str, is_suggested: bool
) -> None:
    web.update({HOST: site({"/": HOME}), "oak.example": site({"/training": page(title)})})
    [found] = suggested(web, redirected(*hops, verdict=verdict))
    assert [(one.kind, one.address) for one in found.suggestions] == (
        [(SuggestionKind.REDIRECT, MOVED)] if is_suggested else []
    )


@pytest.mark.parametrize(
    "target",
    [
        f"https://{HOST}/",
        "https://oak.example/",
        f"https://www.{HOST}/old/training.html/",
        "http://oak.example/training",
        "https://oak.example/missing",
        "https://oak.example/to-home",
    ],
    ids=["its home", "another home", "the same page", "not secure", "not there", "home in the end"],
)
def test_a_redirect_that_helps_nobody_is_not_suggested(web: Fleet, target: str) -> None:
    oak = site({"/": HOME, "/training": TRAINING, "/to-home": to("/", 302)})
    web.update({HOST: site({"/": page("Elsewhere")}), "oak.example": oak})
    [found] = suggested(web, redirected(Hop(OLD, 301, target), Hop(target, 404)))
    assert found.suggestions == ()


def test_an_address_inside_a_private_network_is_never_suggested(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME}))
    inside = "http://10.1.2.3/training"
    link = gone(
        "http://elm.example/old", "Job training", Hop("http://elm.example/old", 301, inside)
    )
    [found] = suggested(web, link)
    assert found.suggestions == ()


def test_the_new_address_of_a_moved_link_is_suggested(web: Fleet) -> None:
    web.update({HOST: site({"/": HOME}), "oak.example": site({"/training": page("Courses")})})
    seen = Observation(OLD, SEEN_AT, (Hop(OLD, 301, MOVED), Hop(MOVED, 200)))
    link = BrokenLink(
        7, OLD, ("Job training",), verdict=Verdict.MOVED, suggested_url=MOVED, seen=seen
    )
    [found] = suggested(web, link)
    assert [one.address for one in found.suggestions] == [MOVED]


def test_one_address_is_suggested_once(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME, "/sitemap.xml": listing(NEW), "/learn/training": TRAINING}))
    [found] = suggested(web, redirected(Hop(OLD, 301, NEW), Hop(NEW, 404)))
    assert [(one.kind, one.address) for one in found.suggestions] == [
        (SuggestionKind.REDIRECT, NEW)
    ]


def test_a_link_that_works_is_not_looked_at(web: Fleet) -> None:
    before = len(web.log.paths(HOST))
    [found] = suggested(web, gone(OLD, "Job training", verdict=Verdict.OK))
    assert found.works
    assert found.suggestions == ()
    assert asked(web, before) == []


# --- the archive --------------------------------------------------------------


def test_the_archive_shows_what_the_page_was_before_it_broke(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME}))
    with Wayback(available(OLD, "20260220080910")) as archive:
        [found] = suggested(web, gone(OLD, "Job training"), archive=archive.address)
        [one] = found.suggestions
        assert one.kind is SuggestionKind.ARCHIVE
        assert one.address == f"{archive.address}/web/20260220080910/{OLD}"
        assert "2026-02-20" in one.why
        assert "since" not in one.why
        assert archive.asked[0].query["timestamp"] == "20260301120000"
        assert "JobBankLinkCheck" in archive.asked[0].headers["user-agent"]


def test_a_capture_of_later_days_is_called_one(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME}))
    with Wayback(available(OLD, "20260401000000")) as archive:
        [found] = suggested(web, gone(OLD, "Job training"), archive=archive.address)
    assert found.suggestions[0].why.endswith("so it may show what it has become.")


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (HANGS, "it did not answer within 0.5 seconds"),
        (Says(b"<html>"), "it answered with data of an unexpected form"),
    ],
)
def test_an_archive_at_fault_takes_nothing_from_the_other_sources(
    web: Fleet, says: Says, why: str
) -> None:
    web.set(HOST, site({"/": HOME, "/sitemap.xml": listing(NEW), "/learn/training": TRAINING}))
    with Wayback(says, says) as archive:
        [found] = suggested(web, gone(OLD, "Job training"), archive=archive.address)
    assert [one.address for one in found.suggestions] == [NEW]
    assert found.archive_failed
    assert found.remarks == (f"The web archive could not be queried: {why}.",)


def test_an_archive_that_has_nothing_is_no_failure(web: Fleet) -> None:
    web.set(HOST, site({"/": HOME}))
    with Wayback(NOTHING_AVAILABLE) as archive:
        [found] = suggested(web, gone(OLD, "Job training"), archive=archive.address)
    assert (found.suggestions, found.remarks, found.archive_failed) == ((), (), False)
