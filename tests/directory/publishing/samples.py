"""A small catalog to release, with secrets in every place that must stay inside."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from directory.catalog import notices
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.crawl_runs import Result
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.clock import clock_starting_at
from directory.model.link import LinkFields
from directory.model.observation import Finding, Hop, Judgement, Observation
from directory.model.reasons import Reason
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
from directory.publishing.export.write import ReleaseSummary, write_release
from directory.publishing.release.atomic_folder import files_in
from directory.settings import Settings
from tests.databases import filled_sqlite, new_sqlite

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
SETTINGS = Settings(
    agency="Office of Work",
    contact="links@work.example",
    languages=("en", "es"),
    own_sites=("work.example",),
)

#: Stands in every field that must not be released.
CANARY = "canary-7f3a"

DISCLAIMERS = ("no-endorsement", "accuracy", "job-listings", "fees")
EXITS = ("exit-government", "exit-unknown", "exit-nongovernment")


def new_catalog(folder: Path, name: str = "jobbank") -> Catalog:
    """An empty catalog in this folder, whose clock stands at NOW."""
    return Catalog.open(new_sqlite(folder / f"{name}.db"), clock_starting_at(NOW))


def add_shelves(change: Transaction) -> None:
    """The categories and notices that a release needs."""
    for position, slug in enumerate(("job-banks", "career-resources")):
        add_category(change, slug, {"en": slug.title(), "es": f"Es {slug}"}, position=position)
    add_category(change, "job-banks/state", {"en": "States", "es": "Estados"}, parent="job-banks")
    for slug in DISCLAIMERS:
        add_notice(change, slug, NoticeKind.DISCLAIMER, "{agency}: {name}.")
    for slug in EXITS:
        add_notice(change, slug, NoticeKind.EXIT, "You leave {agency} for {host}; ask {contact}.")


def add_notice(
    change: Transaction,
    slug: str,
    kind: NoticeKind,
    text: str,
    *,
    effective_from: date = TODAY,
    texts: Mapping[str, str] | None = None,
) -> None:
    """A notice with this text in both languages, announced 30 days ahead."""
    notices.add_notice(
        change,
        slug,
        kind,
        texts or {"en": text, "es": f"({text})"},
        announced_on=effective_from - timedelta(days=30),
        effective_from=effective_from,
    )


def link(url: str, **fields: Any) -> LinkFields:
    """A link's fields; whatever is not given is left empty."""
    return LinkFields(url=url, names=fields.pop("names", {"en": "A link"}), **fields)


def filled_catalog(folder: Path) -> Catalog:
    """Links in every state and of every health, with secrets in their inner fields."""
    return Catalog.open(filled_sqlite(folder / "jobbank.db", _fill), clock_starting_at(NOW))


def _fill(url: str) -> None:
    with closing(Catalog.open(url, clock_starting_at(NOW))) as catalog:
        _add_links(catalog)


def _add_links(catalog: Catalog) -> None:
    with catalog.change(who=f"staff {CANARY}", why=f"why {CANARY}") as change:
        add_shelves(change)
        add_link(change, link(f"https://former.{CANARY}.example/"), EditorialState.PUBLISHED)
        add_link(
            change,
            link("https://www.work.example/own", category="career-resources"),
            EditorialState.PUBLISHED,
        )
        add_link(
            change,
            link(
                "https://forced.example/",
                operator_class=OperatorClass.LOCAL,
                exit_override=ExitOverride.FORCED_OFF,
                exit_override_reason=f"because {CANARY}",
            ),
            EditorialState.PUBLISHED,
        )
        add_link(change, link("https://parked.example/"), EditorialState.PUBLISHED)
        add_link(change, link("https://gone.example/"), EditorialState.PUBLISHED)
        for state in EditorialState:
            if state is not EditorialState.PUBLISHED:
                names = {"en": f"{state} {CANARY}"}
                add_link(
                    change, link(f"https://{state.name}.{CANARY}.example/", names=names), state
                )
    with catalog.change(who=CANARY) as change:
        edit_link(change, 1, version=1, patch=_every_field())
    look(catalog, {1: Reason.OK, 4: Reason.PARKED, 5: Reason.NOT_FOUND}, NOW)


def _every_field() -> dict[str, object]:
    return {
        "url": "https://jobs.example.com/?q=<a&b>",
        "names": {"es": "Banco de empleos", "en": "Job Bank & <more>"},
        "descriptions": {"en": "Two\nlines"},
        "category": "job-banks/state",
        "category_suggestion": f"folder {CANARY}",
        "operator": "State of Example",
        "operator_class": OperatorClass.STATE,
        "operator_basis": OperatorBasis.CURATOR,
        "service_areas": ["US-NY", "US-MA"],
        "languages": ["es", "en"],
        "audiences": [Audience.VETERANS],
        "cost": Cost.FREE,
        "account_needed": False,
        "how_to_apply": HowToApply.AGGREGATOR,
        "disclaimers": ["fees"],
        "notes": f"note {CANARY}",
        "steward": f"steward {CANARY}",
        "review_by": date(2031, 3, 17),
    }


def look(catalog: Catalog, seen: Mapping[int, Reason], at: datetime) -> None:
    """A crawl at `at` that found these reasons."""
    begun = catalog.runs.begin(holder="a test", now=at, due_only=False, fresh=True)
    results = []
    for link_id, reason in seen.items():
        row = catalog.find(link_id)
        observation = Observation(row.url, at, hops=(Hop(row.url, status=200),))
        findings = (Finding(reason, f"evidence {CANARY}"),)
        results.append(Result(link_id, row.lane, observation, Judgement(findings)))
    catalog.runs.record(begun.run_id, "a test", at, results)
    catalog.runs.settle(begun.run_id, now=at, status=RunStatus.COMPLETE, last=True)


def many_links(change: Transaction, numbers: Iterable[int], length: int = 2000) -> None:
    """Published links with descriptions of this length, to sites of the agency's own: they need
    no exit pages, which would take most of the time that a release takes."""
    for number in numbers:
        fields = link(
            f"https://host{number}.work.example/",
            names={"en": f"Link {number}"},
            descriptions={"en": f"{number} " + "words " * (length // 6)},
        )
        add_link(change, fields, EditorialState.PUBLISHED)


def release(catalog: Catalog, folder: Path, **changed: Any) -> ReleaseSummary:
    """A release as of TODAY, made at NOW, unless said otherwise."""
    arguments: dict[str, Any] = {"as_of": TODAY, "now": NOW, "settings": SETTINGS} | changed
    return write_release(catalog, folder, **arguments)


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a release, by their paths with slashes."""
    return {name: (folder / name).read_bytes() for name in sorted(files_in(folder))}
