"""A release that has something of everything that pages must cope with: three languages, one of
them written from right to left and without words of ours; hostile names; links that are not well,
held back, withdrawn, in no category; links with and without an exit page; notices to come."""

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.crawl_runs import Result
from directory.catalog.links import add_link
from directory.catalog.notices import add_notice
from directory.catalog.transaction import Transaction
from directory.model.observation import Finding, Hop, Judgement, Observation
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.model.vocab import (
    Audience,
    Cost,
    EditorialState,
    ExitOverride,
    HowToApply,
    NoticeKind,
    OperatorBasis,
    OperatorClass,
    RunStatus,
)
from directory.settings import Settings
from tests.directory.publishing.samples import NOW, TODAY, link, look, new_catalog, release

#: What would run if a name were taken for markup, in each of the ways known to us.
HOSTILE: Final = (
    "</script><img src=x onerror=\"alert('ran')\">",
    "\"><svg onload=alert('ran')>",
    "' autofocus onfocus='alert(1)' x='",
    "{{ 7*7 }} {% raw %} ${alert('ran')} {host} {0}",
    "javascript:alert('ran')",
    "<!-- --><style>*{display:none}</style>",
    "\u200fישר <b>הפוך</b> שלום \u200f",
)
#: The ids in the release.
DUE, HOSTILE_FIRST, OWN, HELD_BACK, WITHDRAWN, DOWN, BESIDE = 1, 2, 9, 10, 11, 12, 13
TARGET: Final = "http://destination.example/jobs?from=us"
#: Of the link whose exit notice is shown beside it.
BESIDE_TARGET: Final = "http://county.example/jobs"
PRIVACY: Final = "http://destination.example/privacy"

SETTINGS: Final = Settings(
    agency="Office of Work & Training",
    contact="links@work.example",
    languages=("en", "es", "ar"),
    own_sites=("work.example",),
    home_url="https://www.work.example/",
    privacy_url="https://www.work.example/privacy",
    accessibility_url="https://www.work.example/accessibility",
)


@cache
def released_once(folder: Path) -> Path:
    """The release, for all tests that only read it. folder: that of the test session."""
    new = folder / "offered"
    new.mkdir()
    return released(new)


def released(folder: Path) -> Path:
    """The release, in a new folder below this one."""
    catalog = new_catalog(folder)
    with catalog.change(who="a test") as change:
        _categories(change)
        _notices(change)
        _links(change)
    with catalog.change(who="a test") as change:
        workflow.retire(change, WITHDRAWN, catalog.find(WITHDRAWN).version)
    failing = {HELD_BACK: Reason.PARKED, DOWN: Reason.SERVER_ERROR}
    for days in (4, 3, 2, 1):
        look(catalog, failing, NOW - timedelta(days=days))
    _see_page(catalog)
    release(catalog, folder / "release", settings=SETTINGS)
    catalog.close()
    return folder / "release"


def _see_page(catalog: Catalog) -> None:
    """A check of the first link that finds where its privacy policy is."""
    row = catalog.find(DUE)
    begun = catalog.runs.begin(holder="a test", now=NOW, due_only=False, fresh=True)
    seen = Observation(row.url, NOW, hops=(Hop(row.url, status=200),))
    judged = Judgement((Finding(Reason.OK, ""),))
    result = Result(DUE, row.lane, seen, judged, PageMetadata(privacy_url=PRIVACY), page_key=1)
    catalog.runs.record(begun.run_id, "a test", NOW, [result])
    catalog.runs.settle(begun.run_id, now=NOW, status=RunStatus.COMPLETE, last=True)


def _categories(change: Transaction) -> None:
    add_category(
        change, "job-banks", {"en": "Job banks", "es": "Bancos de empleo", "ar": "بنوك الوظائف"}
    )
    add_category(
        change, "job-banks/state", {"en": "State job banks", "es": "Estatales"}, parent="job-banks"
    )
    add_category(change, "career-resources", {"en": "<i>Careers</i> & more"}, position=1)
    add_category(change, "government-agencies", {"en": "Agencies"}, position=2)


def _notices(change: Transaction) -> None:
    for slug, text in (
        ("no-endorsement", "{agency} does not endorse them."),
        ("accuracy", "{agency} may be wrong."),
        ("job-listings", "The openings at {name} are not ours."),
    ):
        _notice(change, slug, NoticeKind.DISCLAIMER, text)
    for slug in ("exit-government", "exit-unknown", "exit-nongovernment"):
        text = "You leave {agency} for {name} ({host}). Privacy: {privacy_url}"
        _notice(change, slug, NoticeKind.EXIT, text)
    _notice(change, "fees", NoticeKind.DISCLAIMER, "Some cost money.", days=40)


#: What some of the notices are called; the others have no title.
TITLES: Final = {
    "no-endorsement": {"en": "No endorsement", "es": "Sin respaldo"},
    "accuracy": {"en": "<i>Accuracy</i>", "es": "Exactitud"},
}


def _notice(change: Transaction, slug: str, kind: NoticeKind, text: str, days: int = 0) -> None:
    starts = TODAY + timedelta(days=days)
    texts = {"en": text, "es": f"(es) {text}", "ar": f"إشعار {text}"}
    announced = min(TODAY, starts - timedelta(days=30))
    add_notice(
        change, slug, kind, texts, announced_on=announced, effective_from=starts,
        titles=TITLES.get(slug),
    )  # fmt: skip


def _links(change: Transaction) -> None:
    published = EditorialState.PUBLISHED
    add_link(
        change,
        link(
            TARGET,
            names={"en": "Destination Jobs", "es": "Empleos Destino", "ar": "وظائف الوجهة"},
            descriptions={"en": "Openings\nof every kind", "es": "Ofertas de todo tipo"},
            category="job-banks/state",
            operator="State of Example",
            operator_class=OperatorClass.STATE,
            operator_basis=OperatorBasis.CURATOR,
            service_areas=["US-NY", "US-MA"],
            languages=["en", "es"],
            audiences=[Audience.VETERANS, Audience.YOUTH],
            cost=Cost.FREE,
            account_needed=True,
            how_to_apply=HowToApply.AGGREGATOR,
            exit_override=ExitOverride.FORCED_ON,
            exit_override_reason="visitors took it for ours",
        ),
        published,
    )
    for number, name in enumerate(HOSTILE):
        add_link(
            change,
            link(
                f"http://hostile{number}.example/?a=<b>&c=\"d\"'e'",
                names={"en": name, "es": name, "ar": name},
                descriptions={"en": f"{name} described"},
                category="career-resources",
                operator=name,
            ),
            published,
        )
    add_link(
        change,
        link("http://www.work.example/own", names={"en": "Own page"}, cost=Cost.PAID),
        published,
    )
    add_link(change, link("http://parked.example/", names={"en": "Parked"}), published)
    add_link(change, link("http://withdrawn.example/", names={"en": "Withdrawn"}), published)
    add_link(
        change,
        link(
            "http://bücher.example/",
            names={"en": "Bücher"},
            category="job-banks",
            operator_class=OperatorClass.NONPROFIT,
        ),
        published,
    )
    add_link(
        change,
        link(
            BESIDE_TARGET,
            names={"en": "County Jobs", "es": "Empleos del condado", "ar": "وظائف المقاطعة"},
            operator_class=OperatorClass.LOCAL,
        ),
        published,
    )
