"""Sites with pages of known titles, and suggestions for links to them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from crawler.environment import environment_of
from crawler.services.web_archive import Limits
from crawler.simulation.pages import message_reply
from crawler.simulation.server import Fleet
from crawler.simulation.site import Answer, Handler, Reply, Request, reply
from crawler.suggest.compose import suggest
from crawler.suggest.model import Suggested
from directory.model.observation import Hop, Observation
from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink
from tests.crawler.looking import settings_for

SEEN_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HURRIED = Limits(tries=1, timeout=0.5, gap=0)

_WORDS = (
    "Our counsellors help people at every stage of a working life, and interpreters are at hand "
    "for many languages; tell us yours when you call the number below or come by in the morning. "
)


def page(title: str, body: str = "", status: int = 200) -> Reply:
    """A page with a title and enough words to be one."""
    html = f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1>{body}<p>"
    return reply(status, html + f"About “{title}”: {_WORDS}" * 3)


def links_to(**paths: str) -> str:
    """A menu: words of the link by path, `_` standing for `/`."""
    return "".join(f'<a href="{path.replace("_", "/")}">{text}</a>' for path, text in paths.items())


def listing(*locs: str, tag: str = "urlset") -> Reply:
    """A sitemap."""
    items = "".join(f"<url><loc>{loc}</loc></url>" for loc in locs)
    return reply(200, f"<{tag}>{items}</{tag}>", content_type="application/xml")


def to(location: str, status: int = 301) -> Reply:
    """A redirect."""
    return reply(status, headers=(("Location", location),))


def site(pages: Mapping[str, Answer]) -> Handler:
    """A site of these pages; every other path is not found."""
    missing = message_reply(404, "Not Found", "There is no such page here.")

    def answer(request: Request) -> Answer:
        return pages.get(request.path, missing)

    return answer


def gone(url: str, name: str, *hops: Hop, **more: object) -> BrokenLink:
    """A link that was gone at its last look; hops: what that look met."""
    seen = Observation(url=url, at=SEEN_AT, hops=hops or (Hop(url, 404),))
    known: dict[str, object] = {"verdict": Verdict.GONE, "broken_since": SEEN_AT, "seen": seen}
    return BrokenLink(7, url, (name,), **(known | more))  # type: ignore[arg-type]


def suggested(
    fleet: Fleet, *links: BrokenLink, archive: str = "", **more: object
) -> list[Suggested]:
    """What is suggested for these links in this web; no archive is asked unless one is named."""

    async def suggesting() -> list[Suggested]:
        settings = settings_for(fleet, archive=archive, **more)
        found = suggest(links, settings, environment_of(settings), HURRIED)
        return [one async for one in found]

    return asyncio.run(suggesting())
