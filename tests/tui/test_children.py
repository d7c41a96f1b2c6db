"""Crawls that outlive the app, and live checks: real processes over a simulated web."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest

from crawler.environment import environment_of
from directory.model.vocab import RunStatus, Verdict
from directory.settings import Settings
from tests.behaviours import Fleet
from tests.crawler.crawling import ROOT, SECONDS, Gate
from tests.crawler.crawling import Desk as CrawlDesk
from tests.tui.in_loop import in_loop
from tui.processes.child import CheckFailed
from tui.processes.crawl import CrawlChild, start_crawl
from tui.processes.live_check import check_now
from tui.processes.stored_check import check_and_store
from tui.services.model import Desk, Refused
from tui.services.runs import history, interrupt, stop, under_way
from tui.state.progress import Crawling, Stage

pytestmark = pytest.mark.slow


@pytest.fixture
def crawls(tmp_path: Path, sqlite_url: str) -> CrawlDesk:
    """An empty catalog in a folder of its own."""
    return CrawlDesk(tmp_path, sqlite_url)


def desk_of(crawls: CrawlDesk, catalog: object) -> Desk:
    """Somebody before that catalog."""
    settings = Settings(database=crawls.database)
    return Desk(catalog, settings, environment_of(settings), "maria")  # type: ignore[arg-type]


async def until(ask: Callable[[], Crawling | None], enough: Callable[[Crawling], bool]) -> Crawling:
    """The first answer that is enough; fails if none comes."""
    async with asyncio.timeout(SECONDS):
        while (found := await asyncio.to_thread(ask)) is None or not enough(found):
            await asyncio.sleep(0.02)
    return found


async def within_time(ended: Awaitable[object]) -> object:
    """What comes of it; fails if it takes too long."""
    async with asyncio.timeout(SECONDS):
        return await ended


async def start(crawls: CrawlDesk, fleet: Fleet | Path, *, due_only: bool = False) -> CrawlChild:
    """A crawl over this fleet, as the app starts one."""
    return await start_crawl(
        due_only=due_only, environment=crawls.environment(fleet), folder=crawls.folder
    )


@in_loop
async def test_a_crawl_tells_its_progress_by_what_it_keeps(crawls: CrawlDesk) -> None:
    gate = Gate()
    with Fleet(
        {"well.example": "ok", "gone.example": "status-404", "late.example": gate.behind()}
    ) as web:
        crawls.add("https://well.example/", "https://gone.example/x", "https://late.example/")
        with crawls.catalog() as catalog:
            desk = desk_of(crawls, catalog)
            assert under_way(desk) is None
            child = await start(crawls, web)
            seen = await until(lambda: under_way(desk), lambda crawl: crawl.checked == 2)
            assert (seen.total, seen.stage, seen.scope, seen.where) == (
                3, Stage.CHECKING, "all", "",
            )  # fmt: skip
            assert seen.counts == {Verdict.OK: 1, Verdict.GONE: 1}
            assert sorted(seen.newest) == [
                (Verdict.GONE, "https://gone.example/x"),
                (Verdict.OK, "https://well.example/"),
            ]
            again = under_way(desk, seen)
            assert again is not None
            assert (again.checked, again.counts, again.newest) == (2, seen.counts, seen.newest)
            assert len(again.pace.readings) == 2
            gate.open()
            end = await within_time(child.ended())
            assert end == child.end()
            assert (child.end() or pytest.fail()).words == ""
            assert under_way(desk, again) is None
            [row] = history(desk, 10)
    assert (row.status, row.counts) == (RunStatus.COMPLETE, {"ok": 2, "gone": 1})
    assert not row.alive


@in_loop
async def test_a_crawl_goes_on_when_the_app_that_started_it_is_killed(crawls: CrawlDesk) -> None:
    gate = Gate()
    app = (
        "import asyncio, os, signal\n"
        "from tui.processes.crawl import start_crawl\n"
        "print(asyncio.run(start_crawl(due_only=True)).pid, flush=True)\n"
        "os.killpg(0, signal.SIGKILL)\n"
    )
    with Fleet({"late.example": gate.behind()}) as web:
        crawls.add("https://late.example/")
        app_process = subprocess.run(
            [sys.executable, "-c", app],
            cwd=crawls.folder,
            env=crawls.environment(web),
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert app_process.returncode == -signal.SIGKILL
        crawl = psutil.Process(int(app_process.stdout))
        with crawls.catalog() as catalog:
            desk = desk_of(crawls, catalog)
            await until(lambda: under_way(desk), lambda found: found.total == 1)
            gate.open()
            await within_time(asyncio.to_thread(psutil.wait_procs, [crawl]))
            [row] = history(desk, 1)
    assert (row.scope, row.status, row.counts) == ("due", RunStatus.COMPLETE, {"ok": 1})


@in_loop
async def test_a_crawl_that_cannot_be_made_says_why(crawls: CrawlDesk) -> None:
    """In the words of its process; all of them are tested in tests/crawler/test_crawl.py."""
    with Fleet({}) as web:
        environment = crawls.environment(web) | {"JOBBANK_HOST_DELAY": "soon"}
        child = await start_crawl(due_only=True, environment=environment, folder=crawls.folder)
        await within_time(child.ended())
    end = child.end()
    assert end is not None
    assert end.words.startswith("The crawl could not be made: a setting cannot be used (host_delay")


@in_loop
async def test_a_second_crawl_says_why_it_is_not_made_and_one_that_breaks_off_that_nothing_is_lost(
    crawls: CrawlDesk,
) -> None:
    gate = Gate()
    with Fleet({"late.example": gate.behind()}) as web:
        crawls.add("https://late.example/")
        with crawls.catalog() as catalog:
            desk = desk_of(crawls, catalog)
            child = await start(crawls, web)
            await until(lambda: under_way(desk), lambda crawl: crawl.run_id > 0)
            second = await start(crawls, web)
            await within_time(second.ended())
            refused = second.end()
            os.kill(child.pid, signal.SIGKILL)
            await within_time(child.ended())
            assert under_way(desk) is None
            [row] = history(desk, 1)
    assert refused is not None
    assert refused.code == 4
    assert refused.words.startswith(
        "The crawl could not be made: another crawl of this catalog is under way"
    )
    end = child.end()
    assert end is not None
    assert end.words.startswith("The crawl ended early.")
    assert (row.status, row.alive, row.open) == (RunStatus.RUNNING, False, True)


@in_loop
async def test_a_crawl_can_be_stopped_and_keeps_what_it_has_done(crawls: CrawlDesk) -> None:
    gate = Gate()
    with Fleet({"well.example": "ok", "late.example": gate.behind()}) as web:
        crawls.add("https://well.example/", "https://late.example/")
        with crawls.catalog() as catalog:
            desk = desk_of(crawls, catalog)
            assert stop(desk) == "No crawl is under way."
            child = await start(crawls, web)
            await until(lambda: under_way(desk), lambda crawl: crawl.checked == 1)
            assert stop(desk).startswith("The crawl is stopping.")
            await within_time(child.ended())
            [row] = history(desk, 1)
    assert (row.status, row.counts, row.open) == (RunStatus.INTERRUPTED, {"ok": 1}, True)


@in_loop
async def test_a_crawl_on_another_machine_is_seen_and_not_stopped(crawls: CrawlDesk) -> None:
    with crawls.catalog() as catalog:
        desk = desk_of(crawls, catalog)
        catalog.runs.begin(
            holder="other-desk|1|1.00", now=catalog.now(), due_only=True, fresh=False
        )
        seen = under_way(desk)
        assert seen is not None
        assert seen.where == "other-desk"
        with pytest.raises(Refused, match="The crawl runs on another machine, other-desk"):
            stop(desk)


@in_loop
async def test_whoever_has_the_number_of_a_process_that_ended_is_left_in_peace() -> None:
    bystander = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    interrupt(f"{socket.gethostname()}|{bystander.pid}|1.00")
    await within_time(bystander.communicate(b"\n"))
    assert bystander.returncode == 0
    interrupt(f"{socket.gethostname()}|{bystander.pid}|1.00")


def test_a_process_of_another_machine_cannot_be_stopped() -> None:
    with pytest.raises(Refused, match="Stop it there"):
        interrupt("elsewhere|1|1.00")


# --- live checks --------------------------------------------------------------------


@in_loop
async def test_a_live_check_gives_answers_as_they_come_and_stores_nothing(
    crawls: CrawlDesk,
) -> None:
    gate = Gate()
    urls = ["https://gone.example/x", "https://late.example/"]
    with Fleet({"gone.example": "status-404", "late.example": gate.behind()}) as web:
        answers = []
        async with aclosing(check_now(urls, crawls.environment(web), crawls.folder)) as looks:
            async for answer in looks:
                answers.append(answer)
                gate.open()  # the first has come before the second could
    assert [(answer["url"], answer["verdict"]) for answer in answers] == [
        ("https://gone.example/x", "gone"),
        ("https://late.example/", "ok"),
    ]
    assert answers[0]["findings"][0]["reason"] == "not-found"
    assert crawls.health() == {}


@in_loop
async def test_a_live_check_that_is_cancelled_ends_its_process(crawls: CrawlDesk) -> None:
    gate = Gate()
    before = set(psutil.Process().children())
    with Fleet({"well.example": "ok", "late.example": gate.behind()}) as web:
        heard = asyncio.Event()

        async def look() -> None:
            urls = ["https://well.example/", "https://late.example/"]
            async with aclosing(check_now(urls, crawls.environment(web), crawls.folder)) as looks:
                async for _ in looks:
                    heard.set()

        task = asyncio.create_task(look())
        await within_time(heard.wait())
        assert set(psutil.Process().children()) - before
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await within_time(task)
    assert set(psutil.Process().children()) <= before


@in_loop
async def test_an_address_that_looks_like_an_option_is_refused_as_an_address(
    crawls: CrawlDesk,
) -> None:
    with Fleet({}) as web:
        looks = check_now(["--json"], crawls.environment(web), crawls.folder)
        async with aclosing(looks):
            with pytest.raises(CheckFailed, match=r"^--json: "):
                await within_time(anext(looks))


@in_loop
async def test_a_check_that_breaks_off_says_so(crawls: CrawlDesk) -> None:
    with Fleet({}) as web:
        broken = crawls.environment(web) | {"PYTHONPATH": str(ROOT / "nowhere")}
        broken |= {"PYTHONNOUSERSITE": "1", "PYTHONHOME": str(crawls.folder)}
        looks = check_now(["https://a.example/"], broken, crawls.folder)
        async with aclosing(looks):
            with pytest.raises(CheckFailed, match="was interrupted"):
                await within_time(anext(looks))


# --- checks that are stored ---------------------------------------------------------


async def stored(crawls: CrawlDesk, web: Fleet, *ids: int) -> list[dict[str, object]]:
    """What comes of checking these links."""
    checks = check_and_store(ids, crawls.environment(web), crawls.folder)
    async with aclosing(checks) as answers:
        return [answer async for answer in answers]


@in_loop
async def test_a_link_is_checked_and_stored_beside_a_crawl_that_is_under_way(
    crawls: CrawlDesk,
) -> None:
    gate = Gate()
    with (
        Fleet({"gone.example": "status-404", "late.example": gate.behind()}) as web,
        crawls.catalog() as catalog,
    ):
        desk = desk_of(crawls, catalog)
        crawls.add("https://late.example/", "https://gone.example/x")
        child = await start(crawls, web)
        await until(lambda: under_way(desk), lambda crawl: crawl.checked == 1)
        [answer] = await stored(crawls, web, 2)
        assert (answer["id"], answer["verdict"], answer["reasons"]) == (2, "gone", ["not-found"])
        assert crawls.health()[2]["verdict"] is Verdict.GONE
        seen = under_way(desk)
        assert seen is not None
        assert (seen.scope, seen.checked, seen.total) == ("all", 1, 2)
        gate.open()
        await within_time(child.ended())
        [chosen, full] = history(desk, 5)
    assert (full.scope, full.status, full.counts) == (
        "all",
        RunStatus.COMPLETE,
        {"ok": 1, "gone": 1},
    )
    assert (chosen.scope, chosen.chosen, chosen.status) == ("chosen", 1, RunStatus.COMPLETE)


@in_loop
async def test_a_link_that_cannot_be_checked_is_refused_in_a_sentence(crawls: CrawlDesk) -> None:
    with Fleet({}) as web, pytest.raises(CheckFailed, match=r"^There is no link 7$"):
        await stored(crawls, web, 7)


@in_loop
async def test_a_check_on_a_machine_that_is_offline_stores_nothing_and_says_so(
    crawls: CrawlDesk,
) -> None:
    with Fleet({"a.example": "ok", "b.example": "ok"}) as web:
        crawls.add("https://a.example/", "https://b.example/")
        await stored(crawls, web, 1, 2)
        before = crawls.health()
        web.update({"a.example": "refused", "b.example": "refused"})
        with pytest.raises(CheckFailed, match=r"^The one site .* seems to be offline\. No link"):
            await stored(crawls, web, 1)
    assert crawls.health() == before


@in_loop
async def test_a_stored_check_that_is_cancelled_ends_its_process_and_its_run(
    crawls: CrawlDesk,
) -> None:
    gate = Gate()
    before = set(psutil.Process().children())
    with Fleet({"late.example": gate.behind()}) as web:
        crawls.add("https://late.example/")
        task = asyncio.create_task(stored(crawls, web, 1))
        async with asyncio.timeout(SECONDS):
            while not await asyncio.to_thread(crawls.runs):
                await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await within_time(task)
        assert set(psutil.Process().children()) <= before
        gate.open()
        [answer] = await stored(crawls, web, 1)
    assert answer["verdict"] == "ok"
    assert all(run["ended_at"] for run in crawls.runs())
