"""Observations, put together in few words; and rows of what a judge should make of them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.judge.input import Case
from crawler.judge.judge import judge
from crawler.patterns import load_signs
from directory.model.baseline import Baseline
from directory.model.observation import (
    Certificate,
    Hop,
    Judgement,
    NetworkFault,
    Observation,
    Page,
    Stop,
)
from directory.model.reasons import Reason
from directory.model.vocab import Verdict

AT = datetime(2026, 10, 9, 9, 0, tzinfo=UTC)
JOBS = "https://jobs.elm.gov/list"

#: A page like most: a title, a few hundred words, some images and scripts.
ARTICLE = Page(
    title="Jobs in Elm County", language="en", text="Find work close to home.", words=400,
    bytes=18_000, content_type="text/html", furniture=12,
)  # fmt: skip
SHELL = Page(title="Jobs", words=0, bytes=900, content_type="text/html", furniture=3)
PDF = Page(bytes=60_000, truncated=True, is_html=False, content_type="application/pdf")


@dataclass(frozen=True)
class Row:
    """says: the case, in a few words. seen: the observation. reasons: all, worst first."""

    says: str
    seen: Observation
    verdict: Verdict
    reasons: tuple[Reason, ...]
    suggests: str | None = None
    baseline: Baseline | None = None
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.says


def judged(
    observation: Observation, baseline: Baseline | None = None, names: tuple[str, ...] = ()
) -> Judgement:
    """What the judge makes of it, by the signs that come with the program."""
    return judge(Case(observation, load_signs(), baseline, names))


def prove(row: Row) -> None:
    """The judge makes of the observation what the row says, no more and no less."""
    judgement = judged(row.seen, row.baseline, row.names)
    assert tuple(finding.reason for finding in judgement.findings) == row.reasons
    assert judgement.verdict is row.verdict
    assert judgement.suggested_url == row.suggests


def fine(says: str, seen: Observation) -> Row:
    """A row for a link that works, with nothing to say of it."""
    return Row(says, seen, Verdict.OK, (Reason.OK,))


def hop(url: str = JOBS, status: int = 200, leads_to: str | None = None, **headers: str) -> Hop:
    """An answer. Underscores in names of headers stand for hyphens."""
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    return Hop(url=url, status=status, leads_to=leads_to, headers=kept)


def seen(
    *hops: Hop,
    page: Page | None = ARTICLE,
    stop: Stop | None = None,
    certificate: Certificate | None = None,
    millis: int = 300,
    url: str = "",
) -> Observation:
    """What was seen on the way over these hops; of `url` if robots.txt let us make none."""
    return Observation(
        url=url or hops[0].url,
        at=AT,
        hops=hops,
        stop=stop,
        page=page,
        certificate=certificate,
        millis=millis,
    )


def chain(
    *steps: tuple[int, str], then: int = 200, begins: str = JOBS, page: Page | None = ARTICLE
) -> Observation:
    """A chain of redirects: each step is (status, where it leads to); `then` ends it."""
    hops = []
    here = begins
    for status, onward in steps:
        hops.append(hop(here, status, onward))
        here = onward
    return seen(*hops, hop(here, then), page=page)


def broken(fault: NetworkFault, detail: str = "", *before: Hop, url: str = JOBS) -> Observation:
    """A link at which no answer came, after these hops."""
    return seen(*before, Hop(url=url, fault=fault, fault_detail=detail), page=None)


def stopped(stop: Stop, *hops: Hop, url: str = JOBS) -> Observation:
    """A check that could not go on."""
    return seen(*hops, stop=stop, page=None, url=url)
