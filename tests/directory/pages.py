"""Looks that saw a page, and whole crawls of them."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from string import ascii_lowercase

from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result, RunSummary
from directory.model.baseline import page_key
from directory.model.link import Link
from directory.model.observation import Finding, Hop, Judgement, Observation, Page
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.model.vocab import RunStatus
from directory.rules.network_health import UNWATCHED, SecondCheck, Watch
from directory.rules.urls import lane_of
from tests.directory.samples import HOLDER

JOBS = Page(
    title="Jobs in Elm County", language="en", text="Find work close to home.", words=400,
    bytes=18_000, content_type="text/html", furniture=12,
)  # fmt: skip
CASINO = Page(
    title="Best slots", language="id", text="Play and win.", words=300,
    bytes=18_000, content_type="text/html", furniture=12,
)  # fmt: skip


def page_look(
    link: Link,
    at: datetime,
    *reasons: Reason | Finding,
    page: Page | None = JOBS,
    status: int = 200,
    noted: PageMetadata | None = None,
    suggests: str | None = None,
) -> Result:
    """What a crawl saw of this link: a page, with these findings (by default that it is ok)."""
    assert link.id is not None
    observation = Observation(link.url, at, (Hop(link.url, status),), page=page)
    findings = tuple(
        found if isinstance(found, Finding) else Finding(found) for found in reasons or (Reason.OK,)
    )
    key = page_key(page) if page is not None and status == 200 else None
    if noted is None:
        noted = (
            PageMetadata(title=page.title, language=page.language)
            if key and page
            else PageMetadata()
        )
    return Result(
        link.id, lane_of(link.url), observation, Judgement(findings, suggests), noted, key
    )


def crawl_pages(catalog: Catalog, found: Sequence[Result], at: datetime) -> RunSummary:
    """A whole crawl that saw this."""
    run = catalog.runs.begin(holder=HOLDER, now=at, due_only=False, fresh=False)
    catalog.runs.record(run.run_id, HOLDER, at, found)
    watch = as_the_sites_own(catalog, run.run_id)
    return catalog.runs.settle(run.run_id, now=at, status=RunStatus.COMPLETE, watch=watch)


def page_text(number: int) -> str:
    """The text of a page of which each number has another one, without digits."""
    draw = Random(number)
    return " ".join("".join(draw.choices(ascii_lowercase, k=7)) for _ in range(30))


def as_the_sites_own(catalog: Catalog, run_id: int) -> Watch:
    """What a second check says where the sites themselves have in common what the run saw."""
    doubt = catalog.runs.doubt(run_id, UNWATCHED)
    changes = doubt.changes if doubt is not None else ()
    return Watch(second_checks={change.trait: SecondCheck(6, 6, 6, 6) for change in changes})
