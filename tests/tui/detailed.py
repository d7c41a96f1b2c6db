"""A catalog with links of which there is much to tell, and an app that shows them."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa
from textual.app import App, ComposeResult

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.clock import clock_starting_at
from directory.model.curation import Proposal
from directory.model.observation import Page
from directory.model.reasons import Reason
from directory.model.vocab import (
    Cost,
    EditorialState,
    ExitOverride,
    OperatorBasis,
    OperatorClass,
)
from directory.settings import Settings
from tests.databases import filled_sqlite
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import NOW, add_shelves
from tests.directory.samples import fields
from tui.services.model import Desk
from tui.services.session import refusals
from tui.widgets.detail import DetailPane

STYLE = Path(__file__).parents[2] / "tui" / "style"
SETTINGS = Settings(
    agency="Office of Work", contact="links@work.example", languages=("en", "es"),
    own_sites=("work.example",),
)  # fmt: skip
FULL, BARE, OWN, FORCED = 1, 2, 3, 4


def a_desk(folder: Path) -> Desk:
    """A desk before a new catalog: link FULL with all there is, BARE with nothing, OWN on a site
    of the agency, FORCED without an exit notice by decision of staff."""
    return _desk(filled_sqlite(folder / "detail.db", _four_links))


def an_old_desk(folder: Path) -> Desk:
    """The same after months, in which much happened to link FULL; see `lived`."""
    return _desk(filled_sqlite(folder / "detail.db", _four_links_after_months))


def _desk(url: str) -> Desk:
    from crawler.environment import environment_of

    return Desk(
        Catalog.open(url, clock_starting_at(NOW)), SETTINGS, environment_of(SETTINGS), "maria"
    )


def _four_links(url: str) -> None:
    forced = fields("https://forced.example/", "Forced", exit_override=ExitOverride.FORCED_OFF,
                    exit_override_reason="A partner by contract.")  # fmt: skip
    with (
        closing(Catalog.open(url, clock_starting_at(NOW))) as catalog,
        catalog.change(who="maria", why="first list") as change,
    ):
        add_shelves(change)
        add_link(change, full_fields(), EditorialState.PUBLISHED)
        add_link(change, fields("https://bare.example/", "Bare"))
        add_link(change, fields("https://jobs.work.example/", "Ours"), EditorialState.PUBLISHED)
        add_link(change, forced, EditorialState.PUBLISHED)


def _four_links_after_months(url: str) -> None:
    _four_links(url)
    desk = _desk(url)
    with closing(desk.catalog):
        lived(desk)


def full_fields(**changed: Any) -> Any:
    """All fields of a link."""
    given: dict[str, Any] = {
        "descriptions": {"en": "Openings in the county.", "es": "Vacantes del condado."},
        "category": "job-banks/state",
        "operator": "Elm County Workforce Board",
        "operator_class": OperatorClass.LOCAL,
        "operator_basis": OperatorBasis.CURATOR,
        "service_areas": ["US-MA"],
        "languages": ["en", "es"],
        "cost": Cost.FREE,
        "account_needed": True,
        "disclaimers": ["fees"],
        "notes": "Ask Jo before changing the name.",
        "steward": "Jobs team",
        "review_by": NOW.date() - timedelta(days=3),
    }
    names = {"en": "Jobs in Elm County", "es": "Empleos en el condado de Elm"}
    return fields("https://jobs.elm.example/", **(given | changed)).model_copy(
        update={"names": names}
    )


def lived(desk: Desk, link_id: int = FULL, *, page: Page = JOBS) -> None:
    """The link was seen well for months, was approved, then moved, then turned into something
    else; it was edited, vouched for, and a proposal waits."""
    catalog = desk.catalog
    link = catalog.find(link_id)
    for days, reason, status, suggests in (
        (300, Reason.OK, 200, None),
        (200, Reason.OK, 200, None),
        (120, Reason.SERVER_ERROR, 503, None),
        (110, Reason.SERVER_ERROR, 503, None),
        (60, Reason.OK, 200, None),
        (20, Reason.PERMANENT_REDIRECT, 200, "https://www.elm.example/jobs"),
    ):
        at = NOW - timedelta(days=days)
        seen = page_look(link, at, reason, page=page if status == 200 else None, status=status,
                         suggests=suggests)  # fmt: skip
        crawl_pages(catalog, [seen], at)
    with catalog.change(who="ben", why="looked at it") as change:
        workflow.approve_page(change, link_id, catalog.find(link_id).version)
    at = NOW - timedelta(days=1)
    crawl_pages(catalog, [page_look(link, at, Reason.HIJACKED, Reason.SLOW, page=page)], at)
    with catalog.change(who="ben") as change:
        edit_link(change, link_id, catalog.find(link_id).version, {"cost": Cost.FREE_AND_PAID})
    with catalog.change(who="ana") as change:
        workflow.vouch(
            change, link_id, catalog.find(link_id).version, NOW.date() + timedelta(days=90)
        )
    propose(desk, link_id, {"operator": "Elm Board", "audiences": ["youth"]})


def propose(desk: Desk, link_id: int, patch: dict[str, Any], why: str = "They merged.") -> None:
    """An edit of the link waits."""
    table: sa.Table = Proposal.__table__  # type: ignore[attr-defined]
    version = desk.catalog.find(link_id).version
    row = {"link_id": link_id, "based_on": version, "who": "ana", "at": NOW, "why": why,
           "patch": patch}  # fmt: skip
    with desk.catalog.change(who="ana") as change:
        change.connection.execute(sa.insert(table), row)


class PaneApp(App[None]):
    """One pane before a desk."""

    CSS_PATH: ClassVar = [STYLE / "detail.tcss"]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.told: list[str] = []
        self.asked: list[str] = []
        self.chosen_keys: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield DetailPane()

    @property
    def pane(self) -> DetailPane:
        """The pane of the screen in front."""
        return self.screen.query_one(DetailPane)

    def stop_act(self) -> bool:
        """No act is ever under way here."""
        return False

    async def ask(self, question: Callable[..., Any], *args: Any) -> Any:
        """As the curation app answers."""
        self.asked.append(question.__name__)

        def answer() -> Any:
            with refusals():
                return question(self.desk, *args)

        return await asyncio.to_thread(answer)

    def tell(self, text: str, _severity: str = "information") -> None:
        """Keeps what was told."""
        self.told.append(text)
