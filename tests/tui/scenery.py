"""What the pictures of the screens show: a directory of invented sites on a day that stands still,
and the way to each screen.

All dates follow from NOW, all names are written out here, and categories and
notices are those of the starter directory: the same picture comes out anywhere.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from textual.widgets import Input, TextArea
from textual.worker import Worker

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.model.link import LinkFields
from directory.model.observation import Page
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, OperatorBasis, OperatorClass
from directory.publishing.export.write import write_release
from tests.databases import new_sqlite
from tests.directory.pages import crawl_pages, page_look
from tests.directory.publishing.samples import NOW
from tests.directory.samples import fields
from tests.tui.piloting import Seat, desk_of
from tui.modals.pick import PickOne
from tui.screens.publish import PublishScreen
from tui.services.model import Desk
from tui.widgets.detail import DetailPane
from tui.widgets.detail_tabs import Tab
from tui.widgets.facets import FacetList
from tui.widgets.table import LinkTable


class Site(NamedTuple):
    """A link. seen: what the crawls of late found; None: no crawl has looked at it yet."""

    name: str
    host: str
    category: str
    operator: OperatorClass
    seen: Reason | None = Reason.OK
    state: EditorialState = EditorialState.PUBLISHED
    due: bool = False


_P, _S = OperatorClass.PRIVATE, OperatorClass.STATE
_STATE, _GENERAL, _SECTOR = "job-banks/state", "job-banks/general", "job-banks/sector"
#: By the number that each link gets.
SITES: Mapping[int, Site] = dict(enumerate((
    Site("Harbor County jobs", "jobs.harbor-county.example", _STATE, OperatorClass.LOCAL,
         Reason.PARKED),
    Site("Résumé help for nurses, midwives and everybody else who works in care",
         "cv.care-careers.example", "career-resources/resume-and-interview",
         OperatorClass.NONPROFIT, Reason.NOT_FOUND),
    Site("Tradespeople wanted", "trades.example", _SECTOR, _P, Reason.NO_SUCH_DOMAIN),
    Site("Bolsa de trabajo del Valle", "trabajo.valle.example", _GENERAL, _P,
         Reason.CERTIFICATE_EXPIRED),
    Site("Northern State JobLink", "joblink.northern.example", _STATE, _S,
         Reason.PERMANENT_REDIRECT),
    Site("Lakeland Works", "works.lakeland.example", _STATE, _S, Reason.PERMANENT_REDIRECT),
    Site("Apprenticeship finder", "find.apprentice.example", "career-resources/apprenticeship",
         OperatorClass.FEDERAL, Reason.SERVER_ERROR),
    Site("Board of nursing: licenses", "licenses.nursing.example", "government-agencies/labor",
         _S, Reason.BOT_WALL),
    Site("Green jobs map", "map.green-jobs.example", _SECTOR, OperatorClass.NONPROFIT,
         Reason.DRIFT),
    Site("Seasonal work on farms", "farms.example", _SECTOR, _P, None),
    Site("仕事探し Jobs for newcomers", "newcomers.example", "job-banks/communities",
         OperatorClass.NONPROFIT, None, EditorialState.DRAFT),
    Site("Veterans first", "veterans-first.example", "job-banks/veterans",
         OperatorClass.NONPROFIT, Reason.OK, EditorialState.IN_REVIEW),
    Site("Wages by county", "wages.example", "career-resources/labor-market", _S, due=True),
    Site("Federal openings", "openings.example", "job-banks/federal", OperatorClass.FEDERAL),
    Site("Ready for the interview", "interview.example",
         "career-resources/resume-and-interview", OperatorClass.EDUCATION),
    Site("Youth corps", "corps.example", "career-resources/youth", OperatorClass.NONPROFIT),
    Site("Work abroad", "abroad.example", _GENERAL, _P, state=EditorialState.RETIRED),
), start=1))  # fmt: skip
MOVED, FINE = 5, 14

_PAGE = Page(
    title="Jobs and careers", language="en", text="Find work close to home.", words=400,
    bytes=18_000, content_type="text/html", furniture=12,
)  # fmt: skip
_OTHER_PAGE = replace(_PAGE, title="Best slots", language="id", text="Play and win.")
_STATUS = {Reason.NOT_FOUND: 404, Reason.SERVER_ERROR: 503, Reason.BOT_WALL: 403}
_PAGELESS = {*_STATUS, Reason.NO_SUCH_DOMAIN, Reason.CERTIFICATE_EXPIRED}


def scenery(folder: Path) -> Desk:
    """The desk of maria before this directory, of which a release was made and which has changed
    since. folder: an empty one."""
    from tui.starting import fill

    catalog = Catalog.open(new_sqlite(folder / "catalog.db"), lambda: NOW)
    desk = desk_of(catalog, release=folder / "release")
    fill(catalog, desk.settings, who="ana", with_links=False)
    with catalog.change(who="ana", why="first list") as change:
        for site in SITES.values():
            add_link(change, _fields(site), site.state)
    for days in (40, 12, 5, 3, 1):
        _crawl(catalog, days, well=days > 5)
        if days == 12:
            write_release(
                catalog, folder / "release", as_of=NOW.date(), now=NOW, settings=desk.settings
            )
    with catalog.change(who="ben", why="they have merged") as change:
        version = catalog.find(FINE).version
        edit_link(change, FINE, version, {"names": {"en": "Federal openings and internships"}})
    return desk


def _fields(site: Site) -> LinkFields:
    return fields(
        f"https://{site.host}/jobs",
        site.name,
        category=site.category,
        operator_class=site.operator,
        operator_basis=OperatorBasis.CURATOR,
        descriptions={"en": f"{site.name}: openings and advice, updated each week."},
        languages=["en"],
        review_by=NOW.date() - timedelta(days=9) if site.due else None,
    )


def _crawl(catalog: Catalog, days: int, *, well: bool) -> None:
    at = NOW - timedelta(days=days)
    found = []
    for link_id, site in SITES.items():
        if site.seen is None or site.state is EditorialState.RETIRED:
            continue
        reason = Reason.OK if well else site.seen
        page = _OTHER_PAGE if reason is Reason.DRIFT else _PAGE
        moved = f"https://www.{site.host}/jobs" if reason is Reason.PERMANENT_REDIRECT else None
        found.append(
            page_look(catalog.find(link_id), at, reason, suggests=moved,
                      page=None if reason in _PAGELESS else page,
                      status=_STATUS.get(reason, 200))
        )  # fmt: skip
    crawl_pages(catalog, found, at)


# The ways to the screens


async def queue(seat: Seat) -> None:
    """The first screen, at a link that has moved."""
    await _at(seat, MOVED)


async def marked(seat: Seat) -> None:
    """Some links are marked."""
    await _at(seat, MOVED)
    await seat.press("asterisk")
    await seat.until(lambda: "2 marked" in seat.text)


async def catalog(seat: Seat) -> None:
    """All links, narrowed by a search that is still being typed."""
    await seat.press("2")
    await seat.until(lambda: seat.settled and len(seat.table.spine) == len(SITES))
    await seat.press("slash", *"county")
    await seat.until(lambda: 0 < len(seat.table.spine) < len(SITES) and seat.settled)
    await seat.until(lambda: _told(seat))


async def runs(seat: Seat) -> None:
    """The crawls."""
    await seat.press("3")
    await seat.until(lambda: "2026-10-08" in seat.text and "Reading" not in seat.text)


async def publish(seat: Seat) -> None:
    """What would change on the website."""
    await seat.press("4")

    def shown() -> bool:
        screen = seat.app.screen
        return isinstance(screen, PublishScreen) and screen.settled

    await seat.until(shown)


async def notices(seat: Seat) -> None:
    """What visitors read."""
    await seat.press("5")
    await seat.until(lambda: "exit-nongovernment" in seat.text)
    await seat.press("G")
    await seat.until(lambda: "That website is not run" in seat.text)


async def form(seat: Seat) -> None:
    """A link is being edited."""
    await _at(seat, MOVED)
    await seat.press("e")
    await seat.until(lambda: "Northern State JobLink" in seat.text and "Reading…" not in seat.text)


async def help_box(seat: Seat) -> None:
    """All keys."""
    await seat.press("question_mark")
    await seat.until(lambda: "Take the suggested fix" in seat.text)


async def picker(seat: Seat) -> None:
    """A category is being chosen."""
    await _at(seat, MOVED)
    await seat.press("t")
    await seat.until(lambda: isinstance(seat.app.screen, PickOne))
    await seat.press(*"jobs")


async def detail(seat: Seat) -> None:
    """All that is told of one link, on a screen of its own where the terminal is narrow."""
    await _at(seat, MOVED)
    await seat.press("enter")
    await seat.until(lambda: "State and territory job banks" in seat.text)


async def exit_notice(seat: Seat) -> None:
    """The exit notice as visitors read it."""
    await detail(seat)
    await seat.until(lambda: seat.app.screen.query(DetailPane))
    for _ in range(3):
        await seat.press("right")
    pane = seat.app.screen.query_one(DetailPane)
    await seat.until(lambda: pane.tab is Tab.NOTICES and "One moment" not in seat.text)


async def _at(seat: Seat, link_id: int) -> None:
    await seat.until(lambda: link_id in seat.table.spine)
    seat.table.go_to(list(seat.table.spine).index(link_id))
    await seat.until(lambda: seat.settled and seat.table.cursor_id == link_id and _told(seat))
    await seat.until(lambda: all(seat.table.row(one) is not None for one in seat.table.spine))


def _told(seat: Seat) -> bool:
    """The details are those of the link at the cursor, and the filters are there."""
    row = seat.table.row(seat.table.cursor_id)
    pane = seat.app.screen.query_one(DetailPane)
    if row is None or not seat.app.screen.query_one(FacetList).option_count:
        return False
    return not pane.display or (pane.link is not None and pane.link.link.id == row.id)


WAYS: Mapping[str, Callable[[Seat], Awaitable[None]]] = {
    "queue": queue, "marked": marked, "catalog": catalog, "runs": runs, "publish": publish,
    "notices": notices, "form": form, "help": help_box, "picker": picker, "detail": detail,
    "exit-notice": exit_notice,
}  # fmt: skip


async def go(name: str, seat: Seat) -> None:
    """Goes to the screen of this name, and waits until it is at rest."""
    await at_rest(seat)
    await seat.until(lambda: "Help" in seat.text)  # the keys are there: a box covers them
    await WAYS[name](seat)
    for field in seat.app.screen.query(Input):
        field.cursor_blink = False
    for area in seat.app.screen.query(TextArea):
        area.cursor_blink = False
    await at_rest(seat)


async def at_rest(seat: Seat) -> None:
    """Waits until nothing is under way, and all is painted."""
    if seat.app.screen.query(LinkTable):
        await seat.until(lambda: seat.settled and _told(seat))
    await seat.until(lambda: not [worker for worker in seat.app.workers if _ends(worker)])
    await seat.pilot.pause()


def _ends(worker: Worker[object]) -> bool:
    """What is not meant to go on for as long as the app does, or until somebody answers."""
    return worker.group not in ("default", "look") and not worker.is_finished
