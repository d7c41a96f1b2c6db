"""The curation app under a pilot: a catalog with work to do, conditions to wait for, the screen
as text."""

import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from crawler.environment import Environment
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.catalog.transaction import Transaction
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.settings import Settings
from tests.databases import filled_sqlite
from tests.directory.pages import CASINO, JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import NOW, SETTINGS, add_shelves
from tests.directory.samples import fields
from tests.tui.waiting import lines, picture, until
from tui.actions.registry import ACTIONS
from tui.app import BURST_WITHIN, REPEATED_WITHIN, CurateApp
from tui.services.model import Desk
from tui.widgets.table import LinkTable

#: The links of `worklist`, by the number that each gets.
PARKED, GONE, GONE_TOO, MOVED, MOVED_TOO, BLOCKED, CHANGED, FINE, UNSEEN, DRAFT, WAITING, DUE = (
    range(1, 13)
)
#: As a test presses them.
DECIDING = {".", ">", "<"} | {key for action in ACTIONS if action.decides for key in action.keys}
NEW_PLACE = "https://new.example/jobs"


def worklist(url: str) -> Catalog:
    """A catalog in which links of all sorts need a person; today is NOW. url: of an empty one, in a
    file."""
    filled_sqlite(Path(sa.make_url(url).database or ""), _fill)
    return Catalog.open(url, lambda: NOW)


def _fill(url: str) -> None:
    with closing(Catalog.open(url, lambda: NOW)) as catalog:
        with catalog.change(who="ana", why="first list") as change:
            add_shelves(change)
            _add(change, range(PARKED, UNSEEN + 1), EditorialState.PUBLISHED)
            _add(change, [DRAFT], EditorialState.DRAFT)
            _add(change, [WAITING], EditorialState.IN_REVIEW)
            overdue = fields(_address(DUE), "Link 12", review_by=NOW.date() - timedelta(days=1))
            add_link(change, overdue, EditorialState.PUBLISHED)
        for days in (5, 3, 1):
            at = NOW - timedelta(days=days)
            crawl_pages(catalog, [_seen(catalog, link_id, days, at) for link_id in _CHECKED], at)


_CHECKED = (*range(PARKED, UNSEEN), DRAFT, WAITING, DUE)


def _add(change: Transaction, link_ids: Iterable[int], state: EditorialState) -> None:
    for link_id in link_ids:
        add_link(change, fields(_address(link_id), f"Link {link_id}", category="job-banks"), state)


def _address(link_id: int) -> str:
    return f"https://site-{link_id}.example/jobs"


def _seen(catalog: Catalog, link_id: int, days: int, at: Any) -> Any:
    link = catalog.find(link_id)
    match link_id:
        case _ if days == 5:
            return page_look(link, at, page=JOBS)
        case 1:
            return page_look(link, at, Reason.PARKED, page=JOBS)
        case 2 | 3:
            return page_look(link, at, Reason.NOT_FOUND, page=None, status=404)
        case 4 | 5:
            suggests = f"{NEW_PLACE}/{link_id}"
            return page_look(link, at, Reason.PERMANENT_REDIRECT, page=JOBS, suggests=suggests)
        case 6:
            return page_look(link, at, Reason.ROBOTS_DISALLOWED, page=None, status=403)
        case 7:
            return page_look(link, at, Reason.DRIFT, page=CASINO)
        case _:
            return page_look(link, at, page=JOBS)


def desk_of(catalog: Catalog, who: str = "maria", **changed: Any) -> Desk:
    """Somebody's desk before this catalog."""
    settings = Settings(**(SETTINGS.model_dump() | changed))
    return Desk(catalog, settings, Environment(None, catalog.now), who)


@asynccontextmanager
async def curating(
    desk: Desk, size: tuple[int, int] = (120, 40), *, plain_colours: bool = False
) -> AsyncIterator["Seat"]:
    """The app, once its queue is shown."""
    app = CurateApp(lambda: desk, plain_colours=plain_colours)
    async with app.run_test(size=size, notifications=True) as pilot:
        seat = Seat(app, pilot)
        await seat.until(lambda: seat.settled)
        yield seat


def would_be_taken(app: CurateApp, key: str) -> bool:
    """Whether a key that decides would not be dropped now."""
    if isinstance(app.focused, Input | TextArea):
        return True
    painted_at = getattr(app.screen, "painted_at", 0.0)
    now = time.monotonic()
    return (
        painted_at is not None
        and now - app.keys.pressed_at(key) > REPEATED_WITHIN
        and now - app.keys.pressed_at() > BURST_WITHIN
    )


async def decide(pilot: Pilot[Any], key: str) -> None:
    """Press a key that decides, as a person does who has seen what it is about."""
    app = pilot.app
    assert isinstance(app, CurateApp)
    await until(pilot, lambda: would_be_taken(app, key))
    await pilot.press(key)


class Seat:
    """Who sits before the app: keys, and what is to be seen. `pressed` counts the keys."""

    def __init__(self, app: CurateApp, pilot: Pilot[bool]) -> None:
        self.app = app
        self.pilot = pilot
        self.pressed = 0

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other; those that decide as a person does, who has seen what
        they act on and lets the key go in between."""
        self.pressed += len(keys)
        for key in keys:
            if key in DECIDING:
                await self.until(partial(would_be_taken, self.app, key))
            await self.pilot.press(key)

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits until it holds; fails with what is on the screen when it never does."""
        await until(self.pilot, holds)

    @property
    def table(self) -> LinkTable:
        """The list of the screen."""
        return self.app.screen.query_one(LinkTable)

    @property
    def settled(self) -> bool:
        """The list stands, and the row at the cursor too."""
        tables = self.app.screen.query(LinkTable)
        if not tables or not self.app.screen.is_current:
            return False
        table = tables.first(LinkTable)
        return bool(table.spine) and table.row(table.cursor_id) is not None

    @property
    def lines(self) -> list[str]:
        """The screen as it was painted, without blanks at the ends."""
        return lines(self.app)

    @property
    def text(self) -> str:
        """The screen in one text."""
        return picture(self.app)

    def told(self) -> list[str]:
        """What the person has been told, the latest last."""
        return [str(one.message) for one in self.app._notifications]


def catalog_file(folder: Path) -> str:
    """The address of the catalog in this folder."""
    return f"sqlite:///{folder / 'catalog.db'}"


async def at_group(seat: "Seat", link_id: int) -> None:
    """Goes from group to group until the cursor is at this link."""
    for _ in range(12):
        if seat.table.cursor_id == link_id:
            return
        await seat.press("right_square_bracket")
    raise AssertionError("there is no such group")
