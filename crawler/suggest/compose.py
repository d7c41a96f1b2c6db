"""All suggestions for one link after another: redirect, same site, web archive.

The sources are independent: if one of them fails, the others still give suggestions. Nothing here
is written to the catalog; a person accepts a suggestion.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from functools import partial
from itertools import takewhile

from crawler.check.live import open_context
from crawler.environment import Environment
from crawler.judge.families.addresses import is_home, page_key
from crawler.judge.families.redirects import PERMANENT
from crawler.page.pages import open_pages
from crawler.services.transport import http_client
from crawler.services.web_archive import Archive, ArchiveUnavailable, Limits
from crawler.suggest.candidates import TITLE_THRESHOLD, Sought
from crawler.suggest.model import Suggested, SuggestedAddress, SuggestionKind
from crawler.suggest.site import Looker
from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink
from directory.settings import Settings


async def suggest(
    links: Sequence[BrokenLink],
    settings: Settings,
    environment: Environment,
    limits: Limits | None = None,
) -> AsyncGenerator[Suggested, None]:
    """Yield the suggestions for each link, in order; links that work are not checked.

    limits: of the requests to the archive. Raise SignsError if the agency's own file of signs
    cannot be used.
    """
    archive = make_archive(settings, environment, limits) if settings.archive else None
    try:
        async with (
            open_pages(settings) as pages,
            open_context(pages, settings, environment) as context,
        ):
            looker = Looker(context, environment.clock)
            for link in links:
                if link.verdict is Verdict.OK:
                    yield Suggested(link)
                else:
                    yield await suggest_for(link, looker, archive, environment.clock())
    finally:
        if archive is not None:
            await archive.close()


def make_archive(
    settings: Settings, environment: Environment, limits: Limits | None = None
) -> Archive:
    """Return the archive that the settings name."""
    opening = partial(http_client, settings, environment, accept="application/json")
    return Archive(settings.archive, opening, environment.clock, limits)


async def suggest_for(
    link: BrokenLink, looker: Looker, archive: Archive | None, now: datetime
) -> Suggested:
    """Return the suggestions of all sources for one link, each address once."""
    suggestions = [await _redirect(link, looker)]
    same_site, remark = await looker.find(link)
    suggestions.append(same_site)
    remarks = [remark] if remark else []
    archive_failed = False
    if archive is not None:
        try:
            suggestions.append(await _snapshot(link, archive, link.broken_since or now))
        except ArchiveUnavailable as error:
            archive_failed = True
            remarks.append(f"The web archive could not be queried: {error}.")
    by_address = {one.address: one for one in reversed(suggestions) if one is not None}
    kept = tuple(one for one in suggestions if one and by_address[one.address] is one)
    return Suggested(link, kept, tuple(remarks), archive_failed)


def redirect_target(link: BrokenLink) -> str | None:
    """Return where the site redirects permanently, by the last check; None if nowhere new.

    The home page is no replacement for another page, and a secure address is never replaced by one
    that is not.
    """
    target = link.suggested_url
    if target is None and link.seen is not None:
        for hop in takewhile(lambda hop: hop.status in PERMANENT, link.seen.hops):
            target = hop.leads_to or target
    if target is None or page_key(target) == page_key(link.url):
        return None
    if link.url.startswith("https:") and not target.startswith("https:"):
        return None
    return None if is_home(target) and not is_home(link.url) else target


async def _redirect(link: BrokenLink, looker: Looker) -> SuggestedAddress | None:
    """Return the permanent redirect's target, if it works now.

    If the last check received a page and yet found the link gone or changed, the page at the end of
    the chain is itself the problem; then its title must also be similar to the one sought.
    """
    target = redirect_target(link)
    if target is None:
        return None
    look = await looker.look(target)
    arrived = look.seen.final_url
    if not look.works or (is_home(arrived) and not is_home(target)):
        return None
    score = Sought(link.url, link.titles).title_score(look.title)
    status = link.seen.status if link.seen else None
    a_page_came = status is not None and 200 <= status < 300
    if link.verdict is not Verdict.MOVED and a_page_came and score < TITLE_THRESHOLD:
        return None
    title = f", titled “{look.title}”" if look.title else ""
    why = f"The site redirects visitors there permanently; a page answers there{title}."
    return SuggestedAddress(SuggestionKind.REDIRECT, target, why, round(score, 2))


async def _snapshot(
    link: BrokenLink, archive: Archive, before: datetime
) -> SuggestedAddress | None:
    snapshot = await archive.closest(link.url, before)
    if snapshot is None:
        return None
    why = f"The page as the web archive stored it on {snapshot.at:%Y-%m-%d}, to see what it was."
    if snapshot.at > before:
        why += " That was after it was first seen broken, so it may show what it has become."
    return SuggestedAddress(SuggestionKind.ARCHIVE, snapshot.url, why, taken_at=snapshot.at)
