"""The screen of crawls in the real app: what it tells, its keys, and crawls that are under way."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from multiprocessing import forkserver
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

import tui
from crawler.simulation.server import Role
from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.vocab import RunStatus
from directory.rules.network_health import Canaries, Watch
from tests.behaviours import Fleet
from tests.clocks import HandClock
from tests.crawler.crawling import Desk as CrawlDesk
from tests.crawler.crawling import Gate
from tests.directory.samples import HOLDER, add_hosts, crawl, look
from tests.tui.in_loop import in_loop
from tests.tui.piloting import decide
from tests.tui.waiting import seen, until
from tui.app import CurateApp
from tui.screens.runs import RunsScreen
from tui.services.session import open_desk
from tui.state.progress import Crawling

pytestmark = pytest.mark.slow

SMALL, LARGE = (80, 24), (120, 40)
PATIENCE = 60.0  # seconds: longer than anything here takes, on the slowest machine


Shown = Pilot[bool]


class RunsFirst(CurateApp):
    """The app, opened on its crawls."""

    CSS_PATH = [Path(tui.__file__).parent / name for name in CurateApp.CSS_PATH]  # noqa: RUF012
    DEFAULT_MODE = "runs"

    def __init__(self) -> None:
        super().__init__(open_desk)
        self.told: list[str] = []

    def tell(self, text: str, severity: str = "information") -> None:
        """Keeps what the person is told."""
        self.told.append(text)
        super().tell(text, severity)  # type: ignore[arg-type]  # as the app has it


@asynccontextmanager
async def opened(size: tuple[int, int] = SMALL) -> AsyncIterator[Shown]:
    """The app on the catalog of the environment, once the crawls are listed."""
    app = RunsFirst()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "crawl" in seen(pilot).lower() and table(pilot) is not None)
        yield pilot


def table(pilot: Shown) -> OptionList | None:
    """The list of crawls, when it is there."""
    found = pilot.app.screen.query("#runs")
    return found.first(OptionList) if found else None


def listed(pilot: Shown) -> int:
    """How many crawls are listed."""
    shown = table(pilot)
    return shown.option_count if shown is not None else 0


@pytest.fixture
def here(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> CrawlDesk:
    """An empty catalog; this process works in its folder and with its settings."""
    crawls = CrawlDesk(tmp_path, sqlite_url)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JOBBANK_DATABASE", sqlite_url)
    return crawls


@pytest.fixture(autouse=True, scope="module")
def _fork_server() -> None:
    """It starts here: within the app, this process has no standard error that it could inherit."""
    forkserver.ensure_running()


@pytest.fixture
def of_all_kinds(here: CrawlDesk) -> CrawlDesk:
    """A catalog with a crawl of each outcome, the newest cut off."""
    clock = HandClock()
    catalog = Catalog.open(here.database, clock)
    add_hosts(catalog, 3)
    crawl(catalog, {1: Reason.OK, 2: Reason.OK, 3: Reason.OK}, clock.now)
    clock.advance(days=1)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND, 3: Reason.BOT_WALL}, clock.now)
    for status, watch in (
        (RunStatus.COMPLETE, Watch(at_begin=Canaries.SILENT)),
        (RunStatus.INTERRUPTED, Watch()),
    ):
        now = clock.advance(days=1)
        run = catalog.runs.begin(holder=HOLDER, now=now, due_only=True, fresh=False)
        catalog.runs.record(run.run_id, HOLDER, now, [look(catalog.find(1), Reason.OK, now)])
        clock.advance(minutes=3)
        catalog.runs.settle(run.run_id, now=clock.now, status=status, watch=watch)
    catalog.close()
    return here


# --- what it tells ----------------------------------------------------------------------


@pytest.mark.usefixtures("of_all_kinds")
@pytest.mark.parametrize("size", [SMALL, LARGE])
@in_loop
async def test_each_crawl_is_a_line_and_the_chosen_one_is_explained(size: tuple[int, int]) -> None:
    async with opened(size) as pilot:
        await until(pilot, lambda: listed(pilot) == 4)
        await tells(pilot, "Crawl 4: cut off", "The next crawl goes on from there")
        for words in ("? inconclusive", "● complete", "x1 ?1", "all well", "not kept"):
            assert words in seen(pilot)
        await pilot.press("j")
        await tells(
            pilot,
            "Crawl 3: inconclusive",
            "was not plausible",
            "none of the canaries answered as it should when the crawl began",
            "Check the network connection, then crawl again.",
        )
        await pilot.press("j")
        await tells(pilot, "Crawl 2: complete", "What needs a person is in the queue")
        assert re.search(r"x +1 gone +no longer there", seen(pilot))
        await pilot.press("G")
        await tells(pilot, "Crawl 1: complete", "There is nothing to do.")
        await pilot.press("k", "g")
        await until(pilot, lambda: "Crawl 4: cut off" in seen(pilot))


async def tells(pilot: Shown, *words: str) -> None:
    """Waits until the part that tells of one crawl says all of this, wherever its lines break."""

    def said() -> bool:
        lines = seen(pilot).splitlines()
        if pilot.app.size.width == LARGE[0]:
            lines = [line.partition("│")[2] for line in lines]
        text = " ".join(" ".join(lines).split())
        return all(part in text for part in words)

    await until(pilot, said)


@pytest.mark.usefixtures("of_all_kinds")
@in_loop
async def test_health_over_time_comes_by_a_key_and_goes_by_it() -> None:
    async with opened(SMALL) as pilot:
        await until(pilot, lambda: "Crawl 4" in seen(pilot))
        assert "Health over time" not in seen(pilot)
        await pilot.press("h")
        await until(pilot, lambda: "Health over time, 2026-10-09 to 2026-10-10" in seen(pilot))
        shown = seen(pilot)
        assert "Crawl 4" not in shown
        assert re.search(r"x gone .*now 1 \(0 to 1\)", shown)
        assert re.search(r"\+ ok .*now 1 \(1 to 3\)", shown)
        await pilot.press("h")
        await until(pilot, lambda: "Crawl 4" in seen(pilot))


@pytest.mark.usefixtures("of_all_kinds")
@in_loop
async def test_a_large_terminal_shows_both_and_follows_its_size() -> None:
    async with opened(LARGE) as pilot:
        await until(
            pilot,
            lambda: "Crawl 4" in seen(pilot) and "Health over time, 2026" in seen(pilot),
        )
        await pilot.resize_terminal(*SMALL)
        await until(pilot, lambda: "Health over time" not in seen(pilot))
        assert listed(pilot) == 4
        assert max(map(len, seen(pilot).splitlines())) <= 80
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: "Health over time, 2026" in seen(pilot))


@pytest.mark.usefixtures("here")
@in_loop
async def test_an_empty_catalog_says_that_there_was_no_crawl() -> None:
    async with opened() as pilot:
        await until(pilot, lambda: "No crawl has been made yet." in seen(pilot))
        await pilot.press("h")
        await until(pilot, lambda: "No crawl has ended yet." in seen(pilot))
        await pilot.press("j", "k", "g", "G", "x")
        assert isinstance(pilot.app.screen, RunsScreen)


# --- crawls under way ---------------------------------------------------------------------


@pytest.fixture
def gate() -> Gate:
    """What holds one page back."""
    return Gate()


@pytest.fixture
def web(here: CrawlDesk, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fleet]:
    """A web of three sites, one of them behind the gate, which this process's crawls see."""
    roles: dict[str, Role] = {
        "well.example": "ok",
        "gone.example": "status-404",
        "late.example": gate.behind(),
    }
    with Fleet(roles) as fleet:
        here.add("https://well.example/", "https://gone.example/x", "https://late.example/")
        for name, value in here.environment(fleet).items():
            if name.startswith(("JOBBANK_", "PYTHONPATH")):
                monkeypatch.setenv(name, value)
        yield fleet
        gate.open()


@pytest.mark.usefixtures("web")
@in_loop
async def test_a_crawl_started_here_shows_its_progress_and_its_end(gate: Gate) -> None:
    async with opened(LARGE) as pilot:
        await until(pilot, lambda: "No crawl has been made yet." in seen(pilot))
        await pilot.press("N", "N")
        await until(pilot, lambda: "A crawl of all links is under way" in seen(pilot))
        await until(pilot, lambda: "2 of 3 links" in seen(pilot))
        await until(pilot, lambda: "x 1 gone · + 1 ok" in seen(pilot))
        await until(pilot, lambda: "https://gone.example/x" in seen(pilot))
        await until(pilot, lambda: "▶ under way" in seen(pilot))
        assert pilot.app.crawls.under_way  # type: ignore[attr-defined]
        gate.open()
        await until(pilot, lambda: "● complete" in seen(pilot))
        await until(pilot, lambda: "is under way" not in seen(pilot))
        assert listed(pilot) == 1
        await until(pilot, lambda: bool(told(pilot)))
        assert told(pilot) == ["The crawl has ended: 3 links checked, x1."]


def told(pilot: Shown) -> list[str]:
    """What the person was told."""
    assert isinstance(pilot.app, RunsFirst)
    return pilot.app.told


@in_loop
async def test_a_crawl_started_elsewhere_appears_and_can_be_stopped(
    web: Fleet, here: CrawlDesk
) -> None:
    async with opened() as pilot:
        await until(pilot, lambda: "No crawl has been made yet." in seen(pilot))
        with here.crawling(web, "--due") as elsewhere:
            await asyncio.to_thread(
                elsewhere.read_until, lambda lines: any(line["type"] == "link" for line in lines)
            )
            await until(pilot, lambda: "of 3 links" in seen(pilot))
            await until(pilot, lambda: "A crawl of the links that are due is" in seen(pilot))
            await decide(pilot, "x")
            done = await asyncio.to_thread(elsewhere.finish)
        assert done.summary["status"] == "interrupted"
        await until(pilot, lambda: "◐ cut off" in seen(pilot))
        await until(pilot, lambda: told(pilot)[-1].startswith("The crawl was cut off."))


@pytest.mark.usefixtures("web")
@in_loop
async def test_the_strip_tells_of_a_crawl_on_every_other_screen(gate: Gate) -> None:
    async with opened() as pilot:
        await decide(pilot, "n")
        await pilot.press("2")
        await until(
            pilot,
            lambda: re.search(r"Crawl [░█▎▍▌▋▊▉]+ 2 of 3 links", seen(pilot)) is not None,
        )
        gate.open()
        await until(pilot, lambda: "of 3 links" not in seen(pilot))


@pytest.mark.usefixtures("web")
@in_loop
async def test_a_crawl_goes_on_when_the_app_is_left(gate: Gate, here: CrawlDesk) -> None:
    async with opened() as pilot:
        await decide(pilot, "n")
        await until(pilot, lambda: "2 of 3 links" in seen(pilot))
    gate.open()
    async with asyncio.timeout(PATIENCE):
        while [run["status"] for run in here.runs()] != [RunStatus.COMPLETE]:
            await asyncio.sleep(0.05)
    assert here.runs()[0]["counts"] == {"ok": 2, "gone": 1}


@pytest.mark.usefixtures("web")
@in_loop
async def test_a_crawl_that_ended_just_now_is_not_said_to_go_on() -> None:
    async with opened() as pilot:
        app = pilot.app
        assert isinstance(app, CurateApp)
        app.activity = app.activity.with_crawl(Crawling(run_id=99))
        await pilot.press("q")
        await until(pilot, lambda: app.return_value is not None)
    assert app.return_value is False


@pytest.mark.usefixtures("web")
@in_loop
async def test_a_crawl_that_cannot_be_made_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as pilot:
        await until(pilot, lambda: "No crawl has been made yet." in seen(pilot))
        monkeypatch.setenv("JOBBANK_HOST_DELAY", "soon")
        await decide(pilot, "n")
        await until(pilot, lambda: bool(told(pilot)))
        assert told(pilot)[0].startswith("The crawl could not be made: a setting cannot be used")
        await until(pilot, lambda: "is under way" not in seen(pilot))
