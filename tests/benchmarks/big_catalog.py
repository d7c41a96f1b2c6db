"""Makes a big catalog for measuring: python -m tests.benchmarks.big_catalog FILE --links 100000

Names, hosts, categories, states and health are spread as in a real directory: most
links are published and well, some have moved, few are gone or dangerous. Rows go in
directly, since a million use cases would take an hour; the full-text index is kept
by the catalog's own triggers. The same numbers give the same catalog.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.db import audit
from directory.db.engine import Database
from directory.model.baseline import LinkBaseline, page_key
from directory.model.health import Health, HealthSpan
from directory.model.link import Link
from directory.model.observation import Certificate, Finding, Hop, Observation, Page, pack
from directory.model.reasons import REASONS, Reason
from directory.model.run import CrawlRun
from directory.model.vocab import Audience, EditorialState, OperatorClass, RunStatus, Verdict

NOW = datetime(2026, 10, 9, 12, tzinfo=UTC)
ROWS_A_TRANSACTION = 5000

PLACES = [
    "Alder", "Ash", "Birch", "Cedar", "Cypress", "Elm", "Fir", "Hazel", "Juniper", "Larch",
    "Linden", "Maple", "Oak", "Pine", "Poplar", "Redwood", "Rowan", "Spruce", "Sycamore",
    "Willow", "Aspen", "Beech", "Chestnut", "Dogwood", "Hickory", "Laurel", "Magnolia",
    "Walnut", "Yew", "Hemlock",
]  # fmt: skip
FEATURES = [
    "Bay", "Bend", "Bluff", "Brook", "City", "County", "Creek", "Falls", "Ferry", "Forge",
    "Grove", "Harbor", "Hill",
]  # fmt: skip
KINDS = [
    "Career Center", "Community College", "Department of Labor", "Employment Office",
    "Job Board", "Job Corps", "Library", "One-Stop Center", "School District", "Staffing",
    "Transit Authority", "Veterans Services", "Workforce Board", "Youth Works", "Legal Aid",
    "Housing Authority", "Apprenticeship Council", "Hospital",
]  # fmt: skip
SUBJECTS = [
    "Jobs", "Job Openings", "Résumé Help", "Apply Online", "Apprenticeships", "Career Advice",
    "Childcare", "Interview Tips", "Internships", "Night Classes", "Unemployment Insurance",
    "Training Grants", "Disability Services", "Summer Jobs", "Teaching Positions",
    "Nursing Careers", "Driver Licenses",
]  # fmt: skip
CLASSES = [
    (OperatorClass.PRIVATE, 50), (OperatorClass.NONPROFIT, 15), (OperatorClass.STATE, 12),
    (OperatorClass.LOCAL, 10), (OperatorClass.EDUCATION, 8), (OperatorClass.FEDERAL, 4),
    (OperatorClass.TRIBAL, 1),
]  # fmt: skip
SUFFIXES = {
    OperatorClass.PRIVATE: "com", OperatorClass.NONPROFIT: "org", OperatorClass.STATE: "gov",
    OperatorClass.LOCAL: "us", OperatorClass.EDUCATION: "edu", OperatorClass.FEDERAL: "gov",
    OperatorClass.TRIBAL: "gov",
}  # fmt: skip
STATES = [
    (EditorialState.PUBLISHED, 900), (EditorialState.DRAFT, 40),
    (EditorialState.IN_REVIEW, 10), (EditorialState.RETIRED, 50),
]  # fmt: skip
#: Per 10,000 links that have been checked.
REASONS_SEEN = [
    (Reason.OK, 8300), (Reason.PERMANENT_REDIRECT, 600), (Reason.HTTPS_UPGRADE, 150),
    (Reason.BOT_WALL, 300), (Reason.ACCESS_DENIED, 150), (Reason.NOT_FOUND, 200),
    (Reason.NO_SUCH_DOMAIN, 60), (Reason.SOFT_404, 60), (Reason.TIMEOUT, 80),
    (Reason.SERVER_ERROR, 40), (Reason.CERTIFICATE_EXPIRED, 30), (Reason.DRIFT, 20),
    (Reason.PARKED, 7), (Reason.HIJACKED, 3),
]  # fmt: skip
SHELVES = {
    "job-banks": ("health-care", "teaching", "trades", "veterans"),
    "career-resources": ("resumes", "training", "youth"),
    "government-agencies": ("federal", "state", "tribal"),
    "local-services": ("childcare", "housing", "legal-aid", "transit"),
}
STEWARDS = ("", "", "", "Maria Alvarez", "Sam Oduya", "North region team", "Youth team")


def fill(file: Path, number: int, seed: int = 20261009) -> None:
    """A new catalog of so many links in this file, which must not be there yet."""
    url = f"sqlite:///{file}"
    with closing(Catalog.create(url)) as catalog, catalog.change(who="benchmark") as change:
        for place, (top, within) in enumerate(SHELVES.items()):
            add_category(change, top, {"en": top.replace("-", " ").capitalize()}, position=place)
            for slug in within:
                add_category(change, f"{top}/{slug}", {"en": slug.capitalize()}, top)
    made = Maker(random.Random(seed))
    with closing(Database(url)) as database:
        with database.write() as connection:
            connection.execute(sa.insert(CrawlRun), made.runs(number))
        for start in range(1, number + 1, ROWS_A_TRANSACTION):
            links = [made.link(place) for place in _places(start, number)]
            with database.write() as connection:
                insert(connection, made, links)
        with database.write() as connection:
            connection.exec_driver_sql("ANALYZE")


def _places(start: int, number: int) -> range:
    return range(start, min(start + ROWS_A_TRANSACTION, number + 1))


def insert(connection: sa.Connection, made: "Maker", links: list[dict[str, Any]]) -> None:
    """Adds these links, with what `made` has seen of them."""
    checked = [made.health(link) for link in links if made.is_checked(link)]
    connection.execute(sa.insert(Link), links)
    connection.execute(sa.insert(Health), checked)
    connection.execute(sa.insert(HealthSpan), [s for row in checked for s in made.spans(row)])
    connection.execute(sa.insert(LinkBaseline), [made.baseline(row) for row in checked])
    audit.append(connection, (_added(link) for link in links))


def _added(link: dict[str, Any]) -> dict[str, Any]:
    after = {name: link[name] for name in ("url", "names", "state")}
    return {
        "at": link["created_at"], "who": "maria", "why": "", "what": "add", "kind": "link",
        "key": str(link["id"]), "before": None, "after": after,
    }  # fmt: skip


class Maker:
    """Makes rows by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._looks: dict[Reason, tuple[bytes, int]] = {}
        self._slugs = [None, *(f"{top}/{slug}" for top, all_ in SHELVES.items() for slug in all_)]

    def _one_of(self, weighted: list[tuple[Any, int]]) -> Any:
        values, weights = zip(*weighted, strict=True)
        return self.chance.choices(values, weights)[0]

    def link(self, number: int) -> dict[str, Any]:
        """One link."""
        chance = self.chance
        place = f"{chance.choice(PLACES)} {chance.choice(FEATURES)}"
        kind, subject = chance.choice(KINDS), chance.choice(SUBJECTS)
        operator_class = self._one_of(CLASSES)
        operator = f"{place} {kind}"
        name = f"{operator} – {subject}"
        words = "".join(letter for letter in operator.lower() if letter.isalnum())
        host = f"{words}{number % 997}.{SUFFIXES[operator_class]}"
        path = "".join(letter for letter in subject.lower() if letter.isascii() and letter != " ")
        created = NOW - timedelta(days=chance.randrange(1500), minutes=number % 1440)
        state = self._one_of(STATES)
        vouched = chance.random() < 0.01
        snoozed = chance.random() < 0.004
        return {
            "id": number, "url": f"https://{host}/{path}/{number}",
            "names": {"en": name} | ({"es": f"{name} (en español)"} if number % 7 == 0 else {}),
            "descriptions": {"en": f"{subject} in {place}, for everybody who looks for work."},
            "category": chance.choice(self._slugs), "category_suggestion": "",
            "operator": operator, "operator_class": operator_class, "operator_basis": "imported",
            "service_areas": ["US-MA"] if number % 3 else [], "languages": ["en"],
            "audiences": chance.sample(list(Audience), 1) if number % 4 == 0 else [],
            "cost": None, "account_needed": None, "how_to_apply": None, "disclaimers": [],
            "exit_override": "forced_on" if number % 500 == 0 else "by_rule",
            "exit_override_reason": "by agreement" if number % 500 == 0 else "",
            "notes": "Asked the operator in spring." if number % 20 == 0 else "",
            "steward": chance.choice(STEWARDS),
            "review_by": (NOW + timedelta(days=chance.randrange(-20, 700))).date(),
            "name": name, "url_key": f"{host}/{path}/{number}", "host": host, "lane": host,
            "previous_urls": [], "state": state, "created_at": created, "updated_at": created,
            "published_at": created if state is EditorialState.PUBLISHED else None,
            "vouched_on": NOW.date() if vouched else None,
            "vouched_until": (NOW + timedelta(days=90)).date() if vouched else None,
            "vouched_by": "maria" if vouched else "",
            "snoozed_until": (NOW + timedelta(days=30)).date() if snoozed else None,
            "snoozed_at": NOW if snoozed else None,
            "written_by": "", "version": 1,
        }  # fmt: skip

    def is_checked(self, link: dict[str, Any]) -> bool:
        """Most links have been checked; drafts seldom."""
        usual = 0.2 if link["state"] is EditorialState.DRAFT else 0.998
        return self.chance.random() < usual

    def health(self, link: dict[str, Any]) -> dict[str, Any]:
        """The health of a link that has been checked."""
        reason: Reason = self._one_of(REASONS_SEEN)
        verdict = REASONS[reason].verdict
        since = NOW - timedelta(hours=self.chance.randrange(24 * 200))
        confirmed = verdict in (Verdict.OK, Verdict.CHANGED) or self.chance.random() < 0.8
        moved = verdict is Verdict.MOVED
        observation, key = self._look(reason)
        return {
            "link_id": link["id"], "verdict": verdict, "reason": reason.value, "since": since,
            "looks": 9, "broken_since": None, "broken_looks": 0, "confirmed": confirmed,
            "last_at": NOW - timedelta(minutes=self.chance.randrange(6000)),
            "findings": (Finding(reason),), "last_status": 200, "final_url": link["url"],
            "suggested_url": f"{link['url']}/new" if moved else None, "run_id": 1,
            "page_title": link["name"], "page_language": "en", "privacy_url": None,
            "certificate_ends_at": NOW + timedelta(days=60), "etag": "", "last_modified": "",
            "page_at": NOW, "page_key": key, "first_at": since - timedelta(days=300),
            "changes": 0, "next_check_at": NOW + timedelta(minutes=self.chance.randrange(9000)),
            "observation": observation,
        }  # fmt: skip

    def spans(self, health: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Some history of that health, oldest first."""
        since = health["since"]
        earlier = (Verdict.OK, Reason.OK, since - timedelta(days=300), since - timedelta(days=1))
        now = (health["verdict"], Reason(health["reason"]), since, health["last_at"])
        for verdict, reason, first, last in (earlier, now):
            yield {
                "link_id": health["link_id"], "first_at": first, "last_at": max(first, last),
                "verdict": verdict, "reason": reason.value, "looks": 9,
            }  # fmt: skip

    def baseline(self, health: dict[str, Any]) -> dict[str, Any]:
        """The page that was approved."""
        return {
            "link_id": health["link_id"], "taken_at": health["first_at"], "who": "maria",
            "page_key": health["page_key"], "observation": health["observation"],
        }  # fmt: skip

    def runs(self, links: int) -> list[dict[str, Any]]:
        """Nightly crawls of half a year."""
        rows = []
        for day in range(180, 0, -1):
            at = NOW - timedelta(days=day)
            gone = links // 40 + self.chance.randrange(links // 200 + 1)
            rows.append(
                {
                    "scope": "due", "status": RunStatus.COMPLETE, "holder": "", "note": "",
                    "heartbeat_at": at, "started_at": at, "ended_at": at + timedelta(hours=2),
                    "counts": {"ok": links - gone, "gone": gone},
                }
            )  # fmt: skip
        return rows

    def _look(self, reason: Reason) -> tuple[bytes, int]:
        if reason not in self._looks:
            sentence = " ".join(self.chance.choices([*KINDS, *SUBJECTS, *PLACES], k=120))
            page = Page(title=f"Page of {reason}", text=sentence, words=600, bytes=20_000)
            hop = Hop("https://example.org/", 200, headers={"content-type": "text/html"})
            certificate = Certificate(subject="CN=example.org", issuer="CN=Some authority")
            look = Observation(
                "https://example.org/", NOW, (hop,), page=page, certificate=certificate, millis=431
            )
            self._looks[reason] = pack(look), page_key(page)
        return self._looks[reason]


def main() -> int:
    """Makes the catalog; returns the exit code."""
    parser = argparse.ArgumentParser(description="Makes a big catalog for measuring.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--links", type=int, default=100_000)
    given = parser.parse_args()
    fill(given.file, given.links)
    sys.stderr.write(f"{given.file}: {given.links:,} links\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
