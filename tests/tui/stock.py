"""A small catalog for the commands: links in every state, and what a crawl saw of some."""

from contextlib import closing
from datetime import timedelta
from typing import Any

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.catalog.people import allow_other_names, set_person
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, OperatorBasis, OperatorClass, Role
from tests.clocks import NOW
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import fields, rows

GOOD, MOVED, DRAFT, WAITING, OLD, DEAD = range(1, 7)
NEW_ADDRESS = "https://new.moved.example/jobs"
#: Whoever is not listed is a viewer, once somebody is.
STAFF = {"ada": Role.ADMIN, "pia": Role.PUBLISHER, "eve": Role.EDITOR, "vic": Role.VIEWER}
_STATES = {
    "good": EditorialState.PUBLISHED,
    "moved": EditorialState.PUBLISHED,
    "draft": EditorialState.DRAFT,
    "waiting": EditorialState.IN_REVIEW,
    "old": EditorialState.RETIRED,
    "dead": EditorialState.PUBLISHED,
}


def fill(catalog: Catalog) -> None:
    """Six links, written by eve the day before; two crawls saw the published ones."""
    with catalog.change(who="eve") as change:
        add_category(change, "job-banks", {"en": "Job banks"})
        add_category(change, "career-resources", {"en": "Careers"})
        found = [
            add_link(
                change,
                fields(
                    f"https://{name}.example/",
                    f"The {name} one",
                    category="job-banks",
                    operator="Elm County",
                    operator_class=OperatorClass.LOCAL,
                    operator_basis=OperatorBasis.CURATOR,
                ),
                state,
            )
            for name, state in _STATES.items()
        ]
    for days in (2, 1):
        at = NOW - timedelta(days=days)
        looks = [
            page_look(found[0], at),
            page_look(found[1], at, Reason.PERMANENT_REDIRECT, suggests=NEW_ADDRESS),
            page_look(found[5], at, Reason.NOT_FOUND, page=None, status=404),
        ]
        crawl_pages(catalog, looks, at)


def stocked(url: str) -> None:
    """The same, in the empty catalog of this URL."""
    with closing(Catalog.open(url, lambda: NOW)) as catalog:
        fill(catalog)


def hire(catalog: Catalog) -> None:
    """Lists the staff; commands may be run in each one's name."""
    with catalog.change(who="ada") as change:
        allow_other_names(change, allowed=True)
        for name, role in STAFF.items():
            set_person(change, name, role)


def held(catalog: Catalog) -> dict[int, dict[str, Any]]:
    """All links by number, without what rises with each change."""
    left_out = {"version", "updated_at"}
    return {
        row.id: {name: value for name, value in row._mapping.items() if name not in left_out}
        for row in rows(catalog, "link")
    }
