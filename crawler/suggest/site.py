"""The search of one site for a page that has moved within it, with few requests.

The home page first: a site whose home page does not work or leads to another site is not searched
further. Then its sitemaps: those that robots.txt names, else `/sitemap.xml`; one level of index,
three files. Then the titles of at most five pages, each checked as any link is (which may request a
random address in addition: a page that comes for any address is not a result). All requests are as
polite as those of other checks: robots.txt is obeyed, and the host's pause is kept.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace

import ada_url

from crawler.check.check import CheckContext, check
from crawler.check.robots import RobotsFile, Ruling
from crawler.fetch.request import FetchRequest, FetchResponse
from crawler.judge.families.addresses import page_key, same_site
from crawler.page.parse import is_on_site
from crawler.page.sitemap import SITEMAP_CAP
from crawler.suggest.candidates import HOME_THRESHOLD, Sought, worth_a_look
from crawler.suggest.model import SuggestedAddress, SuggestionKind
from crawler.suggest.titles import parts, subject, words
from directory.clock import Clock
from directory.model.observation import Judgement, Observation
from directory.model.reasons import info
from directory.model.vocab import Verdict
from directory.queries.broken_links import BrokenLink
from directory.rules.urls import resolve

MOST_SITEMAPS = 3
#: Seconds that the search of one site may take; then it ends with what it has found.
LONGEST_SEARCH = 300.0

_MOST_REDIRECTS = 3
_KEPT_SITES = 16
_WORKING = frozenset({Verdict.OK, Verdict.MOVED})


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """The pages that a site names. remark: why it could not be searched; "" if it could. home,
    title: of its home page, redirects followed. linked: hrefs on that page → the text of the link.
    listed: hrefs of its sitemap.
    """

    home: str = ""
    title: str = ""
    linked: dict[str, str] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """One check of a page. seen: the observation; judgement: of it; answer: the response with the
    HTML."""

    seen: Observation
    judgement: Judgement
    answer: FetchResponse | None

    @property
    def works(self) -> bool:
        """True if a readable page came and the judge found nothing wrong with it."""
        page = self.seen.page
        return self.judgement.verdict in _WORKING and page is not None and page.is_html

    @property
    def title(self) -> str:
        """The page's title; "" for none."""
        return self.seen.page.title if self.seen.page else ""


class Looker:
    """Checks pages; the survey of a site is used for all of its links."""

    def __init__(
        self, context: CheckContext, clock: Clock, longest_search: float = LONGEST_SEARCH
    ) -> None:
        """longest_search: seconds after which no further request is begun for a link."""
        self._longest_search = longest_search
        self._context = context
        self._clock = clock
        self._surveys: OrderedDict[str, SiteSurvey] = OrderedDict()

    async def look(self, url: str) -> CheckedPage:
        """Check this href once, as a crawl would."""
        answers: dict[str, FetchResponse] = {}

        async def fetch(ask: FetchRequest) -> FetchResponse:
            answers[ask.url] = await self._context.fetch(ask)
            return answers[ask.url]

        seen = await check(url, replace(self._context, fetch=fetch), self._clock())
        seen, judgement = await self._context.pages.judge(seen)
        return CheckedPage(seen, judgement, answers.get(seen.final_url))

    async def find(self, link: BrokenLink) -> tuple[SuggestedAddress | None, str]:
        """Return the page of the same site that is most similar to the link's; a remark if none was
        sought."""
        until = asyncio.get_running_loop().time() + self._longest_search
        survey = await self._survey(link.url, until)
        if survey.remark:
            return None, survey.remark
        names = frozenset({words(part) for part in parts(survey.title)} | {words(link.operator)})
        # If all pages of a site have the same title, the approved title does not identify one.
        telling = any(subject(title, names) for title in link.titles)
        sought = Sought(link.url, link.titles if telling else link.names, names)
        found = [_home_page(link, survey)]
        for href in worth_a_look(sought, survey.listed, survey.linked):
            if page_key(href) == page_key(survey.home):
                continue
            if asyncio.get_running_loop().time() >= until:
                break
            found.append(_matching(sought, await self.look(href)))
        best = max(filter(None, found), key=lambda one: one.score or 0, default=None)
        return best, ""

    async def _survey(self, url: str, until: float) -> SiteSurvey:
        origin = ada_url.URL(url).origin
        survey = self._surveys.get(origin)
        if survey is None:
            survey = self._surveys[origin] = await self._look_around(f"{origin}/", until)
            if len(self._surveys) > _KEPT_SITES:
                self._surveys.popitem(last=False)
        return survey

    async def _look_around(self, root: str, until: float) -> SiteSurvey:
        look = await self.look(root)
        if not look.works:
            summary = info(look.judgement.worst.reason).summary
            return SiteSurvey(
                remark=f"The rest of the site was not searched. Its home page: {summary}"
            )
        home = look.seen.final_url
        if not same_site(home, root):
            return SiteSurvey(
                remark="The site was not searched: its home page leads to another site."
            )
        linked = await self._context.pages.links(look.answer.body, home) if look.answer else {}
        return SiteSurvey(home, look.title, linked, await self._listed(home, until))

    async def _listed(self, home: str, until: float) -> tuple[str, ...]:
        """Return the addresses of the site's sitemaps, as far as they are read by then."""
        robots = await self._context.robots.file_for(home, self._context.timeout)
        queue = [(url, True) for url in _sitemaps(robots, home)]
        listed: dict[str, None] = {}
        files = indexes = 0
        while queue and files < MOST_SITEMAPS and asyncio.get_running_loop().time() < until:
            url, may_be_index = queue.pop(0)
            answer = await self._get(url, home)
            sitemap = await self._context.pages.sitemap(answer.body, answer.url)
            same = [href for href in sitemap.addresses if same_site(href, home)]
            if not sitemap.is_index:
                files += 1
                listed.update(dict.fromkeys(same))
            elif may_be_index and not indexes:
                indexes += 1
                queue[:0] = [(href, False) for href in same[:MOST_SITEMAPS]]
            else:
                files += 1  # an index too many; it counts, since it was a request
        return tuple(listed)

    async def _get(self, url: str, home: str) -> FetchResponse:
        """Return the response for this href of the site, if robots.txt allows it; else an empty
        one."""
        for _redirect in range(_MOST_REDIRECTS + 1):
            robots = await self._context.robots.file_for(url, self._context.timeout)
            if robots.fault is not None or robots.ruling(url) is not Ruling.OPEN:
                break
            answer = await self._context.fetch(
                FetchRequest(
                    url, timeout=self._context.timeout, body_cap=SITEMAP_CAP, any_type=True
                )
            )
            if answer.status == 200:
                return answer
            target = resolve(url, answer.header("location")) or ""
            if not 300 <= (answer.status or 0) < 400 or not is_on_site(target, home):
                break
            url = target
        return FetchResponse(url)


def _sitemaps(robots: RobotsFile, home: str) -> list[str]:
    """Return the addresses of the site's sitemaps: from robots.txt, else the usual one."""
    written = list(robots.rules.sitemaps)[:100] if robots.rules else []
    named = (resolve(home, text) or "" for text in written)
    found = list(dict.fromkeys(href for href in named if is_on_site(href, home)))
    return found[:MOST_SITEMAPS] or [f"{ada_url.URL(home).origin}/sitemap.xml"]


def _matching(sought: Sought, look: CheckedPage) -> SuggestedAddress | None:
    """Return the page if it works, is of the same site, and its title is similar to the one
    sought."""
    href = look.seen.final_url
    is_it = look.works and same_site(href, sought.url) and page_key(href) != page_key(sought.url)
    if not is_it or not sought.is_found(look.title, href):
        return None
    return SuggestedAddress(
        SuggestionKind.SAME_SITE,
        href,
        f"A page of the same site, titled “{look.title}”.",
        sought.score(look.title, href),
    )


def _home_page(link: BrokenLink, survey: SiteSurvey) -> SuggestedAddress | None:
    """Return the home page if its title is nearly the same as one of the link's names."""
    score = Sought(link.url, link.names).title_score(survey.title)
    if page_key(survey.home) == page_key(link.url) or score < HOME_THRESHOLD:
        return None
    why = f"The site's home page, titled “{survey.title}”."
    return SuggestedAddress(SuggestionKind.SAME_SITE, survey.home, why, round(score, 2))
