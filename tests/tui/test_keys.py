"""The registry of actions, and keys of one's own."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.views import save_view
from directory.model.vocab import EditorialState
from tests.tui import piloting as p
from tests.tui.in_loop import in_loop
from tests.tui.piloting import curating, desk_of
from tui.actions.keymap import checked
from tui.actions.registry import ACTIONS, Action, actions_of
from tui.app import CurateApp
from tui.modals.confirm import Confirm
from tui.modals.link_form import LinkForm
from tui.modals.merge_conflict import ThreeWay
from tui.modals.notice_form import NoticeForm
from tui.modals.pick import PickOne
from tui.modals.prompt import Prompt
from tui.screens.catalog import CatalogScreen
from tui.screens.detail import DetailScreen
from tui.screens.notices import NoticesScreen
from tui.screens.publish import PublishScreen
from tui.screens.queue import QueueScreen
from tui.screens.runs import RunsScreen

pytestmark = pytest.mark.slow

SCREENS = {
    "app": CurateApp, "queue": QueueScreen, "catalog": CatalogScreen, "link": DetailScreen,
    "runs": RunsScreen, "publish": PublishScreen, "notices": NoticesScreen, "form": LinkForm,
    "notice-form": NoticeForm, "three-way": ThreeWay, "pick": PickOne,
    "prompt": Prompt, "confirm": Confirm,
}  # fmt: skip


@pytest.fixture
def work(sqlite_url: str) -> Iterator[Catalog]:
    """A catalog with links of all sorts that need a person."""
    catalog = p.worklist(sqlite_url)
    yield catalog
    catalog.close()


def test_no_two_actions_have_one_id() -> None:
    assert [name for name, count in Counter(a.id for a in ACTIONS).items() if count > 1] == []


@pytest.mark.parametrize("scope", ["queue", "catalog", "link", "runs", "publish", "notices"])
def test_no_two_actions_of_a_screen_share_a_key(scope: str) -> None:
    here = dict.fromkeys(chain(actions_of(scope), actions_of("app")))
    keys = Counter(key for action in here for key in action.keys)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("scope", SCREENS)
def test_every_action_is_answered_by_its_screen(scope: str) -> None:
    missing = [
        a.id
        for a in actions_of(scope)
        if not hasattr(SCREENS[scope], f"action_{a.method.partition('(')[0]}")
    ]
    assert missing == []


def test_every_scope_is_that_of_a_screen_known_here_or_of_a_box() -> None:
    scopes = set(chain.from_iterable(action.scopes for action in ACTIONS))
    assert scopes - set(SCREENS) <= {"rewrite", "change", "acts"}


RETIRE = Action("retire", ("d",), "Retire", "", ("queue",), "")
SNOOZE = Action("snooze", ("s",), "Snooze", "", ("queue",), "")
CRAWL = Action("crawl", ("s",), "Crawl", "", ("runs",), "")
UNDO = Action("undo", ("u",), "Undo", "", ("app",), "")
SOME = (RETIRE, SNOOZE, CRAWL, UNDO)


@pytest.mark.parametrize(
    ("wanted", "granted", "problem"),
    [
        ({"retire": "x"}, {"retire": "x"}, ""),
        ({"retire": "x, delete"}, {"retire": "x,delete"}, ""),
        ({"retire": "s", "snooze": "d"}, {"retire": "s", "snooze": "d"}, ""),
        ({"crawl": "d"}, {"crawl": "d"}, ""),  # another screen
        ({"retire": "s"}, {}, "“retire” cannot have the key s: it is that of “snooze”"),
        ({"crawl": "u"}, {}, "“crawl” cannot have the key u: it is that of “undo”"),
        ({"fly": "f"}, {}, "there is no action “fly”"),
        ({"retire": " "}, {}, "“retire” is given no key"),
    ],
)
def test_wishes_are_granted_and_clashes_are_told(
    wanted: dict[str, str], granted: dict[str, str], problem: str
) -> None:
    got, problems = checked(wanted, SOME)
    assert got == granted
    assert problem in " ".join(problems)
    assert bool(problem) == bool(problems)


@in_loop
async def test_a_command_is_found_and_run_by_its_words(work: Catalog) -> None:
    """Help and palette both run what they list. A key that the agency chose works, and a clash is
    reported on the screen."""
    async with curating(desk_of(work, keys={"retire": "x", "vouch": "s"})) as seat:
        await seat.until(lambda: any("cannot have the key" in told for told in seat.told()))
        await seat.press("question_mark")
        await seat.until(lambda: "All keys" in seat.text)
        await seat.press(*"retire", "enter")
        await seat.until(lambda: work.find(p.PARKED).state is EditorialState.RETIRED)
        await seat.until(lambda: seat.settled)
        with work.change(who="ana") as change:
            save_view(change, "Dead ones", "verdict:gone")
        await seat.press("ctrl+p")
        await seat.until(lambda: "Retire" in seat.text)
        await seat.press(*"dead ones")
        await seat.until(lambda: "View: Dead ones" in seat.text)
        await seat.press("enter")
        await seat.until(lambda: seat.settled and list(seat.table.spine) == [p.GONE, p.GONE_TOO])
        await seat.press("x")
        await seat.until(lambda: work.find(p.GONE).state is EditorialState.RETIRED)
