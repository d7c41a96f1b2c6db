"""What the app advises has keys, and what plain commands advise has commands."""

from contextlib import closing
from datetime import timedelta

import pytest

from directory.model.reasons import Reason
from directory.rules.queue import QueueKind
from directory.rules.suggested_actions import advice
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import NOW
from tests.rows import each
from tests.tui import piloting as p
from tests.tui.in_loop import in_loop
from tui.actions.registry import ACTIONS
from tui.cli.queue import with_command
from tui.screens.detail import DetailScreen
from tui.services.advice import with_keys


@each(
    ("kind", "in_app", "in_command"),
    [
        (QueueKind.MOVED, "Open it (o), and change its address (e).",
         "Open it, and change its address: jobbank edit 12 --set url=…"),
        (QueueKind.BLOCKED, "Open it (o); if it is fine, vouch for it (v).",
         "Open it; if it is fine, vouch for it: jobbank vouch 12"),
        (QueueKind.CHANGED, "Open it (o); if it is fine, approve the page (b).",
         "Open it; if it is fine, approve the page: jobbank approve 12"),
        (QueueKind.NEVER_CHECKED, "Check it now (r), or start a crawl (3).",
         "Check it now, or start a crawl: jobbank crawl 12"),
        (QueueKind.DRAFT, "Send it on for approval.", "Send it on for approval."),
    ],
)  # fmt: skip
def test_advice_says_how_it_is_done(kind: QueueKind, in_app: str, in_command: str) -> None:
    assert with_keys(advice(kind, None), {}) == in_app
    assert with_command(advice(kind, None), 12) == in_command


def test_the_keys_are_those_of_the_agency() -> None:
    keymap = {"edit": "ctrl+x,e", "open": "x"}
    words = with_keys(advice(QueueKind.MOVED, None), keymap)
    assert words == "Open it (x), and change its address (ctrl+x)."


def test_each_action_that_is_advised_is_there() -> None:
    known = {action.id for action in ACTIONS}
    advised = [advice(kind, None).actions for kind in QueueKind]
    assert {action for actions in advised for _, action in actions} <= known


@pytest.mark.slow
@in_loop
async def test_an_address_that_a_key_takes_is_shown_in_full(sqlite_url: str) -> None:
    """In the list and in the details, on a terminal of 80 columns."""
    long = "https://jobs.new.example/" + "/".join(["opportunities"] * 7) + "/the-end"
    with closing(p.worklist(sqlite_url)) as catalog:
        at = NOW - timedelta(hours=1)
        moved = page_look(
            catalog.find(p.MOVED), at, Reason.PERMANENT_REDIRECT, page=JOBS, suggests=long
        )
        crawl_pages(catalog, [moved], at)
        async with p.curating(p.desk_of(catalog), (80, 24)) as seat:
            await p.at_group(seat, p.MOVED)
            await seat.until(lambda: long in seat.text.replace("\n ", ""))
            await seat.press("enter")
            await seat.until(lambda: isinstance(seat.app.screen, DetailScreen))
            await seat.until(lambda: long in seat.text.replace("\n ", ""))
